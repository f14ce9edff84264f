"""Spans to styled terminal text: the only place that styles article text.

Nothing here reads markup: a title such as ``[/]`` is shown as it is. Widths are
terminal cells, so that wide and combining characters line up.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from rich.cells import cell_len, split_graphemes
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from index.models import Blank, Cell, Position, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.models import ClaimRow, StanceRow

COLUMN = 80
"""The widest column of text, in cells, that still reads well."""

SYMBOLS = {
    Position.COMMITS: "+",
    Position.SUPPORTS: "~",
    Position.DECLINES: "-",
    Position.OPPOSES: "×",
    Position.UNCLEAR: "?",
}
BLANKS = {Blank.UNMENTIONED: " ", Blank.UNCOUNTED: " ", Blank.SILENT: "·", Blank.PENDING: "…", Blank.FOREIGN: "/"}
MIXED = "±"
REVIEWED = "✓"
NEW = "• "
"""Stands before what is new since the last visit."""

DISPUTED = "≠"
"""Two people who reviewed it differ."""

TURNED = "↻"
"""Stands before a row whose holder changed sides between dates."""

IN_WORDS = {
    Blank.UNMENTIONED: "not mentioned",
    Blank.UNCOUNTED: "nothing said of this",
    Blank.SILENT: "mentioned, nothing said",
    Blank.PENDING: "not analysed yet",
    Blank.FOREIGN: "language not analysed",
}

LEGEND = (
    *((symbol, position.value) for position, symbol in SYMBOLS.items()),
    ("if", "a stance that is shown holds on a condition"),
    (MIXED, "for and against the same"),
    ("( )", "said beside the matches, not counted"),
    (REVIEWED, "reviewed by a person"),
    (DISPUTED, "two people who reviewed it differ"),
    (TURNED, "changed sides between dates"),
    (NEW.strip(), "new since the last visit"),
    *((symbol.strip() or "blank", IN_WORDS[blank]) for blank, symbol in BLANKS.items()),
)
"""What the signs of the stance table mean, in words."""

_PIECES = re.compile(r"[^\S\n]+|\n|[^\s]+")
_LEVEL = re.compile("[ -~\u00a1-\u00ac\u00ae-\u024f\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u20ac]*").fullmatch
"""Says whether all characters are one cell wide, with no blank but the space, as in nearly all text."""

_PLAIN = Style()
_JOINER = "\u200d"  # at the end of a text it would swallow the blank that comes after
_LONGEST_CHARACTER = 16  # code points that one character of real text may join, families of emoji included

Mark = tuple[Span, Style]
"""A span and how to show it; of two that overlap the later one adds to the earlier."""


def flat(text: str) -> str:
    """Return the text with every blank, tab and line break as one space, at equal length."""
    return re.sub(r"\s", " ", text)


def fit(text: str, width: int) -> str:
    """Cut the text to so many cells, with ``…`` where something was cut; never longer, maybe shorter."""
    text = flat(text).rstrip(_JOINER)
    if cell_len(text) <= width:
        return text
    return text[: _reach(text, max(width - 1, 0))].rstrip(_JOINER) + "…" if width > 0 else ""


def headed(title: str, width: int) -> str:
    """Cut a column's title to so many cells, but not the date or number that alone tells it from others of its name."""
    name, _, mark = title.rpartition(" ")
    room = width - cell_len(mark) - 1
    if cell_len(title) <= width or not mark[:1].isdigit() or room < 2:  # noqa: PLR2004  (a letter and the ellipsis)
        return fit(title, width)
    return f"{fit(name, room)} {mark}"


def pad(text: str, width: int) -> str:
    """Return the text in exactly so many cells, cut or filled with blanks."""
    text = fit(text, width)
    return text + " " * (width - cell_len(text))


def wrap(text: str, span: Span, width: int) -> list[Span]:
    """Break the span into lines of at most so many cells.

    Lines break at blanks, at line breaks, and inside a word only when it is longer
    than a line. Blanks at the end of a line belong to no line.

    Returns:
        Half-open spans into ``text`` in order; none for a blank span.
    """
    if _LEVEL(text, span.start, span.end):
        return _wrap_level(text, span, max(width, 1))
    lines: list[Span] = []
    begin = end = -1
    used = 0
    for start, stop, cells in _pieces(text, span, max(width, 1)):
        gap = cell_len(text[end:start]) if begin >= 0 else 0
        if begin >= 0 and ("\n" in text[end:start] or used + gap + cells > width):
            lines.append(Span(begin, end))
            begin = -1
        if begin < 0:
            begin, used, gap = start, 0, 0
        used += gap + cells
        end = stop
    if begin >= 0:
        lines.append(Span(begin, end))
    return lines


def excerpt(text: str, highlights: Sequence[Span], width: int, rows: int) -> list[Span]:
    """Return the lines of a passage that show most of its highlights.

    Args:
        text: The passage.
        highlights: Sorted spans relative to it; empty shows its beginning.
        width: Cells in a line.
        rows: At most so many lines.
    """
    lines = wrap(text, Span(0, len(text)), width)
    if len(lines) <= rows or not highlights:
        return lines[:rows]
    weights = [sum(1 for span in highlights if span.meets(line)) for line in lines]
    starts = range(len(lines) - rows + 1)
    best = max(starts, key=lambda start: (sum(weights[start : start + rows]), -start))
    return lines[best : best + rows]


