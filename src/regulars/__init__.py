"""Regulars: customer focus and customer relationships for small businesses."""
