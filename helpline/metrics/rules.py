"""Outcomes, bands, buckets and periods. Pure: no Django, no clock, no database."""
