"""What ``whosays.toml`` may say. The only place that imports pydantic; reach it through ``settings``."""

from __future__ import annotations

import re
import tomllib
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from index.analysis.countries import country_code
from index.errors import InvalidQuery, InvalidSettings
from index.query import parse
from index.text import sanitise
from index.text.stated import language_code

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TOML_PLACE = re.compile(r"(?P<reason>.*) \(at line (?P<line>\d+), column (?P<column>\d+)\)", re.DOTALL)

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
TopicId = Annotated[str, StringConstraints(pattern=r"^\w[\w-]*$")]
Count = Annotated[int, Field(ge=1)]

LEAST_MEMORY_MB = 256
"""A process that reads has about so much of its own."""


def _day(value: object) -> str:
    """Return a day that is written as a TOML date, or as a text that begins with one."""
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, str):
        with suppress(ValueError):
            return date.fromisoformat(value.strip()[:10]).isoformat()
    raise ValueError("must be a day, such as 2026-01-31")


def _language(value: str) -> str:
    if code := language_code(value):
        return code
    raise ValueError('must be a language code, such as "en"')


def _address(value: str) -> str:
    if value.lower().startswith(("http://", "https://")) and not re.search(r"\s", value):
        return value
    raise ValueError('must be an address, such as "https://example.org/news"')


Day = Annotated[str, BeforeValidator(_day)]
LanguageCode = Annotated[Words, AfterValidator(_language)]
Address = Annotated[Words, AfterValidator(_address)]

_REASONS = {
    "missing": "is missing",
    "string_type": "must be a text in quotes",
    "string_too_short": "must not be empty",
    "string_pattern_mismatch": "must be letters, digits, - and _, without blanks",
    "model_type": "must be a table",
    "dict_type": "must be a table",
    "list_type": "must be tables of their own, each under [[{table}]]",
    "int_type": "must be a whole number",
}


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Library(_Table):
    name: Words | None = None
    engine: Words | None = None


class _Topic(_Table):
    id: TopicId
    title: Words
    query: Words


class _Limits(_Table):
    article_mb: Count | None = None
    unpacked_mb: Count | None = None
    unpacked_times: Count | None = None
    depth: Count | None = None
    seconds: Count | None = None
    memory_mb: Annotated[int, Field(ge=LEAST_MEMORY_MB)] | None = None


class _Columns(_Table):
    """What a table calls the fields of an article; a dot leads into an object."""

    id: Words | None = None
    title: Words | None = None
    text: Words | None = None
    source: Words | None = None
    date: Words | None = None
    url: Words | None = None
    author: Words | None = None
    language: Words | None = None


class _Facts(_Table):
    """What may be said of an article beside what its reader finds."""

    title: Words | None = None
    publisher: Words | None = None
    author: Words | None = None
    published: Day | None = None
    language: LanguageCode | None = None
    url: Address | None = None


class _Article(_Facts):
    file: Words
    member: Words | None = None


class _Fetched(BaseModel):
    """How a file was fetched; whatever else stands there is nobody's business."""

    model_config = ConfigDict(extra="allow", strict=True)

    url: Address | None = None
    charset: Words | None = None


class _Sidecar(_Facts):
    fetched: _Fetched = Field(default_factory=_Fetched)


class _Feed(_Table):
    url: Address
    title: str = ""
    etag: str | None = None
    modified: str | None = None
    visited: str = ""
    seen: list[str] = []


class _Feeds(_Table):
    feeds: list[_Feed] = []


class _File(_Table):
    library: _Library = Field(default_factory=_Library)
    topics: list[_Topic] = []
    people: dict[Words, Words] = {}
    limits: _Limits = Field(default_factory=_Limits)
    columns: _Columns = Field(default_factory=_Columns)
    articles: list[_Article] = []


_TABLES: dict[str, type[_Table]] = {
    "": _File,
    "library": _Library,
    "topics": _Topic,
    "limits": _Limits,
    "columns": _Columns,
    "articles": _Article,
}


def validate(content: bytes, place: str) -> dict[str, Any]:
    """Return what a settings file says, in plain values: name, engine, topics, people, limits, columns and articles.

    People's countries come back as holder codes, whatever they are written as; of limits and columns
    only those that are set.

    Raises:
        InvalidSettings: The file is not UTF-8 or not TOML, has a key that is unknown, lacks one or has one of another
            kind, gives an id twice, or has a query that does not parse. ``place`` is the file, in the error too.
    """
    text = _decoded(content, place)
    try:
        file = _File.model_validate(_parsed(text, place))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise _error(text, place, first["loc"], _reason(first["type"], first["loc"], first["msg"])) from error
    _check_topics(file, text, place)
    return {
        "name": file.library.name and _line(file.library.name),
        "engine": file.library.engine,
        "topics": [[topic.id, _line(topic.title) or topic.id, _line(topic.query)] for topic in file.topics],
        "people": dict(_people(file, text, place)),
        "limits": file.limits.model_dump(exclude_none=True),
        "columns": file.columns.model_dump(exclude_none=True),
        "articles": [[one.file, one.member, _facts(one)] for one in file.articles],
    }


