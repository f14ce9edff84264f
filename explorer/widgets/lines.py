"""A list of text blocks that draws only the lines in sight, however many there are."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from explorer.keys import MOVING
from explorer.render import strip, wrap
from explorer.widgets.sheet import Sheet
from index.models import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.style import Style
    from textual import events
    from textual.binding import BindingType


AHEAD = 10
"""More items are asked for when the cursor comes that near to the last one."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a list to come back to: the item under the cursor and the first line in sight."""

    cursor: int = 0
    scroll: int = 0


class Lines(Sheet):
    """Items of one or more lines each, with a cursor on one of them.

    A subclass says how many items there are and builds the lines of one; they
    are built once for a width, and again when width or theme change. Items below what is in
    sight are built when they come into sight, and until then the scrollbar takes them to be as
    long as the others. While there are no items the text of ``hint`` stands in the pane. Where
    ``total`` says that there are more items than the list was given, it asks for them in time.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*MOVING]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "lines--cursor",
        "lines--dim",
        "lines--strong",
        "lines--highlight",
        "lines--evidence",
        "lines--for",
        "lines--against",
    }

    class Highlighted(Message):
        """The cursor came to stand on another item."""

        def __init__(self, lines: Lines, item: int) -> None:
            self.lines = lines
            self.item = item
            super().__init__()

        @property
        def control(self) -> Lines:
            """The list that posted it."""
            return self.lines

    class Chosen(Message):
        """Enter or a click on the item under the cursor."""

        def __init__(self, lines: Lines, item: int) -> None:
            self.lines = lines
            self.item = item
            super().__init__()

        @property
        def control(self) -> Lines:
            """The list that posted it."""
            return self.lines

    class MoreWanted(Message):
        """The cursor, or what is in sight, nears the last item and there are more."""

        def __init__(self, lines: Lines) -> None:
            self.lines = lines
            super().__init__()

        @property
        def control(self) -> Lines:
            """The list that posted it."""
            return self.lines

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's own name for it)
        super().__init__(id=id)
        self.cursor = 0
        self.total = 0
        self.hint = ""
        self._blocks: list[list[list[Segment]]] = []
        self._ends: list[int] = []
        self._built_for = 0

    def watch_virtual_size(self, size: Size) -> None:
        """Fit the scrollbar."""
        super().watch_virtual_size(size)
        self.scroll_y = self.validate_scroll_y(self.scroll_y)  # items may be shorter than they were taken to be

    def items(self) -> int:
        """How many items there are."""
        raise NotImplementedError

    def build(self, item: int, width: int) -> list[list[Segment]]:
        """Return the lines of an item, each at most so many cells wide."""
        raise NotImplementedError

    def say(self, hint: str) -> None:
        """Set the text that stands in the pane while there are no items."""
        if hint != self.hint:
            self.hint = hint
            self.refresh()

    def look(self, name: str) -> Style:
        """Return one of the styles of this list, without its background."""
        return self.get_component_rich_style(f"lines--{name}", partial=True)

    @property
    def spot(self) -> Spot:
        """Where the list stands now."""
        return Spot(self.cursor, self.scroll_offset.y)

    def restore(self, spot: Spot) -> None:
        """Stand where the list stood, as far as it still has such an item; posts nothing."""
        self.cursor = min(spot.cursor, max(self.items() - 1, 0))
        self._ensure(self.cursor, spot.scroll + self.rows)
        self.set_scroll(None, min(spot.scroll, max(self.virtual_size.height - 1, 0)))
        self.refresh()

    def rebuild(self, *, keep: int = 0) -> None:
        """Build the lines again after the items have changed, but for so many first items that have not."""
        del self._blocks[keep:], self._ends[keep:]
        if not keep:
            self._built_for = 0
        self.cursor = min(self.cursor, max(self.items() - 1, 0))
        self._ensure()
        self.refresh()

    def go(self, item: int, *, post: bool = True) -> None:
        """Put the cursor on an item and bring it into sight."""
        last = self.items() - 1
        if last < 0:
            return
        item = min(max(item, 0), last)
        moved = item != self.cursor
        self.cursor = item
        self.reveal(item)
        if moved and post:
            self.post_message(self.Highlighted(self, item))
        self.refresh()
        self._want_more(item)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Ask for more items in time also where only what is in sight moves, by the wheel or the scrollbar."""
        super().watch_scroll_y(old_value, new_value)
        last = self._item_at(self.scroll_offset.y + self.rows)
        self._want_more(self.items() if last is None else last)

    def _want_more(self, item: int) -> None:
        if self.items() < self.total and item >= self.items() - AHEAD:
            self.post_message(self.MoreWanted(self))

    def reveal(self, item: int) -> None:
        """Scroll as little as it takes to see the item."""
        self._ensure(item)
        if item < len(self._ends):
            top = self.top_of(item)
            self.scroll_to_region(Region(0, top, 1, self._ends[item] - top), animate=False, force=True)

    def top_of(self, item: int) -> int:
        """Return the first line of an item, counted from the first line of the list."""
        return self._ends[item - 1] if item else 0

    def end_of(self, item: int) -> int:
        """Return the line after the last one of an item."""
        return self._ends[item]

    @property
    def rows(self) -> int:
        """How many lines are in sight."""
        return max(self.scrollable_content_region.height, 1)

    def action_move(self, by: int) -> None:
        """Move the cursor by so many items."""
        self.go(self.cursor + by)

    def action_edge(self, side: int) -> None:
        """Move the cursor to the first or last item."""
        self.go(0 if side < 0 else self.items() - 1)

    def action_half(self, by: int) -> None:
        """Move the cursor by half of what is in sight."""
        if not self.items():
            return
        self._ensure(self.cursor)
        line = self.top_of(self.cursor) + by * max(self.rows // 2, 1)
        self._ensure(self.cursor, line + 1)
        target = min(bisect_right(self._ends, max(line, 0)), self.items() - 1)
        self.go(target if target != self.cursor else self.cursor + by)

    def action_choose(self) -> None:
        """Choose the item under the cursor."""
        if self.items():
            self.post_message(self.Chosen(self, self.cursor))

    def fit(self) -> None:
        """Build for the new width and keep the cursor in sight."""
        if self.scrollable_content_region.width != self._built_for:
            self._ensure()
            self.reveal(self.cursor)

    def notify_style_update(self) -> None:
        """Build again with the styles of the new theme."""
        super().notify_style_update()
        self._built_for = 0

    def on_click(self, event: events.Click) -> None:
        """Move to what was clicked; a second click, or one on the cursor's item, chooses it."""
        item = self._item_at(event.get_content_offset_capture(self).y + self.scroll_offset.y)
        if item is None:
            return
        if item == self.cursor:
            self.action_choose()
        else:
            self.go(item)

    def make_ready(self) -> None:
        """Build what is in sight as well."""
        super().make_ready()
        self._ensure()

    def render_line(self, y: int) -> Strip:
        """Draw one line in sight."""
        if not self.ready:
            self.make_ready()
        width = self._built_for
        if not self.items():
            return self._hint_line(y, width)
        line = y + self.scroll_offset.y
        item = self._item_at(line)
        if item is None:
            return Strip.blank(width, self.ground)
        row = line - self.top_of(item)
        return self.draw(item, row, self._blocks[item][row], width)

    def draw(self, item: int, row: int, parts: Sequence[Segment], width: int) -> Strip:
        """Draw one line of an item, marked when the cursor is on it."""
        _ = row
        if item != self.cursor:
            return strip(parts, width, self.ground).apply_style(self.ground)
        return strip(parts, width).apply_style(self.look("cursor")).apply_style(self.ground)

    def _hint_line(self, y: int, width: int) -> Strip:
        lines = wrap(self.hint, Span(0, len(self.hint)), max(width - 2, 1))
        text = f" {lines[y].of(self.hint)}" if 0 <= y < len(lines) else ""
        return Strip.blank(width, self.ground) if not text else self._plain(text, width)

    def _plain(self, text: str, width: int) -> Strip:
        return strip([Segment(text, self.look("dim"))], width).apply_style(self.ground)

    def _item_at(self, line: int) -> int | None:
        item = bisect_right(self._ends, line)
        return item if line >= 0 and item < len(self._ends) else None

    def _ensure(self, item: int = 0, line: int = 0) -> None:
        """Build as far as the pane reaches now, and as far as an item and so many lines."""
        width = self.scrollable_content_region.width
        if width <= 0:
            return
        if width != self._built_for:
            self._blocks.clear()
            self._ends.clear()
            self._built_for = width
        line = max(line, self.scroll_offset.y + self.rows)
        count, height = self.items(), self._ends[-1] if self._ends else 0
        for at in range(len(self._blocks), count):
            if at > item and height >= line:
                break
            self._blocks.append(self.build(at, width))
            height += len(self._blocks[-1])
            self._ends.append(height)
        built = len(self._blocks)
        self.virtual_size = Size(width, height * count // built if built else 0)
