"""One state of the index, opened for reading: its numbers, and which documents its terms stand in."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import OrderedDict
from functools import cached_property
from typing import TYPE_CHECKING, Any

from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.matching.wrappers import FilterMatcher
from whoosh.reading import TermNotFound

from index.engines import Part
from index.engines.lexicon import Lexicon
from index.engines.scoring import length_share, weight
from index.engines.whoosh.schema import NUMBERS, PART_NUMBERS, POSITION_UNIT, stem_field, word_field
from index.highlight import phrase_runs
from index.query import Fuzzy, Phrase, Prefix, Wildcard, Within, Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from whoosh.columns import ColumnReader
    from whoosh.matching.mcore import Matcher
    from whoosh.reading import IndexReader

    from index.engines.scoring import TextLeaf

KEPT_POSTINGS = 500_000
"""How many postings of the last leaves stay in memory, some 50 MB: a query grows word by word."""


_SKIP_COST = 16
"""How many documents of a word are read through in the time in which one is sought and its positions are read."""


class Snapshot:
    """One generation of the index. Not for two threads at a time: the library seeks in shared files.

    A document's number counts through all segments; it means nothing to another snapshot.
    """

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader
        self._segments: list[tuple[IndexReader, int]] = [
            (segment, offset) for segment, offset in reader.leaf_readers() if segment.doc_count_all()
        ]
        self._kept: OrderedDict[tuple[TextLeaf, Part], dict[int, int]] = OrderedDict()
        self._names: dict[int, str] = {}
        self._lexicons: dict[tuple[int, str], Lexicon] = {}
        self._weights: dict[TextLeaf, float] = {}

    @property
    def generation(self) -> int:
        """The number of the commit that made this state, 0 before the first."""
        return self._reader.generation() or 0

    @cached_property
    def numbers(self) -> Mapping[str, array[int]]:
        """The columns of facts by name, each with a number for each document; who only writes never needs them."""
        columns: dict[str, array[int]] = {name: array("q") for name in NUMBERS}
        for segment, _ in self._segments:
            for name, numbers in columns.items():
                numbers.extend(segment.column_reader(name, translate=False).load())
        return columns

    def close(self) -> None:
        """Let go of the files."""
        self._reader.close()

    @cached_property
    def _articles(self) -> list[ColumnReader]:
        return [segment.column_reader("article", translate=False) for segment, _ in self._segments]

    @cached_property
    def position(self) -> int:
        """The position of the last replay, 0 before the first."""
        for segment, _ in reversed(self._segments):  # it was written last
            for number in _ids(segment, "unit", POSITION_UNIT):
                return int(segment.stored_fields(number)["position"])
        return 0

    def holding(self, term: str) -> list[int]:
        """Return the documents of one unit: an article's part, or the position."""
        return [number + offset for segment, offset in self._segments for number in _ids(segment, "unit", term)]

    @cached_property
    def universe(self) -> Mapping[Part, frozenset[int]]:
        """All documents of each part."""
        parts = self.numbers["part"]
        living: set[int] = set()
        for segment, offset in self._segments:
            numbers = segment.all_doc_ids() if segment.has_deletions() else range(segment.doc_count_all())
            living.update(number + offset for number in numbers)
        return {
            part: frozenset(number for number in living if parts[number] == value)
            for part, value in PART_NUMBERS.items()
        }

    @cached_property
    def by_key(self) -> Mapping[Part, Mapping[int, int]]:
        """The document of each record key, by part."""
        keys = self.numbers["key"]
        return {part: {keys[number]: number for number in numbers} for part, numbers in self.universe.items()}

    @cached_property
    def mean_length(self) -> float:
        """How many words a passage has on average; 1 when there is no word at all."""
        passages = self.universe[Part.PASSAGES]
        words = sum(map(self.numbers["length"].__getitem__, passages))
        return words / len(passages) if words else 1.0

    @cached_property
    def length_shares(self) -> Sequence[float]:
        """What is added to the count of a leaf below BM25's line, by the number of words of the text."""
        longest = max(self.numbers["length"], default=0)
        return [length_share(length, self.mean_length) for length in range(longest + 1)]

    def weight(self, leaf: TextLeaf) -> float:
        """Return the most that a leaf adds to a passage's score."""
        known = self._weights.get(leaf)
        if known is None:
            known = self._weights[leaf] = weight(leaf, len(self.universe[Part.PASSAGES]), self._having)
        return known

    def _having(self, leaf: TextLeaf) -> int:
        """Return how many passages a word, a fuzzy word or a phrase of one word stands in."""
        if not isinstance(leaf, Phrase):
            return len(self.postings(leaf, Part.PASSAGES))
        field, word = word_field(Part.PASSAGES, leaf.within), leaf.words[0]
        return sum(_living(segment, field, word) for segment, _ in self._segments)

    def article(self, number: int) -> str:
        """Return the id of a document's article."""
        group = self.numbers["group"][number]
        name = self._names.get(group)
        if name is None:
            name = self._names[group] = self._article(number)
        return name

    def _article(self, number: int) -> str:
        for place, (_, offset) in reversed(list(enumerate(self._segments))):
            if offset <= number:
                return bytes(self._articles[place][number - offset]).decode()
        raise IndexError(number)

    def postings(self, leaf: TextLeaf, part: Part) -> Mapping[int, int]:
        """Return how often a leaf stands in each document of a part in which it does."""
        known = self._kept.pop((leaf, part), None)
        if known is None:
            known = dict(self._read(leaf, part))
        self._kept[leaf, part] = known
        while len(self._kept) > 1 and sum(map(len, self._kept.values())) > KEPT_POSTINGS:
            self._kept.popitem(last=False)
        return known

    def _read(self, leaf: TextLeaf, part: Part) -> Iterator[tuple[int, int]]:
        field = word_field(part, leaf.within)
        for segment, offset in self._segments:
            if isinstance(leaf, Phrase):
                counts = _phrase_counts(segment, field, leaf)
            elif isinstance(leaf, Word) and leaf.within is not Within.SOURCE:
                counts = _term_counts(segment, stem_field(part, leaf.within), leaf.stems)
            else:
                counts = _term_counts(segment, field, self._expanded(segment, offset, leaf, field))
            for number, count in counts.items():
                yield number + offset, count

    def _expanded(
        self, segment: IndexReader, offset: int, leaf: Word | Prefix | Wildcard | Fuzzy, field: str
    ) -> Iterable[str]:
        """Return the terms of a segment that a leaf matches."""
        match leaf:
            case Word():
                return (leaf.surface,)
            case Prefix(text, _):
                return [term.decode() for term in segment.expand_prefix(field, text)]
            case Wildcard() | Fuzzy():
                return self._lexicon(segment, offset, field).expand(leaf)

    def _lexicon(self, segment: IndexReader, offset: int, field: str) -> Lexicon:
        """Return all terms of a field in a segment; reading them takes longer than trying them."""
        known = self._lexicons.get((offset, field))
        if known is None:
            known = self._lexicons[offset, field] = Lexicon(term.decode() for term in segment.lexicon(field))
        return known


