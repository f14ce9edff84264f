"""What a pane or a line of output shows of a stance, a claim or a hit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from index.models.words import Attribution, ClaimStatus, Position, Span, Verdict


@dataclass(frozen=True, slots=True)
class Label:
    """What one labeller says of a stance; target and condition are the article's words, None where there is none."""

    holder: str
    position: Position
    target: str | None = None
    condition: str | None = None
    labeller: str = ""


class StanceEntry(NamedTuple):
    """What counting needs to know of one stance, as the records write it.

    ``key`` and ``passage`` are the keys of the stance and of its passage; ``position`` and ``attribution`` the
    values of theirs.
    """

    key: int
    passage: int
    article: str
    holder: str
    position: str
    attribution: str
    speaker: str | None = None
    target: str | None = None
    conditional: bool = False
    reviewed: bool = False
    disputed: bool = False
    rejected: bool = False


@dataclass(frozen=True, slots=True)
class StanceRow:
    """A stance with all that a table, a pane or a jsonl row shows of it.

    ``near`` marks a stance that only stands in a matching passage, or that a person rejected: it is shown
    dimmed and never counted. ``quote == article.text[start:end]``.

    ``id`` names the stance by what was first said of it, and stays when it is corrected. ``was`` is what the rules
    said of a stance that somebody reviewed, None for one that a person added. ``verdict`` is what became of it,
    ``reviewers`` are the people who reviewed it, and ``disputed_by`` those of them who say something else than
    the row does; both sorted.
    """

    article: str
    file: str
    member: str | None
    source: str
    title: str | None
    published: str | None
    passage: int
    country: str
    name: str
    position: Position
    target: str | None
    condition: str | None
    speaker: str | None
    attribution: Attribution
    quote: str
    start: int
    end: int
    labeller: str
    rule: str
    cue: str
    topics: tuple[str, ...] = ()
    near: bool = False
    reviewed: bool = False
    id: str = ""
    verdict: Verdict | None = None
    reviewers: tuple[str, ...] = ()
    disputed_by: tuple[str, ...] = ()
    was: Label | None = None


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """Evidence with what a pane or a jsonl row shows of it; ``says`` is supports or contradicts."""

    article: str
    file: str
    source: str
    published: str | None
    passage: int
    start: int
    end: int
    quote: str
    says: str
    value: str | None


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim with its evidence as rows.

    ``was`` is the status that the evidence alone gave a claim that somebody reviewed; the other fields of a
    review are as in ``StanceRow``.
    """

    id: str
    text: str
    status: ClaimStatus
    kind: str
    countries: tuple[str, ...]
    evidence: tuple[EvidenceRow, ...]
    reviewed: bool = False
    verdict: Verdict | None = None
    reviewers: tuple[str, ...] = ()
    disputed_by: tuple[str, ...] = ()
    was: ClaimStatus | None = None


class HitRow(NamedTuple):
    """A passage that matches, with its highlights as spans relative to ``text``.

    ``copy_of`` is the id of the article that this one was first copied from, None where it is no copy.
    """

    article: str
    file: str
    member: str | None
    source: str
    title: str | None
    published: str | None
    passage: int
    start: int
    end: int
    score: float
    text: str
    highlights: tuple[Span, ...] = ()
    copy_of: str | None = None
