"""Anchors: a sentence of a text, named so that it is found again when the text has changed.

How it is looked for follows what Hypothesis does with the selectors of the W3C Web Annotation Data Model: where it
was, then its words wherever they stand, then words that are nearly the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import IntEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from index.models import Span
from index.reviews.values import Anchor
from index.text import sentences, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.models import Article
    from index.text import Token

CONTEXT = 32
"""Characters before and after that an anchor keeps, as Hypothesis does."""

ALIKE = 0.75
"""How much of their words two sentences share at least when one is the other changed: twice the shared over all.

Three words in four, as Ratcliff and Obershelp count: each replaced word is missing in both.
"""

_TURNING = re.compile(r"(?:not|no|never|nor|neither|none|nobody|nothing|without|cannot|.*n['’]t|.*\d.*)\Z")
"""Words that make another statement of a sentence when they come or go: negations and numbers."""


class Found(IntEnum):
    """How a sentence was found again, the surest first."""

    IN_PLACE = 1
    UNIQUE = 2
    BY_CONTEXT = 3
    ALIKE = 4


@dataclass(frozen=True, slots=True)
class Place:
    """Where an anchor's sentence stands in a text, and how it was found."""

    span: Span
    found: Found


def anchor_of(article: Article, span: Span) -> Anchor:
    """Return the anchor of a span of an article; the span is not empty."""
    text = article.text
    return Anchor(
        article=article.id,
        file=article.file,
        member=article.member,
        sha256=digest_of(text),
        start=span.start,
        end=span.end,
        exact=span.of(text),
        prefix=text[max(span.start - CONTEXT, 0) : span.start],
        suffix=text[span.end : span.end + CONTEXT],
    )


def digest_of(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, as anchors name it."""
    return sha256(text.encode(errors="surrogatepass")).hexdigest()


def find(anchor: Anchor, article: Article) -> Place | None:
    """Return where an anchor's sentence stands in an article now, or None when it is not there any more.

    In this order: the words where they were; the words where they stand once; of several places with the words the one
    whose surroundings are most alike, then the nearest; a sentence that shares ``ALIKE`` of the words in
    their order, the most alike, unless a negation or a number came, went or changed.
    """
    text, exact = article.text, anchor.exact
    if text[anchor.start : anchor.end] == exact:
        return Place(Span(anchor.start, anchor.end), Found.IN_PLACE)
    starts = list(_starts(text, exact))
    if len(starts) == 1:
        return Place(Span(starts[0], starts[0] + len(exact)), Found.UNIQUE)
    if starts:
        best = max(starts, key=lambda start: _surroundings(anchor, text, Span(start, start + len(exact))))
        return Place(Span(best, best + len(exact)), Found.BY_CONTEXT)
    span = _most_alike(anchor, article)
    return Place(span, Found.ALIKE) if span else None


def _starts(text: str, words: str) -> Iterator[int]:
    start = text.find(words)
    while start >= 0:
        yield start
        start = text.find(words, start + 1)


def _surroundings(anchor: Anchor, text: str, span: Span) -> tuple[float, int]:
    """Return how much the text around a span is like the text around the anchor, then how near the span is."""
    before = text[max(span.start - CONTEXT, 0) : span.start]
    after = text[span.end : span.end + CONTEXT]
    alike = _ratio(anchor.prefix, before) + _ratio(anchor.suffix, after)
    return alike, -abs(span.start - anchor.start)


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _most_alike(anchor: Anchor, article: Article) -> Span | None:
    quote = [token.surface for token in tokens(anchor.exact)]
    text = article.text
    matcher: SequenceMatcher[str] = SequenceMatcher(autojunk=False)
    matcher.set_seq2(quote)
    best: tuple[float, tuple[float, int], Span] | None = None
    for passage in article.passages:
        for sentence in sentences(text, passage.span):
            words = tokens(sentence.of(text))
            part = _part_alike(matcher, quote, words)
            if part is None:
                continue
            ratio, first, last = part
            span = _whole(text, sentence, words, first, last)
            ranked = (ratio, _surroundings(anchor, text, span), span)
            if best is None or ranked > best:
                best = ranked
    return best[2] if best else None


def _part_alike(
    matcher: SequenceMatcher[str], quote: Sequence[str], words: Sequence[Token]
) -> tuple[float, int, int] | None:
    """Return how alike the part of a sentence is that is most like the quote, with its first and last word."""
    said = [word.surface for word in words]
    matcher.set_seq1(said)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    if not blocks:
        return None
    # As many words at either end as the quote has there may stand for words that were replaced.
    first = max(blocks[0].a - blocks[0].b, 0)
    last = min(blocks[-1].a + blocks[-1].size - 1 + len(quote) - blocks[-1].b - blocks[-1].size, len(said) - 1)
    shared = sum(block.size for block in blocks)
    ratio = 2 * shared / (len(quote) + last - first + 1)
    if ratio < ALIKE or _turning(quote) != _turning(said[first : last + 1]):
        return None
    return ratio, first, last


def _turning(words: Sequence[str]) -> list[str]:
    return [word for word in words if _TURNING.match(word)]


def _whole(text: str, sentence: Span, words: Sequence[Token], first: int, last: int) -> Span:
    """Return the span of some words of a sentence, with the marks at its ends where these words are its ends."""
    start = sentence.start if first == 0 else sentence.start + words[first].span.start
    end = sentence.end if last == len(words) - 1 else sentence.start + words[last].span.end
    while start < end and text[start].isspace():
        start += 1
    return Span(start, end)
