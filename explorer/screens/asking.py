"""The questions that the explorer asks its Library, and showing the answers as they come."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from time import monotonic, sleep
from typing import TYPE_CHECKING

from textual import on, work
from textual.message import Message
from textual.widgets import Input
from textual.worker import get_current_worker

from explorer.cells import OTHERS, CellPlace, TableOf
from explorer.desk import Desk
from explorer.filters import filtered
from explorer.layout import Pane
from explorer.output import counted, one_line
from explorer.pace import Pace, bar
from explorer.render import COLUMN, fit
from explorer.screens.reviewing import ReviewingScreen
from explorer.state import State
from explorer.telling import telling
from explorer.widgets.lines import Lines
from explorer.widgets.stances import Stances, TableSpot
from index.errors import InvalidQuery
from index.models import Answer, StanceTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.worker import Worker

    from explorer.cells import Behind
    from index.library import Library
    from index.library.missing import Missed
    from index.models import ClaimRow, HitRow, Refusal, SyncProgress, SyncReport

ADVICE = (
    "Try fewer words, OR between them, the beginning of one (peace*), one letter off (minsk~), or a country "
    "(country:germany)."
)
NO_MATCH = f"Nothing matches. {ADVICE}"
NO_STANCE = "No country takes a position on this. v shows the topics over all sources, and who speaks."
NO_CLAIM = "No claims in what matches."
EMPTY = (
    "No articles yet.\nPut articles into {folder} and press Ctrl+R, or quit and let whosays fetch or copy them: "
    "whosays add https://… or whosays add FILE.\n"
    "Text, Markdown, web pages, PDF, Word, OpenDocument, RTF, EPUB, mail, feeds, JSON, CSV and web archives are read, "
    "compressed or in a ZIP or tar as well. Files that cannot be read are listed with !.\n"
    "Then type what you look for; Esc, then ? lists all keys."
)
KEYS = "Esc, then ? lists all keys; beside letters, ? is any one letter"
ECHO = 0.02
"""Seconds that a key has to be echoed, and the next one to come, before anything is searched for it."""

PAUSE = 0.12
"""Seconds after a key until the table, the claims and the sources follow its hits, unless another key comes."""

STEP = 0.01
"""Seconds in which a search that was overtaken gives its thread back."""

STOPS = "Ctrl+C stops"
WORKING = "Still being worked out; the results can be searched already."

_ABOUT = {TableOf.TOPICS: "topics over all sources", TableOf.SPEAKERS: "who speaks"}


class AskingScreen(ReviewingScreen):
    """Asks what is typed, and fills the lists and the table; an answer that was overtaken is dropped."""

    class Learned(Message):
        """How many articles the library holds, which of them are new, and what completes in the search field."""

        def __init__(self, articles: int, new: frozenset[str], words: tuple[str, ...]) -> None:
            self.articles = articles
            self.new = new
            self.words = words
            super().__init__()

    class Answered(Message):
        """A search has ended, with the hits or with what is wrong with the query.

        ``typed`` says that a key asked for it, and that more keys may follow.
        """

        def __init__(self, text: str, outcome: Answer | InvalidQuery, *, stay: bool, typed: bool = False) -> None:
            self.text = text
            self.outcome = outcome
            self.stay = stay
            self.typed = typed
            super().__init__()

    class Completed(Message):
        """The table and the claims of an answer have come."""

        def __init__(self, answer: Answer, *, stay: bool, typed: bool = False) -> None:
            self.answer = answer
            self.stay = stay
            self.typed = typed
            super().__init__()

    class Explained(Message):
        """Why nothing matches what is typed has come, and what does."""

        def __init__(self, text: str, why: Missed) -> None:
            self.text = text
            self.why = why
            super().__init__()

    class Extended(Message):
        """The next hits or the next claims of the present answer have come."""

        def __init__(
            self, query: str, offset: int, *, hits: tuple[HitRow, ...] = (), claims: tuple[ClaimRow, ...] = ()
        ) -> None:
            self.query = query
            self.offset = offset
            self.hits = hits
            self.claims = claims
            super().__init__()

    class Tabled(Message):
        """A table that is not the answer's own has come."""

        def __init__(self, of: TableOf, query: str, table: StanceTable) -> None:
            self.of = of
            self.query = query
            self.table = table
            super().__init__()

    class Fetched(Message):
        """The stances behind a cell have come; ``choose`` says that they were asked for to be read."""

        def __init__(self, behind: Behind, *, choose: bool) -> None:
            self.behind = behind
            self.choose = choose
            super().__init__()

    def __init__(self) -> None:
        super().__init__()
        self.refused: tuple[Refusal, ...] = ()
        self.of = TableOf.SOURCES
        self._wanted = ""
        self._held = 0
        self._progress: SyncProgress | None = None
        self._pace = Pace()
        self._edition = 0
        self.updating = False
        self.filters: tuple[str, ...] = ()
        self.state = State()
        self._restoring: State | None = None
        self.missed: Missed | None = None

    # ---- the library

    def library_opened(self, library: Library, who: str = "", state: State = State()) -> None:  # noqa: B008  (a frozen value)
        """Search what has been typed so far, or else what was asked on the last visit."""
        self.desk = Desk(library, who)
        self.state = state
        self.field.history.queries = list(state.queries)
        self.field.completions.countries = self.desk.countries
        self.masthead.name_of = library.name
        self._learn()
        if not self.field.value and self.pane is Pane.RESULTS:
            self._restore(state)
        self._ask(filtered(self.field.value, self.filters))

    def _restore(self, state: State) -> None:
        """Stand where the last visit ended, once its query is answered."""
        self._restoring = state
        self.filters = state.filters
        self.chips.show(self.filters)
        self.of = TableOf(state.of) if state.of in set(TableOf) else TableOf.SOURCES
        with self.prevent(Input.Changed):
            self.field.value = state.query
            self.field.select_all()  # the first letter typed begins a new query, and Enter goes on with this one

    def _restore_place(self) -> None:
        """Stand where the last visit ended, as far as that is still there; what was typed meanwhile goes before."""
        state, self._restoring = self._restoring, None
        if state is None or self.field.value != state.query:
            return
        self.results.go(state.result, post=False)
        self.stances.restore(TableSpot(state.holder, state.column))
        if state.pane in {Pane.RESULTS, Pane.STANCES, Pane.CLAIMS} and state.query:
            self.pane = Pane(state.pane)
            self.rearrange()
            self.preview()

    def ended(self) -> State:
        """Return this visit, for the next one to begin with."""
        self.field.history.add(self.field.value)
        spot = self.stances.spot
        return State(
            query=self.field.value,
            filters=self.filters,
            pane=self._listed if self.pane is Pane.SOURCES else self.pane,
            of=self.of,
            result=self.results.cursor,
            holder=spot.holder,
            column=spot.column,
            seen=self.desk.library.position() if self.desk else self.state.seen,
            queries=tuple(self.field.history.queries),
        )

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
            self.notify(f"{_all_of(report.refused)} could not be read; ! tells why.", severity="warning", timeout=10)
        self.refused = report.refused
        self._tell_update(report, final=final)
        if final and report.reason:
            self.notify(report.reason, severity="warning", markup=False)

    def _tell_update(self, report: SyncReport, *, final: bool) -> None:
        """Say once what an update came to that the user asked for: the files are read first, and then analysed."""
        if self.updating and not final:
            told = [f"{counted(report.read, 'file')} read"] if report.read else []
            told += [f"{counted(report.removed, 'file')} removed"] if report.removed else []
            self.updating = False
            self.notify(f"Up to date: {', '.join(told) or 'no file has changed'}.", timeout=3)

    def show_progress(self, progress: SyncProgress | None) -> None:
        """Show how far a sync has come; None ends it."""
        if self._progress is None:
            self._pace = Pace()
        changed = (self._progress is None) is not (progress is None)
        self._progress = progress
        self.tell()
        if changed:
            self._hint()

    @work(thread=True, exclusive=True, group="learn")
    def _learn(self) -> None:
        desk = self.desk
        if desk is None:
            return
        with telling(self):
            self.post_message(self.Learned(desk.count(), desk.new(self.state.seen), desk.words()))

    def on_asking_screen_learned(self, event: Learned) -> None:
        """Show how many articles there are and which are new, and complete what the library knows."""
        self._held = event.articles
        self.field.completions.learn(event.words)
        if event.new != self.results.new:
            self.results.new = self.claims.new = self.stances.new = event.new
            self.results.rebuild()
            self.claims.rebuild()
            self.stances.refresh()
        self.tell()
        self._hint()

    # ---- searching

    @on(Input.Changed, "#query")
    def _typed(self, event: Input.Changed) -> None:
        wanted = filtered(event.value, self.filters)
        if wanted != self._wanted:
            self._ask(wanted, typed=True)

    def _ask(self, text: str, *, stay: bool = False, typed: bool = False) -> None:
        self._wanted = text
        if self.desk is not None:
            self._search(self.desk, text, stay=stay, typed=typed)
            if self.of is not TableOf.SOURCES:
                self._tabulate(self.desk, self.of, text)

    @work(thread=True, exclusive=True, group="search")
    def _search(self, desk: Desk, text: str, *, stay: bool, typed: bool) -> None:
        worker = get_current_worker()
        asked = monotonic()
        if typed and not _lull(worker, asked + ECHO):
            return
        with telling(self):
            wrong = desk.wrong(self.field.value) if self.filters else None
            outcome = wrong or desk.hits(text, lambda: worker.is_cancelled)
            if outcome is not None:
                self.post_message(self.Answered(text, outcome, stay=stay, typed=typed))
            if isinstance(outcome, Answer) and (not typed or _lull(worker, asked + PAUSE)):
                answer = desk.rest(outcome, lambda: worker.is_cancelled)
                if answer is not None:
                    self.post_message(self.Completed(answer, stay=stay, typed=typed))
                if not outcome.total and not worker.is_cancelled:
                    self.post_message(self.Explained(text, desk.missed(self.field.value, self.filters)))

    def on_asking_screen_answered(self, event: Answered) -> None:
        """Show the hits, or what is wrong with the query below it; an overtaken answer is dropped."""
        if event.text != self._wanted:
            return
        outcome = event.outcome
        if isinstance(outcome, InvalidQuery):
            self.field.refuse(outcome)
            at = self.field.region.x + outcome.start - self.field.scroll_offset.x
            self.notice.say(KEYS if outcome.query.strip() == "?" else str(outcome), at)
            return
        self.field.refuse(None)
        self.notice.say("")
        with self.app.batch_update():
            self._show_hits(outcome, stay=event.stay, typed=event.typed)

    def on_asking_screen_explained(self, event: Explained) -> None:
        """Say why nothing matches, and what Enter would ask for instead."""
        if event.text == self._wanted:
            self.missed = event.why
            self._hint()

    def on_asking_screen_completed(self, event: Completed) -> None:
        """Show the table and the claims beside the hits that they belong to."""
        if event.answer.query == self._wanted:
            with self.app.batch_update():
                self._show_rest(event.answer, stay=event.stay, typed=event.typed)

    def _show_hits(self, answer: Answer, *, stay: bool, typed: bool = False) -> None:
        shown = self.answer
        self.answer = replace(answer, table=shown.table, claims=shown.claims, claimed=shown.claimed)
        self.missed = None
        if stay:
            self.results.replace(answer.hits, answer.total)
        else:
            self.results.show(answer.hits, answer.total)
        self._hint()
        self.tell()
        if self.pane is Pane.SOURCES and stay and self.reading.slots:
            self.load()
        elif self.pane not in (Pane.STANCES, Pane.CLAIMS) and not typed:
            self.preview()

    def _show_rest(self, answer: Answer, *, stay: bool, typed: bool = False) -> None:
        self.answer = replace(answer, hits=self.results.hits)
        self.claims.show(answer.claims, answer.claimed, stay=stay)
        if self.of is TableOf.SOURCES:
            self._show_table(answer.table, stay=not typed)
        self._entitle()
        self._restore_place()
        self._hint()
        if self.pane is Pane.CLAIMS or (typed and self.pane is Pane.RESULTS):
            self.preview()

    def _show_table(self, table: StanceTable, *, stay: bool = True) -> None:
        self.stances.show(table, stay=stay)
        self.behind = None
        self._look_behind()

    @on(Lines.MoreWanted, "#results, #claims")
    def _more_wanted(self, event: Lines.MoreWanted) -> None:
        if self.desk is not None:
            self._extend(self.desk, event.lines, self.answer.query, event.lines.items())

    @work(thread=True, exclusive=True, group="extend")
    def _extend(self, desk: Desk, lines: Lines, query: str, offset: int) -> None:
        worker = get_current_worker()
        with telling(self):
            if lines is self.claims:
                self.post_message(self.Extended(query, offset, claims=desk.claims(query, offset)))
            elif isinstance(more := desk.hits(query, lambda: worker.is_cancelled, offset), Answer):
                self.post_message(self.Extended(query, offset, hits=more.hits))

    def on_asking_screen_extended(self, event: Extended) -> None:
        """Add the next hits or claims, unless the answer is no longer the one they belong to."""
        if event.query != self.answer.query:
            return
        if event.hits and event.offset == len(self.results.hits):
            self.results.extend(event.hits)
        if event.claims and event.offset == len(self.claims.claims):
            self.claims.extend(event.claims)
        self.answer = replace(self.answer, hits=self.results.hits, claims=self.claims.claims)

    def _hint(self) -> None:
        if self.desk is None or (self._progress and not self._held):
            self.results.say("Reading the articles …" if self.desk else "Opening …")
        elif not self._held:
            self.results.say(EMPTY.format(folder=one_line(str(self.desk.library.folder))))
        else:
            self.results.say(_why(self.missed) if self.missed else NO_MATCH)
        self.claims.say(WORKING if self._progress and self._held else NO_CLAIM if self._held else "")
        self.stances.say(WORKING if self._progress and self._held else NO_STANCE if self._held else "")

    def tell(self) -> None:
        """Say in the first line what is at work, or else what is found."""
        answer, progress = self.answer, self._progress
        if progress is not None:
            facts = (
                f"{bar(progress)} {progress.step} {progress.done}/{progress.total}",
                self._pace.left(progress),
                STOPS,
            )
            self.masthead.facts = " · ".join(fact for fact in facts if fact)
        elif self.writing:
            self.masthead.facts = f"Writing {self.writing} · {STOPS}"
        elif self._held:
            refused = f" · {len(self.refused)} refused" if self.refused else ""
            found = f"{counted(answer.total, 'hit')} in {answer.articles}"
            self.masthead.facts = f"{counted(self._held, 'article')} · {found}{refused}"
        else:
            self.masthead.facts = ""

    def _entitle(self) -> None:
        about = _ABOUT.get(self.of, "") or self.answer.query.strip()
        self.stances.head(fit(f"2 Stances · {about}" if about else "2 Stances", COLUMN))

    def _filter(self, filters: tuple[str, ...]) -> None:
        self.filters = filters
        self.chips.show(filters)
        self._ask(filtered(self.field.value, filters))

    # ---- tables and what stands behind their cells

    @work(thread=True, exclusive=True, group="table")
    def _tabulate(self, desk: Desk, of: TableOf, query: str) -> None:
        # What is wrong with a query the search itself tells.
        with telling(self), suppress(InvalidQuery):
            table = desk.table(of, query)
            if not get_current_worker().is_cancelled:
                self.post_message(self.Tabled(of, query, table))

    def on_asking_screen_tabled(self, event: Tabled) -> None:
        """Show the table, unless another one is wanted by now."""
        if event.of is self.of and (event.query == self._wanted or self.of is TableOf.TOPICS):
            self._show_table(event.table)

    @on(Stances.Highlighted)
    def _moved_in_table(self) -> None:
        self._look_behind()

    def _look_behind(self, *, choose: bool = False) -> None:
        """Fetch what stands behind the cell under the cursor."""
        place = self._cell_place()
        if place is not None and self.desk is not None:
            self._fetch_behind(self.desk, place, choose=choose)

    def _cell_place(self) -> CellPlace | None:
        if self.stances.place is None:
            return None
        row, column = self.stances.place
        table = self.stances.table
        holder = table.rows[row]
        key = table.columns[column].key
        apart = frozenset(column.key for column in table.columns) if key == OTHERS else frozenset[str]()
        return CellPlace(self.of, self.answer.query, holder.holder, holder.speaker, key, apart)

    @work(thread=True, exclusive=True, group="behind")
    def _fetch_behind(self, desk: Desk, place: CellPlace, *, choose: bool) -> None:
        if get_current_worker().is_cancelled:
            return
        with telling(self):
            self.post_message(self.Fetched(desk.behind(place), choose=choose))

    def on_asking_screen_fetched(self, event: Fetched) -> None:
        """Say what the cell under the cursor says, and read it when that was wanted; a cell left is dropped."""
        if event.behind.place != self._cell_place():
            return
        self.behind = event.behind
        self.stances.tell(next(iter(event.behind.own), None))
        if event.choose:
            self.action_choose()
        elif self.pane is Pane.STANCES:
            self.preview()

    def action_choose(self) -> None:
        """Show the evidence of what the cursor is on."""
        raise NotImplementedError

    def on_reviewing_screen_reviewed(self) -> None:
        """Show what has become of what is shown, and stay where the user is."""
        self._ask(self._wanted, stay=True)


