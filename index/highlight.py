"""Query + passage -> highlights -> snippet, the same for every engine.

Locating (``Highlighter``), choosing and cutting (``snippet``) are apart: a pane shows all highlights of a
passage, a list of hits a snippet.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice
from operator import eq
from typing import TYPE_CHECKING

from index.models import Span
from index.query import And, Fuzzy, Or, Phrase, Prefix, Wildcard, Within, Word
from index.text.terms import COUNTRY_STEM, beginning, cutter, pieces, place_of_word, plain_word, stem, stretches_holding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from index.query import Node

COMPILED_QUERIES = 32
"""Queries whose highlighters are kept: those of the topics and the last few typed."""


class Highlighter:
    """One query, made ready to be found in many passages.

    Leaves under NOT and leaves about stances, mentions, sources, dates and languages highlight nothing, leaves
    within the title only in the title.
    """

    def __init__(self, root: Node) -> None:
        leaves = list(dict.fromkeys(_shown(root)))
        in_text = [leaf for leaf in leaves if leaf.within is Within.TEXT]
        in_title = [leaf for leaf in leaves if leaf.within is not Within.SOURCE]
        self._text = _Finder(in_text)
        self._title = _Finder(in_title) if len(in_title) > len(in_text) else self._text

    def spans(self, text: str, *, title: bool = False) -> tuple[Span, ...]:
        """Return the highlights of a passage, sorted, none touching another.

        Args:
            text: The passage's own text; spans are half-open character offsets into it.
            title: Whether the passage is an article's title.
        """
        return (self._title if title else self._text).in_each([text])[0]

    def spans_of(self, passages: Sequence[tuple[str, bool]]) -> list[tuple[Span, ...]]:
        """Return what ``spans`` does of each of some passages, given with whether it is a title, in one go."""
        if self._title is self._text:
            return self._text.in_each([text for text, _ in passages])
        titles = iter(self._title.in_each([text for text, title in passages if title]))
        others = iter(self._text.in_each([text for text, title in passages if not title]))
        return [next(titles if title else others) for _, title in passages]


def highlighter(root: Node) -> Highlighter:
    """Return the highlighter of a query; the last few are kept."""
    return _highlighter(root)


def highlights(root: Node, text: str, *, title: bool = False) -> tuple[Span, ...]:
    """Return what a query highlights in a text, as ``Highlighter.spans`` does."""
    return _highlighter(root).spans(text, title=title)


_highlighter = lru_cache(COMPILED_QUERIES)(Highlighter)


@dataclass(frozen=True, slots=True)
class Snippet:
    """A part of a passage, with its highlights as spans relative to ``text``.

    ``before`` and ``after`` say whether the passage goes on there, for an ellipsis to be shown.
    """

    text: str
    highlights: tuple[Span, ...]
    before: bool
    after: bool


def snippet(text: str, highlights: Sequence[Span], width: int) -> Snippet:
    """Return at most ``width`` characters of a text, where most of its highlights are.

    The first of equally good places; cut between words where there is a blank to cut at. Without
    highlights it is the beginning. A highlight that the cut goes through ends there.
    """
    if len(text) <= width:
        return Snippet(text, tuple(highlights), before=False, after=False)
    start, end = _window(text, highlights, width)
    inside = (Span(max(span.start, start), min(span.end, end)) for span in highlights if span.meets(Span(start, end)))
    moved = tuple(Span(span.start - start, span.end - start) for span in inside)
    return Snippet(text[start:end], moved, before=start > 0, after=end < len(text))


def phrase_runs(places: Sequence[Sequence[int]], slop: int) -> Iterator[tuple[int, int]]:
    """Yield (first, last) position of every occurrence of a phrase, from each first word the shortest.

    The words stand in order, with at most ``slop`` others among them, all gaps together. This one function
    decides it for highlights and for engines.

    Args:
        places: For each word of the phrase its positions, ascending.
        slop: How many other words may stand among them.
    """
    for first in places[0]:
        last = first
        for positions in places[1:]:
            following = bisect_right(positions, last)
            if following == len(positions):
                return
            last = positions[following]
        if last - first - (len(places) - 1) <= slop:
            yield first, last


def wildcard(pattern: str) -> re.Pattern[str]:
    """Return a pattern whose ``fullmatch`` is what a Wildcard's pattern matches.

    What follows a ``*`` is found at the first place where it fits and never sought again, so that the time
    does not explode on ``a*a*a*a*b``; with only ``*`` and ``?`` that finds all there is to find.
    """
    head, *parts = (re.escape(part).replace(r"\?", ".") for part in re.split(r"\*+", pattern))
    if not parts:
        return re.compile(head, re.DOTALL)
    *middle, tail = parts
    inner = "".join(f"(?>.*?{part})" for part in middle)
    return re.compile(f"{head}{inner}.*{tail}" if tail else f"{head}{inner}.*", re.DOTALL)


def within_distance(word: str, other: str, distance: int) -> bool:
    """Say whether two words are at most so many letters put in, left out or replaced apart (Levenshtein).

    Any letter may differ, the first as well; two letters swapped are two edits.
    """
    if abs(len(word) - len(other)) > distance or len(set(word) ^ set(other)) > 2 * distance:
        return False  # one edit takes out at most one letter and brings in one
    word, other = _apart(word, other)
    if max(len(word), len(other)) <= distance:
        return True
    if distance <= 1:
        return False
    row = list(range(len(other) + 1))
    for place, letter in enumerate(word, 1):
        above, row = row, [place]
        for column, against in enumerate(other, 1):
            row.append(min(above[column] + 1, row[-1] + 1, above[column - 1] + (letter != against)))
        if min(row) > distance:
            return False
    return row[-1] <= distance


def _apart(word: str, other: str) -> tuple[str, str]:
    """Return two words without what both begin with, and then without what both end with."""
    begin = 0
    for one, two in zip(word, other, strict=False):
        if one != two:
            break
        begin += 1
    word, other = word[begin:], other[begin:]
    end = 0
    for one, two in zip(reversed(word), reversed(other), strict=False):
        if one != two:
            break
        end += 1
    return (word[:-end], other[:-end]) if end else (word, other)


_NOWHERE = (sys.maxsize, sys.maxsize)
"""A place after all texts."""

COUNTRY_SURFACE = COUNTRY_STEM.lower()
"""The one word whose stem is not told by its letters alone."""

_Leaf = Word | Phrase | Prefix | Wildcard | Fuzzy


def standings(leaf: Word | Phrase | Prefix | Wildcard | Fuzzy) -> Callable[[str], Iterable[tuple[int, int]]]:
    """Return what tells where a leaf stands in a text, each time that it does."""
    return partial(_phrase_spans, leaf) if isinstance(leaf, Phrase) else _Words([leaf]).spans


def word_test(leaf: Word | Prefix | Wildcard | Fuzzy) -> Callable[[str], bool]:
    """Return what says whether a lower-cased word is one that a leaf matches; of a Word, whether it is that one."""
    match leaf:
        case Word():
            return partial(eq, leaf.surface)
        case Prefix(text, _):
            return lambda word: word.startswith(text)
        case Wildcard(pattern, _):
            expression = wildcard(pattern)
            return lambda word: expression.fullmatch(word) is not None
        case Fuzzy(text, distance, _):
            return _near(text, distance)


def _near(text: str, distance: int) -> Callable[[str], bool]:
    """Return what says whether a word is so near; most are told from it by their length."""
    shortest, longest = len(text) - distance, len(text) + distance
    return lambda word: shortest <= len(word) <= longest and within_distance(text, word, distance)


def parts_of(leaf: Word | Prefix | Wildcard | Fuzzy) -> list[str]:
    """Return parts of which each surface holds one that a leaf matches; an empty one says nothing."""
    match leaf:
        case Word(_, Within.SOURCE):
            return [leaf.surface]
        case Word():
            return [beginning(stem) for stem in leaf.stems]
        case Prefix(text, _):
            return [text]
        case Wildcard(pattern, _):
            return [max(re.split(r"[*?]+", pattern), key=len)]
        case Fuzzy(text, distance, _):
            # Of one part more than there are edits, one is untouched.
            count = distance + 1
            return [text[len(text) * n // count : len(text) * (n + 1) // count] for n in range(count)]


class _Words:
    """Where the words stand that a query seeks; each piece of text that may hold one is looked at once."""

    def __init__(self, leaves: Sequence[Word | Prefix | Wildcard | Fuzzy]) -> None:
        by_stem = [leaf for leaf in leaves if isinstance(leaf, Word) and leaf.within is not Within.SOURCE]
        self._stems = frozenset(stem for leaf in by_stem for stem in leaf.stems)
        self._tests = [word_test(leaf) for leaf in leaves if leaf not in by_stem]
        self._parts = sorted({part for leaf in leaves for part in parts_of(leaf)})
        self._known: dict[str, list[tuple[int, int]]] = {}
        self._words: dict[str, bool] = {}

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return the places of the tokens that match, in order."""
        places = []
        for place, stretch in stretches_holding(self._parts, text):
            found = self._known.get(stretch)
            if found is None:
                found = self._known[stretch] = self._matching(stretch)
            for start, end in found:
                places.append((place + start, place + end))
        return places

    def _matching(self, stretch: str) -> list[tuple[int, int]]:
        word = plain_word(stretch)
        if word is not None and word != COUNTRY_SURFACE:
            return [place_of_word(stretch)] if self._matches(word) else []
        return [
            (place + start, place + end)
            for place, piece in pieces(stretch)
            for surface, stem, start, end in cutter(piece)(piece)
            if stem in self._stems or any(test(surface) for test in self._tests)
        ]

    def _matches(self, word: str) -> bool:
        """Say whether a plain word in lower case is one of those that are sought; most are told without their stem."""
        known = self._words.get(word)
        if known is None:
            likely = any(part in word for part in self._parts)
            known = likely and (stem(word) in self._stems or any(test(word) for test in self._tests))
            self._words[word] = known
        return known


