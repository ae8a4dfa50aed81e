"""Only a part of the story is there: the download stopped, or the page keeps the rest behind a wall or another page.

By the gold rules a page cut after its first closed paragraph gives the closed ones, with the cut one optional; a page
cut before that is refused. What a page itself holds back is no part of its record.
"""
