"""What pytest itself is taught for this project; loaded by name from pyproject.toml."""
