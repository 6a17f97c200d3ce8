"""Unfold, a company that sells clothes online and exists only here: three years of it, from a seed."""
