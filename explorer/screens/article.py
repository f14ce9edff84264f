"""One whole article over the whole screen, with find."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.containers import Horizontal
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from explorer.keys import FINDING, READING
from explorer.telling import telling
from explorer.widgets.article import ArticleView
from explorer.widgets.frame import KeyLine
from index.models import Span

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from explorer.desk import Desk
    from explorer.reading import Page, Place, Reading


class Finder(Input):
    """The find line."""

    BINDINGS: ClassVar[list[BindingType]] = [*FINDING]


class ArticleScreen(Screen[None]):
    """Shows an article at a place, and walks the hits beyond it."""

    BINDINGS: ClassVar[list[BindingType]] = [*READING]
    AUTO_FOCUS: ClassVar[str | None] = "#article"

    class Loaded(Message):
        """The article of another place has come."""

        def __init__(self, reading: Reading, page: Page) -> None:
            self.reading = reading
            self.page = page
            super().__init__()

    def __init__(self, desk: Desk, query: str, reading: Reading, page: Page, place: Place) -> None:
        """Start at a place.

        Args:
            desk: Where further articles come from.
            query: Its words are highlighted.
            reading: Its trail is what ``n`` and ``N`` walk.
            page: The article to show first.
            place: Where in it.
        """
        super().__init__()
        self.desk = desk
        self.query_text = query
        self.reading = reading
        self.article = ArticleView(id="article")
        self.finder = Finder(id="find", compact=True, placeholder="find in this article")
        self._first = (page, place)
        self._found: tuple[Span, ...] = ()

    def compose(self) -> ComposeResult:
        """Yield the article, the find line and the keys."""
        yield self.article
        with Horizontal(id="finding"):
            yield Static(" / ", id="prompt", markup=False)
            yield self.finder
            yield Static("", id="found", markup=False)
        yield KeyLine(id="keyline")

    def on_mount(self) -> None:
        """Show the article once there is a size to wrap it to."""
        self.query_one("#finding").display = False
        page, place = self._first
        self.article.show(page, place, self.reading.marks(page.article.id))

    def action_find(self) -> None:
        """Open the find line."""
        self.query_one("#finding").display = True
        self.set_focus(self.finder)

    @on(Input.Changed, "#find")
    def _find(self, event: Input.Changed) -> None:
        page = self.article.page
        if page is None:
            return
        pattern = re.escape(event.value)
        text = page.article.text
        self._found = (
            tuple(Span(*match.span()) for match in re.finditer(pattern, text, re.IGNORECASE)) if pattern else ()
        )
        self.article.find(self._found)
        here = page.article.passages[self.article.cursor].span.start
        nearest = next((span for span in self._found if span.start >= here), next(iter(self._found), None))
        if nearest:
            self._go(nearest)
        else:
            self._tell_found("nowhere" if pattern else "")

    def _tell_found(self, told: str) -> None:
        self.query_one("#found", Static).update(f" {told} " if told else "")

    @on(Input.Submitted, "#find")
    def _submitted(self) -> None:
        self.set_focus(self.article)

    def action_hit(self, by: int) -> None:
        """Go to the next or previous find; without one, to the next hit, which may stand in another article."""
        if self._found:
            place = self.article.place
            here = place.span.start if place else 0
            starts = [span.start for span in self._found]
            after = next((at for at, start in enumerate(starts) if start > here), 0)
            before = next((at for at in reversed(range(len(starts))) if starts[at] < here), len(starts) - 1)
            self._go(self._found[after if by > 0 else before])
            return
        moved = self.reading.step(by)
        if moved is self.reading:
            self.notify("That was the last one.", timeout=2)
        else:
            self._fetch(moved)

    def _go(self, span: Span) -> None:
        page, place = self.article.page, self.article.place
        passage = page.article.passage_at(span.start) if page else None
        if passage is not None and place is not None:
            self.article.seek(replace(place, passage=passage.number, span=span, label=""))
            self._tell_found(f"{self._found.index(span) + 1} of {len(self._found)} found")

    @work(thread=True, exclusive=True, group="article")
    def _fetch(self, reading: Reading) -> None:
        place = reading.current
        with telling(self):
            pages = self.desk.pages([place] if place else [], self.query_text)
            if not get_current_worker().is_cancelled:
                for page in pages.values():
                    self.post_message(self.Loaded(reading, page))

    def on_article_screen_loaded(self, event: Loaded) -> None:
        """Show the place that was asked for."""
        self.reading = event.reading
        place = event.reading.current
        if place is not None:
            self.article.show(event.page, place, event.reading.marks(place.article))

    async def action_below(self, action: str) -> None:
        """Do with the passage under the cursor what the screen below does with one of its own."""
        await self.app.run_action(action, default_namespace=self.app.screen_stack[0])

    def action_keys(self) -> None:
        """List all keys."""
        from explorer.screens.keys import KeysScreen

        self.app.push_screen(KeysScreen())

    def action_up(self) -> None:
        """Close the find line, or else the article."""
        if self.query_one("#finding").display:
            self.finder.value = ""
            self.query_one("#finding").display = False
            self.set_focus(self.article)
        else:
            self.dismiss()

    def action_leave(self) -> None:
        """Go back to the panes as they were."""
        self.dismiss()
