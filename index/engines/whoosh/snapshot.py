"""One state of the index, opened for reading: its numbers, and which documents its terms stand in."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.matching.wrappers import FilterMatcher
from whoosh.reading import TermNotFound

from index.engines import Part
from index.engines.lexicon import Lexicon
from index.engines.scoring import length_share, weight
from index.engines.whoosh.schema import NUMBERS, PART_NUMBERS, POSITION_UNIT, Places, stem_field, word_field
from index.highlight import phrase_runs
from index.query import Fuzzy, Phrase, Prefix, Wildcard, Within, Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray
    from whoosh.columns import ColumnReader
    from whoosh.matching.mcore import Matcher
    from whoosh.reading import IndexReader

    from index.engines.scoring import TextLeaf

    _Value = bytes | Sequence[int]
    """Where a term stands in a document, packed or not."""

KEPT_POSTINGS = 500_000
"""How many postings of the last leaves stay in memory, some 8 MB: a query grows word by word."""


class Postings(NamedTuple):
    """The documents in which something stands, ascending, and how often in each."""

    numbers: NDArray[np.int64]
    counts: NDArray[np.float64]


class Snapshot:
    """One generation of the index. Not for two threads at a time: the library seeks in shared files.

    A document's number counts through all segments; it means nothing to another snapshot.
    """

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader
        self._segments: list[tuple[IndexReader, int]] = [
            (segment, offset) for segment, offset in reader.leaf_readers() if segment.doc_count_all()
        ]
        self._offsets = [offset for _, offset in self._segments]
        self._kept: OrderedDict[tuple[TextLeaf, Part], Postings] = OrderedDict()
        self._kept_size = 0
        self._columns: dict[int, ColumnReader] = {}
        self._names: dict[int, str] = {}
        self._lexicons: dict[tuple[int, str], Lexicon] = {}
        self._weights: dict[TextLeaf, float] = {}

    @property
    def generation(self) -> int:
        """The number of the commit that made this state, 0 before the first."""
        return self._reader.generation() or 0

    @cached_property
    def numbers(self) -> Mapping[str, NDArray[np.int64]]:
        """The columns of facts by name, each with a number for each document; who only writes never needs them."""
        empty = np.empty(0, np.int64)
        return {
            name: np.concatenate(
                [
                    empty,
                    *(np.array(segment.column_reader(name, translate=False).load()) for segment, _ in self._segments),
                ]
            )
            for name in NUMBERS
        }

    @cached_property
    def size(self) -> int:
        """How many documents there are, deleted ones with them."""
        return sum(int(segment.doc_count_all()) for segment, _ in self._segments)

    @cached_property
    def living(self) -> NDArray[np.bool_]:
        """Which documents are not deleted."""
        living = np.ones(self.size, np.bool_)
        for segment, offset in self._segments:
            if segment.has_deletions() and (within := segment.segment()) is not None:
                living[np.array(list(within.deleted_docs()), np.int64) + offset] = False
        return living

    def mask(self, numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which of all documents are among some."""
        mask = np.zeros(self.size, np.bool_)
        mask[numbers] = True
        return mask

    def close(self) -> None:
        """Let go of the files."""
        self._reader.close()

    def _articles(self, place: int) -> ColumnReader:
        """Return the ids of a segment's articles; to open such a column takes as long as a search."""
        known = self._columns.get(place)
        if known is None:
            known = self._columns[place] = self._segments[place][0].column_reader("article", translate=False)
        return known

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
    def universe(self) -> Mapping[Part, NDArray[np.int64]]:
        """All documents of each part, ascending."""
        parts = self.numbers["part"]
        return {part: np.flatnonzero(self.living & (parts == value)) for part, value in PART_NUMBERS.items()}

    @cached_property
    def mean_length(self) -> float:
        """How many words a passage has on average; 1 when there is no word at all."""
        passages = self.universe[Part.PASSAGES]
        words = int(self.numbers["length"][passages].sum())
        return words / len(passages) if words else 1.0

    @cached_property
    def length_shares(self) -> NDArray[np.float64]:
        """What is added to the count of a leaf below BM25's line, by the number of words of the text."""
        longest = int(self.numbers["length"].max(initial=0))
        return np.array([length_share(length, self.mean_length) for length in range(longest + 1)])

    def weight(self, leaf: TextLeaf) -> float:
        """Return the most that a leaf adds to a passage's score."""
        known = self._weights.get(leaf)
        if known is None:
            known = self._weights[leaf] = weight(leaf, len(self.universe[Part.PASSAGES]), self._having)
        return known

    def _having(self, leaf: TextLeaf) -> int:
        """Return how many passages a word, a fuzzy word or a phrase of one word stands in."""
        if not isinstance(leaf, Phrase):
            return len(self.postings(leaf, Part.PASSAGES).numbers)
        field, word = word_field(Part.PASSAGES, leaf.within), leaf.words[0]
        return sum(self._living(segment, offset, field, word) for segment, offset in self._segments)

    def _living(self, segment: IndexReader, offset: int, field: str, term: str) -> int:
        """Return how many documents of a segment that are not deleted have a term."""
        parts = slice(offset, offset + int(segment.doc_count_all()))
        # Most segments have lost nothing but the document that held the position, in which no word stands.
        if not self.numbers["part"][parts][~self.living[parts]].any():
            return int(segment.doc_frequency(field, term))
        return int(np.count_nonzero(self.living[_postings(segment, field, term).numbers + offset]))

    def article(self, number: int) -> str:
        """Return the id of a document's article."""
        group = int(self.numbers["group"][number])
        name = self._names.get(group)
        if name is None:
            name = self._names[group] = self._article(number)
        return name

    def _article(self, number: int) -> str:
        place = bisect_right(self._offsets, number) - 1
        return bytes(self._articles(place)[number - self._offsets[place]]).decode()

    @cached_property
    def article_ranks(self) -> NDArray[np.int64]:
        """The place of each document's article among all articles by id; what stands between two ranks says nothing."""
        groups = self.numbers["group"]
        begins = np.flatnonzero(np.diff(groups, prepend=groups[:1] - 1))
        names = np.array([self.article(number) for number in begins.tolist()])
        ranks = np.unique(names, return_inverse=True)[1] if len(names) else names
        return np.repeat(ranks.astype(np.int64), np.diff(begins, append=len(groups)))

    def postings(self, leaf: TextLeaf, part: Part) -> Postings:
        """Return in which documents of a part a leaf stands, and how often."""
        known = self._kept.get((leaf, part))
        if known is not None:
            self._kept.move_to_end((leaf, part))
        else:
            known = _joined([Postings(numbers + offset, counts) for numbers, counts, offset in self._read(leaf, part)])
            self._kept[leaf, part] = known
            self._kept_size += len(known.numbers)
            while len(self._kept) > 1 and self._kept_size > KEPT_POSTINGS:
                self._kept_size -= len(self._kept.popitem(last=False)[1].numbers)
        return known

    def _read(self, leaf: TextLeaf, part: Part) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float64], int]]:
        """Yield the postings of each segment, with its offset."""
        field = word_field(part, leaf.within)
        for segment, offset in self._segments:
            if isinstance(leaf, Phrase):
                found = _phrase_counts(segment, field, leaf)
            elif isinstance(leaf, Word) and leaf.within is not Within.SOURCE:
                found = _term_counts(segment, stem_field(part, leaf.within), leaf.stems)
            else:
                found = _term_counts(segment, field, self._expanded(segment, offset, leaf, field))
            if segment.has_deletions():
                living = self.living[found.numbers + offset]
                found = Postings(found.numbers[living], found.counts[living])
            yield found.numbers, found.counts, offset

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


