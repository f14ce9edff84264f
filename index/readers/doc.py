"""Word's DOC of 1997 to 2003, and the other old Office files, which are told apart and refused.

Where the text of a DOC stands is told in Microsoft's specification [MS-DOC], 2.4.1: in pieces, which a table lists.
Which styles it has is not read: headings are told by their looks.
"""

from __future__ import annotations

import codecs
import re
import struct
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from index.errors import ReadError
from index.readers import Fit, Found, outlook
from index.readers.flowing import Flow
from index.readers.properties import declared_in
from index.text.cleaning import clean_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from olefile import OleFileIO

    from index.readers import Content, Unread

_WORD_NAMES = frozenset({".doc", ".dot"})
_MAIN = "WordDocument"
_OTHERS = {
    "EncryptedPackage": "it is protected by a password",
    "Workbook": "it is a sheet of old Excel; save it as CSV",
    "Book": "it is a sheet of old Excel; save it as CSV",
    "PowerPoint Document": "it is a show of old PowerPoint; save it as PDF",
}
_UNKNOWN = "it is an old Office file of a kind that is not read; save it as PDF"

_WORD_97 = 0xA5EC
_FIRST_FORMAT = 193
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_HEAD_BYTES = 0x1AA
_COUNTS_AT, _LIST_AT, _NUMBER_AT, _FLAGS_AT = 0x4C, 0x1A2, 0x02, 0x0A
_PIECES = 0x02
_NARROW = 0x4000_0000
_WESTERN = "cp1252"

_FIELD_BEGINS, _FIELD_TELLS, _FIELD_ENDS = "\x13", "\x14", "\x15"
_FIELD = re.compile("([\x13\x14\x15])")
_CELL_END = "\x07"
_MARKS = str.maketrans(
    {"\x0b": "\n", "\x1e": "-", "\x0c": "\r", "\x0e": "\r"} | dict.fromkeys("\x01\x02\x03\x04\x05\x08\x1f", "")
)
_ENDED = re.compile("[^\r\x07]*[\r\x07]|[^\r\x07]+")
_SUMMARY = "\x05SummaryInformation"
_PROPERTIES = {2: "title", 4: "author", 12: "created"}
_MOST_PROPERTIES = 64
_LONGEST_PROPERTY = 2048
_UTF8, _WESTERN_PAGE = 65001, 1252
_FIRST_DAY = datetime(1601, 1, 1, tzinfo=UTC)
"""What times are counted from, in tenths of a microsecond."""


class DocReader:
    """Reads the old Word's files, and says of the other old Office files what to do."""

    def fit(self, head: bytes, name: str) -> Fit:
        """Say how well a file is known: what kind of old Office file it is stands anywhere in it."""
        if not head.startswith(outlook.COMPOUND):
            return Fit.NONE
        return Fit.CONTENT if PurePosixPath(name).suffix.lower() in _WORD_NAMES else Fit.CONTAINER

    def articles(self, content: Content) -> Iterator[Found | Unread]:
        """Yield the one article of a file; notes and text boxes come behind the text, without headers and footers.

        What turns out to be a message of Outlook is read as one.
        """
        with outlook.opened(content) as streams:
            told = None if outlook.is_message(streams) else _told(streams, content.file)
        if told is None:
            yield from outlook.READER.articles(content)
            return
        text, properties = told
        flow = Flow()
        for part in text:
            _take(part, flow)
        yield Found(clean_blocks(flow.finish(), declared_in(properties)))


READER = DocReader()


def _told(streams: OleFileIO[Any], file: str) -> tuple[_Text, dict[str, str]]:
    """Return the text of a file, and what it states of itself.

    Raises:
        ReadError: It is none of old Word's.
    """
    kinds = {entry[-1] for entry in streams.listdir()}
    if _MAIN not in kinds:
        raise ReadError(file, next((why for kind, why in _OTHERS.items() if kind in kinds), _UNKNOWN))
    main = streams.openstream(_MAIN).read()
    return _Text.of(main, streams, file), _properties(streams)


class _Text(NamedTuple):
    """The parts of a text that a person reads, with their marks."""

    body: str
    notes: str
    end_notes: str
    boxes: str

    @classmethod
    def of(cls, main: bytes, streams: OleFileIO[Any], file: str) -> _Text:
        """Return the text of a file.

        Raises:
            ReadError: It needs a password, or is older than Word 97.
        """
        number, flags = (struct.unpack_from("<H", main, place)[0] for place in (_NUMBER_AT, _FLAGS_AT))
        if flags & _ENCRYPTED:
            raise ReadError(file, "it is protected by a password")
        if struct.unpack_from("<H", main)[0] != _WORD_97 or number < _FIRST_FORMAT:
            raise ReadError(file, "it is older than Word 97; save it as DOCX")
        table = streams.openstream("1Table" if flags & _SECOND_TABLE else "0Table").read()
        start, size = struct.unpack_from("<II", main, _LIST_AT)
        text = "".join(_pieces(table[start : start + size], main))
        body, notes, heads, _, remarks, ends, boxes = struct.unpack_from("<7I", main, _COUNTS_AT)
        before_ends = body + notes + heads + remarks
        return cls(
            text[:body],
            text[body : body + notes],
            text[before_ends : before_ends + ends],
            text[before_ends + ends : before_ends + ends + boxes],
        )


