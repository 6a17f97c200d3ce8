"""The frame around every page: navigation, palette, theme, error pages."""
