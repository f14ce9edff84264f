"""The basket: the passages that the user keeps, with notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input

from explorer.keys import CLOSING
from explorer.widgets.entries import Entries, Entry
from explorer.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from index.library.keeping import BasketRow

EMPTY = "Nothing here yet. b on a passage puts it in."


@dataclass(frozen=True, slots=True)
class BasketChoice:
    """What is wanted of the basket: a passage to be read, or (None) a brief of all of it."""

    row: BasketRow | None


class BasketScreen(ModalScreen[BasketChoice | None]):
    """A list over the panes; what is done to a passage is handed on, and the rows come anew."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d,delete", "take_out", "Take out", tooltip="take the passage out of the basket", id="basket.out"),
        Binding("e", "note", "Note", tooltip="write a note beside the passage", id="basket.note"),
        Binding("x", "export", "Export", tooltip="export the basket", id="basket.export"),
        *CLOSING,
    ]
    AUTO_FOCUS: ClassVar[str | None] = "#entries"

    def __init__(
        self,
        rows: Sequence[BasketRow],
        take_out: Callable[[BasketRow], object],
        note: Callable[[BasketRow, str], object],
    ) -> None:
        """Show a basket.

        Args:
            rows: What lies in it.
            take_out: Called with a passage that is to be taken out.
            note: Called with a passage and the note that it is to have.
        """
        super().__init__()
        self._take_out = take_out
        self._note = note
        self.rows = tuple(rows)
        self.list = Entries([_entry(row) for row in self.rows], id="entries")
        self.noting = Input(id="naming", placeholder="a note; Enter keeps it", compact=True)

    def compose(self) -> ComposeResult:
        """Yield the list and the line for a note."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = Content("Basket")
            dialog.border_subtitle = Content("Enter reads · e note · d takes out · x exports · Esc closes")
            yield self.list
            yield self.noting

    def on_mount(self) -> None:
        """Hide the note until it is wanted."""
        self.noting.display = False
        self.list.say(EMPTY)

    def show(self, rows: Sequence[BasketRow]) -> None:
        """Show what lies in the basket by now; the cursor stays where it is."""
        cursor = self.list.cursor
        self.rows = tuple(rows)
        self.list.show([_entry(row) for row in self.rows])
        self.list.go(cursor, post=False)

    @on(Lines.Chosen, "#entries")
    def _chosen(self, event: Lines.Chosen) -> None:
        row = self.rows[event.item]
        if row.article is None:
            self.notify("Its words are not in the library any more.", severity="warning", timeout=3)
        else:
            self.dismiss(BasketChoice(row))

    @on(Input.Submitted, "#naming")
    def _noted(self, event: Input.Submitted) -> None:
        self._hide_note()
        if self.rows:
            self._note(self.rows[self.list.cursor], event.value)

    def action_note(self) -> None:
        """Write a note beside the passage under the cursor."""
        if self.rows:
            self.noting.value = self.rows[self.list.cursor].note
            self.noting.display = True
            self.set_focus(self.noting)

    def action_take_out(self) -> None:
        """Take the passage under the cursor out."""
        if self.rows:
            self._take_out(self.rows[self.list.cursor])

    def action_export(self) -> None:
        """Export the basket."""
        if self.rows:
            self.dismiss(BasketChoice(None))

    def action_close(self) -> None:
        """Put the note away, or close the list."""
        if self.noting.display:
            self._hide_note()
        else:
            self.dismiss(None)

    def _hide_note(self) -> None:
        self.noting.display = False
        self.set_focus(self.list)


def _entry(row: BasketRow) -> Entry:
    where = f"¶{row.passage}" if row.article is not None else "(gone)"
    note = f" — {row.note}" if row.note else ""
    return Entry(f"{row.source} {where}", f"{row.quote}{note}")
