"""Which files of a folder may be articles, and how they stand on disk."""

from __future__ import annotations

import os
import stat
from hashlib import file_digest
from typing import TYPE_CHECKING, NamedTuple

from index.errors import reason_of
from index.models import Refusal
from index.settings import FILE as SETTINGS_FILE
from index.text import sanitise

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FEEDS_FILE = "feeds.toml"
DECISIONS = frozenset({"reviews", "baskets"})
"""Folders in the library whose ``.jsonl`` files the program writes when a person decides something."""

SIDECAR = ".meta.toml"
"""How the name of a file ends that says what is known of another one."""

_LINES = frozenset("\n\t")


class FoundFile(NamedTuple):
    """A file as the file system lists it; ``path`` is relative to the library, with forward slashes.

    ``sidecar`` stands for the sidecar beside it as it is now; empty when there is none.
    """

    path: str
    size: int
    mtime_ns: int
    sidecar: str = ""


class _Entry(NamedTuple):
    found: os.DirEntry[str]
    path: str
    is_folder: bool
    sidecar: str


class Listing:
    """The files below a folder that may be articles, in the order of their paths.

    Left out are hidden files and folders, what the program itself writes, and sidecars. Links are followed, into each
    folder once.

    Attributes:
        refused: What could not be looked at; complete once all files were gone through.
        unlisted: Files, and folders (``a/b/``, the library itself empty), of which nothing is known; likewise.
    """

    def __init__(self, folder: Path) -> None:
        self.refused: list[Refusal] = []
        self.unlisted: list[str] = []
        self._folder = os.fspath(folder)
        self._seen: set[tuple[int, int]] = set()

    def __iter__(self) -> Iterator[FoundFile]:
        """Go through the folder; one that holds folders without end is gone through without recursion."""
        waiting = [iter(self._entries(self._folder, ""))]
        while waiting:
            entry = next(waiting[-1], None)
            if entry is None:
                waiting.pop()
            elif entry.is_folder:
                waiting.append(iter(self._entries(entry.found.path, f"{entry.path}/")))
            elif found := self._file(entry):
                yield found

    def hides(self, path: str) -> bool:
        """Say whether nothing is known of a path: neither that it is there nor that it is gone."""
        return any(
            path == place or (place.endswith("/") and path.startswith(place)) or not place for place in self.unlisted
        )

    def _entries(self, folder: str, prefix: str) -> list[_Entry]:
        """Return what a folder holds in the order of the paths in it: what is in ``a/`` comes after ``a.txt``."""
        try:
            status = os.stat(folder)  # noqa: PTH116  (a Path for each folder costs more than the listing)
            if (status.st_dev, status.st_ino) in self._seen:
                return []
            self._seen.add((status.st_dev, status.st_ino))
            with os.scandir(folder) as scanned:
                listed = list(scanned)
        except OSError as error:
            self.unlisted.append(prefix)
            self.refused.append(Refusal(shown(prefix) or ".", reason_of(error)))
            return []
        sidecars = {entry.name: entry for entry in listed if entry.name.endswith(SIDECAR)}
        entries = []
        for entry in listed:
            path = prefix + entry.name
            if entry.name.startswith(".") or is_ours(path):
                continue
            try:
                beside = sidecars.get(entry.name + SIDECAR) if sidecars else None
                entries.append(_Entry(entry, path, entry.is_dir(), _state_of(beside) if beside else ""))
            except OSError as error:
                self._pass_over(path, reason_of(error))
        return sorted(entries, key=lambda entry: f"{entry.path}/" if entry.is_folder else entry.path)

    def _file(self, entry: _Entry) -> FoundFile | None:
        path = entry.path
        # A name goes wherever an article's file is shown, so it must not hold what a terminal would obey.
        if shown(path) != path:
            self.refused.append(Refusal(shown(path), "its name holds characters that cannot be shown"))
            return None
        try:
            status = entry.found.stat()
        except OSError as error:
            self._pass_over(path, reason_of(error))
            return None
        if not stat.S_ISREG(status.st_mode):
            self._pass_over(path, "it is no regular file")
            return None
        return FoundFile(path, status.st_size, status.st_mtime_ns, entry.sidecar)

    def _pass_over(self, path: str, reason: str) -> None:
        self.unlisted.append(path)
        self.refused.append(Refusal(shown(path), reason))


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _state_of(entry: os.DirEntry[str]) -> str:
    try:
        status = entry.stat()
    except OSError as error:
        return reason_of(error)
    return f"{status.st_size} {status.st_mtime_ns}"


def shown(path: str) -> str:
    """Return the path as it may be shown: a line, and nothing that a terminal would obey."""
    if path.isprintable():
        return path
    clean = sanitise(path)
    if clean == path and not _LINES.intersection(path):
        return path
    return path.encode("unicode_escape").decode()


def is_ours(path: str) -> bool:
    """Say whether a path in a library is one that the program writes when a person decides something."""
    if path in (SETTINGS_FILE, FEEDS_FILE) or path.endswith(SIDECAR):
        return True
    folder, _, name = path.partition("/")
    return folder in DECISIONS and name.endswith(".jsonl")
