"""One state of an index of tantivy's, and what its words count for."""

from __future__ import annotations

import json
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from tantivy import DocAddress, Occur, Order, Query

from index.engines.lexicon import Lexicon
from index.engines.scoring import TextLeaf, length_share, rarity, weight
from index.engines.tantivy.schema import stem_field, told_by, word_field
from index.engines.tantivy.stored import Stored, cut
from index.query import Fuzzy, Phrase, Within, Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tantivy import Schema, Searcher, SearchResult

    from index.engines.tantivy.schema import Term

ROUNDING = 1e-6
"""By which share a score of tantivy's may be off, which counts with 32 bits: each of some ten steps by 6e-8 at most."""

KEPT_COUNTS = 256
"""Terms of which it is kept how many documents have them."""


class Counted(NamedTuple):
    """What tantivy itself scores by: it counts documents that are deleted, until a merge drops them.

    ``size`` is 0 where no text has a word, so that tantivy has nothing to explain by it.
    """

    size: int
    mean_length: float


class Candidates(NamedTuple):
    """How many documents match, and the first of them, each with its score or number of a field."""

    total: int
    first: Sequence[tuple[float, DocAddress]]


class Snapshot:
    """One generation of an index; usable from several threads."""

    def __init__(self, searcher: Searcher, schema: Schema) -> None:
        self.searcher = searcher
        self.schema = schema
        self._weights: dict[TextLeaf, float] = {}
        self._expanded: dict[Fuzzy, frozenset[str]] = {}
        self._lexicons: dict[str, Lexicon] = {}
        self._shares: dict[int, tuple[float, float]] = {}
        self._having_term = lru_cache(KEPT_COUNTS)(searcher.doc_freq)

    @cached_property
    def everything(self) -> Query:
        """The query that all documents of the part match."""
        return Query.all_query()

    @cached_property
    def size(self) -> int:
        """How many documents there are."""
        return self.count(self.everything)

    def count(self, query: Query) -> int:
        """Return how many documents match."""
        return count_of(self.searcher.search(query, 1))

    def first(self, query: Query, field: str, limit: int) -> Candidates:
        """Return how many documents match, and the first by a field's number, with it."""
        result = self.searcher.search(query, max(limit, 1), order_by_field=field, order=Order.Asc)
        return Candidates(count_of(result), result.hits)

    def best(self, query: Query, limit: int, total: int | None = None) -> Candidates:
        """Return how many documents match, and the first by their scores, with them.

        Where the number is known (``total``), tantivy need not look at those that cannot be among the first.
        """
        result = self.searcher.search(query, limit, count=total is None)
        return Candidates(count_of(result) if total is None else total, result.hits)

    def all(self, query: Query, field: str) -> Sequence[tuple[int, DocAddress]]:
        """Return all matches by a field's number, with it."""
        return cast("Sequence[tuple[int, DocAddress]]", self.first(query, field, self.count(query)).first)

    def numbers(self, field: str, addresses: Sequence[DocAddress]) -> list[int]:
        """Return the numbers that a field has for documents."""
        return cast("list[int]", self.searcher.fast_field_values(field, list(addresses)))

    def stored(self, address: DocAddress) -> Stored:
        """Return a document as it was given."""
        packed: bytes = self.searcher.doc(address)["stored"][0]
        return Stored.unpack(packed)

    @cached_property
    def mean_length(self) -> float:
        """How many words a text has on average; 1 when there is no word at all."""
        words = self.searcher.aggregate(Query.all_query(), {"words": {"sum": {"field": "length"}}})["words"]["value"]
        return float(words / self.size) if words else 1.0

    @cached_property
    def counted(self) -> Counted:
        """What tantivy scores by, as it explains the score of one word of the longest text."""
        field = word_field(Within.TEXT)
        hits = self.searcher.search(Query.all_query(), 1, order_by_field="length").hits
        words = cut(self.stored(hits[0][1]).text).words if hits else ()
        if not words:
            return Counted(0, self.mean_length)
        explained = Query.term_query(self.schema, field, words[0]).explain(self.searcher, hits[0][1])
        values = dict(_values(json.loads(explained.to_json())))
        return Counted(int(values["N"]), values["avgdl"])

    @cached_property
    def pristine(self) -> bool:
        """Whether tantivy counts as we do, but for rounding: nothing that it scores by is deleted."""
        near = abs(self.mean_length / self.counted.mean_length - 1) < ROUNDING
        return near and self.counted.size == self.size

    @property
    def slack(self) -> float:
        """By how much a score may be above what tantivy makes of it: lengths count by other means, and it rounds."""
        return max(1.0, self.mean_length / self.counted.mean_length) * (1 + 5 * ROUNDING)

    def shares(self, length: int) -> tuple[float, float]:
        """Return what is added to a count below BM25's line in a text of so many words, by tantivy and by us."""
        known = self._shares.get(length)
        if known is None:
            known = length_share(length, self.counted.mean_length), length_share(length, self.mean_length)
            self._shares[length] = known
        return known

    def weight(self, leaf: TextLeaf) -> float:
        """Return the most that a leaf adds to a score."""
        known = self._weights.get(leaf)
        if known is None:
            known = self._weights[leaf] = weight(leaf, self.size, self._having)
        return known

    def terms(self, leaf: Word | Phrase | Fuzzy) -> list[Term]:
        """Return the terms that a word or fuzzy word stands for, and the words of a phrase."""
        match leaf:
            case Word(_, Within.SOURCE):
                return [(word_field(Within.SOURCE), leaf.surface)]
            case Word(_, Within.TITLE as title):
                return told_by(leaf.stems, stem_field(title), word_field(title))
            case Word(_, within):
                return [(stem_field(within), stem) for stem in leaf.stems]
            case Phrase(words, _, within):
                return [(word_field(within), word) for word in words]
            case Fuzzy():
                return [(word_field(leaf.within), word) for word in sorted(self.expanded(leaf))]

    def expanded(self, leaf: Fuzzy) -> frozenset[str]:
        """Return the words that a fuzzy word stands for."""
        known = self._expanded.get(leaf)
        if known is None:
            field = word_field(leaf.within)
            if field not in self._lexicons:
                self._lexicons[field] = Lexicon(word for word, _ in self.searcher.terms_with_prefix(field, ""))
            known = self._expanded[leaf] = self._lexicons[field].expand(leaf)
        return known

    def beginning(self, within: Within, begin: str, most: int) -> list[str] | None:
        """Return the words that begin with some letters, None when they are more than ``most``."""
        found = self.searcher.terms_with_prefix(word_field(within), begin, limit=most + 1)
        return [word for word, _ in found] if len(found) <= most else None

    def any_of(self, terms: list[Term]) -> Query:
        """Return the query that documents with any of some terms match."""
        queries = [Query.term_query(self.schema, field, term) for field, term in terms]
        return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])

    def counted_rarity(self, term: Term) -> float:
        """Return the inverse document frequency by which tantivy counts a term."""
        return rarity(self._having_term(*term), self.counted.size)

    def told_having(self, terms: list[Term]) -> int | None:
        """Return how many documents any of some terms stands in, None where that must be counted."""
        if len(terms) == 1 and self.counted.size == self.searcher.num_docs:  # none is deleted
            return self._having_term(*terms[0])
        return None

    def having(self, terms: list[Term]) -> int:
        """Return how many documents any of some terms stands in."""
        told = self.told_having(terms)
        return self.count(self.any_of(terms)) if told is None else told

    def _having(self, leaf: TextLeaf) -> int:
        """Return how many documents a word, a fuzzy word or a phrase of one word stands in."""
        if not isinstance(leaf, Word | Phrase | Fuzzy):
            raise TypeError(f"{leaf!r} does not count by how rare it is")
        return self.having(self.terms(leaf))


def count_of(result: SearchResult) -> int:
    """Return how many documents match in all."""
    count: int = result.count  # type: ignore[attr-defined]  # its stubs know no count
    return count


def _values(explained: dict[str, Any]) -> Iterator[tuple[str, float]]:
    """Yield the values of an explanation with the names that they are described by, all levels."""
    yield explained["description"].split(",")[0], explained["value"]
    for detail in explained.get("details", ()):
        yield from _values(detail)
