"""Operators of the category templates."""
