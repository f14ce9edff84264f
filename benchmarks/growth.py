"""``bench growth``: how the cost of a library grows from one size to the next; nothing may grow faster than n log n.

A library of files is brought up to date by the command, as a user does it, then asked questions and given one article.
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice, pairwise
from math import log
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.corpus import articles
from benchmarks.questions import Kind
from benchmarks.rivals import HITS
from benchmarks.searching import asker
from benchmarks.syncing import one_more
from index.library import Library
from index.library.places import ENGINES, RECORDS, derived_folder
from index.storage import Records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from index.models import Article

SIZES = (2_000, 20_000, 200_000)
LARGE = {"whoosh": 200_000}
"""Passages up to which an engine is measured, where that is not any number: it is the other one's work beyond."""

QUESTIONS = 8
"""Questions of a kind; those about countries are left out, for nothing is analysed here."""

MORE = 5
"""Articles that are added one by one."""

LOOK_SECONDS = 0.05

SLACK = 0.15
"""By how much an exponent may be above that of n log n: each figure is of one run, on a machine with other work."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a library of one size cost; seconds by the clock but where said, sizes in MB.

    ``own`` is the memory of the largest process that is not files mapped into it, ``memory`` with those.
    """

    passages: int
    sync: float
    processor: float
    search: float
    slow_search: float
    more: float
    own: float
    memory: float
    index: float
    records: float


ROWS = {
    "sync": ("sync of files, s", 1.0, ",.1f"),
    "processor": ("of that processor time, s", 1.0, ",.1f"),
    "search": ("a search, median, ms", 1000.0, ",.2f"),
    "slow_search": ("a search, 95th percentile, ms", 1000.0, ",.2f"),
    "more": ("one article more until it is found, ms", 1000.0, ",.0f"),
    "own": ("memory of a process, MB", 1.0, ",.0f"),
    "memory": ("with the files mapped into it, MB", 1.0, ",.0f"),
    "index": ("index, MB", 1.0, ",.1f"),
    "records": ("records, MB", 1.0, ",.1f"),
}
"""For each field of a cost what it is called, what it is multiplied by to be shown, and how it is written."""


def sizes(size: int | None, engine: str) -> list[int]:
    """Return the numbers of passages that are measured: those there are up to one, and that one."""
    most = min(size or SIZES[-1], LARGE.get(engine, size or SIZES[-1]))
    return [*(one for one in SIZES if one < most), most]


def measure_growth(
    place: Path, command: Sequence[str], file: Path | None, engine: str, some: Sequence[int]
) -> list[Cost]:
    """Return what libraries of some sizes cost; each is made of files, in a folder of its own that goes again.

    Args:
        place: Where the folders are made.
        command: How the program is called.
        file: Articles to make the files of; None makes some of the seeds.
        engine: What is searched with.
        some: Numbers of passages, ascending.
    """
    costs = []
    for passages in some:
        with tempfile.TemporaryDirectory(dir=place) as folder:
            costs.append(_cost(Path(folder), command, passages, file, engine))
        print(f"  {engine}, {passages:,} passages", flush=True)
    return costs


def _cost(folder: Path, command: Sequence[str], passages: int, file: Path | None, engine: str) -> Cost:
    written = write_files(folder, articles(passages, file))
    (folder / "whosays.toml").write_text(f'[library]\nengine = "{engine}"\n', encoding="utf-8")
    sync = watched([*command, "sync", str(folder), "--no-analysis"])
    seconds = list(_searches(folder, passages, file))
    derived = derived_folder(folder)
    size = {name: _megabytes(derived / name) for name in (ENGINES, RECORDS)}
    with Records.open(derived / RECORDS) as records:
        with records.reading() as view:
            counted = view.counts()["passages"]
        new = islice(articles(passages + 1000, file), written, written + MORE)
        more = [one_more(records, derived, engine, article) for article in new]
    return Cost(
        passages=counted,
        sync=sync.seconds,
        processor=sync.processor,
        search=median(seconds),
        slow_search=quantiles(seconds, n=20)[-1],
        more=median(more),
        own=sync.own,
        memory=sync.memory,
        index=size[ENGINES],
        records=size[RECORDS],
    )