def _phrase_spans(phrase: Phrase, text: str) -> Iterator[tuple[int, int]]:
    """Yield the places of a phrase: as ``phrase_runs`` tells it, but seen from each of its first words."""
    for begin, stretch in stretches_holding(phrase.words[:1], text):
        for offset, piece in pieces(stretch):
            place = begin + offset
            for skipped, (surface, _, start, _) in enumerate(cutter(piece)(piece)):
                if surface == phrase.words[0]:
                    end = _phrase_end(phrase, islice(_tokens(text, place), skipped, None))
                    if end is not None:
                        yield place + start, end


def _phrase_end(phrase: Phrase, tokens: Iterator[tuple[str, int]]) -> int | None:
    """Return where a phrase ends that begins with the first of some tokens, None where it does not stand there."""
    sought = 0
    for surface, end in islice(tokens, len(phrase.words) + phrase.slop):
        if surface == phrase.words[sought]:
            sought += 1
            if sought == len(phrase.words):
                return end
    return None


def _tokens(text: str, start: int) -> Iterator[tuple[str, int]]:
    """Yield the surfaces from a place on, and where each ends."""
    for place, piece in pieces(text, start):
        for surface, _, _, end in cutter(piece)(piece):
            yield surface, place + end


class _Finder:
    """Where some leaves stand in texts."""

    def __init__(self, leaves: Sequence[_Leaf]) -> None:
        words = [leaf for leaf in leaves if not isinstance(leaf, Phrase)]
        self._words = _Words(words) if words else None
        self._phrases = [leaf for leaf in leaves if isinstance(leaf, Phrase)]

    def in_each(self, texts: Sequence[str]) -> list[tuple[Span, ...]]:
        """Return the highlights of each text: what many hold in common is done once for all."""
        whole = " ".join(texts)
        found = self._words.spans(whole) if self._words is not None else []
        for phrase in self._phrases:
            found += _phrase_spans(phrase, whole)
        found.sort()
        return _told_apart(found, texts)


