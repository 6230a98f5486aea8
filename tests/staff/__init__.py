"""The accounts of people who help."""
