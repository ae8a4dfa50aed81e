"""The same page spelled otherwise: tags left out, quoted, nested or closed in ways that a browser mends in silence.

The HTML Standard says what each of these spellings shows; where libxml2 reads other lines, the mutant is infeasible.
"""
