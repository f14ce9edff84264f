"""The four panes over one Library: what is chosen in them, the way back, topics and filters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on, work

from explorer.cells import TableOf
from explorer.keys import EXPLORING
from explorer.layout import Pane
from explorer.screens.asking import AskingScreen
from explorer.telling import telling
from explorer.widgets.lines import Lines
from explorer.widgets.stances import Stances, TableSpot

if TYPE_CHECKING:
    from textual.binding import BindingType

    from explorer.app import ExplorerApp
    from explorer.desk import Desk
    from explorer.reading import Reading
    from explorer.screens.topics import TopicChoice
    from explorer.widgets.chips import Chips
    from explorer.widgets.lines import Spot
    from index.models import Answer, StanceTable

LAST = "That was the last one."


@dataclass(frozen=True, slots=True)
class Visit:
    """A place to come back to: what was shown, where each pane stood, and which one had the focus."""

    answer: Answer
    pane: Pane
    results: Spot
    claims: Spot
    table: StanceTable
    cell: TableSpot
    of: TableOf
    reading: Reading
    views: tuple[Spot, ...]
    zoomed: bool
    edition: int
    typed: str
    filters: tuple[str, ...]


class ExploreScreen(AskingScreen):
    """Asks the Library what the user types, and shows what is chosen in its sources."""

    BINDINGS: ClassVar[list[BindingType]] = [*EXPLORING]

    def __init__(self) -> None:
        super().__init__()
        self.visits: list[Visit] = []

    # ---- choosing

    @on(Lines.Highlighted, "#results, #claims")
    def _moved(self) -> None:
        if self.pane is not Pane.SOURCES:
            self.preview()

    @on(Lines.Chosen)
    @on(Stances.Chosen)
    def action_choose(self) -> None:
        """Show the evidence of what the cursor is on; from a source, the whole article."""
        if self.pane is Pane.SOURCES:
            self.open_article()
            return
        if self.pane is Pane.STANCES and (self.behind is None or self.behind.place != self._cell_place()):
            self._look_behind(choose=True)
            return
        if self.pane is Pane.RESULTS and self.missed is not None and self.missed.instead:
            self.visit()
            self.field.value = self.missed.instead
            return
        reading = self.reading_of(self.pane)
        if not reading.slots:
            self.notify("Nothing is said there.", timeout=2)
            return
        self.visit()
        self.go_and_read(reading)

    def action_hit(self, by: int) -> None:
        """Show the next or previous hit, stance or evidence in its source."""
        moved = self.reading.step(by)
        if moved is self.reading:
            self.notify(LAST, timeout=2)
            return
        if self.sources.display:
            self.read(moved)
        else:
            self.visit()
            self.go_and_read(moved)
        place = moved.current
        if place is not None and not place.label:
            self.results.place(place.article, place.passage)

    # ---- going back

    def visit(self) -> None:
        """Remember this place as one to come back to."""
        self.visits.append(
            Visit(
                self.answer,
                self.pane,
                self.results.spot,
                self.claims.spot,
                self.stances.table,
                self.stances.spot,
                self.of,
                self.reading,
                self.sources.spots(),
                self.zoomed,
                self._edition,
                self.field.value,
                self.filters,
            )
        )

    def action_back(self) -> bool:
        """Go back to the last place; false when there is none."""
        if not self.visits:
            return False
        visit = self.visits.pop()
        with self.app.batch_update():
            if visit.answer is not self.answer:
                self._wanted = visit.answer.query
                self.filters = visit.filters
                self.chips.show(self.filters)
                self.field.value = visit.typed
                self.of = visit.of
                self._show_hits(visit.answer, stay=True)
                self._show_rest(visit.answer, stay=True)
            self.of, self.zoomed = visit.of, visit.zoomed
            if self.stances.table is not visit.table:
                self._show_table(visit.table)
            self.focus_pane(visit.pane)
            self.results.restore(visit.results)
            self.claims.restore(visit.claims)
            self.stances.restore(visit.cell)
            self.read(visit.reading)
            self.tell()
            self._entitle()
        if visit.edition != self._edition:
            self._ask(self._wanted, stay=True)
        return True

    def action_up(self) -> None:
        """Give the screen back, or go up one: from a source to where it was chosen, from a list to the field."""
        if self.zoomed:
            self.action_zoom()
        elif self.pane is not Pane.SOURCES:
            self.set_focus(self.field)
        elif not self.action_back():
            self.focus_pane(self._listed)

    def action_leave(self) -> None:
        """Go back; quit where there is nothing to go back to."""
        if not self.action_back():
            self.app.exit()

    # ---- topics

    def action_view(self) -> None:
        """Show the sources of the query, the topics over all sources, or those who speak."""
        self.of = self.of.following
        if self.of is TableOf.SOURCES:
            self._show_table(self.answer.table)
        elif self.desk is not None:
            self._tabulate(self.desk, self.of, self._wanted)
        self.tell()
        self._entitle()
        self.focus_pane(Pane.STANCES)

    def action_topics(self) -> None:
        """Choose a topic, or save the query as one."""
        from explorer.screens.topics import TopicsScreen

        if self.desk is not None:
            self.app.push_screen(TopicsScreen(self.desk.topics(), self._wanted.strip()), self._topic_chosen)

    def _topic_chosen(self, chosen: TopicChoice | None) -> None:
        if chosen is None or self.desk is None:
            return
        if chosen.new:
            self._save(self.desk, chosen)
            return
        self.visit()
        self.of = TableOf.SOURCES
        self._filter(())
        self.field.value = chosen.query
        self.field.cursor_position = len(chosen.query)

    @work(thread=True, group="save")
    def _save(self, desk: Desk, topic: TopicChoice) -> None:
        with telling(self):
            desk.add_topic(topic.id, topic.title, topic.query)
            self.app.notify(f"Saved as {topic.id}.", timeout=3, markup=False)
            self.post_message(self.Learned(desk.count(), desk.new(self.state.seen), desk.words()))

    # ---- filters

    def action_filter(self) -> None:
        """Add a filter, or take one away."""
        from explorer.screens.filters import FiltersScreen

        self.app.push_screen(FiltersScreen(self.filters), self._filters_chosen)

    def _filters_chosen(self, filters: tuple[str, ...] | None) -> None:
        if filters is not None and filters != self.filters:
            self.visit()
            self._filter(filters)

    def on_chips_removed(self, event: Chips.Removed) -> None:
        """Take a filter away."""
        self._filters_chosen(tuple(clause for clause in self.filters if clause != event.clause))

    # ---- the rest

    def action_update(self) -> None:
        """Bring the library up to date with its files, and say what had changed."""
        self.updating = True
        cast("ExplorerApp", self.app).update_library()

    def action_refusals(self) -> None:
        """List the files that could not be read."""
        from explorer.screens.refusals import RefusalsScreen

        self.app.push_screen(RefusalsScreen(self.refused))

    def action_keys(self) -> None:
        """List all keys."""
        from explorer.screens.keys import KeysScreen

        self.app.push_screen(KeysScreen(signs=self.pane is Pane.STANCES))
