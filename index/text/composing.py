"""Blocks -> the text of an article and the passages in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.models import Passage, PassageKind, Span
from index.text.sanitising import sanitise

if TYPE_CHECKING:
    from collections.abc import Iterable

GAP = "\n\n"
"""What stands between two passages."""


@dataclass(frozen=True, slots=True)
class CleanText:
    """An article's text and what the file itself says of it; None for what it does not say.

    ``text`` is the title (when there is one) and the passages, a blank line between two;
    ``passages`` are in order, the title as number 0. ``published`` is an ISO date, ``language`` an
    ISO 639-1 code. ``dated_by`` says how the date was found: "text" for a line of the text,
    "document" for what a file declares beside it.
    """

    text: str
    passages: tuple[Passage, ...]
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: str | None = None
    language: str | None = None
    url: str | None = None
    dated_by: str | None = None


def compose(title: str | None, blocks: Iterable[tuple[PassageKind, str]]) -> tuple[str, tuple[Passage, ...]]:
    """Return an article's text, sanitised, and its passages in order.

    Whitespace within a block becomes one blank; empty blocks are left out. Without a title, passages
    begin at number 1; an article without blocks and title is an empty text without passages.
    """
    return compose_sanitised(title and sanitise(title), ((kind, sanitise(text)) for kind, text in blocks))


def compose_sanitised(title: str | None, blocks: Iterable[tuple[PassageKind, str]]) -> tuple[str, tuple[Passage, ...]]:
    """Do what ``compose`` does with parts of a text that was sanitised as a whole."""
    parts = [(PassageKind.TITLE, flat(title))] if title and flat(title) else []
    first = 0 if parts else 1
    parts += [(kind, text) for kind, raw in blocks if (text := flat(raw))]
    passages = []
    start = 0
    for number, (kind, text) in enumerate(parts, first):
        passages.append(Passage(number, kind, Span(start, start + len(text))))
        start += len(text) + len(GAP)
    return GAP.join(text for _, text in parts), tuple(passages)


def flat(text: str) -> str:
    """Return a text in one line, with single blanks and none at its ends."""
    return " ".join(text.split())
