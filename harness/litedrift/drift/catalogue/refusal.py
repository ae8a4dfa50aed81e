"""Operators of the category refusal."""
