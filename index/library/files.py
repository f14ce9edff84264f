"""Which files of a folder may be articles, and how they stand on disk."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path
from typing import NamedTuple

from index.errors import reason_of
from index.models import Refusal
from index.settings import FILE as SETTINGS_FILE
from index.text import sanitise

FEEDS_FILE = "feeds.toml"
DECISIONS = frozenset({"reviews", "baskets"})
"""Folders in the library whose ``.jsonl`` files the program writes when a person decides something."""

SIDECAR = ".meta.toml"
"""How the name of a file ends that says what is known of another one."""

_LINES = frozenset("\n\t")


class FoundFile(NamedTuple):
    """A file as the file system lists it; ``path`` is relative to the library, with forward slashes."""

    path: str
    size: int
    mtime_ns: int


@dataclass(slots=True)
class Listing:
    """All files that may be articles, by path; what could not be looked at is refused.

    ``unlisted`` are files, and folders (``a/b/``, the library itself empty), of which nothing is known.
    """

    files: dict[str, FoundFile] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)
    unlisted: list[str] = field(default_factory=list)

    def hides(self, path: str) -> bool:
        """Say whether nothing is known of a path: neither that it is there nor that it is gone."""
        return any(
            path == place or (place.endswith("/") and path.startswith(place)) or not place for place in self.unlisted
        )


def list_files(folder: Path) -> Listing:
    """Return the files below a folder that may be articles, in the order of their paths.

    Left out are hidden files and folders, what the program itself writes, and what is no regular file. Links are
    followed, into each folder once.
    """
    listing = Listing()
    _list_folder(folder, "", listing, set())
    listing.files = dict(sorted(listing.files.items()))
    return listing


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _list_folder(folder: Path, prefix: str, listing: Listing, seen: set[tuple[int, int]]) -> None:
    try:
        status = folder.stat()
        if (status.st_dev, status.st_ino) in seen:
            return
        seen.add((status.st_dev, status.st_ino))
        with os.scandir(folder) as entries:
            ordered = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        listing.unlisted.append(prefix)
        listing.refused.append(Refusal(_shown(prefix) or ".", reason_of(error)))
        return
    for entry in ordered:
        path = prefix + entry.name
        if entry.name.startswith(".") or _is_ours(path):
            continue
        try:
            if entry.is_dir():
                _list_folder(Path(entry.path), f"{path}/", listing, seen)
            elif entry.is_file() or entry.is_symlink():
                _list_file(entry, path, listing)
        except OSError as error:
            listing.unlisted.append(path)
            listing.refused.append(Refusal(_shown(path), reason_of(error)))


def _list_file(entry: os.DirEntry[str], path: str, listing: Listing) -> None:
    # A name goes wherever an article's file is shown, so it must not hold what a terminal would obey.
    if _shown(path) != path:
        listing.refused.append(Refusal(_shown(path), "its name holds characters that cannot be shown"))
        return
    status = entry.stat()
    if entry.is_file():
        listing.files[path] = FoundFile(path, status.st_size, status.st_mtime_ns)


def _shown(path: str) -> str:
    """Return the path as it may be shown: a line, and nothing that a terminal would obey."""
    clean = sanitise(path)
    if clean == path and not _LINES.intersection(path):
        return path
    return path.encode("unicode_escape").decode()


def _is_ours(path: str) -> bool:
    if path in (SETTINGS_FILE, FEEDS_FILE) or path.endswith(SIDECAR):
        return True
    folder, _, name = path.partition("/")
    return folder in DECISIONS and name.endswith(".jsonl")