def _joined(several: Sequence[Postings]) -> Postings:
    """Return postings that come one after the other as one."""
    if len(several) == 1:
        return several[0]
    numbers = [postings.numbers for postings in several]
    counts = [postings.counts for postings in several]
    return Postings(
        np.concatenate([np.empty(0, np.int64), *numbers]), np.concatenate([np.empty(0, np.float64), *counts])
    )


def _postings(segment: IndexReader, field: str, term: str) -> Postings:
    """Return where a term stands in a segment, deleted documents with the others."""
    blocks = []
    leaf: Any = _undivided(_matcher(segment, field, term))  # the library's own types know nothing of what is read later
    while leaf is not None and leaf.is_active():
        if isinstance(leaf, W3LeafMatcher):
            numbers = _block_numbers(leaf)
            leaf.weight()  # what is asked for is read
            blocks.append(Postings(numbers, np.array(leaf._weights, np.float64)))  # noqa: SLF001
            leaf._next_block()  # noqa: SLF001
        else:  # a short list
            blocks.append(Postings(np.array([leaf.id()], np.int64), np.array([leaf.weight()], np.float64)))
            leaf.next()
    return _joined(blocks)


def _undivided(matcher: Matcher | None) -> Any:  # noqa: ANN401  (see above)
    """Return what goes through a term's documents a block at a time, deleted ones with the others.

    The library steps from document to document, in four calls each; its blocks hold them as lists.
    """
    return matcher.child if isinstance(matcher, FilterMatcher) else matcher


