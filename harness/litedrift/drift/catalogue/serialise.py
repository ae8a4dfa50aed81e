"""Operators of the category serialise."""
