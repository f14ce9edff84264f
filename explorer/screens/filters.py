"""The filters: parts of the query that stand beside what is typed, each of which can be taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input

from explorer.filters import with_clause
from explorer.keys import CLOSING
from explorer.render import SYMBOLS
from explorer.widgets.entries import Entries, Entry
from explorer.widgets.lines import Lines
from index.models import Position

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

_ASKED = {
    "holder": ("whose stance", "a country or bloc: germany, DE, NATO"),
    "country": ("which country is mentioned", "a country or bloc"),
    "source": ("which source", "a source, or the beginning of one: chronicle, chron*"),
    "date": ("which period", "2026, 2026-01, 2026-01-06..2026-01-31, >=2026-01-06"),
}


class FiltersScreen(ModalScreen[tuple[str, ...] | None]):
    """A list over the panes: Enter takes a filter away, or adds one."""

    BINDINGS: ClassVar[list[BindingType]] = [*CLOSING]
    AUTO_FOCUS: ClassVar[str | None] = "#entries"

    def __init__(self, filters: Sequence[str]) -> None:
        super().__init__()
        self.filters = tuple(filters)
        self.field = ""
        standing = [Entry(clause, "take it away") for clause in self.filters]
        positions = [Entry(f"position:{p.value}", f"only {SYMBOLS[p]}") for p in Position]
        asked = [Entry(f"{name}:", f"{what} …") for name, (what, _) in _ASKED.items()]
        self.entries = [*standing, *([Entry("none", "take all away")] if standing else []), *positions, *asked]
        self.list = Entries(self.entries, id="entries")
        self.line = Input(id="naming", compact=True)

    def compose(self) -> ComposeResult:
        """Yield the list and the line for what a filter asks."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = Content("Filters")
            dialog.border_subtitle = Content("Enter chooses · Esc closes")
            yield self.list
            yield self.line

    def on_mount(self) -> None:
        """Hide the line until it is wanted."""
        self.line.display = False

    @on(Lines.Chosen, "#entries")
    def _chosen(self, event: Lines.Chosen) -> None:
        name = self.entries[event.item].name
        if event.item < len(self.filters):
            self.dismiss(tuple(clause for clause in self.filters if clause != name))
        elif name == "none":
            self.dismiss(())
        elif name.endswith(":"):
            self.field = name
            self.line.value = ""
            self.line.placeholder = _ASKED[name[:-1]][1]
            self.line.display = True
            self.set_focus(self.line)
        else:
            self.dismiss(with_clause(self.filters, name))

    @on(Input.Submitted, "#naming")
    def _written(self, event: Input.Submitted) -> None:
        words = event.value.strip()
        if words:
            value = words if " " not in words or words.startswith('"') else f'"{words}"'
            self.dismiss(with_clause(self.filters, f"{self.field}{value}"))

    def action_close(self) -> None:
        """Go back to the list, or close it."""
        if self.line.display:
            self.line.display = False
            self.set_focus(self.list)
        else:
            self.dismiss(None)