def _block_numbers(leaf: Any) -> NDArray[np.int64]:  # noqa: ANN401
    """Return the documents of a block: they are kept as differences, which the library adds up one by one."""
    if leaf._data is None:  # noqa: SLF001
        leaf._read_data()  # noqa: SLF001
    return np.cumsum(np.array(leaf._data[0], np.int64))  # noqa: SLF001


def _ids(segment: IndexReader, field: str, term: str) -> list[int]:
    """Return the living documents of a term."""
    numbers: list[int] = _postings(segment, field, term).numbers.tolist()
    return [number for number in numbers if not segment.is_deleted(number)]


def _term_counts(segment: IndexReader, field: str, terms: Iterable[str]) -> Postings:
    """Return how often any of some terms stands in each document that has one."""
    found = [_postings(segment, field, term) for term in terms]
    joined = _joined(found)
    if len(found) <= 1 or not len(joined.numbers):
        return joined
    counts: NDArray[np.float64] = np.bincount(joined.numbers, weights=joined.counts).astype(np.float64)
    numbers = np.flatnonzero(counts)
    return Postings(numbers, counts[numbers])


def _phrase_counts(segment: IndexReader, field: str, phrase: Phrase) -> Postings:
    """Return how often a phrase stands in each document that has it."""
    numbers: NDArray[np.int64] | None = None
    values: dict[str, dict[int, _Value]] = {}
    for word in sorted(set(phrase.words), key=lambda word: int(segment.doc_frequency(field, word))):
        values[word] = dict(_values(segment, field, word, numbers))
        numbers = np.array(list(values[word]), np.int64)
    counts = {}
    for number in numbers.tolist() if numbers is not None else ():
        runs = phrase_runs([_places(values[word][number]) for word in phrase.words], phrase.slop)
        if count := sum(1 for _ in runs):
            counts[number] = count
    return Postings(np.array(list(counts), np.int64), np.array(list(counts.values()), np.float64))


def _places(value: _Value) -> Sequence[int]:
    return Places().decode_positions(value) if isinstance(value, bytes) else value


def _values(
    segment: IndexReader, field: str, term: str, wanted: NDArray[np.int64] | None
) -> Iterator[tuple[int, _Value]]:
    """Yield the documents, of some or all ascending ones, in which a term stands, and what tells where in them."""
    block: Any = _undivided(_matcher(segment, field, term))  # as above
    among = None if wanted is None else np.zeros(segment.doc_count_all(), np.bool_)
    if among is not None:
        among[wanted] = True
    place = 0
    while block is not None and block.is_active() and (wanted is None or place < len(wanted)):
        if not isinstance(block, W3LeafMatcher):  # a short list
            if among is None or among[block.id()]:
                yield block.id(), block.value_as("positions")
            block.next()
            continue
        if wanted is None or among is None:
            yield from zip(_block_numbers(block).tolist(), _block_values(block), strict=True)
        elif block.block_max_id() >= wanted[place]:
            place = int(np.searchsorted(wanted, block.block_max_id(), "right"))
            numbers = _block_numbers(block)
            standing = np.flatnonzero(among[numbers]).tolist()
            if standing:
                block_values = _block_values(block)
                yield from ((int(numbers[one]), block_values[one]) for one in standing)
        block._next_block()  # noqa: SLF001


def _block_values(block: Any) -> Sequence[bytes]:  # noqa: ANN401
    block._read_values()  # noqa: SLF001
    values: Sequence[bytes] = block._values  # noqa: SLF001
    return values
