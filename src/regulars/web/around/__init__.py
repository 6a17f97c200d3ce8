"""What surrounds a customer: tags, who looks after them, relations, notes, files, days to remember."""
