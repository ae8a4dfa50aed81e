"""What is not story comes into the page: related links, advertising, forms, captions, comments, decoys, hidden copies.

Every piece looks like the real thing, in an element that tells a careful reader what it is; its text may appear in no
field. 23% of the news sites that need such rules strip related links, 20% adverts, 18% newsletter boxes.
"""
