"""``bench search``: the program's whole answer beside the yardsticks, kind of query by kind."""

from __future__ import annotations

import random
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from statistics import median, quantiles
from time import process_time
from typing import TYPE_CHECKING

from benchmarks.corpus import articles, make_library
from benchmarks.pairs import spread
from benchmarks.questions import Asker, Kind
from benchmarks.rivals import HITS, RawFts5, RawTantivy, RawWhoosh, Rival, rows
from index.library import Library

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from benchmarks.questions import Question

PAIRS = 5
"""Rounds of a measurement, at least; each asks questions that were never asked before."""

QUESTIONS = 4
"""Questions of a kind in a round."""

SAMPLE = 40_000
"""Passages that the questions' words are taken from."""

OURS = ("whoosh", "tantivy")


@dataclass
class Times:
    """The seconds that the questions of one kind took, by who was asked, round by round."""

    rounds: dict[str, list[list[float]]] = field(default_factory=dict)

    def all(self, name: str) -> list[float]:
        """Return all of one's seconds."""
        return [seconds for one in self.rounds.get(name, []) for seconds in one]

    def ratios(self, name: str, other: str) -> list[float]:
        """Return how many times as long one took as the other, round by round; empty where one was not asked."""
        pairs = zip(self.rounds.get(name, []), self.rounds.get(other, []), strict=False)
        return [sum(one) / sum(against) for one, against in pairs]


def measure_searches(
    place: Path, passages: int, file: Path | None, engines: Sequence[str], pairs: int
) -> dict[Kind, Times]:
    """Build what is missing in a folder, ask all questions and return what they took."""
    with ExitStack() as stack:
        asked = dict(_ours(place / "library", passages, file, engines, stack))
        asked |= {rival.name: rival.ask for rival in _rivals(place, passages, file, engines)}
        questioner = asker(passages, file)
        found: dict[Kind, Times] = {}
        for kind in Kind:
            questions = iter(questioner.questions(kind, QUESTIONS * (max(pairs, PAIRS) + 1)))
            _round(asked, list(islice(questions, QUESTIONS)), 0)  # what is made at the first use is nobody's time
            found[kind] = Times()
            number = 0
            while some := list(islice(questions, QUESTIONS)):
                for name, seconds in _round(asked, some, number).items():
                    found[kind].rounds.setdefault(name, []).append(seconds)
                number += 1
            print(f"  {kind}", flush=True)
    return found


def _ours(
    folder: Path, passages: int, file: Path | None, engines: Sequence[str], stack: ExitStack
) -> Iterator[tuple[str, Callable[[Question], object]]]:
    make_library(folder, passages, file, engines)
    for engine in engines:
        (folder / "whosays.toml").write_text(f'[library]\nengine = "{engine}"\n')
        library = stack.enter_context(Library.open(folder))
        yield (
            f"whosays, {engine}",
            lambda question, library=library: library.search(  # type: ignore[misc]
                question.written, HITS, hits_only=True
            ),
        )


def _rivals(place: Path, passages: int, file: Path | None, engines: Sequence[str]) -> Iterator[Rival]:
    raw = place / "raw"
    raw.mkdir(exist_ok=True)
    if "whoosh" in engines:
        yield RawWhoosh(raw / "whoosh", rows(articles(passages, file)))
    if "tantivy" in engines:
        yield RawTantivy(raw / "tantivy", rows(articles(passages, file)))
    yield RawFts5(raw / "fts5.sqlite", rows(articles(passages, file)))


def asker(passages: int, file: Path | None) -> Asker:
    """Return what makes questions of a library's words."""
    from whoosh.analysis.filters import STOP_WORDS

    chance, kept = random.Random(3), list(articles(passages, file))
    some = chance.sample(kept, min(len(kept), SAMPLE // 5))
    texts = [passage.span.of(article.text) for article in some for passage in article.passages]
    return Asker(texts, STOP_WORDS, [article.published or "" for article in some])


def _round(
    asked: dict[str, Callable[[Question], object]], questions: Sequence[Question], number: int
) -> dict[str, list[float]]:
    """Ask all the same questions, each time in another order; who cannot be asked one is left out."""
    names = list(asked)
    taken: dict[str, list[float]] = {name: [] for name in names}
    for place, question in enumerate(questions):
        shift = (number + place) % len(names)
        for name in [*names[shift:], *names[:shift]]:
            began = process_time()
            if asked[name](question) is not None:
                taken[name].append(process_time() - began)
    return {name: seconds for name, seconds in taken.items() if seconds}


def tables(found: dict[Kind, Times], engines: Sequence[str]) -> Iterator[str]:
    """Yield the figures as Markdown."""
    for engine in engines:
        name = f"whosays, {engine}"
        names = [name, f"raw {'Whoosh' if engine == 'whoosh' else 'tantivy'}", "SQLite FTS5"]
        yield ""
        yield f"| {engine} | {' | '.join(f'{one}, ms' for one in names)} | time beside {names[1]} | beside {names[2]} |"
        yield "|---|" + "---:|" * 5
        for kind, times in found.items():
            cells = [_milliseconds(times.all(one)) for one in names]
            yield f"| {kind} | {' | '.join([*cells, *(_ratios(times.ratios(name, one)) for one in names[1:])])} |"
        whole = [seconds for times in found.values() for seconds in times.all(name)]
        overall = [_ratios(_overall(found, name, other)) for other in names[1:]]
        yield f"| all | {_milliseconds(whole)} | | | {' | '.join(overall)} |"


def _overall(found: dict[Kind, Times], name: str, other: str) -> list[float]:
    """Return the median over the kinds, round by round."""
    kinds = [ratios for times in found.values() if (ratios := times.ratios(name, other))]
    return [median(ratios) for ratios in zip(*kinds, strict=False)]


def _milliseconds(seconds: Sequence[float]) -> str:
    """Return median and 95th percentile."""
    if len(seconds) < 2:  # noqa: PLR2004  (one figure has no percentiles)
        return "–"
    return f"{median(seconds) * 1000:.2f} / {quantiles(seconds, n=20)[-1] * 1000:.2f}"


def _ratios(ratios: Sequence[float]) -> str:
    return spread(ratios) if ratios else "–"
