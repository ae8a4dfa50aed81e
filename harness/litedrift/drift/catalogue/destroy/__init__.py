"""A field goes from the page with every carrier: text, JSON-LD, meta, link, title, microdata, attributes.

Null is the only right answer then, and what is left tempts: dates in addresses, the copyright year, another story's
time, a caption's credit. The operators run among the noise, after all data operators, so that no carrier comes back
after them; what a page still spells in any encoding makes the mutant infeasible.
"""
