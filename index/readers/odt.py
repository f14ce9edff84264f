"""OpenDocument text (ODT, its templates, and the flat FODT): headings, paragraphs, lists, tables, notes."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from index.errors import ReadError
from index.models import PassageKind
from index.readers import Fit, Found
from index.readers.flowing import Flow
from index.readers.packages import ZIP, Handler, Package, parse_xml
from index.readers.properties import Properties, declared_in
from index.text.cleaning import clean_blocks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from index.readers import Content

_NAMES = frozenset({".odt", ".ott", ".fodt"})
_TYPE = b"mimetypeapplication/vnd.oasis.opendocument.text"
_FLAT = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<office:document\s[^>]*opendocument\.text", re.DOTALL)
_FLAT_NAME = ".fodt"

_UNREAD = frozenset(
    "tracked-changes annotation annotation-end note-citation table-of-content illustration-index table-index "
    "object-index user-index alphabetical-index bibliography sequence-decls user-field-decls variable-decls forms "
    "ruby-text header footer master-styles styles font-face-decls scripts settings binary-data title desc "
    "hidden-text".split()
)
"""What was deleted, what is told of the text or a second time, and what stands around it on a page."""

_PLACED = {"tab": "\t", "line-break": "\n"}
_BEGINS: Mapping[str, Callable[[Flow], None]] = {
    "h": lambda flow: flow.begin(PassageKind.HEADING),
    "table-row": Flow.begin_row,
    "table-cell": Flow.begin_cell,
    "note-body": Flow.begin_note,
}
_ENDS: Mapping[str, Callable[[Flow], None]] = {
    "p": Flow.end,
    "h": Flow.end,
    "table-row": Flow.end_row,
    "note-body": Flow.end_note,
}
_TITLE = "Title"
_MOST_BLANKS = 100


class OdtReader:
    """Reads what LibreOffice and others write."""

    def fit(self, head: bytes, name: str) -> Fit:
        """Say whether a file says that it is an OpenDocument text, or is called like one."""
        if _TYPE in head[:120] or _FLAT.match(head):
            return Fit.CONTENT
        named = PurePosixPath(name).suffix.lower() in _NAMES
        return Fit.CONTENT if named and head.startswith(ZIP) else Fit.NONE

    def articles(self, content: Content) -> Iterator[Found]:
        """Yield the one article of a text: notes behind it, without the headers and footers of pages."""
        body, meta = _Body(), Properties(_PROPERTIES)
        if content.head.startswith(ZIP):
            _take_package(Package(content), body, meta, content.file)
        else:
            xml = content.read()
            parse_xml(xml, body, content.file)
            parse_xml(xml, meta, content.file)
        yield Found(clean_blocks(body.flow.finish(), declared_in(meta.values)))


READER = OdtReader()

_PROPERTIES = {"title": "title", "initial-creator": "author", "creation-date": "created"}


def _take_package(package: Package, body: _Body, meta: Properties, file: str) -> None:
    """Take the parts of an ODT.

    Raises:
        ReadError: It needs a password, or has no text.
    """
    if b"<manifest:encryption-data" in (package.part("META-INF/manifest.xml") or b""):
        raise ReadError(file, "it is protected by a password")
    package.parse("meta.xml", meta)
    if not package.parse("content.xml", body):
        raise ReadError(file, "it is no OpenDocument text: it has no part with text")


class _Body(Handler):
    """Takes the text as it reads when all changes are accepted."""

    def __init__(self) -> None:
        self.flow = Flow()
        self._unread = 0
        self._lists = 0
        self._titles = {_TITLE}

    def begin(self, name: str, values: Mapping[str, str]) -> None:
        """Take the start of an element."""
        if self._unread or name in _UNREAD:
            self._unread += 1
        elif name in _PLACED:
            self.flow.write(_PLACED[name])
        elif name in _BEGINS:
            _BEGINS[name](self.flow)
        else:
            self._begin_styled(name, values)

    def end(self, name: str) -> None:
        """Take the end of an element."""
        if self._unread:
            self._unread -= 1
            return
        if name in _ENDS:
            _ENDS[name](self.flow)
        elif name == "list-item":
            self._lists -= 1

    def words(self, text: str) -> None:
        """Take characters."""
        if not self._unread:
            self.flow.write(text.replace("\n", " "))

    def _begin_styled(self, name: str, values: Mapping[str, str]) -> None:
        match name:
            case "p":
                self.flow.begin(self._kind(values.get("style-name", "")))
            case "list-item":
                self._lists += 1
            case "style" if values.get("parent-style-name") in self._titles:
                self._titles.add(values.get("name", ""))
            case "s":
                count = values.get("c", "1")
                self.flow.write(" " * min(int(count) if count.isdecimal() else 1, _MOST_BLANKS))

    def _kind(self, style: str) -> PassageKind | None:
        if style in self._titles:
            return PassageKind.TITLE
        return PassageKind.PARAGRAPH if self._lists else None
