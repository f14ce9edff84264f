"""Newspapers in which a state speaks, and news agencies whose commentaries are its word."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from index.analysis import lexicon
from index.models import Span

COMMENTARIES = frozenset({"commentary", "editorial"})
PAPERS = frozenset({"newspaper", "paper", "daily"})


class Organ(NamedTuple):
    """Where a text names a paper or an agency of a state; ``is_paper`` tells which."""

    span: Span
    code: str
    is_paper: bool


def find_organs(text: str) -> tuple[Organ, ...]:
    """Return the papers and agencies of states that a text names, in order."""
    found = []
    for match in _named().finditer(text):
        name = match.group().replace("’", "'")
        paper = lexicon.organs().get(name)
        code = paper or lexicon.agencies()[name]
        found.append(Organ(Span(match.start(), match.end()), code, paper is not None))
    return tuple(found)


@cache
def _named() -> re.Pattern[str]:
    names = sorted((*lexicon.organs(), *lexicon.agencies()), key=lambda name: (-len(name), name))
    either = "|".join(re.escape(name).replace("'", "['’]") for name in names)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)")
