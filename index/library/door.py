"""The library: the one door to a folder of articles and to all that the program worked out of them.

Opening one is what everybody waits for, so what only some methods need is imported in them.
"""

from __future__ import annotations

from contextlib import ExitStack, closing, suppress
from dataclasses import replace
from io import BytesIO
from threading import RLock, get_ident
from time import sleep
from typing import TYPE_CHECKING, Self, TypeVar

from index.errors import NoSuchArticle, RecordsUnusable
from index.library.edition import Edition, Worked, parsed
from index.library.following import Follower
from index.library.places import ENGINES, RECORDS, derived_folder, existing_folder, path_in
from index.models import Answer, Topic
from index.settings import add_topic, read_settings, remove_topic, set_engine
from index.storage import Records

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from pathlib import Path
    from types import TracebackType
    from typing import BinaryIO

    from index.analysis.ledger import Party
    from index.briefs import Brief
    from index.library.adding import Added, Wishes
    from index.library.choosing import EngineRow
    from index.library.describing import LibraryInfo
    from index.library.keeping import BasketRow
    from index.library.missing import Missed
    from index.models import (
        Article,
        ArticleNotes,
        ArticleVersion,
        ClaimRow,
        ClaimStatus,
        Copies,
        FileChange,
        Label,
        Refusal,
        Span,
        StanceRow,
        StanceTable,
        SyncProgress,
        SyncReport,
        Verdict,
    )
    from index.query import Query
    from index.reviews.values import Agreement, Review, ReviewRow
    from index.settings import Settings
    from index.storage import View

T = TypeVar("T")

CLAIMS = 50
"""Claims that a search brings back at once."""

MEND_SECONDS = 0.05
"""How often a question looks whether the sync at work has made the engine anew."""


class Cancelled(Exception):
    """A search was given up because its answer is no longer wanted."""


