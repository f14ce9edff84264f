"""The four panes over one Library: what is searched, chosen and read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on, work
from textual.content import Content
from textual.message import Message
from textual.widgets import Input
from textual.worker import get_current_worker

from explorer.desk import Desk
from explorer.keys import EXPLORING
from explorer.layout import Pane
from explorer.output import one_line
from explorer.render import COLUMN, fit
from explorer.screens.sources import SourcesScreen
from explorer.telling import telling
from explorer.widgets.lines import Lines
from explorer.widgets.results import Results
from explorer.widgets.stances import Stances
from index.errors import InvalidQuery
from index.models import Answer, StanceTable

if TYPE_CHECKING:
    from textual.binding import BindingType

    from explorer.app import ExplorerApp
    from explorer.reading import Reading
    from explorer.screens.topics import TopicChoice
    from explorer.widgets.lines import Spot
    from explorer.widgets.stances import TableSpot
    from index.library import Library
    from index.models import Refusal, SyncProgress, SyncReport

NO_MATCH = (
    "Nothing matches. Try fewer words, OR between them, the beginning of one (peace*), one letter off (minsk~), "
    "or a country (country:germany)."
)
NO_STANCE = "No country takes a position on this. v shows the topics over all sources."
NO_CLAIM = "No claims in what matches."
WORKING = "Still being worked out; the results can be searched already."
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
    topics: bool
    reading: Reading
    views: tuple[Spot, ...]
    zoomed: bool
    edition: int


class ExploreScreen(SourcesScreen):
    """Asks the Library what the user types, and shows what is chosen in its sources."""

    BINDINGS: ClassVar[list[BindingType]] = [*EXPLORING]

    class Learned(Message):
        """How many articles the library holds, and the ids of its topics."""

        def __init__(self, articles: int, topics: tuple[str, ...]) -> None:
            self.articles = articles
            self.topics = topics
            super().__init__()

    class Answered(Message):
        """A search has ended, with the hits or with what is wrong with the query."""

        def __init__(self, text: str, outcome: Answer | InvalidQuery, *, stay: bool) -> None:
            self.text = text
            self.outcome = outcome
            self.stay = stay
            super().__init__()

    class Completed(Message):
        """The table and the claims of an answer have come."""

        def __init__(self, answer: Answer, *, stay: bool) -> None:
            self.answer = answer
            self.stay = stay
            super().__init__()

    class Extended(Message):
        """The next hits of the present answer have come."""

        def __init__(self, answer: Answer, offset: int) -> None:
            self.answer = answer
            self.offset = offset
            super().__init__()

    class Tabled(Message):
        """The table of topics over all sources has come."""

        def __init__(self, table: StanceTable) -> None:
            self.table = table
            super().__init__()

    def __init__(self) -> None:
        super().__init__()
        self.refused: tuple[Refusal, ...] = ()
        self.visits: list[Visit] = []
        self.topics = False
        self._wanted = ""
        self._held = 0
        self._progress: SyncProgress | None = None
        self._edition = 0

    # ---- the library

    def library_opened(self, library: Library) -> None:
        """Search what has been typed so far."""
        self.desk = Desk(library)
        self.masthead.name_of = library.name
        self._learn()
        self._ask(self._wanted)

    def library_changed(self, report: SyncReport, *, final: bool) -> None:
        """Ask again what is shown, stay where the user is, and tell what was refused."""
        if self.desk is None:
            return
        self.desk.forget()
        self._progress = None if final else self._progress
        self._edition += 1
        self._learn()
        self._ask(self._wanted, stay=True)
        if report.refused and report.refused != self.refused:
            count = len(report.refused)
            self.notify(
                f"{count} file{'s' * (count != 1)} could not be read; ! tells why.", severity="warning", timeout=10
            )
        self.refused = report.refused
        if final and report.reason:
            self.notify(report.reason, severity="warning", markup=False)

    def show_progress(self, progress: SyncProgress | None) -> None:
        """Show how far a sync has come; None ends it."""
        changed = (self._progress is None) is not (progress is None)
        self._progress = progress
        self._tell()
        if changed:
            self._hint()

    @work(thread=True, exclusive=True, group="learn")
    def _learn(self) -> None:
        desk = self.desk
        if desk is None:
            return
        with telling(self):
            self.post_message(self.Learned(desk.count(), tuple(topic.id for topic in desk.topics())))

    def on_explore_screen_learned(self, event: Learned) -> None:
        """Show how many articles there are, and complete the topics' ids."""
        self._held = event.articles
        self.field.completions.learn(event.topics)
        self._tell()
        self._hint()

    # ---- searching

    @on(Input.Changed, "#query")
    def _typed(self, event: Input.Changed) -> None:
        if event.value != self._wanted:
            self._ask(event.value)

    def _ask(self, text: str, *, stay: bool = False) -> None:
        self._wanted = text
        if self.desk is not None:
            self._search(self.desk, text, stay=stay)
            if self.topics:
                self._tabulate(self.desk)

    @work(thread=True, exclusive=True, group="search")
    def _search(self, desk: Desk, text: str, *, stay: bool) -> None:
        worker = get_current_worker()
        with telling(self):
            outcome = desk.hits(text, lambda: worker.is_cancelled)
            if outcome is not None:
                self.post_message(self.Answered(text, outcome, stay=stay))
            if isinstance(outcome, Answer):
                answer = desk.rest(outcome, lambda: worker.is_cancelled)
                if answer is not None:
                    self.post_message(self.Completed(answer, stay=stay))

    def on_explore_screen_answered(self, event: Answered) -> None:
        """Show the hits, or what is wrong with the query below it; an overtaken answer is dropped."""
        if event.text != self._wanted:
            return
        outcome = event.outcome
        if isinstance(outcome, InvalidQuery):
            self.field.refuse(outcome)
            at = self.field.region.x + outcome.start - self.field.scroll_offset.x
            self.notice.say(str(outcome), at)
            return
        self.field.refuse(None)
        self.notice.say("")
        with self.app.batch_update():
            self._show_hits(outcome, stay=event.stay)

    def on_explore_screen_completed(self, event: Completed) -> None:
        """Show the table and the claims beside the hits that they belong to."""
        if event.answer.query == self._wanted:
            with self.app.batch_update():
                self._show_rest(event.answer, stay=event.stay)

    def _show_hits(self, answer: Answer, *, stay: bool) -> None:
        self.answer = replace(answer, table=self.answer.table, claims=self.answer.claims)
        if stay:
            self.results.replace(answer.hits, answer.total)
        else:
            self.results.show(answer.hits, answer.total)
        self._hint()
        self._tell()
        self._entitle()
        if self.pane is Pane.SOURCES and stay and self.reading.slots:
            self.load()
        elif self.pane not in (Pane.STANCES, Pane.CLAIMS):
            self.preview()

    def _show_rest(self, answer: Answer, *, stay: bool) -> None:
        self.answer = replace(answer, hits=self.results.hits)
        self.claims.show(answer.claims, stay=stay)
        if not self.topics:
            self.stances.show(answer.table)
        self._hint()
        if self.pane in (Pane.STANCES, Pane.CLAIMS):
            self.preview()

    @on(Results.MoreWanted)
    def _more_wanted(self) -> None:
        if self.desk is not None:
            self._extend(self.desk, self.answer, len(self.results.hits))

    @work(thread=True, exclusive=True, group="extend")
    def _extend(self, desk: Desk, answer: Answer, offset: int) -> None:
        worker = get_current_worker()
        with telling(self):
            more = desk.hits(answer.query, lambda: worker.is_cancelled, offset)
            if isinstance(more, Answer):
                self.post_message(self.Extended(more, offset))

    def on_explore_screen_extended(self, event: Extended) -> None:
        """Add the next hits, unless the answer is no longer the one they belong to."""
        if event.answer.query == self.answer.query and event.offset == len(self.results.hits):
            self.results.extend(event.answer.hits)
            self.answer = replace(self.answer, hits=self.results.hits)

    def _hint(self) -> None:
        if self.desk is None or (self._progress and not self._held):
            self.results.say("Reading the articles …" if self.desk else "Opening …")
        elif not self._held:
            self.results.say(
                one_line(
                    f"No articles yet. Put text or Markdown files into {self.desk.library.folder} and press Ctrl+R."
                )
            )
        else:
            self.results.say(NO_MATCH)
        self.claims.say(WORKING if self._progress and self._held else NO_CLAIM if self._held else "")
        self.stances.say(WORKING if self._progress and self._held else NO_STANCE if self._held else "")

    def _tell(self) -> None:
        answer, progress = self.answer, self._progress
        if progress is not None:
            self.masthead.facts = f"{progress.step} {progress.done}/{progress.total} · Ctrl+C stops"
        elif self._held:
            refused = f" · {len(self.refused)} refused" if self.refused else ""
            self.masthead.facts = f"{self._held} articles · {answer.total} hits in {answer.articles}{refused}"
        else:
            self.masthead.facts = ""

    def _entitle(self) -> None:
        about = "topics over all sources" if self.topics else self.answer.query.strip()
        self.claims.border_title = Content("3 Claims")
        self.stances.border_title = Content(fit(f"2 Stances · {about}" if about else "2 Stances", COLUMN))

    # ---- choosing

    @on(Lines.Highlighted, "#results, #claims")
    @on(Stances.Highlighted)
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
        reading = self.reading_of(self.pane)
        if not reading.slots:
            self.notify("Nothing is said there.", timeout=2)
            return
        self._visit()
        self.read(reading)
        self.focus_pane(Pane.SOURCES)

    def action_hit(self, by: int) -> None:
        """Show the next or previous hit, stance or evidence in its source."""
        moved = self.reading.step(by)
        if moved is self.reading:
            self.notify(LAST, timeout=2)
            return
        if not self.sources.display:
            self._visit()
            self.focus_pane(Pane.SOURCES)
        self.read(moved)
        place = moved.current
        if place is not None and not place.label:
            self.results.place(place.article, place.passage)

    # ---- going back

    def _visit(self) -> None:
        self.visits.append(
            Visit(
                self.answer,
                self.pane,
                self.results.spot,
                self.claims.spot,
                self.stances.table,
                self.stances.spot,
                self.topics,
                self.reading,
                self.sources.spots(),
                self.zoomed,
                self._edition,
            )
        )

    def action_back(self) -> bool:
        """Go back to the last place; false when there is none."""
        if not self.visits:
            return False
        visit = self.visits.pop()
        with self.app.batch_update():
            if visit.answer is not self.answer:
                self._wanted = self.field.value = visit.answer.query
                self.topics = visit.topics
                self._show_hits(visit.answer, stay=True)
                self._show_rest(visit.answer, stay=True)
            self.topics, self.zoomed = visit.topics, visit.zoomed
            if self.stances.table is not visit.table:
                self.stances.show(visit.table)
            self.focus_pane(visit.pane)
            self.results.restore(visit.results)
            self.claims.restore(visit.claims)
            self.stances.restore(visit.cell)
            self.read(visit.reading)
            self._tell()
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
        """Show the sources of the query, or the topics over all sources."""
        self.topics = not self.topics
        if not self.topics:
            self.stances.show(self.answer.table)
        elif self.desk is not None:
            self._tabulate(self.desk)
        self._tell()
        self._entitle()
        self.focus_pane(Pane.STANCES)

    @work(thread=True, exclusive=True, group="table")
    def _tabulate(self, desk: Desk) -> None:
        with telling(self):
            table = desk.topic_table()
            if not get_current_worker().is_cancelled:
                self.post_message(self.Tabled(table))

    def on_explore_screen_tabled(self, event: Tabled) -> None:
        """Show the table of topics, unless the sources are wanted again."""
        if self.topics:
            self.stances.show(event.table)
            self.preview()

    def action_topics(self) -> None:
        """Choose a topic, or save the query as one."""
        from explorer.screens.topics import TopicsScreen

        if self.desk is not None:
            self.app.push_screen(TopicsScreen(self.desk.topics(), self.answer.query.strip()), self._topic_chosen)

    def _topic_chosen(self, chosen: TopicChoice | None) -> None:
        if chosen is None or self.desk is None:
            return
        if chosen.new:
            self._save(self.desk, chosen)
            return
        self._visit()
        self.topics = False
        self.field.value = chosen.query
        self.field.cursor_position = len(chosen.query)

    @work(thread=True, group="save")
    def _save(self, desk: Desk, topic: TopicChoice) -> None:
        with telling(self):
            desk.add_topic(topic.id, topic.title, topic.query)
            self.app.notify(f"Saved as {topic.id}.", timeout=3, markup=False)
            self.post_message(self.Learned(desk.count(), tuple(known.id for known in desk.topics())))

    # ---- the rest

    def action_update(self) -> None:
        """Bring the library up to date with its files."""
        cast("ExplorerApp", self.app).update_library()

    def action_refusals(self) -> None:
        """List the files that could not be read."""
        from explorer.screens.refusals import RefusalsScreen

        self.app.push_screen(RefusalsScreen(self.refused))

    def action_keys(self) -> None:
        """List all keys."""
        from explorer.screens.keys import KeysScreen

        self.app.push_screen(KeysScreen())
