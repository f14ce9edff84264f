"""What a search shows at once: the stance table, and the answer that holds it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index.models.words import Blank

if TYPE_CHECKING:
    from index.models.rows import ClaimRow, HitRow, StanceRow
    from index.models.words import Position


@dataclass(frozen=True, slots=True)
class Cell:
    """What one source (or all of them) says for one holder.

    ``positions`` hold each counted position once, the one to show first first;
    empty when nothing is counted, and then ``blank`` says why. ``mixed`` is for and
    against the same target. ``stances`` are indices into ``StanceTable.stances``, the most
    telling first; ``near`` likewise for what is shown dimmed. ``disputed`` says that two people
    reviewed one of the stances shown and differ.
    """

    positions: tuple[Position, ...] = ()
    condition: bool = False
    mixed: bool = False
    reviewed: bool = False
    stances: tuple[int, ...] = ()
    near: tuple[int, ...] = ()
    blank: Blank = Blank.UNMENTIONED
    disputed: bool = False

    @property
    def count(self) -> int:
        """How many stances are counted."""
        return len(self.stances)


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column of the stance table: ``key`` is an article's id, a topic's id or "all"."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """One holder's cells, in the order of the columns."""

    holder: str
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class StanceTable:
    """Holders against sources; rows by weight, columns the fullest first, "all" last."""

    columns: tuple[TableColumn, ...] = ()
    rows: tuple[TableRow, ...] = ()
    stances: tuple[StanceRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """All that one query brings back: the first hits, the counts, the table and the claims.

    ``total`` counts matching passages, ``articles`` the articles they stand in;
    ``hits`` may be fewer (see the limit of the search). An empty query matches everything.
    """

    query: str
    total: int = 0
    articles: int = 0
    hits: tuple[HitRow, ...] = ()
    table: StanceTable = field(default_factory=StanceTable)
    claims: tuple[ClaimRow, ...] = ()
