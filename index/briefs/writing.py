"""A brief -> the bytes of a file, in the format that the file's ending names."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from index.briefs.values import Brief

ENDINGS = (".md", ".html", ".csv", ".json", ".docx", ".bib")


class UnknownFormat(Exception):
    """No brief is written in the format of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}: a brief's name ends in {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}")


def content_of(brief: Brief, name: str) -> bytes:
    """Return a brief as a file of that name holds it; the same brief gives the same bytes.

    Raises:
        UnknownFormat: The name has another ending than those in ``ENDINGS``.
    """
    ending = PurePosixPath(name).suffix.lower()
    if ending not in ENDINGS:
        raise UnknownFormat(name)
    return _writer(ending)(brief)


def _writer(ending: str) -> Callable[[Brief], bytes]:
    if ending == ".docx":
        from index.briefs.docx import docx  # brings python-docx

        return docx
    if ending == ".html":
        from index.briefs.html import html

        return lambda brief: html(brief).encode()
    from index.briefs import text

    written = {".md": text.markdown, ".csv": text.csv, ".json": text.json, ".bib": text.bibtex}[ending]
    return lambda brief: written(brief).encode(errors="backslashreplace")