class Library:
    """One open folder of articles. Every method may be called from any thread; close it when done."""

    def __init__(self, folder: Path, records_folder: Path, records: Records, settings: Settings) -> None:
        self.folder = folder
        self.records_folder = records_folder
        self._records = records
        self._settings = settings
        self._follower = Follower(records, records_folder / ENGINES, settings.engine)
        self._lock = RLock()
        self._worked = Worked()
        self._syncing: int | None = None

    @classmethod
    def open(cls, folder: Path) -> Library:
        """Open a folder as a library; nothing in it is changed but ``.whosays/``.

        Where the folder cannot be written, what is worked out goes to the user's cache; ``records_folder`` says where.

        Raises:
            LibraryNotFound: There is no such folder.
            InvalidSettings: Its ``whosays.toml`` is broken.
            RecordsUnusable: What was worked out before cannot be used.
        """
        folder = existing_folder(folder)
        records = _opened_records(folder)
        try:
            return cls(folder, records.path.parent, records, _settings(folder, records))
        except BaseException:
            records.close()
            raise

    @classmethod
    def rebuild(cls, folder: Path) -> Library:
        """Open a folder with nothing worked out: records and engine are thrown away, the next sync makes them anew.

        Raises:
            LibraryNotFound: There is no such folder.
            InvalidSettings: Its ``whosays.toml`` is broken.
            RecordsUnusable: Another process is at it.
        """
        folder = existing_folder(folder)
        path = derived_folder(folder) / RECORDS
        with Records(path).alone():
            for name in (RECORDS, f"{RECORDS}-wal", f"{RECORDS}-shm"):
                path.with_name(name).unlink(missing_ok=True)
        return cls.open(folder)

    def close(self) -> None:
        """Close records and engine."""
        self._follower.close()
        self._records.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def elsewhere(self) -> str:
        """A line that says where what is worked out is kept, when the folder cannot be written; else empty."""
        if self.records_folder.is_relative_to(self.folder):
            return ""
        return f"{self.folder} cannot be written: what is worked out of it is kept in {self.records_folder}"

    # --- what a person settled ---

    @property
    def settings(self) -> Settings:
        """The settings as they were last read."""
        return self._settings

    @property
    def name(self) -> str:
        """The library's name: the one in its settings, else the folder's."""
        return self._settings.name

    def topics(self) -> tuple[Topic, ...]:
        """Return the saved queries, in the order of the file."""
        return self._settings.topics

    def add_topic(self, key: str, title: str, query: str) -> Topic:
        """Save a query as a topic with the id ``key``; whatever else ``whosays.toml`` holds stays as it is.

        Raises:
            InvalidQuery: The query does not parse.
            InvalidSettings: The id is taken or cannot be one.
            LibraryError: The file cannot be written.
        """
        topic = Topic(key, title, query)
        add_topic(self.folder, topic)
        self._read_settings()
        return topic

    def remove_topic(self, key: str) -> None:
        """Take the topic with the id ``key`` out; whatever else ``whosays.toml`` holds stays as it is.

        Raises:
            InvalidSettings: There is no such topic, or another one names it.
            LibraryError: The file cannot be written.
        """
        remove_topic(self.folder, key)
        self._read_settings()

    def suggest_topics(self, limit: int = 10) -> tuple[Topic, ...]:
        """Return topics that the library could have, the best first; none is saved.

        They are its key phrases, by how many articles, sources and stances' targets are about them, without those that
        a topic of the library, or a better suggestion, finds already. Each finds several articles.
        """
        from index.library.suggesting import suggest

        return self._ask(lambda edition: suggest(self.topics(), limit, edition))

    def engines(self) -> tuple[EngineRow, ...]:
        """Return the search engines that there are: which is used, and what the library would gain by another."""
        from index.library.choosing import engine_rows

        with self._records.reading() as view:
            return engine_rows(self._settings.engine, view.counts()["passages"])

    def change_engine(self, name: str, progress: Callable[[SyncProgress], None] = lambda _: None) -> None:
        """Change over to another search engine; no article is read again, and until its index is whole nothing changes.

        Args:
            name: The engine.
            progress: Called before and after each piece of work; what it raises leaves all as it was.

        Raises:
            EngineUnavailable: There is no such engine, or it is not installed.
            RecordsUnusable: Another process is bringing the library up to date, or the disk refuses.
            InvalidSettings: ``whosays.toml`` is not valid as it stands.
            LibraryError: It cannot be written.
        """
        from index.library.choosing import fill

        fill(self._records, self.records_folder / ENGINES, name, progress)
        set_engine(self.folder, name)
        self._read_settings()

    def _read_settings(self) -> None:
        settings = _settings(self.folder, self._records)
        with self._lock:
            if settings.engine != self._settings.engine:
                self._follower.close()
                self._follower = Follower(self._records, self.records_folder / ENGINES, settings.engine)
            self._settings = settings

    # --- bringing it up to date ---

    @property
    def synced(self) -> bool:
        """Whether a sync of this library was ever finished."""
        with self._records.reading() as view:
            return view.recall("synced") is not None

    def changed_files(self) -> int:
        """Return how many files are new, changed or gone since the last sync, by size and time only."""
        from index.library.intake import count_changed

        return count_changed(self.folder, self._settings, self._records)

    def changes(self) -> tuple[FileChange, ...]:
        """Return what a sync would do with which files, by size and time only, in file order; nothing is written."""
        from index.library.intake import survey

        return survey(self.folder, self._settings, self._records).changes()

    def sync(
        self, *, analysis: bool = True, jobs: int = 1, progress: Callable[[SyncProgress], None] | None = None
    ) -> SyncReport:
        """Bring the library up to its files.

        Args:
            analysis: Find stances and claims too; else they wait for the next sync that does.
            jobs: Child processes that read, and then that analyse.
            progress: Called before and after each piece of work; what it raises ends the sync, and the next goes on.

        Raises:
            InvalidSettings: ``whosays.toml`` has been broken since it was read.
            RecordsUnusable: Another process is bringing this library up to date, or the records cannot be written.
            LibraryNotFound: The folder is gone.
            EngineUnavailable: The settings name an engine that there is not.
        """
        from index.library.sync import sync_library

        if self._records.gone:
            self._remake()
        self._read_settings()
        self._syncing = get_ident()
        try:
            return sync_library(
                self.folder,
                self._settings,
                self._records,
                self._follower,
                analysis=analysis,
                jobs=jobs,
                progress=progress or (lambda _: None),
            )
        finally:
            self._syncing = None

    def _remake(self) -> None:
        """Begin anew with nothing worked out: what was is gone, deleted while the library is open."""
        records = _opened_records(existing_folder(self.folder))
        with self._lock:
            self.close()
            self.records_folder, self._records = records.path.parent, records
            self._follower = Follower(records, self.records_folder / ENGINES, self._settings.engine)

    def add(
        self,
        sources: Sequence[str],
        *,
        wishes: Wishes | None = None,
        private: bool = False,
        given: Callable[[], BinaryIO] = BytesIO,
        visiting: Callable[[str], None] = lambda _: None,
    ) -> Iterator[Added]:
        """Yield what becomes of each file, page and entry of some sources; the next sync reads what was added.

        Args:
            sources: Files, folders, patterns, addresses of pages and feeds, ``-``; none is all feeds that are known.
            wishes: How they are taken.
            private: Whether addresses that only this machine or its network reaches may be visited.
            given: Opens the standard input.
            visiting: Called with each address before it is asked for, which may take long.

        Raises:
            InvalidSettings: ``feeds.toml`` is not valid.
            LibraryError: The library cannot be written.
        """
        from importlib.metadata import version

        from index.fetching import Manners
        from index.library.adding import Adder, Wishes

        limits = self._settings.reading.limits
        manners = Manners(
            agent=f"whosays/{version('whosays')}",
            private=private,
            seconds=limits.seconds,
            most_bytes=limits.article_mb << 20,
        )
        with (
            self._records.reading() as view,
            closing(
                Adder(self.folder, self._settings.reading, view, manners, wishes or Wishes(), given, visiting)
            ) as adder,
        ):
            yield from adder.add(sources) if sources else adder.visit_feeds()

    # --- asking it ---

    def search(
        self,
        text: str,
        limit: int | None = 50,
        offset: int = 0,
        *,
        hits_only: bool = False,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Answer:
        """Return all that a query brings back.

        Args:
            text: The query; a blank one matches everything.
            limit: How many hits at most, None for all.
            offset: How many of the first hits to leave out.
            hits_only: Leave table and claims empty.
            cancelled: Asked between the steps whether the answer is no longer wanted.

        Raises:
            InvalidQuery: The query does not parse.
            Cancelled: The answer is no longer wanted.
        """
        from index.library import answering

        query = self._parsed(text)

        def answer(edition: Edition) -> Answer:
            found = edition.engine.search(edition.asked(query), limit, offset)
            hits = answering.hit_rows(query.root, found.hits, edition.view)
            first = Answer(query=text, total=found.total, articles=found.articles, hits=hits)
            if hits_only:
                return first
            _give_up(cancelled)
            from index.library import tabling

            chosen, ledger = edition.chosen(query), edition.ledger()
            _give_up(cancelled)
            articles = [hit.article for hit in hits]
            table = tabling.source_table(ledger, chosen, articles, edition.view, axis=ledger.holders)
            claimed = edition.claimed(query)
            claims = answering.claim_rows(claimed[:CLAIMS], edition.view)
            return replace(first, table=table, claims=claims, claimed=len(claimed))

        return self._ask(answer, cancelled)

    def missed(self, text: str, beside: str = "") -> Missed:
        """Return why nothing matches a query, and what does.

        Args:
            text: The query.
            beside: More that must hold, as a query; empty for nothing.

        Raises:
            InvalidQuery: One of them does not parse.
        """
        from index.library.missing import missed

        def why(edition: Edition) -> Missed:
            def count(query: str) -> int:
                return edition.engine.search(edition.asked(edition.parsed(query)), 0).total

            return missed(text, beside, count)

        self._parsed(text)
        return self._ask(why)

    def speaker_table(self, text: str) -> StanceTable:
        """Return those who speak for the holders against sources, for what a query counts.

        Args:
            text: The query; a blank one matches everything.

        Raises:
            InvalidQuery: The query does not parse.
        """
        from index.library import tabling

        query = self._parsed(text)

        def table(edition: Edition) -> StanceTable:
            ledger = edition.ledger()
            return tabling.source_table(ledger, edition.chosen(query), (), edition.view, axis=ledger.speakers)

        return self._ask(table)

    def topic_table(self) -> StanceTable:
        """Return holders against topics, over all sources."""
        from index.analysis.table import topic_table

        def table(edition: Edition) -> StanceTable:
            ledger, counted = edition.ledger(), edition.topic_stances()
            columns = [(topic, ledger.at_keys(counted[topic.id])) for topic in self._settings.topics]
            return topic_table(ledger, columns)

        return self._ask(table)

    def behind(
        self,
        text: str,
        party: Party,
        article: str | None = None,
        limit: int = 100,
        *,
        apart: Collection[str] = (),
    ) -> tuple[StanceRow, ...]:
        """Return the stances behind a cell of a query's table: counted ones, then near ones, most telling first.

        Args:
            text: The query; a blank one matches everything.
            party: Whose row it is.
            article: The id of the article whose column it is, None for that over all.
            limit: How many stances at most.
            apart: The ids of the articles that the column over all others leaves out.

        Raises:
            InvalidQuery: The query does not parse.
        """
        from index.library import answering, tabling

        query = self._parsed(text)

        def rows(edition: Edition) -> tuple[StanceRow, ...]:
            counted, near = tabling.behind(edition.ledger(), edition.chosen(query), party, article, apart)
            near = near[: max(limit - len(counted), 0)]
            return answering.evidence_rows(counted[:limit], near, edition.topic_stances(), edition.view)

        return self._ask(rows)

    def behind_topic(self, party: Party, topic: str | None = None, limit: int = 100) -> tuple[StanceRow, ...]:
        """Return the stances behind a cell of the table of topics, most telling first.

        Args:
            party: Whose row it is.
            topic: The id of the topic whose column it is, None for that over all.
            limit: How many stances at most.
        """
        from index.analysis.ledger import NO_PLACES
        from index.analysis.table import Chosen
        from index.library import answering, tabling

        def rows(edition: Edition) -> tuple[StanceRow, ...]:
            ledger, counted = edition.ledger(), edition.topic_stances()
            keys = counted.get(topic, frozenset()) if topic else frozenset[int]().union(*counted.values())
            chosen = Chosen(ledger.at_keys(keys), NO_PLACES)
            shown, _ = tabling.behind(ledger, chosen, party, None)
            return answering.evidence_rows(shown[:limit], (), counted, edition.view)

        return self._ask(rows)

    def stances(self, text: str = "", *, reviews: bool = True) -> tuple[StanceRow, ...]:
        """Return the stances that a query counts and those that stand near, by file and place of the evidence.

        Args:
            text: The query; a blank one matches everything.
            reviews: Show what people's reviews make of them, else the rules alone.

        Raises:
            InvalidQuery: The query does not parse.
        """
        from index.library import answering

        query = self._parsed(text)

        def rows(edition: Edition) -> tuple[StanceRow, ...]:
            seen = edition if reviews else edition.without_reviews()
            return answering.stance_rows(seen.matching(query), seen.topic_stances(), seen.view)

        return self._ask(rows)

    def claims(
        self, text: str = "", limit: int | None = None, offset: int = 0, *, reviews: bool = True
    ) -> tuple[ClaimRow, ...]:
        """Return the claims with evidence in matching passages; disputed, doubtful and differing ones first.

        Args:
            text: The query; a blank one matches everything.
            limit: How many claims at most, None for all.
            offset: How many of the first claims to leave out.
            reviews: Show what people's reviews make of them, else the sources alone.

        Raises:
            InvalidQuery: The query does not parse.
        """
        from index.library import answering

        query = self._parsed(text)

        def rows(edition: Edition) -> tuple[ClaimRow, ...]:
            seen = edition if reviews else edition.without_reviews()
            claimed = seen.claimed(query)
            return answering.claim_rows(claimed[offset : None if limit is None else offset + limit], seen.view)

        return self._ask(rows)

    def articles(self) -> tuple[Article, ...]:
        """Return all articles, by file and in the order in which they stand in it."""
        with self._records.reading() as view:
            return view.articles()

    def article(self, reference: str) -> Article:
        """Return one article by its id, a unique start of it, or its file.

        A file is named as the library names it, or by a path from the current folder.

        Raises:
            NoSuchArticle: No article is named so, or several are.
        """
        with self._records.reading() as view:
            found = view.named(reference) or view.named(path_in(self.folder, reference))
            if len(found) == 1:
                return view.articles(found)[0]
            if found:
                raise NoSuchArticle(reference, f"names {len(found)} articles: {', '.join(found[:10])}")
            raise NoSuchArticle(reference, "no article has this id or file")

    def notes(self, article: Article) -> ArticleNotes:
        """Return what is to be known of an article beside what it says."""
        from datetime import date

        from index.library.describing import article_notes

        with self._records.reading() as view:
            return article_notes(article, view, date.today())  # noqa: DTZ011  (a person's own day)

    def versions(self, article: Article) -> tuple[ArticleVersion, ...]:
        """Return the texts of an article that are kept, oldest first, and last the present one."""
        from index.library.versions import article_versions

        with self._records.reading() as view:
            return article_versions(article, view)

    def copies(self, reference: str) -> Copies:
        """Return which other articles have the same text as an article, and which of them it was first copied from.

        The original is the earliest published, and of one day the first by file.

        Raises:
            NoSuchArticle: No article is named so, or several are.
        """
        from index.models import Copies

        article = self.article(reference).id
        with self._records.reading() as view:
            return Copies(view.original_of(article), view.copies_of(article))

    def position(self) -> int:
        """Return how far the records have come; it grows with every article that comes or changes."""
        with self._records.reading() as view:
            return view.position()

    def changed_since(self, position: int) -> frozenset[str]:
        """Return the ids of the articles that came or changed after a position.

        Empty when the records have not come as far: they were made anew since, and nothing is known.
        """
        with self._records.reading() as view:
            return view.changed_since(position) if view.position() > position else frozenset()

    def sources(self) -> tuple[str, ...]:
        """Return the names of all sources, sorted."""
        with self._records.reading() as view:
            return tuple(sorted({head.source for head in view.heads()}))

    def check_query(self, text: str) -> None:
        """Raise InvalidQuery when a query does not parse."""
        self._parsed(text)

    def highlights(self, query: str, text: str, *, title: bool = False) -> tuple[Span, ...]:
        """Return where a query's words stand in a passage's text, as spans of that text; sorted, none touching another.

        Args:
            query: What is searched for.
            text: The passage's own text.
            title: Whether the passage is an article's title.

        Raises:
            InvalidQuery: The query does not parse.
        """
        from index.highlight import highlights

        return highlights(self._parsed(query).root, text, title=title)

    # --- what people decide about it ---

    def review(
        self,
        row: StanceRow | ClaimRow,
        verdict: Verdict,
        *,
        label: Label | ClaimStatus | None = None,
        why: str = "",
        who: str,
    ) -> Review:
        """Write a person's review of a stance or claim into his file; it shows in the next answer.

        Args:
            row: As an answer of this library shows it.
            verdict: Confirmed, corrected or rejected.
            label: What it should be, for a correction: all of a stance's label, or a claim's status.
            why: A note.
            who: The person's name.

        Raises:
            InvalidReview: It is nobody's, or corrects nothing, or the words are not the article's.
            LibraryError: The file cannot be written.
        """
        from index.library import deciding

        self._mirror()
        with self._records.reading() as view:
            return deciding.review_row(self.folder, view, row, deciding.decision(who, verdict, label, why))

    def add_stance(self, article: str, start: int, end: int, label: Label, *, why: str = "", who: str) -> Review:
        """Write a stance that a person found; it shows in the next answer as his.

        Args:
            article: As for ``article``.
            start: Where the evidence starts, a character offset into ``Article.text``.
            end: Where it ends; it lies within one sentence.
            label: What the sentence says.
            why: A note.
            who: The person's name.

        Raises:
            NoSuchArticle: No article is named so, or several are.
            InvalidReview: It is nobody's, the place is not one sentence, the words are not the article's, or the
                sentence has that stance already.
            LibraryError: The file cannot be written.
        """
        from index.library import deciding
        from index.models import Span

        found = self.article(article)
        self._mirror()
        with self._records.reading() as view:
            return deciding.add_stance(self.folder, view, found, Span(start, end), label, who, why)

    def withdraw(self, key: str | None, *, who: str) -> Review:
        """Take back one of a person's reviews, by its id or a unique start of it; without one the latest.

        What that review had superseded stands again.

        Raises:
            InvalidReview: There is no such review, it is somebody else's, or it stands no more.
            LibraryError: The file cannot be written.
        """
        from index.library import deciding

        return deciding.withdraw(self.folder, key, deciding.named(who))

    def reviews(self) -> tuple[ReviewRow, ...]:
        """Return all reviews of all people with what became of them, oldest first."""
        from index.library import reviewing

        with self._records.reading() as view:
            return reviewing.review_rows(self.folder, view)

    def agreement(self) -> tuple[Agreement, ...]:
        """Return how far each two people agree over what both reviewed, label by label; empty when there is nothing."""
        from index.library import reviewing

        with self._records.reading() as view:
            return reviewing.agreement_rows(self.folder, view)

    def broken_reviews(self) -> tuple[str, ...]:
        """Return what is wrong with lines of files of reviews, each with file and line; all other lines count."""
        from index.library import reviewing

        self._mirror()
        with self._records.reading() as view:
            return reviewing.broken_lines(view)

    def check_reviews(self) -> tuple[str, ...]:
        """Return which reviews bear on nothing any more, and which lines are none; only their writers can mend them."""
        from index.library import reviewing

        with self._records.reading() as view:
            return reviewing.lost_reviews(self.folder, view)

    # --- taking it along ---

    def brief(self, text: str, passages: int = 50) -> Brief:
        """Return what a query brings together, every quote with its source: stances, claims, the best passages.

        Raises:
            InvalidQuery: The query does not parse.
        """
        from index.library import briefing

        found = (self.stances(text), self.claims(text), self.search(text, passages, hits_only=True).hits)
        with self._records.reading() as view:
            return briefing.query_brief(self.name, text.strip(), found, view)

    def basket_brief(self, who: str) -> Brief:
        """Return what lies in a person's basket, every quote with its source and note."""
        from index.library import briefing

        rows = self.basket(who)
        with self._records.reading() as view:
            return briefing.basket_brief(f"{self.name}: basket of {who}", rows, view)

    def basket(self, who: str) -> tuple[BasketRow, ...]:
        """Return what lies in a person's basket, in the order in which it was put in."""
        from index.library import keeping

        with self._records.reading() as view:
            return keeping.basket_rows(self.folder, view, who)

    def put_in_basket(self, article: str, start: int, end: int, *, who: str, note: str = "") -> str:
        """Put a span of an article into a person's basket and return its id; what lies there already gets the note.

        Raises:
            NoSuchArticle: No article is named so, or several are.
            InvalidReview: The name is empty.
            LibraryError: The file cannot be written.
        """
        from index.library import deciding, keeping
        from index.models import Span

        return keeping.put(self.folder, self.article(article), Span(start, end), deciding.named(who), note).id

    def take_from_basket(self, key: str, *, who: str) -> None:
        """Take a passage out of a person's basket, by its id or a unique start of it.

        Raises:
            InvalidReview: There is no such passage.
            LibraryError: The file cannot be written.
        """
        from index.library import deciding, keeping

        keeping.take_out(self.folder, key, deciding.named(who))

    # --- knowing it ---

    def count(self) -> int:
        """Return how many articles there are."""
        with self._records.reading() as view:
            return view.article_count()

    def info(self) -> LibraryInfo:
        """Return counts, sizes, versions and places."""
        from index.library.describing import describe

        with self._records.reading() as view:
            return describe(self.folder, self._records.path, self._follower.folder, self._settings, view)

    def refused(self) -> tuple[Refusal, ...]:
        """Return all that stands refused, as a sync names it, in file order; opens no file."""
        from index.library.describing import standing_refusals

        with self._records.reading() as view:
            return tuple(standing_refusals(self.folder, view))

    def doubted_dates(self) -> tuple[str, ...]:
        """Return a line for each article whose date of publication something contradicts, by file."""
        from datetime import date

        from index.library.describing import doubted_dates

        with self._records.reading() as view:
            return tuple(doubted_dates(view, date.today()))  # noqa: DTZ011

    def check(self) -> tuple[str, ...]:
        """Return what does not agree between files, records and engine, a line each; empty when all is well."""
        from index.library.proving import prove_engine, prove_records
        from index.library.reviewing import prove_mirror

        self._mirror()
        with self._records.reading() as view:
            problems = [*prove_records(self.folder, view), *prove_mirror(self.folder, view)]
            try:
                problems += prove_engine(view, self._follower.engine())
            except RecordsUnusable as error:
                problems.append(f"engine: {error}")
        return tuple(problems)

    # --- within ---

    def _mirror(self) -> None:
        from index.library.reviewing import mirror_reviews

        mirror_reviews(self.folder, self._records)

    def _parsed(self, text: str) -> Query:
        return parsed(text, self._settings)

    def _edition(self, view: View) -> Edition:
        return Edition(self._settings, view, self._follower.engine(), self._worked)

    def _ask(self, question: Callable[[Edition], T], cancelled: Callable[[], bool] = lambda: False) -> T:
        """Ask a snapshot of the records, and an engine that has caught up with them.

        An engine that turns out to be damaged is made anew, and asked again. Catching up is never given up: the next
        question would only have to begin with it again.
        """
        from index.library.reviewing import is_mirrored

        _give_up(cancelled)
        try:
            with self._records.reading() as view:
                if is_mirrored(self.folder, view) and self._follower.engine().position() == view.position():
                    return question(self._edition(view))
            self._mirror()
            if self._follower.behind():
                self._follow()
                _give_up(cancelled)
            with self._records.reading() as view:
                return question(self._edition(view))
        except RecordsUnusable as error:
            if error.place != str(self._follower.folder):
                raise
            self._mend_engine(cancelled)
            with self._records.reading() as view:
                return question(self._edition(view))

    def _mend_engine(self, cancelled: Callable[[], bool]) -> None:
        """Make the engine anew, or wait until this library's own sync, at work in another thread, has done so."""
        with self._records.reading() as view:
            whole = view.position()
        while True:
            with ExitStack() as stack:
                try:
                    stack.enter_context(self._records.alone())
                except RecordsUnusable:
                    if self._syncing in (None, get_ident()):
                        raise
                else:
                    self._follower.empty()
                    self._follower.catch_up(lambda _: None)
                    return
            sleep(MEND_SECONDS)
            _give_up(cancelled)
            with suppress(RecordsUnusable):
                if self._follower.engine().position() >= whole:
                    return

    def _follow(self) -> None:
        with ExitStack() as stack:
            try:
                stack.enter_context(self._records.alone())
            except RecordsUnusable:
                # Another process is at it: the answer is what the engine has.
                return
            self._follower.catch_up(lambda _: None)


def _opened_records(folder: Path) -> Records:
    derived = derived_folder(folder)
    if not (derived / RECORDS).exists():
        # An engine that outlived its records has numbered its changes by them.
        from shutil import rmtree

        rmtree(derived / ENGINES, ignore_errors=True)
    return Records.open(derived / RECORDS)


def _settings(folder: Path, records: Records) -> Settings:
    def recall() -> str | None:
        with records.reading() as view:
            return view.recall("settings")

    def remember(text: str) -> None:
        with records.writing() as writer:
            writer.remember("settings", text)

    return read_settings(folder, recall, remember)


def _give_up(cancelled: Callable[[], bool]) -> None:
    if cancelled():
        raise Cancelled
