"""Why nothing matches a query, and what does: which of its words stand nowhere, and what to ask instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from index.query import operands
from index.text.words import FUNCTION_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

MOST_PARTS = 20
"""A query of more parts was pasted rather than asked."""

LEAST_LETTERS = 4
"""A word of fewer letters is one letter off from too many others."""


class Missed(NamedTuple):
    """Why nothing matches a query, and what does.

    ``absent`` are the parts of it that match nothing, as they were typed; none where each does, but not all together;
    those that only make a sentence are named where there are no others. A lone word that stands nowhere is not named.
    ``instead`` is what to ask instead, empty where nothing is found, and ``total`` how many passages match it.
    ``alone`` is how many match the query without what stood beside it.
    """

    absent: tuple[str, ...] = ()
    instead: str = ""
    total: int = 0
    alone: int = 0


def missed(text: str, beside: str, count: Callable[[str], int]) -> Missed:
    """Return why nothing matches a query together with what stands beside it.

    Instead, what stands nowhere is left out, or written as it is written somewhere, and so are words that only make
    a sentence; where no passage has all that is left, any of it will do.

    Args:
        text: A query that parses.
        beside: More that must hold, as a query; empty for nothing.
        count: Returns how many passages a query matches.
    """
    if beside and (alone := count(text)):
        return Missed(alone=alone)
    parts = operands(text)
    if not parts or len(parts) > MOST_PARTS:
        return Missed()
    nowhere = [part for part in parts if not count(part)]
    absent = tuple(_telling(nowhere))
    there = [meant for part in parts if (meant := _meant(part, count) or part * (part not in nowhere))]
    telling = _telling(there)
    for instead in _queries(telling):
        if total := count(f"({instead}) {beside}" if beside else instead):
            return Missed(absent, instead, total)
    return Missed(absent) if len(parts) > 1 else Missed()


def _telling(parts: Sequence[str]) -> Sequence[str]:
    """Return parts without those that only make a sentence; all where nothing else is among them."""
    return [part for part in parts if part.lower() not in FUNCTION_WORDS] or parts


def _meant(part: str, count: Callable[[str], int]) -> str:
    """Return a part as it may have been meant: no wildcard but a question, or a letter off; empty for neither."""
    asked = part.rstrip("?")
    misspelt = f"{part}~" if part.isalpha() and len(part) >= LEAST_LETTERS and not count(part) else ""
    return next((meant for meant in (asked, misspelt) if meant not in {"", part} and count(meant)), "")


def _queries(parts: Sequence[str]) -> Iterator[str]:
    """Yield the query for all of some parts, and the one for any of those that are no fields and no exclusions."""
    yield from filter(None, [" ".join(parts)])
    free = [part for part in parts if ":" not in part and not part.startswith(("-", "NOT"))]
    if len(free) > 1:
        fixed = [part for part in parts if part not in free]
        yield " ".join([f"({' OR '.join(free)})", *fixed]) if fixed else " OR ".join(free)
