"""The same characters as other bytes or references; and the wrong ones, where a page's declarations lie.

Which declaration counts is the order of the gold rules: byte-order mark, header, meta, UTF-8, windows-1252.
"""
