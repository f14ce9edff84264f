"""The yardsticks: the same passages in Whoosh with its defaults, in tantivy and in SQLite, as their manuals show it."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from benchmarks.corpus import mentioned
from benchmarks.questions import SLOP, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from benchmarks.questions import Question
    from index.models import Article

HITS = 50


_FTS5 = f"""SELECT highlight(passages, 0, '[', ']') FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT {HITS}"""
_FTS5_FACTS = _FTS5.replace("ORDER BY", "AND published BETWEEN ? AND ? AND countries LIKE ? ORDER BY")


class Row(NamedTuple):
    """A passage as the yardsticks take it; ``countries`` are codes with blanks between them."""

    text: str
    title: str
    published: str
    countries: str


class Rival(Protocol):
    """A yardstick that was filled once and then answers."""

    name: str

    def ask(self, question: Question) -> int | None:
        """Make the first hits with highlights and return how many; None for what it cannot be asked."""


def rows(articles: Iterable[Article]) -> Iterator[Row]:
    """Yield the passages of some articles."""
    for article in articles:
        countries = mentioned(article)
        for passage in article.passages:
            codes = " ".join(countries.get(passage.number, ()))
            yield Row(passage.span.of(article.text), article.title or "", article.published or "", codes)


class RawWhoosh:
    """Whoosh with the default text field, parser, ranking and highlighter."""

    name = "raw Whoosh"

    def __init__(self, folder: Path, passages: Iterable[Row]) -> None:
        from whoosh import index
        from whoosh.fields import DATETIME, KEYWORD, TEXT, Schema
        from whoosh.qparser.default import QueryParser
        from whoosh.qparser.plugins import FuzzyTermPlugin

        if not folder.exists():
            folder.mkdir(parents=True)
            schema = Schema(text=TEXT(stored=True), title=TEXT(stored=True), published=DATETIME, countries=KEYWORD)
            writer = index.create_in(str(folder), schema).writer(limitmb=256)
            for row in passages:
                writer.add_document(
                    text=row.text,
                    title=row.title,
                    published=datetime.fromisoformat(row.published) if row.published else None,
                    countries=row.countries,
                )
            writer.commit()
        self._index = index.open_dir(str(folder))
        self._searcher = self._index.searcher()
        self._parser = QueryParser("text", self._index.schema)
        self._parser.add_plugin(FuzzyTermPlugin())

    def ask(self, question: Question) -> int:
        """Make the first hits with highlights and return how many."""
        results = self._searcher.search(self._parser.parse(self._written(question)), limit=HITS)
        return len([hit.highlights("text") for hit in results])

    def _written(self, question: Question) -> str:
        if question.kind is Kind.NEAR:
            return f'"{" ".join(question.words)}"~{SLOP + 1}'
        if question.kind is Kind.FACTS:
            low, high = question.low.replace("-", ""), question.high.replace("-", "")
            return f"{question.words[0]} published:[{low} TO {high}] countries:{question.country}"
        return question.written


class RawTantivy:
    """tantivy with its English tokenizer, its parser where that can say it, and its snippets."""

    name = "raw tantivy"

    def __init__(self, folder: Path, passages: Iterable[Row]) -> None:
        import tantivy

        fields = tantivy.SchemaBuilder()
        fields.add_text_field("text", stored=True, tokenizer_name="en_stem")
        fields.add_text_field("title", stored=True, tokenizer_name="en_stem")
        fields.add_unsigned_field("published", indexed=True, fast=True)
        fields.add_text_field("countries", tokenizer_name="whitespace")
        self._schema = fields.build()
        fresh = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(self._schema, path=str(folder))
        if fresh:
            writer = self._index.writer(heap_size=128_000_000)
            for row in passages:
                writer.add_document(raw_document(row))
            writer.commit()
            writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def ask(self, question: Question) -> int:
        """Make the first hits with highlights and return how many."""
        from tantivy import SnippetGenerator

        query = self._query(question)
        generator = SnippetGenerator.create(self._searcher, query, self._schema, "text")
        hits = self._searcher.search(query, HITS).hits
        return len([generator.snippet_from_doc(self._searcher.doc(address)).to_html() for _, address in hits])

    def _query(self, question: Question) -> Any:  # noqa: ANN401  (tantivy may not be installed)
        from tantivy import FieldType, Occur, Query

        first = question.words[0]
        match question.kind:
            case Kind.AND:
                return self._index.parse_query(" AND ".join(question.words), ["text"])
            case Kind.NEAR:
                return self._index.parse_query(question.written, ["text"])
            case Kind.PREFIX:
                return Query.regex_query(self._schema, "text", f"{first}.*")
            case Kind.WILDCARD:
                return Query.regex_query(self._schema, "text", first.replace("*", ".*").replace("?", "."))
            case Kind.FUZZY:
                return Query.fuzzy_term_query(self._schema, "text", first)
            case Kind.FACTS:
                low, high = (int(day.replace("-", "")) for day in (question.low, question.high))
                parts = (
                    self._index.parse_query(first, ["text"]),
                    Query.range_query(self._schema, "published", FieldType.Unsigned, low, high),
                    Query.term_query(self._schema, "countries", question.country),
                )
                return Query.boolean_query([(Occur.Must, part) for part in parts])
            case _:
                return self._index.parse_query(question.written, ["text"])


def raw_document(row: Row) -> Any:  # noqa: ANN401
    """Return a passage as tantivy's manual shows it."""
    import tantivy

    document = tantivy.Document(text=row.text, title=row.title, countries=row.countries)
    document.add_unsigned("published", int(row.published.replace("-", "") or 0))
    return document


class RawFts5:
    """SQLite's full-text search with its stemmer, its ranking and its ``highlight``."""

    name = "SQLite FTS5"

    def __init__(self, path: Path, passages: Iterable[Row]) -> None:
        fresh = not path.exists()
        self._database = sqlite3.connect(path)
        if fresh:
            self._database.execute(
                "CREATE VIRTUAL TABLE passages USING fts5(text, title, published UNINDEXED, countries UNINDEXED, "
                "tokenize = 'porter unicode61')"
            )
            self._database.executemany("INSERT INTO passages VALUES (?, ?, ?, ?)", passages)
            self._database.commit()

    def ask(self, question: Question) -> int | None:
        """Make the first hits with highlights and return how many; None for wildcards and misspelt words."""
        words = question.words
        match question.kind:
            case Kind.WILDCARD | Kind.FUZZY:
                return None
            case Kind.NEAR:
                written = f"NEAR({' '.join(words)}, {SLOP})"
            case Kind.FACTS:
                written = words[0]
            case _:
                written = question.written
        values = [f"text : ({written})"]
        if question.kind is not Kind.FACTS:
            return len(self._database.execute(_FTS5, values).fetchall())
        values += [question.low, question.high, f"%{question.country}%"]
        return len(self._database.execute(_FTS5_FACTS, values).fetchall())
