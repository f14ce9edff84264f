"""What a person decides: checked, and written as a line of his file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from index.errors import InvalidReview
from index.models import Label, Span, StanceRow, Verdict
from index.reviews.files import LONGEST_NAME, append_line, read_reviews
from index.text import sanitise

if TYPE_CHECKING:
    from pathlib import Path

    from index.models import Article, ClaimRow, ClaimStatus, Passage
    from index.reviews.applying import Overlay
    from index.reviews.values import Anchor, ClaimLabel, Review
    from index.storage import View

_SETTLED = (Verdict.CONFIRMED, Verdict.CORRECTED, Verdict.REJECTED)


class Decision(NamedTuple):
    """What a person says, before it is a review; ``label`` is needed where something is corrected."""

    who: str
    verdict: Verdict
    label: Label | ClaimStatus | None = None
    why: str = ""


def decision(who: str, verdict: Verdict, label: Label | ClaimStatus | None, why: str) -> Decision:
    """Return what a person says; the name is checked.

    Raises:
        InvalidReview: The name is empty, or longer than anybody's.
    """
    return Decision(named(who), verdict, label, why)


def named(who: str) -> str:
    """Return a person's name as one line that a terminal only shows.

    Raises:
        InvalidReview: It is empty, or longer than anybody's.
    """
    name = " ".join(sanitise(who).split())
    if not name or len(name) > LONGEST_NAME:
        raise InvalidReview(name[:LONGEST_NAME], "a review needs a person's name")
    return name


def review_row(folder: Path, view: View, row: StanceRow | ClaimRow, decision: Decision) -> Review:
    """Write a person's review of a stance or claim, and return it.

    Raises:
        InvalidReview: Nobody's, of nothing that is there, or a correction that corrects nothing.
        LibraryError: The file cannot be written.
    """
    if decision.verdict not in _SETTLED:
        raise InvalidReview("", f"{decision.verdict.value} is nothing to say of what is there")
    own = _overlay(folder, view).opinions.get(row.id, {}).get(decision.who)
    if isinstance(row, StanceRow):
        article = _article(view, row.article)
        was, label = _stance_labels(row, article, decision)
        if label is not None:
            _check_other(row, label, view)
        anchors = (_anchor(article, row.start, row.end),)
        return _written(folder, decision, "stance", anchors, labels=(was, label), before=own)
    pieces = tuple(_anchor(_article(view, piece.article), piece.start, piece.end) for piece in row.evidence)
    return _written(folder, decision, "claim", pieces, labels=_claim_labels(row, view, decision), before=own)


def add_stance(folder: Path, view: View, article: Article, span: Span, label: Label, who: str, why: str) -> Review:
    """Write a stance that a person found in a sentence, and return the review.

    Raises:
        InvalidReview: Nobody's, not of one sentence of the article, or of words that it does not hold.
        LibraryError: The file cannot be written.
    """
    span = _within_sentence(article, span)
    label = _checked(label, article)
    same = [r for r in view.stance_records(articles=[article.id]) if _is_said(r.holder, r.position, label)]
    if any(Span(r.start, r.end).meets(span) for r in same):
        name = f"{label.holder} {label.position.value}"
        raise InvalidReview(article.file, f"the sentence has that stance already ({name}); confirm it instead")
    added = decision(who, Verdict.ADDED, None, why)
    return _written(folder, added, "stance", (_anchor(article, span.start, span.end),), labels=(None, label))


def withdraw(folder: Path, key: str | None, who: str) -> Review:
    """Write that a person takes one of his reviews back, the latest that stands when none is named; return that line.

    Raises:
        InvalidReview: There is no such review, it is somebody else's, or it stands no more.
        LibraryError: The file cannot be written.
    """
    from index.reviews.standing import standing, when

    reviews, _ = read_reviews(folder)
    stands = standing(reviews)
    if key is None:
        own = [review for review in stands if review.who == who]
        if not own:
            raise InvalidReview("", f"{who} has no review that stands")
        taken = max(own, key=when)
    else:
        named = [r for r in reviews if r.id == key] or [r for r in reviews if key and r.id.startswith(key)]
        if len(named) != 1:
            raise InvalidReview(key, "names no review" if not named else f"names {len(named)} reviews")
        taken = named[0]
        if taken.who != who:
            raise InvalidReview(taken.id, f"is {taken.who}'s review; only {taken.who} can take it back")
        if taken not in stands:
            raise InvalidReview(taken.id, "does not stand any more")
    taking = Decision(who, Verdict.WITHDRAWN)
    return _written(folder, taking, taken.about.value, taken.anchors, labels=(taken.was, None), before=taken)


def _overlay(folder: Path, view: View) -> Overlay:
    from index.reviews.applying import lay_over

    return lay_over(read_reviews(folder)[0], view)


def _written(
    folder: Path,
    decision: Decision,
    about: str,
    anchors: tuple[Anchor, ...],
    *,
    labels: tuple[Label | ClaimLabel | None, Label | ClaimLabel | None],
    before: Review | None = None,
) -> Review:
    """Write a line, with the labels before and after, and return the review as everybody will read it."""
    from datetime import UTC, datetime  # what only reads never writes
    from secrets import token_hex

    from index.reviews.validation import review_of, utc
    from index.reviews.values import About, Review, line_of

    now = utc(datetime.now(UTC))
    review = Review(
        id=token_hex(8),
        # A clock that was set back must not put a review before the one that it takes the place of.
        when=max(now, before.when) if before else now,
        who=decision.who,
        about=About(about),
        verdict=decision.verdict,
        anchors=anchors,
        supersedes=before.id if before else None,
        was=labels[0],
        label=labels[1],
        why=" ".join(decision.why.split()),
    )
    line = line_of(review)
    read = review_of(line.encode())
    append_line(folder, decision.who, line)
    return read


def _stance_labels(row: StanceRow, article: Article, decision: Decision) -> tuple[Label, Label | None]:
    shown = Label(row.country, row.position, row.target, row.condition, row.labeller)
    was = row.was or shown
    said = Label(row.country, row.position, row.target, row.condition)
    if decision.verdict is Verdict.REJECTED:
        return was, None
    if decision.verdict is Verdict.CONFIRMED:
        return was, said
    if not isinstance(decision.label, Label):
        raise InvalidReview(row.id, "a correction needs the stance as it should be")
    label = _checked(decision.label, article, shown)
    if (label.holder, label.position, label.target, label.condition) == (
        said.holder, said.position, said.target, said.condition,
    ):  # fmt: skip
        raise InvalidReview(row.id, "the correction is what the stance says already; confirm it instead")
    return was, label


def _claim_labels(row: ClaimRow, view: View, decision: Decision) -> tuple[ClaimLabel, ClaimLabel | None]:
    from index.models import ClaimStatus
    from index.reviews.values import ClaimLabel

    was = ClaimLabel(row.kind, row.was or row.status, view.recall("labeller") or "")
    if decision.verdict is Verdict.REJECTED:
        return was, None
    if decision.verdict is Verdict.CONFIRMED:
        return was, ClaimLabel(row.kind, row.status)
    if not isinstance(decision.label, ClaimStatus):
        raise InvalidReview(row.id, "a correction of a claim needs the status that it should have")
    if decision.label is row.status:
        raise InvalidReview(row.id, f"the claim is {row.status.value} already; confirm it instead")
    return was, ClaimLabel(row.kind, decision.label)


def _check_other(row: StanceRow, label: Label, view: View) -> None:
    """Raise InvalidReview when a correction would make two stances of a sentence one and the same."""
    for other in view.stance_records(articles=[row.article]):
        same_sentence = other.start < row.end and row.start < other.end
        if (
            same_sentence
            and _is_said(other.holder, other.position, label)
            and not _is_said(row.country, row.position.value, label)
        ):
            raise InvalidReview(row.id, "the sentence has such a stance already; reject this one instead")


def _is_said(holder: str, position: str, label: Label) -> bool:
    return (holder, position) == (label.holder, label.position.value)


def _checked(label: Label, article: Article, shown: Label | None = None) -> Label:
    """Return a label with its holder's code and the article's words, as they stand there.

    Words that the stance has already need not be found again.
    """
    from index.analysis.countries import country_code

    holder = country_code(label.holder)
    if holder is None:
        raise InvalidReview(label.holder, "is no country or bloc")
    known = (shown.target, shown.condition) if shown else ()
    words = [
        text if text in known else _own_words(text, name, article)
        for name, text in (("target", label.target), ("condition", label.condition))
    ]
    return Label(holder, label.position, words[0], words[1])


def _own_words(text: str | None, name: str, article: Article) -> str | None:
    import re

    if not text or not text.split():
        return None
    found = re.search(r"\s+".join(re.escape(word) for word in text.split()), article.text)
    if found is None:
        raise InvalidReview(text, f"the {name} must be in the article's words, and these are not")
    return " ".join(found[0].split())


def _within_sentence(article: Article, span: Span) -> Span:
    """Return a span without the blanks at its ends, if it lies within one sentence."""
    from index.text import sentences

    start, end = max(span.start, 0), min(span.end, len(article.text))
    while start < end and article.text[start].isspace():
        start += 1
    while end > start and article.text[end - 1].isspace():
        end -= 1
    passage: Passage | None = article.passage_at(start) if start < end else None
    if passage is None:
        raise InvalidReview(article.file, f"{span.start} to {span.end} holds no words")
    if not any(sentence.holds(Span(start, end)) for sentence in sentences(article.text, passage.span)):
        raise InvalidReview(article.file, "the evidence of a stance is one sentence at most")
    return Span(start, end)


def _article(view: View, key: str) -> Article:
    found = view.articles([key])
    if not found:
        raise InvalidReview(key, "the article is gone")
    return found[0]


def _anchor(article: Article, start: int, end: int) -> Anchor:
    from index.reviews.anchoring import anchor_of

    return anchor_of(article, Span(start, end))
