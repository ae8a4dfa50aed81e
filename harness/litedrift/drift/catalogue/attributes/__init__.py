"""Classes, ids and other attributes change names, spellings or disappear; what a reader sees does not.

The commonest drift of all: the class vocabulary is replaced (Jaccard below 0.5) in 81% of breaking changes.
"""
