"""Exports with an article a row: JSON, JSON lines, and CSV with any separator."""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from hashlib import sha256
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from index.errors import ReadError
from index.readers import Fit, Found, Unread
from index.readers.columns import Columns, is_ours
from index.readers.contents import CUT_OFF, MB
from index.readers.names import Names
from index.readers.plain import decoded, wide
from index.readers.records import SEPARATORS, Record, fields_of, lines_of, opened_text, records_of
from index.text import sanitise
from index.text.composing import flat

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from io import TextIOWrapper

    from index.readers import Content

_JSON = {".json", ".jsonl", ".ndjson", ".jsonlines"}
_LINES = {".jsonl", ".ndjson", ".jsonlines"}
_SEPARATED = {".csv", ".tsv", ".tab"}

WHOLE_MB = 16
"""A JSON object of more is streamed, and its first list of objects is taken for the articles."""

PATIENCE = 100
"""So many rows are looked at before a table without articles is refused as a whole."""

_NAMED = 12
_NAME_LENGTH = 30
"""How many columns a refusal names, and how much of each name."""

_HEADER_LENGTH = 2_000
_HEADER_KNOWN = 3
"""So many known names in a short first line are the header of a table, whatever the file is called."""

_OBJECT = re.compile(r'\s*(?:\[\s*)?\{\s*(?:"(?:[^"\\]|\\.)*"\s*:|\}|\Z)|\s*\[\s*(?:\]|\Z)')
_LINE = re.compile(r'\s*\{\s*"(?:[^"\\]|\\.)*"\s*:')
_MOST_DIGITS = 640
"""The least that Python may be told to make a number of."""

_PREMATURE = "premature eof"
_DEEPEST = 6


class Row(NamedTuple):
    """A row of a table, and by what number it goes; ``problem`` says in one clause why it has no values."""

    number: int
    values: Mapping[str, object]
    content: str
    problem: str = ""


_NO_RECORD = Record(1, None, "")


class TableReader:
    """Reads tables row by row; a row that is broken or has no text is named, and the others are read."""

    def fit(self, head: bytes, name: str) -> Fit:
        """Say how well a file is known: by an object at its beginning or the names of its columns, else by its name."""
        start = _start(head)
        if start is None:
            return Fit.NONE
        if _OBJECT.match(start) or _names_columns(start):
            return Fit.CONTENT
        return Fit.NAME if PurePosixPath(name).suffix.lower() in _JSON | _SEPARATED else Fit.NONE

    def articles(self, content: Content) -> Iterator[Found | Unread]:
        """Yield the article of each row, by its id, else by its number."""
        columns = Columns(content.reading.columns)
        start = _start(content.head) or ""
        if not _OBJECT.match(start) and content.suffix not in _JSON:
            return _members(content, columns, _separated(content, columns))
        if start.lstrip().startswith("{") and _is_lines(content):
            return _members(content, columns, _object_lines(content))
        return _in_document(content, columns)


READER = TableReader()


def _members(content: Content, columns: Columns, rows: Iterable[Row]) -> Iterator[Found | Unread]:
    """Yield what becomes of each row; what is unread is held back until an article shows that this is the place."""
    names = Names()
    held: list[Unread] | None = []
    first: Mapping[str, object] = {}
    for row in rows:
        if row.values and not first:
            first = row.values
            _check_whose(content, first)
        found = _found(row, columns, names)
        if held is None or isinstance(found, Found):
            yield from held or ()
            held = None
            yield found
        else:
            held.append(found)
            if len(held) >= PATIENCE:
                break
    if held is not None:
        known = not first or columns.holds_text(first) or columns.has_text(first)
        raise ReadError(content.file, held[0].reason if held and known else _nothing_known(first))


def _found(row: Row, columns: Columns, names: Names) -> Found | Unread:
    if row.problem:
        return Unread(names.take(str(row.number)), row.problem)
    name, text = columns.read(row.values)
    member = names.take(name or str(row.number))
    if text is None:
        return Unread(member, "it has no text")
    return Found(text, member, sha256(row.content.encode("utf-8", "replace")).hexdigest())


def _check_whose(content: Content, row: Mapping[str, object]) -> None:
    if is_ours(row):
        raise ReadError(content.file, "whosays wrote it: what it holds was read from other files")


def _nothing_known(row: Mapping[str, object]) -> str:
    """Return why no article is found in a table, with the names that it does have."""
    given = [flat(sanitise(name))[:_NAME_LENGTH] for name in row]
    if not given:
        return "it holds no articles"
    more = f" and {len(given) - _NAMED} more" if len(given) > _NAMED else ""
    listed = ", ".join(given[:_NAMED]) + more
    return f"no column in it is known to hold a text; there are {listed} ([columns] in whosays.toml names it)"


def _separated(content: Content, columns: Columns) -> Iterator[Row]:
    records = records_of(lines_of(content), columns.knows, content.reading.limits.article_mb * MB)
    header = [name.strip() for name in next(records, _NO_RECORD).fields or []]
    if not columns.knows(header):
        raise ReadError(content.file, _nothing_known(dict.fromkeys(header)))
    for number, record in enumerate(records, 1):
        fields = record.fields
        if fields is None:
            yield Row(number, {}, record.content, f"line {record.line} opens a quotation that has no end")
        elif (len(fields) < len(header) and fields) or any(fields[len(header) :]):
            problem = f"line {record.line} has {len(fields)} fields where the header has {len(header)}"
            yield Row(number, {}, record.content, problem)
        elif fields:
            yield Row(number, dict(zip(header, fields, strict=False)), record.content)


