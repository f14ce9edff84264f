"""One article -> what claims are made of: the sentences that may enter one, with all that each of them tells.

Nothing of it depends on another article, so that it is worked out once for a text and kept; the library's stage
reads no text again.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from index.analysis.countries import MentionKind, find_mentions
from index.analysis.decisions import find_decision, may_decide
from index.analysis.likeness import words_of
from index.analysis.quantities import Quantity, find_quantities
from index.analysis.runs import runs_of
from index.analysis.statements import (
    Binding,
    Signing,
    find_attendance,
    find_binding,
    find_signing,
    find_untold,
    may_state,
)
from index.models import PassageKind, Span
from index.text import sentences

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from index.analysis.countries import Mention
    from index.models import Article, Passage

VERSION = 1
"""Raised with every change of what is read from a sentence; extracts are kept by it."""

_OPENING = 600
"""Characters of an article's start, which tells what it is about, beside the sentences looked at."""

_NAME = re.compile(r"\b[A-Z][\w’'-]+")
_SMALL_WORD = re.compile(r"\b[a-z]{2,}\b")
_NUMBER = re.compile(r"\d[\d,./-]*")
_SENTENCE = 8
"""Words in small letters that a sentence holds, and two for each number; a row of a table holds fewer."""

_NAMED = frozenset({MentionKind.NAME, MentionKind.DEMONYM, MentionKind.CAPITAL})


class Attended(NamedTuple):
    """How many came to a meeting: the place of the count among the sentence's, and the meeting's names, sorted."""

    quantity: int
    places: tuple[str, ...]


class Decided(NamedTuple):
    """Whether something is settled, see ``decisions``; ``words`` say so, and ``who`` is named before them, sorted."""

    is_settled: bool
    is_firm: bool
    words: str
    who: tuple[str, ...]


class Signed(NamedTuple):
    """That a document was signed: the stem of what it is, and the codes of those who are named as its signers."""

    document: str
    signers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """What one sentence tells.

    ``span`` is in the article's text, the spans within ``quantities`` count from the sentence's start, and ``counts``
    are their words. ``words`` are what the sentence is about, as ``likeness.words_of`` gives them, joined by blanks.
    ``names`` are its names and country codes, sorted; its first word is none. ``is_prose`` tells it from a table's row.
    """

    passage: int
    span: Span
    words: str
    names: tuple[str, ...] = ()
    is_prose: bool = True
    quantities: tuple[Quantity, ...] = ()
    counts: tuple[str, ...] = ()
    attended: tuple[Attended, ...] = ()
    signed: Signed | None = None
    untold: tuple[str, ...] | None = None
    binding: Binding | None = None
    decided: Decided | None = None

    @property
    def countries(self) -> tuple[str, ...]:
        """The codes of the countries that it names, in order."""
        return tuple(word[1:] for word in self.words.split() if word[0] == "=")

    @property
    def says_something(self) -> bool:
        """Whether it tells anything that another sentence may tell otherwise."""
        return bool(self.quantities or self.signed or self.untold is not None or self.binding or self.decided)


@dataclass(frozen=True, slots=True)
class Extract:
    """What one article tells.

    ``opening`` are the words of its start, as ``Sentence.words``; ``first`` is the passage and place of its first
    sentence of prose; ``runs`` are its runs of words, see ``runs.runs_of``.
    """

    opening: str = ""
    first: tuple[int, Span] | None = None
    sentences: tuple[Sentence, ...] = ()
    runs: bytes = b""


def extract(article: Article, cues: Collection[int]) -> Extract:
    """Return what an article tells.

    Its sentences are those that hold one of the ``cues`` (offsets into its text where a stance may stand), and those
    whose words hint at a number, a signature, a decision or another statement.
    """
    opening = article.text[:_OPENING]
    return Extract(
        opening=" ".join(words_of(opening, find_mentions(opening))),
        first=_first(article),
        sentences=tuple(_sentences(article, cues)),
        runs=runs_of(article.text),
    )


def _first(article: Article) -> tuple[int, Span] | None:
    for passage in article.passages:
        if passage.kind is PassageKind.PARAGRAPH:
            span = next(iter(sentences(article.text, passage.span)), None)
            return (passage.number, span) if span else None
    return None


