"""How customers stand to the business: closeness, feeling, and what both make of a relationship. Pure."""
