"""Bringing a library up to date, step by step; each step ends in transactions, so that any of them may be the last.

Files are taken in, the engine following behind, so that the first are found while the last are read; articles are
analysed one by one, the library is resolved as a whole, now and then and at the end, and the engine follows again.
Whatever order of syncs leads to the same files leads to the same records.
"""

from __future__ import annotations

import json
from contextlib import closing
from time import perf_counter
from typing import TYPE_CHECKING, cast

from index.analysis import ANALYSED_LANGUAGES
from index.errors import AnalysisUnavailable
from index.library.claiming import bring_claims
from index.library.intake import take_in
from index.models import SyncProgress, SyncReport
from index.storage import Findings

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path

    from index.analysis.drafts import ArticleAnalysis
    from index.library.following import Follower
    from index.models import Article
    from index.settings import Settings
    from index.storage import Records, View, Writer

ANALYSES_AT_A_TIME = 16
"""Analyses written in one transaction."""

EARLY_ARTICLES = 500
"""After so many analysed articles the first stances are shown, and then after twice as many each time."""

PACKED_FROM = 5_000
"""A ledger of so many stances is kept packed; a smaller one is made of them anew in no time."""

ARTICLES_PER_CHILD = 50
"""How many more articles one more child process is worth: starting it costs about as much as ten of them."""

ARTICLES_AT_A_TIME = 64
"""Articles read at a time for the analysis."""


def sync_library(
    folder: Path,
    settings: Settings,
    records: Records,
    follower: Follower,
    *,
    analysis: bool,
    jobs: int,
    progress: Callable[[SyncProgress], None],
) -> SyncReport:
    """Bring records and engine up to the files; whatever ``progress`` raises ends it, and the next sync goes on.

    Raises:
        RecordsUnusable: Another process is at it, or the records cannot be written.
        EngineUnavailable: The settings name an engine that there is not.
    """
    started = perf_counter()
    with records.alone():
        intake = take_in(folder, settings, records, progress, lambda: follower.keep_up(progress), jobs)
        follower.catch_up(progress)
        analysed, reason = 0, ""
        if analysis:
            try:
                analysed = analyse_library(records, settings, jobs, progress, lambda: follower.keep_up(progress))
            except AnalysisUnavailable as error:
                reason = str(error)
            follower.catch_up(progress)
        with records.writing() as writer:
            writer.remember("synced", "yes")
            pending, copies = writer.count_pending(ANALYSED_LANGUAGES), writer.copies()
    return SyncReport(
        read=intake.read,
        unchanged=intake.unchanged,
        removed=intake.removed,
        renamed=intake.renamed,
        analysed=analysed,
        pending=pending,
        reason=reason,
        refused=tuple(intake.refused),
        seconds=perf_counter() - started,
        articles=intake.articles,
        copies=copies,
    )


def analyse_library(
    records: Records,
    settings: Settings,
    jobs: int,
    progress: Callable[[SyncProgress], None],
    written: Callable[[], None] = lambda: None,
) -> int:
    """Bring stances, mentions and claims up to the articles; return how many articles were analysed.

    An article is analysed once for its content and the labeller; resolution runs over the whole library when
    anything that it is worked out of has changed. While many articles wait, the stances of those that do not are
    resolved now and then, each time twice as many, and ``written`` is called.

    Raises:
        AnalysisUnavailable: The language model is missing; everything stays as it was.
    """
    from index.analysis.workers import labeller  # brings multiprocessing

    name = labeller()
    due = EARLY_ARTICLES

    def kept(done: int) -> None:
        nonlocal due
        if done >= due:
            due = 2 * done
            with records.reading() as view, records.writing() as writer:
                _resolve(view, writer, settings, name)
                writer.remember("resolved", "")
            written()

    analysed = _analyse_articles(records, name, jobs, progress, kept)
    with records.reading() as view:
        people = json.dumps(sorted(settings.people.items()))
        basis = f"{name}\n{people}\n{view.digest()}"
        if view.recall("resolved") != basis:
            progress(SyncProgress("resolving", 0, 1))
            _conclude(records, view, settings, name, basis)
            progress(SyncProgress("resolving", 1, 1))
    bring_claims(records, name, progress)
    _keep_ledger(records)
    return analysed


def _keep_ledger(records: Records) -> None:
    with records.reading() as view:
        wanted = not view.has_ledger() and view.holds(PACKED_FROM, "stances")
    if wanted:
        from index.library.packing import keep_ledger  # brings numpy

        keep_ledger(records)


def _analyse_articles(
    records: Records,
    labeller: str,
    jobs: int,
    progress: Callable[[SyncProgress], None],
    kept: Callable[[int], None],
) -> int:
    from index.analysis.drafts import pack  # brings nothing that a start needs
    from index.analysis.workers import analyse

    with records.reading() as view:
        waiting = {article: content for content, article in view.unanalysed(labeller, ANALYSED_LANGUAGES).items()}
    if not waiting:
        return 0
    packed: list[tuple[str, str]] = []

    def keep() -> None:
        if packed:
            with records.writing() as writer:
                writer.add_analyses(labeller, packed)
            packed.clear()

    jobs = min(jobs, 1 + len(waiting) // ARTICLES_PER_CHILD)
    progress(SyncProgress("analysing", 0, len(waiting)))
    coming = _articles(records, list(waiting))
    # Closing what it gives ends the child processes.
    with closing(cast("Generator[tuple[str, ArticleAnalysis], None, None]", analyse(coming, jobs))) as results:
        try:
            for done, (article, analysis) in enumerate(results, 1):
                packed.append((waiting[article], pack(analysis)))
                if len(packed) >= ANALYSES_AT_A_TIME:
                    keep()
                    kept(done)
                progress(SyncProgress("analysing", done, len(waiting)))
        finally:
            keep()
    return len(waiting)


def _articles(records: Records, ids: list[str]) -> Iterator[Article]:
    """Yield articles, of which few are in memory at a time, and between which others may write."""
    for start in range(0, len(ids), ARTICLES_AT_A_TIME):
        with records.reading() as view:
            articles = view.articles(ids[start : start + ARTICLES_AT_A_TIME])
        yield from articles


def _resolve(view: View, writer: Writer, settings: Settings, labeller: str) -> None:
    """Write what the analyses say together, article by article."""
    from index.analysis.resolution import resolve  # not needed where nothing changed

    resolved = resolve(_Analyses(view, labeller), settings.people, labeller)
    writer.replace_findings((found.article, Findings(found.stances, found.mentions)) for found in resolved)
    writer.remember("labeller", labeller)


def _conclude(records: Records, view: View, settings: Settings, labeller: str, basis: str) -> None:
    with records.writing() as writer:
        _resolve(view, writer, settings, labeller)
        writer.drop_analyses(labeller)
        writer.remember("resolved", basis)


class _Analyses:
    """The kept analyses by article id, unpacked one at a time as often as they are gone through."""

    def __init__(self, view: View, labeller: str) -> None:
        self._view = view
        self._labeller = labeller

    def __iter__(self) -> Iterator[tuple[str, ArticleAnalysis]]:
        from index.analysis.drafts import unpack

        for article, packed in self._view.analyses(self._labeller, ANALYSED_LANGUAGES):
            yield article, unpack(packed)
