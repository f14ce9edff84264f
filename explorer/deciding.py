"""What the review command decides: which stance or claim is meant, and what is to be said of it."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from explorer.arguments import InvalidCall
from index.analysis.countries import country_code
from index.errors import InvalidReview, NoSuchArticle
from index.models import ClaimStatus, Label, Position, Span, StanceRow, Verdict
from index.text import sentences

if TYPE_CHECKING:
    from explorer.arguments import Call
    from index.library import Library
    from index.models import Article, ClaimRow, Passage
    from index.reviews.values import Review

Value = TypeVar("Value", bound=StrEnum)

VERDICTS = {"confirm": Verdict.CONFIRMED, "correct": Verdict.CORRECTED, "reject": Verdict.REJECTED}

LEAST_CLAIM = 4
"""Characters of a claim's id that name it at least."""

_OFFSETS = re.compile(r"(?P<article>.+):(?P<start>\d+)-(?P<end>\d+)")
_PASSAGE = re.compile(r"(?P<article>.+):(?P<number>\d+)")


def decide(call: Call, library: Library, who: str) -> Review:
    """Do what the call says of a stance or claim, and return the line that was written.

    Raises:
        InvalidCall: The call lacks what it needs, or gives what does not fit.
        InvalidReview: No stance or claim is meant, or several, or nothing can be said so of it.
        NoSuchArticle: There is no such article or passage.
        LibraryError: The person's file cannot be written.
    """
    match call.words:
        case ("add", reference):
            return _add(call, library, reference, who)
        case ("withdraw",):
            return library.withdraw(None, who=who)
        case ("withdraw", key):
            return library.withdraw(key, who=who)
        case (("confirm" | "correct" | "reject") as word, reference):
            row = _meant(call, library, reference)
            label = _corrected(call, row) if word == "correct" else None
            return library.review(row, VERDICTS[word], label=label, why=call.why or "", who=who)
        case _:
            raise InvalidCall(
                call.command,
                "say: review, review agreement, review add|confirm|correct|reject WHAT, or review withdraw [REVIEW]",
            )


def told(review: Review) -> str:
    """Return a line for a person about what was written."""
    label = review.label
    said = ""
    if isinstance(label, Label):
        said = f": {label.holder} {label.position.value}"
    elif label is not None:
        said = f": {label.status.value}"
    return f"{review.verdict.value}{said} (review {review.id} by {review.who})"


def _meant(call: Call, library: Library, reference: str) -> StanceRow | ClaimRow:
    """Return the stance or claim that a reference names.

    A stance is named by its id, or by ``ARTICLE:PASSAGE``, together with holder and position where more than one
    stands there, as they are shown or as the rules have them; a claim by its id or a start of it.
    """
    rows = library.stances()
    if found := [row for row in rows if row.id == reference]:
        return found[0]
    if place := _PASSAGE.fullmatch(reference):
        article = library.article(place["article"])
        found = [row for row in rows if (row.article, row.passage) == (article.id, int(place["number"]))]
        return _one(reference, _fitting(call, found))
    claims = [row for row in library.claims() if row.id.startswith(reference)]
    if len(claims) == 1 and len(reference) >= LEAST_CLAIM:
        return claims[0]
    several = f"names {len(claims)} claims" if claims else "names no stance and no claim"
    raise InvalidReview(reference, f"{several}; see the ids in --format jsonl")


def _fitting(call: Call, rows: list[StanceRow]) -> list[StanceRow]:
    holder = _holder(call, "holder", call.holder)
    position = _value(call, Position, "was", call.was)
    return [
        row
        for row in rows
        if (holder is None or holder in {row.country, row.was.holder if row.was else None})
        and (position is None or position in {row.position, row.was.position if row.was else None})
    ]


def _one(reference: str, rows: list[StanceRow]) -> StanceRow:
    if not rows:
        raise InvalidReview(reference, "no such stance stands there; whosays review add adds one")
    if len(rows) > 1:
        ids = ", ".join(row.id for row in rows)
        raise InvalidReview(reference, f"names {len(rows)} stances; say --holder and --was, or one of {ids}")
    return rows[0]


def _corrected(call: Call, row: StanceRow | ClaimRow) -> Label | ClaimStatus:
    if not isinstance(row, StanceRow):
        status = _value(call, ClaimStatus, "is", call.now)
        if status is None:
            raise InvalidCall(call.command, f"a claim is corrected with --is STATUS: {', '.join(ClaimStatus)}")
        return status
    return Label(
        holder=_holder(call, "is-holder", call.is_holder) or row.country,
        position=_value(call, Position, "is", call.now) or row.position,
        target=row.target if call.target is None else call.target or None,
        condition=row.condition if call.condition is None else call.condition or None,
    )


def _add(call: Call, library: Library, reference: str, who: str) -> Review:
    holder = _holder(call, "holder", call.holder)
    position = _value(call, Position, "is", call.now)
    if holder is None or position is None:
        raise InvalidCall(call.command, "add needs --holder COUNTRY and --is POSITION")
    article, span = _sentence(call, library, reference)
    label = Label(holder, position, call.target or None, call.condition or None)
    return library.add_stance(article.id, span.start, span.end, label, why=call.why or "", who=who)


def _sentence(call: Call, library: Library, reference: str) -> tuple[Article, Span]:
    if place := _OFFSETS.fullmatch(reference):
        return library.article(place["article"]), Span(int(place["start"]), int(place["end"]))
    found = _PASSAGE.fullmatch(reference)
    if found is None:
        raise InvalidCall(call.command, "add needs ARTICLE:PASSAGE, or ARTICLE:START-END")
    article = library.article(found["article"])
    passage = article.passage(int(found["number"]))
    if passage is None:
        raise NoSuchArticle(reference, f"there is no passage {found['number']}")
    return article, _quoted(call, article, passage)


def _quoted(call: Call, article: Article, passage: Passage) -> Span:
    """Return where the words of ``--quote`` stand in a passage; without it the passage is one sentence."""
    if call.quote is None:
        spans = sentences(article.text, passage.span)
        if len(spans) != 1:
            raise InvalidCall(call.command, f"the passage has {len(spans)} sentences; say --quote WORDS")
        return spans[0]
    words = r"\s+".join(re.escape(word) for word in call.quote.split())
    places = list(re.compile(words).finditer(article.text, passage.span.start, passage.span.end)) if words else []
    if len(places) != 1:
        often = "stand more than once" if places else "do not stand"
        raise InvalidCall(call.command, f"the words of --quote {often} in that passage")
    return Span(*places[0].span())


def _holder(call: Call, option: str, given: str | None) -> str | None:
    if given is None:
        return None
    code = country_code(given)
    if code is None:
        raise InvalidCall(call.command, f"--{option}: {given} is no country or bloc")
    return code


def _value(call: Call, values: type[Value], option: str, given: str | None) -> Value | None:
    if given is None:
        return None
    try:
        return values(given.strip().lower())
    except ValueError:
        raise InvalidCall(call.command, f"--{option}: {given} is none of {', '.join(values)}") from None
