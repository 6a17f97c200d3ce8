"""Models of what customers will do: fitted from arrays, without a database."""
