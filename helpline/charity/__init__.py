"""What the charity changes itself: its texts and its limits."""
