"""What can be taken along: a passage with all that citing it takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.render import citation

if TYPE_CHECKING:
    from index.models import Article, EvidenceRow, HitRow, Span, StanceRow


@dataclass(frozen=True, slots=True)
class Cited:
    """Words of an article, half-open offsets into its text, and what is known of it; None for what is not."""

    article: str
    file: str
    source: str
    passage: int
    start: int
    end: int
    words: str
    title: str | None = None
    published: str | None = None
    url: str | None = None

    @property
    def citation(self) -> str:
        """The words, and below them where they stand."""
        return citation(self.words, self.source, self.file, self.passage, self.title, self.published, self.url)


def cited_row(row: StanceRow | HitRow | EvidenceRow) -> Cited:
    """Return the words of a stance, a hit or a piece of evidence."""
    words = row.text if hasattr(row, "text") else row.quote
    title = getattr(row, "title", None)
    return Cited(row.article, row.file, row.source, row.passage, row.start, row.end, words, title, row.published)


def cited_passage(article: Article, number: int, span: Span) -> Cited:
    """Return a passage of an article."""
    return Cited(
        article.id,
        article.file,
        article.source,
        number,
        span.start,
        span.end,
        span.of(article.text),
        article.title,
        article.published,
        article.url,
    )
