"""What there is to know about a library as a whole: counts, sizes, versions, places."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from index.analysis import ANALYSED_LANGUAGES
from index.storage import FileStatus

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from index.settings import Settings
    from index.storage import View


@dataclass(frozen=True, slots=True)
class LibraryInfo:
    """A library in numbers; sizes in bytes, ``pending`` and ``languages`` in articles.

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


def describe(folder: Path, records_path: Path, engine_folder: Path, settings: Settings, view: View) -> LibraryInfo:
    """Return what there is to know about a library; reads no article."""
    counts = view.counts()
    files = view.files().values()
    return LibraryInfo(
        name=settings.name,
        folder=str(folder),
        records_folder=str(records_path.parent),
        files=len(files),
        refused=sum(1 for record in files if record.status is not FileStatus.READ),
        articles=counts["articles"],
        passages=counts["passages"],
        stances=counts["stances"],
        claims=counts["claims"],
        pending=len(view.pending(ANALYSED_LANGUAGES)),
        topics=len(settings.topics),
        languages=dict(sorted(Counter(state.language or "und" for state in view.states()).items())),
        files_size=sum(record.size for record in files),
        records_size=sum(path.stat().st_size for path in records_path.parent.glob(f"{records_path.name}*")),
        engine_size=sum(path.stat().st_size for path in engine_folder.rglob("*") if path.is_file()),
        engine=settings.engine,
        labeller=view.recall("labeller"),
        version=version("whosays"),
    )
