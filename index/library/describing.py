"""What there is to know about a library as a whole: counts, sizes, versions, places."""

from __future__ import annotations

import os
from collections import Counter, deque
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from index.analysis import ANALYSED_LANGUAGES
from index.library.choosing import advice
from index.library.files import Listing
from index.models import ArticleNotes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from index.models import Article, Refusal
    from index.settings import Settings
    from index.storage import View

ARTICLES_AT_A_TIME = 1_000
"""How many articles are looked at together."""


@dataclass(frozen=True, slots=True)
class LibraryInfo:
    """A library in numbers; sizes in bytes, ``pending`` and ``languages`` in articles.

    ``refused`` counts what a sync names. ``formats`` has the files that each reader read and refused and the articles
    that stand of them, by the reader's name ("none" where nobody knows the format); ``refusals`` how often each reason
    was given; ``unreadable`` the files of which only what was read before stands. ``copies`` are articles that have
    word for word the text of another one, ``near_duplicates`` those that were copied from another one wholly or nearly,
    as far as they have been compared; each counts as one source with its original. ``advice`` is a line on a search
    engine that the library would gain by, empty when there is none.

    ``labeller`` is None until something was analysed; a language that nobody could tell is "und".
    """

    name: str
    folder: str
    records_folder: str
    files: int
    refused: int
    articles: int
    passages: int
    stances: int
    claims: int
    pending: int
    topics: int
    languages: Mapping[str, int]
    files_size: int
    records_size: int
    engine_size: int
    engine: str
    labeller: str | None
    version: str
    formats: Mapping[str, Mapping[str, int]]
    refusals: Mapping[str, int]
    unreadable: int
    copies: int
    advice: str
    near_duplicates: int


def describe(folder: Path, records_path: Path, engine_folder: Path, settings: Settings, view: View) -> LibraryInfo:
    """Return what there is to know about a library; opens no file of it."""
    counts = view.counts()
    refused = standing_refusals(folder, view)
    reasons = Counter(refusal.reason for refusal in refused)
    return LibraryInfo(
        name=settings.name,
        folder=str(folder),
        records_folder=str(records_path.parent),
        files=counts["files"],
        refused=len(refused),
        articles=counts["articles"],
        passages=counts["passages"],
        stances=counts["stances"],
        claims=counts["claims"],
        pending=view.count_pending(ANALYSED_LANGUAGES),
        topics=len(settings.topics),
        languages=view.languages(),
        files_size=view.files_size(),
        records_size=_size(records_path.with_name(f"{records_path.name}{ending}") for ending in ("", "-wal", "-shm")),
        engine_size=_size(Path(place, name) for place, _, names in os.walk(engine_folder) for name in names),
        engine=settings.engine,
        labeller=view.recall("labeller"),
        version=version("whosays"),
        formats={
            count.reader or "none": {"read": count.read, "refused": count.refused, "articles": count.articles}
            for count in view.formats()
        },
        refusals=dict(sorted(reasons.items(), key=lambda item: (-item[1], item[0]))),
        unreadable=sum(1 for refusal in refused if refusal.since),
        copies=view.copies(),
        advice=advice(settings.engine, counts["passages"]),
        near_duplicates=counts["copies"],
    )


def _size(files: Iterable[Path]) -> int:
    """Return the bytes of all files together; one that is gone by then, as a sync at work makes them go, has none."""
    size = 0
    for path in files:
        with suppress(FileNotFoundError):
            size += path.stat().st_size
    return size


def standing_refusals(folder: Path, view: View) -> list[Refusal]:
    """Return all that stands refused, as the last sync named it, in file order; opens no file."""
    listing = Listing(folder)
    deque(listing, maxlen=0)
    return sorted([*listing.refused, *view.refused()], key=lambda refusal: refusal.file)


def article_notes(article: Article, view: View, today: date) -> ArticleNotes:
    """Return what is to be known of an article beside what it says."""
    from index.text.dating import date_doubts

    record = view.file(article.file)
    return ArticleNotes(
        dated_by=article.dated_by,
        date_doubts=tuple(doubt.reason for doubt in date_doubts(article, today)),
        unreadable_since=record.since if record else None,
        versions=len(view.versions(article.id)),
        copy_of=view.original_of(article.id),
        copies=view.copies_of(article.id),
    )


def doubted_dates(view: View, today: date) -> Iterator[str]:
    """Yield a line for each article whose date of publication something contradicts, by file."""
    from index.text.dating import date_doubts

    ids = [head.id for head in view.heads() if head.published]
    for start in range(0, len(ids), ARTICLES_AT_A_TIME):
        for article in view.articles(ids[start : start + ARTICLES_AT_A_TIME]):
            if doubts := date_doubts(article, today):
                named = article.file if article.member is None else f"{article.file}: {article.member}"
                yield f"{named}: published {article.published}: {'; '.join(doubt.reason for doubt in doubts)}"
