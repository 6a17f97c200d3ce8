"""Numbers about many customers, defined once: pure functions from Ibis tables to Ibis tables."""
