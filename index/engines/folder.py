"""The folder of an index: whether this program wrote it, in this very place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from index.errors import RecordsUnusable

if TYPE_CHECKING:
    from pathlib import Path

MARKER = "engine.json"


def claim(folder: Path, engine: str, version: int) -> None:
    """Make sure that a folder holds an index of this engine and version that was made here; mark a new one.

    Raises:
        RecordsUnusable: It is somebody else's, a copy, or of another version, or it cannot be written.
    """
    try:
        _claim(folder, engine, version)
    except OSError as error:  # also where another process, or the user, deletes it meanwhile
        raise refused(folder, (error.strerror or str(error)).lower()) from error


def _claim(folder: Path, engine: str, version: int) -> None:
    path = folder / MARKER
    try:
        marker = json.loads(path.read_bytes())
    except FileNotFoundError:
        if folder.is_dir() and any(folder.iterdir()):
            raise _foreign(folder) from None
        folder.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{MARKER}.new")
        fresh.write_text(json.dumps(_marker(folder, engine, version)))
        fresh.replace(path)
        return
    except (OSError, ValueError) as unread:
        raise _foreign(folder) from unread
    if marker != _marker(folder, engine, version):
        raise _foreign(folder)


def damaged(folder: Path, damage: BaseException) -> RecordsUnusable:
    """Return what is raised for an index that cannot be read."""
    first = (str(damage).splitlines() or [type(damage).__name__])[0]
    reason = f"{folder}: the search index is damaged ({first}); it can be deleted and is then rebuilt"
    return RecordsUnusable(str(folder), reason)


def in_use(folder: Path) -> RecordsUnusable:
    """Return what is raised when another process writes the index."""
    reason = f"{folder}: another process is writing the search index; try again when it is done"
    return RecordsUnusable(str(folder), reason)


def refused(folder: Path, why: str) -> RecordsUnusable:
    """Return what is raised when the index cannot be written."""
    return RecordsUnusable(str(folder), f"{folder}: the search index cannot be written: {why}")


def _marker(folder: Path, engine: str, version: int) -> dict[str, object]:
    """Return what the marker must say: no copy of a folder has the number that the folder has."""
    return {"engine": engine, "format": version, "folder": folder.stat().st_ino}


def _foreign(folder: Path) -> RecordsUnusable:
    reason = f"{folder}: not the index of this version and place; it can be deleted and is then rebuilt"
    return RecordsUnusable(str(folder), reason)
