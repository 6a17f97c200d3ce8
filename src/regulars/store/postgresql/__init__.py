"""Django's PostgreSQL, without a question before every request."""
