"""What a brief is made of."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LINK = "whosays:"
"""How a link to a passage begins."""

LINK_DIGITS = 16
"""Hexadecimal digits of the text's hash in a link: enough that no other text of a library has them by chance."""

_LINK = re.compile(rf"{LINK}(?P<article>[0-9a-f]+)/(?P<passage>\d+)(?:#sha256=(?P<digest>[0-9a-f]+))?")
_NO_KEY = re.compile(r"[^a-z0-9]+")
KEY_WORD = 20


@dataclass(frozen=True, slots=True)
class Reference:
    """An article that a brief cites; what is not known is None. ``digest`` is the SHA-256 of its text in UTF-8."""

    article: str
    file: str
    member: str | None
    source: str
    title: str | None
    author: str | None
    published: str | None
    url: str | None
    digest: str

    @property
    def key(self) -> str:
        """A name for citing it by, of source, year and id; the same in every brief."""
        plain = unicodedata.normalize("NFKD", self.source).encode("ascii", "ignore").decode().lower()
        word = _NO_KEY.sub("", plain)[:KEY_WORD] or "source"
        return f"{word}{(self.published or '')[:4]}-{self.article[:6]}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One quote: what it is evidence of, in words (empty for a mere passage), and where it stands.

    ``quote == article.text[start:end]`` of the article with that id; ``passage`` is the paragraph's number, 0 the
    title. ``note`` is what the user wrote beside it.
    """

    says: str
    quote: str
    article: str
    passage: int
    start: int
    end: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Quotes under one title, in the order in which they are to be read."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """A title, what was asked (empty for a basket), the sections, and the articles cited, by key."""

    title: str
    query: str
    sections: tuple[Section, ...]
    references: tuple[Reference, ...]

    def reference(self, entry: Entry) -> Reference:
        """Return the article that an entry cites."""
        return next(reference for reference in self.references if reference.article == entry.article)


def link(article: str, passage: int, digest: str) -> str:
    """Return the link to a passage: it names the text that was quoted, so that a changed one shows."""
    return f"{LINK}{article}/{passage}#sha256={digest[:LINK_DIGITS]}"


def parts_of(text: str) -> tuple[str, int, str] | None:
    """Return the article's id, the passage and the digits of the hash (may be empty) in a link, None for no link."""
    found = _LINK.fullmatch(text.strip())
    return (found["article"], int(found["passage"]), found["digest"] or "") if found else None
