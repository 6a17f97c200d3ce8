"""Pages for customers, by signed link and without a login: what they agreed to, and confirming it."""
