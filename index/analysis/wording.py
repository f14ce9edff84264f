"""Where texts that tell the same part in numbers, dates, negation, modality and conditions.

No parse: the words themselves are compared, so that what is shown is marked as soon as it is shown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from index.analysis.quantities import find_quantities
from index.analysis.subjects import same_target
from index.models import Span
from index.text.dates import MONTHS, find_dates

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

_MONTH = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
)
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_DATE = re.compile(
    rf"\b(?:(?P<day>{_DAY})\s+(?P<month>{_MONTH})|(?P<month2>{_MONTH})(?:\s+(?P<day2>{_DAY}))?(?!\s+\d{{1,2}}\b)"
    r"|(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day))\b"
)
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?!\w)")
_NEGATION = re.compile(
    r"\b(?:not|never|no|none|neither|nor|nobody|nothing|nowhere|without|cannot)\b|(?<=\w)n[’']t\b", re.IGNORECASE
)
_MODAL = re.compile(
    r"\b(?:(?P<plain>will|would|shall|should|could|can|might|may|must|ought)(?=n[’']t\b|not\b|\b)"
    r"|(?P<wont>wo(?=n[’']t\b))|(?P<ca>ca(?=n[’']t\b))"
    r"|(?P<adverb>perhaps|maybe|possibly|probably|likely|unlikely|reportedly|allegedly|certainly|definitely))"
    r"|(?<=\w)[’'](?P<short>ll)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:if|unless|until|provided|providing|as long as|so long as|on condition|on the condition|assuming|"
    r"only after|only once|only when|in the event)\b[^,;:.!?\n]*",
    re.IGNORECASE,
)
_SHORT = {"wont": "will", "ca": "can", "short": "will", "adverb": ""}


class _Item(NamedTuple):
    """A word or phrase that could make two texts part: of what kind, what it stands for, and where."""

    kind: str
    means: Hashable
    span: Span


def differing(texts: Sequence[str]) -> tuple[tuple[Span, ...], ...]:
    """Return where each text says a number, date, negation, modality or condition that another one lacks.

    What two texts put in other words is the same: "not" and "never", "30 states" and "thirty countries". Conditions
    are the same when their words are about the same (see ``same_target``).

    Returns:
        Half-open spans into each text, sorted, none within another; empty for texts that agree, and for one alone.
    """
    items = [tuple(_items(text)) for text in texts]
    found = []
    for place, (text, own) in enumerate(zip(texts, items, strict=True)):
        others = [(texts[at], other) for at, other in enumerate(items) if at != place]
        spans = {item.span for item in own if any(not _says(item, text, *other) for other in others)}
        found.append(tuple(sorted(span for span in spans if not any(o != span and o.holds(span) for o in spans))))
    return tuple(found)


def _says(item: _Item, text: str, other: str, items: Sequence[_Item]) -> bool:
    same = [one for one in items if one.kind == item.kind]
    if item.kind == "condition":
        words = item.span.of(text)
        return any(words == one.span.of(other) or same_target(words, one.span.of(other)) for one in same)
    return any(one.means == item.means for one in same)


def _items(text: str) -> Iterator[_Item]:
    taken: list[Span] = []
    for item in (*_dates(text), *_quantities(text)):
        if not any(item.span.meets(span) for span in taken):
            taken.append(item.span)
            yield item
    for match in _NUMBER.finditer(text):
        span = Span(*match.span())
        if not any(span.meets(other) for other in taken):
            yield _Item("number", match.group().replace(",", ""), span)
    for match in _NEGATION.finditer(text):
        yield _Item("negation", "", Span(*match.span()))
    for match in _MODAL.finditer(text):
        word = match.group().lower()
        if match.lastgroup and not match.group().startswith("May"):
            yield _Item("modality", _SHORT.get(match.lastgroup, word) or word, Span(*match.span()))
    for match in _CONDITION.finditer(text):
        yield _Item("condition", "", Span(match.start(), match.start() + len(match.group().rstrip())))


def _dates(text: str) -> Iterator[_Item]:
    full = [written for written in find_dates(text) if written.iso]
    for written in full:
        yield _Item("date", written.iso, Span(written.start, written.end))
    for match in _DATE.finditer(text):
        month = match["month"] or match["month2"]
        day = re.sub(r"\D", "", match["day"] or match["day2"] or "")
        if month == "May" and not day and _starts(text, match.start()):
            continue  # the modal, of a question
        means = (MONTHS.index(month[:3].lower()), int(day or 0)) if month else match["weekday"]
        yield _Item("date", means, Span(*match.span()))


def _quantities(text: str) -> Iterator[_Item]:
    for quantity in find_quantities(text):
        yield _Item("number", (quantity.low, quantity.high), quantity.span)


def _starts(text: str, at: int) -> bool:
    return not text[:at].strip() or text[:at].rstrip()[-1] in '.!?"“'
