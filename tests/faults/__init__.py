"""What the helpline must survive, with real processes that are killed, stopped, flooded and ignored."""
