"""Operators of the category destroy."""
