"""``bench sync``: how fast articles become searchable, beside the same engines raw; each in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

from benchmarks.corpus import articles, follow, make_library, write
from benchmarks.pairs import spread
from benchmarks.rivals import RawTantivy, rows
from index.library.following import Follower
from index.library.places import ENGINES, RECORDS, derived_folder
from index.query import Everything, Within
from index.storage import Records
from index.text import terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.models import Article, SyncProgress

PAIRS = 5
TUNED, RAW, SAME_TERMS = "tuned", "tantivy, raw", "tantivy, same terms"
AGAINST = {"whoosh": (TUNED,), "tantivy": (RAW, SAME_TERMS)}
"""Beside what an engine is filled: Whoosh by its own writer with the same terms, tantivy as its manual shows it, with
its own analysis and with the same terms."""


def measure_syncs(passages: int, file: Path | None, engines: Sequence[str], pairs: int) -> dict[str, list[Any]]:
    """Fill engines and their yardsticks in turn; return what each told, by name."""
    told: dict[str, list[Any]] = {}
    for number in range(max(pairs, PAIRS)):
        for engine in engines:
            names = (engine, *AGAINST[engine])
            for name in names if number % 2 else reversed(names):
                told.setdefault(name, []).append(_apart(name, passages, file))
    return told


def tables(told: dict[str, list[Any]], engines: Sequence[str]) -> Iterator[str]:
    """Yield the figures as Markdown."""
    heads = ("engine", "beside", "passages a second", "the yardstick's", "speed beside it", "one article more, ms")
    yield f"| {' | '.join(heads)} | memory, MB |"
    yield "|---|---|---:|---:|---:|---:|---:|"
    for engine in engines:
        ours = told[engine]
        more = median(one["more"] for one in ours) * 1000
        memory = max(one["memory"] for one in ours)
        for name in AGAINST[engine]:
            other = told[name]
            ratios = [theirs["seconds"] / one["seconds"] for one, theirs in zip(ours, other, strict=True)]
            rates = [f"{median(one['passages'] / one['seconds'] for one in some):,.0f}" for some in (ours, other)]
            yield f"| {engine} | {name} | {' | '.join(rates)} | {spread(ratios)} | {more:.0f} | {memory:.0f} |"


def _apart(name: str, passages: int, file: Path | None) -> Any:  # noqa: ANN401
    command = [sys.executable, "-m", "benchmarks.syncing", name, str(passages), *([str(file)] if file else [])]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def main() -> int:
    """Fill one engine and write as JSON what it took, in processor seconds and MB."""
    import resource

    name, passages, file = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else None  # noqa: PLR2004
    with tempfile.TemporaryDirectory() as place:
        told = _filled(name, Path(place), passages, file)
    told["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(told))
    return 0


def _filled(name: str, place: Path, passages: int, file: Path | None) -> dict[str, float]:
    if name in AGAINST:
        return _ours(name, place, passages, file)
    some = list(articles(passages, file))
    count = sum(len(article.passages) for article in some)
    if name in _WRITERS:
        return {"passages": count, "seconds": _WRITERS[name](place, some)}
    began = process_time()
    RawTantivy(place / "raw", rows(some))
    return {"passages": count, "seconds": process_time() - began}


def _ours(name: str, place: Path, passages: int, file: Path | None) -> dict[str, float]:
    """Fill an engine from the records, then write one article more."""
    make_library(place, passages, file)
    derived = derived_folder(place)
    with Records.open(derived / RECORDS) as records:
        with records.reading() as view:
            counts = view.counts()
        began = process_time()
        follow(records, derived, name)
        seconds = process_time() - began
        more = next(islice(articles(passages + 1000, file), counts["articles"], None))
        return {"passages": counts["passages"], "seconds": seconds, "more": one_more(records, derived, name, more)}


def one_more(records: Records, derived: Path, name: str, more: Article) -> float:
    """Return the seconds by the clock from an article that is read until it is found, in a library that was asked."""
    follower = Follower(records, derived / ENGINES, name)
    known = follower.engine().search(Everything(), 1).total
    found: list[float] = []

    def look(progress: SyncProgress) -> None:
        if progress.done == progress.total and follower.engine().search(Everything(), 1).total > known:
            found.append(perf_counter())

    began = perf_counter()
    write(records, [more])
    with records.alone():
        follower.catch_up(look)
    follower.close()
    return found[0] - began


def _tuned(place: Path, some: Sequence[Article]) -> float:
    """Return the seconds in which Whoosh's own writer takes the same terms, already cut."""
    from whoosh import index
    from whoosh.analysis.tokenizers import SpaceSeparatedTokenizer
    from whoosh.fields import ID, NUMERIC, TEXT, Schema

    stems = TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False, spelling=False)
    words = TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=True, chars=False, spelling=False)
    texts = dict.fromkeys(Within, words) | {f"{within}_stems": stems for within in (Within.TEXT, Within.TITLE)}
    fields = {str(name): field for name, field in texts.items()}
    schema = Schema(**fields, unit=ID(stored=True), key=NUMERIC(stored=True, bits=64), published=NUMERIC(stored=True))
    prepared = [document for article in some for document in _documents(article)]
    began = process_time()
    writer = index.create_in(str(place), schema).writer(limitmb=256)
    for document in prepared:
        writer.add_document(**document)
    writer.commit(merge=False)
    return process_time() - began


def _same_terms(place: Path, some: Sequence[Article]) -> float:
    """Return the seconds in which tantivy's own writer takes the same terms, already cut, as its manual shows it."""
    import tantivy

    fields = tantivy.SchemaBuilder()
    for within in Within:
        fields.add_text_field(str(within), tokenizer_name="whitespace", index_option="position")
    fields.add_text_field("text_stems", tokenizer_name="whitespace", index_option="freq")
    fields.add_text_field("title_stems", tokenizer_name="whitespace", index_option="basic")
    fields.add_text_field("unit", tokenizer_name="raw", index_option="basic")
    fields.add_bytes_field("stored", stored=True)
    for name in _NUMBERS:
        fields.add_unsigned_field(name, indexed=True, fast=True)
    prepared = [
        (document, passage.span.of(article.text).encode())
        for article in some
        for document, passage in zip(_documents(article), article.passages, strict=True)
    ]
    began = process_time()
    writer = tantivy.Index(fields.build(), path=str(place)).writer(heap_size=128_000_000)
    for terms_of, stored in prepared:
        document = tantivy.Document(**{name: value for name, value in terms_of.items() if name not in _NUMBERS})
        document.add_bytes("stored", stored)
        for name in _NUMBERS:
            document.add_unsigned(name, terms_of[name])
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    return process_time() - began


_WRITERS = {TUNED: _tuned, SAME_TERMS: _same_terms}

_NUMBERS = ("key", "published")


def _documents(article: Article) -> Iterator[dict[str, Any]]:
    """Yield the passages of an article as terms with blanks between them."""
    title, source = terms(article.title or ""), terms(article.source)
    alike = {
        "title": " ".join(word for word, _ in title),
        "title_stems": " ".join(stem for _, stem in title),
        "source": " ".join(word for word, _ in source),
        "unit": article.id,
        "published": int((article.published or "0").replace("-", "")),
    }
    for passage in article.passages:
        text = terms(passage.span.of(article.text))
        words, stems = " ".join(word for word, _ in text), " ".join(stem for _, stem in text)
        yield {"text": words, "text_stems": stems, "key": passage.number, **alike}


if __name__ == "__main__":
    sys.exit(main())
