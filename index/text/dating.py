"""Whether what an article says, and where it stood, agrees with the day on which it is said to have been published."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from index.models import Span
from index.text.dates import find_dates
from index.text.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.models import Article

NEAR_DAYS = 2
"""So many days may lie between an event, its report in another time zone, and the address it is given."""

_IN_ADDRESS = re.compile(r"(?<!\d)((?:19|20)\d\d)([-/_]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_OWN_DATE = re.compile(
    r"\s*(?:date|dated|(?:first |originally )?published|posted|issued|released|publication date)(?: on| at)?\s*:?\s*\Z",
    re.IGNORECASE,
)
_PAST = re.compile(r"\b(?:was|were|had|did|said|told|met|held|came|took|began|\w{2,}[^e\W]ed)\b", re.IGNORECASE)
_TO_COME = re.compile(
    r"\b(?:will|would|shall|should|may|might|could|can|must|going to|to be|until|till|by|before|from|since|after|due"
    r"|next|set|plan\w*|schedul\w*|expect\w*|propos\w*|postpon\w*|deadline|expir\w*|invit\w*|agreed|if|is|are)\b|['’]ll\b",
    re.IGNORECASE,
)


class Doubt(NamedTuple):
    """Why a publication date may be wrong, in one clause; ``span`` is where the text says so, or None."""

    reason: str
    span: Span | None = None


def date_doubts(article: Article, today: date) -> tuple[Doubt, ...]:
    """Return what contradicts the date on which an article is said to have been published.

    It is doubted when it lies in the future, when its address or a line that dates it gives another day, and when the
    text tells as past what happened later: a sentence with a full date, in the past tense, without a word of what is
    to come. Two days apart are near enough. Empty without a date.
    """
    try:
        published = date.fromisoformat(article.published or "")
    except ValueError:
        return ()
    found = [Doubt(f"it lies in the future: {published}")] if published > today + timedelta(days=1) else []
    addressed = _address_day(article.url or "")
    if addressed and not _is_near(addressed, published):
        found.append(Doubt(f"its address says {addressed}"))
    found += _in_text(article, published)
    return tuple(found)


def _address_day(url: str) -> date | None:
    """Return the one full date in an address, or None."""
    days = set()
    for year, _, month, day in _IN_ADDRESS.findall(url):
        try:
            days.add(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return days.pop() if len(days) == 1 else None


def _in_text(article: Article, published: date) -> Iterator[Doubt]:
    text = article.text
    for passage in article.passages:
        written = [one for one in find_dates(passage.span.of(text)) if one.iso]
        for one in written:
            day = date.fromisoformat(one.iso or "")
            span = Span(passage.span.start + one.start, passage.span.start + one.end)
            if _is_near(day, published):
                continue
            if _OWN_DATE.match(text[passage.span.start : span.start]):
                yield Doubt(f"the text dates itself {day}", span)
            elif day > published and _is_told_as_past(text, passage.span, span):
                yield Doubt(f"the text tells {day} as past", span)


def _is_told_as_past(text: str, passage: Span, place: Span) -> bool:
    sentence = next((one for one in sentences(text, passage) if one.holds(place)), None)
    if sentence is None:
        return False
    words = text[sentence.start : place.start] + " " + text[place.end : sentence.end]
    return _PAST.search(words) is not None and _TO_COME.search(words) is None


def _is_near(one: date, other: date) -> bool:
    return abs((one - other).days) <= NEAR_DAYS
