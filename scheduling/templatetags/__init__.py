"""Template filters of opening hours."""
