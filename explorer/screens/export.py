"""Where an export goes: one line for the file's name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from explorer.keys import CLOSING_LINE

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType


class ExportScreen(ModalScreen[Path | None]):
    """Asks for a file's name; an existing file is only replaced when Enter is pressed twice.

    With ``download`` it is a name for the browser to save under, and no file is looked at here.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*CLOSING_LINE]
    AUTO_FOCUS: ClassVar[str | None] = "#naming"

    def __init__(self, title: str, suggested: Path, endings: str, *, download: bool = False) -> None:
        super().__init__()
        self._download = download
        self._title = title
        self._endings = endings
        self._confirmed: Path | None = None
        self.naming = Input(value=str(suggested), id="naming", compact=True, select_on_focus=False)
        self.told = Static(self._hint(), markup=False)

    def compose(self) -> ComposeResult:
        """Yield the line and what it may be."""
        with Vertical(classes="dialog -line") as dialog:
            dialog.border_title = Content(self._title)
            dialog.border_subtitle = Content(f"Enter {'downloads' if self._download else 'writes'} · Esc closes")
            yield self.naming
            yield self.told

    @on(Input.Submitted, "#naming")
    def _named(self, event: Input.Submitted) -> None:
        if not event.value.strip():
            return
        path = Path(event.value.strip())
        if self._download:
            self.dismiss(path)
            return
        path = path.expanduser()
        if path.exists() and path != self._confirmed:
            self._confirmed = path
            self.told.update(Content(f"{path} is there already; Enter again replaces it."))
            return
        self.dismiss(path)

    @on(Input.Changed, "#naming")
    def _changed(self) -> None:
        self._confirmed = None
        self.told.update(self._hint())

    def _hint(self) -> Content:
        return Content(f"The ending chooses the format: {self._endings}")

    def action_close(self) -> None:
        """Write nothing."""
        self.dismiss(None)
