"""One loop with a lease that runs what is due and not done."""
