"""What the members of a file are called."""

from __future__ import annotations

from hashlib import blake2b

from index.text import sanitise
from index.text.composing import flat

LONGEST = 240
"""Characters of a member's name: some addresses hold whole pictures."""

_NAMELESS = "?"


class Names:
    """Names for the members of one file, no two the same, each a line that a terminal only shows.

    What is taken is remembered by its hash, so that a million names stay small.
    """

    def __init__(self) -> None:
        self._taken: set[int] = set()
        self._times: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._taken)

    def take(self, name: str) -> str:
        """Return a name as it may be shown, with a number behind it when another member has it already."""
        shown = flat(sanitise(name))[:LONGEST].strip() or _NAMELESS
        fresh = shown
        while (key := _key(fresh)) in self._taken:
            self._times[shown] = self._times.get(shown, 1) + 1
            fresh = f"{shown} ({self._times[shown]})"
        self._taken.add(key)
        return fresh


def _key(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=7).digest())
