"""Pages about what to offer whom: how good it is, the products, and what is never offered."""
