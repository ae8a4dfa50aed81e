"""Operators of the category truncation."""
