"""The anonymous encrypted conversation: queue, relay and the counsellor's console."""
