"""The tree of a query -> a query that a user could have typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.query.nodes import (
    And,
    Country,
    Everything,
    Fuzzy,
    Holder,
    Language,
    Not,
    Or,
    Phrase,
    PositionIs,
    Prefix,
    Published,
    Speaker,
    Wildcard,
    Within,
    Word,
)

if TYPE_CHECKING:
    from index.query.nodes import Node


def written(root: Node) -> str:
    """Return a query that parses to this tree, topics written out; empty for everything.

    Raises:
        ValueError: The tree holds what cannot be typed, such as record keys.
    """
    return "" if isinstance(root, Everything) else _written(root)


def _written(node: Node) -> str:
    match node:
        case Or(items):
            return " OR ".join(_part(item) for item in items)
        case And(items):
            return " ".join(_part(item) for item in items)
        case Not(item):
            return f"-({_written(item)})" if isinstance(item, Not) else f"-{_part(item)}"
        case Speaker(name):
            return f"speaker:{_words(name)}"
        case Word() | Phrase() | Prefix() | Wildcard() | Fuzzy():
            return _words(node) if node.within is Within.TEXT else f"{node.within}:{_words(node)}"
        case _:
            return _named(node)


def _part(node: Node) -> str:
    """Return a node as a part of a larger one."""
    return f"({_written(node)})" if isinstance(node, And | Or) else _written(node)


def _named(node: Node) -> str:
    """Return a leaf of a field that holds no words."""
    match node:
        case Country(code):
            return f'country:"{code}"'
        case Holder(code):
            return f'holder:"{code}"'
        case PositionIs(position):
            return f"position:{position}"
        case Language(code):
            return f"lang:{code}"
        case Published(low, high) if low or high:
            return f"date:{_range(low, high)}"
        case _:
            raise ValueError(f"{node!r} cannot be typed")


def _words(node: Node) -> str:
    """Return a text leaf without its field."""
    match node:
        case Word(text, _):
            return text
        case Phrase(words, slop, _):
            return f'"{" ".join(words)}"' + (f"~{slop}" if slop else "")
        case Prefix(text, _):
            return f"{text}*"
        case Wildcard(pattern, _):
            return pattern
        case Fuzzy(text, distance, _):
            return f"{text}~{distance}"
        case _:
            raise ValueError(f"{node!r} is no word or phrase")


def _range(low: str | None, high: str | None) -> str:
    if low and high:
        return low if low == high else f"{low}..{high}"
    return f">={low}" if low else f"<={high}"
