"""Runs ``bench search``, ``bench sync`` and ``bench growth`` and puts their tables into ``results.md``."""

from __future__ import annotations

import os
import platform
import sqlite3
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import growth, searching, syncing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

RESULTS = Path(__file__).resolve().with_name("results.md")

HEADER = """# Measured

`python3 dev.py bench search`, `bench table`, `bench sync`, `bench growth`, `bench analysis` and `bench ui` write this
file, a section for each size. Times are processor time, so that other work on the machine counts little; by the clock
are only "one article more", `bench table`, the sync of files in `bench growth` and all of `bench ui`. A search is the
whole answer: the first 50 hits with their passages from the records and all highlights, and how many passages of how
many articles match. Times are median / 95th percentile over questions that were each asked once, and in `bench ui`
least, **median** and most over the rounds; ratios are least, **median** and most over the rounds: of times in a
search, below 1 where the program is faster, and of speeds in a sync, above 1 where it is. A sync with tantivy stands
beside tantivy as its manual shows it, with its own analysis of text and title ("raw"), and beside the same fed the
terms that whosays writes, cut before the clock starts ("same terms"). What grows with n to the power of x is ten to
the x times as much for ten times as many passages; n log n would be 1.1, and what is well above that stands out.
"""


def bench(what: str, size: int, corpus: Path | None, engine: str, pairs: int, keep: Path | None) -> None:
    """Measure, print the tables and keep them in ``results.md``.

    Args:
        what: "search" or "sync".
        size: How many passages.
        corpus: A file of articles; None makes some of the seeds.
        engine: One engine, or "all".
        pairs: How many rounds.
        keep: Where what was built stays for the next time; None is nowhere.
    """
    engines = searching.OURS if engine == "all" else (engine,)
    if what == "sync":
        lines = list(syncing.tables(syncing.measure_syncs(size, corpus, engines, pairs), engines))
    else:
        with tempfile.TemporaryDirectory() as place:
            found = searching.measure_searches(keep or Path(place), size, corpus, engines, pairs)
            lines = list(searching.tables(found, engines))
    _keep(f"{what.title()}, {size:,} passages, {' and '.join(engines)}", corpus, lines)


def bench_growth(command: Sequence[str], size: int | None, corpus: Path | None, engine: str) -> None:
    """Measure libraries of several sizes, print the table and keep it in ``results.md``.

    Args:
        command: How the program is called.
        size: How many passages the largest has; None is 200,000.
        corpus: A file of articles; None makes some of the seeds.
        engine: One engine, or "all".
    """
    engines = searching.OURS if engine == "all" else (engine,)
    with tempfile.TemporaryDirectory() as place:
        found = {
            name: growth.measure_growth(Path(place), command, corpus, name, growth.sizes(size, name))
            for name in engines
        }
    _keep(f"Growth, {' and '.join(engines)}", corpus, growth.tables(found))


def _keep(title: str, corpus: Path | None, lines: Iterable[str]) -> None:
    lines = list(lines)
    print("\n".join(lines))
    kind = "articles of a file, then their paragraphs in new articles" if corpus else "articles made of the seeds"
    write_section(RESULTS, title, [f"{kind.capitalize()}; {machine()}.", "", *lines])


def write_section(path: Path, title: str, lines: Iterable[str]) -> None:
    """Put a section into a file, in the place of the one with the same title."""
    text = path.read_text(encoding="utf-8") if path.exists() else HEADER
    head, *sections = text.split("\n## ")
    kept = {section.split("\n", 1)[0]: section.split("\n", 1)[1].strip() for section in sections}
    kept[title] = "\n".join(lines).strip()
    parts = [head.strip(), *(f"## {name}\n\n{body}" for name, body in kept.items())]
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def machine() -> str:
    """Return what the figures were taken on."""
    libraries = ", ".join(f"{name} {version(name)}" for name in ("whoosh3", "tantivy"))
    processors = f"{os.cpu_count()} processors ({platform.machine()}, {platform.system()})"
    return f"{processors}, CPython {platform.python_version()}, {libraries}, SQLite {sqlite3.sqlite_version}"
