"""Components: templates with declared props and slots."""