def write_files(folder: Path, some: Iterable[Article]) -> int:
    """Write articles as text files, a thousand in a folder, and return how many they are."""
    number = 0
    for number, article in enumerate(some, 1):  # noqa: B007
        path = folder / article.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n\n".join(p.span.of(article.text) for p in article.passages), encoding="utf-8")
    return number


def _searches(folder: Path, passages: int, file: Path | None) -> Iterator[float]:
    """Yield the processor seconds of questions of most kinds, each asked once, in a library that was asked before."""
    questions = asker(passages, file)
    with Library.open(folder) as library:
        for kind in Kind:
            if kind is Kind.FACTS:
                continue  # about countries, and nothing is analysed here
            for number, question in enumerate(questions.questions(kind, QUESTIONS + 1)):
                began = time.process_time()
                library.search(question.written, HITS, hits_only=True)
                if number:
                    yield time.process_time() - began


class Watched(NamedTuple):
    """What a program took, with all processes that it started: seconds, and MB of the largest of them."""

    seconds: float
    processor: float
    own: float
    memory: float


def watched(command: Sequence[str]) -> Watched:
    """Run a program to its end and return what it took; where the system does not tell of memory, that is 0."""
    import resource

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    own = memory = 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            for number in _with_children(process.pid):
                anonymous, mapped = _memory(number)
                own, memory = max(own, anonymous), max(memory, anonymous + mapped)
            time.sleep(LOOK_SECONDS)
    seconds = time.perf_counter() - began
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Watched(seconds, processor, own / 1024, memory / 1024)


def _with_children(number: int) -> Iterator[int]:
    yield number
    with suppress(OSError):
        for thread in Path(f"/proc/{number}/task").iterdir():
            for child in (thread / "children").read_text("ascii").split():
                yield from _with_children(int(child))


def _memory(number: int) -> tuple[int, int]:
    """Return how many kB of a process's memory are its own, and how many are of files; 0 when it has ended."""
    told = {"RssAnon": 0, "RssFile": 0}
    with suppress(OSError):
        for line in Path(f"/proc/{number}/status").read_text("ascii").splitlines():
            name, _, value = line.partition(":")
            if name in told:
                told[name] = int(value.split()[0])
    return told["RssAnon"], told["RssFile"]


def _megabytes(place: Path) -> float:
    files = [place] if place.is_file() else [path for path in place.rglob("*") if path.is_file()]
    return sum(path.stat().st_size for path in files) / 1e6


def tables(found: Mapping[str, Sequence[Cost]]) -> Iterator[str]:
    """Yield what each engine's libraries cost as Markdown, and how it grows from one size to the next."""
    for number, (engine, costs) in enumerate(found.items()):
        counts = [cost.passages for cost in costs]
        if number:
            yield ""
        yield f"| {engine}, passages | {' | '.join(f'{count:,}' for count in counts)} | grows with n to the |"
        yield "|---|" + "---:|" * (len(costs) + 1)
        for name, (title, factor, form) in ROWS.items():
            values = [getattr(cost, name) for cost in costs]
            shown = " | ".join(format(value * factor, form) for value in values)
            yield f"| {title} | {shown} | {_grown(exponents(counts, values), allowed(counts))} |"


def exponents(counts: Sequence[int], values: Sequence[float]) -> list[float]:
    """Return x for each step from one size to the next, over which a value grew as the size to the power of x."""
    steps = zip(pairwise(counts), pairwise(values), strict=True)
    return [log(high / low) / log(large / small) for (small, large), (low, high) in steps]


def allowed(counts: Sequence[int]) -> list[float]:
    """Return what the exponents of n log n are, and a little more."""
    return [one + SLACK for one in exponents(counts, [count * log(count) for count in counts])]


def _grown(found: Sequence[float], most: Sequence[float]) -> str:
    """Return exponents, those that are above what is allowed in bold."""
    return ", ".join(f"{one:.2f}" if one <= limit else f"**{one:.2f}**" for one, limit in zip(found, most, strict=True))
