"""Rows of an answer -> a brief."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.briefs.values import Brief, Entry, Reference, Section
from index.reviews.anchoring import digest_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from index.models import Article, ClaimRow, HitRow, StanceRow


def stance_sections(rows: Iterable[StanceRow]) -> list[Section]:
    """Return a section a holder, by number of stances, then name; near stances are left out."""
    by_name: dict[str, list[Entry]] = {}
    for row in rows:
        if not row.near:
            entry = Entry(_stance(row), row.quote, row.article, row.passage, row.start, row.end)
            by_name.setdefault(row.name, []).append(entry)
    ordered = sorted(by_name.items(), key=lambda item: (-len(item[1]), item[0]))
    return [Section(name, tuple(entries)) for name, entries in ordered]


def claim_sections(rows: Iterable[ClaimRow]) -> list[Section]:
    """Return a section a claim that more than one passage speaks of, in the order given."""
    return [
        Section(
            f"{row.status.value}, {row.kind}: {_flat(row.text)}",
            tuple(
                Entry(_evidence(e.says, e.value), e.quote, e.article, e.passage, e.start, e.end) for e in row.evidence
            ),
        )
        for row in rows
        if len(row.evidence) > 1
    ]


def hit_section(rows: Iterable[HitRow]) -> list[Section]:
    """Return the passages as one section, none without a passage."""
    entries = tuple(Entry("", row.text, row.article, row.passage, row.start, row.end) for row in rows)
    return [Section("Passages", entries)] if entries else []


def brief_of(title: str, query: str, sections: Sequence[Section], articles: Iterable[Article]) -> Brief:
    """Return a brief with the articles that its sections cite; others among those given are left out."""
    cited = {entry.article for section in sections for entry in section.entries}
    references = (reference_of(article) for article in articles if article.id in cited)
    return Brief(title, query, tuple(sections), tuple(sorted(references, key=lambda one: (one.key, one.article))))


def reference_of(article: Article) -> Reference:
    """Return what citing an article takes."""
    return Reference(
        article=article.id,
        file=article.file,
        member=article.member,
        source=article.source,
        title=article.title,
        author=article.author,
        published=article.published,
        url=article.url,
        digest=digest_of(article.text),
    )


def _stance(row: StanceRow) -> str:
    words = [row.position.value]
    if row.target:
        words.append(f"“{_flat(row.target)}”")
    if row.condition:
        words.append(f"on condition “{_flat(row.condition)}”")
    speaker = f", {_flat(row.speaker)}" if row.speaker else ""
    reviewed = f"; reviewed by {', '.join(row.reviewers)}" if row.reviewed else ""
    return f"{' '.join(words)} ({row.attribution.value}{speaker}{reviewed})"


def _evidence(says: str, value: str | None) -> str:
    return f"{says}: {value}" if value else says


def _flat(text: str) -> str:
    return " ".join(text.split())