def _why(missed: Missed) -> str:
    """Return why nothing matches, and what Enter would ask for instead."""
    if missed.alone:
        return f"Nothing matches with the filters, {counted(missed.alone, 'passage')} without; f changes them."
    if missed.absent:
        stands = "stands" if len(missed.absent) == 1 else "stand"
        why = f"Nothing matches: {', '.join(missed.absent)} {stands} nowhere."
    elif missed.instead:
        why = "Nothing matches: each of these words stands somewhere, but nowhere all of them together."
    else:
        return NO_MATCH
    if any(part.endswith("?") for part in missed.absent):
        why += " (? is any one letter.)"
    offer = f"\nEnter here asks for: {missed.instead}   {counted(missed.total, 'passage')}" if missed.instead else ""
    return f"{one_line(why)}{offer}" if offer else f"{one_line(why)} {ADVICE}"


def _lull(worker: Worker[object], until: float) -> bool:
    """Wait until a moment of the monotonic clock; false as soon as the worker is overtaken."""
    while (left := until - monotonic()) > 0:
        if worker.is_cancelled:
            return False
        sleep(min(left, STEP))
    return not worker.is_cancelled


def _all_of(refused: Sequence[Refusal]) -> str:
    if all(refusal.member is None for refusal in refused):
        return counted(len(refused), "file")
    return "1 part of a file" if len(refused) == 1 else f"{len(refused)} files or parts of files"