def segments(text: str, line: Span, marks: Sequence[Mark], style: Style = _PLAIN) -> list[Segment]:
    """Return a line of the text with its marks, cut where a style begins or ends."""
    cuts = {line.start, line.end}
    here = [(span, look) for span, look in marks if span.meets(line)]
    for span, _ in here:
        cuts.update(cut for cut in (span.start, span.end) if line.start < cut < line.end)
    edges = sorted(cuts)
    parts: list[Segment] = []
    for start, end in pairwise(edges):
        look = style
        for span, added in here:
            if span.start <= start and end <= span.end:
                look += added
        parts.append(Segment(flat(text[start:end]), look))
    return parts


def strip(parts: Sequence[Segment], width: int, style: Style = _PLAIN) -> Strip:
    """Join segments into a line of exactly so many cells."""
    return Strip(parts).adjust_cell_length(width, style)


def cell_symbols(positions: Sequence[Position], *, mixed: bool = False) -> str:
    """Return what a cell shows first: its first position, and the first one against it.

    A supporting position beside a committing one adds nothing and is not shown.
    """
    if not positions:
        return ""
    if mixed:
        return MIXED
    first = positions[0]
    other = next((p for p in positions if first.side and p.side == -first.side), None)
    return SYMBOLS[first] + (SYMBOLS[other] if other else "")


def cell_text(cell: Cell) -> str:
    """Return a cell's symbols, ``if``, count above one and review marks; near ones in parentheses."""
    disputed = DISPUTED if cell.disputed else ""
    if cell.positions:
        shown = cell_symbols(cell.positions, mixed=cell.mixed)
        parts = [shown, "if" if cell.condition else "", str(cell.count) if cell.count > 1 else ""]
        return " ".join(part for part in parts if part) + (REVIEWED if cell.reviewed else "") + disputed
    if cell.near:
        return f"({cell_symbols(cell.near)}){disputed}"
    return BLANKS[cell.blank]


def cell_side(cell: Cell) -> str:
    """Return the cell's side for its colour: for, against, open, near or blank."""
    if not cell.positions:
        return "near" if cell.near else "blank"
    sides = {1: "for", -1: "against", 0: "open"}
    return "open" if cell.mixed else sides[cell.positions[0].side]


def stance_words(stance: StanceRow) -> str:
    """Return a stance in words: position, condition and target, as far as they are known."""
    words: list[str] = [stance.position.value]
    if stance.target:
        words.append(f"“{flat(stance.target)}”")
    if stance.condition:
        words.append(f"on condition “{flat(stance.condition)}”")
    if stance.speaker:
        words.append(f"({flat(stance.speaker)})")
    return " ".join(words)


def judged(row: StanceRow | ClaimRow) -> str:
    """Return what became of what people reviewed, and who they are; empty where nobody did."""
    return f"{row.verdict.value} by {', '.join(map(flat, row.reviewers))}" if row.verdict else ""


def cell_words(name: str, column: str, cell: Cell, first: StanceRow | None) -> str:
    """Return what a cell says in words, for the line below the table.

    Args:
        name: Whose row it is.
        column: The column's title.
        cell: The cell.
        first: The most telling stance behind it, None while it is not known.
    """
    where = f"{name} · {column} · "
    if cell.positions:
        more = f" · 1 of {cell.count}" if cell.count > 1 else ""
        by = f"{REVIEWED} {judged(first)} · " if first and first.verdict else ""
        return where + by + (stance_words(first) if first else ", ".join(cell.positions)) + more
    if cell.near:
        return where + f"only near: {stance_words(first) if first else ', '.join(cell.near)}"
    return where + IN_WORDS[cell.blank]


def citation(text: str, source: str, file: str, passage: int, *facts: str | None) -> str:
    """Return a passage with where it stands, for pasting: the words, then the source in one line.

    Args:
        text: The words as the article has them.
        source: Who published them.
        file: The article's file in the library.
        passage: The passage's number; 0 is the title.
        facts: What else is known, in order: title, date, address; None where not.
    """
    where = ", ".join(part for part in (source, *facts) if part)
    return f"{text.strip()}\n— {where} ({file} ¶{passage})"


def _reach(text: str, width: int) -> int:
    """Return how many first characters fit into so many cells, never cutting a character from its marks."""
    graphemes, _ = split_graphemes(text[: _LONGEST_CHARACTER * (width + 1)])
    used = end = 0
    for _, stop, cells in graphemes:
        used += cells
        if used > width:
            break
        end = stop
    return end


def _wrap_level(text: str, span: Span, width: int) -> list[Span]:
    """Do what ``wrap`` does where a character is a cell: look for the blank before each edge, not at each word."""
    lines: list[Span] = []
    start = _after_blanks(text, span.start, span.end)
    while start < span.end:
        edge = start + width
        if edge >= span.end:
            edge = span.end
        elif text[edge] != " ":
            blank = text.rfind(" ", start, edge)
            edge = blank if blank > 0 else edge
        end = edge
        while text[end - 1] == " ":
            end -= 1
        lines.append(Span(start, end))
        start = _after_blanks(text, edge, span.end)
    return lines


def _after_blanks(text: str, start: int, end: int) -> int:
    while start < end and text[start] == " ":
        start += 1
    return start


def _pieces(text: str, span: Span, width: int) -> Iterator[tuple[int, int, int]]:
    """Yield the words of a span as start, end and cells, those wider than a line in several parts."""
    for match in _PIECES.finditer(text, span.start, span.end):
        word = match.group()
        if word[0].isspace():
            continue
        cells = cell_len(word)
        if cells <= width:
            yield match.start(), match.end(), cells
            continue
        start = match.start()
        while start < match.end():
            step = max(_reach(text[start : match.end()], width), 1)
            yield start, start + step, cell_len(text[start : start + step])
            start += step
