"""What a file says of itself in short lines: its date, its publisher, its author."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from index.text.chrome import is_section
from index.text.dates import find_dates, iso_date
from index.text.words import PAPERS, PAPERS_OR_TOPICS

_LINE_WORDS = 14

_LABEL = re.compile(
    r"""(?P<label>
          title | headline | author | written\ by | by | source | publisher | publication | newspaper | url | link
        | language
        | (?:first\ |originally\ )?published(?:\ on|\ at|\ by)? | publication\ date | date
        | (?:posted|released|issued)(?:\ on)? | (?:last\ )?(?:updated|modified)(?:\ on|\ at)?
    )(?P<colon>\s?:)?(?:\s+(?P<value>.+))?""",
    re.IGNORECASE | re.VERBOSE,
)
_FIELDS = {
    "title": "title",
    "headline": "title",
    "author": "author",
    "written by": "author",
    "by": "author",
    "published by": "publisher",
    "source": "publisher",
    "publisher": "publisher",
    "publication": "publisher",
    "newspaper": "publisher",
    "url": "url",
    "link": "url",
    "language": "language",
}
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_][A-Za-z]{2,4})?", re.IGNORECASE)
_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:©|\(c\))?\s*(?:\d{4}\s*[,-]?\s*)*(?P<name>[^.,|©\d]+)", re.IGNORECASE
)
_RIGHTS = re.compile(r"\s*\ball rights reserved\b.*", re.IGNORECASE)

_CLOCK = re.compile(
    r"\b(?:\d{1,2}[:.h]\d\d(?::\d\d)?\s?(?:[ap]\.?m\.?)?|\d{1,2}\s?[ap]\.?m\.?|noon|at|on)(?!\w)"
    r"|\b(?:GMT|UTC|BST|CET|CEST|EET|EEST|E[SD]T|C[SD]T|P[SD]T|IST)\b(?:[+-]\d+)?"
    r"|\b\d+[\s-]?min(?:ute)?s?\s(?:read|ago)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*)?,?")
_NAME = re.compile(r"(?:(?:and|de|la|le|van|von|der|den|da|di|bin|al|el|the|&)\s+|[A-Z][\w.'’-]*,?(?:\s+|\Z)){1,10}")
_NAME_END = re.compile(r"\s+(?:in|for|at|from|on)\s+.*|\s*[|•·–—/(<].*|,\s.*")

_DESK = re.compile(
    r"\s+(?:online|(?:news|web|digital|foreign|political)?\s?(?:desk|room|team|bureau|staff)|newsroom|correspondent|reporters?)$",
    re.IGNORECASE,
)
_PUBLISHER_WORDS = 5


@dataclass(slots=True)
class Stated:
    """What has been found so far; ``dates`` are those that nothing calls a publication date."""

    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    labelled: str | None = None
    awaits_date: bool = False
    dates: set[str | None] = field(default_factory=set)

    @property
    def published(self) -> str | None:
        """The labelled date, else the one date that stands alone in a line, else None."""
        if self.labelled or len(self.dates) != 1:
            return self.labelled
        return next(iter(self.dates))

    def take(self, line: str) -> bool:
        """Take what a line states of the article; False when the line is something else."""
        if len(line.split()) > _LINE_WORDS:
            return False
        awaited, self.awaits_date = self.awaits_date, False
        label = _LABEL.fullmatch(line)
        if label and self._take_labelled(line, label):
            return True
        if _is_date_line(line):
            self._take_dates(line, labelled=awaited)
            return True
        return False

    def take_copyright(self, line: str) -> None:
        """Take the publisher from a copyright line when nothing better names it."""
        found = _COPYRIGHT.search(line)
        name = _RIGHTS.sub("", found["name"]).strip() if found else ""
        if self.publisher is None and 0 < len(name.split()) <= _PUBLISHER_WORDS:
            self.publisher = name

    def _take_labelled(self, line: str, label: re.Match[str]) -> bool:
        kind = label["label"].lower()
        value = (label["value"] or "").strip()
        name = _FIELDS.get(kind)
        if name is None:
            return self._take_labelled_date(kind, line, value)
        if not value:
            return bool(label["colon"])
        if name == "author":
            return self._take_author(value, colon=bool(label["colon"]))
        if not label["colon"]:
            return False
        self._take_field(name, value)
        return True

    def _take_field(self, name: str, value: str) -> None:
        if name in {"publisher", "url"}:
            if _URL.fullmatch(value):
                name = "url"
            elif name == "url":
                return
        known = language_code(value) if name == "language" else value
        if not getattr(self, name):
            setattr(self, name, known)

    def _take_labelled_date(self, kind: str, line: str, value: str) -> bool:
        old = kind.removeprefix("last ").startswith(("updated", "modified"))
        if not value:
            self.awaits_date = not old
            return True
        if not _is_date_line(value):
            return False
        if not old:
            self._take_dates(line, labelled=True)
        return True

    def _take_dates(self, line: str, *, labelled: bool) -> None:
        stated = iso_date(line)
        if labelled:
            self.labelled = self.labelled or stated
        else:
            self.dates.add(stated)

    def _take_author(self, value: str, *, colon: bool) -> bool:
        written = find_dates(value)
        if written:
            self._take_dates(value, labelled=False)
            value = value[: written[0].start].rstrip(" ,|•·–—-")
        name = _NAME_END.sub("", value).strip()
        if not name or not (colon or _NAME.fullmatch(name)):
            return bool(written)
        self.author = self.author or name
        return True


def language_code(value: str) -> str | None:
    """Return the ISO 639-1 code in a language tag such as ``en-GB``, or None."""
    found = _LANGUAGE.fullmatch(value.strip())
    return found[1].lower() if found else None


def publisher_of(line: str, body: set[str]) -> str | None:
    """Return the publisher that a header line names, or None.

    A name is a few words in capitals with one that papers are called by. Where that word may as well
    be a subject ("Press"), the other words must not be what the article is about (``body``, lower-cased).
    """
    name = _DESK.sub("", line)
    words = name.split()
    if not 1 < len(words) <= _PUBLISHER_WORDS or not all(
        word[0].isupper() or word in {"of", "and", "&"} for word in words
    ):
        return None
    lowered = {word.lower() for word in words}
    if lowered & PAPERS:
        return name
    others = lowered - PAPERS_OR_TOPICS - {"the"}
    if others == lowered - {"the"} or not others or is_section(words) or others & body:
        return None
    return name


def is_desk(line: str) -> bool:
    """Say whether a line only names a newsroom ("Foreign Desk", "Staff Reporter")."""
    return _DESK.search(" " + line) is not None and len(line.split()) <= _PUBLISHER_WORDS


def _is_date_line(line: str) -> bool:
    """Say whether a line holds a date and little else: the time, a place, how long it takes to read."""
    written = find_dates(line)
    if not written:
        return False
    rest = line
    for date in reversed(written):
        rest = f"{rest[: date.start]} {rest[date.end :]}"
    rest = _CLOCK.sub(" ", rest).strip(" \t,;:|•·–—-/()[]")
    return not rest or _PLACE.fullmatch(rest) is not None or _only_label(rest)


def _only_label(text: str) -> bool:
    label = _LABEL.fullmatch(text)
    return label is not None and not label["value"]
