"""Dates that a text writes out, as ISO dates; what could be two days is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:1[5-9]|20)\d\d"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?\s+)?"

_DATE = re.compile(
    rf"""{_WEEKDAY}(?:
        (?P<iso>(?<!\d){_YEAR}(?P<between>[-/])\d\d(?P=between)\d\d(?!\d)(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?)
      | (?P<day>\b{_DAY})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+(?P<month>{_MONTH})[\s,-]+(?P<year>{_YEAR})\b
      | (?P<month2>\b{_MONTH})\s+(?P<day2>{_DAY})(?:st|nd|rd|th)?,?\s+(?P<year2>{_YEAR})\b
      | (?P<first>(?<!\d)\d\d?)(?P<dot>[/.-])(?P<second>\d\d?)(?P=dot)(?P<year3>{_YEAR})(?!\d)
    )""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date where it is written: half-open offsets, and the ISO date or None when it could be two days."""

    start: int
    end: int
    iso: str | None


def find_dates(text: str) -> list[WrittenDate]:
    """Return the full dates (day, month and year) in a text, in order.

    ``07/01/2026`` is read only when just one order of day and month gives a day; a day
    that no calendar has is left out.
    """
    return [
        WrittenDate(*found.span(), iso)
        for found in _DATE.finditer(text)
        if (iso := _iso(found)) is not None or found["first"] is not None
    ]


def iso_date(text: str) -> str | None:
    """Return the one date that a text states, or None when it states none or several."""
    stated = {written.iso for written in find_dates(text)}
    return stated.pop() if len(stated) == 1 else None


def _iso(found: re.Match[str]) -> str | None:
    if found["iso"]:
        year, month, day = (int(part) for part in re.split(r"[-/]", found["iso"][:10]))
        return _valid(year, month, day)
    if found["first"]:
        one, two = int(found["first"]), int(found["second"])
        year = int(found["year3"])
        days = {day for day in (_valid(year, two, one), _valid(year, one, two)) if day}
        return days.pop() if len(days) == 1 else None
    name = found["month"] or found["month2"]
    number = MONTHS.index(name[:3].lower()) + 1
    return _valid(int(found["year"] or found["year2"]), number, int(found["day"] or found["day2"]))


def _valid(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
