"""Writing what customers agreed to, and the rules for contacting them: a file a verb."""
