"""Pages of privacy: requests of persons, retention, legal holds."""
