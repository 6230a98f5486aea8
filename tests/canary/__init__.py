"""Marked addresses, agents and texts go through a whole conversation; afterwards they are nowhere to be found."""
