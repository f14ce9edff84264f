"""Word's DOCX: headings by style, paragraphs, tables, text boxes, notes; changes as if they were accepted."""

from __future__ import annotations

import re
import sys
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from index.errors import ReadError
from index.models import PassageKind
from index.readers import Fit, Found
from index.readers.flowing import Flow
from index.readers.packages import ZIP, Handler, Package, PartTypes
from index.readers.properties import Properties, declared_in
from index.text.cleaning import clean_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from index.readers import Content

_NAMES = frozenset({".docx", ".docm", ".dotx", ".dotm"})
_MAIN = (
    "wordprocessingml.document.main",
    "wordprocessingml.template.main",
    "ms-word.document.macroEnabled.main",
    "ms-word.template.macroEnabledTemplate.main",
)
_MAIN_PART = "word/document.xml"
"""Where the text is when nothing says where."""

_UNREAD = frozenset(
    "del moveFrom instrText delInstrText delText Fallback rt sdtPr pPrChange rPrChange tblPrChange trPrChange "
    "tcPrChange sectPrChange".split()
)
"""What was deleted or moved away, what fields are reckoned from, and what is told a second time."""

_PLACED = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_TITLE = "title"
_HEADING = re.compile(r"heading\s*\d|subtitle", re.IGNORECASE)
_CONTENTS = re.compile(r"toc\s*\d|toc heading|contents(?: heading|\s*\d)|table of figures", re.IGNORECASE)
_BODY_LEVEL = 9
"""The outline level of what is no heading."""

_PRIVATE = range(0xE000, 0xF900)
"""Characters that only a font of symbols has a shape for."""

_OFF = frozenset({"0", "false", "off"})
_PROPERTIES = {"title": "title", "creator": "author", "created": "created", "description": "description"}


class DocxReader:
    """Reads Word files as Word and others write them since 2007."""

    def fit(self, head: bytes, name: str) -> Fit:
        """Say whether a ZIP begins like a Word file, or is called like one."""
        if not head.startswith(ZIP):
            return Fit.NONE
        office = b"[Content_Types].xml" in head or b"_rels/" in head or b"docProps/" in head
        return (
            Fit.CONTENT if (office and b"word/" in head) or PurePosixPath(name).suffix.lower() in _NAMES else Fit.NONE
        )

    def articles(self, content: Content) -> Iterator[Found]:
        """Yield the one article of a Word file: notes behind the text, without the headers and footers of pages."""
        package = Package(content)
        types = PartTypes()
        package.parse(PartTypes.PLACE, types)
        main = (*types.of(*_MAIN), _MAIN_PART)[0]
        if main not in package:
            raise ReadError(content.file, "it is no Word file: it has no part with text")
        styles = _Styles()
        for part in types.of("wordprocessingml.styles+"):
            package.parse(part, styles)
        body = _Body(styles)
        for part in (main, *types.of("wordprocessingml.footnotes+"), *types.of("wordprocessingml.endnotes+")):
            package.parse(part, body)
        core = Properties(_PROPERTIES)
        for part in types.of("core-properties"):
            package.parse(part, core)
        yield Found(clean_blocks(body.flow.finish(), declared_in(core.values)))


READER = DocxReader()


class _Styles(Handler):
    """What a Word file's styles are: titles, headings, lines of a table of contents."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._based: dict[str, str] = {}
        self._levels: dict[str, int] = {}
        self._style = ""

    def begin(self, name: str, values: Mapping[str, str]) -> None:
        """Take what a style is called, what it is based on and its level."""
        value = values.get("val", "")
        if name == "style":
            self._style = values.get("styleId", "")
        elif name == "name":
            self._names.setdefault(self._style, value)
        elif name == "basedOn":
            self._based[self._style] = value
        elif name == "outlineLvl":
            self._levels[self._style] = _level(value)

    def end(self, name: str) -> None:
        """Take the end of a style."""
        if name == "style":
            self._style = ""

    def kind(self, style: str) -> PassageKind | None:
        """Return what a paragraph of a style is, None where the style does not tell."""
        for _ in range(len(self._names)):
            name = self._names.get(style, style)
            if name.lower() == _TITLE:
                return PassageKind.TITLE
            if self._levels.get(style, _BODY_LEVEL) < _BODY_LEVEL or _HEADING.fullmatch(name):
                return PassageKind.HEADING
            if style not in self._based:
                break
            style = self._based[style]
        return None

    def lists_contents(self, style: str) -> bool:
        """Say whether a paragraph of a style only says where headings stand."""
        return _CONTENTS.fullmatch(self._names.get(style, style)) is not None


class _Body(Handler):
    """Takes the text of a Word file as it reads when all changes are accepted."""

    def __init__(self, styles: _Styles) -> None:
        self.flow = Flow()
        self._styles = styles
        self._path: list[str] = []
        self._unread = 0
        self._hidden = False
        self._goes_on = False
        self._contents = False

    def begin(self, name: str, values: Mapping[str, str]) -> None:
        """Take the start of an element."""
        parent = self._path[-1] if self._path else ""
        self._path.append(name)
        if self._unread or name in _UNREAD:
            self._goes_on |= name == "del" and parent == "rPr" and self._path[-3:-2] == ["pPr"]
            self._unread += 1
        elif name == "p":
            self._begin_paragraph()
        elif name == "tr":
            self.flow.begin_row()
        elif name == "tc":
            self.flow.begin_cell()
        elif parent == "pPr":
            self._take_property(name, values)
        elif name == "vanish" and self._path[-3:-1] == ["r", "rPr"]:
            self._hidden = values.get("val") not in _OFF
        elif parent == "r" and not self._hidden:
            self._take_mark(name, values)

    def end(self, name: str) -> None:
        """Take the end of an element."""
        self._path.pop()
        if self._unread:
            self._unread -= 1
        elif name == "r":
            self._hidden = False
        elif name == "p":
            self._end_paragraph()
        elif name == "tr":
            self.flow.end_row()

    def words(self, text: str) -> None:
        """Take characters."""
        if self._path[-1] == "t" and not (self._unread or self._hidden or self._contents):
            self.flow.write(text.replace("\n", " "))

    def _begin_paragraph(self) -> None:
        self._contents = False
        if self._goes_on:
            self._goes_on = False  # the mark that ended the paragraph before was deleted
        else:
            self.flow.begin()

    def _end_paragraph(self) -> None:
        self._contents = False
        if not self._goes_on:
            self.flow.end()

    def _take_property(self, name: str, values: Mapping[str, str]) -> None:
        value = values.get("val", "")
        if name == "pStyle":
            self._contents = self._styles.lists_contents(value)
            self.flow.style(self._styles.kind(value))
        elif name == "outlineLvl" and _level(value) < _BODY_LEVEL:
            self.flow.style(PassageKind.HEADING)
        elif name == "numPr":
            self.flow.style_unless_known(PassageKind.PARAGRAPH)

    def _take_mark(self, name: str, values: Mapping[str, str]) -> None:
        if name in _PLACED:
            self.flow.write(_PLACED[name])
        elif name == "sym":
            self.flow.write(_symbol(values.get("char", "")))


def _level(value: str) -> int:
    return int(value) if value.isascii() and value.isdigit() else _BODY_LEVEL


def _symbol(code: str) -> str:
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    return "" if number in _PRIVATE or number > sys.maxunicode else chr(number)
