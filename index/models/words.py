"""The closed sets of words, and the span: what all other values are made of."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class PassageKind(StrEnum):
    """What a passage is in its article."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"


class Position(StrEnum):
    """What a holder says of a target; silence is no position.

    The order is the order in which a cell shows them.
    """

    COMMITS = "commits"
    SUPPORTS = "supports"
    DECLINES = "declines"
    OPPOSES = "opposes"
    UNCLEAR = "unclear"

    @property
    def side(self) -> int:
        """1 for the target, -1 against it, 0 undecided."""
        return _SIDES[self]


_SIDES = {
    Position.COMMITS: 1,
    Position.SUPPORTS: 1,
    Position.DECLINES: -1,
    Position.OPPOSES: -1,
    Position.UNCLEAR: 0,
}


class Attribution(StrEnum):
    """How the article comes to state a position."""

    SAID = "said"
    QUOTED = "quoted"
    REPORTED = "reported"
    HEADLINE = "headline"
    NARRATED = "narrated"


class ClaimStatus(StrEnum):
    """How the sources stand to each other on a claim; disputed ones come first."""

    DISPUTED = "disputed"
    DOUBTFUL = "doubtful"
    DIFFERS = "differs"
    CORROBORATED = "corroborated"
    SINGLE = "single"


class Verdict(StrEnum):
    """What a person decided about a stance or a claim."""

    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    REJECTED = "rejected"
    ADDED = "added"
    WITHDRAWN = "withdrawn"


class Blank(StrEnum):
    """Why a cell of the stance table holds no stance."""

    UNMENTIONED = "unmentioned"
    UNCOUNTED = "uncounted"
    SILENT = "silent"
    PENDING = "pending"
    FOREIGN = "foreign"


class Span(NamedTuple):
    """Half-open character offsets into ``Article.text``."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the words the span stands for."""
        return text[self.start : self.end]

    def holds(self, other: Span) -> bool:
        """Say whether the other span lies within this one."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: Span) -> bool:
        """Say whether the two spans share a character."""
        return self.start < other.end and other.start < self.end
