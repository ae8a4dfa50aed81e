"""Another page comes in the story's place: errors, walls, stubs, foreign stories, things that are no page at all.

Only a refusal is right. Each keeps as much of the real page's frame as the real failure does: the site's own error
pages keep header, footer and canonical address, a content network's keep nothing. No headline of the story and none
of its data are left: with those a record with an empty body would be right.
"""
