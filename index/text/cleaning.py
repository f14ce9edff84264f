"""What stands in a file -> the article in it: title, headings and every sentence, without the page around it.

The rules know news pages in general and no site, no article and no person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from index.models import PassageKind
from index.text.chrome import is_chrome, starts_links
from index.text.composing import CleanText, compose_sanitised, flat
from index.text.layout import Block, blocks_of
from index.text.lines import (
    PROSE_WORDS,
    SENTENCE_WORDS,
    content_stems,
    is_prose,
    is_terminated,
    looks_like_heading,
    word_count,
)
from index.text.markdown import is_markdown, markdown_blocks
from index.text.sanitising import sanitise
from index.text.stated import Stated, is_desk, publisher_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TITLE_STEMS = 4
"""A line that says less is no title while other lines stand beside it."""

TITLE_LINES = 8
"""The title is among so many lines of the page's head."""

MET_AGAIN = 0.5
"""The share of a title's words that the article takes up again."""

SAME_TITLE = 0.6
"""Two lines that share so much of the shorter one are the same title."""

LIST_LINES = 3
"""So many short lines in a row are a list and no headings."""


class Declared(NamedTuple):
    """What a file declares of its text beside it; None for what it does not, ``published`` an ISO date."""

    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: str | None = None


def clean(raw: str, *, markdown: bool | None = None) -> CleanText:
    """Return the article in a plain or Markdown text, sanitised; None for ``markdown`` means: look.

    All sentences are kept and the page around them is not. Fields are None unless the text states them. A text
    without a word gives an empty ``text`` and no passages.
    """
    text = sanitise(raw)
    stated = Stated()
    if is_markdown(text) if markdown is None else markdown:
        return _article(markdown_blocks(text, stated), stated)
    return _article(blocks_of(text), stated)


def paragraphs(text: str) -> list[tuple[PassageKind, str]]:
    """Return all paragraphs and headings of a plain text that holds nothing but the article, sanitised, in order."""
    return _with_kinds(blocks_of(sanitise(text)))


def _article(blocks: list[Block], stated: Stated) -> CleanText:
    start = _header_end(blocks)
    end = _tail_start(blocks, start)
    header = _read_header(blocks[:start], blocks[start:], stated)
    body = _without_links(blocks[start:end])
    tail = _read_tail(blocks[end:], stated)
    passages = _with_kinds([*header, *body, *tail])
    text, cut = compose_sanitised(stated.title, passages)
    return CleanText(
        text=text,
        passages=cut,
        title=stated.title,
        author=stated.author,
        publisher=stated.publisher,
        published=stated.published,
        language=stated.language,
        url=stated.url,
        dated_by=stated.published and "text",
    )


def clean_blocks(blocks: Iterable[Block], declared: Declared) -> CleanText:
    """Return the article in blocks whose kinds markup tells: all are kept, since no page stands around them.

    The title is the first block of that kind, unless the declared one is met in another; a declared title that nothing
    takes up is believed only where no line can be one. What the lines before the first sentence say of the author and
    the date goes before what is declared.
    """
    kept = [Block(text, block.kind) for block in blocks if (text := flat(sanitise(block.text)))]
    start = _header_end(kept)
    stated = Stated()
    body = set().union(*(content_stems(block.text) for block in kept[start:]))
    lines = []
    for place, block in enumerate(kept[:start]):
        if block.kind is not PassageKind.TITLE and (
            stated.take(block.text) or _takes_publisher(block.text, body, stated)
        ):
            kept[place] = Block(block.text, PassageKind.PARAGRAPH)
        else:
            lines.append(block)
    title = _shown_title(kept, lines, body, declared.title)
    passages = _with_kinds([block for block in kept if block is not title])
    name = title.text if title else stated.title or declared.title
    text, cut = compose_sanitised(name and sanitise(name), passages)
    return CleanText(
        text=text,
        passages=cut,
        title=flat(sanitise(name)) if name else None,
        author=stated.author or declared.author,
        publisher=stated.publisher or declared.publisher,
        published=stated.published or declared.published,
        language=stated.language,
        url=stated.url,
        dated_by="text" if stated.published else declared.published and "document",
    )


def _shown_title(blocks: list[Block], lines: list[Block], body: set[str], declared: str | None) -> Block | None:
    """Return the block that is the title, or None when none of them is."""
    if declared:
        for block in lines:
            if block.kind is not PassageKind.PARAGRAPH and _same(block.text, declared):
                return block
    for block in blocks:
        if block.kind is PassageKind.TITLE:
            return block
    place = _title_place(lines, body, Stated())
    return None if place is None else lines[place]


def _header_end(blocks: list[Block]) -> int:
    """Return the number of blocks before the article speaks for the first time."""
    for words in (PROSE_WORDS, SENTENCE_WORDS):
        for number, block in enumerate(blocks):
            if is_prose(block.text, words) and not is_chrome(block.text, edge=True):
                return number
    return min(len(blocks), 1)


def _tail_start(blocks: list[Block], start: int) -> int:
    """Return the number of the first block behind the last sentence."""
    for number in range(len(blocks) - 1, start - 1, -1):
        text = blocks[number].text
        if is_terminated(text) and not is_chrome(text, edge=True):
            return number + 1
    return len(blocks)


