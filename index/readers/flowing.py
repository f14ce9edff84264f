"""Paragraphs, rows of tables and notes, gathered in the order in which a reader meets them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.models import PassageKind
from index.text.layout import Block
from index.text.lines import PROSE_WORDS, is_prose

if TYPE_CHECKING:
    from collections.abc import Sequence

BETWEEN_CELLS = " | "

_GAPS = re.compile(r"\n\s*\n")


class Flow:
    """The blocks of a text that is told piece by piece; paragraphs may stand in rows, in notes and in one another."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._notes: list[Block] = []
        self._aside = 0
        self._open: list[_Paragraph] = []
        self._rows: list[list[list[Block]]] = []

    def begin(self, kind: PassageKind | None = None) -> None:
        """Begin a paragraph, or one within the paragraph that is open, which then goes on behind it."""
        self._open.append(_Paragraph(kind))

    def style(self, kind: PassageKind | None) -> None:
        """Say what kind the open paragraph is."""
        if self._open:
            self._open[-1].kind = kind

    def style_unless_known(self, kind: PassageKind) -> None:
        """Say what kind the open paragraph is when nothing said so yet."""
        if self._open:
            self._open[-1].kind = self._open[-1].kind or kind

    def write(self, words: str) -> None:
        """Add words to the open paragraph; there are none outside of paragraphs."""
        if self._open:
            self._open[-1].parts.append(words)

    def end(self) -> None:
        """End the open paragraph; one without words is none, and an empty line in it makes it two."""
        if not self._open:
            return
        paragraph = self._open.pop()
        for text in _GAPS.split("".join(paragraph.parts)):
            if text.strip():
                self._place().append(Block(text, paragraph.kind))

    def begin_row(self) -> None:
        """Begin a row of a table."""
        self._rows.append([])

    def begin_cell(self) -> None:
        """Begin a cell of the open row."""
        if self._rows:
            self._rows[-1].append([])

    def end_row(self) -> None:
        """End the open row: one line when its cells are short, else their paragraphs one below the other."""
        if self._rows:
            cells = [cell for cell in self._rows.pop() if cell]
            self._place().extend(_row(cells))

    def begin_note(self) -> None:
        """Begin a note, whose paragraphs come behind the text."""
        self._aside += 1

    def end_note(self) -> None:
        """End the open note."""
        self._aside = max(0, self._aside - 1)

    def finish(self) -> list[Block]:
        """Return the blocks, those of notes last."""
        while self._open:
            self.end()
        while self._rows:
            self.end_row()
        return self.blocks + self._notes

    def _place(self) -> list[Block]:
        if self._aside:
            return self._notes
        return self._rows[-1][-1] if self._rows and self._rows[-1] else self.blocks


class _Paragraph:
    __slots__ = ("kind", "parts")

    def __init__(self, kind: PassageKind | None) -> None:
        self.kind = kind
        self.parts: list[str] = []


def _row(cells: Sequence[list[Block]]) -> list[Block]:
    """Return a row as one block, or what is in it when cells hold prose, as in a table that only lays out a page."""
    if len(cells) == 1 or any(len(cell) > 1 or is_prose(cell[0].text.strip(), PROSE_WORDS) for cell in cells):
        return [block for cell in cells for block in cell]
    return [Block(BETWEEN_CELLS.join(cell[0].text.strip() for cell in cells), PassageKind.PARAGRAPH)] if cells else []
