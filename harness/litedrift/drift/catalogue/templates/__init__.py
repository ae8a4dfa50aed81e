"""The whole page in another template: every epoch of the site's real history, and futures that may come.

A page is printed anew from its record; its story keeps links, emphasis and lists where the template has them. A page
has one template at a time, so no two of these go together.
"""
