"""Bringing a library up to date, step by step; each step ends in transactions, so that any of them may be the last.

Files are taken in, the engine follows, articles are analysed one by one, the library is resolved as a whole, and
the engine follows again. Whatever order of syncs leads to the same files leads to the same records.
"""

from __future__ import annotations

import json
from contextlib import closing
from time import perf_counter
from typing import TYPE_CHECKING, cast

from index.analysis import ANALYSED_LANGUAGES
from index.errors import AnalysisUnavailable
from index.library.intake import take_in
from index.models import SyncProgress, SyncReport
from index.storage import Findings

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from index.analysis.drafts import ArticleAnalysis
    from index.library.following import Follower
    from index.settings import Settings
    from index.storage import ArticleState, Records, View

ANALYSES_AT_A_TIME = 16
"""Analyses written in one transaction."""

ARTICLES_AT_A_TIME = 2_000
"""Articles held in memory for the analysis; starting it costs about as much as ten of them."""


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
        intake = take_in(folder, records, progress)
        follower.catch_up(progress)
        analysed, reason = 0, ""
        if analysis:
            try:
                analysed = analyse_library(records, settings, jobs, progress)
            except AnalysisUnavailable as error:
                reason = str(error)
            follower.catch_up(progress)
        with records.writing() as writer:
            writer.remember("synced", "yes")
            pending = len(writer.pending(ANALYSED_LANGUAGES))
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
    )


def analyse_library(records: Records, settings: Settings, jobs: int, progress: Callable[[SyncProgress], None]) -> int:
    """Bring stances, mentions and claims up to the articles; return how many articles were analysed.

    An article is analysed once for its content and the labeller; resolution runs over the whole library when
    anything that it is worked out of has changed.

    Raises:
        AnalysisUnavailable: The language model is missing; everything stays as it was.
    """
    from index.analysis.workers import labeller  # brings multiprocessing

    name = labeller()
    analysed = _analyse_articles(records, name, jobs, progress)
    with records.reading() as view:
        people = json.dumps(sorted(settings.people.items()))
        basis = f"{name}\n{people}\n{view.digest()}"
        if view.recall("resolved") != basis:
            progress(SyncProgress("resolving", 0, 1))
            _resolve(records, view, settings, name, basis)
            progress(SyncProgress("resolving", 1, 1))
    return analysed


def _analyse_articles(records: Records, labeller: str, jobs: int, progress: Callable[[SyncProgress], None]) -> int:
    from index.analysis.drafts import pack  # brings nothing that a start needs
    from index.analysis.workers import analyse

    waiting = _unanalysed(records, labeller)
    ids = list(waiting)
    packed: list[tuple[str, str]] = []

    def keep() -> None:
        if packed:
            with records.writing() as writer:
                writer.add_analyses(labeller, packed)
            packed.clear()

    for start in range(0, len(ids), ARTICLES_AT_A_TIME):
        with records.reading() as view:
            articles = view.articles(ids[start : start + ARTICLES_AT_A_TIME])
        progress(SyncProgress("analysing", start, len(ids)))
        # Closing what it gives ends the child processes.
        with closing(cast("Generator[tuple[str, ArticleAnalysis], None, None]", analyse(articles, jobs))) as results:
            try:
                for done, (article, analysis) in enumerate(results, start + 1):
                    packed.append((waiting[article], pack(analysis)))
                    if len(packed) >= ANALYSES_AT_A_TIME:
                        keep()
                    progress(SyncProgress("analysing", done, len(ids)))
            finally:
                keep()
    return len(ids)


def _unanalysed(records: Records, labeller: str) -> dict[str, str]:
    """Return one article a content that waits for its analysis, by id, with the content."""
    with records.reading() as view:
        analysed = view.analysed(labeller)
        by_content = {
            state.content: state.id
            for state in view.states()
            if _is_for_analysis(state) and state.content not in analysed
        }
    return {article: content for content, article in by_content.items()}


def _is_for_analysis(state: ArticleState) -> bool:
    # A language that cannot be told is most often that of a very short text.
    return state.language is None or state.language in ANALYSED_LANGUAGES


def _resolve(records: Records, view: View, settings: Settings, labeller: str, basis: str) -> None:
    from index.analysis.claims import group_claims  # not needed where nothing changed
    from index.analysis.drafts import unpack
    from index.analysis.resolution import resolve

    spoken = {state.id for state in view.states() if _is_for_analysis(state)}
    analyses = {article: unpack(packed) for article, packed in view.analyses(labeller) if article in spoken}
    resolution = resolve(analyses, settings.people, labeller)
    claims = group_claims(view.articles(), resolution.stances)
    findings = {
        article: Findings(resolution.stances.get(article, ()), resolution.mentioned.get(article, {}))
        for article in analyses
    }
    with records.writing() as writer:
        writer.replace_findings(findings)
        writer.replace_claims(claims)
        writer.drop_analyses(labeller)
        writer.remember("labeller", labeller)
        writer.remember("resolved", basis)
