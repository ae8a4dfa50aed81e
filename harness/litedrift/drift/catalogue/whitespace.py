"""Operators of the category whitespace."""
