"""The pages of opening hours, duty and the rota."""
