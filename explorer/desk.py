"""What the screens ask the Library: blocking questions, for worker threads."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from explorer.cells import ALL, OTHERS, Behind, CellPlace, TableOf
from explorer.reading import Page
from index.errors import InvalidQuery, NoSuchArticle
from index.models import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from explorer.reading import Place
    from index.library import Library
    from index.library.keeping import BasketRow
    from index.library.missing import Missed
    from index.models import Answer, ClaimRow, ClaimStatus, Label, StanceRow, StanceTable, Topic, Verdict
    from index.reviews.values import Review

PAGE = 50
"""Hits or claims asked for at a time."""

KEPT = 32
"""How many articles are remembered."""

SEVERAL = 2
"""From so many places with evidence on there is something to compare."""


class Desk:
    """One Library and the articles that were read last; ``who`` is the user's name, for what he decides.

    Someone who types asks a question with every key. Searches take turns, and one that
    was overtaken while it waited, or while it worked, is given up.
    """

    def __init__(self, library: Library, who: str = "") -> None:
        self.library = library
        self.who = who
        self._turn = threading.Lock()
        self._fetching = threading.Lock()
        self._kept: dict[tuple[str, str], Page] = {}

    def hits(self, text: str, overtaken: Callable[[], bool], offset: int = 0) -> Answer | InvalidQuery | None:
        """Return the hits alone, or what is wrong with the query; None when a newer question overtook this one."""
        with self._turn:
            if overtaken():
                return None
            try:
                return self.library.search(text, limit=PAGE, offset=offset, hits_only=True)
            except InvalidQuery as error:
                return error

    def rest(self, answer: Answer, overtaken: Callable[[], bool]) -> Answer | None:
        """Return the answer with its table and its claims; None when a newer question overtook this one."""
        from index.library import Cancelled

        with self._turn:
            try:
                full = self.library.search(answer.query, limit=1, cancelled=overtaken)
            except Cancelled:
                return None
        return replace(answer, table=full.table, claims=full.claims, claimed=full.claimed)

    def claims(self, query: str, offset: int) -> tuple[ClaimRow, ...]:
        """Return the claims of an answer after the first so many."""
        with self._turn:
            return self.library.claims(query, PAGE, offset)

    def missed(self, text: str, filters: Sequence[str]) -> Missed:
        """Return why nothing matches what was typed, with the filters that stand, and what does."""
        with self._turn:
            return self.library.missed(text, " ".join(filters))

    def pages(self, places: Iterable[Place], query: str) -> dict[str, Page]:
        """Return the articles of some places by id, with the query's highlights; those that are gone are left out."""
        found: dict[str, Page] = {}
        for place in places:
            page = self._page(place.article, query)
            if page is not None:
                found[place.article] = page
        return found

    def at_hand(self, places: Sequence[Place], query: str) -> dict[str, Page] | None:
        """Return what ``pages`` would, when nothing is to be waited for: never waits, for any thread.

        None when an article is to be read first, or evidence at several places to be compared.
        """
        kept = self._kept
        found = {place.article: kept.get((place.article, query)) for place in places}
        pages = {article: page for article, page in found.items() if page is not None}
        return pages if len(pages) == len(found) and len(_evidence(places, pages)) < SEVERAL else None

    def differing(self, places: Sequence[Place], pages: Mapping[str, Page]) -> dict[Place, tuple[Span, ...]]:
        """Return where the evidence at some places parts in numbers, dates, negation, modality or conditions.

        Returns:
            Spans in ``Article.text`` by place; empty unless two of the places are evidence, for hits need not tell the
            same.
        """
        shown = _evidence(places, pages)
        if len(shown) < SEVERAL:
            return {}
        from index.analysis.wording import differing  # no frame needs it

        found = differing([place.span.of(pages[place.article].article.text) for place in shown])
        return {
            place: tuple(Span(place.span.start + span.start, place.span.start + span.end) for span in spans)
            for place, spans in zip(shown, found, strict=True)
        }

    def table(self, of: TableOf, query: str) -> StanceTable:
        """Return the table of topics over all sources, or of those who speak in what a query counts."""
        return self.library.topic_table() if of is TableOf.TOPICS else self.library.speaker_table(query)

    def behind(self, place: CellPlace) -> Behind:
        """Return the stances behind a cell, and those of the rest of its row."""
        from index.analysis.ledger import Party  # no frame needs it

        party = Party(place.holder, place.speaker)
        column = None if place.column in {ALL, OTHERS} else place.column
        with self._turn:
            if place.of is TableOf.TOPICS:
                return Behind(place, self.library.behind_topic(party, column), self.library.behind_topic(party))
            query = place.query
            own = self.library.behind(query, party, column, apart=place.apart)
            return Behind(place, own, self.library.behind(query, party))

    def topics(self) -> tuple[Topic, ...]:
        """Return the library's topics."""
        return self.library.topics()

    def add_topic(self, key: str, title: str, query: str) -> None:
        """Save a query as a topic in the library's own file."""
        self.library.add_topic(key, title, query)

    def link(self, article: str, passage: int) -> str:
        """Return the link to a passage, by which its text can be checked."""
        from index.briefs.values import link  # only a key needs them
        from index.reviews.anchoring import digest_of

        found = self.library.article(article)
        return link(found.id, passage, digest_of(found.text))

    def basket(self) -> tuple[BasketRow, ...]:
        """Return what lies in the user's basket."""
        return self.library.basket(self.who)

    def keep(self, article: str, span: Span, note: str = "") -> None:
        """Put a span of an article into the user's basket, or change its note."""
        self.library.put_in_basket(article, span.start, span.end, who=self.who, note=note)

    def take_out(self, key: str) -> None:
        """Take a passage out of the user's basket."""
        self.library.take_from_basket(key, who=self.who)

    def export(self, path: Path, query: str | None, stopped: Callable[[], bool]) -> int | None:
        """Write a brief of a query, or (None) of the user's basket, and return how many quotes it holds.

        None when it was stopped before it was complete, and then no file is written.
        """
        from index.library.briefing import write_brief

        brief = self.library.basket_brief(self.who) if query is None else self.library.brief(query)
        if stopped():
            return None
        write_brief(brief, path)
        return sum(len(section.entries) for section in brief.sections)

    def brief(self, name: str, query: str | None) -> bytes:
        """Return the brief that ``export`` would write to a file of that name."""
        from index.briefs import content_of

        return content_of(self.library.basket_brief(self.who) if query is None else self.library.brief(query), name)

    def review(self, row: StanceRow | ClaimRow, verdict: Verdict, label: Label | ClaimStatus | None, why: str) -> None:
        """Write the user's review of a stance or claim."""
        self.library.review(row, verdict, label=label, why=why, who=self.who)

    def reviews_of(self, row: StanceRow | ClaimRow) -> tuple[Review, ...]:
        """Return what people say of a stance or claim, oldest first: the latest of each that still stands."""
        from index.reviews.values import State

        rows = self.library.reviews() if row.reviewers else ()
        return tuple(known.review for known in rows if known.subject == row.id and known.state is State.STANDS)

    def withdraw(self) -> Review:
        """Take back the user's latest review."""
        return self.library.withdraw(None, who=self.who)

    def wrong(self, text: str) -> InvalidQuery | None:
        """Return what is wrong with a query; None when nothing is."""
        try:
            self.library.check_query(text)
        except InvalidQuery as error:
            return error
        return None

    def new(self, seen: int | None) -> frozenset[str]:
        """Return the articles that are new since the records had come so far; none on the first visit."""
        return self.library.changed_since(seen) if seen is not None else frozenset()

    def words(self) -> tuple[str, ...]:
        """Return what completes in the search field beside the fields and the countries: topics and sources."""
        sources = (f'source:"{name}"' if " " in name else f"source:{name}" for name in self.library.sources())
        return (*(f"topic:{topic.id}" for topic in self.topics()), *sources)

    def countries(self) -> tuple[str, ...]:
        """Return the names of countries that are one word, as they are written in a query."""
        from index.analysis.countries import country_names  # its table is large

        return tuple(name.lower() for name in country_names() if " " not in name)

    def count(self) -> int:
        """Return how many articles the library holds."""
        return self.library.count()

    def forget(self) -> None:
        """Read every article anew from now on."""
        self._kept = {}

    def _page(self, article: str, query: str) -> Page | None:
        kept, key = self._kept, (article, query)
        with self._fetching:  # who asks for it again, faster than it comes, waits for the first
            if key in kept:
                return kept[key]
            try:
                read = self.library.article(article)
            except NoSuchArticle:
                return None
            page = Page(read, tuple(self.library.highlights(query, read.text)))
            if len(kept) >= KEPT:
                kept.pop(next(iter(kept)), None)
            kept[key] = page
            return page


def _evidence(places: Sequence[Place], pages: Mapping[str, Page]) -> list[Place]:
    return [place for place in places if place.label and place.article in pages]
