"""What can be done to a conversation: one function, one transaction each."""