def validate_sidecar(content: bytes, place: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return what a sidecar says of an article, by the names of the article's fields, and how its file was fetched.

    Of the latter, ``url`` and ``charset`` are returned where they are told.

    Raises:
        InvalidSettings: As for ``validate``.
    """
    text = _decoded(content, place)
    try:
        sidecar = _Sidecar.model_validate(_parsed(text, place))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name, *_ = first["loc"]
        reason = (
            f"unknown key {str(name)!r}; known are {', '.join(_Sidecar.model_fields)}"
            if first["type"] == "extra_forbidden"
            else _reason(first["type"], first["loc"], first["msg"])
        )
        raise InvalidSettings(
            place, reason, *_key_place(text.split("\n"), range(text.count("\n") + 1), str(first["loc"][-1]))
        ) from error
    return _facts(sidecar), sidecar.fetched.model_dump(include={"url", "charset"}, exclude_none=True)


def validate_feeds(content: bytes, place: str) -> list[dict[str, Any]]:
    """Return the feeds that ``feeds.toml`` holds, in its order, with all that may stand of one.

    Raises:
        InvalidSettings: As for ``validate``.
    """
    text = _decoded(content, place)
    try:
        file = _Feeds.model_validate(_parsed(text, place))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        known = ", ".join(_Feed.model_fields if len(first["loc"]) > 1 else _Feeds.model_fields)
        reason = (
            f"unknown key {str(first['loc'][-1])!r}; known are {known}"
            if first["type"] == "extra_forbidden"
            else _reason(first["type"], first["loc"], first["msg"])
        )
        raise _error(text, place, first["loc"], reason) from error
    return [feed.model_dump() for feed in file.feeds]


def _facts(one: _Facts) -> dict[str, str]:
    facts = {name: getattr(one, name) for name in _Facts.model_fields}
    return {name: _line(value) for name, value in facts.items() if value and _line(value)}


def _line(text: str) -> str:
    """Return a text as one line that a terminal only shows."""
    return " ".join(sanitise(text).split())


def check_query(query: str, topics: Mapping[str, str]) -> None:
    """Raise InvalidQuery when a topic's query does not parse beside the other topics."""
    parse(query, topics=topics, country=country_code)


def _decoded(content: bytes, place: str) -> str:
    try:
        # tomllib wants \n only, and knows no byte order mark; neither changes a line's number.
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        raise InvalidSettings(place, "is not UTF-8", line, column) from error


def _parsed(text: str, place: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise InvalidSettings(place, "is nested too deeply") from error
    except tomllib.TOMLDecodeError as error:
        found = _TOML_PLACE.fullmatch(str(error))
        if found:
            raise InvalidSettings(place, found["reason"], int(found["line"]), int(found["column"])) from error
        # At the end of the document, which the parser does not count out.
        lines = text.split("\n")
        reason = str(error).removesuffix(" (at end of document)")
        raise InvalidSettings(place, f"{reason} at the end", len(lines), len(lines[-1]) + 1) from error


def _check_topics(file: _File, text: str, place: str) -> None:
    queries = {topic.id: topic.query for topic in file.topics}
    seen: set[str] = set()
    for number, topic in enumerate(file.topics):
        if topic.id in seen:
            raise _error(text, place, ("topics", number, "id"), f"topic id {topic.id!r} is given twice")
        seen.add(topic.id)
        try:
            check_query(topic.query, queries)
        except InvalidQuery as error:
            raise _error(text, place, ("topics", number, "query"), f"query of topic {topic.id!r}: {error}") from error


def _people(file: _File, text: str, place: str) -> Iterator[tuple[str, str]]:
    for name, country in file.people.items():
        code = country_code(country)
        if code is None:
            raise _error(text, place, ("people", name), f"people: {name!r}: {country!r} is no country or bloc")
        yield name, code


def _reason(kind: str, loc: tuple[int | str, ...], message: str) -> str:
    key = str(loc[-1])
    table = str(loc[0]) if len(loc) > 1 else ""
    if kind == "extra_forbidden":
        known = ", ".join(_TABLES[table].model_fields)
        return f"unknown key {key!r}{f' in {_titled(loc[:-1])}' if table else ''}; known are {known}"
    told = _REASONS.get(kind) or message.removeprefix("Value error, ").replace("Input should", "must")
    return f"{_titled(loc)}: {told.replace('{table}', str(loc[0]))}"


def _titled(loc: tuple[int | str, ...]) -> str:
    """Name a place in the file as a person would: ``topics (number 2): query``."""
    name = str(loc[0])
    for part in loc[1:]:
        if part == "[key]":  # pydantic's own mark for what stands left of the =
            continue
        name += f" (number {part + 1})" if isinstance(part, int) else f": {part}"
    return name


def _error(text: str, place: str, loc: tuple[int | str, ...], reason: str) -> InvalidSettings:
    return InvalidSettings(place, reason, *_place(text, loc))


def _place(text: str, loc: tuple[int | str, ...]) -> tuple[int, int]:
    """Return line and column of a key, or of the header of the table that lacks it; zeros when not found.

    The parser keeps no places; a key that is written inside an inline table is not found.
    """
    lines = text.split("\n")
    name, keys = str(loc[0]), [str(part) for part in loc[1:] if isinstance(part, str)]
    number = next((part for part in loc if isinstance(part, int)), 0)
    header = re.compile(rf"\s*\[\[?\s*[\"']?{re.escape(name)}[\"']?\s*\]")
    headers = [at for at, line in enumerate(lines) if header.match(line)]
    if number >= len(headers):
        return _key_place(lines, range(len(lines)), name) if number == 0 else (0, 0)
    start = headers[number]
    end = next((at for at in range(start + 1, len(lines)) if lines[at].lstrip().startswith("[")), len(lines))
    found = _key_place(lines, range(start + 1, end), keys[-1]) if keys else (0, 0)
    return found if found[0] else (start + 1, len(lines[start]) - len(lines[start].lstrip()) + 1)


def _key_place(lines: list[str], among: range, key: str) -> tuple[int, int]:
    pattern = re.compile(rf"(\s*)[\"']?{re.escape(key)}[\"']?\s*=")
    for at in among:
        if found := pattern.match(lines[at]):
            return at + 1, len(found[1]) + 1
    return 0, 0
