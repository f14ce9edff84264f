"""A page -> the blocks of its article, without the page around it.

Two extractors that know nothing of one another read the page: trafilatura, which seldom misses a paragraph, and a
readability, which seldom takes one too many. Where the article begins and ends is what both say; what stands in between
is what trafilatura found. One that would leave out half of what the other found has lost its way and has no vote.
"""

from __future__ import annotations

import re
from copy import deepcopy
from functools import cache
from typing import TYPE_CHECKING

from index.models import PassageKind
from index.readers.pages.blocks import Block, blocks_in, html_blocks, leads_elsewhere
from index.readers.pages.markup import has_tags, tree_of
from index.readers.pages.pruning import drop_chrome
from index.text.chrome import is_chrome
from index.text.lines import SENTENCE_WORDS, word_count

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.html import HtmlElement

RUN = 4
"""Words in a row that two texts share."""

SHARED = 0.5
"""A block is in another text when so many of its runs are."""

LEAST_KEPT = 0.55
"""An extractor that keeps less of what the other found has no vote."""

MUCH_LONGER = 2.0
"""JSON-LD that holds so many times the text of the page is the article, and the page shows a part of it."""

LEAST = 200
"""Characters that an article has in JSON-LD; less is a summary."""

LARGEST = 10_000
"""Elements of a page that extractors read; their time grows faster than the page, and larger ones are read whole."""

LONGEST = 2_000_000
"""Characters of the same."""

_CODE = frozenset({"script", "style"})
_WORD = re.compile(r"\w+")
_LINES = re.compile(r"\s*[\r\n]+\s*")


def article_blocks(tree: HtmlElement, linked: str | None = None) -> list[Block]:
    """Return the headings and paragraphs of a page's article, in order; empty when it has none.

    Args:
        tree: The page; it is left as it is.
        linked: The article as the page's JSON-LD gives it.
    """
    if _is_large(tree):
        return _article(list(blocks_in(tree)))
    pruned = deepcopy(tree)
    chrome = _Known(block.text for element in drop_chrome(pruned) for block in blocks_in(element))
    body = _body_blocks(linked)
    if not any(block.kind is PassageKind.PARAGRAPH and not leads_elsewhere(block) for block in blocks_in(pruned)):
        return body
    whole = _extracted(tree)
    readable = _readable(pruned)
    if _length(body) > max(MUCH_LONGER * max(_length(whole), _length(readable)), LEAST):
        return body
    if not whole:
        return _article(readable)
    begin, end = _voted(whole, (readable, body))
    kept = [block for block in whole[begin:end] if not chrome.has(block)]
    return _article(kept if _length(kept) >= LEAST_KEPT * _length(whole[begin:end]) else whole[begin:end])


class _Known:
    """Texts by their words, so that a block can be looked for in them."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._runs: set[tuple[str, ...]] = set()
        self._short: set[tuple[str, ...]] = set()
        for text in texts:
            words = _words(text)
            self._runs.update(_runs(words))
            if len(words) < RUN:
                self._short.add(tuple(words))

    def has(self, block: Block) -> bool:
        words = _words(block.text)
        if len(words) < RUN:
            return tuple(words) in self._short
        runs = _runs(words)
        return sum(run in self._runs for run in runs) >= SHARED * len(runs)


def _is_large(tree: HtmlElement) -> bool:
    characters = 0
    for number, element in enumerate(tree.iter()):
        if element.tag not in _CODE:
            characters += len(element.text or "")
        characters += len(element.tail or "")
        if number >= LARGEST or characters > LONGEST:
            return True
    return False


def _extracted(tree: HtmlElement) -> list[Block]:
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    _hush()
    found = bare_extraction(deepcopy(tree), fast=True, include_comments=False, include_links=True)
    return list(blocks_in(found.body)) if isinstance(found, Document) and found.body is not None else []


@cache
def _hush() -> None:
    """Keep trafilatura from telling standard error what it makes of a page: a page without text is no fault."""
    import logging

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def _readable(tree: HtmlElement) -> list[Block]:
    """Return what readability takes for the article; ``tree`` is used up."""
    from trafilatura.readability_lxml import Document

    article = tree_of(Document(tree, min_text_length=25).summary())
    return [] if article is None else list(blocks_in(article))


def _body_blocks(linked: str | None) -> list[Block]:
    if not linked:
        return []
    if has_tags(linked):
        return [Block(kind, text) for kind, text in html_blocks(linked)]
    return [Block(PassageKind.PARAGRAPH, text) for line in _LINES.split(linked) if (text := " ".join(line.split()))]


def _voted(blocks: Sequence[Block], others: Iterable[Sequence[Block]]) -> tuple[int, int]:
    """Return the half-open range of blocks that all say who have a vote."""
    begin, end = 0, len(blocks)
    for other in others:
        known = _Known(block.text for block in other)
        shared = [known.has(block) for block in blocks]
        prose = [number for number, block in enumerate(blocks) if shared[number] and _is_long(block)]
        if not prose:
            continue
        first, last = prose[0], prose[-1] + 1
        while first and shared[first - 1]:
            first -= 1
        while last < len(blocks) and shared[last]:
            last += 1
        if _length(blocks[first:last]) >= LEAST_KEPT * _length(blocks):
            begin, end = max(begin, first), min(end, last)
    return begin, end


def _article(blocks: list[Block]) -> list[Block]:
    """Return the blocks without links to elsewhere, lines of the page at both ends, and headings of nothing."""
    kept = [block for block in blocks if not leads_elsewhere(block) and not is_chrome(block.text, edge=False)]
    while kept and (kept[-1].kind is PassageKind.HEADING or is_chrome(kept[-1].text, edge=True)):
        kept.pop()
    while kept and is_chrome(kept[0].text, edge=True):
        kept.pop(0)
    return kept


def _is_long(block: Block) -> bool:
    return word_count(block.text) >= SENTENCE_WORDS


def _length(blocks: Iterable[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _runs(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)]
