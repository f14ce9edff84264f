"""A tree -> its headings and paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from index.models import PassageKind
from index.readers.pages.markup import tree_of
from index.readers.pages.pruning import is_hidden
from index.text.lines import SENTENCE_WORDS, is_prose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "head"})
_ROWS = frozenset({"tr", "row"})
_CELLS = frozenset({"td", "th", "cell"})
_LINKS = frozenset({"a", "ref"})
_BREAKS = frozenset({"br", "lb"})
_BLOCKS = (
    _HEADINGS
    | _ROWS
    | _CELLS
    | frozenset(
        "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure "
        "footer form header hr html item legend li list main menu nav ol p pre quote section summary table tbody "
        "tfoot thead ul".split()
    )
)
_UNREAD = frozenset(
    "script style title template noscript svg math iframe object embed applet canvas audio video map "
    "button select input textarea datalist noembed noframes".split()
)
_BLANKS = re.compile(r"\s+")
_GAP = re.compile(r"[^\S\n]*\n[^\S\n]*\n\s*")

VALUE_LENGTH = 160
"""A table of values has no cell with more characters; what has is there for the layout."""

LINKED = 0.8
"""A short block of which more stands in links leads elsewhere and says nothing itself."""


class Block(NamedTuple):
    """A heading or paragraph in one line, and how much of it stands in links, from 0 to 1."""

    kind: PassageKind
    text: str
    linked: float = 0.0


def html_blocks(fragment: str) -> list[tuple[PassageKind, str]]:
    """Return the headings and paragraphs of a fragment, such as the HTML of a mail or of a feed's entry, in order.

    Everything that is meant to be read stays, whatever it says: items of lists and quotations are paragraphs, and so
    are the rows of a table of values, with `` | `` between two cells. Left out are scripts, forms, parts that are
    hidden from readers, and lines that consist of links and say no sentence. An empty list means that nothing is left.
    """
    tree = tree_of(f"<div>{fragment}</div>")
    if tree is None:
        return []
    for element in [element for element in tree.iterdescendants() if element.tag != "body" and is_hidden(element)]:
        element.drop_tree()
    return [(block.kind, block.text) for block in blocks_in(tree) if not leads_elsewhere(block)]


def leads_elsewhere(block: Block) -> bool:
    """Say whether a block is made of links and is neither a heading nor a sentence."""
    return block.kind is PassageKind.PARAGRAPH and block.linked >= LINKED and not is_prose(block.text, SENTENCE_WORDS)


def blocks_in(tree: _Element) -> Iterator[Block]:
    """Yield the blocks of a tree, of HTML or of what trafilatura makes of it, in order."""
    from lxml.etree import iterwalk

    gathered = _Gathered()
    walk = iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if event == "start":
            if tag in _UNREAD:
                walk.skip_subtree()
                continue
            yield from gathered.enter(element)
            if tag in _ROWS and _is_of_values(element):
                gathered.add(" | ".join(filter(None, map(_text_of, element))))
                walk.skip_subtree()
            else:
                gathered.add(element.text)
        else:
            yield from gathered.leave(element)
            if element is not tree:
                gathered.add(element.tail)
    yield from gathered.cut()


@dataclass(slots=True)
class _Gathered:
    """The words since the last block ended, and where they stand."""

    parts: list[str] = field(default_factory=list)
    linked: int = 0
    headings: int = 0
    links: int = 0
    preformatted: int = 0

    def add(self, text: str | None) -> None:
        if not text:
            return
        self.parts.append(text if self.preformatted else _BLANKS.sub(" ", text))
        if self.links:
            self.linked += len(text.strip())

    def enter(self, element: _Element) -> Iterator[Block]:
        tag = element.tag
        if tag in _BLOCKS:
            yield from self.cut()
            self.headings += tag in _HEADINGS and not _is_page_head(element)
            self.preformatted += tag == "pre"
        elif tag in _BREAKS:
            self.parts.append("\n")
        elif tag in _LINKS:
            self.links += 1

    def leave(self, element: _Element) -> Iterator[Block]:
        tag = element.tag
        if tag in _BLOCKS:
            yield from self.cut()
            self.headings -= tag in _HEADINGS and not _is_page_head(element)
            self.preformatted -= tag == "pre"
        elif tag in _LINKS:
            self.links -= 1

    def cut(self) -> Iterator[Block]:
        """Yield what was gathered: a heading as one block, else a block between two empty lines."""
        text = "".join(self.parts)
        written = sum(len(part.strip()) for part in self.parts)
        linked = min(self.linked / written, 1.0) if written else 0.0
        self.parts.clear()
        self.linked = 0
        kind = PassageKind.HEADING if self.headings else PassageKind.PARAGRAPH
        for part in [text] if self.headings else _GAP.split(text):
            if words := " ".join(part.split()):
                yield Block(kind, words, linked)


def _is_page_head(element: _Element) -> bool:
    """Say whether it is the head of a page and not what trafilatura calls a heading."""
    parent = element.getparent()
    return element.tag == "head" and parent is not None and parent.tag == "html"


def _is_of_values(row: _Element) -> bool:
    """Say whether a row belongs to a table of values and not to the layout of a page."""
    cells = [cell for cell in row if cell.tag in _CELLS]
    if len(cells) < 2 or sum(1 for cell in row.iter() if cell.tag in _BLOCKS) > 2 * len(cells) + 1:  # noqa: PLR2004
        return False
    texts = [_text_of(cell) for cell in cells]
    return sum(map(bool, texts)) > 1 and max(map(len, texts)) <= VALUE_LENGTH


def _text_of(element: _Element) -> str:
    return " ".join(" ".join(str(text) for text in element.itertext()).split())
