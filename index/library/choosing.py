"""Which search engine a library uses: what there is, what it would gain by another one, and changing over."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

from index.engines import ENGINES
from index.library.following import Follower

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from index.models import SyncProgress
    from index.storage import Records

FASTER = {"tantivy": ((150_000, 2.0),)}
"""From how many passages on an engine answers how many times as fast as Whoosh, by ``benchmarks/results.md``."""


class EngineRow(NamedTuple):
    """One search engine.

    ``faster`` is how many times as fast as the first engine it answers in a library of this size, as measured: 1.0
    for that engine itself and where the difference is not felt.
    """

    engine: str
    installed: bool
    used: bool
    faster: float


def engine_rows(used: str, passages: int) -> tuple[EngineRow, ...]:
    """Return all engines, the one that is always installed first."""
    return tuple(EngineRow(name, _installed(name), name == used, _faster(name, passages)) for name in ENGINES)


def advice(used: str, passages: int) -> str:
    """Return one line on the engine that the library would gain by most; empty when it is the one in use."""
    rows = engine_rows(used, passages)
    now = next((row.faster for row in rows if row.used), 1.0)
    best = max(rows, key=lambda row: row.faster)
    if best.faster <= now:
        return ""
    how = "" if best.installed else f'pip install "whosays[{best.engine}]", then '
    return f"{best.engine} answers about {best.faster / now:.2g} times as fast here: {how}whosays engine {best.engine}"


def fill(records: Records, engines: Path, name: str, progress: Callable[[SyncProgress], None]) -> None:
    """Bring an engine up to the records, whether or not it is the one in use; no article is read again.

    Raises:
        EngineUnavailable: There is no engine of that name, or it is not installed.
        RecordsUnusable: Another process is bringing the library up to date, or the disk refuses.
    """
    follower = Follower(records, engines, name)
    try:
        with records.alone():
            follower.catch_up(progress)
    finally:
        follower.close()


def _installed(name: str) -> bool:
    return find_spec(name) is not None


def _faster(name: str, passages: int) -> float:
    return next((times for least, times in FASTER.get(name, ()) if passages >= least), 1.0)
