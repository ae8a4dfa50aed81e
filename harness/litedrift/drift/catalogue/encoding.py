"""Operators of the category encoding."""
