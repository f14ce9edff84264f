"""PDF: the words of each page in reading order, without what runs along the pages."""

from __future__ import annotations

import logging
import re
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

from index.errors import ReadError
from index.readers import Fit, Found
from index.readers.contents import MB
from index.readers.pdf.columns import lines_of
from index.readers.pdf.paragraphs import blocks_of_lines
from index.readers.pdf.pictures import has_pictures, recognised
from index.readers.pdf.pieces import pieces_of
from index.readers.pdf.running import without_running
from index.readers.properties import declared_in
from index.text.cleaning import clean_blocks
from index.text.layout import blocks_of
from index.text.sanitising import sanitise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pypdfium2 import PdfDocument, PdfPage

    from index.readers import Content
    from index.readers.pdf.columns import Line
    from index.readers.pdf.pieces import Piece
    from index.text.layout import Block

_START = b"%PDF-"
_LOOKED_AT = 1024
"""A PDF begins within so many first bytes."""

_PASSWORD = 4
_SECURITY = 5
"""What PDFium says of a file whose password is wanted, or whose protection it does not know."""

_PROPERTIES = {"Title": "title", "Author": "author", "CreationDate": "created"}
_XFA_WAITS = re.compile(r"please wait.{0,400}?(?:pdf viewer|adobe reader|acrobat)", re.IGNORECASE | re.DOTALL)
_XFA = (2, 3)
"""What PDFium calls forms that are made of XFA."""

_PDFIUM = Lock()
"""PDFium knows no threads."""


class PdfReader:
    """Reads PDF files, also damaged ones as far as PDFium mends them."""

    def fit(self, head: bytes, name: str) -> Fit:  # noqa: ARG002
        """Say whether a file begins like a PDF; behind other bytes it may as well be what a container holds."""
        if head.lstrip().startswith(_START):
            return Fit.CONTENT
        return Fit.CONTAINER if _START in head[:_LOOKED_AT] and not head.startswith(b"{\\rtf") else Fit.NONE

    def articles(self, content: Content) -> Iterator[Found]:
        """Yield the one article of a PDF."""
        with _PDFIUM:
            found = _read(content)
        yield found


READER = PdfReader()


def _unmixed(value: str) -> str:
    """Return a property as it was meant: some programs write UTF-8 where only western bytes are allowed."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def _read(content: Content) -> Found:
    """Return the article of a PDF.

    Raises:
        ReadError: It cannot be opened, takes more than the limits allow, or has no text.
    """
    left = _Deadline(content)
    document = _opened(content)
    try:
        properties = {name: _unmixed(document.get_metadata_value(key)) for key, name in _PROPERTIES.items()}
        pages = list(_pages(document, content, left))
        if any(pages):
            _refuse_waiting(document, pages, content.file)
            blocks = _blocks(pages)
        elif not has_pictures(document):
            raise ReadError(content.file, "it holds no words")
        else:
            words = recognised(document, content.file, left)
            if words is None:
                raise ReadError(content.file, "it has no text, only pictures; ocrmypdf can add it")
            blocks = blocks_of(sanitise(words))
    finally:
        document.close()
    return Found(clean_blocks(blocks, declared_in(properties)))


def _blocks(pages: list[list[Piece]]) -> list[Block]:
    lines: list[Line] = []
    for number, pieces in enumerate(without_running(pages)):
        lines += lines_of(pieces, number, lines[-1].column + 1 if lines else 0)
    return blocks_of_lines(lines)


class _Deadline:
    """Tells how many seconds are left for a file; raises ReadError when none are."""

    def __init__(self, content: Content) -> None:
        self._file = content.file
        self._seconds = content.reading.limits.seconds
        self._until = monotonic() + self._seconds

    def __call__(self) -> float:
        left = self._until - monotonic()
        if left <= 0:
            raise ReadError(self._file, f"it takes more than {self._seconds} seconds to read (limits.seconds)")
        return left


def _opened(content: Content) -> PdfDocument:
    """Return an open PDF.

    Raises:
        ReadError: It needs a password, or is damaged beyond mending.
    """
    from pypdfium2 import PdfDocument, PdfiumError

    logging.getLogger("pypdfium2").addHandler(logging.NullHandler())  # what it says would be said to the terminal
    try:
        document = PdfDocument(content.read())
        if document.get_formtype():
            document.init_forms()
    except PdfiumError as error:
        locked = getattr(error, "err_code", None) in {_PASSWORD, _SECURITY}
        reason = "it is protected by a password" if locked else "it is damaged, or no PDF"
        raise ReadError(content.file, reason) from error
    return document


def _pages(document: PdfDocument, content: Content, left: Callable[[], float]) -> Iterator[list[Piece]]:
    """Yield the pieces of each page, with what is filled into forms; a page that cannot be loaded has none.

    Raises:
        ReadError: They take more time or memory than the limits allow.
    """
    from pypdfium2 import PdfiumError

    forms = bool(document.get_formtype())
    limit = content.reading.limits.article_mb
    letters = 0
    for number in range(len(document)):
        left()
        try:
            page = _flattened(document, number) if forms else document[number]
        except PdfiumError:
            yield []
            continue
        try:
            pieces = pieces_of(page)
        finally:
            page.close()
        letters += sum(len(piece.text) for piece in pieces)
        if letters > limit * MB:
            raise ReadError(content.file, f"it has more than {limit} MB of text (limits.article_mb)")
        yield pieces


def _flattened(document: PdfDocument, number: int) -> PdfPage:
    """Return a page of a form with what is filled in as part of its text."""
    from pypdfium2 import raw

    page = document[number]
    raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY)
    page.close()
    return document[number]


def _refuse_waiting(document: PdfDocument, pages: list[list[Piece]], file: str) -> None:
    """Raise ReadError for a form of which a PDF holds nothing but the words to wait for it."""
    if document.get_formtype() in _XFA and _XFA_WAITS.search(" ".join(piece.text for piece in pages[0])):
        raise ReadError(file, "it is an XFA form, which Adobe's programs alone show; print it to a PDF")
