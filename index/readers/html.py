"""Saved web pages."""

from __future__ import annotations

import codecs
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from index.errors import ReadError
from index.readers import Fit, Found
from index.readers.languages import language_among
from index.readers.pages.blocks import html_blocks
from index.readers.pages.bodies import article_blocks
from index.readers.pages.markup import decoded_markup, has_tags, tree_of
from index.readers.pages.stated import PageStated, stated_in
from index.text import CleanText, clean, compose, has_words, sanitise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.readers import Content
    from index.readers.pages.blocks import Block

__all__ = ["READER", "html_blocks", "html_text"]

_NAMES = frozenset({".html", ".htm", ".xhtml", ".shtml", ".xht"})
_STARTS = re.compile(
    r"\s*(?:<\?xml\b[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html\b|html\b|head\b|body\b|title>|meta\s|frameset\b)",
    re.IGNORECASE | re.DOTALL,
)
_WIDE = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_SAVED = re.compile(
    r"<!--\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:)\s*(https?://[^\s<>]+)", re.IGNORECASE
)
_HEAD = 4096
_TITLE_BLOCKS = 5
"""Below so many blocks of an article nobody writes its title again; a sentence may be the same."""


def html_text(markup: bytes | str, url: str | None = None) -> CleanText:
    """Return the article of a saved page and what the page states of it, sanitised.

    Args:
        markup: The page; bytes are decoded by their marks, by what the page declares, or by what fits best.
        url: Where it was fetched, if known; the page's own canonical address goes before it.

    Returns:
        A text that is empty when the page holds no article: the caller says so.

    Raises:
        ReadError: The bytes fit no encoding. It names no file.
    """
    text = markup if isinstance(markup, str) else decoded_markup(markup, "")
    saved = _SAVED.search(text[:_HEAD])
    tree = tree_of(text)
    if tree is None:
        return CleanText("", ())
    stated = _sanitised(stated_in(tree, url or (saved[1] if saved else None)))
    blocks = _without_title(article_blocks(tree, stated.body), stated.title)
    words, passages = compose(stated.title, ((block.kind, block.text) for block in blocks))
    return CleanText(
        text=words if blocks else "",
        passages=passages if blocks else (),
        title=stated.title,
        author=stated.author,
        publisher=stated.publisher,
        published=stated.published,
        language=language_among(words, stated.language),
        url=stated.url,
        dated_by=stated.dated_by,
    )


def _sanitised(stated: PageStated) -> PageStated:
    """Return what a page states in single lines that a terminal may show; its body is sanitised as text."""
    lines = {
        name: " ".join(sanitise(value).split()) or None
        for name, value in stated._asdict().items()
        if value and name != "body"
    }
    return stated._replace(**lines)


def _without_title(blocks: list[Block], title: str | None) -> list[Block]:
    """Return the blocks without the title, where it stands once more above the text."""
    known = _letters(title or "")
    return [
        block
        for number, block in enumerate(blocks)
        if number >= _TITLE_BLOCKS or not known or _letters(block.text) != known
    ]


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


class HtmlReader:
    """Reads web pages as browsers save them."""

    def fit(self, head: bytes, name: str) -> Fit:
        """Say how well a file is known: by a tag that only a page begins with, else by its name."""
        encoding = next((encoding for mark, encoding in _WIDE.items() if head.startswith(mark)), None)
        start = (
            head.decode(encoding, "replace") if encoding else head.replace(b"\0", b"").decode("utf-8-sig", "replace")
        )
        if _STARTS.match(start):
            return Fit.CONTENT
        return Fit.NAME if PurePosixPath(name).suffix.lower() in _NAMES else Fit.NONE

    def articles(self, content: Content) -> Iterator[Found]:
        """Yield the one article of a page."""
        markup = content.read()
        text = decoded_markup(markup, content.file)
        if b"\0" in markup and not has_tags(text):
            raise ReadError(content.file, "it is binary")
        found = html_text(text, content.url) if has_tags(text) else clean(text)
        if not has_words(found.text):
            raise ReadError(content.file, "it holds no article text")
        yield Found(found)


READER = HtmlReader()
