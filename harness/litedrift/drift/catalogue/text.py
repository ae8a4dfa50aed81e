"""Operators of the category text."""
