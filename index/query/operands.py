"""What AND joins in a query, part by part, as it was typed."""

from __future__ import annotations

from index.query.lexer import Kind, pieces
from index.query.parser import FIELDS

_BEGINS = frozenset({Kind.NOT, Kind.FIELD})


def operands(text: str) -> tuple[str, ...]:
    """Return the parts of a query of which each must hold, with the NOT or the field before it, as they were typed.

    Args:
        text: A query that parses.

    Returns:
        The parts in order; none where OR joins the whole.
    """
    found: list[str] = []
    depth, start = 0, -1
    for piece in pieces(text, FIELDS):
        if piece.kind is Kind.OR and not depth:
            return ()
        if piece.kind in {Kind.AND, Kind.END} and not depth:
            continue
        start = piece.start if start < 0 else start
        depth += (piece.kind is Kind.OPEN) - (piece.kind is Kind.CLOSE)
        if not depth and piece.kind not in _BEGINS:
            found.append(text[start : piece.end])
            start = -1
    return tuple(found)
