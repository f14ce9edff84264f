"""Rows -> JSON, JSON lines, CSV and Markdown.

The fields of a record and their order are a contract that scripts rely on: what is
added comes after them. Nothing here knows a file or a terminal: all of it goes from values to text.
"""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import asdict, is_dataclass
from typing import TYPE_CHECKING

from index.models import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from index.models import Article, ClaimRow, EvidenceRow, HitRow, Passage, StanceRow, Topic
    from index.reviews.values import Agreement, ReviewRow

HIT_FIELDS = tuple("article file member source title published passage start end score text highlights copy_of".split())
STANCE_FIELDS = tuple(
    "article file member source title published passage country name position target condition speaker "
    "attribution quote start end labeller rule topics near reviewed id verdict reviewers disputed_by was".split()
)
CLAIM_FIELDS = tuple("id text status kind countries evidence".split())
CLAIM_REVIEW_FIELDS = tuple("reviewed verdict reviewers disputed_by was".split())
"""What a claim says after its evidence."""

EVIDENCE_FIELDS = tuple("article file source published passage start end quote says value".split())
ARTICLE_FIELDS = tuple(
    "article file member source title author publisher published language url sha256 text passages".split()
)
PASSAGE_FIELDS = ("number", "kind", "start", "end")
REVIEW_FIELDS = tuple(
    "id when who supersedes about verdict was is why state subject article file passage start end quote".split()
)
AGREEMENT_FIELDS = tuple("one other about label items agreed kappa".split())
TOPIC_FIELDS = ("id", "title", "query")

# JSON may hold these as they are, but a terminal obeys some of them, and what reads line by line breaks at others.
_ESCAPED = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
_MARKUP = re.compile(r"([\\`*_\[\]<>|~])")


def hit_record(row: HitRow) -> dict[str, object]:
    """Return a hit as plain values; highlights are ``[start, end]`` relative to ``text``."""
    return _record(row, HIT_FIELDS)


def stance_record(row: StanceRow, *, explain: bool = False) -> dict[str, object]:
    """Return a stance as plain values, with its cue after the other fields when it is to be explained."""
    return _record(row, (*STANCE_FIELDS, "cue") if explain else STANCE_FIELDS)


def claim_record(row: ClaimRow) -> dict[str, object]:
    """Return a claim as plain values, its evidence as a list of records."""
    evidence = [_record(item, EVIDENCE_FIELDS) for item in row.evidence]
    return {**_record(row, CLAIM_FIELDS), "evidence": evidence, **_record(row, CLAIM_REVIEW_FIELDS)}


def claim_rows(row: ClaimRow) -> list[dict[str, object]]:
    """Return a claim as flat records, one for each piece of evidence, for formats that cannot nest."""
    claim, review = _record(row, CLAIM_FIELDS[:-1]), _record(row, CLAIM_REVIEW_FIELDS)
    return [claim | _evidence(item) | review for item in row.evidence] or [claim | review]


def review_record(row: ReviewRow) -> dict[str, object]:
    """Return a review as plain values, with what became of it and where its sentence stands now."""
    review = row.review
    values: dict[str, object] = {name: _plain(getattr(review, name, None)) for name in REVIEW_FIELDS}
    # Who says so is the person.
    values["is"] = {**asdict(review.label), "labeller": f"person {review.who}"} if review.label else None
    for name in ("state", "subject", "file", "passage", "start", "end", "quote"):
        values[name] = _plain(getattr(row, name))
    return values | {"article": row.article}


def agreement_record(row: Agreement) -> dict[str, object]:
    """Return how far two people agree as plain values; shares from 0 to 1."""
    return _record(row, AGREEMENT_FIELDS)


def article_record(article: Article, passages: Sequence[Passage]) -> dict[str, object]:
    """Return an article as plain values, its whole text, and these of its passages."""
    given = {name: getattr(article, "id" if name == "article" else name) for name in ARTICLE_FIELDS[:-1]}
    return {**given, "passages": [_passage(passage) for passage in passages]}


def article_rows(article: Article, passages: Sequence[Passage]) -> list[dict[str, object]]:
    """Return an article as flat records, one for each passage with the passage's own text."""
    whole = {name: value for name, value in article_record(article, ()).items() if name not in {"text", "passages"}}
    return [whole | _passage(passage) | {"text": passage.span.of(article.text)} for passage in passages]


def topic_record(topic: Topic) -> dict[str, object]:
    """Return a topic as plain values."""
    return _record(topic, TOPIC_FIELDS)


def to_json(value: object, *, indent: int | None = None) -> str:
    """Return a value as JSON, letters as they are, without a character that a terminal obeys or breaks a line at."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def json_lines(records: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """Yield one line a record, without its newline."""
    return (to_json(record) for record in records)


def csv_lines(records: Iterable[Mapping[str, object]], names: Sequence[str]) -> Iterator[str]:
    r"""Yield the header and one line a record as RFC 4180 has it, each with its ``\r\n``.

    Lists are joined by ``; ``, pairs of offsets are written ``start-end``, null is empty, and true and false are
    written as in JSON.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    for values in ([*names], *([cell(record.get(name)) for name in names] for record in records)):
        writer.writerow(values)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def cell(value: object) -> str:
    """Return a value as one text: lists joined by ``; ``, offsets ``start-end``, null empty, the rest as in JSON."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case dict():
            return "; ".join(f"{name} {cell(item).replace('; ', ', ')}" for name, item in value.items())
        case [int() as start, int() as end]:
            return f"{start}-{end}"
        case list() | tuple():
            return "; ".join(cell(item) for item in value)
        case _:
            return str(value)


def markdown_table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table; names and cells are Markdown already."""
    yield f"| {' | '.join(names)} |"
    yield f"|{'---|' * len(names)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def markdown(text: str) -> str:
    """Return a text as one line of Markdown that shows it as it is, in a cell of a table too."""
    return _inline(text).strip()


def markdown_highlights(text: str, spans: Iterable[Span]) -> str:
    """Return a text as one line of Markdown with the spans in bold; they are sorted and do not overlap."""
    pieces, done = [], 0
    for span in spans:
        pieces += [_inline(text[done : span.start]), f"**{markdown(span.of(text))}**"]
        done = span.end
    return "".join([*pieces, _inline(text[done:])]).strip()


def _inline(text: str) -> str:
    return _MARKUP.sub(r"\\\1", re.sub(r"\s+", " ", text.replace("&", "&amp;")))


def _record(row: object, names: Sequence[str]) -> dict[str, object]:
    return {name: _plain(getattr(row, name)) for name in names}


def _evidence(item: EvidenceRow) -> dict[str, object]:
    return _record(item, EVIDENCE_FIELDS)


def _passage(passage: Passage) -> dict[str, object]:
    span = passage.span
    return {"number": passage.number, "kind": passage.kind.value, "start": span.start, "end": span.end}


def _plain(value: object) -> object:
    if isinstance(value, Span):
        return [value.start, value.end]
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value
