"""First-stage analysis in child processes that end, so that no other process ever loads the model."""

from __future__ import annotations

import gc
import multiprocessing
import sys
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from typing import TYPE_CHECKING

from index import children
from index.analysis.drafts import ArticleAnalysis, unpack
from index.analysis.parsing import MODEL_VERSION, model_name
from index.errors import AnalysisUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future

    from index.analysis.parsing import SpacyParser
    from index.models import Article

RULES_VERSION = 3
"""Changes with every change of the rules that can change a label; results are cached by it."""

CHUNK_CHARACTERS = 60_000
"""About how much text goes to a child at a time: enough to parse in batches, little to wait for."""

_CHUNKS_PER_CHILD = 200
"""After so many a new child goes on, some two million words: what the parser keeps of all it read grows slowly."""

_WAITING_PER_CHILD = 2
_COLLECTING_EVERY = 50_000
"""Objects made between two searches for garbage: the words of parses refer to each other, and are many while needed."""

_parser: list[SpacyParser] = []


def labeller() -> str:
    """Return who labels: the rules, their version and the model's, without loading it.

    Raises:
        AnalysisUnavailable: No model of the right version is installed.
    """
    return f"rules v{RULES_VERSION}, {model_name()} {MODEL_VERSION}"


def analyse(articles: Iterable[Article], jobs: int = 1) -> Iterator[tuple[str, ArticleAnalysis]]:
    """Yield each article's id and analysis, in the order given, from ``jobs`` child processes.

    Articles are taken as the children come to need them, and no child starts before there is one.
    Closing the iterator ends the children; what they had not given back is lost and can be asked for again.

    Raises:
        AnalysisUnavailable: No model of the right version is installed, or a child was ended from outside.
    """
    model_name()
    work = chunks(articles)
    for first in work:
        yield from _by_new_children(chain([first], islice(work, max(1, jobs) * _CHUNKS_PER_CHILD - 1)), max(1, jobs))


def _by_new_children(work: Iterator[list[Article]], jobs: int) -> Iterator[tuple[str, ArticleAnalysis]]:
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(jobs, mp_context=children.context(), initializer=children.settle)
    finished = False
    try:
        for packed in _in_order(pool, work, jobs * _WAITING_PER_CHILD):
            for article, analysis in packed:
                yield article, unpack(analysis)
        finished = True
    except BrokenProcessPool as error:
        raise AnalysisUnavailable("a process that analyses was ended from outside; the next sync goes on") from error
    finally:
        if not finished:
            # Whoever gives up must not wait for what the children are at.
            for child in set(multiprocessing.active_children()) - others:
                child.terminate()
            _end_feeding(pool)
        pool.shutdown(wait=True, cancel_futures=True)


def _end_feeding(pool: ProcessPoolExecutor) -> None:
    """Close what dead children would read from: before 3.11.5 CPython does not, and waits for ever to write to them."""
    if sys.version_info < (3, 11, 5):
        pool._call_queue._reader.close()  # type: ignore[attr-defined] # noqa: SLF001 - the pool has no other way to it


def chunks(articles: Iterable[Article]) -> Iterator[list[Article]]:
    """Yield the articles in order, in lists of about ``CHUNK_CHARACTERS``."""
    chunk: list[Article] = []
    size = 0
    for article in articles:
        chunk.append(article)
        size += len(article.text)
        if size >= CHUNK_CHARACTERS:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _in_order(pool: ProcessPoolExecutor, work: Iterator[list[Article]], ahead: int) -> Iterator[list[tuple[str, str]]]:
    waiting: deque[Future[list[tuple[str, str]]]] = deque()
    for chunk in work:
        waiting.append(pool.submit(_analyse_chunk, chunk))
        if len(waiting) >= ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def load_parser() -> SpacyParser:
    """Return a parser for a process that does nothing but analyse: its garbage is looked for less often from now on."""
    from index.analysis.parsing import SpacyParser

    parser = SpacyParser()
    gc.collect()
    gc.freeze()
    gc.set_threshold(_COLLECTING_EVERY)
    return parser


def _analyse_chunk(articles: list[Article]) -> list[tuple[str, str]]:
    from index.analysis.drafts import pack
    from index.analysis.reading import analyse_together

    if not _parser:
        _parser.append(load_parser())
    return [(article, pack(analysis)) for article, analysis in analyse_together(articles, _parser[0])]
