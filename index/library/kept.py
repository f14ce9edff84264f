"""What was worked out of one state of a library, kept until that state changes."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

T = TypeVar("T")

MOST = 16


class Kept:
    """Values by name; usable from any thread. Two threads that ask at once may both make a value.

    Args:
        most: How many values are kept; the one asked for longest ago goes.
    """

    def __init__(self, most: int = MOST) -> None:
        self._lock = Lock()
        self._most = most
        self._basis: Hashable = None
        self._values: dict[Hashable, Any] = {}

    def of(self, basis: Hashable, name: Hashable, make: Callable[[], T]) -> T:
        """Return the value of that name, made anew unless it was made from an equal basis."""
        with self._lock:
            if self._basis != basis:
                self._basis, self._values = basis, {}
            if name in self._values:
                value: T = self._values.pop(name)
                self._values[name] = value
                return value
        value = make()
        with self._lock:
            if self._basis == basis:
                self._values[name] = value
                if len(self._values) > self._most:
                    del self._values[next(iter(self._values))]
        return value
