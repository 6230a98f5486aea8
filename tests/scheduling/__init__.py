"""Tests of opening hours, duty and engagement."""
