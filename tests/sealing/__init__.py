"""Sealing: the twin of the browser modules, the shared vectors, the attacks."""
