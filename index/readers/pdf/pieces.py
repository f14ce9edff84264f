"""Pages -> pieces of lines, with their places and sizes, as PDFium tells its characters one by one."""

from __future__ import annotations

import sys
from ctypes import byref, c_double, c_int, create_string_buffer
from math import hypot, pi
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypdfium2 import PdfPage

GAP = 1.2
"""A gap of so many times the size of the letters parts a line: behind it, another column may stand."""

MOST_LETTERS = 1_000_000
"""No page has more characters; what has is made to wear readers out."""

HYPHEN = "\u2010"
"""Stands for a hyphen at the end of a line, which may belong to the word or not."""

_SOFT = frozenset("\x02\u00ad\ufffe")
_QUARTER = pi / 2
_NAME_BYTES = 128
_BOLD_WEIGHT = 600
_BOLD_NAMES = (b"bold", b"black", b"heavy", b"demi")


class Piece(NamedTuple):
    """Characters that stand beside one another; places are in points, ``y`` is the base line and grows downwards."""

    text: str
    left: float
    right: float
    y: float
    size: float
    bold: bool


class _Word(NamedTuple):
    """Characters without a gap; ``height`` is that of their boxes, ``number`` what PDFium counts the first one as."""

    text: str
    left: float
    right: float
    y: float
    height: float
    number: int
    turn: int
    begins: bool


def pieces_of(page: PdfPage) -> list[Piece]:
    """Return the pieces of a page in the order in which it was written, turned so that most of its text is upright.

    What stands athwart, such as a stamp in the margin, comes last.
    """
    text = page.get_textpage()
    try:
        turned: dict[int, list[_Word]] = {}
        for word in _words(text.raw, min(text.count_chars(), MOST_LETTERS)):
            turned.setdefault(word.turn, []).append(word)
        ways = sorted(turned, key=lambda turn: -sum(len(word.text) for word in turned[turn]))
        upright = [piece for turn in ways[:1] for piece in _pieces(text.raw, turned[turn])]
        athwart = [piece for turn in ways[1:] for piece in _pieces(text.raw, turned[turn])]
    finally:
        text.close()
    lowest = max((piece.y for piece in upright), default=0.0)
    return upright + [piece._replace(y=lowest + 3 * (number + 1) * piece.size) for number, piece in enumerate(athwart)]


def _words(raw: object, count: int) -> Iterator[_Word]:
    """Yield the words of a page: PDFium puts a blank, a break or its mark for a hyphen wherever there is a gap."""
    import pypdfium2.raw as pdfium

    code_of = pdfium.FPDFText_GetUnicode
    characters: list[str] = []
    first, begins = 0, True
    for number in range(count + 1):
        character = _character(code_of(raw, number)) if number < count else "\n"
        if not character.isspace():
            first = first if characters else number
            characters.append(character)
        if characters and (character.isspace() or character == HYPHEN):
            last = number if character == HYPHEN else number - 1
            yield _word(raw, "".join(characters), first, last, begins=begins)
            characters, begins = [], False
        begins |= character.isspace() and character != " "


def _word(raw: object, text: str, first: int, last: int, *, begins: bool) -> _Word:
    import pypdfium2.raw as pdfium

    box, x, y = pdfium.FS_RECTF(), c_double(), c_double()
    turn = round(pdfium.FPDFText_GetCharAngle(raw, first) / _QUARTER) % 4
    sides = []
    for number in (first, last):
        pdfium.FPDFText_GetLooseCharBox(raw, number, byref(box))
        sides.append(_turned(turn, box.left, box.bottom, box.right, box.top))
    pdfium.FPDFText_GetCharOrigin(raw, first, byref(x), byref(y))
    base = {0: -y.value, 1: -x.value, 2: y.value, 3: x.value}[turn]
    left, right = min(side[0] for side in sides), max(side[1] for side in sides)
    return _Word(text, left, right, base, sides[0][2], first, turn, begins)


def _turned(turn: int, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float]:
    """Return left, right and height of a box whose text is turned upright; ``turn`` is in quarters, clockwise."""
    match turn:
        case 1:
            return -top, -bottom, right - left
        case 2:
            return -right, -left, top - bottom
        case 3:
            return bottom, top, right - left
        case _:
            return left, right, top - bottom


def _character(code: int) -> str:
    """Return the character of a code of PDFium's, a break for what none is."""
    character = chr(code) if 0 < code <= sys.maxunicode else "\n"
    return HYPHEN if character in _SOFT else character


def _pieces(raw: object, words: list[_Word]) -> Iterator[Piece]:
    run: list[_Word] = []
    for word in words:
        if run and (word.begins or _apart(run[-1], word)):
            yield _piece(raw, run)
            run = []
        run.append(word)
    if run:
        yield _piece(raw, run)


def _apart(one: _Word, other: _Word) -> bool:
    """Say whether another column, or another line, may begin between two words."""
    size = max(one.height, other.height, 1.0)
    between = max(other.left - one.right, one.left - other.right)
    return between > GAP * size or abs(one.y - other.y) > size


def _piece(raw: object, run: list[_Word]) -> Piece:
    longest = max(run, key=lambda word: len(word.text))
    return Piece(
        " ".join(word.text for word in run),
        min(word.left for word in run),
        max(word.right for word in run),
        longest.y,
        _size(raw, longest.number) or longest.height,
        _is_bold(raw, run[0].number) and _is_bold(raw, run[-1].number),
    )


def _size(raw: object, number: int) -> float:
    """Return the size of a character in points as it is shown: that of its font, as the page scales it."""
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFText_GetMatrix(raw, number, byref(matrix)):
        return 0.0
    return round(float(pdfium.FPDFText_GetFontSize(raw, number)) * hypot(matrix.c, matrix.d), 1)


def _is_bold(raw: object, number: int) -> bool:
    import pypdfium2.raw as pdfium

    if pdfium.FPDFText_GetFontWeight(raw, number) >= _BOLD_WEIGHT:
        return True
    name, flags = create_string_buffer(_NAME_BYTES), c_int()
    pdfium.FPDFText_GetFontInfo(raw, number, name, _NAME_BYTES, byref(flags))
    return any(bold in name.value.lower() for bold in _BOLD_NAMES)
