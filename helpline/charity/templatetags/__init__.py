"""Template filters of the charity's texts."""
