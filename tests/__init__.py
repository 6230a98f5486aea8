"""The tests: mirror the packages; a sentence per test."""
