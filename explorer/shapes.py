"""How each kind of row is written in each format."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from explorer import listing
from explorer.output import safe
from index import export
from index.models import PassageKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from explorer.output import Console, Paper
    from index.models import Article, ArticleNotes, ArticleVersion, ClaimRow, HitRow, Passage, StanceRow, Topic
    from index.reviews.values import Agreement, ReviewRow

Row = TypeVar("Row")
Record = dict[str, object]


@dataclass(frozen=True, slots=True)
class Shape(Generic[Row]):
    """One kind of row in every format.

    ``flat`` gives the records of one row for formats that cannot nest, under ``names``.
    """

    text: Callable[[Row, Paper], Iterator[str]]
    record: Callable[[Row], Record]
    flat: Callable[[Row], list[Record]]
    names: Sequence[str]
    markdown: Callable[[Sequence[Row]], Iterator[str]]


def write(console: Console, form: str, rows: Sequence[Row], shape: Shape[Row], *, one: bool = False) -> None:
    """Write rows in a format; as JSON a list of them, or the row itself when there is just ``one`` by nature."""
    records = (shape.record(row) for row in rows)
    match form:
        case "text":
            for row in rows:
                console.lines(shape.text(row, console.paper))
        case "json":
            console.lines([export.to_json(next(records) if one else list(records), indent=2)])
        case "jsonl":
            console.lines(export.json_lines(records))
        case "csv":
            flat = (record for row in rows for record in shape.flat(row))
            console.raw(_shown(console, export.csv_lines(flat, shape.names)))
        case "md":
            console.lines(_shown(console, shape.markdown(rows)))


def hits() -> Shape[HitRow]:
    """Return how passages that match are written."""
    return Shape(
        text=listing.hit_lines,
        record=export.hit_record,
        flat=lambda row: [export.hit_record(row)],
        names=export.HIT_FIELDS,
        markdown=_hits_in_markdown,
    )


def stances(*, explain: bool) -> Shape[StanceRow]:
    """Return how stances are written, with their cue and rule when explained."""
    record = partial(export.stance_record, explain=explain)
    return Shape(
        text=partial(listing.stance_lines, explain=explain),
        record=record,
        flat=lambda row: [record(row)],
        names=(*export.STANCE_FIELDS, "cue") if explain else export.STANCE_FIELDS,
        markdown=partial(_stances_in_markdown, explain=explain),
    )


def claims() -> Shape[ClaimRow]:
    """Return how claims are written."""
    return Shape(
        text=listing.claim_lines,
        record=export.claim_record,
        flat=export.claim_rows,
        names=(*export.CLAIM_FIELDS[:-1], *export.EVIDENCE_FIELDS, *export.CLAIM_REVIEW_FIELDS),
        markdown=_claims_in_markdown,
    )


def reviews() -> Shape[ReviewRow]:
    """Return how reviews are written."""
    return Shape(
        text=listing.review_lines,
        record=export.review_record,
        flat=lambda row: [export.review_record(row)],
        names=export.REVIEW_FIELDS,
        markdown=lambda rows: _records(export.REVIEW_FIELDS, map(export.review_record, rows)),
    )


def agreements() -> Shape[Agreement]:
    """Return how the agreement of people is written."""
    return Shape(
        text=listing.agreement_lines,
        record=export.agreement_record,
        flat=lambda row: [export.agreement_record(row)],
        names=export.AGREEMENT_FIELDS,
        markdown=lambda rows: _records(export.AGREEMENT_FIELDS, map(export.agreement_record, rows)),
    )


def article(passages: Sequence[Passage], notes: ArticleNotes) -> Shape[Article]:
    """Return how an article is written with these of its passages, and what is to be known beside it."""
    whole = (name for name in export.ARTICLE_FIELDS if name not in {"text", "passages"})
    beside = asdict(notes)
    return Shape(
        text=lambda row, paper: listing.article_lines(row, passages, notes, paper),
        record=lambda row: {**export.article_record(row, passages), **beside},
        flat=lambda row: [{**flat, **beside} for flat in export.article_rows(row, passages)],
        names=(*whole, *export.PASSAGE_FIELDS, "text", *beside),
        markdown=lambda rows: _article_in_markdown(rows[0], passages),
    )


def versions(*, whole: bool) -> Shape[ArticleVersion]:
    """Return how the texts that an article had are written: what changed with each, or the whole text."""
    names = tuple("number replaced title sha256 changes".split()) + (("text",) if whole else ())

    def record(row: ArticleVersion) -> Record:
        return {name: asdict(row)[name] for name in names}

    return Shape(
        text=lambda row, paper: listing.version_lines(row, paper, whole=whole),
        record=record,
        flat=lambda row: [record(row)],
        names=names,
        markdown=lambda rows: _records(names, map(record, rows)),
    )


def topics() -> Shape[Topic]:
    """Return how topics are written."""
    return Shape(
        text=listing.topic_lines,
        record=export.topic_record,
        flat=lambda row: [export.topic_record(row)],
        names=export.TOPIC_FIELDS,
        markdown=lambda rows: _table(export.TOPIC_FIELDS, ((row.id, row.title, row.query) for row in rows)),
    )


def facts(names: Sequence[str]) -> Shape[Record]:
    """Return how named facts are written."""
    return Shape(
        text=listing.fact_lines,
        record=dict,
        flat=lambda row: [row],
        names=names,
        markdown=lambda rows: _table(
            ("fact", "value"), ((name, export.cell(value)) for row in rows for name, value in row.items())
        ),
    )


def engines(names: Sequence[str]) -> Shape[Record]:
    """Return how search engines are written."""
    return Shape(
        text=listing.engine_lines,
        record=dict,
        flat=lambda row: [row],
        names=names,
        markdown=lambda rows: _table(names, ([export.cell(row[name]) for name in names] for row in rows)),
    )


def _shown(console: Console, lines: Iterable[str]) -> Iterable[str]:
    return map(safe, lines) if console.is_terminal else lines


def _table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    return export.markdown_table(names, ([export.markdown(value) for value in row] for row in rows))


def _records(names: Sequence[str], records: Iterable[Record]) -> Iterator[str]:
    return _table(names, ([export.cell(record[name]) for name in names] for record in records))


def _hits_in_markdown(rows: Sequence[HitRow]) -> Iterator[str]:
    return export.markdown_table(
        ("source", "¶", "published", "text"),
        (
            (
                export.markdown(row.source),
                str(row.passage),
                row.published or "",
                export.markdown_highlights(row.text, row.highlights),
            )
            for row in rows
        ),
    )


def _stances_in_markdown(rows: Sequence[StanceRow], *, explain: bool) -> Iterator[str]:
    names = ("country", "position", "target", "condition", "speaker", "source", "¶", "evidence")
    return _table(
        (*names, "cue", "rule") if explain else names,
        (_stance_cells(row) + ((row.cue, row.rule) if explain else ()) for row in rows),
    )


def _stance_cells(row: StanceRow) -> tuple[str, ...]:
    position = f"{row.position.value} (near)" if row.near else row.position.value
    said = (row.target or "", row.condition or "", row.speaker or "")
    return (row.name, position, *said, row.source, str(row.passage), row.quote)


def _claims_in_markdown(rows: Sequence[ClaimRow]) -> Iterator[str]:
    for row in rows:
        yield f"**{row.status.value}** {export.markdown(row.text)}"
        yield ""
        yield from _table(
            ("says", "value", "source", "¶", "evidence"),
            ((item.says, item.value or "", item.source, str(item.passage), item.quote) for item in row.evidence),
        )
        yield ""


def _article_in_markdown(row: Article, passages: Sequence[Passage]) -> Iterator[str]:
    yield f"# {export.markdown(row.name)}"
    yield ""
    known = (row.publisher, row.author, row.published, row.url, row.file)
    yield " · ".join(export.markdown(part) for part in known if part)
    marks = {PassageKind.HEADING: "## ", PassageKind.PARAGRAPH: ""}
    for passage in passages:
        if passage.kind in marks:
            yield ""
            yield marks[passage.kind] + export.markdown(passage.span.of(row.text))
