"""Settings pages: appearance, people, write keys."""
