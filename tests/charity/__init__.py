"""Tests of the texts and limits that the charity sets itself."""
