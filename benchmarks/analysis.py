"""How fast articles are read for stances, beside spaCy's own tagger and parser over the same text.

Each figure is taken in a process of its own, without the time that the model takes to load.
"""

from __future__ import annotations

import json
import lzma
import os
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from benchmarks.pairs import measure, report, spread
from index.analysis.workers import CHUNK_CHARACTERS, analyse, chunks, load_parser
from index.children import THREADS
from index.models import Article, PassageKind
from index.text import compose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ONE_CORE, ALL_CORES = 1.5, 2.5
"""How many times as fast as spaCy on one core it should be, on one and on two."""

NOT_WHOLE = ("ner", "lemmatizer", "senter")
NOT_PLAIN = (*NOT_WHOLE, "attribute_ruler")

PARAGRAPHS = (4, 14)
ROOT = Path(__file__).resolve().parent.parent


def bench(corpus: Path | None, words: int, pairs: int, jobs: int) -> None:
    """Measure articles of a corpus (None: of the seeds' paragraphs) of so many words, and keep the figures."""
    from benchmarks.engines import RESULTS, machine, write_section  # what is measured shall not carry them

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "texts.json"
        texts = list(_enough(_of_file(corpus) if corpus else _of_seeds(), words))
        place.write_text(json.dumps(texts), encoding="utf-8")
        count = sum(len(part.split()) for text in texts for part in text)
        if sum(len(part) for text in texts for part in text) < 4 * jobs * CHUNK_CHARACTERS:
            sys.exit(f"benchmarks: --size {words} is too few words for {jobs} processes to share")
        print(f"{len(texts)} articles, {count:,} words")
        peaks: dict[str, int] = {}
        lines = ["| what | whosays, words/s | spaCy, words/s | speed beside it | wanted | holds |"]
        lines.append("|---|---:|---:|---:|---:|---|")

        def taking(what: str) -> Callable[[], float]:
            def once() -> float:
                command = [sys.executable, "-m", "benchmarks.analysis", what, str(place), str(jobs)]
                told = subprocess.run(command, check=True, capture_output=True, cwd=ROOT, env={**os.environ, **THREADS})
                figures = json.loads(told.stdout)
                peaks[what] = max(peaks.get(what, 0), figures["peak_mb"])
                seconds: float = figures["seconds"] * count / figures["words"]
                return seconds

            return once

        for title, ours, plain, wanted in (
            ("one core, beside tagger and parser", "ours", "plain", ONE_CORE),
            ("one core, beside all but NER and lemmas", "ours", "whole", ONE_CORE),
            (f"{jobs} processes, by the clock, beside tagger and parser", "all", "clock", ALL_CORES),
        ):
            mine, others = measure(taking(ours), taking(plain), pairs)
            report(title, "whosays", mine, "spaCy, 1 core", others, wanted=round(1 / wanted, 2))
            print(f"  {count / median(mine):,.0f} words/s beside {count / median(others):,.0f}")
            lines.append(_row(title, count, mine, others, wanted))
        memory = ", ".join(f"{what} {peak} MB" for what, peak in peaks.items())
        print(f"  peak memory: {memory}")
        spacy = f"{machine()}, spaCy {version('spacy')}, numpy {version('numpy')}"
        kind = "of a file" if corpus else "made of the seeds"
        basis = f"{len(texts)} articles {kind}; {spacy}. Peak memory: {memory}."
        write_section(RESULTS, f"Analysis, {words:,} words", [basis, "", *lines])


def _row(title: str, words: int, mine: Sequence[float], others: Sequence[float], wanted: float) -> str:
    """Return a line of Markdown: median speeds, and how many times as fast, least, median and most."""
    ratios = [other / one for one, other in zip(mine, others, strict=True)]
    holds = "yes" if median(ratios) >= wanted else "**no**"
    speeds = " | ".join(f"{words / median(seconds):,.0f}" for seconds in (mine, others))
    return f"| {title} | {speeds} | {spread(ratios)} | ≥ {wanted}× | {holds} |"


def _enough(texts: Iterator[list[str]], words: int) -> Iterator[list[str]]:
    for text in texts:
        yield text
        words -= sum(len(part.split()) for part in text)
        if words <= 0:
            return


def _of_file(file: Path) -> Iterator[list[str]]:
    """Yield the title and the paragraphs of JSON lines, packed with xz or not, far apart from each other first."""
    with lzma.open(file, "rt", encoding="utf-8") if file.suffix == ".xz" else file.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    Random(7).shuffle(rows)
    for row in rows:
        yield [row.get("title") or "", *row["text"].split("\n\n")]


def _of_seeds() -> Iterator[list[str]]:
    """Yield articles made of the seeds' paragraphs by chance, the same ones every time."""
    chance = Random(7)
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]
    pool = [line for text in texts for line in text.splitlines() if line.strip()]
    while True:
        yield [" ".join(chance.choice(pool).split()[:9]), *chance.choices(pool, k=chance.randint(*PARAGRAPHS))]


def _articles(texts: Sequence[Sequence[str]]) -> list[Article]:
    made = []
    for number, (title, *paragraphs) in enumerate(texts):
        text, passages = compose(title, [(PassageKind.PARAGRAPH, paragraph) for paragraph in paragraphs])
        made.append(Article(id=str(number), file=f"{number}.txt", text=text, passages=passages, sha256=""))
    return made


def _ours(articles: list[Article]) -> tuple[float, int]:
    """Return the processor seconds of one process over the articles, as the children do it, and their words."""
    from index.analysis.drafts import pack
    from index.analysis.reading import analyse_together

    parser = load_parser()
    list(analyse_together(articles[:1], parser))
    began = process_time()
    for chunk in chunks(articles):
        for _, analysis in analyse_together(chunk, parser):
            pack(analysis)
    return process_time() - began, _words(articles)


def _all(articles: list[Article], jobs: int) -> tuple[float, int]:
    """Return the seconds from when all children have loaded their model, and the words that came after."""
    cut = list(chunks(articles))
    loading = sum(len(chunk) for chunk in cut[:jobs])
    results = analyse(articles, jobs)
    for _ in range(loading):
        next(results)
    began = perf_counter()
    for _ in results:
        pass
    return perf_counter() - began, _words(articles[loading:])


def _plain(articles: list[Article], clock: Callable[[], float], without: Sequence[str]) -> tuple[float, int]:
    """Return the seconds of a spaCy pipeline over the whole texts in one process."""
    import spacy

    from index.analysis.parsing import model_name

    language = spacy.load(model_name(), exclude=list(without))
    language(articles[0].text)
    with language.memory_zone():
        began = clock()
        for _ in language.pipe(article.text for article in articles):
            pass
        return clock() - began, _words(articles)


def _words(articles: Sequence[Article]) -> int:
    return sum(len(article.text.split()) for article in articles)


def main() -> None:
    """Take one figure and print it with what it was taken of; called by ``bench``."""
    import resource  # not on Windows

    what, place, jobs = sys.argv[1:]
    articles = _articles(json.loads(Path(place).read_text(encoding="utf-8")))
    if what == "ours":
        seconds, words = _ours(articles)
    elif what == "all":
        seconds, words = _all(articles, int(jobs))
    else:
        without = NOT_WHOLE if what == "whole" else NOT_PLAIN
        seconds, words = _plain(articles, perf_counter if what == "clock" else process_time, without)
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({"seconds": seconds, "words": words, "peak_mb": peak // 1024}))


if __name__ == "__main__":
    main()
