"""``bench table``: the stance table over very many stances, beside one GROUP BY of SQLite over the same rows."""

from __future__ import annotations

import gc
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.corpus import articles, follow, write
from benchmarks.engines import RESULTS, machine, write_section
from benchmarks.pairs import measure, spread
from explorer.tuning import OBJECTS_PER_COLLECTION
from index.analysis.countries import country_code
from index.library import answering, tabling
from index.library.following import Follower
from index.library.grounding import Grounding
from index.library.packing import keep_ledger, ledger_of
from index.library.places import ENGINES, RECORDS, derived_folder
from index.library.sync import analyse_library
from index.query import parse
from index.readers import article_id
from index.settings import Settings
from index.storage import Findings, Records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from index.analysis.ledger import Ledger
    from index.analysis.table import Chosen
    from index.models import StanceTable
    from index.storage import View

LIMIT_MS = 80
"""How long a table over 100,000 stances may take."""

READ_PASSAGES = 10_000
"""Passages that are read for stances; their articles come again and again until there are stances enough."""

QUESTIONS = (
    ("everything", ""),
    ("all but a rare word", "NOT lighthouses"),
    ("filtered by position", "position:supports OR position:opposes OR position:commits OR position:declines"),
    ("filtered by period and source", "date:>=1900 NOT source:nobody"),
)

PLAIN = "SELECT holder, article, position, count(*) FROM stances GROUP BY holder, article, position"
AMONG = "SELECT holder, article, position, count(*) FROM stances s JOIN chosen c ON c.key = s.key GROUP BY 1, 2, 3"


class Row(NamedTuple):
    """One thing measured: how many stances it counts, and the seconds of the table and of SQLite, round by round."""

    what: str
    stances: int
    ours: Sequence[float]
    plain: Sequence[float]


def bench(stances: int, corpus: Path | None, engine: str, rounds: int, jobs: int, keep: Path | None) -> None:
    """Measure, print the table and keep it in ``results.md``.

    Args:
        stances: How many stances the library has at least.
        corpus: A file of articles; None makes some of the seeds.
        engine: The engine that finds what matches, which is nobody's time here.
        rounds: How many rounds.
        jobs: How many processes read for stances.
        keep: Where what was built stays for the next time; None is nowhere.
    """
    with tempfile.TemporaryDirectory() as place:
        folder = (keep or Path(place)) / "stances"
        make_library(folder, stances, corpus, engine, jobs)
        lines = list(table(measure_tables(folder, engine, rounds)))
    print("\n".join(lines))
    write_section(RESULTS, f"Table, {stances:,} stances", [f"By the clock; {machine()}.", "", *lines])


def make_library(folder: Path, stances: int, corpus: Path | None, engine: str, jobs: int) -> None:
    """Fill a library's records with so many stances: those of real articles, the same ones under many names."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "whosays.toml").write_text(f'[library]\nengine = "{engine}"\n')
    derived = derived_folder(folder)
    with Records.open(derived / RECORDS) as records:
        with records.reading() as view:
            full = view.recall("synced") is not None
        if not full:
            write(records, articles(READ_PASSAGES, corpus))
            analyse_library(records, Settings("measured"), jobs, lambda _: None)
            findings = _multiplied(records, stances)
            with records.writing() as writer:
                writer.replace_findings(findings.items())
                writer.remember("synced", "yes")
            keep_ledger(records)
        follow(records, derived, engine)


def _multiplied(records: Records, stances: int) -> dict[str, Findings]:
    """Write every article with a stance under more and more names, and return what each of them says."""
    with records.reading() as view:
        sources = view.articles()
        said = {article.id: view.stances(article.id) for article in sources}
        mentions = {
            article.id: dict.fromkeys(
                (stance.passage for stance in said[article.id]), frozenset(s.holder for s in said[article.id])
            )
            for article in sources
        }
    speaking = [article for article in sources if said[article.id]]
    findings = {article.id: Findings(said[article.id], mentions[article.id]) for article in speaking}
    total = sum(len(found.stances) for found in findings.values())
    for copy in count(1):
        copies = []
        for article in speaking:
            if total >= stances:
                break
            file = f"{copy}/{article.file}"
            one = replace(article, id=article_id(file), file=file)
            copies.append(one)
            own = tuple(replace(stance, article=one.id) for stance in said[article.id])
            findings[one.id] = Findings(own, mentions[article.id])
            total += len(own)
        write(records, copies)
        if total >= stances:
            return findings
    raise AssertionError


def measure_tables(folder: Path, engine: str, rounds: int) -> Iterator[Row]:
    """Yield what tables took: the first after opening, and then one for each question."""
    gc.set_threshold(OBJECTS_PER_COLLECTION)  # as the command line does
    path = derived_folder(folder) / RECORDS
    with Records.open(path) as records, records.reading() as view, closing(sqlite3.connect(path)) as plain:
        follower = Follower(records, path.parent / ENGINES, engine)
        ledger = ledger_of(view)

        def whole(ledger: Ledger) -> StanceTable:
            return _table(ledger, tabling.chosen_by(answering.Matching(None, None), ledger), view)

        yield Row(
            "the first after opening",
            len(ledger),
            *measure(_timed(lambda: whole(ledger_of(view))), _timed(lambda: plain.execute(PLAIN).fetchall()), rounds),
        )
        for what, text in QUESTIONS:
            matching = answering.match(
                parse(text, topics={}, country=country_code).root, Grounding(view), view, follower.engine()
            )
            chosen = tabling.chosen_by(matching, ledger)
            plain.execute("CREATE TEMP TABLE chosen (key INTEGER PRIMARY KEY)")
            keys = ledger.facts.key[chosen.counted].tolist()
            plain.executemany("INSERT INTO chosen VALUES (?)", ((key,) for key in keys))

            def one(matching: answering.Matching = matching) -> StanceTable:
                return _table(ledger, tabling.chosen_by(matching, ledger), view)

            yield Row(what, len(keys), *measure(_timed(one), _timed(lambda: plain.execute(AMONG).fetchall()), rounds))
            plain.execute("DROP TABLE chosen")
        follower.close()


def _table(ledger: Ledger, chosen: Chosen, view: View) -> StanceTable:
    return tabling.source_table(ledger, chosen, (), view, axis=ledger.holders)


def _timed(work: Callable[[], object]) -> Callable[[], float]:
    def once() -> float:
        began = perf_counter()
        work()
        return perf_counter() - began

    return once


def table(rows: Iterator[Row]) -> Iterator[str]:
    """Yield the figures as Markdown: least, median and most."""
    yield "| table of | stances | whosays, ms | SQLite GROUP BY, ms | ratio | wanted | holds |"
    yield "|---|---:|---:|---:|---:|---:|---|"
    for row in rows:
        ratios = [one / other for one, other in zip(row.ours, row.plain, strict=True)]
        ours, plain = ([seconds * 1000 for seconds in taken] for taken in (row.ours, row.plain))
        holds = "yes" if median(ours) <= LIMIT_MS else "**no**"
        figures = f"{spread(ours, 0)} | {spread(plain, 0)} | {spread(ratios)}"
        yield f"| {row.what} | {row.stances:,} | {figures} | ≤ {LIMIT_MS} ms | {holds} |"
