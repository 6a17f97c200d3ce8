"""Boards that colleagues compose: looking at one, composing it, printing it."""
