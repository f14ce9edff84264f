"""Which reviews stand: each person's latest on a thing, without those taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.models import Verdict
from index.reviews.values import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from index.reviews.values import Review


def states(reviews: Iterable[Review]) -> dict[str, State]:
    """Return what became of each review by its id, as far as the reviews alone tell: never idle nor orphaned.

    Only a person's own reviews supersede or withdraw his. What is withdrawn gives way to what it had superseded.
    """
    by_id = {review.id: review for review in reviews}
    withdrawn = {
        review.supersedes for review in by_id.values() if review.verdict is Verdict.WITHDRAWN and _own(review, by_id)
    }
    superseded = {
        review.supersedes
        for review in by_id.values()
        if review.verdict is not Verdict.WITHDRAWN and review.id not in withdrawn and _own(review, by_id)
    }
    found = {}
    for key in by_id:
        found[key] = State.STANDS
        if key in superseded:
            found[key] = State.SUPERSEDED
        if key in withdrawn:
            found[key] = State.WITHDRAWN
    return found


def standing(reviews: Iterable[Review]) -> list[Review]:
    """Return the reviews that stand and say something, oldest first."""
    reviews = list(reviews)
    became = states(reviews)
    said = [r for r in reviews if became[r.id] is State.STANDS and r.verdict is not Verdict.WITHDRAWN]
    return sorted(said, key=when)


def when(review: Review) -> tuple[str, str]:
    """Return what orders reviews: the time, and the id where two were made at one time."""
    return review.when, review.id


def _own(review: Review, by_id: Mapping[str, Review]) -> bool:
    before = by_id.get(review.supersedes or "")
    # Its own id would make a review vanish by itself.
    return before is not None and before.who == review.who and before.id != review.id and _later(review, before)


def _later(review: Review, before: Review) -> bool:
    return review.when >= before.when
