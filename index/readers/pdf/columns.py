"""Pieces of lines -> lines in the order in which a person reads them: column by column, between what spans them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.readers.pdf.pieces import Piece

COLUMN_LINES = 4
"""A column has at least so many lines."""

COLUMN_LETTERS = 12
"""The lines of a column of prose have at least so many characters; those of a table have fewer."""

COLUMN_FULL = 0.6
"""A line of prose takes so much of the width of its column; the cells of a table do not."""

CROSSING = 0.4
"""At most so many of the lines of a page may cross what parts its columns."""

GUTTER = 0.5
"""Columns stand so many times the size of the letters apart, or more."""

SAME_LINE = 0.4
SAME_LINE_RAISED = 0.55
RAISED = 0.2
"""Base lines that are no more than so many times the size of the letters apart are one; small raised figures, whose
size is less by a share of ``RAISED``, may stand higher.
"""

JOINED = 0.12
"""Pieces that are no more than so many times the size of the letters apart are one word."""

MOST_EDGES = 1_000
MOST_PIECES = 4_000
"""A page of more pieces is no page of text: it is read row by row. No page has more places where columns may begin."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a column, in points; ``left_edge`` and ``right_edge`` are those of its column.

    ``page`` counts from 0, ``column`` from 0 within the document.
    """

    text: str
    left: float
    right: float
    y: float
    size: float
    bold: bool
    left_edge: float
    right_edge: float
    page: int
    column: int


def lines_of(pieces: list[Piece], page: int, first_column: int) -> list[Line]:
    """Return the lines of a page in reading order; columns are counted from ``first_column``."""
    regions = _regions(pieces) if len(pieces) <= MOST_PIECES else [pieces]
    return [line for number, region in enumerate(regions, first_column) for line in _rows(region, page, number)]


def _regions(pieces: list[Piece]) -> list[list[Piece]]:
    """Return the pieces of a page in columns, in reading order; recursive in the number of columns."""
    gutter = _gutter(pieces)
    if gutter is None:
        return [pieces] if pieces else []
    regions: list[list[Piece]] = []
    bands = groupby(sorted(pieces, key=lambda piece: piece.y), key=lambda piece: piece.left < gutter < piece.right)
    for spans, band in bands:
        members = list(band)
        if spans:
            regions.append(members)
        else:
            left = [piece for piece in members if piece.right <= gutter]
            right = [piece for piece in members if piece.left >= gutter]
            regions += [*_regions(left), *_regions(right)]
    return regions


def _gutter(pieces: Sequence[Piece]) -> float | None:
    """Return where a page is best parted into two columns, or None when it is one.

    Candidates are the places just before a piece begins; the one that the fewest pieces cross wins, the left one
    of equals.
    """
    if len(pieces) < 2 * COLUMN_LINES:
        return None
    size = median(piece.size for piece in pieces)
    edges = sorted({round(piece.left - GUTTER * size / 2, 1) for piece in pieces})
    best: tuple[int, float] | None = None
    for edge in edges[:MOST_EDGES]:
        crossing = sum(piece.left < edge < piece.right for piece in pieces)
        if crossing <= CROSSING * len(pieces) and (best is None or crossing < best[0]) and _parts(pieces, edge, size):
            best = crossing, edge
    return best and best[1]


def _parts(pieces: Sequence[Piece], edge: float, size: float) -> bool:
    """Say whether columns of prose stand at both sides of a place, side by side."""
    left = [piece for piece in pieces if piece.right <= edge]
    right = [piece for piece in pieces if piece.left >= edge]
    if min(len(left), len(right)) < COLUMN_LINES or not _is_prose(left) or not _is_prose(right):
        return False
    if min(piece.left for piece in right) - max(piece.right for piece in left) < GUTTER * size:
        return False
    top = max(min(piece.y for piece in side) for side in (left, right))
    bottom = min(max(piece.y for piece in side) for side in (left, right))
    beside = [sum(top - size <= piece.y <= bottom + size for piece in side) for side in (left, right)]
    return min(beside) >= COLUMN_LINES


def _is_prose(pieces: Sequence[Piece]) -> bool:
    width = max(piece.right for piece in pieces) - min(piece.left for piece in pieces)
    full = sum(piece.right - piece.left >= COLUMN_FULL * width for piece in pieces)
    return 2 * full >= len(pieces) and median(len(piece.text) for piece in pieces) >= COLUMN_LETTERS


def _rows(pieces: list[Piece], page: int, column: int) -> list[Line]:
    left_edge = min(piece.left for piece in pieces)
    right_edge = max(piece.right for piece in pieces)
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: (piece.y, piece.left)):
        if rows and _on_one_line(rows[-1][-1], piece):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [_line(row, left_edge, right_edge, page, column) for row in rows]


def _on_one_line(one: Piece, other: Piece) -> bool:
    raised = abs(one.size - other.size) > RAISED * max(one.size, other.size)
    return abs(one.y - other.y) <= (SAME_LINE_RAISED if raised else SAME_LINE) * max(one.size, other.size)


def _line(row: list[Piece], left_edge: float, right_edge: float, page: int, column: int) -> Line:
    leads = max(row, key=lambda piece: len(piece.text))
    ordered = sorted(row, key=lambda piece: piece.left, reverse=_is_leftward(leads.text))
    parts = [ordered[0].text]
    for piece, following in pairwise(ordered):
        apart = max(following.left - piece.right, piece.left - following.right) > JOINED * leads.size
        parts += [" ", following.text] if apart else [following.text]
    return Line(
        "".join(parts),
        min(piece.left for piece in row),
        max(piece.right for piece in row),
        leads.y,
        leads.size,
        all(piece.bold for piece in row),
        left_edge,
        right_edge,
        page,
        column,
    )


def _is_leftward(text: str) -> bool:
    """Say whether most letters of a text are written from right to left."""
    from unicodedata import bidirectional

    ways = [bidirectional(character) for character in text if character.isalpha()]
    return 2 * sum(way in {"R", "AL"} for way in ways) > len(ways)
