"""A plain list of two-part entries, for the lists that open over the panes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment

from explorer.keys import choosing
from explorer.render import pad, segments, wrap
from explorer.widgets.lines import Lines
from index.models import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.binding import BindingType


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands on the left, bold, and what stands beside it."""

    name: str
    text: str


class Entries(Lines):
    """Entries with their names in one column; a text that is too long goes on below."""

    BINDINGS: ClassVar[list[BindingType]] = [choosing("Choose", "choose", "choose")]

    def __init__(self, entries: Sequence[Entry] = (), *, id: str | None = None) -> None:  # noqa: A002  (Textual's name)
        super().__init__(id=id)
        self.entries = tuple(entries)

    def show(self, entries: Sequence[Entry]) -> None:
        """Show other entries from the first one on."""
        self.entries = tuple(entries)
        self.cursor = 0
        self.rebuild()

    def items(self) -> int:
        """How many entries there are."""
        return len(self.entries)

    def build(self, item: int, width: int) -> list[list[Segment]]:
        """Return an entry's lines."""
        entry = self.entries[item]
        column = min(max(cell_len(other.name) for other in self.entries) + 2, width // 2)
        lines = wrap(entry.text, Span(0, len(entry.text)), max(width - column - 2, 1)) or [Span(0, 0)]
        names = [pad(pad(entry.name, max(column - 2, 0)), column), *[" " * column] * (len(lines) - 1)]
        return [
            [Segment(" "), Segment(name, self.look("strong")), *segments(entry.text, line, [])]
            for name, line in zip(names, lines, strict=True)
        ]
