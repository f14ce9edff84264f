"""Where the four panes stand, and how the focus goes round them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from explorer.layout import Pane, arrange, comfortable
from explorer.widgets.chips import Chips
from explorer.widgets.claims import Claims
from explorer.widgets.covered import Column, Row
from explorer.widgets.frame import KeyLine, Masthead
from explorer.widgets.results import Results
from explorer.widgets.search import Notice, SearchField
from explorer.widgets.sources import Sources, SourceView
from explorer.widgets.stances import Stances

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.widget import Widget


class PanesScreen(Screen[None]):
    """The search field and the panes, arranged for any size; knows nothing of what they show."""

    AUTO_FOCUS: ClassVar[str | None] = "#query"

    class Furnished(Message):
        """All panes are there."""

    def __init__(self) -> None:
        super().__init__()
        self.pane = Pane.RESULTS
        self.zoomed = False
        self._listed = Pane.RESULTS
        self._begun = False
        self.masthead = Masthead(id="masthead")
        self.field = SearchField(id="query")
        self.notice = Notice(id="notice")
        self.chips = Chips(id="chips")
        self.results = Results(id=Pane.RESULTS)
        self.claims = Claims(id=Pane.CLAIMS)
        self.stances = Stances(id=Pane.STANCES)
        self.sources = Sources(id=Pane.SOURCES)

    def compose(self) -> ComposeResult:
        """Yield what someone who starts to type needs; the other panes follow the first frame."""
        yield self.masthead
        with Row(id="search"):
            yield Static(" / ", id="prompt", markup=False)
            yield self.field
        yield self.chips
        with Row(id="body"):
            with Column(id="left"):
                yield self.results
            yield Column(id="right")
        yield self.notice
        yield KeyLine(id="keyline")

    def on_mount(self) -> None:
        """Add the other panes once the first frame stands."""
        self.call_after_refresh(self._furnish)

    def on_key(self, event: events.Key) -> None:
        """Keep what is typed before the search field has the focus: nothing typed early is lost or taken for a key."""
        if not self._begun and event.is_printable and event.character:
            event.stop()
            self.set_focus(self.field)
            self.field.insert_text_at_cursor(event.character)

    async def _furnish(self) -> None:
        with self.app.batch_update():
            await self.query_one("#left").mount(self.claims)
            await self.query_one("#right").mount(self.stances, self.sources)
            self.rearrange()
        self.post_message(self.Furnished())

    def on_resize(self, event: events.Resize) -> None:
        """Arrange the panes for the new size."""
        self.rearrange(event.size.width, event.size.height)

    def rearrange(self, width: int = 0, height: int = 0) -> None:
        """Show the panes that fit; without a size, that of the screen."""
        size = self.app.size
        if self.pane in (Pane.RESULTS, Pane.CLAIMS):
            self._listed = self.pane
        chosen = arrange(width or size.width, height or size.height, self.pane, self._listed, zoomed=self.zoomed)
        for pane, widget in self.panes.items():
            widget.display = pane in chosen.panes
        self.query_one("#left").display = bool(chosen.panes & {Pane.RESULTS, Pane.CLAIMS})
        self.query_one("#right").display = bool(chosen.panes & {Pane.STANCES, Pane.SOURCES})
        self.set_class(not chosen.columns, "-one")
        self.set_class(self.zoomed, "-zoomed")

    @property
    def panes(self) -> dict[Pane, Widget]:
        """The panes by name, in the order of their number keys."""
        return {
            Pane.RESULTS: self.results,
            Pane.STANCES: self.stances,
            Pane.CLAIMS: self.claims,
            Pane.SOURCES: self.sources,
        }

    def focus_pane(self, pane: Pane) -> None:
        """Bring a pane into sight and put the focus into it."""
        self.pane = pane
        self.rearrange()
        self.set_focus(self.sources.active if pane is Pane.SOURCES else self.panes[pane])

    def comfortable(self) -> int:
        """Return how many sources to show unless the user said otherwise."""
        size = self.sources.size if self.sources.display else self.app.size
        return comfortable(size.width, size.height)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Remember the pane that has the focus."""
        self._begun = True
        if isinstance(event.widget, SourceView):
            self.pane = Pane.SOURCES
        else:
            self.pane = next((pane for pane, widget in self.panes.items() if widget is event.widget), self.pane)

    def action_pane(self, name: str) -> None:
        """Go to a pane by its name."""
        self.focus_pane(Pane(name))

    def action_next_pane(self, by: int) -> None:
        """Go to the next or last pane; the sources side by side count one by one."""
        panes = list(self.panes)
        if self.pane is Pane.SOURCES and isinstance(self.focused, SourceView):
            shown = [view for view in self.sources.views if view.display]
            slot = shown.index(self.focused) + by
            if 0 <= slot < len(shown):
                self.set_focus(shown[slot])
                return
        following = panes[(panes.index(self.pane) + by) % len(panes)]
        self.focus_pane(following)
        if following is Pane.SOURCES:
            shown = [view for view in self.sources.views if view.display]
            self.set_focus(shown[0 if by > 0 else -1])

    def action_search(self) -> None:
        """Go to the search field; a pane that has the whole screen gives it back, and sources give way to the list."""
        if self.zoomed:
            self.action_zoom()
        if self.pane is Pane.SOURCES:
            self.pane = self._listed
            self.rearrange()
        self.set_focus(self.field)

    def action_zoom(self) -> None:
        """Give the pane the whole screen, or take it back."""
        self.zoomed = not self.zoomed
        self.rearrange()
