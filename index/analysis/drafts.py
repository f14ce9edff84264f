"""What one article says by itself: stances with holders as written, names and mentions.

These values are cached by content and labeller version, so they pack to text
and back without loss and hold nothing that another article decides.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import NamedTuple

from index.models import Attribution, Position, Span


class Holder(NamedTuple):
    """Whose position it is, as written: a country's code, or the folded surname of a person still to be placed.

    Both, where the article places the person: the library, or the user, may know better.
    """

    code: str | None
    person: str | None

    @property
    def side(self) -> str:
        """The country, or the person without one: who have the same side hold a position together."""
        return self.code or f"@{self.person}"


class Draft(NamedTuple):
    """A stance before its holder's country is settled; spans are offsets into ``Article.text``."""

    passage: int
    holder: Holder
    position: Position
    attribution: Attribution
    evidence: Span
    cue: Span
    rule: str
    target: Span | None = None
    refers: Span | None = None
    condition: Span | None = None
    speaker: Span | None = None


class Vote(NamedTuple):
    """One place where an article says for which country, or for whom, a person speaks.

    Names are folded; exactly one of ``code`` and ``via`` (the surname of the person spoken for) is not
    empty. A weak vote is a guess from an office named without its country; it counts where nothing else is said.
    """

    surname: str
    name: str
    code: str
    via: str = ""
    weak: bool = False


class Naming(NamedTuple):
    """A country or a person named in a passage; exactly one of ``code`` and ``person`` is set."""

    passage: int
    code: str | None
    person: str | None


@dataclass(frozen=True, slots=True)
class ArticleAnalysis:
    """All that the first stage finds in one article, each in text order."""

    drafts: tuple[Draft, ...] = ()
    votes: tuple[Vote, ...] = ()
    namings: tuple[Naming, ...] = ()


def pack(analysis: ArticleAnalysis) -> str:
    """Return the analysis as one line of JSON; equal analyses give equal text."""
    rows = {
        "drafts": [
            [
                d.passage,
                list(d.holder),
                d.position.value,
                d.attribution.value,
                d.rule,
                *(_pair(span) for span in (d.evidence, d.cue, d.target, d.refers, d.condition, d.speaker)),
            ]
            for d in analysis.drafts
        ],
        "votes": [list(vote) for vote in analysis.votes],
        "namings": [list(naming) for naming in analysis.namings],
    }
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def unpack(text: str) -> ArticleAnalysis:
    """Return the analysis that ``pack`` wrote.

    Raises:
        ValueError: The text is not what ``pack`` writes.
    """
    rows = json.loads(text)
    drafts = []
    for passage, holder, position, attribution, rule, evidence, cue, *others in rows["drafts"]:
        target, refers, condition, speaker = (Span(*pair) if pair else None for pair in others)
        drafts.append(
            Draft(
                passage=passage,
                holder=Holder(*holder),
                position=Position(position),
                attribution=Attribution(attribution),
                evidence=Span(*evidence),
                cue=Span(*cue),
                rule=rule,
                target=target,
                refers=refers,
                condition=condition,
                speaker=speaker,
            )
        )
    return ArticleAnalysis(
        tuple(drafts), tuple(map(Vote._make, rows["votes"])), tuple(map(Naming._make, rows["namings"]))
    )


def _pair(span: Span | None) -> list[int] | None:
    return [span.start, span.end] if span is not None else None
