"""The second stage: over the whole library, who speaks for whom; nothing is parsed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.analysis.people import count_votes, surname
from index.models import Stance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from index.analysis.drafts import ArticleAnalysis, Draft


@dataclass(frozen=True, slots=True)
class Resolution:
    """What the library says, by article id: stances in text order, and the codes that each passage mentions."""

    stances: dict[str, tuple[Stance, ...]]
    mentioned: dict[str, dict[int, frozenset[str]]]


def resolve(articles: Mapping[str, ArticleAnalysis], people: Mapping[str, str], labeller: str) -> Resolution:
    """Settle each stance's holder.

    An article's own introduction of a person wins over the library's majority, and what the
    user set (``people``: name to code) over both. Stances of people whom nothing places are dropped.

    Args:
        articles: First-stage analyses by article id.
        people: Names set by the user, with ISO codes.
        labeller: Who made the analyses; it goes into each stance.
    """
    everywhere = count_votes(vote for analysis in articles.values() for vote in analysis.votes if not vote.weak)
    chosen = {surname(name): code for name, code in people.items()}
    stances, mentioned = {}, {}
    for article in sorted(articles):
        analysis = articles[article]
        own = count_votes(vote for vote in analysis.votes if not vote.weak)
        placed = {**count_votes(analysis.votes), **everywhere, **own, **chosen}
        stances[article] = tuple(_settled(article, analysis, placed, labeller))
        by_passage: dict[int, set[str]] = {}
        for naming in analysis.namings:
            code = naming.code or placed.get(naming.person or "")
            if code is not None:
                by_passage.setdefault(naming.passage, set()).add(code)
        mentioned[article] = {number: frozenset(codes) for number, codes in by_passage.items()}
    return Resolution(stances, mentioned)


def _settled(article: str, analysis: ArticleAnalysis, placed: Mapping[str, str], labeller: str) -> list[Stance]:
    found: dict[tuple[int, str, str], Stance] = {}
    for draft in analysis.drafts:
        code = draft.holder.code or placed.get(draft.holder.person or "")
        if code is None:
            continue
        key = (draft.evidence.start, code, draft.position.value)
        known = found.get(key)
        if known is None or (draft.condition is not None and known.condition is None):
            found[key] = _stance(article, draft, code, labeller)
    return sorted(found.values(), key=lambda s: (s.evidence.start, s.cue.start, s.holder, s.position.value))


def _stance(article: str, draft: Draft, code: str, labeller: str) -> Stance:
    return Stance(
        article=article,
        passage=draft.passage,
        holder=code,
        position=draft.position,
        attribution=draft.attribution,
        evidence=draft.evidence,
        cue=draft.cue,
        rule=draft.rule,
        labeller=labeller,
        target=draft.target,
        refers=draft.refers,
        condition=draft.condition,
        speaker=draft.speaker,
    )
