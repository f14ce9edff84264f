"""What is read: the sources of what is chosen, side by side, and the whole article behind each."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import work
from textual.message import Message
from textual.worker import get_current_worker

from explorer.layout import Pane
from explorer.reading import MOST, Reading, cell_trail, claim_trail, hit_trail
from explorer.screens.panes import PanesScreen
from explorer.telling import telling
from explorer.widgets.sources import NOWHERE, SourceView
from index.models import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual import events

    from explorer.cells import Behind
    from explorer.desk import Desk
    from explorer.reading import Page, Place
    from explorer.screens.article import ArticleScreen
    from index.models import Span


UNDRAWN = 0.05
"""Seconds that the screen waits at most for what is to be read, when the keys go there."""


class SourcesScreen(PanesScreen):
    """Fills the source panes; what there is to choose from somebody else asks the Library."""

    class Loaded(Message):
        """The articles of a reading have come, with where the evidence at its places parts."""

        def __init__(
            self, reading: Reading, pages: Mapping[str, Page], differing: Mapping[Place, tuple[Span, ...]]
        ) -> None:
            self.reading = reading
            self.pages = pages
            self.differing = differing
            super().__init__()

    def __init__(self) -> None:
        super().__init__()
        self.desk: Desk | None = None
        self.answer = Answer("")
        self.reading = Reading()
        self.behind: Behind | None = None
        self._count: int | None = None
        self.opened: ArticleScreen | None = None
        self._undrawn = ExitStack()

    def read(self, reading: Reading) -> None:
        """Show a reading in the source panes, at once where its articles have been read before."""
        self.reading = reading
        pages = self.desk.at_hand(reading.shown, self.answer.query) if self.desk else None
        if pages is None:
            self.load()
        else:
            self._show(pages, NOWHERE)

    def go_and_read(self, reading: Reading) -> None:
        """Go to the source panes and show a reading there.

        Nothing is drawn until its articles have come, or that has taken a moment: what stood there last would only be
        in the way of what is wanted.
        """
        self._undrawn.enter_context(self.app.batch_update())
        self.set_timer(UNDRAWN, self._undrawn.close)
        self.read(reading)
        self.focus_pane(Pane.SOURCES)

    def load(self) -> None:
        """Fetch the articles of the present reading anew."""
        if self.desk is not None:
            self._fetch(self.desk, self.reading, self.answer.query)

    @work(thread=True, exclusive=True, group="pages")
    def _fetch(self, desk: Desk, reading: Reading, query: str) -> None:
        with telling(self):
            pages = desk.pages(reading.shown, query)
            differing = desk.differing(reading.shown, pages)
            if not get_current_worker().is_cancelled:
                self.post_message(self.Loaded(reading, pages, differing))

    def on_sources_screen_loaded(self, event: Loaded) -> None:
        """Show the articles, unless something else is being read by now."""
        if event.reading.slots != self.reading.slots or event.reading.trail != self.reading.trail:
            return
        self._show(event.pages, event.differing)

    def _show(self, pages: Mapping[str, Page], differing: Mapping[Place, tuple[Span, ...]]) -> None:
        inside = isinstance(self.focused, SourceView)
        self.sources.show(self.reading, pages, differing)
        if inside:
            self.set_focus(self.sources.active)
        self._undrawn.close()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Make the source pane with the focus the active one."""
        if isinstance(event.widget, SourceView) and self.reading.slots:
            slot = self.sources.views.index(event.widget)
            self.reading = self.sources.reading = self.reading.activate(slot)

    def reading_of(self, pane: Pane) -> Reading:
        """Return what the cursor of a pane leads to; empty when it leads nowhere."""
        count = self._count or self.comfortable()
        if pane is Pane.STANCES:
            return Reading.of(cell_trail(self.behind), 0, count) if self.behind else Reading()
        if pane is Pane.CLAIMS:
            claims = self.claims.claims
            both = max(count, 2) if self._count is None else count
            return Reading.of(claim_trail(claims[self.claims.cursor]), 0, both) if claims else Reading()
        hits = self.results.hits
        if not hits:
            return Reading()
        hit = hits[self.results.cursor]
        trail = hit_trail(hits)
        here = next(
            at for at, place in enumerate(trail) if (place.article, place.passage) == (hit.article, hit.passage)
        )
        return Reading.of(trail, here, count)

    def preview(self) -> None:
        """Show what the cursor of the list in use leads to, without going there."""
        self.read(self.reading_of(Pane.RESULTS if self.pane is Pane.SOURCES else self.pane))

    def action_turn(self, by: int) -> None:
        """Show the next or previous source in the active pane."""
        moved = self.reading.turn(by)
        if moved == self.reading:
            self.notify("No other source.", timeout=2)
        else:
            self.read(moved)

    def action_swap(self) -> None:
        """Exchange the active source with the one beside it."""
        self.read(self.reading.swap())

    def action_more(self, by: int) -> None:
        """Show more or fewer sources."""
        count = len(self.reading.slots) + by
        moved = self.reading.with_count(count)
        if moved == self.reading:
            self.notify("No other source." if by > 0 and count <= MOST else "That is all.", timeout=2)
        else:
            self._count = len(moved.slots)
            self.read(moved)

    def open_article(self) -> None:
        """Open the whole article of the active pane, at the passage under the cursor."""
        from explorer.screens.article import ArticleScreen

        view = self.sources.active
        place = self.reading.current
        if self.desk is None or view.page is None or place is None:
            return
        passage = view.page.article.passages[view.cursor]
        if place.passage != passage.number:
            place = replace(place, passage=passage.number, span=passage.span, label="")
        self.opened = ArticleScreen(self.desk, self.answer.query, self.reading, view.page, place)
        self.app.push_screen(self.opened)
