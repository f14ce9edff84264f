"""What is drawn line by line: only the lines in sight, and of those the ones that have changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style
from textual.content import Content
from textual.geometry import Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView

if TYPE_CHECKING:
    from textual.geometry import Region
    from textual.strip import Strip


class Sheet(ScrollView, can_focus=True):
    """A scrollable pane whose subclass draws its lines in ``render_line``.

    That begins with ``make_ready`` unless ``ready``; ``ground`` is what the lines stand on from then on.
    """

    ALLOW_SELECT = False
    virtual_size = Reactive(Size(0, 0), layout=False)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's own name for it)
        super().__init__(id=id)
        self.ready = False
        self.ground = Style()
        self._head = self._foot = ""
        self._hidden = False

    def watch_virtual_size(self, size: Size) -> None:
        """Fit the scrollbar alone: what a pane holds moves no other pane, and laying all of them out is slow."""
        self._scroll_update(size)

    def fit(self) -> None:
        """Take a new size in, before anything is drawn in it."""
        raise NotImplementedError

    def make_ready(self) -> None:
        """Work out what all lines that are drawn at a time share."""
        self.ready, self.ground = True, self.rich_style

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the lines in sight; those that have not changed are kept, and often none has."""
        self.ready = False
        return super().render_lines(crop)

    def head(self, words: str) -> None:
        """Set what stands in the upper border, empty for nothing; the same words again draw nothing anew."""
        if words != self._head:
            self._head = words
            self.border_title = Content(words) if words else None

    def foot(self, words: str) -> None:
        """Set what stands in the lower border, as ``head`` does."""
        if words != self._foot:
            self._foot = words
            self.border_subtitle = Content(words) if words else None

    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:  # noqa: FBT001, FBT002  (as Textual has it)
        # A pane is drawn as soon as all have their places. Resize comes after that: what it led to would be drawn once
        # as it stood in the old size, or in none, and then again.
        changed = super()._size_updated(size, virtual_size, container_size, layout)
        if changed or self._hidden:
            self._hidden = False
            self.fit()
        return changed

    def on_hide(self) -> None:
        """Remember to take the size in again: what is hidden has none."""
        self._hidden = True

    def on_show(self) -> None:
        """Take the size in where the pane was shown again before it was told that it had been hidden."""
        if self._hidden:
            self._hidden = False
            self.fit()
