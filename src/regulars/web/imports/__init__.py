"""The import wizard: a file handed in, its columns matched, a look ahead, and the run."""
