"""How long work still takes, from how far it has come."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.models import SyncProgress

PACE_SECONDS = 2.0
"""How long a step must have been at work before its pace says anything."""

_BAR = 10


class Pace:
    """When each step began. Steps take turns: each counts from when it first began."""

    def __init__(self) -> None:
        self._steps: dict[str, tuple[float, int]] = {}

    def begun(self, step: str) -> bool:
        """Say whether a step is new, and let it begin."""
        if step in self._steps:
            return False
        self._steps[step] = (monotonic(), 0)
        return True

    def since(self, progress: SyncProgress) -> tuple[float, int]:
        """Return for how many seconds a step has been at work, and how much it has done in that time."""
        now = monotonic()
        began, first = self._steps.setdefault(progress.step, (now, progress.done))
        return now - began, progress.done - first

    def left(self, progress: SyncProgress) -> str:
        """Return how long a step still takes in words, empty until that can be said."""
        elapsed, done = self.since(progress)
        if elapsed < PACE_SECONDS or done <= 0 or progress.done >= progress.total:
            return ""
        return f"{duration(elapsed / done * (progress.total - progress.done))} left"


def duration(seconds: float) -> str:
    """Return a time in words, in hours, minutes or seconds."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min" if minutes else f"{rest} s"  # noqa: PLR2004


def bar(progress: SyncProgress) -> str:
    """Return how far a step has come as a bar."""
    full = _BAR * min(progress.done, progress.total) // max(progress.total, 1)
    return "━" * full + "─" * (_BAR - full)
