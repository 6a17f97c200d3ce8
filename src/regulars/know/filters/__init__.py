"""Which customers: rules told as JSON, said in words, and read as one query."""
