"""Reviews as values, and how one is written as a line of a file."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.models import ClaimStatus, Label, Verdict


class About(StrEnum):
    """What a review is of."""

    STANCE = "stance"
    CLAIM = "claim"


class State(StrEnum):
    """What has become of a review.

    ``IDLE`` rejects what the rules no longer say; an ``ORPHAN``'s sentence is not found any more.
    """

    STANDS = "stands"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    IDLE = "idle"
    ORPHAN = "orphan"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A sentence of an article, named so that it is found again when the text changes.

    Source, TextPositionSelector and TextQuoteSelector of the W3C Web Annotation Data Model in one: half-open
    character offsets into the article's text, the words, and those before and after. ``sha256`` is of the text, in
    UTF-8.
    """

    article: str
    file: str
    member: str | None
    sha256: str
    start: int
    end: int
    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class ClaimLabel:
    """What one labeller says of a claim."""

    kind: str
    status: ClaimStatus
    labeller: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """One line of a person's file.

    ``when`` is UTC in ISO 8601 with microseconds and ``Z``, so that texts compare as times. ``supersedes`` is the id
    of the person's own review that this one takes the place of or, for a withdrawal, takes back. ``was`` is what
    the rules said, None for what was added; ``label`` what the person says, None for what was rejected or
    withdrawn. A stance has one anchor, a claim one for each piece of its evidence.
    """

    id: str
    when: str
    who: str
    about: About
    verdict: Verdict
    anchors: tuple[Anchor, ...]
    supersedes: str | None = None
    was: Label | ClaimLabel | None = None
    label: Label | ClaimLabel | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A review with what a list shows of it.

    ``passage``, ``start`` and ``end`` say where its first sentence stands now, None where it is not found, and
    ``quote`` is the sentence as it reads there, or as it once did. ``subject`` is the id of the stance or claim that it
    bears on.
    """

    review: Review
    state: State
    article: str
    file: str
    passage: int | None
    start: int | None
    end: int | None
    quote: str
    subject: str | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two people agree on one label, over what both of them reviewed.

    ``label`` is a part of a label (holder, position, target, condition, status), or ``position:commits`` for that
    value against all others. ``agreed`` is a share from 0 to 1. ``kappa`` is None where chance alone would make them
    agree.
    """

    one: str
    other: str
    about: About
    label: str
    items: int
    agreed: float
    kappa: float | None


def line_of(review: Review) -> str:
    """Return a review as one line of JSON, with its newline."""
    record: dict[str, object] = {
        "id": review.id,
        "when": review.when,
        "who": review.who,
        "supersedes": review.supersedes,
        "about": review.about.value,
        "verdict": review.verdict.value,
        "was": _said(review.was),
        "is": _said(review.label),
        "why": review.why,
        "anchors": [annotated(anchor) for anchor in review.anchors],
    }
    return json.dumps(record, ensure_ascii=False) + "\n"


def _said(label: Label | ClaimLabel | None) -> dict[str, object] | None:
    if label is None:
        return None
    said = asdict(label)
    if not label.labeller:
        del said["labeller"]
    return said


def annotated(anchor: Anchor) -> dict[str, object]:
    """Return an anchor as the W3C Web Annotation Data Model writes it, in plain values."""
    return {
        "source": {"article": anchor.article, "file": anchor.file, "member": anchor.member, "sha256": anchor.sha256},
        "selector": [
            {"type": "TextPositionSelector", "start": anchor.start, "end": anchor.end},
            {
                "type": "TextQuoteSelector",
                "exact": anchor.exact,
                "prefix": anchor.prefix,
                "suffix": anchor.suffix,
            },
        ],
    }
