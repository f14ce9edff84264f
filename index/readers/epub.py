"""E-books in EPUB: each chapter is an article, in the order of the book."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import PurePosixPath
from posixpath import normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from index.errors import ReadError
from index.models import PassageKind
from index.readers import Fit, Found, Unread
from index.readers.packages import ZIP, Handler, Package
from index.readers.pages.blocks import blocks_in, leads_elsewhere
from index.readers.pages.markup import decoded_markup, tree_of
from index.readers.properties import declared_in
from index.text import has_words
from index.text.cleaning import clean_blocks
from index.text.layout import Block
from index.text.lines import SENTENCE_WORDS, is_prose

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from index.readers import Content

_TYPE = b"mimetypeapplication/epub+zip"
_SUFFIX = ".epub"
_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_PAGES = frozenset({"application/xhtml+xml", "text/html", "text/x-oeb1-document"})
_PROPERTIES = {"creator": "author", "publisher": "publisher", "date": "created"}
_PROTECTED = "it is protected by its seller (DRM)"
_LISTED = 0.8
"""A page of which so many blocks lead elsewhere is a table of contents."""


class EpubReader:
    """Reads books whose chapters are XHTML, of any version of EPUB."""

    def fit(self, head: bytes, name: str) -> Fit:
        """Say whether a ZIP says that it is a book, or is called like one."""
        if not head.startswith(ZIP):
            return Fit.NONE
        return Fit.CONTENT if _TYPE in head[:120] or PurePosixPath(name).suffix.lower() == _SUFFIX else Fit.NONE

    def articles(self, content: Content) -> Iterator[Found | Unread]:
        """Yield a chapter after the other, each with what the book states; covers and tables of contents are none."""
        package = Package(content)
        book = _book(package, content.file)
        labels, locked = _Labels(), _Locked()
        for part in book.contents:
            labels.place = part
            package.parse(part, labels)
        package.parse(_ENCRYPTION, locked)
        if locked.parts.issuperset(book.chapters):
            raise ReadError(content.file, _PROTECTED)
        for part in book.chapters:
            if part in locked.parts:
                yield Unread(part, _PROTECTED)
            elif (page := package.part(part)) is None:
                yield Unread(part, "it is not in the book")
            else:
                stated = book.properties | {"title": labels.of.get(part, "")}
                yield from _chapter(page, part, stated, content.file)


READER = EpubReader()


def _book(package: Package, file: str) -> _Book:
    """Return what a book's own list says.

    Raises:
        ReadError: There is none, or no chapter in it.
    """
    container = _Container()
    package.parse(_CONTAINER, container)
    book = _Book(container.place)
    if not container.place or not package.parse(container.place, book) or not book.chapters:
        raise ReadError(file, "it is no book: nothing lists its chapters")
    return book


def _chapter(page: bytes, part: str, stated: Mapping[str, str], file: str) -> Iterator[Found]:
    tree = tree_of(decoded_markup(page, file))
    found = [] if tree is None else list(blocks_in(tree))
    if sum(leads_elsewhere(block) for block in found) >= _LISTED * max(len(found), 1):
        return
    text = clean_blocks(_with_title([Block(block.text, block.kind) for block in found]), declared_in(stated))
    if found and has_words(text.text):
        yield Found(text, part, sha256(page).hexdigest())


def _with_title(blocks: list[Block]) -> list[Block]:
    """Return blocks whose first heading is the title; where there is none, any line before the text may be one."""
    for number, block in enumerate(blocks):
        if block.kind is PassageKind.HEADING:
            return [*blocks[:number], Block(block.text, PassageKind.TITLE), *blocks[number + 1 :]]
    text = next((number for number, block in enumerate(blocks) if is_prose(block.text, SENTENCE_WORDS)), 0)
    return [*(Block(block.text) for block in blocks[:text]), *blocks[text:]]


class _Container(Handler):
    """Takes where the list of a book is."""

    def __init__(self) -> None:
        self.place = ""

    def begin(self, name: str, values: Mapping[str, str]) -> None:
        """Take the first list: others are of other renditions."""
        if name == "rootfile":
            self.place = self.place or values.get("full-path", "")


@dataclass(slots=True)
class _Book(Handler):
    """Takes the list of a book: what it states, its chapters in order, and where their labels are."""

    place: str
    properties: dict[str, str] = field(default_factory=dict)
    contents: list[str] = field(default_factory=list)
    _parts: dict[str, tuple[str, str]] = field(default_factory=dict)
    _order: list[str] = field(default_factory=list)
    _open: str | None = None

    @property
    def chapters(self) -> list[str]:
        """The names of the parts that are read one after the other, each once."""
        parts = (self._parts.get(number) for number in self._order)
        return list(dict.fromkeys(name for name, kind in filter(None, parts) if kind in _PAGES))

    def begin(self, name: str, values: Mapping[str, str]) -> None:
        """Take the start of an element."""
        self._open = None
        if name == "item":
            part, kind = part_at(self.place, values.get("href", "")), values.get("media-type", "")
            if "nav" in values.get("properties", "").split() or kind == "application/x-dtbncx+xml":
                self.contents.append(part)
            else:
                self._parts[values.get("id", "")] = part, kind
        elif name == "itemref":
            self._order.append(values.get("idref", ""))
        elif name in _PROPERTIES and not (name == "date" and values.get("event", "publication") != "publication"):
            self._open = _PROPERTIES[name]
            if self.properties.get(self._open):
                self.properties[self._open] += ", " if self._open == "author" else " "

    def end(self, name: str) -> None:  # noqa: ARG002
        """Take the end of an element."""
        self._open = None

    def words(self, text: str) -> None:
        """Take characters."""
        if self._open:
            self.properties[self._open] = self.properties.get(self._open, "") + text


class _Labels(Handler):
    """Takes what the tables of contents of a book call its chapters, the first label of each."""

    def __init__(self) -> None:
        self.place = ""
        self.of: dict[str, str] = {}
        self._linked = ""
        self._label: list[str] | None = None

    def begin(self, name: str, values: Mapping[str, str]) -> None:
        """Take the start of an element: in an NCX the label comes before the place, in a page of links behind it."""
        if name in {"text", "a"}:
            self._label = []
            self._linked = values.get("href", "")
        elif name == "content" and self._label:
            self._take(values.get("src", ""))

    def end(self, name: str) -> None:
        """Take the end of an element."""
        if name == "a" and self._linked:
            self._take(self._linked)

    def words(self, text: str) -> None:
        """Take characters."""
        if self._label is not None:
            self._label.append(text)

    def _take(self, address: str) -> None:
        label = " ".join("".join(self._label or []).split())
        self._label = None
        if label:
            self.of.setdefault(part_at(self.place, address), label)


class _Locked(Handler):
    """Takes which parts of a book are encrypted."""

    def __init__(self) -> None:
        self.parts: set[str] = set()

    def begin(self, name: str, values: Mapping[str, str]) -> None:
        """Take the start of an element."""
        if name == "CipherReference":
            self.parts.add(part_at("", values.get("URI", "")))


def part_at(place: str, address: str) -> str:
    """Return the name of the part that an address in another part leads to."""
    path = unquote(address.partition("#")[0])
    return normpath(PurePosixPath(place).parent / path).lstrip("/")
