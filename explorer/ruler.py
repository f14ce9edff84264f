"""One column beside an article that shows where in the whole of it something stands."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Notch(IntEnum):
    """What a line of the ruler stands for; of several things in one line the greatest is shown."""

    NOTHING = 0
    HIT = 1
    EVIDENCE = 2
    FOUND = 3


NOTCHES = {Notch.NOTHING: " ", Notch.HIT: "╴", Notch.EVIDENCE: "▌", Notch.FOUND: "━"}


def ruler(marks: Iterable[tuple[int, Notch]], lines: int, rows: int) -> list[Notch]:
    """Return what each row of the ruler shows.

    Args:
        marks: Lines of the article, counted from 0, with what stands there.
        lines: How many lines the article has; where it has fewer than there are rows, each stands beside its own.
        rows: How many rows are in sight.
    """
    notches = [Notch.NOTHING] * rows
    for line, notch in marks:
        row = row_of(line, lines, rows)
        if 0 <= row < rows:
            notches[row] = max(notches[row], notch)
    return notches


def row_of(line: int, lines: int, rows: int) -> int:
    """Return in which row of the ruler a line of the article lies."""
    return line * rows // max(lines, rows, 1)
