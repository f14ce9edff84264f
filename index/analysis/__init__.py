"""Who says what: pure functions from articles to stances and claims.

Two stages: ``workers.analyse`` reads one article at a time with a parser, in child processes;
``resolution.resolve`` works over the whole library and parses nothing.
"""

ANALYSED_LANGUAGES = frozenset({"en"})
"""ISO 639-1 codes of the languages in which stances are found."""
