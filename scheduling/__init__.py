"""Opening hours, duty and engagement: who is on now, for both channels."""
