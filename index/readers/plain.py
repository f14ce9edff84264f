"""Plain text and Markdown, in any encoding."""

from __future__ import annotations

import codecs
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from index.errors import ReadError
from index.readers import Fit, Found
from index.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.readers import Content

_MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".mkd"})
_TEXT = frozenset({".txt", ".text"}) | _MARKDOWN

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks; the longer ones first, since one begins like another."""

_WRITTEN = [
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257"),
    *("iso8859_2", "iso8859_5", "iso8859_7", "iso8859_9", "koi8_r"),
    *("big5", "cp932", "euc_jp", "euc_kr", "gb18030", "shift_jis"),
    *("utf_16_be", "utf_16_le"),
]
"""Encodings that news has been written in: with all of them allowed, short texts come out as those of old terminals."""

_WESTERN = "cp1252"
"""Taken when it fits as well as the best: it is by far the most used of those that cannot be told apart."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")
"""A control character that no text has: neither white space nor the beginning of a terminal's colours."""

_MOST_CONTROLS = 0.02
_LOOKED_AT = 10_000
_BROKEN_BYTES = 0.001
_REPLACED = "\ufffd"

_NULS = 0.2
"""At least so many of the bytes of a text in 16 bits a character are zero, in places of one kind."""


class PlainReader:
    """Reads text, with or without Markdown: whatever is not binary, when no other reader knows it better."""

    trusted = True

    def fit(self, head: bytes, name: str) -> Fit:
        """Say how well a file is known: by its name, else as any text; not at all when it holds zero bytes."""
        if b"\0" in head and not (_mark_of(head) or wide(head)):
            return Fit.NONE
        return Fit.NAME if PurePosixPath(name).suffix.lower() in _TEXT else Fit.ANY

    def articles(self, content: Content) -> Iterator[Found]:
        """Yield the one article of a text file."""
        text = decoded(content.read(), content.file)
        if len(_CONTROL.findall(text, 0, _LOOKED_AT)) > _MOST_CONTROLS * min(len(text), _LOOKED_AT):
            raise ReadError(content.file, "it is binary")
        yield Found(clean(text, markdown=True if content.suffix in _MARKDOWN else None))


READER = PlainReader()


def _mark_of(content: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS if content.startswith(mark)), None)


def wide(content: bytes) -> str | None:
    """Return the encoding of a text in 16 bits a character without a byte order mark; None when it is no such text."""
    start = content[:1024]
    even, odd = start[::2].count(b"\0"), start[1::2].count(b"\0")
    if max(even, odd) <= _NULS * len(start) or min(even, odd) > _NULS * max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def decoded(content: bytes, file: str) -> str:
    """Return bytes as text, in the encoding that ``encoding_of`` finds; what is damaged is replaced.

    Raises:
        ReadError: No encoding fits.
    """
    return content.decode(encoding_of(content, file), "replace")


def encoding_of(content: bytes, file: str) -> str:
    """Return the encoding of bytes: by their byte order mark, UTF-8, else the most likely one.

    Raises:
        ReadError: No encoding fits.
    """
    marked = _mark_of(content) or wide(content)
    try:
        content.decode(marked or "utf-8")
    except UnicodeDecodeError:
        damaged = content.decode(marked or "utf-8", "replace")
        if not marked and damaged.count(_REPLACED) > _BROKEN_BYTES * len(damaged):
            return _likely_encoding(content, file)
    return marked or "utf-8"


def _likely_encoding(content: bytes, file: str) -> str:
    from charset_normalizer import from_bytes

    matches = list(from_bytes(content, cp_isolation=_WRITTEN))
    if not matches:
        raise ReadError(file, "its encoding is not recognised")
    best = matches[0]
    for match in matches:
        as_good = match.chaos <= best.chaos and match.coherence >= best.coherence
        if as_good and _WESTERN in match.could_be_from_charset:
            return _WESTERN
    return best.encoding
