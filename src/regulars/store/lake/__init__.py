"""The lake: Delta tables in a folder, a derived copy of the record that any engine reads."""
