"""Where the sentences of reviews stand in a library now, whatever became of its files meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from index.reviews.anchoring import digest_of, find

if TYPE_CHECKING:
    from collections.abc import Iterable

    from index.models import Article, Span
    from index.reviews.values import Anchor
    from index.storage import View


class Stood(NamedTuple):
    """A sentence that was found: its article, its passage's number and its span."""

    article: Article
    passage: int
    span: Span


class Places:
    """Finds the sentences of some anchors in one snapshot of the records, each once."""

    def __init__(self, anchors: Iterable[Anchor], view: View) -> None:
        ids = {anchor.article for anchor in anchors}
        self._view = view
        self._articles = {article.id: article for article in view.articles(ids)} if ids else {}
        self._by_text: dict[str, str] | None = None
        self._known: dict[Anchor, Stood | None] = {}

    def find(self, anchor: Anchor) -> Stood | None:
        """Return where an anchor's sentence stands: in its article, else in one with the same text as that had."""
        if anchor not in self._known:
            here = self._articles.get(anchor.article)
            found = _stood(anchor, here) if here else None
            if found is None and (moved := self._moved(anchor.sha256)):
                found = _stood(anchor, moved)
            self._known[anchor] = found
        return self._known[anchor]

    def _moved(self, digest: str) -> Article | None:
        if self._by_text is None:
            self._by_text = {}
            for key, text in self._view.texts():
                self._by_text.setdefault(digest_of(text), key)
        moved = self._by_text.get(digest)
        if moved is None:
            return None
        if moved not in self._articles:
            self._articles[moved] = self._view.articles([moved])[0]
        return self._articles[moved]


def _stood(anchor: Anchor, article: Article) -> Stood | None:
    place = find(anchor, article)
    passage = article.passage_at(place.span.start) if place else None
    return Stood(article, passage.number, place.span) if place and passage else None
