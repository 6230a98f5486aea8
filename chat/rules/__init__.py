"""Pure rules of the chat."""
