"""The filters that stand, in one line below the search field; a click takes one away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from explorer.render import fit

if TYPE_CHECKING:
    from collections.abc import Sequence


class Chips(Widget):
    """One line of filters; hidden while there is none."""

    class Removed(Message):
        """A filter is to be taken away."""

        def __init__(self, clause: str) -> None:
            self.clause = clause
            super().__init__()

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's own name for it)
        super().__init__(id=id)
        self.clauses: tuple[str, ...] = ()
        self.display = False

    def show(self, clauses: Sequence[str]) -> None:
        """Show these filters."""
        self.clauses = tuple(clauses)
        self.display = bool(clauses)
        self.refresh()

    def render(self) -> Content:
        """Return the line; what does not fit is cut."""
        room = max(self.size.width - len(" f "), 1)
        parts = [Content(" f ").stylize("bold")]
        for place, clause in enumerate(self.clauses):
            text = fit(f" {clause} ✕ ", room)
            room -= len(text) + 1
            if room <= 0:
                break
            parts += [Content(text).stylize("reverse").stylize(f"@click=remove({place})"), Content(" ")]
        return Content("").join(parts)

    def action_remove(self, place: int) -> None:
        """Take a filter away."""
        self.post_message(self.Removed(self.clauses[place]))
