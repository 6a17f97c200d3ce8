"""Pages about customers: the list, and one of them."""
