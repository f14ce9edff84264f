"""Rows -> lines for people: what the commands print as ``text``."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from explorer.output import Style, cells, one_line
from index.export import cell
from index.models import PassageKind, Verdict
from index.reviews.values import State

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from explorer.output import Paper
    from index.models import (
        Article,
        ArticleNotes,
        ArticleVersion,
        ClaimRow,
        EvidenceRow,
        HitRow,
        Passage,
        StanceRow,
        Topic,
    )
    from index.reviews.values import Agreement, ReviewRow

INDENT = "    "

_STEP = 1024


def hit_lines(row: HitRow, paper: Paper) -> Iterator[str]:
    """Yield where a passage stands, the passage with its highlights, and a blank line."""
    yield _heading(paper, _where(row.source, row.passage), _aside(row.published, row.file, row.title))
    yield from paper.block(row.text, INDENT, row.highlights)
    yield ""


def stance_lines(row: StanceRow, paper: Paper, *, explain: bool = False) -> Iterator[str]:
    """Yield who holds what, where it is said, the evidence, and what it is about; then a blank line.

    ``explain`` adds the words that made it a stance, the rule that read them and the labeller.
    """
    side = {1: Style.FOR, -1: Style.AGAINST}.get(row.position.side, Style.PLAIN)
    words = [paper.paint(row.name, Style.STRONG), paper.paint(row.position.value, side)]
    words += ["if"] * bool(row.condition) + _judged(row)
    words += [paper.paint("near", Style.DIM)] * (row.near and row.verdict is not Verdict.REJECTED)
    yield f"{' '.join(words)}  {paper.paint(_where(row.source, row.passage), Style.DIM)}"
    yield from paper.block(f"“{row.quote}”", INDENT, style=Style.DIM if row.near else Style.PLAIN)
    facts = [("on", row.target), ("if", row.condition), (row.attribution.value, row.speaker)]
    if explain:
        facts += [("cue", row.cue), ("rule", row.rule), ("labeller", row.labeller)]
        facts += [("was", cell(asdict(row.was)) if row.was else None), ("id", row.id)]
    for name, value in facts:
        if value:
            yield from paper.block(f"{name}: {value}", INDENT, style=Style.DIM)
    yield ""


def claim_lines(row: ClaimRow, paper: Paper) -> Iterator[str]:
    """Yield a claim, its status and kind, and its evidence source by source; then a blank line."""
    yield _heading(paper, row.status.value, _aside(row.kind, *_judged(row), " ".join(row.countries), row.id))
    yield from paper.block(row.text, INDENT)
    for item in row.evidence:
        yield from _evidence_lines(item, paper)
    yield ""


def review_lines(row: ReviewRow, paper: Paper) -> Iterator[str]:
    """Yield who decided what and when, the sentence, what it was and is, and the note; then a blank line."""
    review = row.review
    state = "" if row.state is State.STANDS else f" {row.state.value}"
    where = f"{row.file} ¶{row.passage}" if row.passage is not None else f"{row.file}: no longer there"
    said = f"{review.verdict.value} a {review.about.value}{state}"
    yield _heading(paper, f"{review.who} {said}", _aside(review.when[:16].replace("T", " "), where, review.id))
    yield from paper.block(f"“{row.quote}”", INDENT)
    for name, label in (("was", review.was), ("is", review.label)):
        if label is not None:
            known = {key: value for key, value in asdict(label).items() if value}
            yield from paper.block(f"{name}: {cell(known)}", INDENT, style=Style.DIM)
    if review.why:
        yield from paper.block(f"why: {review.why}", INDENT, style=Style.DIM)
    yield ""


def agreement_lines(row: Agreement, paper: Paper) -> Iterator[str]:
    """Yield one line: the two people, the label, how often they agree, and Cohen's kappa."""
    kappa = "-" if row.kappa is None else f"{row.kappa:.2f}"
    what = paper.paint(f"{row.about.value} {row.label}".ljust(24), Style.STRONG)
    share = f"{row.agreed:.0%}".rjust(4)
    yield f"{what}  {share} of {row.items}  kappa {kappa}  {paper.paint(f'{row.one} and {row.other}', Style.DIM)}"


