"""Pages without what runs along all of them: headers, footers, page numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.readers.pdf.pieces import Piece

EDGE_ROWS = 4
"""So many rows at the top and at the bottom of a page may run along."""

SEEN = 3
"""What stands in its place on so many pages runs along; of fewer pages, all but one."""

SAME_PLACE = 6.0
"""Rows that are no more points apart stand in the same place."""

APART = 1.6
"""A page number stands so many times the size of its digits away from the text, or more."""

_NUMBERS = re.compile(r"\d+|\b[ivxlc]+\b")
_PAGE_NUMBER = re.compile(
    r"[-–—|\s]*(?:page|seite|página|pagina|p\.?)?\s*(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:/|of|von|de|sur|di)\s*\d{1,4})?"
    r"[-–—|\s]*",
    re.IGNORECASE,
)

_PRINTED = re.compile(
    r"""
      (?:.{,160}\s)?https?://\S+(?:\s+\d+\s*(?:/|of)\s*\d+)?
    | (?:page\s)?\d+\s*(?:/|of)\s*\d+(?:[\s\d.:/,-]|[ap]\.?m\b)*
    """,
    re.VERBOSE,
)
"""What a browser prints above and below a page: its address, its number and the time."""


class _Row(NamedTuple):
    text: str
    y: float
    size: float
    pieces: list[Piece]


def without_running(pages: Sequence[list[Piece]]) -> list[list[Piece]]:
    """Return the pieces of pages without the rows at their edges that are met in the same place on others.

    Numbers may differ, in figures or in small Roman ones. Behind a row that does not run along, no other does.
    """
    tops = [_edge(pieces, top=True) for pieces in pages]
    bottoms = [_edge(pieces, top=False) for pieces in pages]
    running = _running(tops, len(pages)), _running(bottoms, len(pages))
    kept = []
    for pieces, top, bottom in zip(pages, tops, bottoms, strict=True):
        gone = {id(piece) for row in (*_peeled(top, running[0]), *_peeled(bottom, running[1])) for piece in row.pieces}
        kept.append([piece for piece in pieces if id(piece) not in gone])
    return kept


def _edge(pieces: list[Piece], *, top: bool) -> list[_Row]:
    """Return the outermost rows of a page, and one more to tell how far they are away; the outermost first."""
    rows: list[_Row] = []
    for piece in sorted(pieces, key=lambda piece: (piece.y if top else -piece.y, piece.left)):
        if rows and abs(rows[-1].y - piece.y) <= piece.size / 2:
            rows[-1].pieces.append(piece)
        elif len(rows) > EDGE_ROWS:
            break
        else:
            rows.append(_Row("", piece.y, piece.size, [piece]))
    return [row._replace(text=_text(row.pieces)) for row in rows]


def _text(pieces: list[Piece]) -> str:
    return " ".join(piece.text for piece in sorted(pieces, key=lambda piece: piece.left)).lower()


def _running(edges: Sequence[list[_Row]], pages: int) -> dict[str, list[float]]:
    """Return the rows that are met again, with the places where they are."""
    places: dict[str, list[float]] = defaultdict(list)
    for rows in edges:
        for row in rows[:EDGE_ROWS]:
            places[_NUMBERS.sub("#", row.text)].append(row.y)
    needed = max(2, min(SEEN, pages - 1))
    return {
        text: found
        for text, ys in places.items()
        if (found := [y for y in ys if sum(abs(y - other) <= SAME_PLACE for other in ys) >= needed])
    }


def _peeled(rows: list[_Row], running: dict[str, list[float]]) -> list[_Row]:
    peeled: list[_Row] = []
    for number, row in enumerate(rows[:EDGE_ROWS]):
        again = any(abs(row.y - y) <= SAME_PLACE for y in running.get(_NUMBERS.sub("#", row.text), ()))
        if not again and not (number == 0 and _is_page_number(row, rows[1:2])):
            break
        peeled.append(row)
    return peeled


def _is_page_number(row: _Row, inner: list[_Row]) -> bool:
    """Say whether the outermost row of a page only numbers it; a page with nothing else holds a number."""
    if not inner or not (_PAGE_NUMBER.fullmatch(row.text) or _PRINTED.fullmatch(row.text)):
        return False
    return abs(row.y - inner[0].y) > APART * max(row.size, inner[0].size)
