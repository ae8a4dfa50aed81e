"""Operators of the category tree."""
