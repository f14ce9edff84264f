"""The stance table: holders against sources, or against topics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from explorer.cells import ALL, OTHERS
from explorer.keys import MOVING, SIDEWAYS, SORTING, choosing
from explorer.moments import strip_of
from explorer.render import NEW, TURNED, cell_side, cell_text, cell_words, fit, headed, pad, strip, wrap
from explorer.widgets.sheet import Sheet
from index.models import Position, Span, StanceTable

if TYPE_CHECKING:
    from rich.style import Style
    from textual import events
    from textual.binding import BindingType

    from index.models import StanceRow

NAME_WIDTH = 20
"""Cells of a long name that are shown where the cells need the room."""

CELL_WIDTHS = (9, 16)
"""The narrowest and the widest column of cells."""


ROOM_FOR_TIME = 5
"""The fewest lines of a table of which one is given to what the row under the cursor said over time."""


@dataclass(frozen=True, slots=True)
class TableSpot:
    """A place in the table to come back to."""

    holder: str | None = None
    column: str | None = None
    sort: str | None = None
    scroll: int = 0


class Stances(Sheet):
    """A table with a cursor on one cell; what the cell says stands in words in the lower border."""

    BORDER_TITLE: ClassVar[str] = "2 Stances"
    BINDINGS: ClassVar[list[BindingType]] = [
        choosing("Evidence", "the cell's evidence, most telling first"),
        *MOVING,
        *SIDEWAYS,
        *SORTING,
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "stances--header",
        "stances--name",
        "stances--cursor",
        "stances--line",
        "stances--for",
        "stances--against",
        "stances--open",
        "stances--near",
        "stances--blank",
    }

    class Highlighted(Message):
        """The cursor came to stand on another cell, given as indices into the table."""

        def __init__(self, row: int, column: int) -> None:
            self.row = row
            self.column = column
            super().__init__()

    class Chosen(Message):
        """Enter or a click on the cell under the cursor, given as indices into the table."""

        def __init__(self, row: int, column: int) -> None:
            self.row = row
            self.column = column
            super().__init__()

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's own name for it)
        super().__init__(id=id)
        self.table = StanceTable()
        self.hint = ""
        self.row = 0
        self.column = 0
        self.sort: int | None = None
        self._order: list[int] = []
        self._first: StanceRow | None = None
        self.new: frozenset[str] = frozenset()

    def show(self, table: StanceTable, *, stay: bool = True) -> None:
        """Show a table, from its first cell on or with the cursor on its holder and column while they are there."""
        spot = self.spot if stay else TableSpot()
        self.table = table
        self._first = None
        self.restore(spot)

    def say(self, hint: str) -> None:
        """Set the text that stands in the pane while the table is empty."""
        if hint != self.hint:
            self.hint = hint
            self.refresh()

    def tell(self, first: StanceRow | None) -> None:
        """Say in words what the most telling stance behind the cell under the cursor is."""
        self._first = first
        self._describe()

    @property
    def spot(self) -> TableSpot:
        """Where the table stands now."""
        here = self.place
        columns = self.table.columns
        return TableSpot(
            self.table.rows[here[0]].holder if here else None,
            columns[here[1]].key if here else None,
            columns[self.sort].key if self.sort is not None else None,
            self.scroll_offset.y,
        )

    def restore(self, spot: TableSpot) -> None:
        """Stand where the table stood, as far as its holder and column are still there; posts nothing."""
        keys = [column.key for column in self.table.columns]
        self.sort = keys.index(spot.sort) if spot.sort in keys else None
        self._arrange()
        holders = [self.table.rows[index].holder for index in self._order]
        self.row = holders.index(spot.holder) if spot.holder in holders else 0
        self.column = keys.index(spot.column) if spot.column in keys else 0
        self._refit()
        self.set_scroll(None, spot.scroll if self.row else 0)
        self._reveal()

    @property
    def place(self) -> tuple[int, int] | None:
        """The cell under the cursor as indices into the table, None for an empty table."""
        return (self._order[self.row], self.column) if self._order and self.table.columns else None

    def action_move(self, by: int) -> None:
        """Move by so many rows."""
        self._go(self.row + by, self.column)

    def action_edge(self, side: int) -> None:
        """Move to the first or last row."""
        self._go(0 if side < 0 else len(self._order) - 1, self.column)

    def action_half(self, by: int) -> None:
        """Move by half of the rows in sight."""
        self._go(self.row + by * max((self.scrollable_content_region.height - 1 - self._timed) // 2, 1), self.column)

    def action_across(self, by: int) -> None:
        """Move by so many columns."""
        self._go(self.row, self.column + by)

    def action_choose(self) -> None:
        """Choose the cell under the cursor."""
        if self.place:
            self.post_message(self.Chosen(*self.place))

    def action_sort(self) -> None:
        """Sort by the next column, strongest first; after the last one by weight again."""
        if not self.place:
            return
        holder = self.table.rows[self.place[0]].holder
        following = 0 if self.sort is None else self.sort + 1
        self.sort = following if following < len(self.table.columns) else None
        self._arrange()
        self.row = next(at for at, index in enumerate(self._order) if self.table.rows[index].holder == holder)
        self._reveal()

    def fit(self) -> None:
        """Fit the columns and keep the cursor in sight."""
        self._refit()
        self._reveal()

    def on_click(self, event: events.Click) -> None:
        """Move to the cell that was clicked; one on the cursor's cell chooses it."""
        offset = event.get_content_offset_capture(self)
        row = offset.y - 1 + self.scroll_offset.y
        below = offset.y >= self.scrollable_content_region.height - self._timed
        if offset.y < 1 or below or not 0 <= row < len(self._order):
            return
        column = self._column_at(offset.x)
        if (row, column) == (self.row, self.column):
            self.action_choose()
        else:
            self._go(row, column)

    def render_line(self, y: int) -> Strip:
        """Draw the header, which stays, or a row in sight."""
        width = self.scrollable_content_region.width
        if not self.ready:
            self.make_ready()
        if not self._order:
            return self._hint_line(y, width)
        if y == 0:
            parts = self._header()
        elif y == self.scrollable_content_region.height - 1 and self._timed:
            parts = self._over_time(width)
        else:
            row = y - 1 + self.scroll_offset.y
            if row >= len(self._order):
                return Strip.blank(width, self.ground)
            parts = self._row(row)
        return strip(parts, width, self.ground).apply_style(self.ground)

    def _go(self, row: int, column: int) -> None:
        if not self.place:
            return
        before = (self.row, self.column)
        self.row = min(max(row, 0), len(self._order) - 1)
        self.column = min(max(column, 0), len(self.table.columns) - 1)
        self._reveal()
        if (self.row, self.column) != before:
            self._first = None
            self._describe()
            self.post_message(self.Highlighted(*self.place))

    def _arrange(self) -> None:
        rows = range(len(self.table.rows))
        self._order = list(rows) if self.sort is None else sorted(rows, key=self._weight)

    def _weight(self, row: int) -> tuple[int, int, int]:
        cell = self.table.rows[row].cells[self.sort or 0]
        rank = list(Position).index(cell.positions[0]) if cell.positions else len(Position) + (not cell.near)
        return rank, -cell.count, row

    def _refit(self) -> None:
        width = self.scrollable_content_region.width
        self.virtual_size = Size(width, len(self._order) + 1 + self._timed)

    def _reveal(self) -> None:
        self._refit()
        top = self.scroll_offset.y
        rows = max(self.scrollable_content_region.height - 1 - self._timed, 1)
        if not top <= self.row < top + rows:
            target = self.row if self.row < top else self.row - rows + 1
            self.scroll_to_region(Region(0, target, 1, rows + 1 + self._timed), animate=False, force=True)
        self._describe()
        self.refresh()

    def _describe(self) -> None:
        here = self.place
        words = ""
        if here:
            row = self.table.rows[here[0]]
            words = cell_words(row.name, self.table.columns[here[1]].title, row.cells[here[1]], self._first)
        self.foot(fit(words, max(self.size.width - 4, 1)))

    @property
    def _names(self) -> int:
        """Cells for a name and the blank behind it: so many, or what the narrowest cells leave."""
        longest = max((cell_len(row.name) for row in self.table.rows), default=0)
        width = self.scrollable_content_region.width
        left = width - 1 - CELL_WIDTHS[0] * len(self.table.columns)
        return min(longest + 1, max(min(NAME_WIDTH, max(width // 3, 6)), left))

    @property
    def _cell(self) -> int:
        room = self.scrollable_content_region.width - self._names - 1
        return min(max(room // max(len(self.table.columns), 1), CELL_WIDTHS[0]), CELL_WIDTHS[1])

    def _in_sight(self) -> list[int]:
        """Return the columns that fit: those around the cursor, and the one over all sources last."""
        count = len(self.table.columns)
        room = max((self.scrollable_content_region.width - self._names - 1) // self._cell, 1)
        if room >= count:
            return list(range(count))
        last = [at for at, column in enumerate(self.table.columns) if column.key in {OTHERS, ALL}]
        pinned = last[-(room - 1) :] if room > 1 else []
        free = count - len(pinned)
        shown = room - len(pinned)
        first = min(max(min(self.column, free - 1) - shown + 1, 0), free - shown)
        return [*range(first, first + shown), *pinned]

    def _column_at(self, x: int) -> int:
        columns = self._in_sight()
        return columns[min(max((x - self._names - 1) // self._cell, 0), len(columns) - 1)]

    def _header(self) -> list[Segment]:
        look = self._look("header")
        shown = self._in_sight()
        scrolling = [column for column in shown if self.table.columns[column].key not in {OTHERS, ALL}]
        before = bool(scrolling) and scrolling[0] > 0
        after = any(column.key not in {OTHERS, ALL} for column in self.table.columns[(scrolling or [0])[-1] + 1 :])
        parts = [Segment(pad(" ‹" if before else "", self._names + 1), look)]
        for column in shown:
            arrow = "▾" if column == self.sort else ""
            new = NEW if self.table.columns[column].key in self.new else ""
            title = headed(new + self.table.columns[column].title, self._cell - 1 - len(arrow)) + arrow
            style = look + self._look("line") if column == self.column else look
            parts.append(Segment(pad(title, self._cell), style))
        return [*parts, Segment("›", look)] if after else parts

    def _row(self, at: int) -> list[Segment]:
        row = self.table.rows[self._order[at]]
        here = at == self.row
        line = self._look("line") if here else self._look("blank")
        name = pad(fit((TURNED if row.turned else " ") + row.name, self._names), self._names + 1)
        parts = [Segment(name, self._look("name") + line if here else self._look("name"))]
        for column in self._in_sight():
            cell = row.cells[column]
            look = self._look(cell_side(cell))
            if here and column == self.column:
                look = self._look("cursor") if self.has_focus else look + line
            elif here:
                look += line
            parts.append(Segment(pad(cell_text(cell), self._cell), look))
        return parts

    @property
    def _timed(self) -> int:
        """How many lines below the rows show one of them over time: one where dates differ and there is room."""
        room = self.scrollable_content_region.height >= ROOM_FOR_TIME
        return int(room and any(row.moments for row in self.table.rows))

    def _over_time(self, width: int) -> list[Segment]:
        moments = self.table.rows[self._order[self.row]].moments
        words = strip_of(moments, width - 2)
        return [Segment(" "), *(Segment(text, self._look(side or "near")) for text, side in words)]

    def _hint_line(self, y: int, width: int) -> Strip:
        lines = wrap(self.hint, Span(0, len(self.hint)), max(width - 2, 1))
        text = f" {lines[y].of(self.hint)}" if 0 <= y < len(lines) else ""
        return strip([Segment(text, self._look("near"))], width, self.ground).apply_style(self.ground)

    def on_focus(self) -> None:
        """Show the cursor on its cell."""
        self.refresh()

    def on_blur(self) -> None:
        """Show the cursor on its row only."""
        self.refresh()

    def _look(self, name: str) -> Style:
        return self.get_component_rich_style(f"stances--{name}", partial=True)