def _shown(node: Node) -> Iterator[_Leaf]:
    """Yield the text leaves that are not under a NOT."""
    if isinstance(node, And | Or):
        for item in node.items:
            yield from _shown(item)
    elif isinstance(node, _Leaf):
        yield node


def _told_apart(spans: Sequence[tuple[int, int]], texts: Sequence[str]) -> list[tuple[Span, ...]]:
    """Return the highlights of each text, those that share or touch at a character as one.

    Args:
        spans: Sorted places in the texts, with a blank after each. What goes on in another text stands in neither: from
            its first word nothing shorter was found.
        texts: The texts.
    """
    each: list[tuple[Span, ...]] = []
    waiting = iter(spans)
    first, last = next(waiting, _NOWHERE)
    begin = 0
    for text in texts:
        limit = begin + len(text)
        found: list[Span] = []
        start = end = -1
        while first < limit:
            if last > limit:
                pass
            elif first > end:
                if end >= 0:
                    found.append(Span(start - begin, end - begin))
                start, end = first, last
            elif last > end:
                end = last
            first, last = next(waiting, _NOWHERE)
        if end >= 0:
            found.append(Span(start - begin, end - begin))
        each.append(tuple(found))
        begin = limit + 1
    return each


def _window(text: str, highlights: Sequence[Span], width: int) -> tuple[int, int]:
    """Return start and end of the best part of a text that is longer than ``width``."""
    if not highlights:
        return 0, _cut_back(text, 0, width)
    best = max(range(len(highlights)), key=lambda first: (_reached(highlights, first, width), -first))
    last = best + max(_reached(highlights, best, width), 1) - 1
    spare = width - (highlights[last].end - highlights[best].start)
    start = _cut_on(
        text, max(0, min(highlights[best].start - max(spare, 0) // 2, len(text) - width)), highlights[best].start
    )
    return start, max(_cut_back(text, start, start + width), min(highlights[last].end, start + width))


def _reached(highlights: Sequence[Span], first: int, width: int) -> int:
    """Return how many highlights from the first on end within the width."""
    limit = highlights[first].start + width
    count = 0
    for span in highlights[first:]:
        if span.end > limit:
            break
        count += 1
    return count


def _cut_on(text: str, start: int, limit: int) -> int:
    """Return the first beginning of a word from ``start`` on, but not after ``limit``."""
    if start == 0 or text[start - 1].isspace():
        return start
    while start < limit and not text[start].isspace():
        start += 1
    while start < limit and text[start].isspace():
        start += 1
    return start


def _cut_back(text: str, start: int, end: int) -> int:
    """Return the last end of a word up to ``end``, or ``end`` when one word fills it all."""
    if end >= len(text) or text[end].isspace():
        return min(end, len(text))
    place = end
    while place > start and not text[place - 1].isspace():
        place -= 1
    while place > start and text[place - 1].isspace():
        place -= 1
    return place if place > start else end