def _is_lines(content: Content) -> bool:
    """Say whether bytes that begin with an object hold one object a line."""
    if content.suffix in _LINES:
        return True
    with opened_text(content) as text:
        lines = filter(str.strip, iter(lambda: text.readline(content.reading.limits.article_mb * MB), ""))
        first, second = next(lines, ""), next(lines, "")
    return bool(_LINE.match(second)) and (first.rstrip().endswith("}") or bool(_LINE.match(first)))


def _object_lines(content: Content) -> Iterator[Row]:
    for number, line in enumerate(lines_of(content), 1):
        if line.isspace():
            continue
        try:
            values = json.loads(line.rstrip(), parse_int=_whole)
        except (ValueError, RecursionError) as error:
            yield Row(number, {}, line, f"line {number} is no JSON: {_fault(error)}")
            continue
        yield Row(number, values, line) if isinstance(values, dict) else Row(number, {}, line, "it is no object")


def _whole(digits: str) -> int | str:
    """Return a whole number, or its digits when they are too many: Python makes no number of some thousand digits."""
    return int(digits) if len(digits) <= _MOST_DIGITS else digits


def _row(number: int, item: object) -> Row:
    if not isinstance(item, dict):
        return Row(number, {}, "", "it is no object")
    return Row(number, item, json.dumps(item, ensure_ascii=False))


def _in_document(content: Content, columns: Columns) -> Iterator[Found | Unread]:
    """Yield the articles of one JSON value; what is large or broken is read as far as it can be."""
    data = content.beginning(WHOLE_MB * MB + 1)
    if len(data) <= WHOLE_MB * MB:
        try:
            value = json.loads(decoded(data, content.file), parse_int=_whole)
        except RecursionError as error:
            raise ReadError(content.file, f"it is no JSON: {_fault(error)}") from error
        except ValueError:
            yield from _members(content, columns, _streamed(content))
            return
        yield from _in_value(content, columns, value)
    else:
        del data
        yield from _members(content, columns, _streamed(content))


def _in_value(content: Content, columns: Columns, value: object) -> Iterator[Found | Unread]:
    if isinstance(value, list):
        yield from _members(content, columns, (_row(number, item) for number, item in enumerate(value, 1)))
        return
    first = value if isinstance(value, dict) else {}
    _check_whose(content, first)
    found = list(_articles_in(value, columns, 0))
    if not found:
        raise ReadError(content.file, _nothing_known(first))
    if found[0] is value:
        text = columns.read(found[0])[1]
        if text is not None:
            yield Found(text)
        return
    yield from _members(content, columns, (_row(number, item) for number, item in enumerate(found, 1)))


def _articles_in(value: object, columns: Columns, depth: int) -> Iterator[dict[str, object]]:
    """Yield the objects in a value that are articles, the outer ones where they hold a text, else the inner ones."""
    if isinstance(value, dict) and columns.holds_text(value):
        yield value
        return
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    none = True
    for part in inner if depth < _DEEPEST else ():
        for found in _articles_in(part, columns, depth + 1):
            none = False
            yield found
    if none and isinstance(value, dict) and columns.lists(value):
        yield value


def _streamed(content: Content) -> Iterator[Row]:
    """Yield the items of the list in a JSON text, of the first list of objects when it stands in an object."""
    import ijson

    try:
        with opened_text(content) as text:
            place = _list_in(ijson.parse(_Utf8(text)))
        with opened_text(content) as text:
            for number, item in enumerate(ijson.items(_Utf8(text), place, use_float=True), 1):
                yield _row(number, item)
    except (ijson.JSONError, ValueError, RecursionError) as error:
        fault = _fault(error)
        raise ReadError(content.file, CUT_OFF if _PREMATURE in fault else f"it is no JSON: {fault}") from error


def _list_in(events: Iterable[tuple[str, str, object]]) -> str:
    """Return the place of the items of the first list of objects."""
    before = ""
    for place, event, _ in events:
        if event == "start_map" and before == "start_array":
            return place
        before = event
    return "item"


class _Utf8:
    """The bytes of characters, as the parser of streams wants them."""

    def __init__(self, text: TextIOWrapper) -> None:
        self._text = text

    def read(self, size: int) -> bytes:
        return self._text.read(size).encode()


def _fault(error: Exception) -> str:
    """Return in one clause what a parser says of a text."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg.lower()} in column {error.colno}"
    return next(iter(str(error).split("\n")), "").strip().lower()


def _start(head: bytes) -> str | None:
    """Return the beginning of a text, roughly: what tells tables is ASCII. None when it is no text."""
    for mark, encoding in ((BOM_UTF16_LE, "utf-16"), (BOM_UTF16_BE, "utf-16"), (BOM_UTF8, "utf-8-sig")):
        if head.startswith(mark):
            return head.decode(encoding, "replace")
    if unmarked := wide(head):
        return head.decode(unmarked, "replace")
    return None if b"\0" in head else head.decode("utf-8", "replace")


def _names_columns(start: str) -> bool:
    """Say whether the first line of a text is the header of a table of articles."""
    line = next(iter(start.splitlines()), "")
    if len(line) == len(start) or len(line) > _HEADER_LENGTH:
        return False
    columns = Columns({})
    return any(columns.knows(fields_of(line, separator)) >= _HEADER_KNOWN for separator in SEPARATORS)
