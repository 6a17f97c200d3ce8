"""Pages about many: the scoreboard and the people behind each number."""
