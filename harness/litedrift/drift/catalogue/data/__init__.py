"""Structured data and metadata change: JSON-LD, meta and link elements, microdata.

What a reader sees comes first, then JSON-LD, then meta, then the title: as long as the text stands, whatever the
data say decides nothing. 93% of news pages carry JSON-LD; its set of types changes in 69% of breaking changes.
"""
