"""What is typed on the pages of opening hours, duty and the rota."""
