"""The second stage: over the whole library, who speaks for whom; nothing is parsed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from index.analysis.names import surname
from index.analysis.people import count_votes, is_first_name
from index.models import Stance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from index.analysis.drafts import ArticleAnalysis, Draft


class Resolved(NamedTuple):
    """What the library says of one article: its stances in text order, and the codes that each passage mentions."""

    article: str
    stances: tuple[Stance, ...]
    mentions: dict[int, frozenset[str]]


def resolve(
    analyses: Iterable[tuple[str, ArticleAnalysis]], people: Mapping[str, str], labeller: str
) -> Iterator[Resolved]:
    """Yield each article with the holders of its stances settled, in the order given.

    An article's own introduction of a person wins over the library's majority, and what the
    user set (``people``: name to code) over both. Stances of people whom nothing places are dropped.

    Args:
        analyses: First-stage analyses with their articles' ids. They are gone through twice, one at a time: first
            for who speaks for whom, which is all that is kept of them.
        people: Names set by the user, with ISO codes.
        labeller: Who made the analyses; it goes into each stance.
    """
    everywhere = count_votes(
        vote for _, analysis in analyses for vote in analysis.votes if not vote.weak and not is_first_name(vote)
    )
    chosen = {surname(name): code for name, code in people.items()}
    for article, analysis in analyses:
        own = count_votes(vote for vote in analysis.votes if not vote.weak)
        guessed = count_votes(analysis.votes) if any(vote.weak for vote in analysis.votes) else own
        # Made whole rather than looked through one by one: most names of an article are placed nowhere.
        placed = _placed(analysis, (guessed, everywhere, own, chosen))
        mentioned: dict[int, set[str]] = {}
        for naming in analysis.namings:
            code = naming.code or placed.get(naming.person or "")
            if code is not None:
                mentioned.setdefault(naming.passage, set()).add(code)
        yield Resolved(
            article,
            tuple(_settled(article, analysis, placed, labeller)),
            {number: frozenset(codes) for number, codes in mentioned.items()},
        )


def _placed(analysis: ArticleAnalysis, tables: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Return the codes of the people whom an article names, each by the last of the tables that has him."""
    people = {naming.person for naming in analysis.namings} | {draft.holder.person for draft in analysis.drafts}
    return {name: table[name] for table in tables for name in people & table.keys() if name is not None}


def _settled(article: str, analysis: ArticleAnalysis, placed: Mapping[str, str], labeller: str) -> list[Stance]:
    found: dict[tuple[int, str, str], Stance] = {}
    for draft in analysis.drafts:
        code = placed.get(draft.holder.person or "") or draft.holder.code
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
