"""Containers that their children cover: they place them and draw nothing.

Whatever overlaps a part of the screen that has changed is drawn line by line, seen or not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal, Vertical

if TYPE_CHECKING:
    from textual.geometry import Region
    from textual.strip import Strip


class Covered:
    """Mixed into a container: it draws nothing, and where no child stands, what is behind it shows."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return no lines."""
        _ = crop
        return []


class Row(Covered, Horizontal):
    """Children beside each other."""


class Column(Covered, Vertical):
    """Children above each other."""
