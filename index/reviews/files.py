"""The files of reviews: one a person, read all together, and only ever added to."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING

from index.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from index.reviews.values import Review

FOLDER = "reviews"
ENDING = ".jsonl"

LONGEST_NAME = 80
"""Characters of a person's name that go into the name of the file."""

NO_FILES = "[]"
"""The signature of a library without reviews."""

_OTHER = re.compile(r"[^\w .-]")


def signature(folder: Path) -> str:
    """Return what is different whenever a file of reviews is: names, sizes and times, as JSON.

    Raises:
        LibraryError: The folder of reviews cannot be read.
    """
    found = []
    for path in _paths(folder):
        status = path.stat()
        found.append([path.name, status.st_size, status.st_mtime_ns])
    return json.dumps(found) if found else NO_FILES


def read_reviews(folder: Path) -> tuple[tuple[Review, ...], tuple[str, ...]]:
    """Return all reviews of a library, by file and line, and what is wrong with other lines, a line each.

    A review that stands in two files, as after a copy, counts once.
    """
    if not _paths(folder):
        return (), ()
    from index.reviews.validation import BrokenLine, review_of  # brings pydantic

    reviews: dict[str, Review] = {}
    problems: list[str] = []
    for place, line in lines_of(folder, FOLDER, problems):
        try:
            review = review_of(line)
        except BrokenLine as error:
            problems.append(f"{place}: {error}")
            continue
        if reviews.setdefault(review.id, review) != review:
            problems.append(f"{place}: id: {review.id} is another review's")
    return tuple(reviews.values()), tuple(problems)


def append_line(folder: Path, who: str, line: str, *, under: str = FOLDER) -> Path:
    """Write a line behind a person's others, all of it or nothing, and return the file.

    Args:
        folder: The library.
        who: The person.
        line: What to write, with its newline.
        under: The folder of such files in the library.

    Raises:
        LibraryError: It cannot be written.
    """
    path = folder / under / file_name(who)
    try:
        path.parent.mkdir(exist_ok=True)
        _append(path, line.encode())
    except OSError as error:
        raise LibraryError(str(path), f"{path}: cannot be written: {(error.strerror or str(error)).lower()}") from error
    return path


def file_name(who: str) -> str:
    """Return the name of a person's file; two people may share one, since each line says who."""
    name = _OTHER.sub("_", who)[:LONGEST_NAME].strip(". ") or "_"
    return f"{name}{ENDING}"


def _append(path: Path, line: bytes) -> None:
    # One write at the end of the file, wherever that is by then: two who write at once write two lines.
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
    try:
        size = os.fstat(descriptor).st_size
        if size:
            os.lseek(descriptor, size - 1, os.SEEK_SET)
            if os.read(descriptor, 1) != b"\n":
                # A line that was cut off, or written by hand, must not swallow this one. (One that is just being
                # written looks the same: then a blank line stands between, which says nothing.)
                line = b"\n" + line
        written = os.write(descriptor, line)
        if written < len(line):
            if os.fstat(descriptor).st_size == size + written:
                os.ftruncate(descriptor, size)
            raise OSError(None, "the disk is full")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _paths(folder: Path, under: str = FOLDER) -> list[Path]:
    try:
        with os.scandir(os.path.join(folder, under)) as entries:  # noqa: PTH118  (asked before every answer)
            names = [
                entry.name
                for entry in entries
                if entry.name.endswith(ENDING) and not entry.name.startswith(".") and entry.is_file()
            ]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        place = str(folder / under)
        raise LibraryError(place, f"{place}: cannot be read: {(error.strerror or str(error)).lower()}") from error
    return [folder / under / name for name in sorted(names)]


def lines_of(folder: Path, under: str, problems: list[str], only: str | None = None) -> Iterator[tuple[str, bytes]]:
    """Yield every line that is not blank with its file and number; a file that cannot be read is a problem.

    Args:
        folder: The library.
        under: The folder of such files in the library.
        problems: Gets a line for each file that cannot be read.
        only: The name of the one file to read, None for all.
    """
    for path in _paths(folder, under):
        if only is not None and path.name != only:
            continue
        shown = f"{under}/{path.name}"
        try:
            content = path.read_bytes()
        except OSError as error:
            problems.append(f"{shown}: cannot be read: {(error.strerror or str(error)).lower()}")
            continue
        for number, line in enumerate(content.split(b"\n"), 1):
            if line.strip():
                yield f"{shown}:{number}", line
