"""The tree of a query -> tantivy's queries, put together term by term: its own parser is never asked."""

from __future__ import annotations

import re
from itertools import combinations
from math import comb
from types import MappingProxyType
from typing import TYPE_CHECKING

from tantivy import FieldType, Occur, Query

from index.engines.scoring import K1, TextLeaf, by_length
from index.engines.tantivy.schema import day_number, language_unit, word_field
from index.engines.tantivy.stored import cut
from index.highlight import phrase_runs, word_test
from index.query import (
    Among,
    And,
    Everything,
    Fuzzy,
    Language,
    Not,
    Or,
    Phrase,
    Prefix,
    Published,
    Wildcard,
    Word,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from index.engines.tantivy.snapshot import Snapshot
    from index.query import Node

MOST_VARIANTS = 256
"""Ways to spread other words among those of a phrase that are asked for one by one; of more, each text is read."""

FEW_TERMS = 64
"""Words that a leaf stands for up to which each is asked for: making an automaton takes longer than all else."""

LIKELY_TERMS = 512
"""Words with the beginning of a wildcard up to which they are looked through."""

_LATEST = 99991231
_OWN_FIELDS: Mapping[str, str] = MappingProxyType({})


class Queries:
    """Makes the queries of one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._schema = snapshot.schema
        self._few: dict[Node, list[str] | None] = {}

    def matching(self, node: Node) -> Query:
        """Return what matches the documents that a tree matches; its scores mean nothing.

        Raises:
            TypeError: A leaf that the records answer.
        """
        match node:
            case And(items) if items:
                return self._all(items)
            case Or(items):
                return Query.boolean_query([(Occur.Should, self.matching(item)) for item in items])
            case Not():
                return self._all((node,))
            case Word() | Phrase() | Prefix() | Wildcard() | Fuzzy():
                return self.leaf(node)
            case _:
                return self._fact(node)

    def scoring(self, root: Node, leaves: Sequence[TextLeaf]) -> Query:
        """Return what matches the same, and scores no document below what its leaves add, but for ``Snapshot.slack``.

        Args:
            root: The tree.
            leaves: Those of its leaves that count.
        """
        if len(leaves) == 1 and root == leaves[0]:
            return self._worth(leaves[0])
        if isinstance(root, Or) and root.items == leaves:
            return Query.boolean_query([(Occur.Should, self._worth(leaf)) for leaf in leaves])
        worth = {leaf: self._worth(leaf) for leaf in leaves}
        needed = set(root.items if isinstance(root, And) else ()) & worth.keys()
        others = tuple(item for item in root.items if item not in needed) if isinstance(root, And) else (root,)
        clauses = [(Occur.Must, worth[leaf]) for leaf in leaves if leaf in needed]
        if others:
            clauses.append((Occur.Must, Query.const_score_query(self._all(others), 0.0)))
        clauses += [(Occur.Should, worth[leaf]) for leaf in leaves if leaf not in needed]
        return Query.boolean_query(clauses)

    def _all(self, items: Iterable[Node]) -> Query:
        """Return what all items match; what NOT takes away is taken from all that there is, when nothing else is."""
        items = tuple(items)
        clauses = [(Occur.Must, self.matching(item)) for item in items if not isinstance(item, Not)]
        without = [(Occur.MustNot, self.matching(item.item)) for item in items if isinstance(item, Not)]
        if not without and len(clauses) == 1:
            return clauses[0][1]
        return Query.boolean_query([*(clauses or [(Occur.Must, self._snapshot.everything)]), *without])

    def leaf(self, leaf: TextLeaf, fields: Mapping[str, str] = _OWN_FIELDS) -> Query:
        """Return what matches the documents that a leaf matches.

        Args:
            leaf: The leaf.
            fields: Names of fields to look into in the place of others.
        """
        match leaf:
            case Phrase(words) if len(words) > 1:
                return self._phrase(leaf)
            case Word() | Phrase():
                terms = self._snapshot.terms(leaf)
                return self._snapshot.any_of([(fields.get(field, field), term) for field, term in terms])
        field = fields.get(word_field(leaf.within), word_field(leaf.within))
        few = self._few_terms(leaf)
        if few is not None:
            return self._snapshot.any_of([(field, term) for term in few])
        if isinstance(leaf, Fuzzy):
            return Query.fuzzy_term_query(self._schema, field, leaf.text, leaf.distance, transposition_cost_one=False)
        return Query.regex_query(self._schema, field, _expression(leaf))

    def _few_terms(self, leaf: Prefix | Wildcard | Fuzzy) -> list[str] | None:
        """Return the words that a leaf stands for, None when they are many."""
        if leaf not in self._few:
            found = self._likely(leaf)
            self._few[leaf] = found if found is not None and len(found) <= FEW_TERMS else None
        return self._few[leaf]

    def _likely(self, leaf: Prefix | Wildcard | Fuzzy) -> list[str] | None:
        if isinstance(leaf, Fuzzy):
            return [term for _, term in self._snapshot.terms(leaf)]
        begin = leaf.text if isinstance(leaf, Prefix) else re.split(r"[*?]", leaf.pattern)[0]
        found = self._snapshot.beginning(leaf.within, begin, LIKELY_TERMS) if begin else None
        return found if found is None or isinstance(leaf, Prefix) else list(filter(word_test(leaf), found))

    def _phrase(self, phrase: Phrase) -> Query:
        terms = self._snapshot.terms(phrase)
        if comb(phrase.slop + len(terms) - 1, len(terms) - 1) > MOST_VARIANTS:
            return Query.term_set_query(self._schema, "key", self._read(phrase))
        field = word_field(phrase.within)
        variants = [
            Query.phrase_query(self._schema, field, list(zip(places, phrase.words, strict=True)))
            for places in _spread(len(terms), phrase.slop)
        ]
        return variants[0] if len(variants) == 1 else Query.boolean_query([(Occur.Should, one) for one in variants])

    def _read(self, phrase: Phrase) -> list[int]:
        """Return the keys of the documents with a phrase, found by reading all that have its words."""
        snapshot = self._snapshot
        every = Query.boolean_query([(Occur.Must, snapshot.any_of([term])) for term in snapshot.terms(phrase)])
        keys = []
        for key, address in snapshot.all(every, "key"):
            words = cut(snapshot.stored(address).within(phrase.within)).words
            places = [[place for place, word in enumerate(words) if word == wanted] for wanted in phrase.words]
            if any(True for _ in phrase_runs(places, phrase.slop)):
                keys.append(key)
        return keys

    def _fact(self, leaf: Node) -> Query:
        """Return the query of a leaf that is about facts, not words."""
        match leaf:
            case Everything() | And():
                return self._snapshot.everything
            case Among(keys):
                return Query.term_set_query(self._schema, "key", list(keys))
            case Language(code):
                return Query.term_query(self._schema, "unit", language_unit(code))
            case Published(low, high):
                first, last = day_number(low) if low else 1, day_number(high) if high else _LATEST
                return Query.range_query(self._schema, "published", FieldType.Unsigned, first, last)
            case _:
                raise TypeError(f"{leaf!r} is answered by the records, not by an engine")

    def _worth(self, leaf: TextLeaf) -> Query:
        """Return what matches a leaf and scores it at least as much as it is worth, and rarely much more.

        Several terms or places add up to more than they are worth together, for more of a word adds ever less.
        """
        weight = self._snapshot.weight(leaf)
        if isinstance(leaf, Prefix | Wildcard) or not by_length(leaf):
            return Query.const_score_query(self.leaf(leaf), weight)
        terms = self._snapshot.terms(leaf)
        if isinstance(leaf, Phrase):
            worth = sum(map(self._snapshot.counted_rarity, terms))
            return Query.boost_query(self.leaf(leaf), _boost(weight, worth))
        each = [
            Query.boost_query(self._snapshot.any_of([term]), _boost(weight, self._snapshot.counted_rarity(term)))
            for term in terms
        ]
        return each[0] if len(each) == 1 else Query.boolean_query([(Occur.Should, query) for query in each])


def _expression(leaf: Prefix | Wildcard) -> str:
    """Return the regular expression of the words that a leaf matches."""
    if isinstance(leaf, Prefix):
        return re.escape(leaf.text) + ".*"
    pieces = re.split(r"(\*+|\?)", leaf.pattern)
    return "".join(".*" if piece[:1] == "*" else "." if piece == "?" else re.escape(piece) for piece in pieces)


def _boost(weight: float, rarity: float) -> float:
    """Return what turns tantivy's score of a term, which has a factor that Lucene's has no more, into ours."""
    return weight / (rarity * (K1 + 1))


def _spread(count: int, slop: int) -> Iterator[tuple[int, ...]]:
    """Yield all ascending places of so many words, from 0 on, with at most ``slop`` others among them."""
    for places in combinations(range(1, count + slop), count - 1):
        yield (0, *places)
