"""The project package: settings, commands, headers, logs, probes and the demo."""
