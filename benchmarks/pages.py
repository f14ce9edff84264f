"""``dev.py quality html FOLDER``: the text that is taken from saved pages, beside the text that a person marked.

FOLDER holds ``index.jsonl``, one object a line: ``file`` the page, ``gold`` the file of its marked text, ``url``
where it was fetched, ``lang``. A page's figures are those of its runs of four words, counted as often as they stand:
precision is the share of ours that the person marked, recall the share of the person's that are ours. Nobody marked
titles, so ours is measured without the one that opens an article, and once more with it. Beside it stands what
trafilatura makes of the same bytes with nothing but its defaults.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.scoring import Figures
from index.models import PassageKind
from index.readers.html import html_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

RUN = 4
WORST = 10

_WORD = re.compile(r"\w+")


class InvalidPages(Exception):
    """The folder is not what it should be; the message is one line."""


class Page(NamedTuple):
    """A saved page with the text that a person marked in it."""

    file: str
    content: bytes
    marked: str
    url: str | None


class Measured(NamedTuple):
    """A page, and the figures of what we take from it, without and with the title, and of what trafilatura takes."""

    file: str
    ours: Figures
    titled: Figures
    plain: Figures


def main(arguments: Sequence[str]) -> int:
    """Measure the pages of a folder and print the figures; return the exit code."""
    given = _parser().parse_args(arguments)
    try:
        pages = read_pages(given.folder)
    except InvalidPages as error:
        print(f"quality: {error}", file=sys.stderr)
        return 1
    seconds = [0.0, 0.0]
    measured = [_measure(page, seconds) for page in pages]
    for line in (*_summary(measured, seconds), *_worst(measured, given.errors)):
        print(line)
    return 0


def read_pages(folder: Path) -> list[Page]:
    """Return the pages that a folder's index names, in its order.

    Raises:
        InvalidPages: A file is missing, or the index is empty or has a line without ``file`` and ``gold``.
    """
    index = folder / "index.jsonl"
    pages = []
    try:
        for number, line in enumerate(index.read_text(encoding="utf-8").splitlines(), 1):
            entry = json.loads(line)
            if not isinstance(entry, dict) or not {"file", "gold"} <= entry.keys():
                raise InvalidPages(f"{index}:{number}: needs an object with file and gold")
            marked = (folder / entry["gold"]).read_text(encoding="utf-8")
            pages.append(Page(entry["file"], (folder / entry["file"]).read_bytes(), marked, entry.get("url")))
    except OSError as error:
        raise InvalidPages(f"{error.filename}: {error.strerror}") from error
    except ValueError as error:
        raise InvalidPages(f"{index}: {error}") from error
    if not pages:
        raise InvalidPages(f"{index}: names no page")
    return pages


def shared_runs(marked: str, taken: str) -> Figures:
    """Return how far two texts share their runs of four words; a shorter text is one run."""
    gold, found = _runs(marked), _runs(taken)
    shared = (gold & found).total()
    precision = shared / found.total() if found else 0.0
    recall = shared / gold.total() if gold else 0.0
    f1 = 2 * precision * recall / (precision + recall) if shared else 0.0
    return Figures(precision, recall, f1)


def mean(figures: Sequence[Figures]) -> Figures:
    """Return the mean of each figure over pages."""
    count = len(figures)
    return Figures(*(sum(getattr(one, name) for one in figures) / count for name in ("precision", "recall", "f1")))


def _measure(page: Page, seconds: list[float]) -> Measured:
    from trafilatura import extract

    began = time.process_time()
    article = html_text(page.content, page.url)
    between = time.process_time()
    plain = extract(page.content) or ""
    seconds[0] += between - began
    seconds[1] += time.process_time() - between
    body = "\n".join(
        article.text[passage.span.start : passage.span.end]
        for passage in article.passages
        if passage.kind is not PassageKind.TITLE
    )
    return Measured(page.file, *(shared_runs(page.marked, taken) for taken in (body, article.text, plain)))


def _summary(measured: Sequence[Measured], seconds: Sequence[float]) -> Iterator[str]:
    rows = {
        "whosays": ([page.ours for page in measured], seconds[0]),
        "with the title": ([page.titled for page in measured], seconds[0]),
        "trafilatura": ([page.plain for page in measured], seconds[1]),
    }
    yield f"{len(measured)} pages, means over pages of runs of {RUN} words; F1 of odd and even pages alone"
    yield f"{'':<15} precision  recall      F1     odd    even  pages/s"
    for name, (figures, spent) in rows.items():
        odd, even = (mean(figures[start::2] or figures).f1 for start in (0, 1))
        whole = mean(figures)
        speed = len(measured) / max(spent, sys.float_info.min)
        line = f"{whole.precision:9.4f} {whole.recall:7.4f} {whole.f1:7.4f} {odd:7.4f} {even:7.4f} {speed:8.1f}"
        yield f"{name:<15} {line}"


def _worst(measured: Sequence[Measured], most: int) -> Iterator[str]:
    shown = sorted(measured, key=lambda page: (page.ours.f1, page.file))[:most]
    if shown:
        yield f"the worst {len(shown)}: precision, recall, F1; trafilatura's F1"
    for page in shown:
        ours = page.ours
        yield f"- {page.file} {ours.precision:.3f} {ours.recall:.3f} {ours.f1:.3f}; {page.plain.f1:.3f}"


def _runs(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return Counter(tuple(words[start : start + RUN]) for start in range(max(len(words) - RUN + 1, min(len(words), 1))))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dev.py quality html", description="The text that is taken from pages, beside text that a person marked."
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="pages, marked texts, and the index.jsonl of both")
    parser.add_argument("--errors", type=int, default=WORST, metavar="N", help=f"show the N worst pages ({WORST})")
    return parser
