"""Lines in reading order -> headings and paragraphs, whole again over columns and pages."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from index.models import PassageKind
from index.readers.pdf.pieces import HYPHEN
from index.text.layout import Block
from index.text.lines import BULLET, HEADING_WORDS, is_terminated, word_count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.readers.pdf.columns import Line

HEADING_SIZE = 1.13
"""What is set so many times the size of most of the text is a heading."""

TITLE_SIZE = 1.3
"""The largest words of the first page are the title when they are so much larger than the text."""

SAME_SIZE = 0.08
"""Sizes that differ by no more than this share are one."""

NEXT_LINE = 1.3
"""A line that is further below than so many times the usual way begins a paragraph."""

HEADING_LINE = 1.5
"""The lines of one heading stand so many times their size below one another, or less."""

INDENT = 0.7
"""A line set in by so many times its size begins a paragraph."""

ROOM = 1.3
"""A line ends on purpose when so many times the next word would have fitted: letters differ in width."""

BETWEEN = 5
"""So many blocks, such as notes and captions, may stand between two parts of a paragraph."""

HYPHENATING = 0.02
"""Where so many lines end in a hyphen, words were divided: the hyphens are then not their own."""

_HYPHEN_END = re.compile(rf"[^\W\d_][{HYPHEN}-]\Z")
_WORD = re.compile(rf"\w+(?:[{HYPHEN}-]\w+)*")


@dataclass(slots=True)
class _Paragraph:
    """Lines that belong together; ``kind`` is told by their size and weight."""

    lines: list[Line]

    @property
    def size(self) -> float:
        return self.lines[0].size

    @property
    def bold(self) -> bool:
        return all(line.bold for line in self.lines)


def blocks_of_lines(lines: Sequence[Line]) -> list[Block]:
    """Return the headings and paragraphs of lines that stand in reading order.

    Words divided at the end of a line are made whole, unless the text writes them with a hyphen elsewhere.
    """
    if not lines:
        return []
    body = _body_size(lines)
    words = Counter(word.lower().replace(HYPHEN, "-") for line in lines for word in _WORD.findall(line.text))
    divided = sum(bool(_HYPHEN_END.search(line.text)) for line in lines) >= HYPHENATING * len(lines)
    paragraphs = _joined(_paragraphs(lines, body), body)
    largest = max((_paragraph.size for _paragraph in paragraphs if _is_title_place(_paragraph)), default=0.0)
    titled = largest >= TITLE_SIZE * body
    blocks = []
    for paragraph in paragraphs:
        title = titled and _is_title_place(paragraph) and _same_size(paragraph.size, largest)
        kind = PassageKind.TITLE if title else _kind(paragraph, body)
        blocks.append(Block(_text(paragraph.lines, words, divided=divided), kind))
    return blocks


def _body_size(lines: Sequence[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0]


def _is_title_place(paragraph: _Paragraph) -> bool:
    return paragraph.lines[0].page == 0 and any(character.isalpha() for character in paragraph.lines[0].text)


def _kind(paragraph: _Paragraph, body: float) -> PassageKind | None:
    text = paragraph.lines[-1].text
    if word_count(" ".join(line.text for line in paragraph.lines)) > HEADING_WORDS or not text[0].isalnum():
        return PassageKind.PARAGRAPH
    if paragraph.size >= HEADING_SIZE * body or (paragraph.bold and not is_terminated(text) and text[-1] not in ":,;"):
        return PassageKind.HEADING
    return None if len(paragraph.lines) == 1 else PassageKind.PARAGRAPH


def _paragraphs(lines: Sequence[Line], body: float) -> Iterator[_Paragraph]:
    """Yield the lines of each column in paragraphs; what goes on in another column is not joined yet."""
    ways = _ways(lines)
    current = [lines[0]]
    for number, (line, below) in enumerate(pairwise(lines)):
        after = lines[number + 2] if number + 2 < len(lines) else None
        if line.column != below.column or _begins(line, below, after, ways.get(_style(below), 0.0), body):
            yield _Paragraph(current)
            current = []
        current.append(below)
    yield _Paragraph(current)


def _style(line: Line) -> tuple[int, float]:
    return line.column, line.size


def _ways(lines: Sequence[Line]) -> dict[tuple[int, float], float]:
    """Return how far below one another the lines of a size usually stand in a column; the nearest when few do."""
    found: dict[tuple[int, float], list[float]] = {}
    everywhere: dict[float, list[float]] = {}
    for line, below in pairwise(lines):
        if _style(line) == _style(below) and below.y > line.y:
            found.setdefault(_style(below), []).append(below.y - line.y)
            everywhere.setdefault(below.size, []).append(below.y - line.y)
    return {style: min(median(ways), median(everywhere[style[1]])) for style, ways in found.items()}


def _begins(line: Line, below: Line, after: Line | None, way: float, body: float) -> bool:
    """Say whether a paragraph begins with the lower of two lines of a column."""
    if not _same_size(line.size, below.size) or BULLET.match(below.text):
        return True
    if line.size >= HEADING_SIZE * body:
        return below.y - line.y > HEADING_LINE * below.size
    if below.y - line.y > NEXT_LINE * (way or NEXT_LINE * below.size):
        return True
    room = line.right_edge - line.right
    first = below.text.split(maxsplit=1)[0]
    needed = (len(first) + 1) * (below.right - below.left) / max(len(below.text), 1)
    runs_on = below.text[0].islower() and not is_terminated(line.text)
    if (line.bold != below.bold or room > ROOM * needed) and not runs_on and not _HYPHEN_END.search(line.text):
        return True
    set_in = below.left - line.left > INDENT * below.size
    return set_in and not runs_on and (after is None or after.column != below.column or after.left < below.left - 1)


def _same_size(one: float, other: float) -> bool:
    return abs(one - other) <= SAME_SIZE * max(one, other)


def _joined(paragraphs: Iterator[_Paragraph], body: float) -> list[_Paragraph]:
    """Return paragraphs whose sentences go on in another column or on another page as one."""
    joined: list[_Paragraph] = []
    for paragraph in paragraphs:
        before = _goes_on_in(paragraph, joined, body)
        if before is None:
            joined.append(paragraph)
        else:
            before.lines += paragraph.lines
    return joined


def _goes_on_in(paragraph: _Paragraph, earlier: list[_Paragraph], body: float) -> _Paragraph | None:
    """Return the paragraph that another one goes on with, among the last few, or None."""
    first = paragraph.lines[0]
    for distance, before in enumerate(reversed(earlier[-BETWEEN:])):
        last = before.lines[-1]
        if last.column == first.column:
            break
        if not _same_size(before.size, paragraph.size) or before.size >= HEADING_SIZE * body:
            continue
        divided = _HYPHEN_END.search(last.text) is not None
        if (first.text[0].islower() and (divided or not is_terminated(last.text))) or (
            not distance and not is_terminated(last.text) and _is_full(last) and len(before.lines) > 1
        ):
            return before
        if not distance and is_terminated(last.text) and not first.text[0].islower():
            break
    return None


def _is_full(line: Line) -> bool:
    return line.right_edge - line.right <= 2 * line.size


def _text(lines: Sequence[Line], words: Counter[str], *, divided: bool) -> str:
    """Return lines as one text."""
    parts: list[str] = []
    for line, below in pairwise((*lines, None)):
        text = line.text if line else ""
        if below is not None and _HYPHEN_END.search(text):
            kept = _keeps_hyphen(text, below.text, words, divided=divided)
            parts.append(text[:-1] + "-" if kept else text[:-1])
        else:
            parts.append(text + " ")
    return "".join(parts).replace(HYPHEN, "-").strip()


def _keeps_hyphen(line: str, below: str, words: Counter[str], *, divided: bool) -> bool:
    """Say whether the hyphen at the end of a line belongs to the word that it divides."""
    if not below[0].islower():
        return True
    one = _WORD.findall(line)[-1].lower().replace(HYPHEN, "-")
    found = _WORD.match(below)
    other = found[0].lower().replace(HYPHEN, "-") if found else ""
    whole, with_hyphen = words[one + other], words[f"{one}-{other}"]
    return with_hyphen > whole if whole or with_hyphen else not divided
