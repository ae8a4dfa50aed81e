"""Operators of the category order."""
