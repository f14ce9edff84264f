"""Markdown -> blocks: headings, paragraphs, list items, quotes; and what the front matter states."""

from __future__ import annotations

import re
import tomllib
from html import unescape
from typing import TYPE_CHECKING

from index.models import PassageKind
from index.text.composing import flat
from index.text.dates import iso_date
from index.text.layout import Block
from index.text.sanitising import sanitise
from index.text.stated import language_code

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markdown_it import MarkdownIt
    from markdown_it.token import Token as MarkdownToken

    from index.text.stated import Stated

_FRONT = re.compile(r"\A(?P<fence>---|\+\+\+)[ \t]*\n(?P<body>.*?)\n(?P=fence)[ \t]*(?:\n|\Z)", re.DOTALL)
_FRONT_LINE = re.compile(r"^\w[\w-]*\s*[:=]", re.MULTILINE)
_FRONT_PAIR = re.compile(
    r"^(?P<key>\w[\w-]*)\s*:[ \t]*(?P<value>.*)(?P<below>(?:\n[ \t]*- .*|\n[ \t]+\S.*)*)", re.MULTILINE
)
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+\S.*$", re.MULTILINE)
_LINK = re.compile(r"\[[^\[\]\n]+\]\((?:https?:|/|#)[^)\s]*\)|^ {0,3}\[[^\]\n]+\]:\s+\S+$", re.MULTILINE)
_STRONG = re.compile(r"(?<![\w*])\*\*[^*\n]+\*\*(?![\w*])")
_GAPS = re.compile(r"\n\s*\n")
_MARKS_ENOUGH = 2

_KEYS = {
    "title": "title",
    "headline": "title",
    "author": "author",
    "authors": "author",
    "byline": "author",
    "publisher": "publisher",
    "publication": "publisher",
    "source": "publisher",
    "site": "publisher",
    "date": "labelled",
    "published": "labelled",
    "publish_date": "labelled",
    "pubdate": "labelled",
    "url": "url",
    "link": "url",
    "canonical": "url",
    "lang": "language",
    "language": "language",
}
_UNREAD = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<name>script|style|template|noscript)\b.*?(?:</(?P=name)\s*>|\Z)", re.DOTALL | re.IGNORECASE
)
_TAG = re.compile(r"</?[a-z][^<>]*>|<[!?][^<>]*>", re.IGNORECASE)
_BLOCK_TAG = re.compile(r"</?(?:p|div|br|hr|li|ul|ol|tr|h[1-6]|section|article|blockquote|table)\b", re.IGNORECASE)


def is_markdown(text: str) -> bool:
    """Say whether a text is written in Markdown: front matter, a heading with ``#``, or several links or bold words."""
    front = _FRONT.match(text)
    if front and _FRONT_LINE.search(front["body"]):
        return True
    return bool(_HEADING.search(text)) or len(_LINK.findall(text)) + len(_STRONG.findall(text)) >= _MARKS_ENOUGH


def markdown_blocks(text: str, stated: Stated) -> list[Block]:
    """Return the blocks of a sanitised Markdown text; the first heading of level 1 is the title.

    What the front matter states is written to ``stated``; front matter that cannot be read states nothing.
    """
    front = _FRONT.match(text)
    if front and _FRONT_LINE.search(front["body"]):
        _take_front_matter(front["body"], front["fence"], stated)
        text = text[front.end() :]
    gathered = _Gathered()
    for token in _parser().parse(text):
        gathered.take(token)
    return [block for block in gathered.blocks if block.text]


class _Gathered:
    """The blocks of the tokens that were taken so far."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._kind: PassageKind | None = None
        self._row: list[str] | None = None
        self._titled = False

    def take(self, token: MarkdownToken) -> None:
        match token.type:
            case "heading_open":
                first = token.tag == "h1" and not self._titled
                self._titled |= first
                self._kind = PassageKind.TITLE if first else PassageKind.HEADING
            case "tr_open":
                self._row = []
            case "tr_close" if self._row is not None:
                self.blocks.append(Block(" | ".join(filter(None, self._row)), PassageKind.PARAGRAPH))
                self._row = None
            case "inline":
                self._take_words(_inline(token), token.level)
            case "code_block" | "fence":
                self.blocks += [Block(_line(part), PassageKind.PARAGRAPH) for part in _GAPS.split(token.content)]
            case "html_block":
                self.blocks += [Block(_line(line)) for line in _visible(token.content).split("\n")]

    def _take_words(self, words: str, level: int) -> None:
        if self._row is not None:
            self._row.append(words)
            return
        # A paragraph at the top may be a heading that somebody wrote in bold; one in a list or quotation is none.
        self.blocks.append(Block(words, self._kind or (PassageKind.PARAGRAPH if level > 1 else None)))
        self._kind = None


def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def _line(words: str) -> str:
    """Return words in one line, sanitised again: references such as ``&#27;`` spell what was taken out before."""
    return flat(sanitise(words))


def _inline(token: MarkdownToken) -> str:
    """Return the words of a paragraph without its marks; a picture has none."""
    parts = []
    for child in token.children or ():
        if child.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
        elif child.type in {"text", "code_inline", "text_special"}:
            parts.append(child.content)
        elif child.type == "html_inline" and child.content.lower().startswith("<br"):
            parts.append(" ")
    return _line("".join(parts))


def _visible(html: str) -> str:
    """Return the text of an HTML fragment, a line for each block in it."""
    words = _TAG.sub(lambda tag: "\n" if _BLOCK_TAG.match(tag.group()) else "", _UNREAD.sub(" ", html))
    return unescape(words)


def _take_front_matter(body: str, fence: str, stated: Stated) -> None:
    for key, written in (_toml(body) if fence == "+++" else _pairs(body)).items():
        name = _KEYS.get(key.lower().replace("-", "_"))
        value: str | None = _line(written)
        if name == "publisher" and written.startswith(("http://", "https://")):
            name = "url"
        elif name == "labelled":
            value = iso_date(written)
        elif name == "language":
            value = language_code(written)
        if name and value and getattr(stated, name) is None:
            setattr(stated, name, value)


def _toml(body: str) -> Mapping[str, str]:
    try:
        values = tomllib.loads(body)
    except tomllib.TOMLDecodeError:
        return {}
    return {key: ", ".join(map(str, value)) if isinstance(value, list) else str(value) for key, value in values.items()}


def _pairs(body: str) -> Mapping[str, str]:
    """Return the scalars and plain lists at the top of a YAML mapping: all that front matter states of an article."""
    return {found["key"]: _scalar(found["value"], found["below"]) for found in _FRONT_PAIR.finditer(body)}


def _scalar(value: str, below: str) -> str:
    value = value.strip()
    if value[:1] == "[" and value[-1:] == "]":
        return ", ".join(_unquoted(item) for item in value[1:-1].split(","))
    lines = [line.strip() for line in below.splitlines() if line.strip()]
    if lines and all(line.startswith("- ") for line in lines):
        return ", ".join(_unquoted(line[2:]) for line in lines)
    if value in {"", "|", ">", "|-", ">-"}:
        return " ".join(lines)
    return _unquoted(" ".join((value, *lines)))


def _unquoted(value: str) -> str:
    value = value.strip()
    if value[:1] in {'"', "'"}:
        quote = value[0]
        closing = value.find(quote, 1)
        return value[1:closing] if closing > 0 else value[1:]
    return value.split(" #", 1)[0].strip()
