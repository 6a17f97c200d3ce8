"""Geometry of the pictures that the server draws; pure functions, no Django."""
