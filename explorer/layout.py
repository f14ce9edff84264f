"""Which panes stand on the screen at which size: pure arithmetic over cells."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

TWO_COLUMNS = 100
"""From this width on, lists stand left and tables and sources right."""

AS_DRAWN = 160
"""From this width on, all four panes stand at once."""

LOW = 22
"""Below this height one pane has the screen, however wide it is."""

FOUR_HIGH = 30
"""Below this height a column holds one list."""

READABLE = 36
"""The narrowest source pane, border included, that still reads well side by side."""

SHORTEST = 6
"""The fewest lines of a source pane above another one, border included."""

ROOMY = 10
"""The fewest lines of one of two sources above each other, unless the user asked for two."""


class Pane(StrEnum):
    """The four panes, in the order of their number keys."""

    RESULTS = "results"
    STANCES = "stances"
    CLAIMS = "claims"
    SOURCES = "sources"


_LISTS = (Pane.RESULTS, Pane.CLAIMS)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The panes to show and whether they stand in two columns."""

    panes: frozenset[Pane]
    columns: bool


def arrange(width: int, height: int, current: Pane, listed: Pane, *, zoomed: bool) -> Arrangement:
    """Choose the panes to show.

    Args:
        width: Cells of the screen.
        height: Lines of the screen.
        current: The pane that has, or had last, the focus; always shown.
        listed: Results or claims, whichever was used last: shown where only one fits.
        zoomed: Whether the current pane is to have the whole screen.
    """
    if zoomed or width < TWO_COLUMNS or height < LOW:
        return Arrangement(frozenset({current}), columns=False)
    if width >= AS_DRAWN and height >= FOUR_HIGH:
        return Arrangement(frozenset(Pane), columns=True)
    left = current if current in _LISTS else listed
    return Arrangement(frozenset({left, Pane.STANCES, Pane.SOURCES}), columns=True)


def side_by_side(width: int, height: int, count: int) -> bool:
    """Say whether so many sources stand beside each other, rather than one above the other.

    They do as long as each has a readable column; when neither way leaves enough
    room, beside each other keeps more lines in sight.
    """
    return width >= count * READABLE or height < count * SHORTEST


def comfortable(width: int, height: int) -> int:
    """Return how many sources a pane of that size shows unless told otherwise: one, or two."""
    return 2 if width >= 2 * READABLE or height >= 2 * ROOMY else 1
