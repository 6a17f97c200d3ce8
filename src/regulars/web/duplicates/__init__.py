"""The pages on which duplicates are judged."""
