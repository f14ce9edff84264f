"""What a user types -> what it means.

    troops ceasefire            both words, in any inflection; AND may be written
    troops OR forces            either; AND binds closer than OR
    troops NOT hubs, -hubs      without; the - stands after a blank and before a word
    (troops OR forces) deploy   parentheses
    "boots on the ground"       these words in this order, as they are written
    "deploy troops"~3           in this order, with at most three other words among them in all
    deploy*  w?ldcard  cease*e  words as they are written, with any letters, or one, in the place
    ceasfire~  ceasfire~2       words one letter off, or two: put in, left out or replaced
    title: source:              the same, in the title or in the name of the source
    country: holder:            a country that is mentioned, that has a position
    position: speaker: topic: lang:
    date:2026-01  date:2026-01-01..2026-01-31  date:>=2026-01-06

Parentheses after a field hold for all in them: ``holder:(france OR germany)``. A colon after letters begins
a field, and an unknown one is an error; ``12:30`` and ``https://…`` are words. A word of several parts, such
as ``UK-France``, is a phrase. ``US`` in upper case is the country, ``us`` either. What holds no letter or
digit is an error, as is all else that is broken: a query is never silently something else.
"""

from __future__ import annotations

from index.query.nodes import (
    Among,
    And,
    Country,
    Everything,
    Fuzzy,
    Holder,
    Language,
    Node,
    Not,
    Or,
    Phrase,
    PositionIs,
    Prefix,
    Published,
    Query,
    Speaker,
    Wildcard,
    Within,
    Word,
)
from index.query.operands import operands
from index.query.parser import FIELDS, MAX_DEPTH, MAX_LEAVES, MAX_LENGTH, parse
from index.query.writing import written

__all__ = [
    "FIELDS",
    "MAX_DEPTH",
    "MAX_LEAVES",
    "MAX_LENGTH",
    "Among",
    "And",
    "Country",
    "Everything",
    "Fuzzy",
    "Holder",
    "Language",
    "Node",
    "Not",
    "Or",
    "Phrase",
    "PositionIs",
    "Prefix",
    "Published",
    "Query",
    "Speaker",
    "Wildcard",
    "Within",
    "Word",
    "operands",
    "parse",
    "written",
]
