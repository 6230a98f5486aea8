"""Template tags of the chat's public pages."""
