"""Which library is meant, where the user's own files lie, and what the user settled for all libraries."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import InvalidSettings, LibraryNotFound

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = "whosays"
VARIABLE = "WHOSAYS_LIBRARY"
MARKS = ("whosays.toml", ".whosays")
"""What makes a folder a library that is found without being named."""

MOST_JOBS = 8
"""The most processes that analyse at once; each holds a language model, about 300 MB."""

_TOML_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)$")


@dataclass(frozen=True, slots=True)
class UserSettings:
    """What holds for all libraries of one user.

    ``keys`` maps the ids of bindings to their keys, joined by commas. ``name`` is who reviews; empty when not set.
    """

    keys: Mapping[str, str] = field(default_factory=dict)
    name: str = ""


def find_library(named: str | None, environ: Mapping[str, str], here: Path) -> Path:
    """Return the folder that is meant.

    Args:
        named: What the command line names, or None.
        environ: May name one in ``WHOSAYS_LIBRARY``; an empty value names none.
        here: Where to look for one, and above.

    Raises:
        LibraryNotFound: What is named is no folder, or nothing is named and none is at or above ``here``.
    """
    named = named or environ.get(VARIABLE)
    if named:
        folder = Path(named).expanduser()
        if not folder.is_dir():
            raise LibraryNotFound(named, f"{named}: {'not a folder' if folder.exists() else 'there is no such folder'}")
        return folder
    for folder in (here, *here.parents):
        if any((folder / mark).exists() for mark in MARKS):
            return folder
    raise LibraryNotFound(
        str(here), f"no library at or above {here}; name one: whosays FOLDER, -L FOLDER or ${VARIABLE}"
    )


def analysis_jobs() -> int:
    """Return how many processes analyse at once here: one for each core that this process may use."""
    cores: int | None
    if sys.version_info >= (3, 13):
        cores = os.process_cpu_count()
    elif hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count()
    return min(MOST_JOBS, cores or 1)


def state_folder() -> Path:
    """Return where this user's own state lies: the reports of bugs, the last visit. It may not be there yet."""
    from platformdirs import user_state_path  # most commands never ask

    return user_state_path(NAME, appauthor=False)


def settings_file() -> Path:
    """Return where the user's own settings lie; most users have none."""
    from platformdirs import user_config_path  # only the explorer asks

    return user_config_path(NAME, appauthor=False) / "config.toml"


def read_user_settings(path: Path) -> UserSettings:
    """Return the user's settings; the defaults where there is no file.

    Checked by hand, not with pydantic: this stands before the first frame, and one table of texts needs no more.

    Raises:
        InvalidSettings: The file is not TOML, or says what is not known; with line and column when known.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return UserSettings()
    except OSError as error:
        raise InvalidSettings(str(path), f"cannot be read: {(error.strerror or str(error)).lower()}") from error
    except UnicodeDecodeError as error:
        raise InvalidSettings(str(path), "is not UTF-8") from error
    import tomllib  # most users have no such file

    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.search(str(error))
        line, column = (int(place[1]), int(place[2])) if place else (0, 0)
        raise InvalidSettings(str(path), _TOML_PLACE.sub("", str(error)), line, column) from error
    for name in document:
        if name not in {"keys", "person"}:
            raise InvalidSettings(str(path), f"[{name}] is not known; there are [keys] and [person]")
    return UserSettings(
        keys=_keys(document.get("keys", {}), str(path)), name=_name(document.get("person", {}), str(path))
    )


def person(settings: UserSettings) -> str:
    """Return who the user is when he decides something: the name in his settings, else the one he logged in with."""
    return settings.name or login_name()


def login_name() -> str:
    """Return the name that the user logged in with; empty where the system knows none."""
    from getpass import getuser  # only a review asks

    try:
        return getuser()
    except (KeyError, ImportError, OSError):
        return ""


def _name(table: object, place: str) -> str:
    if not isinstance(table, dict):
        raise InvalidSettings(place, "person must be a table, under [person]")
    for key in table:
        if key != "name":
            raise InvalidSettings(place, f'person: "{key}" is not known; there is name')
    name = table.get("name", "")
    if not isinstance(name, str):
        raise InvalidSettings(place, 'person: name must be a text in quotes, such as "Ada Lind"')
    return " ".join(name.split())


def _keys(table: object, place: str) -> dict[str, str]:
    if not isinstance(table, dict):
        raise InvalidSettings(place, "keys must be a table, under [keys]")
    for name, value in table.items():
        if not isinstance(value, str) or not value.strip():
            raise InvalidSettings(place, f'keys: "{name}" must be keys as a text in quotes, such as "j,down"')
    return dict(table)
