"""What a user types -> pieces with their places.

Every character that is read as a sign is first replaced by its plain form, one for one, so that places
in the plain text are places in what was typed.
"""

from __future__ import annotations

import re
from enum import IntEnum, auto
from typing import TYPE_CHECKING, NamedTuple

from index.errors import InvalidQuery

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

MAX_SLOP = 99
"""The largest N of ``"near words"~N``; more would be the whole passage."""

_PLAIN = str.maketrans(
    dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\u301d\u301e\u301f\uff02", '"')
    | dict.fromkeys("\u200b\u2060\ufeff", " ")
    | {"\uff08": "(", "\uff09": ")", "\uff1a": ":", "\uff0d": "-", "\u2212": "-", "\uff5e": "~"}
)
_BLANKS = re.compile(r"\s+")
_FIELD = re.compile(r"([A-Za-z_]+):(?!//)")
_WORD = re.compile(r'[^\s"()]+')
_NEARNESS = re.compile(r"~([0-9]*)")
_QUOTED_WILDCARD = re.compile(r"\w\*|\*\w|\w\?(?=\w)")

OPERATORS = frozenset({"AND", "OR", "NOT"})
"""Words that are signs as they stand here."""


class Kind(IntEnum):
    """What a piece is: a number, which is looked up in sets several times as fast as another member of an enum."""

    WORD = auto()
    QUOTED = auto()
    FIELD = auto()
    OPEN = auto()
    CLOSE = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    END = auto()


class Piece(NamedTuple):
    """One piece of a query: ``text`` without its signs, ``start`` and ``end`` half-open in what was typed.

    ``slop`` is that of a QUOTED piece. The one END piece, last, stands on the last character.
    """

    kind: Kind
    text: str
    start: int
    end: int
    slop: int = 0


def pieces(query: str, fields: Collection[str]) -> Iterator[Piece]:
    """Yield the pieces of a query, END last.

    ``name:`` begins a field when the name is letters only and no ``//`` follows, so ``12:30`` and a web
    address are ordinary words; directly after a field it does so only for a name in ``fields``.

    Raises:
        InvalidQuery: A quote that is never closed, or signs in quotes that would be lost.
    """
    plain = query.translate(_PLAIN)
    place = 0
    after_field = False
    while place < len(plain):
        if blanks := _BLANKS.match(plain, place):
            place = blanks.end()
            after_field = False
            continue
        piece = _piece(query, plain, place)
        if piece.kind is Kind.WORD and ":" in piece.text:
            field = _FIELD.match(plain, place)
            if field and (not after_field or field[1].lower() in fields):
                piece = Piece(Kind.FIELD, field[1], place, field.end())
        yield piece
        after_field = piece.kind is Kind.FIELD
        place = piece.end
    yield Piece(Kind.END, "", max(len(query) - 1, 0), max(len(query), 1))


def _piece(query: str, plain: str, place: int) -> Piece:
    """Return the piece that begins at a place that is not blank; a field is still a word."""
    sign = plain[place]
    if sign == '"':
        return _quoted(query, plain, place)
    if sign in "()":
        return Piece(Kind.OPEN if sign == "(" else Kind.CLOSE, sign, place, place + 1)
    found = _WORD.match(plain, place)
    word = found[0] if found else sign
    before = plain[place - 1] if place else " "
    if sign == "-" and (before.isspace() or before == "(") and (len(word) > 1 or plain[place + 1 : place + 2] in '"('):
        return Piece(Kind.NOT, sign, place, place + 1)
    kind = Kind[word] if word in OPERATORS else Kind.WORD
    return Piece(kind, word, place, place + len(word))


def _quoted(query: str, plain: str, start: int) -> Piece:
    """Return the QUOTED piece that begins at a quote, with its slop."""
    close = plain.find('"', start + 1)
    if close < 0:
        raise InvalidQuery(query, start, start + 1, "the quote is never closed", 'write "words" or leave the quote out')
    text = query[start + 1 : close]
    if sign := _QUOTED_WILDCARD.search(plain, start + 1, close):
        raise InvalidQuery(query, *sign.span(), "* and ? do not work in quotes", "write the word outside, as in pref*")
    near = _NEARNESS.match(plain, close + 1)
    if near is None:
        return Piece(Kind.QUOTED, text, start, close + 1)
    if not near[1] or len(near[1]) > len(str(MAX_SLOP)):
        reason = f"~ after quotes needs a number of words, at most {MAX_SLOP}"
        raise InvalidQuery(query, *near.span(), reason, 'write it as in "near words"~3')
    return Piece(Kind.QUOTED, text, start, near.end(), int(near[1]))
