"""The project package: wiring, and the apps that serve both channels."""
