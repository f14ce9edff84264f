"""Where a library is, and where what is worked out of it goes."""

from __future__ import annotations

import os
from pathlib import Path

from index.errors import LibraryNotFound, RecordsUnusable

DERIVED = ".whosays"
"""The folder in a library that holds what is worked out of it."""

RECORDS = "records.sqlite"
ENGINES = "engines"

_CACHEDIR_TAG = """Signature: 8a477f597d28d172789f06886806bc55
# This folder holds what whosays works out of the articles beside it. It may be deleted at any time.
# What a cache directory tag is: https://bford.info/cachedir/
"""


def existing_folder(folder: Path) -> Path:
    """Return the absolute path of a folder that is there.

    Raises:
        LibraryNotFound: It is not, or it is a file.
    """
    folder = Path(os.path.abspath(folder))  # noqa: PTH100  (a link stays the name that the user gave)
    if not folder.exists():
        raise LibraryNotFound(str(folder), f"{folder}: there is no such folder")
    if not folder.is_dir():
        raise LibraryNotFound(str(folder), f"{folder}: is a file, not a folder of articles")
    return folder


def derived_folder(folder: Path) -> Path:
    """Return the folder for what is worked out, made where it was missing.

    It stands in the library, or in the user's cache where the library cannot be written.

    Raises:
        RecordsUnusable: Neither can be written.
    """
    derived = folder / DERIVED
    try:
        _furnish(derived)
    except OSError:
        pass
    else:
        if os.access(derived, os.W_OK | os.X_OK):
            return derived
    from hashlib import blake2b  # rarely needed

    from platformdirs import user_cache_path

    digest = blake2b(str(folder.resolve()).encode(errors="surrogateescape"), digest_size=6).hexdigest()
    derived = user_cache_path("whosays", appauthor=False) / f"{folder.name}-{digest}"
    try:
        _furnish(derived)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise RecordsUnusable(
            str(derived), f"{derived}: nothing can be kept here or beside the articles: {reason}"
        ) from error
    return derived


def _furnish(derived: Path) -> None:
    derived.mkdir(parents=True, exist_ok=True)
    for name, text in ((".gitignore", "*\n"), ("CACHEDIR.TAG", _CACHEDIR_TAG)):
        if not (derived / name).exists():
            (derived / name).write_text(text, encoding="utf-8")


def path_in(folder: Path, reference: str) -> str:
    """Return how the library names a file that is given by a path from the current folder; else what is given."""
    path = Path(os.path.abspath(reference))  # noqa: PTH100  (links keep the names under which files were read)
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else reference
