"""What is kept of a document as it was given, and the terms that are made of it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from index.query import Within
from index.text.terms import cutter

if TYPE_CHECKING:
    from collections.abc import Sequence


class Terms(NamedTuple):
    """The words of a text and their stems, in order."""

    words: Sequence[str]
    stems: Sequence[str]


def cut(text: str) -> Terms:
    """Return the words and the stems of a text, in order."""
    found = [token for tokens in map(cutter(text), text.split()) for token in tokens]
    if not found:
        return Terms((), ())
    words, stems, _, _ = zip(*found, strict=True)
    return Terms(words, stems)


class Stored(NamedTuple):
    """A document as it was given, but for what only decides whether it matches."""

    article: str
    number: int
    key: int
    text: str
    title: str
    source: str

    def within(self, within: Within) -> str:
        """Return one of its texts."""
        match within:
            case Within.TEXT:
                return self.text
            case Within.TITLE:
                return self.title
            case Within.SOURCE:
                return self.source

    @classmethod
    def unpack(cls, packed: bytes) -> Stored:
        """Return what was packed."""
        *numbers, texts = packed.decode().split(" ", 5)
        number, key, *lengths = map(int, numbers)
        parts, place = [], 0
        for length in lengths:
            parts.append(texts[place : place + length])
            place += length
        article, title, source = parts
        return cls(article, number, key, texts[place:], title, source)


def packed(number: int, key: int, head: str, text: str) -> bytes:
    """Return what is written of a document, for ``Stored.unpack``: numbers with a blank after each, then all texts."""
    return f"{number} {key} {head}{text}".encode()


def head_of(article: str, title: str, source: str) -> str:
    """Return what stands before the text in all documents of an article."""
    return f"{len(article)} {len(title)} {len(source)} {article}{title}{source}"
