"""What a search shows at once: the stance table, and the answer that holds it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index.models.words import Blank

if TYPE_CHECKING:
    from index.models.rows import ClaimRow, HitRow
    from index.models.words import Position


@dataclass(frozen=True, slots=True)
class Cell:
    """What one source (or all of them) says for one holder.

    ``positions`` hold each counted position once, the one to show first first, and ``count`` is how many stances are
    counted; empty when nothing is counted, and then ``blank`` says why. ``mixed`` is for and
    against the same target. ``near`` are the positions of what is shown dimmed. ``disputed`` says that two people
    reviewed one of the stances shown and differ.
    """

    positions: tuple[Position, ...] = ()
    count: int = 0
    condition: bool = False
    mixed: bool = False
    reviewed: bool = False
    near: tuple[Position, ...] = ()
    blank: Blank = Blank.UNMENTIONED
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column of the stance table: ``key`` is an article's or a topic's id, "others" or "all"."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Moment:
    """What was said of a row at one time: ``when`` is an ISO date, or the month or year that one begins with.

    ``positions`` and ``count`` are those of the counted stances, as in a cell.
    """

    when: str
    positions: tuple[Position, ...]
    count: int


@dataclass(frozen=True, slots=True)
class TableRow:
    """The cells of one holder, or of one who speaks for it, in the order of the columns.

    ``moments`` tell the same over time, the earliest first; all rows of a table have them by days, by months or by
    years. Empty where the dates of a table do not differ, or none is known. ``turned`` says that the row is for and
    against the same target, and leads to one side at one moment and to the other at another.
    """

    holder: str
    name: str
    cells: tuple[Cell, ...]
    speaker: str | None = None
    moments: tuple[Moment, ...] = ()
    turned: bool = False


@dataclass(frozen=True, slots=True)
class StanceTable:
    """Holders against sources; rows by weight, columns the fullest first, "all" last."""

    columns: tuple[TableColumn, ...] = ()
    rows: tuple[TableRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """All that one query brings back: the first hits, the counts, the table and the claims.

    ``total`` counts matching passages, ``articles`` the articles they stand in;
    ``hits`` may be fewer (see the limit of the search), and ``claims`` holds the first of
    ``claimed``. An empty query matches everything.
    """

    query: str
    total: int = 0
    articles: int = 0
    hits: tuple[HitRow, ...] = ()
    table: StanceTable = field(default_factory=StanceTable)
    claims: tuple[ClaimRow, ...] = ()
    claimed: int = 0
