"""The figures that the rules may not sink below, and who is allowed to move them."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from benchmarks.scoring import Score

DIGITS = 3
"""Digits of a figure that count: what is printed is what is compared."""


class FloorsHeld(Exception):
    """Floors would sink, and nobody said that they may."""


@dataclass(frozen=True, slots=True)
class Floors:
    """The least that each figure may be.

    ``gold`` is the SHA-256 of the labels that they were measured by: floors of other labels say nothing. ``lowered``
    counts how often each floor was lowered on purpose; a floor that sank without counting was lowered by hand.
    """

    gold: str
    figures: Mapping[str, float]
    lowered: Mapping[str, int] = field(default_factory=dict)


def read_floors(path: Path) -> Floors:
    """Return the floors that a file holds."""
    return parse_floors(path.read_text(encoding="utf-8"))


def parse_floors(text: str) -> Floors:
    """Return the floors that a file's text holds."""
    return Floors(**json.loads(text))


def write_floors(path: Path, floors: Floors) -> None:
    """Write floors to a file, the same way every time."""
    path.write_text(json.dumps(asdict(floors), indent=2) + "\n", encoding="utf-8")


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return sha256(path.read_bytes()).hexdigest()


def figures_of(score: Score) -> dict[str, float]:
    """Return the figures that have floors, by their names; a missing one is 0."""
    return {
        "f1": rounded(score.accepted.f1),
        "precision": rounded(score.accepted.precision),
        "recall": rounded(score.accepted.recall),
        "condition_recall": rounded(score.condition_recall or 0.0),
        "condition_precision": rounded(score.condition_precision or 0.0),
    }


def rounded(figure: float) -> float:
    """Return a figure as it is printed and compared."""
    return round(figure, DIGITS)


def moved(before: Floors, figures: Mapping[str, float], gold: str, *, lower: bool = False) -> Floors:
    """Return floors at these figures.

    Args:
        before: The floors as they stand.
        figures: Today's, by name.
        gold: The SHA-256 of the labels they were measured by.
        lower: Whether floors may sink.

    Raises:
        FloorsHeld: A floor would sink and may not.
    """
    sunk = [name for name in before.figures if figures[name] < before.figures[name]]
    if sunk and not lower:
        raise FloorsHeld(f"{_told(before, figures, sunk)}; --lower lets floors sink")
    counts = {name: before.lowered.get(name, 0) + (name in sunk) for name in {**before.lowered, **dict.fromkeys(sunk)}}
    return Floors(gold, dict(figures), dict(sorted(counts.items())))


def breaches(floors: Floors, figures: Mapping[str, float], gold: str) -> list[str]:
    """Return what is wrong with today's figures, a line each; empty when all floors hold."""
    found = [] if floors.gold == gold else ["the labels are others than those that the floors were measured by"]
    sunk = [name for name in floors.figures if not figures[name] >= floors.figures[name]]
    return [*found, *(_told(floors, figures, [name]) for name in sunk)]


def lowered_by_hand(floors: Floors, committed: Iterable[Floors]) -> list[str]:
    """Return the floors that are lower than they once were without having been lowered on purpose, a line each.

    Args:
        floors: The floors as they stand.
        committed: The floors as they stood, in any order.
    """
    found = []
    for before in committed:
        for name, figure in before.figures.items():
            counted = floors.lowered.get(name, 0) > before.lowered.get(name, 0)
            if floors.figures.get(name, -math.inf) < figure and not counted:
                found.append(_told(before, floors.figures, [name]))
    return sorted(set(found))


def _told(before: Floors, figures: Mapping[str, float], names: Iterable[str]) -> str:
    return ", ".join(
        f"{name} {figures.get(name, 0):.{DIGITS}f} is below {before.figures[name]:.{DIGITS}f}" for name in names
    )