def _pieces(listing: bytes, main: bytes) -> Iterator[str]:
    """Yield the pieces of the text that a table lists, behind what it says of their looks; [MS-DOC] 2.9.38, 2.8.35."""
    place = 0
    while listing[place] != _PIECES:
        place += 3 + struct.unpack_from("<H", listing, place + 1)[0]
    size = struct.unpack_from("<I", listing, place + 1)[0]
    plan = listing[place + 5 : place + 5 + size]
    count = (len(plan) - 4) // 12
    bounds = struct.unpack_from(f"<{count + 1}I", plan)
    total = 0
    for number, (first, last) in enumerate(pairwise(bounds)):
        where = struct.unpack_from("<I", plan, 4 * (count + 1) + 8 * number + 2)[0]
        narrow = bool(where & _NARROW)
        start = (where & ~_NARROW) // 2 if narrow else where
        length = max(0, last - first) * (1 if narrow else 2)
        total += length
        if total > 2 * len(main):
            raise ValueError
        yield main[start : start + length].decode(_WESTERN if narrow else "utf-16-le", "replace")


def _take(text: str, flow: Flow) -> None:
    """Hand a text to a flow: each cell of a table ends with a mark, each row with one more."""
    waiting: list[str] = []
    in_row = False
    for part in _ENDED.findall(_without_codes(text).translate(_MARKS)):
        cell_ends = part.endswith(_CELL_END)
        if cell_ends and in_row and part == _CELL_END and not waiting:
            flow.end_row()
            in_row = False
            continue
        waiting.append(part.rstrip(_CELL_END + "\r"))
        if cell_ends:
            if not in_row:
                flow.begin_row()
            in_row = True
            flow.begin_cell()
        if cell_ends or not in_row:
            _write(waiting, flow)
    _write(waiting, flow)
    if in_row:
        flow.end_row()


def _write(paragraphs: list[str], flow: Flow) -> None:
    for paragraph in paragraphs:
        flow.begin()
        flow.write(paragraph)
        flow.end()
    paragraphs.clear()


def _without_codes(text: str) -> str:
    """Return a text with the results of its fields and without what they are reckoned from."""
    kept: list[str] = []
    fields: list[bool] = []  # of each open field: is its result being told?
    for part in _FIELD.split(text):
        if part == _FIELD_BEGINS:
            fields.append(False)
        elif part == _FIELD_TELLS and fields:
            fields[-1] = True
        elif part == _FIELD_ENDS and fields:
            fields.pop()
        elif all(fields):
            kept.append(part)
    return "".join(kept)


def _properties(streams: OleFileIO[Any]) -> dict[str, str]:
    """Return what a file states of itself; [MS-OLEPS] 2.21.

    By hand, since olefile believes any number of properties and reads on for hours.
    """
    if not streams.exists(_SUMMARY):
        return {}
    stream = streams.openstream(_SUMMARY).read()
    start = struct.unpack_from("<I", stream, 44)[0]
    count = min(struct.unpack_from("<I", stream, start + 4)[0], _MOST_PROPERTIES)
    values = {}
    for number in range(count):
        key, place = struct.unpack_from("<II", stream, start + 8 + 8 * number)
        values[key] = stream[start + place : start + place + _LONGEST_PROPERTY]
    page = struct.unpack_from("<H", values[1], 4)[0] if 1 in values else _WESTERN_PAGE
    found = {name: _property(values[key], _encoding(page)) for key, name in _PROPERTIES.items() if key in values}
    return {name: value for name, value in found.items() if value}


def _encoding(page: int) -> str:
    try:
        return "utf-8" if page == _UTF8 else codecs.lookup(f"cp{page}").name
    except LookupError:
        return _WESTERN


def _property(value: bytes, encoding: str) -> str:
    kind, size = struct.unpack_from("<II", value)
    match kind:
        case 0x1E:
            return value[8 : 8 + size].split(b"\0")[0].decode(encoding, "replace")
        case 0x1F:
            return value[8 : 8 + 2 * size].decode("utf-16-le", "replace").split("\0")[0]
        case 0x40:
            return str(_FIRST_DAY + timedelta(microseconds=struct.unpack_from("<Q", value, 4)[0] // 10))
        case _:
            return ""
