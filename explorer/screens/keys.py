"""All keys, filtered as one types."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input

from explorer.keys import ANYWHERE, CLOSING, EXPLORING, MOVING, READING, SIDEWAYS, SORTING, choosing, key_name
from explorer.render import LEGEND
from explorer.widgets.entries import Entries, Entry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import App, ComposeResult
    from textual.binding import BindingType


def key_entries(app: App[object], *, signs: bool = False) -> list[Entry]:
    """Return every key once, as the user's keymap has it, with what it does, and the signs of the stance table.

    The signs come last, or first where ``signs`` says so.
    """
    tables = {
        "": [choosing("Evidence", "result, stance, claim: its evidence; paragraph: the whole article"), *EXPLORING],
        "move: ": MOVING,
        "table: ": [*SIDEWAYS, *SORTING],
        "article: ": [binding for binding in READING if binding.id == "article.find"],
        "anywhere: ": ANYWHERE,
        "lists: ": CLOSING,
    }
    keys = [
        Entry(_shown(binding, app), f"{where}{binding.tooltip}") for where, table in tables.items() for binding in table
    ]
    legend = [Entry(sign, f"in the table: {means}") for sign, means in LEGEND]
    return [*legend, *keys] if signs else [*keys, *legend]


def _shown(binding: Binding, app: App[object]) -> str:
    keys = app._keymap.get(binding.id or "", binding.key)  # noqa: SLF001  (Textual has no public way to read the keymap)
    return " ".join(key_name(key) for key in keys.split(","))


class KeysScreen(ModalScreen[None]):
    """A list over the panes; typing filters it, Esc closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", tooltip="close", id="close"),
        Binding("down", "scroll(1)", "Down", show=False, id="move.down"),
        Binding("up", "scroll(-1)", "Up", show=False, id="move.up"),
        Binding("pagedown", "half(1)", "Half down", show=False, id="move.half_down"),
        Binding("pageup", "half(-1)", "Half up", show=False, id="move.half_up"),
    ]
    AUTO_FOCUS: ClassVar[str | None] = "#filter"

    def __init__(self, *, signs: bool = False) -> None:
        """List all keys, or first the signs of the stance table where that is what is looked at."""
        super().__init__()
        self.signs = signs
        self.entries: Sequence[Entry] = ()
        self.list = Entries(id="entries")

    def compose(self) -> ComposeResult:
        """Yield the filter and the list."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = Content("Keys and signs")
            dialog.border_subtitle = Content("type to filter · Esc closes")
            yield Input(id="filter", placeholder="type to filter", compact=True)
            yield self.list

    def on_mount(self) -> None:
        """Show all keys."""
        self.entries = key_entries(self.app, signs=self.signs)
        self.list.say("No key does that.")
        self.list.show(self.entries)

    @on(Input.Changed, "#filter")
    def _filter(self, event: Input.Changed) -> None:
        words = event.value.casefold().split()
        self.list.show(
            [entry for entry in self.entries if all(word in f"{entry.name} {entry.text}".casefold() for word in words)]
        )

    def action_scroll(self, by: int) -> None:
        """Move through the list while the filter keeps the focus."""
        self.list.action_move(by)

    def action_half(self, by: int) -> None:
        """Move by half of what is in sight."""
        self.list.action_half(by)

    def action_close(self) -> None:
        """Close the list."""
        self.dismiss()
