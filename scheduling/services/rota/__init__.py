"""Making and changing the rota: patterns, shifts, seats and who holds them."""
