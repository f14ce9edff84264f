"""Two things measured in turn, and their figures side by side."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FEWEST = 5


def measure(
    first: Callable[[], float], second: Callable[[], float], pairs: int
) -> tuple[Sequence[float], Sequence[float]]:
    """Measure two things in alternating pairs, each pair in the other order than the last.

    A first run of each warms the caches and is not counted.

    Returns:
        The seconds of the first and of the second, pair by pair.
    """
    first()
    second()
    taken: list[tuple[float, float]] = []
    for number in range(max(pairs, FEWEST)):
        if number % 2:
            other = second()
            taken.append((first(), other))
        else:
            taken.append((first(), second()))
    return [pair[0] for pair in taken], [pair[1] for pair in taken]


def spread(values: Sequence[float], digits: int = 2) -> str:
    """Return least, median and most of some values as Markdown."""
    least, middle, most = (f"{value:.{digits}f}" for value in (min(values), median(values), max(values)))
    return f"{least} **{middle}** {most}"


def report(
    title: str,
    name: str,
    seconds: Sequence[float],
    other_name: str,
    other_seconds: Sequence[float],
    *,
    wanted: float,
) -> None:
    """Print minimum, median and maximum of both and of the ratio of each pair."""
    ratios = [one / other for one, other in zip(seconds, other_seconds, strict=True)]
    width = max(len(name), len(other_name), len("ratio"))
    print(f"{title}, {len(ratios)} pairs".ljust(width + 20), "    min  median     max")
    for label, values, unit in ((name, seconds, "s"), (other_name, other_seconds, "s"), ("ratio", ratios, "×")):
        figures = "".join(f"{value:7.3f} " for value in (min(values), median(values), max(values)))
        print(f"  {label.ljust(width + 18)} {figures}{unit}")
    print(f"  wanted: a median ratio of at most {wanted}")
