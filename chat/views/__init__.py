"""Pages: the public ones, the console, and the exit button's beacon."""
