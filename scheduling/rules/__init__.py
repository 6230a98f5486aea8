"""Pure rules of opening hours and duty."""
