"""Pages that are pictures -> the words on them, by tesseract where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from itertools import groupby
from math import sqrt
from typing import TYPE_CHECKING

from index.errors import ReadError
from index.readers.pdf.pieces import Piece
from index.readers.pdf.running import without_running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pypdfium2 import PdfDocument, PdfPage

DOTS = 300 / 72
"""Dots a point: tesseract reads letters best at 300 an inch."""

MOST_DOTS = 25_000_000
"""A larger page is drawn smaller."""

PROGRAM = "tesseract"
_PICTURE = 3
_ONE_THREAD = {"OMP_THREAD_LIMIT": "1"}
"""Several threads wait for one another longer than they work."""

_COLUMNS = 12
_WORD = "5"
"""How many columns tesseract's tables have, and what their first one says of a word."""


def has_pictures(document: PdfDocument) -> bool:
    """Say whether a page of a PDF shows a picture."""
    from pypdfium2 import PdfiumError

    for number in range(len(document)):
        try:
            page = document[number]
        except PdfiumError:
            continue
        found = any(True for _ in page.get_objects(filter=[_PICTURE]))
        page.close()
        if found:
            return True
    return False


def recognised(document: PdfDocument, file: str, left: Callable[[], float]) -> str | None:
    """Return the words on the pages of a PDF, line by line, a blank line between paragraphs; None without tesseract.

    Args:
        document: The PDF.
        file: What it is called.
        left: Returns the seconds that are left; raises ReadError when there are none.

    Raises:
        ReadError: It takes too long, or tesseract fails.
    """
    program = shutil.which(PROGRAM)
    if program is None:
        return None
    pages = [list(_lines_in(_recognise(program, page, file, left))) for page in document]
    paragraphs = {id(piece): number for page in pages for number, piece in page}
    kept = without_running([[piece for _, piece in page] for page in pages])
    return "\n\n".join(
        "\n".join(piece.text for piece in pieces)
        for page in kept
        for _, pieces in groupby(page, key=lambda piece: paragraphs[id(piece)])
    )


def _recognise(program: str, page: PdfPage, file: str, left: Callable[[], float]) -> str:
    call = [program, "stdin", "stdout", "tsv"]
    try:
        done = subprocess.run(  # noqa: S603
            call, input=_drawn(page), capture_output=True, timeout=left(), check=True, env=os.environ | _ONE_THREAD
        )
    except subprocess.TimeoutExpired:
        left()
        raise ReadError(file, "tesseract takes too long to read its pictures (limits.seconds)") from None
    except (OSError, subprocess.CalledProcessError) as error:
        raise ReadError(file, "tesseract cannot read its pictures") from error
    return done.stdout.decode("utf-8", "replace")


def _lines_in(table: str) -> Iterator[tuple[int, Piece]]:
    """Yield the lines in a table of tesseract's, each with the number of its paragraph on the page."""
    rows = [row.split("\t", _COLUMNS - 1) for row in table.splitlines()[1:]]
    words = [row for row in rows if len(row) == _COLUMNS and row[0] == _WORD and row[-1].strip()]
    places: dict[tuple[str, ...], int] = {}
    for line, group in groupby(words, key=lambda row: tuple(row[2:5])):
        members = list(group)
        lefts, tops, widths, heights = (tuple(int(row[column]) for row in members) for column in range(6, 10))
        text = " ".join(row[-1] for row in members)
        number = places.setdefault(line[:2], len(places))
        bottom = max(top + height for top, height in zip(tops, heights, strict=True))
        right = lefts[-1] + widths[-1]
        yield number, Piece(text, lefts[0] / DOTS, right / DOTS, bottom / DOTS, max(heights) / DOTS, bold=False)


def _drawn(page: PdfPage) -> bytes:
    """Return a page as a grey picture in the PGM format."""
    width, height = page.get_size()
    scale = min(DOTS, sqrt(MOST_DOTS / max(width * height, 1.0)))
    bitmap = page.render(scale=scale, grayscale=True)
    rows = memoryview(bitmap.buffer)
    lines = b"".join(bytes(rows[y * bitmap.stride : y * bitmap.stride + bitmap.width]) for y in range(bitmap.height))
    head = f"P5 {bitmap.width} {bitmap.height} 255\n".encode()
    bitmap.close()
    page.close()
    return head + lines
