"""Parts of the page change places, stand twice, or go; what must stand before the story still does.

Meta lines stay in the meta zone, before the first ordinary paragraph: further down they would be story text.
"""
