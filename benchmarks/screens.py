"""``bench ui``: what a person waits for at the explorer, beside an empty Textual app on a terminal of the same kind."""

from __future__ import annotations

import random
import re
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice, pairwise
from statistics import median, quantiles
from typing import TYPE_CHECKING

from benchmarks.corpus import articles, make_library
from benchmarks.engines import RESULTS, machine, write_section
from benchmarks.pairs import FEWEST, measure, spread
from benchmarks.questions import Asker, Kind
from benchmarks.terminal import Terminal, echo_time
from index.library import Library

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from index.models import Answer

EMPTY_APP = """
from textual.app import App
from textual.widgets import Input, Static

class Empty(App):
    def compose(self):
        yield Static("first frame")
        yield Input()

Empty().run()
"""

UNSYNCED = """
import sys
from pathlib import Path
from explorer.skeleton import Skeleton
from explorer.tuning import tune

def opened():
    from index.library import Library
    return Library.open(Path({folder!r}))

tune()
with Skeleton() as skeleton:
    from explorer.app import run
    sys.exit(run(opened, skeleton=skeleton, sync=False))
"""
"""The explorer as the command line starts it, on records that no files stand behind: a sync would empty them."""

QUESTIONS = 6
"""Questions of a kind that are typed."""

PACE = 0.08
"""Seconds between two keys of someone who types fast."""

PACES = (0.02, 0.15)
"""The shortest and the longest time between two keys while it is measured how soon they are echoed."""

ONE_PANE = (24, 80)
STEPS = 8
"""Hits that are walked in a round."""

TITLE = r"(?:━|─)(?:\x1b\[[0-9;]*m)* 4 (?:Sources · )?"
"""How the source pane's title begins, in its border, as a regular expression: a 4 may stand in any result as well."""

SAMPLE = 4_000
"""Articles that the questions' words are taken from."""

