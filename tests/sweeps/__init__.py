"""Tests of the sweeps and their lease."""
