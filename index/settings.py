"""What a person settled for a library, in its ``whosays.toml``: read it, add or take away a topic, name the engine.

The file is checked with pydantic, which takes longer to import than all else that happens before the
first key: what was found valid is kept by the digest of the bytes, and pydantic stays out of a warm start.
"""

from __future__ import annotations

import json
import os
import re
from codecs import BOM_UTF8
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from index.errors import InvalidSettings, LibraryError
from index.models import Topic

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from index.readers import Reading

FILE = "whosays.toml"
DEFAULT_ENGINE = "whoosh"

_RULES = "4"
"""Raised when what is valid changes: every file is then checked again."""

_TOPIC_ID = re.compile(r"\w[\w-]*")
_TOPIC_HEADER = re.compile(r"\s*\[\[\s*[\"']?topics[\"']?\s*\]\]")


@dataclass(frozen=True, slots=True)
class Settings:
    """A library's settings, all of them valid; ``name`` is the folder's own name when none is given.

    ``people`` maps names to holder codes. ``limits`` are those of ``Limits`` that are set, ``columns`` what tables call
    the fields of an article. ``articles`` are corrections: a file, a member of it or None, and what is known better by
    the names of an article's fields. ``digest`` stands for the file's bytes: equal digests, equal settings.
    """

    name: str
    engine: str = DEFAULT_ENGINE
    topics: tuple[Topic, ...] = ()
    people: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, int] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    articles: tuple[tuple[str, str | None, Mapping[str, str]], ...] = ()
    digest: str = ""

    @property
    def reading(self) -> Reading:
        """How the files are to be read."""
        from index.readers import Limits, Reading  # opening a library reads nothing

        return Reading(Limits(**self.limits), self.columns)

    @property
    def queries(self) -> dict[str, str]:
        """The topics' queries by their ids."""
        return {topic.id: topic.query for topic in self.topics}


def read_settings(
    folder: Path,
    recall: Callable[[], str | None] = lambda: None,
    remember: Callable[[str], None] = lambda _: None,
) -> Settings:
    """Return the settings of a library; the defaults where it has no file.

    Args:
        folder: The library.
        recall: Gives what was last remembered, or None.
        remember: Keeps what a later call may recall, once a file was checked.

    Raises:
        InvalidSettings: The file is not TOML, or does not say what settings may say; with line and column when known.
    """
    path = folder / FILE
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise InvalidSettings(str(path), "is no regular file")  # reading a pipe would wait for ever
        content = path.read_bytes()
    except FileNotFoundError:
        return Settings(name=_folder_name(folder))
    except OSError as error:
        raise InvalidSettings(str(path), f"cannot be read: {(error.strerror or str(error)).lower()}") from error
    digest = sha256(f"{_RULES}\0".encode() + content).hexdigest()
    kept = json.loads(recall() or "{}")
    if kept.get("digest") != digest:
        kept = {"digest": digest, **_checked(content, path)}
        remember(json.dumps(kept, ensure_ascii=False, sort_keys=True))
    return Settings(
        name=kept["name"] or _folder_name(folder),
        engine=kept["engine"] or DEFAULT_ENGINE,
        topics=tuple(Topic(*topic) for topic in kept["topics"]),
        people=kept["people"],
        limits=kept["limits"],
        columns=kept["columns"],
        articles=tuple((file, member, facts) for file, member, facts in kept["articles"]),
        digest=digest,
    )


def add_topic(folder: Path, topic: Topic) -> None:
    """Write a topic behind the others; all else in the file stays as it is.

    Raises:
        InvalidQuery: The query does not parse.
        InvalidSettings: The id is taken or cannot be one, or the file is not valid as it stands.
        LibraryError: The file cannot be written.
    """
    import tomlkit  # only an edit needs it
    from tomlkit.items import AoT

    from index.validation import check_query  # brings pydantic

    path = folder / FILE
    settings = read_settings(folder)
    text = _text(path)
    if not _TOPIC_ID.fullmatch(topic.id):
        raise InvalidSettings(
            str(path), f"{topic.id!r} is no topic's id: write letters, digits, - and _ without blanks"
        )
    for name, words in (("title", topic.title), ("query", topic.query)):
        if not words.strip():
            raise InvalidSettings(str(path), f"the {name} of topic {topic.id!r} must not be empty")
    check_query(topic.query, {**settings.queries, topic.id: topic.query})
    document = tomlkit.parse(text)
    topics = document.setdefault("topics", tomlkit.aot())
    fields = {"id": topic.id, "title": topic.title, "query": topic.query}
    if isinstance(topics, AoT):
        table = tomlkit.table()
        table.update(fields)
        topics.append(table)
    else:
        topics.append(tomlkit.inline_table() | fields)
    _write(path, tomlkit.dumps(document))


