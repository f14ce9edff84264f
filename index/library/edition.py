"""One edition of a library: what records and engine hold at a moment, and what many questions work out of it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from index.library.grounding import Grounding, Of
from index.library.kept import Kept

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.analysis.ledger import Ledger
    from index.analysis.table import Chosen
    from index.engines import SearchEngine
    from index.library.answering import Matching
    from index.query import Node, Query
    from index.settings import Settings
    from index.storage import View

COUNTRIES_KEPT = 8
"""Countries of which it is kept what mentions them: of each up to a few megabytes in a large library."""


class Worked:
    """What was worked out of a library's latest edition."""

    def __init__(self) -> None:
        self.values = Kept()
        self.mentions = Kept(COUNTRIES_KEPT)


class Edition:
    """A snapshot of the records, and an engine that has caught up with them, for one question.

    Args:
        settings: The library's.
        view: The records.
        engine: What searches them.
        worked: What other questions have worked out; it serves as long as nothing has changed.
    """

    def __init__(self, settings: Settings, view: View, engine: SearchEngine, worked: Worked) -> None:
        self.view = view
        self.engine = engine
        self._settings = settings
        self._worked = worked
        self._matched: dict[Query, Matching] = {}

    @cached_property
    def _basis(self) -> tuple[str, str, int]:
        """What changes whenever something kept would: with settings, records, reviews and engine."""
        return self._settings.digest, self.view.edition(), self.engine.position()

    @cached_property
    def _grounding(self) -> Grounding:
        return Grounding(self.view, self._mentioning)

    def without_reviews(self) -> Edition:
        """Return this edition as the rules alone leave it."""
        return Edition(self._settings, self.view.without_reviews(), self.engine, Worked())

    def parsed(self, text: str) -> Query:
        """Return a query's tree.

        Raises:
            InvalidQuery: It does not parse.
        """
        return parsed(text, self._settings)

    def asked(self, query: Query) -> Node:
        """Return a query as the engine can be asked for passages: what only the records know is filled in."""
        return self._grounding.ground(query.root, Of.PASSAGES)

    def _mentioning(self, country: str) -> frozenset[int]:
        return self._worked.mentions.of(self._basis, country, lambda: self.view.passages_mentioning(country))

    def topic_stances(self) -> dict[str, frozenset[int]]:
        """Return the keys of the stances that each topic counts."""
        from index.library import answering

        def count() -> dict[str, frozenset[int]]:
            return {
                topic.id: answering.counted_stances(
                    self.parsed(topic.query).root, self._grounding, self.view, self.engine
                )
                for topic in self._settings.topics
            }

        return self._worked.values.of(self._basis, "topics", count)

    def ledger(self) -> Ledger:
        """Return the library's stances."""
        from index.library import packing

        return self._worked.values.of(self._basis, "ledger", lambda: packing.ledger_of(self.view))

    def matching(self, query: Query) -> Matching:
        """Return the passages and the stances that match a query."""
        from index.library import answering

        if query not in self._matched:
            self._matched[query] = answering.match(query.root, self._grounding, self.view, self.engine)
        return self._matched[query]

    def claimed(self, query: Query) -> Sequence[str]:
        """Return the ids of the claims with evidence in what a query matches, in their order."""
        from index.library.ordering import ClaimOrder

        def among() -> Sequence[str]:
            order = self._worked.values.of(self._basis, "claims", lambda: ClaimOrder(self.view))
            return order.among(self.matching(query).passages)

        return self._worked.values.of(self._basis, ("claimed", query), among)

    def chosen(self, query: Query) -> Chosen:
        """Return the stances that a query's table shows; they are kept, for what matches may be many times as large."""
        from index.library import tabling

        return self._worked.values.of(
            self._basis, ("chosen", query), lambda: tabling.chosen_by(self.matching(query), self.ledger())
        )


def parsed(text: str, settings: Settings) -> Query:
    """Return the tree of a query in a library with these settings.

    Raises:
        InvalidQuery: It does not parse.
    """
    from index.query import parse

    return parse(text, topics=settings.queries, country=_country_code)


def _country_code(name: str) -> str | None:
    from index.analysis.countries import country_code

    return country_code(name)