PERCENTILE = 95


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured: ``beside`` is the empty app's in the same rounds, empty where it has none.

    ``limit`` is for the median of the ratios where there is something beside it, for the 95th percentile where
    ``percentile`` says so, and else for the median.
    """

    name: str
    values: Sequence[float]
    unit: str
    limit: float
    beside: Sequence[float] = ()
    percentile: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """A query that is typed, and what its answer shows; ``answer`` holds the first hits."""

    text: str
    answer: Answer

    @property
    def shown(self) -> tuple[str, str]:
        """What is on the screen once it is answered, as regular expressions: how much matches, and the best hit."""
        counts = rf" {self.answer.total} hits? in {self.answer.articles}(?!\d)"
        return counts, rf"¶{self.answer.hits[0].passage}(?!\d)"


def bench(
    whosays: Sequence[str],
    seeds: Path,
    place: Path,
    passages: int,
    corpus: Path | None,
    engines: Sequence[str],
    rounds: int,
) -> None:
    """Measure, print the table and keep it in ``results.md``.

    Args:
        whosays: The program.
        seeds: A copy of the seeds, up to date.
        place: Where the large library is made, or was.
        passages: How many it holds.
        corpus: A file of articles; None makes some of the seeds.
        engines: What searches it, one after the other.
        rounds: How often each figure is taken, five times at least.
    """
    rounds = max(rounds, FEWEST)
    large = place / "library"
    make_library(large, passages, corpus, engines)
    asker = _asker(passages, corpus)
    lines = [
        "| what | explorer: min **median** max | empty app | ratio | wanted | holds |",
        "|---|---:|---:|---:|---:|---|",
    ]
    for figure in _figures([*whosays, str(seeds)], large, f"{passages:,}", engines, asker, rounds):
        lines.append(row(figure))
        print(f"  {lines[-1]}", flush=True)
    print("\n".join(lines))
    kind = "Articles of a file, then their paragraphs in new articles" if corpus else "Articles made of the seeds"
    about = f"{kind}, without analysis, and the seeds; by the clock, on a terminal of 120 by 40; {machine()}."
    write_section(RESULTS, f"Ui, seeds and {passages:,} passages", [about, "", *lines])


def row(figure: Figure) -> str:
    """Return a figure as a row of the table."""
    ratios = [one / other for one, other in zip(figure.values, figure.beside, strict=True)] if figure.beside else []
    reached, limit = median(figure.values), f"{figure.limit:g} {figure.unit}"
    if ratios:
        reached, limit = median(ratios), f"{figure.limit:g}×"
    elif figure.percentile:
        reached, limit = quantiles(figure.values, n=100)[PERCENTILE - 1], f"{limit}, p95"
    values = _spread(figure.values, figure.unit) + (f" p95 {reached:.0f}" if figure.percentile else "")
    beside = _spread(figure.beside, figure.unit) if figure.beside else ""
    held = "yes" if reached <= figure.limit else "**no**"
    return f"| {figure.name} | {values} | {beside} | {_spread(ratios, '') if ratios else ''} | ≤ {limit} | {held} |"


def _figures(
    whosays: Sequence[str],
    large: Path,
    size: str,
    engines: Sequence[str],
    asker: Asker,
    rounds: int,
) -> Iterator[Figure]:
    empty = [sys.executable, "-c", EMPTY_APP]
    unsynced = [sys.executable, "-c", UNSYNCED.format(folder=str(large))]
    painted = measure(lambda: _drawn(whosays, "1 Results"), lambda: _drawn(empty, "first frame"), rounds)
    yield _timed("first paint, seeds", painted, 0.3)
    yield _timed("usable, seeds", measure(lambda: echo_time(whosays), lambda: echo_time(empty), rounds), 1.35)
    memory = measure(lambda: _memory(whosays), lambda: _memory(empty), rounds)
    yield Figure("memory, seeds", memory[0], "MB", 80)
    yield Figure("memory, empty app", memory[1], "MB", 80)
    for engine in engines:
        (large / "whosays.toml").write_text(f'[library]\nengine = "{engine}"\n')
        about = f"{size} {engine}"
        started = measure(lambda: echo_time(unsynced), lambda: echo_time(empty), rounds)
        yield _timed(f"usable, {about}", started, 2)
        yield _timed(f"echo while results come, {about}", _echoes(unsynced, empty, asker, rounds), 2)
        with Library.open(large) as library:
            asked = list(_typed(library, asker))
        limit = 400 if engine == "whoosh" else 120
        times, megabytes = _answers(unsynced, asked)
        yield Figure(f"results on screen, {about}", times, "ms", limit, percentile=True)
        yield Figure(f"memory after all these, {about}", [megabytes], "MB", 200)
        query = max(asked, key=lambda one: one.answer.total)
        steps = [seconds * 1000 for seconds in _openings(unsynced, query, rounds)]
        yield Figure(f"evidence of the next hit beside the list, {about}", steps, "ms", 60)
        entered = [seconds * 1000 for seconds in _openings(unsynced, query, rounds, ONE_PANE)]
        yield Figure(f"Enter to evidence, one pane, {about}", entered, "ms", 60)


def _timed(name: str, both: tuple[Sequence[float], Sequence[float]], limit: float) -> Figure:
    ours, beside = ([seconds * 1000 for seconds in some] for some in both)
    return Figure(name, ours, "ms", limit, beside)


def _drawn(command: Sequence[str], text: str) -> float:
    with Terminal(command) as terminal:
        return terminal.wait(text)


def _memory(command: Sequence[str]) -> float:
    """Return the megabytes of a program in which a word was typed and, where that does something, a source opened."""
    with Terminal(command) as terminal:
        terminal.rest(1)
        for keys in ("troops", "\r", "\r"):
            terminal.type(keys)
            terminal.rest(1)
        return terminal.megabytes()


def _echoes(ours: Sequence[str], empty: Sequence[str], asker: Asker, rounds: int) -> tuple[list[float], list[float]]:
    """Type words into both, key by key in turn as fast as people do; return the seconds until each is echoed."""
    chance = random.Random(5)
    found: tuple[list[float], list[float]] = ([], [])
    with ExitStack() as stack:
        both = [stack.enter_context(Terminal(command)) for command in (ours, empty)]
        for terminal in both:
            terminal.rest(1)
        for question in asker.questions(Kind.AND, rounds):
            for place, key in enumerate(question.written):
                if place == 0 or key == " ":  # a first letter or a blank is no text to look for
                    for terminal in both:
                        terminal.type(key)
                    continue
                for terminal, seconds in zip(both, found, strict=True):
                    terminal.type(key)
                    seconds.append(terminal.wait(re.escape(question.written[: place + 1])))
                both[0].pause(chance.uniform(*PACES))  # so that the next key meets searching, drawing or neither
            for terminal in both:
                terminal.type(CLEAR)
                terminal.rest()
    return found


CLEAR = "\x15"
"""Ctrl+U: what stands in a field goes."""


def _typed(library: Library, asker: Asker) -> Iterator[Typed]:
    """Yield questions of all kinds whose last key changes the answer: else nothing tells it from the one before."""
    for kind in Kind:
        kept = 0
        for question in asker.questions(kind, QUESTIONS * 3):
            text = question.written
            answer = library.search(text, 2 * STEPS, hits_only=True)
            if kept < QUESTIONS and answer.hits and _differs(library, text[:-1], answer):
                kept += 1
                yield Typed(text, answer)


def _differs(library: Library, text: str, answer: Answer) -> bool:
    from index.errors import InvalidQuery

    try:
        before = library.search(text, 1, hits_only=True)
    except InvalidQuery:
        return True
    return (before.total, before.articles) != (answer.total, answer.articles)


def _answers(command: Sequence[str], asked: Sequence[Typed]) -> tuple[list[float], float]:
    """Type queries as a person does.

    Returns:
        The milliseconds from each one's last key to its answer on the screen, and the program's megabytes after all.
    """
    times = []
    with Terminal(command) as terminal:
        terminal.rest(1)
        for one in asked:
            for key in one.text[:-1]:
                terminal.type(key)
                terminal.pause(PACE)
            terminal.type(one.text[-1])
            times.append(terminal.wait(*one.shown) * 1000)
            terminal.rest()
            terminal.type(CLEAR)
            terminal.rest()
        return times, terminal.megabytes()


def _openings(
    command: Sequence[str], query: Typed, rounds: int, size: tuple[int, int] | None = None
) -> Iterator[float]:
    """Walk the hits of a query and yield the seconds until each one's evidence is on the screen.

    Where there is one pane it is left again before the next.
    """
    hits = query.answer.hits
    with Terminal(command, size) if size else Terminal(command) as terminal:
        terminal.rest(1)
        terminal.type(query.text)
        terminal.wait(*query.shown)
        terminal.rest()
        for number in range(rounds):
            terminal.type("\r" if number == 0 else "g")
            terminal.rest()
            for before, hit in islice(pairwise(hits), STEPS):
                terminal.type("j\r" if size else "j")
                seconds = terminal.wait(rf"{TITLE}[^¶]*¶{hit.passage}(?!\d)")
                if hit.passage != before.passage:  # else the pane's title may be the last one's
                    yield seconds
                terminal.rest()
                if size:
                    terminal.type("\x7f")
                    terminal.rest()


def _asker(passages: int, corpus: Path | None) -> Asker:
    some = list(articles(passages, corpus))
    some = random.Random(3).sample(some, min(len(some), SAMPLE))
    texts = [passage.span.of(article.text) for article in some for passage in article.passages]
    return Asker(texts, (), [article.published or "" for article in some])


def _spread(values: Sequence[float], unit: str) -> str:
    return f"{spread(values, 0 if unit else 2)} {unit}".strip()
