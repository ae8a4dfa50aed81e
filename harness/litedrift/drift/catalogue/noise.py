"""Operators of the category noise."""