def _matcher(segment: IndexReader, field: str, term: str) -> Matcher | None:
    try:
        return segment.postings(field, term)
    except TermNotFound:
        return None


def _blocks(segment: IndexReader, field: str, term: str) -> Iterator[tuple[Sequence[int], Sequence[float]]]:
    """Yield the documents of a term and how often it stands in each, a block at a time.

    The library steps from document to document, in four calls each; its blocks hold both as lists.
    """
    matcher: Any = _matcher(segment, field, term)
    deleted = frozenset[int]()
    if isinstance(matcher, FilterMatcher) and isinstance(matcher.child, W3LeafMatcher):
        matcher, deleted = matcher.child, matcher._ids  # noqa: SLF001
    if isinstance(matcher, W3LeafMatcher):
        leaf: Any = matcher  # the library's own types know nothing of what is read later
        while leaf.is_active():
            leaf.id()  # what is asked for is read
            leaf.weight()
            ids, weights = leaf._ids, leaf._weights  # noqa: SLF001
            start = leaf._i  # noqa: SLF001
            if start or not deleted.isdisjoint(ids):
                kept = [place for place in range(start, len(ids)) if ids[place] not in deleted]
                ids, weights = [ids[place] for place in kept], [weights[place] for place in kept]
            yield ids, weights
            leaf._next_block()  # noqa: SLF001
    elif matcher is not None:  # a short list
        while matcher.is_active():
            yield (matcher.id(),), (matcher.weight(),)
            matcher.next()


def _ids(segment: IndexReader, field: str, term: str) -> Iterator[int]:
    for ids, _ in _blocks(segment, field, term):
        yield from ids


def _living(segment: IndexReader, field: str, term: str) -> int:
    """Return how many documents that are not deleted have a term."""
    if segment.has_deletions():
        return sum(1 for _ in _ids(segment, field, term))
    return int(segment.doc_frequency(field, term))


def _term_counts(segment: IndexReader, field: str, terms: Iterable[str]) -> dict[int, int]:
    """Return how often any of some terms stands in each document that has one."""
    counts: dict[int, int] = {}
    for place, term in enumerate(terms):
        for ids, weights in _blocks(segment, field, term):
            if not place:
                counts.update(zip(ids, map(int, weights), strict=True))
                continue
            for number, count in zip(ids, map(int, weights), strict=True):
                counts[number] = counts.get(number, 0) + count
    return counts


def _phrase_counts(segment: IndexReader, field: str, phrase: Phrase) -> dict[int, int]:
    """Return how often a phrase stands in each document that has it."""
    words = sorted(set(phrase.words), key=lambda word: int(segment.doc_frequency(field, word)))
    numbers = sorted(_ids(segment, field, words[0]))
    for word in words[1:]:
        if segment.doc_frequency(field, word) < _SKIP_COST * len(numbers):
            numbers = sorted(set(numbers).intersection(_ids(segment, field, word)))
    places: dict[str, dict[int, Sequence[int]]] = {}
    for word in reversed(words):
        places[word] = dict(_positions(_matcher(segment, field, word), numbers))
        numbers = list(places[word])
    counts = {}
    for number in numbers:
        runs = phrase_runs([places[word][number] for word in phrase.words], phrase.slop)
        if count := sum(1 for _ in runs):
            counts[number] = count
    return counts


def _positions(matcher: Matcher | None, numbers: Iterable[int]) -> Iterator[tuple[int, Sequence[int]]]:
    """Yield those of some ascending documents in which a term stands, and where in them."""
    leaf: Any = matcher.child if isinstance(matcher, FilterMatcher) else matcher
    wanted = sorted(numbers)  # none of them is deleted
    place = 0
    while leaf is not None and leaf.is_active() and place < len(wanted):
        if not isinstance(leaf, W3LeafMatcher):  # a short list
            if leaf.id() in wanted:
                yield leaf.id(), leaf.value_as("positions")
            leaf.next()
            continue
        if leaf.block_max_id() >= wanted[place]:
            leaf.id()  # what is asked for is read
            leaf.value()
            after = bisect_right(wanted, leaf.block_max_id())
            found = set(wanted[place:after])
            block: Any = leaf  # as above
            decode = block.format.decode_positions
            for number, value in zip(block._ids, block._values, strict=True):  # noqa: SLF001
                if number in found:
                    yield number, decode(value)
            place = after
        leaf._next_block()  # noqa: SLF001
