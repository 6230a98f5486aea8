"""Set by the skeleton."""
