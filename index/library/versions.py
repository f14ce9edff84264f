"""The texts that an article had, and how its stances came and went with them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from index.models import ArticleVersion, StanceChange

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.models import Article
    from index.storage import View

Said = tuple[str, str, str]
"""A stance as versions are compared by: holder, position, quote."""


def article_versions(article: Article, view: View) -> tuple[ArticleVersion, ...]:
    """Return the texts of an article that are kept, oldest first, and last the present one.

    A stance is the same in two texts when holder, position and the words of the evidence are.
    """
    kept = view.versions(article.id)
    number = kept[-1].number + 1 if kept else 1
    present = view.said(article.id)
    texts = [(one.number, one.sha256, one.replaced, one.title, one.text, one.stances) for one in kept]
    made = []
    before: Sequence[Said] | None = None
    for n, sha256, replaced, title, text, stances in (
        *texts,
        (number, article.sha256, None, article.title, article.text, present),
    ):
        changes = None if before is None or stances is None else _changes(before, stances)
        made.append(ArticleVersion(n, sha256, replaced, title, text, changes))
        before = stances
    return tuple(made)


def _changes(before: Sequence[Said], after: Sequence[Said]) -> tuple[StanceChange, ...]:
    """Return what is gone, then what is new, each in the order of the text."""
    old, new = Counter(before), Counter(after)
    gone, come = old - new, new - old
    return (*_chosen(before, gone, new=False), *_chosen(after, come, new=True))


def _chosen(stances: Sequence[Said], wanted: Counter[Said], *, new: bool) -> list[StanceChange]:
    left = Counter(wanted)
    chosen = []
    for said in stances:
        if left[said]:
            left[said] -= 1
            chosen.append(StanceChange(new, *said))
    return chosen
