"""Counts only: coarse tallies by channel and outcome. Takes no identifier."""
