"""The files that a sync could not read, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from explorer.keys import CLOSING
from explorer.widgets.entries import Entries, Entry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from index.models import Refusal


class RefusalsScreen(ModalScreen[None]):
    """A list over the panes."""

    BINDINGS: ClassVar[list[BindingType]] = [*CLOSING]

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__()
        self.list = Entries([_entry(refusal) for refusal in refusals], id="entries")

    def compose(self) -> ComposeResult:
        """Yield the list."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = Content("Refused files")
            dialog.border_subtitle = Content("Esc closes")
            yield self.list

    def on_mount(self) -> None:
        """Say so when there are none."""
        self.list.say("Every file could be read.")

    def action_close(self) -> None:
        """Close the list."""
        self.dismiss()


def _entry(refusal: Refusal) -> Entry:
    named = refusal.file if refusal.member is None else f"{refusal.file}: {refusal.member}"
    return Entry(named, str(refusal).removeprefix(f"{named}: "))