def remove_topic(folder: Path, key: str) -> None:
    """Take a topic out of the file, by its id; comments and all else stay.

    Raises:
        InvalidSettings: There is no such topic, another topic's query names it, or the file is not valid as it stands.
        LibraryError: The file cannot be written.
    """
    import tomllib

    path = folder / FILE
    text = _text(path)
    ids = [topic.id for topic in read_settings(folder).topics]
    if key not in ids:
        raise InvalidSettings(str(path), f"there is no topic {key!r}; there {_are(ids)}")
    number = ids.index(key)
    wanted = tomllib.loads(text)
    del wanted["topics"][number]
    shorter = _without_topic(text, number)
    if not _says(shorter, wanted):
        # Written as one array, or with lines in a string that look like a table.
        import tomlkit

        document: Any = tomlkit.parse(text)
        del document["topics"][number]
        shorter = tomlkit.dumps(document)
    _write(path, shorter)


def set_engine(folder: Path, name: str) -> None:
    """Write which search engine the library uses; all else in the file stays as it is.

    Raises:
        InvalidSettings: The file is not valid as it stands.
        LibraryError: The file cannot be written.
    """
    import tomlkit  # only an edit needs it

    path = folder / FILE
    read_settings(folder)
    document: Any = tomlkit.parse(_text(path))
    document.setdefault("library", tomlkit.table())["engine"] = name
    _write(path, tomlkit.dumps(document))


def _says(text: str, wanted: dict[str, Any]) -> bool:
    import tomllib

    try:
        return {"topics": [], **tomllib.loads(text)} == wanted
    except tomllib.TOMLDecodeError:
        return False


def _without_topic(text: str, number: int) -> str:
    lines = text.splitlines(keepends=True)
    headers = [place for place, line in enumerate(lines) if _TOPIC_HEADER.match(line)]
    if number >= len(headers):
        return text
    start = headers[number]
    end = next((place for place in range(start + 1, len(lines)) if lines[place].lstrip().startswith("[")), len(lines))
    # What stands above a table's header in comments speaks of that table.
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    if end < len(lines) and not lines[end].strip() and (start == 0 or not lines[start - 1].strip()):
        end += 1
    return "".join(lines[:start] + lines[end:])


def _checked(content: bytes, path: Path) -> dict[str, Any]:
    from index.validation import validate

    return validate(content, str(path))


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise InvalidSettings(str(path), "is not UTF-8") from error
    except OSError as error:
        raise InvalidSettings(str(path), f"cannot be read: {(error.strerror or str(error)).lower()}") from error


def _write(path: Path, text: str) -> None:
    """Put the text in the file's place in one step, with the file's mode; a link stays a link."""
    path = path.resolve()
    if path.exists() and not os.access(path, os.W_OK):
        # Its folder would let it be replaced, but whoever took the right to write away meant it.
        raise LibraryError(str(path), f"{path}: cannot be written: it is read-only")
    marked = path.exists() and path.read_bytes().startswith(BOM_UTF8)
    content = (BOM_UTF8 if marked else b"") + text.encode()
    _checked(content, path)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("xb") as file:
            if path.exists():
                beside.chmod(path.stat().st_mode)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise LibraryError(str(path), f"{path}: cannot be written: {(error.strerror or str(error)).lower()}") from error


def _folder_name(folder: Path) -> str:
    name = folder.resolve().name or str(folder)
    if name.isprintable():
        return name
    from index.text import sanitise  # few folders have names that a terminal would obey

    return " ".join(sanitise(name).split()) or "articles"


def _are(ids: list[str]) -> str:
    return f"are {', '.join(ids)}" if ids else "are none"
