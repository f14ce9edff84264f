"""What people decided: taken from their files into the records, and listed.

The records only mirror it: a search asks them, and never a file of reviews.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING

from index.reviews.files import NO_FILES, read_reviews, signature
from index.storage import CLAIMED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from index.reviews.values import Agreement, ReviewRow
    from index.storage import Records, View

MIRRORING = "1"
"""Raised when what becomes of reviews changes: they are then laid over everything anew."""

_MIRRORED = "reviewed"
_PROBLEMS = "review problems"

_FOUND = ("sequence", "findings", "resolved", CLAIMED)
"""What stands for the findings that reviews are laid over."""


def mirror_reviews(folder: Path, records: Records) -> None:
    """Bring the records up to the files of reviews, if these or the findings have changed since.

    Raises:
        LibraryError: The folder of reviews cannot be read.
        RecordsUnusable: The records cannot be written.
    """
    files = signature(folder)
    with records.reading() as view:
        if _mirrored(files, view):
            return
    from index.reviews.applying import lay_over  # only what changed needs it

    with records.writing() as writer:
        basis = _basis(files, writer)
        reviews, problems = read_reviews(folder)
        overlay = lay_over(reviews, writer)
        writer.replace_reviewed(overlay.stances, overlay.claims)
        writer.remember(_MIRRORED, basis)
        writer.remember(_PROBLEMS, json.dumps(problems, ensure_ascii=False))


def is_mirrored(folder: Path, view: View) -> bool:
    """Say whether the records hold all that the files of reviews say; raises LibraryError as ``mirror_reviews``."""
    return _mirrored(signature(folder), view)


def broken_lines(view: View) -> tuple[str, ...]:
    """Return what is wrong with lines of files of reviews, as they were last read; each names file and line."""
    return tuple(json.loads(view.recall(_PROBLEMS) or "[]"))


def prove_mirror(folder: Path, view: View) -> tuple[str, ...]:
    """Return where the records show something else than the reviews make of them."""
    from index.reviews.applying import lay_over

    overlay = lay_over(read_reviews(folder)[0], view)
    if view.reviewed() == overlay.stances and view.reviewed_claims() == overlay.claims:
        return ()
    return ("reviews: the records show something else than the files say",)


def lost_reviews(folder: Path, view: View) -> tuple[str, ...]:
    """Return which lines are no reviews, and which reviews have lost their sentence."""
    problems = read_reviews(folder)[1]
    lost = [row for row in review_rows(folder, view) if row.state == "orphan"]
    return (
        *problems,
        *(
            f"{row.file}: review {row.review.id} by {row.review.who} has lost its sentence: {_shortened(row.quote)}"
            for row in lost
        ),
    )


def review_rows(folder: Path, view: View) -> tuple[ReviewRow, ...]:
    """Return all reviews with what became of them, oldest first."""
    from index.reviews.applying import lay_over
    from index.reviews.places import Places
    from index.reviews.standing import when
    from index.reviews.values import ReviewRow

    reviews, _ = read_reviews(folder)
    overlay = lay_over(reviews, view)
    places = Places((anchor for review in reviews for anchor in review.anchors), view)
    rows = []
    for review in sorted(reviews, key=when):
        anchor, stood = review.anchors[0], places.find(review.anchors[0])
        bearing = overlay.bearings[review.id]
        rows.append(
            ReviewRow(
                review=review,
                state=bearing.state,
                article=stood.article.id if stood else anchor.article,
                file=stood.article.file if stood else anchor.file,
                passage=stood.passage if stood else None,
                start=stood.span.start if stood else None,
                end=stood.span.end if stood else None,
                quote=stood.span.of(stood.article.text) if stood else anchor.exact,
                subject=bearing.subject,
            )
        )
    return tuple(rows)


def agreement_rows(folder: Path, view: View) -> tuple[Agreement, ...]:
    """Return how far each two people agree over what both reviewed."""
    from index.reviews.agreement import agreements
    from index.reviews.applying import lay_over

    reviews, _ = read_reviews(folder)
    opinions = lay_over(reviews, view).opinions
    return agreements([opinions[key] for key in sorted(opinions)])


def _mirrored(files: str, view: View) -> bool:
    state = view.remembered()
    before = state.get(_MIRRORED)
    return before == _basis_of(files, state) or (before is None and files == NO_FILES)


def _basis(files: str, view: View) -> str:
    """Return what an overlay is worked out of: equal, and it is the same."""
    return _basis_of(files, view.remembered())


def _basis_of(files: str, state: Mapping[str, str]) -> str:
    return _written(files, *map(state.get, _FOUND))


@lru_cache(1)
def _written(files: str, *found: str | None) -> str:
    return json.dumps([MIRRORING, files, found])


def _shortened(quote: str) -> str:
    words = " ".join(quote.split())
    return f"“{words[:60]}…”" if len(words) > 60 else f"“{words}”"  # noqa: PLR2004  (about what a line takes)