def _sentences(article: Article, cues: Collection[int]) -> Iterator[Sentence]:
    for passage in article.passages:
        held = [cue for cue in cues if passage.span.start <= cue < passage.span.end]
        words = passage.span.of(article.text)
        if not held and not may_state(words) and not may_decide(words):
            continue
        for span in sentences(article.text, passage.span):
            text = span.of(article.text)
            if any(span.start <= cue < span.end for cue in held) or may_state(text) or may_decide(text):
                yield _sentence(passage, span, text)


def _sentence(passage: Passage, span: Span, text: str) -> Sentence:
    mentions = find_mentions(text)
    quantities = find_quantities(text)
    binding, signing = find_binding(text), find_signing(text)
    names = {word.group() for word in _NAME.finditer(text) if word.start()} | {m.code for m in mentions}
    return Sentence(
        passage=passage.number,
        span=span,
        words=" ".join(words_of(text, mentions)),
        names=tuple(sorted(names)),
        is_prose=len(_SMALL_WORD.findall(text)) >= max(_SENTENCE, 2 * len(_NUMBER.findall(text))),
        quantities=quantities,
        counts=tuple(quantity.span.of(text) for quantity in quantities),
        attended=tuple(
            Attended(quantities.index(found.quantity), tuple(sorted(found.places)))
            for found in find_attendance(text, quantities)
        ),
        signed=_signed(signing, mentions) if signing else None,
        untold=find_untold(text),
        binding=binding,
        decided=_decided(text, mentions),
    )


def _signed(signing: Signing, mentions: Sequence[Mention]) -> Signed:
    signers = signing.signers
    if signers is None:
        return Signed(signing.document, ())
    codes = {mention.code for mention in mentions if mention.kind in _NAMED and signers.holds(mention.span)}
    return Signed(signing.document, tuple(sorted(codes)))


def _decided(text: str, mentions: Sequence[Mention]) -> Decided | None:
    decision = find_decision(text)
    if decision is None:
        return None
    who = {mention.code for mention in mentions if mention.span.end <= decision.span.start}
    return Decided(decision.is_settled, decision.is_firm, decision.span.of(text), tuple(sorted(who)))


def pack(told: Extract) -> str:
    """Return an extract without its runs as one line of JSON; equal extracts give equal text."""
    first = None if told.first is None else [told.first[0], told.first[1].start, told.first[1].end]
    return json.dumps(
        [told.opening, first, [_row(s) for s in told.sentences]], ensure_ascii=False, separators=(",", ":")
    )


def _row(sentence: Sentence) -> list[object]:
    counted = zip(sentence.quantities, sentence.counts, strict=True)
    always: list[object] = [
        sentence.passage,
        sentence.span.start,
        sentence.span.end,
        sentence.words,
        sentence.names,
        int(sentence.is_prose),
    ]
    facts: list[object] = [
        tuple([q.span.start, q.span.end, q.low, q.high, q.unit, words] for q, words in counted),
        sentence.attended,
        sentence.signed,
        sentence.untold,
        sentence.binding and [sentence.binding.binds, sorted(sentence.binding.what)],
        sentence.decided,
    ]
    while facts and facts[-1] in (None, ()):
        facts.pop()
    return always + facts


def unpack(text: str, runs: bytes) -> Extract:
    """Return the extract that ``pack`` wrote, with its runs.

    Raises:
        ValueError: The text is not what ``pack`` writes.
    """
    opening, first, rows = json.loads(text)
    return Extract(
        opening,
        None if first is None else (first[0], Span(first[1], first[2])),
        tuple(_unpacked(row) for row in rows),
        runs,
    )


_NOTHING: tuple[Any, ...] = ((), (), None, None, None, None)
"""What the fields after those that a packed sentence has at least hold, where they are left out."""


def _unpacked(row: Sequence[Any]) -> Sentence:
    passage, start, end, words, names, is_prose, *facts = row
    counted, attended, signed, untold, binding, decided = *facts, *_NOTHING[len(facts) :]
    return Sentence(
        passage=passage,
        span=Span(start, end),
        words=words,
        names=tuple(names),
        is_prose=bool(is_prose),
        quantities=tuple(Quantity(Span(q[0], q[1]), q[2], q[3], q[4]) for q in counted),
        counts=tuple(q[5] for q in counted),
        attended=tuple(Attended(quantity, tuple(places)) for quantity, places in attended),
        signed=Signed(signed[0], tuple(signed[1])) if signed else None,
        untold=None if untold is None else tuple(untold),
        binding=Binding(bool(binding[0]), frozenset(binding[1])) if binding else None,
        decided=Decided(decided[0], decided[1], decided[2], tuple(decided[3])) if decided else None,
    )
