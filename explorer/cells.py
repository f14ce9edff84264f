"""Which stance table is shown, and what stands behind one of its cells."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.models import StanceRow


ALL = "all"
"""The key of a table's last column, over all the others."""


OTHERS = "others"
"""The key of the column before it, over the articles that have no column of their own."""


class TableOf(StrEnum):
    """What the table sets against each other, in the order in which a key walks them."""

    SOURCES = "sources"
    TOPICS = "topics"
    SPEAKERS = "speakers"

    @property
    def following(self) -> TableOf:
        """The next one; after the last the first."""
        known = list(TableOf)
        return known[(known.index(self) + 1) % len(known)]


@dataclass(frozen=True, slots=True)
class CellPlace:
    """A cell of a table, by whose row and which column it is in; ``query`` is what the table was asked for.

    ``apart`` are the articles that have columns of their own, for the column over the others.
    """

    of: TableOf
    query: str
    holder: str
    speaker: str | None
    column: str
    apart: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Behind:
    """The stances behind a cell, most telling first, and those of the rest of its row."""

    place: CellPlace
    own: tuple[StanceRow, ...] = ()
    others: tuple[StanceRow, ...] = ()
