"""The REST API under /api/: the same actions and queries as the pages, for programs."""
