"""Pieces -> the tree of a query, by recursive descent.

OR binds weakest, then AND (which may be left out), then NOT and ``-``; parentheses group.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.errors import InvalidQuery
from index.query.fields import (
    date_leaf,
    is_plain,
    language_leaf,
    near_miss,
    plain_leaf,
    position_leaf,
    text_leaf,
)
from index.query.lexer import OPERATORS, Kind, Piece, pieces
from index.query.nodes import And, Country, Everything, Holder, Not, Or, Query, Speaker, Within

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from index.query.nodes import Node

MAX_LENGTH = 10_000
"""Characters that a query may have; a longer one was pasted by mistake."""

MAX_DEPTH = 50
"""How deep parentheses and topics may stand in each other, well below what Python can follow."""

MAX_LEAVES = 2_000
"""Leaves of a query with its topics written out: topics that name each other twice grow without end."""

FIELDS = {
    "title": "title:ceasefire",
    "source": "source:chronicle",
    "country": "country:france",
    "holder": "holder:france",
    "position": "position:opposes",
    "speaker": "speaker:minister",
    "topic": "topic:name",
    "lang": "lang:en",
    "date": "date:2026-01",
}
"""The names that may stand before a colon, each with an example."""

_OPERANDS = frozenset({Kind.WORD, Kind.QUOTED, Kind.FIELD, Kind.OPEN, Kind.NOT})
_VALUES = frozenset({Kind.WORD, Kind.QUOTED, Kind.OPEN})
_READERS = {"position": position_leaf, "lang": language_leaf, "date": date_leaf}
_NEARABLE = frozenset({"text", "title", "source", "speaker"})


def parse(text: str, *, topics: Mapping[str, str], country: Callable[[str], str | None]) -> Query:
    """Return what a query means; a blank one means everything.

    Operators count only in upper case and without quotes (``"OR"`` is the word), a field's name in any
    case. A topic stands for what its own query means.

    Args:
        text: What the user typed.
        topics: The queries of the topics by their ids.
        country: The code of a country or bloc by its name, code or demonym, None when there is none.

    Raises:
        InvalidQuery: It does not parse. The place is in ``text``; for an error in a topic it is
            where the topic is named.
    """
    if is_plain(text) and text not in OPERATORS and len(text) <= MAX_LENGTH:
        return Query(text, plain_leaf(text, Within.TEXT))
    return Query(text, _Parser(text, _Shared(topics, country), opened=(), depth=0).whole())


class _Shared:
    """What the parsers of a query and of the topics in it have in common."""

    __slots__ = ("country", "leaves", "topics")

    def __init__(self, topics: Mapping[str, str], country: Callable[[str], str | None]) -> None:
        self.topics = topics
        self.country = country
        self.leaves = 0


class _Parser:
    """One pass over one query; ``opened`` are the ids of the topics whose queries it stands in."""

    def __init__(self, text: str, shared: _Shared, opened: tuple[str, ...], depth: int) -> None:
        self._text = text
        self._shared = shared
        self._opened = opened
        self._depth = depth
        self._pieces: list[Piece] = []
        self._at = 0

    def whole(self) -> Node:
        """Return the tree of the query."""
        if len(self._text) > MAX_LENGTH:
            reason = f"a query has at most {MAX_LENGTH:,} characters"
            raise InvalidQuery(self._text, MAX_LENGTH, len(self._text), reason, "leave something out")
        self._pieces = list(pieces(self._text, FIELDS))
        if self._here.kind is Kind.END:
            return Everything()
        root = self._any(None, None)
        if self._here.kind is Kind.CLOSE:
            raise self._error(self._here, "there is no ( for this ) to close", "leave it out")
        return root

    @property
    def _here(self) -> Piece:
        return self._pieces[self._at]

    def _take(self, kind: Kind) -> Piece | None:
        """Return the piece at hand and go past it when it is of a kind, else None."""
        piece = self._here
        if piece.kind is not kind:
            return None
        self._at += 1
        return piece

    def _error(self, piece: Piece, reason: str, hint: str) -> InvalidQuery:
        return InvalidQuery(self._text, piece.start, piece.end, reason, hint)

    def _any(self, field: Piece | None, before: Piece | None) -> Node:
        """Read operands joined by OR; ``before`` is the piece that asks for the first, if any."""
        items = [self._all(field, before)]
        while sign := self._take(Kind.OR):
            items.append(self._all(field, sign))
        return _joined(Or, items)

    def _all(self, field: Piece | None, before: Piece | None) -> Node:
        """Read operands joined by AND, or by nothing."""
        items = [self._one(field, before)]
        while (sign := self._take(Kind.AND)) or self._here.kind in _OPERANDS:
            items.append(self._one(field, sign))
        return _joined(And, items)

    def _one(self, field: Piece | None, before: Piece | None) -> Node:
        """Read one operand with the NOTs before it; two of them undo each other."""
        negated = False
        while sign := self._take(Kind.NOT):
            negated = not negated
            before = sign
        piece = self._here
        if piece.kind not in _OPERANDS:
            raise self._missing(before, piece)
        self._at += 1
        if piece.kind is Kind.FIELD:
            node = self._fielded(piece, field)
        elif piece.kind is Kind.OPEN:
            node = self._group(piece, field)
        else:
            node = self._leaf(piece, field)
        if not negated:
            return node
        return node.item if isinstance(node, Not) else Not(node)

    def _missing(self, before: Piece | None, piece: Piece) -> InvalidQuery:
        """Say what is wrong where an operand should stand and ``piece`` does."""
        if before and before.kind is Kind.OPEN and piece.kind is Kind.CLOSE:
            place = before._replace(end=piece.end)
            return self._error(place, "nothing is in the parentheses", "put a word in, or leave them out")
        if before and before.kind is not Kind.OPEN:
            return self._error(before, f"{before.text} has nothing after it", _operator_hint(before))
        if piece.kind is Kind.CLOSE:
            return self._error(piece, "there is no ( for this ) to close", "leave it out")
        if piece.kind is Kind.END and before:
            return self._unclosed(before)
        return self._error(piece, f"{piece.text} has nothing before it", _operator_hint(piece))

    def _unclosed(self, opening: Piece) -> InvalidQuery:
        return self._error(opening, "the parenthesis is never closed", "write ) at its end, or leave it out")

    def _group(self, opening: Piece, field: Piece | None) -> Node:
        """Read what stands in parentheses, after the opening one."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._error(opening, f"more than {MAX_DEPTH} parentheses in each other", "leave some out")
        node = self._any(field, opening)
        if not self._take(Kind.CLOSE):
            raise self._unclosed(opening)
        self._depth -= 1
        return node

    def _fielded(self, name: Piece, outer: Piece | None) -> Node:
        """Read what stands after a field's colon."""
        if name.text.lower() not in FIELDS:
            hint = (
                near_miss(name.text, FIELDS) or "leave the colon out, or put it all in quotes, to search for the word"
            )
            raise self._error(name, f"there is no field {name.text}:", hint)
        if outer:
            reason = f"{name.text}: cannot stand within {outer.text}:"
            raise self._error(name, reason, "write the fields side by side")
        value = self._here
        if value.kind not in _VALUES or value.start != name.end:
            hint = f"write what it is to be without a blank, as in {FIELDS[name.text.lower()]}"
            raise self._error(name, f"{name.text}: has nothing after it", hint)
        self._at += 1
        return self._group(value, name) if value.kind is Kind.OPEN else self._leaf(value, name)

    def _leaf(self, piece: Piece, field: Piece | None) -> Node:
        """Return the leaf that a word or quoted words stand for in a field."""
        self._shared.leaves += 1
        if self._shared.leaves > MAX_LEAVES:
            reason = f"more than {MAX_LEAVES:,} words, those of the topics included"
            raise self._error(piece, reason, "leave some out")
        name = field.text.lower() if field else Within.TEXT.value
        if piece.slop and name not in _NEARABLE:
            raise self._error(piece, f"~ means nothing in {name}:", "leave it out")
        if reader := _READERS.get(name):
            return reader(self._text, piece)
        match name:
            case "country":
                return Country(self._code(piece, name))
            case "holder":
                return Holder(self._code(piece, name))
            case "speaker":
                return Speaker(text_leaf(self._text, piece, Within.TEXT))
            case "topic":
                return self._topic(piece)
            case _:
                return text_leaf(self._text, piece, Within(name))

    def _code(self, piece: Piece, field: str) -> str:
        """Return the code of the country that a word names; hyphens may stand for blanks."""
        name = piece.text.strip()
        code = self._shared.country(name) or self._shared.country(name.replace("-", " "))
        if code:
            return code
        hint = f'write a name, a code or a demonym, names of several words in quotes: {field}:"united kingdom"'
        raise self._error(piece, f"there is no country or bloc {name!r}", hint)

    def _topic(self, piece: Piece) -> Node:
        """Return what the query of a topic means."""
        name = piece.text.strip()
        query = self._shared.topics.get(name)
        if query is None:
            known = ", ".join(sorted(self._shared.topics)) or "there is none yet"
            hint = near_miss(name, self._shared.topics) or f"topics: {known}"
            raise self._error(piece, f"there is no topic {name!r}", hint)
        if name in self._opened:
            raise self._error(piece, f"topic {name} names itself", "take it out of the topic's query")
        if not query.strip():
            raise self._error(piece, f"topic {name} has an empty query", "give it one")
        if self._depth >= MAX_DEPTH:
            raise self._error(piece, f"more than {MAX_DEPTH} topics in each other", "leave some out")
        inner = _Parser(query, self._shared, (*self._opened, name), self._depth + 1)
        try:
            return inner.whole()
        except InvalidQuery as broken:
            raise self._error(piece, f"topic {name} is broken: {broken.reason}", broken.hint) from broken


def _operator_hint(sign: Piece) -> str:
    if not sign.text.isalpha():
        return "leave it out"
    return f'leave it out, or write "{sign.text}" in quotes to search for the word'


def _joined(kind: type[And | Or], items: list[Node]) -> Node:
    """Return the only item, or one node over all of them, with those of the same kind opened."""
    if len(items) == 1:
        return items[0]
    flat: list[Node] = []
    for item in items:
        flat.extend(item.items if isinstance(item, kind) else (item,))
    return kind(tuple(flat))
