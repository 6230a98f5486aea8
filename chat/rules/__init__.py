"""All decisions of the chat: pure, no Django, no clock, no database."""
