"""Formats that are known by sight, so that a refusal can name what it refuses."""

from __future__ import annotations

from pathlib import PurePosixPath

_STARTS = (
    (b"%PDF-", "PDF"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"SQLite format 3", "SQLite"),
)
_MARKUP = ((b"<!doctype html", "HTML"), (b"<html", "HTML"), (b"<?xml", "XML"))

_NAMES = {
    "htm": "HTML",
    "html": "HTML",
    "xhtml": "HTML",
    "mhtml": "HTML archive",
    "xml": "XML",
    "toml": "settings",
}


def kind_by_content(head: bytes) -> str | None:
    """Return the name of the format that a file's first bytes give away, or None."""
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    markup = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:64].lower()
    return next((kind for start, kind in _MARKUP if markup.startswith(start)), None)


def kind_by_name(file: str) -> str | None:
    """Return the name of the format that a file's name promises, or None."""
    return _NAMES.get(PurePosixPath(file).suffix.lower().removeprefix("."))
