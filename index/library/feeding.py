"""The feeds of a library, in its ``feeds.toml``: what was seen of each, so that nothing is fetched twice."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from index.errors import InvalidSettings, reason_of
from index.library.files import FEEDS_FILE

if TYPE_CHECKING:
    from pathlib import Path

KEPT_KEYS = 2_000
"""So many entries that a feed no longer holds are remembered: some feeds bring old ones back."""

_MOST_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that is visited again and again.

    ``etag`` and ``modified`` are what its server said when all its entries were settled, ``visited`` the time of the
    last visit in ISO 8601, ``seen`` the keys of entries that need no further look, the oldest first.
    """

    url: str
    title: str = ""
    etag: str | None = None
    modified: str | None = None
    visited: str = ""
    seen: tuple[str, ...] = ()


def read_feeds(folder: Path) -> list[Feed]:
    """Return the feeds of a library in the order of its file; none where it has no file.

    Raises:
        InvalidSettings: The file cannot be read or does not say what it may say.
    """
    from index.validation import validate_feeds  # brings pydantic

    path = folder / FEEDS_FILE
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise InvalidSettings(str(path), reason_of(error)) from error
    return [Feed(**{**feed, "seen": tuple(feed["seen"])}) for feed in validate_feeds(content, str(path))]


def remember_feed(folder: Path, feed: Feed) -> None:
    """Write what is known of a feed now; all else in the file stays as it is.

    Raises:
        InvalidSettings: The file is not valid as it stands.
        OSError: It cannot be written.
    """
    import tomlkit

    from index.library.shelf import write_whole

    read_feeds(folder)
    path = folder / FEEDS_FILE
    text = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    document: Any = tomlkit.parse(text)
    tables = document.setdefault("feeds", tomlkit.aot())
    table = next((one for one in tables if one["url"] == feed.url), None)
    if table is None:
        table = tomlkit.table()
        tables.append(table)
    for name, value in asdict(feed).items():
        if value is None:
            table.pop(name, None)
        elif name == "seen":
            keys = tomlkit.array()
            keys.extend(value)
            table[name] = keys.multiline(multiline=True)
        else:
            table[name] = value
    write_whole(path, tomlkit.dumps(document).encode())