def article_lines(article: Article, passages: Sequence[Passage], notes: ArticleNotes, paper: Paper) -> Iterator[str]:
    """Yield what is known of an article, and these of its passages with their numbers."""
    yield from paper.block(article.name, "", style=Style.STRONG)
    known = (article.publisher, article.author, article.published, article.language, article.url)
    yield from paper.block(_aside(*known, article.file, article.member, article.id), "", style=Style.DIM)
    if article.published and notes.dated_by:
        yield from paper.block(f"dated by: {notes.dated_by}", "", style=Style.DIM)
    for doubt in notes.date_doubts:
        yield from paper.block(f"doubtful date: {doubt}", "", style=Style.DIM)
    if notes.unreadable_since:
        yield from paper.block(f"its file is unreadable since {notes.unreadable_since}", "", style=Style.DIM)
    if notes.versions:
        yield from paper.block(f"earlier texts: {notes.versions} (--versions lists them)", "", style=Style.DIM)
    if notes.copies:
        copied = f"a copy of: {notes.copy_of}" if notes.copy_of else f"copied in: {', '.join(notes.copies)}"
        yield from paper.block(copied, "", style=Style.DIM)
    for passage in passages:
        if passage.kind is PassageKind.TITLE:
            continue
        yield ""
        yield paper.paint(f"¶{passage.number}", Style.DIM)
        style = Style.STRONG if passage.kind is PassageKind.HEADING else Style.PLAIN
        yield from paper.block(passage.span.of(article.text), INDENT, style=style)


def version_lines(version: ArticleVersion, paper: Paper, *, whole: bool) -> Iterator[str]:
    """Yield which text of an article it is, the stances that came (+) and went (-) with it, and the whole text."""
    state = f"until {version.replaced}" if version.replaced else "as it stands"
    yield _heading(paper, f"version {version.number}", _aside(state, version.title, version.sha256[:12]))
    if version.changes is None:
        yield f"{INDENT}{paper.paint('stances not compared', Style.DIM)}"
    for change in version.changes or ():
        mark, style = ("+", Style.PLAIN) if change.new else ("-", Style.DIM)
        yield f"{INDENT}{paper.paint(f'{mark} {change.holder} {change.position}', style)}"
        yield from paper.block(f"“{change.quote}”", INDENT * 2, style=style)
    if whole:
        for paragraph in version.text.split("\n\n"):
            yield ""
            yield from paper.block(paragraph, INDENT)
    yield ""


def topic_lines(topic: Topic, paper: Paper) -> Iterator[str]:
    """Yield a topic's id and title, and its query below."""
    yield _heading(paper, topic.id, topic.title)
    yield from paper.block(topic.query, INDENT)


def fact_lines(facts: Mapping[str, object], paper: Paper) -> Iterator[str]:
    """Yield one line a fact, their values below each other; what is named a size is in bytes."""
    width = max(map(len, facts), default=0)
    for name, value in facts.items():
        shown = _size(value) if name.endswith("_size") and isinstance(value, int) else one_line(cell(value))
        yield f"{paper.paint(name.replace('_', ' ').ljust(width), Style.DIM)}  {shown}"


def engine_lines(row: Mapping[str, object], paper: Paper) -> Iterator[str]:
    """Yield one line on a search engine."""
    facts = ["in use"] if row["used"] else []
    if not row["installed"]:
        facts.append("not installed")
    if isinstance(row["faster"], float) and row["faster"] > 1:
        facts.append(f"about {row['faster']:.2g} times as fast in a library of this size")
    yield f"{paper.paint(str(row['engine']).ljust(8), Style.STRONG)}  {', '.join(facts)}".rstrip()


def _judged(row: StanceRow | ClaimRow) -> list[str]:
    if row.verdict is None:
        return []
    words = f"{row.verdict.value} by {', '.join(who for who in row.reviewers if who not in row.disputed_by)}"
    return [f"{words}, disputed by {', '.join(row.disputed_by)}" if row.disputed_by else words]


def _evidence_lines(item: EvidenceRow, paper: Paper) -> Iterator[str]:
    value = f" {item.value}" if item.value else ""
    style = Style.FOR if item.says == "supports" else Style.AGAINST
    where = paper.paint(_where(item.source, item.passage), Style.DIM)
    yield f"{INDENT}{paper.paint(item.says + value, style)}  {where}"
    yield from paper.block(f"“{item.quote}”", INDENT * 2)


def _heading(paper: Paper, name: str, aside: str) -> str:
    return f"{paper.paint(name, Style.STRONG)}  {paper.paint(paper.fit(aside, cells(name) + 2), Style.DIM)}"


def _where(source: str, passage: int) -> str:
    return f"{source} ¶{passage}"


def _aside(*parts: str | None) -> str:
    return "  ".join(part for part in parts if part)


def _size(size: float) -> str:
    for unit in ("bytes", "KiB", "MiB"):
        if size < _STEP:
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= _STEP
    return f"{size:.1f} GiB"
