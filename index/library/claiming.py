"""What all articles tell -> the claims of the library, and which articles are copies.

What an article tells is extracted once for a text. All articles are compared anew whenever one of them, or a stance,
has changed, in one go over what was extracted: no text is read again, but for what is quoted.
"""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING

from index.analysis import ANALYSED_LANGUAGES
from index.models import SyncProgress
from index.storage import CLAIMED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from index.analysis.reports import Taken, Told
    from index.storage import ExtractRow, PositionRow, Records, View

EXTRACTS_AT_A_TIME = 200
"""Articles whose extracts are written in one transaction."""


def bring_claims(records: Records, labeller: str, progress: Callable[[SyncProgress], None]) -> None:
    """Bring claims and copies up to the articles and their stances; nothing is done where neither has changed.

    Args:
        records: With the labeller's analyses and the stances resolved from them.
        labeller: Who made them; what is extracted goes by the places of their cues.
        progress: Called before and after each piece of work; what it raises ends it, and the next sync goes on.
    """
    from index.analysis import claims, extracts  # not needed where nothing changed

    extractor = f"{labeller}, extracts v{extracts.VERSION}"
    with records.reading() as view:
        basis = json.dumps([extractor, claims.VERSION, view.recall("findings"), view.digest()])
        if view.recall(CLAIMED) == basis:
            return
    _extract(records, labeller, extractor, progress)
    progress(SyncProgress("comparing", 0, 1))
    with records.reading() as view:
        found = claims.Claims(_Tellings(view, extractor))
        with records.writing() as writer:
            writer.replace_copies(found.copies)
            writer.replace_claims(found.claims(view.text))
            writer.drop_extracts(extractor)
            writer.remember(CLAIMED, basis)
    progress(SyncProgress("comparing", 1, 1))


def _extract(records: Records, labeller: str, extractor: str, progress: Callable[[SyncProgress], None]) -> None:
    """Extract what the articles tell that were not read yet, one article a content."""
    from index.analysis.drafts import unpack
    from index.analysis.extracts import extract, pack

    with records.reading() as view:
        done = view.extracted(extractor)
        waiting = {state.content: state.id for state in view.states() if state.content not in done}
    contents = list(waiting)
    for start in range(0, len(contents), EXTRACTS_AT_A_TIME):
        progress(SyncProgress("extracting", start, len(contents)))
        chosen = {waiting[content]: content for content in contents[start : start + EXTRACTS_AT_A_TIME]}
        with records.reading() as view:
            cues = {
                content: [draft.cue.start for draft in unpack(packed).drafts]
                for content, packed in view.cues(labeller, list(chosen.values()))
            }
            articles = view.articles(list(chosen))
        rows = []
        for article in articles:
            content = chosen[article.id]
            told = extract(article, cues.get(content, ()))
            rows.append((content, pack(told), told.runs))
        with records.writing() as writer:
            writer.add_extracts(extractor, rows)
    if contents:
        progress(SyncProgress("extracting", len(contents), len(contents)))


class _Tellings:
    """What all articles tell, in order of file, as it is kept."""

    def __init__(self, view: View, extractor: str) -> None:
        self._view = view
        self._extractor = extractor
        self._articles = view.ids()

    def __iter__(self) -> Iterator[Told]:
        by_article = groupby(self._view.positions(), key=lambda row: row.article)
        article, rows = next(by_article, (None, iter(())))
        for row in self._view.extracts(self._extractor):
            positions: Iterable[PositionRow] = ()
            if row.article == article:
                positions = list(rows)
                article, rows = next(by_article, (None, iter(())))
            yield _told(row, positions)

    def __getitem__(self, place: int) -> Told:
        article = self._articles[place]
        (row,) = self._view.extracts(self._extractor, article)
        return _told(row, self._view.positions(article))


def _told(row: ExtractRow, positions: Iterable[PositionRow]) -> Told:
    """Return what an article tells; one that is not analysed tells only whether it is a copy."""
    from index.analysis.extracts import Extract, unpack
    from index.analysis.reports import Told

    extract = Extract(runs=row.runs or b"")
    if row.packed is not None and (row.language is None or row.language in ANALYSED_LANGUAGES):
        extract = unpack(row.packed, row.runs or b"")
    return Told(row.article, row.source, row.published, extract, [_taken(position) for position in positions])


def _taken(row: PositionRow) -> Taken:
    from index.analysis.reports import Taken
    from index.models import Attribution, Position

    return Taken(
        place=row.start,
        holder=row.holder,
        position=Position(row.position),
        own_words=Attribution(row.attribution) in (Attribution.SAID, Attribution.QUOTED),
        cue=row.cue,
        target=row.target,
        condition=row.condition,
    )
