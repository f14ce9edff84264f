"""Chosen stances -> the cells of a table: how many of each kind stand in one, and what it shows of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.analysis.ledger import KINDS, NO_PLACES, NO_TARGET, SIDES, tally
from index.analysis.subjects import any_same
from index.models import Blank, Cell, Position

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index.analysis.ledger import Kind, Ledger, Numbers, Places

BLANKS = {blank: Cell(blank=blank) for blank in Blank}
"""The cells in which nothing stands."""

_POSITIONS = {position: place for place, position in enumerate(Position)}
_SIDES = SIDES.tolist()
_FIRST_PLACES, _MORE_PLACES = 50, 10


class Spots(NamedTuple):
    """Places of stances, and the number of the cell in which each of them stands."""

    cells: Numbers
    places: Places


@dataclass(slots=True)
class Gathered:
    """What stands in one cell: how many counted stances of each kind, the near ones' kinds, and the counted places."""

    counted: dict[int, int] = field(default_factory=dict)
    near: list[int] = field(default_factory=list)
    places: Places = field(default_factory=lambda: NO_PLACES)

    @property
    def total(self) -> int:
        """How many stances are counted."""
        return sum(self.counted.values())


def gather(ledger: Ledger, counted: Spots, near: Spots) -> dict[int, Gathered]:
    """Return what stands in each cell, by its number; those in which nothing stands are left out."""
    found: dict[int, Gathered] = defaultdict(Gathered)
    for mark, count in zip(*tally(counted.cells * len(KINDS) + ledger.kinds[counted.places]), strict=True):
        cell, kind = divmod(mark, len(KINDS))
        found[cell].counted[kind] = count
    order = np.argsort(counted.cells, kind="stable")
    places, start = counted.places[order], 0
    for cell, count in zip(*tally(counted.cells), strict=True):
        found[cell].places = places[start : start + count]
        start += count
    for mark in tally(near.cells * len(KINDS) + ledger.kinds[near.places])[0]:
        cell, kind = divmod(mark, len(KINDS))
        found[cell].near.append(kind)
    return dict(found)


class Cells:
    """Makes the cells of one table; most of a large table's are like others, and are made once."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._made: dict[tuple[object, ...], Cell] = {}

    def of(self, found: Gathered, blank: Blank) -> Cell:
        """Return what a cell shows; ``blank`` says what it would be if nothing stood in it."""
        mixed = self._is_mixed(found)
        key = (*found.counted.items(), tuple(found.near), blank, mixed)
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = _cell(found, blank, mixed=mixed)
        return made

    def _is_mixed(self, found: Gathered) -> bool:
        """Say whether some are for and some against the same target."""
        if not {1, -1} <= {_SIDES[kind] for kind in found.counted}:
            return False
        # In a large cell what is both favoured and opposed is mostly met among the first.
        most = _FIRST_PLACES
        while not any_same(*self._about(found.places[:most])):
            if most >= len(found.places):
                return False
            most *= _MORE_PLACES
        return True

    def _about(self, places: Places) -> tuple[set[frozenset[str]], set[frozenset[str]]]:
        """Return what the stances at some places favour, and what they oppose."""
        ledger = self._ledger
        sides: dict[int, set[int]] = {1: set(), 0: set(), -1: set()}
        for side, target in zip(SIDES[ledger.kinds[places]].tolist(), ledger.targets[places].tolist(), strict=True):
            sides[side].add(target)
        favoured, opposed = (set(map(ledger.about, sides[side] - {NO_TARGET})) for side in (1, -1))
        return favoured, opposed


def _cell(found: Gathered, blank: Blank, *, mixed: bool) -> Cell:
    near = {KINDS[kind] for kind in found.near}
    near_positions = tuple(sorted({kind.position for kind in near}, key=_POSITIONS.__getitem__))
    if not found.counted:
        # A stance beside the matches is proof of a mention.
        said = Blank.SILENT if blank is Blank.UNMENTIONED else blank
        return Cell(near=near_positions, blank=said, disputed=any(kind.disputed for kind in near))
    counted = {KINDS[kind]: count for kind, count in found.counted.items()}
    positions = _ordered_positions(counted)
    shown = _shown(positions)
    return Cell(
        positions=positions,
        count=found.total,
        condition=any(kind.conditional and kind.position in shown for kind in counted),
        mixed=mixed,
        reviewed=any(kind.reviewed for kind in counted),
        near=near_positions,
        blank=blank,
        disputed=any(kind.disputed for kind in counted),
    )


def telling(ledger: Ledger, places: Places) -> list[int]:
    """Return the places of a cell's stances, the most telling first.

    Those of the position that the cell shows first come first, then reviewed ones, then those on a condition, then
    what was said or quoted before what is retold, then in the order of the ledger.
    """
    kinds = ledger.kinds[places].tolist()
    positions = _ordered_positions({KINDS[kind]: count for kind, count in Counter(kinds).items()})
    order = {position: number for number, position in enumerate(positions)}
    ranks = {
        number: (order[kind.position], not kind.reviewed, not kind.conditional, kind.told)
        for number, kind in enumerate(KINDS)
        if kind.position in order
    }
    return [
        place for _, place in sorted((ranks[kind], place) for kind, place in zip(kinds, places.tolist(), strict=True))
    ]


def _ordered_positions(kinds: Mapping[Kind, int]) -> tuple[Position, ...]:
    """Return the positions of some kinds, with how many stances each has, the one to show first first."""
    sides: Counter[int] = Counter()
    for kind, count in kinds.items():
        sides[kind.position.side] += count
    reviewed = {kind.position for kind in kinds if kind.reviewed}
    reviewed_sides = {position.side for position in reviewed}

    def key(position: Position) -> tuple[bool, bool, int, int, bool, int]:
        side = position.side
        # Of two sides with as many stances the one for comes first.
        weight = (side not in reviewed_sides, side == 0, -sides[side], -side)
        return *weight, position not in reviewed, _POSITIONS[position]

    return tuple(sorted({kind.position for kind in kinds}, key=key))


def _shown(positions: Sequence[Position]) -> set[Position]:
    """Return the first position and the first one against it."""
    first = positions[0]
    other = next((p for p in positions if first.side and p.side == -first.side), first)
    return {first, other}
