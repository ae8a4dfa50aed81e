"""White space and invisible characters come, go and change; a reader sees the same words.

Indentation or its removal comes with 31% of breaking changes and 7% of benign ones; U+00A0 stands on 71% of pages.
"""