def _read_header(header: list[Block], rest: Sequence[Block], stated: Stated) -> list[Block]:
    """Take what the lines before the first sentence state, and return those that are the article's own."""
    body = set().union(*(content_stems(block.text) for block in rest))
    lines = []
    for block in header:
        if block.kind is not PassageKind.TITLE and (
            stated.take(block.text) or _takes_publisher(block.text, body, stated)
        ):
            continue
        if not is_chrome(block.text, edge=block.kind is None) and not (block.kind is None and is_desk(block.text)):
            lines.append(block)
    place = _title_place(lines, body, stated)
    if place is None:
        return [line for line in lines if not (stated.title and _same(line.text, stated.title))]
    stated.title = lines[place].text
    kept = [line for line in lines[:place] if line.kind is PassageKind.PARAGRAPH]
    return kept + [line for line in lines[place + 1 :] if _belongs(line, stated.title, body)]


def _takes_publisher(line: str, body: set[str], stated: Stated) -> bool:
    name = publisher_of(line, body)
    if name is None:
        return False
    stated.publisher = stated.publisher or name
    return True


def _title_place(lines: list[Block], body: set[str], stated: Stated) -> int | None:
    """Return which header line is the title, or None when none is or it is known already."""
    if stated.title:
        return None
    for number, line in enumerate(lines):
        if line.kind is PassageKind.TITLE:
            return number
    candidates = [number for number, line in enumerate(lines[:TITLE_LINES]) if _may_be_title(line)]
    for number in candidates:
        stems = content_stems(lines[number].text)
        if len(stems) >= TITLE_STEMS and _is_met(stems, body):
            return number
    if not candidates or candidates[0] > 0:
        return None
    stems = content_stems(lines[0].text)
    alone = len(candidates) == 1 and len(lines[0].text.split()) > 1
    return 0 if alone or len(stems) >= TITLE_STEMS or (len(stems) > 1 and _is_met(stems, body)) else None


def _is_met(stems: set[str], body: set[str]) -> bool:
    """Say whether the article takes up what a line is about."""
    return len(stems & body) >= MET_AGAIN * len(stems) > 0


def _may_be_title(line: Block) -> bool:
    if sum(word[0].isdigit() for word in line.text.split()) * 3 > len(line.text.split()):
        return False  # a row of a table
    return line.kind is not PassageKind.PARAGRAPH and (
        line.kind is PassageKind.HEADING or looks_like_heading(line.text)
    )


def _belongs(line: Block, title: str, body: set[str]) -> bool:
    """Say whether a line between the title and the first sentence is the article's."""
    if line.kind is PassageKind.PARAGRAPH or _is_text(line.text):
        return True
    if _same(line.text, title):
        return False
    stems = content_stems(line.text)
    return len(stems) >= TITLE_STEMS or _is_met(stems, body)


def _is_text(line: str) -> bool:
    """Say whether a line of the head is the article's beyond doubt: a sentence, much text or a row of numbers."""
    if is_terminated(line) or any(character.isdigit() for character in line):
        return True
    return not looks_like_heading(line) and word_count(line) >= SENTENCE_WORDS


def _same(line: str, title: str) -> bool:
    one, other = content_stems(line), content_stems(title)
    return len(one & other) >= SAME_TITLE * min(len(one), len(other)) > 0


def _without_links(blocks: list[Block]) -> list[Block]:
    """Return the blocks without chrome, and without lists of links to other articles."""
    kept: list[Block] = []
    in_links = False
    for block in blocks:
        if starts_links(block.text):
            in_links = True
        elif in_links and block.kind is not PassageKind.HEADING and not is_prose(block.text, SENTENCE_WORDS):
            continue
        elif not is_chrome(block.text, edge=False):
            in_links = False
            if not (kept and kept[-1].text == block.text and not is_terminated(block.text)):
                kept.append(block)  # the title of a film is often printed twice
    return kept


def _read_tail(tail: list[Block], stated: Stated) -> list[Block]:
    """Take what the lines behind the last sentence state; what else is no chrome is kept as text."""
    kept = []
    for block in tail:
        if starts_links(block.text):
            break
        stated.take_copyright(block.text)
        if not is_chrome(block.text, edge=True) and not stated.take(block.text):
            kept.append(Block(block.text, block.kind or PassageKind.PARAGRAPH))
    return kept


def _with_kinds(blocks: list[Block]) -> list[tuple[PassageKind, str]]:
    """Return the blocks with their kinds: a heading is a short line, or the second of two, above a paragraph."""
    kinds = [_known(block.kind) for block in blocks]
    run: list[int] = []  # short lines that stand directly one below the other
    for number, block in enumerate(blocks):
        if block.kind is None and looks_like_heading(block.text):
            run.append(number)
            continue
        if len(run) < LIST_LINES:
            for place in run:
                kinds[place] = PassageKind.HEADING
        run = []
    return [(kind, block.text) for kind, block in zip(kinds, blocks, strict=True)]


def _known(kind: PassageKind | None) -> PassageKind:
    return PassageKind.HEADING if kind in {PassageKind.TITLE, PassageKind.HEADING} else PassageKind.PARAGRAPH
