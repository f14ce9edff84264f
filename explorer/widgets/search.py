"""The search field: echoes at once, completes words, underlines what is wrong."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.highlighter import Highlighter
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Size
from textual.reactive import Reactive
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Input

from explorer.output import one_line
from explorer.render import flat, wrap
from explorer.state import History
from index.models import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rich.text import Text
    from textual import events
    from textual.binding import BindingType

    from index.errors import InvalidQuery

FIELDS = ("title:", "source:", "country:", "holder:", "position:", "speaker:", "topic:", "lang:", "date:")
_LAST_WORD = re.compile(r'(?:[^\s"]+:"[^"]*|[^\s"]+)\Z')
"""The word at the end, or a field with words in quotes that are still open."""

OF_COUNTRIES = ("country:", "holder:")

POSITIONS = ("commits", "supports", "declines", "opposes", "unclear")


class Completions(Suggester):
    """Completes the last word: a field's name, a position, or what the library knows of a field.

    ``countries`` gives their names; it is called in a thread, once, when a country is first asked for.
    """

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self.words: tuple[str, ...] = ()
        self.countries: Callable[[], Iterable[str]] = tuple
        self._names: tuple[str, ...] = ()
        self.learn(())

    def learn(self, words: Iterable[str]) -> None:
        """Take what the library knows: fields with their values."""
        self.words = (*FIELDS, *(f"position:{name}" for name in POSITIONS), *words)

    async def get_suggestion(self, value: str) -> str | None:
        """Return the value with its last word completed, None when nothing fits."""
        word = _LAST_WORD.search(value)
        written = word[0].lstrip("(-") if word else ""
        if not written:
            return None
        lowered = written.lower()
        field = next((field for field in OF_COUNTRIES if lowered.startswith(field)), "")
        if field and not self._names:
            self._names = tuple(await asyncio.to_thread(self.countries))
        words = (field + name for name in self._names) if field else self.words
        return next(
            (
                value + known[len(written) :]
                for known in words
                if known.lower().startswith(lowered) and known.lower() != lowered
            ),
            None,
        )


class _Underline(Highlighter):
    """Underlines the place that a broken query names."""

    def __init__(self) -> None:
        self.error: InvalidQuery | None = None

    def highlight(self, text: Text) -> None:
        """Style the place, as long as the text is still the one that was refused."""
        if self.error is not None and text.plain == self.error.query:
            text.stylize("bold underline", self.error.start, self.error.end)


class SearchField(Input):
    """One line of query; Down and Enter leave for the results, Tab completes or leaves for the next pane."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "down",
            "newer_or_leave",
            "Results",
            key_display="Enter",
            tooltip="to the results",
            id="field.results",
        ),
        Binding("up", "older", "History", tooltip="the query before", show=False, id="field.older"),
        Binding("tab", "complete", "Complete", tooltip="complete the word", id="field.complete"),
        Binding("escape", "clear_or_leave", "Clear", tooltip="clear the field", id="field.clear"),
    ]

    # Its text may get longer, its place stays: no key needs the panes to be laid out anew.
    virtual_size = Reactive(Size(0, 0), layout=False)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's own name for it)
        self.completions = Completions()
        self.history = History()
        self._underline = _Underline()
        super().__init__(
            placeholder='words, "a phrase", OR, -not, holder:germany …',
            highlighter=self._underline,
            suggester=self.completions,
            select_on_focus=False,
            compact=True,
            id=id,
        )

    def validate_value(self, value: str) -> str:
        """Return what was typed or pasted as one line that a terminal only shows."""
        return value if value.isprintable() else one_line(value)

    def on_key(self, event: events.Key) -> None:
        """Take a / that would begin a query for the key that leads here: no query begins with one."""
        if event.character == "/" and len(self.selected_text) == len(self.value):
            event.stop()
            event.prevent_default()

    def refuse(self, error: InvalidQuery | None) -> None:
        """Underline the place that an error names; None takes the line away."""
        if error != self._underline.error:
            self._underline.error = error
            self.set_class(error is not None, "-refused")
            self.refresh()

    async def action_submit(self) -> None:
        """Remember the query, and go to the results, which are there already."""
        self.history.add(self.value)
        await self.run_action("screen.pane('results')")

    def action_older(self) -> None:
        """Show the query that was asked before."""
        self._recall(self.history.older(self.value))

    async def action_newer_or_leave(self) -> None:
        """Show the query that was asked after the one shown; from the latest on go to the results."""
        newer = self.history.newer(self.value)
        if newer is None:
            await self.action_submit()
        else:
            self._recall(newer)

    def _recall(self, query: str | None) -> None:
        if query is not None:
            self.value = query
            self.cursor_position = len(query)

    async def action_complete(self) -> None:
        """Take the completion that is shown; without one go to the next pane."""
        if self._suggestion and self.cursor_position == len(self.value):
            self.action_cursor_right()
        else:
            await self.run_action("screen.next_pane(1)")

    async def action_clear_or_leave(self) -> None:
        """Clear the field; an empty one is left for the results."""
        if self.value:
            self.value = ""
        else:
            await self.run_action("screen.pane('results')")


class Notice(Widget):
    """What is wrong with the query, under the search field; hidden while nothing is."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's own name for it)
        super().__init__(id=id)
        self.text = ""
        self.at = 0
        self.display = False

    def say(self, text: str, at: int = 0) -> None:
        """Show what points at a column of the screen, in as many lines as it takes; an empty text hides it."""
        if (flat(text), at) != (self.text, self.at):
            self.text, self.at = flat(text), at
            self.display = bool(text)
            self.on_resize()
            self.refresh()

    def on_resize(self) -> None:
        """Take as many lines as the text needs in the width that there is."""
        if self.text:
            self.styles.height = len(self._lines(self.app.size.width))

    def render(self) -> Content:
        """Return the lines, the first moved to the left where it would not fit below its place."""
        return Content("\n".join(self._lines(self.size.width)))

    def _lines(self, width: int) -> list[str]:
        text = f"^ {self.text}"
        lines = [line.of(text) for line in wrap(text, Span(0, len(text)), max(width - 4, 1))]
        indent = 1 if len(lines) > 1 else max(min(self.at, width - cell_len(text) - 1), 1)
        return [" " * indent + lines[0], *(f"   {line}" for line in lines[1:])]
