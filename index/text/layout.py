"""Plain text -> blocks: which lines belong together, and what kind of line each is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from index.text.chrome import is_remnant
from index.text.composing import flat
from index.text.lines import BULLET, is_terminated

if TYPE_CHECKING:
    from index.models import PassageKind

WRAP_WIDTH = 120
"""No hard-wrapped text has longer lines."""

RUNNING_LINES = 0.2
"""So many lines of a hard-wrapped text run on in small letters in the next; in other texts hardly any does."""

FULL_LINE = 0.6
"""A line of so much of the width is full ..."""

FULL_LINES = 0.8
"""... and so many of the lines that run on are full."""

EXACT_LINES = 0.03
"""In a monospaced text no more of the lines that run on could have taken another word."""

SHORT_LINE = 0.9
SHORT_SENTENCE = 1.05
"""With the next word, a line that ends on purpose takes so much of the width at most in a proportional font:
without a full stop it has to be clearly shorter, with one it may look full.
"""

_HYPHENATED = re.compile(r"[^\W\d_]-\Z")


@dataclass(frozen=True, slots=True)
class Block:
    """A line or paragraph before it is known what it is; ``kind`` is None unless markup tells it."""

    text: str
    kind: PassageKind | None = None


def blocks_of(text: str) -> list[Block]:
    """Return the lines of a sanitised text as blocks, hard-wrapped ones joined to paragraphs again."""
    lines = [flat(line) for line in text.split("\n")]
    if _is_wrapped(lines):
        lines = _unwrapped(["" if is_remnant(line) else line for line in lines])
    return [Block(line) for line in lines if line]


def _is_wrapped(lines: list[str]) -> bool:
    """Say whether the lines were broken at a width rather than at the ends of paragraphs."""
    neighbours = _neighbours(lines)
    width = _width(lines)
    if not neighbours or width > WRAP_WIDTH:
        return False
    running = [line for line, below in neighbours if _runs_on(line, below)]
    full = sum(len(line) >= FULL_LINE * width for line in running)
    return len(running) >= RUNNING_LINES * len(neighbours) and full >= FULL_LINES * len(running)


def _neighbours(lines: list[str]) -> list[tuple[str, str]]:
    """Return the lines that have another one directly below, with it."""
    return [(line, below) for line, below in pairwise(lines) if line and below]


def _width(lines: list[str]) -> int:
    """Return the width that lines were broken at; an address without a blank in it may be longer."""
    return max((len(line) for line, _ in _neighbours(lines) if " " in line), default=0)


def _unwrapped(lines: list[str]) -> list[str]:
    """Return the paragraphs of hard-wrapped lines.

    A paragraph ends at an empty line, and where the next word would still have fitted. Lines set in a
    proportional font differ in length: there, one without a full stop has to be clearly shorter.
    """
    width = _width(lines)
    running = [pair for pair in _neighbours(lines) if _runs_on(*pair)]
    proportional = sum(_needed(*pair) <= width for pair in running) > EXACT_LINES * len(running)
    short, sentence = (SHORT_LINE * width, SHORT_SENTENCE * width) if proportional else (width, width)
    words = {word.lower() for line in lines for word in line.split()}
    paragraphs: list[str] = []
    parts: list[str] = []
    for line, below in pairwise((*lines, "")):
        parts.append(line)
        if not line or not below or _ends_early(line, below, sentence if is_terminated(line) else short):
            paragraphs.append("".join(parts))
            parts = []
        else:
            parts[-1:] = _before(line, below, words)
    return paragraphs


def _ends_early(line: str, below: str, width: float) -> bool:
    """Say whether a line stops although the next word would have fitted."""
    return bool(BULLET.match(below)) or (not _runs_on(line, below) and _needed(line, below) <= width)


def _runs_on(line: str, below: str) -> bool:
    """Say whether a sentence certainly goes on in the line below."""
    return below[0].islower() and not is_terminated(line)


def _needed(line: str, below: str) -> int:
    """Return how wide a line would have been with the first word of the line below."""
    return len(line) + 1 + len(below.split(maxsplit=1)[0])


def _before(line: str, below: str, words: set[str]) -> tuple[str, str]:
    """Return a line as it stands before the next one of its paragraph, and what joins the two.

    A word cut by a hyphen is made whole when it is met elsewhere, and keeps its hyphen otherwise.
    """
    if not _HYPHENATED.search(line) or not below[0].islower():
        return line, " "
    whole = line.rsplit(maxsplit=1)[-1][:-1] + below.split(maxsplit=1)[0]
    return (line[:-1] if whole.lower().strip(".,;:") in words else line), ""
