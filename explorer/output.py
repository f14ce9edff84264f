"""Where the commands write: data to stdout, everything else to stderr.

Nothing here imports what the explorer draws with: a search must not wait for it.
"""

from __future__ import annotations

import io
import os
import re
import unicodedata
from contextlib import contextmanager, suppress
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from explorer.pace import PACE_SECONDS, Pace
from index.models import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import TextIO

    from index.errors import InvalidQuery
    from index.models import SyncProgress

COLUMN = 80
"""The widest column of text, in cells, that still reads well."""

FALLBACK_WIDTH = 80
MOST_ON_TERMINAL = 20
"""How many rows a terminal shows when no limit is given."""

_WORD = re.compile(r"\S+")


class OutputFailed(Exception):
    """What was to be written cannot be: the disk is full, the device is gone. A reader that left is no failure."""


class Style(StrEnum):
    """How text may be marked on a terminal, as SGR attributes; never by colour alone."""

    PLAIN = ""
    STRONG = "1"
    DIM = "2"
    HIGHLIGHT = "1;4"
    FOR = "94"
    AGAINST = "33"


_COLOURS = frozenset({Style.FOR, Style.AGAINST})


class Paper(NamedTuple):
    """How text for people is laid out: cells across, None for lines as long as they come, and with which styles."""

    width: int | None = None
    styled: bool = False
    coloured: bool = False

    def paint(self, text: str, style: Style) -> str:
        """Return the text in a style, as far as the paper takes it."""
        if not (text and style and self.styled) or (style in _COLOURS and not self.coloured):
            return text
        return f"\x1b[{style}m{text}\x1b[0m"

    def fit(self, text: str, used: int) -> str:
        """Return as much of a text as the line still takes after so many cells, cut with ``…``."""
        room = None if self.width is None else max(self.width - used, 1)
        if room is None or cells(text) <= room:
            return text
        while text and cells(text) >= room:
            text = text[:-1]
        return f"{text.rstrip()}…"

    def block(self, text: str, indent: str, marks: Sequence[Span] = (), style: Style = Style.PLAIN) -> Iterator[str]:
        """Yield the lines of a text below each other, the marked spans highlighted and the rest in a style."""
        text = re.sub(r"\s", " ", text)
        width = None if self.width is None else max(min(self.width, COLUMN + cells(indent)) - cells(indent), 1)
        for line in wrap(text, width):
            yield indent + "".join(self._pieces(text, line, marks, style))

    def _pieces(self, text: str, line: Span, marks: Sequence[Span], style: Style) -> Iterator[str]:
        place = line.start
        for mark in marks:
            if mark.meets(line):
                start, end = max(mark.start, line.start), min(mark.end, line.end)
                yield self.paint(text[place:start], style)
                yield self.paint(text[start:end], Style.HIGHLIGHT)
                place = end
        yield self.paint(text[place : line.end], style)


class Console:
    """One command's two ways out.

    ``paper`` is what text for people is laid out on; ``is_terminal`` says whether stdout is one.
    """

    def __init__(self, data: TextIO, notes: TextIO, environ: Mapping[str, str]) -> None:
        self._data = data
        self._notes = notes
        self._environ = environ
        self._held: list[str] | None = None
        self._later: list[str] = []
        self._told = ""
        self._pace = Pace()
        self.is_terminal = data.isatty()
        dumb = environ.get("TERM") == "dumb"
        self.paper = Paper(
            _terminal_width(data, environ) if self.is_terminal else None,
            styled=self.is_terminal and not dumb,
            coloured=self.is_terminal and not dumb and not environ.get("NO_COLOR"),
        )

    def for_programs(self) -> None:
        r"""Write data as programs expect it on every system: UTF-8, and line ends as they are given."""
        if not self.is_terminal and isinstance(self._data, io.TextIOWrapper):
            self._data.reconfigure(encoding="utf-8", newline="")

    def lines(self, lines: Iterable[str]) -> None:
        """Write lines of data, each with its newline.

        Raises:
            OutputFailed: They cannot be written.
        """
        self.raw(f"{line}\n" for line in lines)

    def raw(self, texts: Iterable[str]) -> None:
        """Write data that brings its own line ends.

        Raises:
            OutputFailed: It cannot be written.
        """
        if self._held is not None:
            self._held.extend(texts)
            return
        for text in texts:
            with _failing():
                self._data.write(text)

    def hold(self) -> None:
        """Keep the data back until ``flush``, where it goes through the pager if it is longer than the screen."""
        if self.is_terminal and self._environ.get("TERM") != "dumb":
            self._held = []

    def flush(self) -> None:
        """Send out all data written so far.

        Raises:
            OutputFailed: It cannot be written.
        """
        held, self._held = self._held, None
        if held and not self._paged(held):
            self.raw(held)
        with _failing():
            self._data.flush()
        for text in self._later:
            self.note(text)
        self._later = []

    def drop(self) -> None:
        """Forget what is kept back."""
        self._held, self._later = None, []

    def _paged(self, texts: list[str]) -> bool:
        """Show texts in the pager; false when they fit on the screen or there is no pager."""
        from explorer.paging import is_long, page, pager, screen_size

        size = screen_size(self._data.fileno())
        words = pager(self._environ)
        if size is None or not words or not is_long(texts, *size):
            return False
        if page(words, "".join(texts), self._environ, self._data.encoding or "utf-8"):
            return True
        self._later.insert(0, f"whosays: $PAGER: {words[0]} cannot be started")
        return False

    def note(self, text: str) -> None:
        """Tell the person something, on a line of its own; control characters are taken out."""
        if self._held:
            self._later.append(text)  # it stands below what is held back
            return
        # What is told is no data: a stderr that cannot be written changes nothing of what is done.
        with suppress(OSError):
            self._wipe()
            self._notes.write(f"{safe(text)}\n")
            self._notes.flush()

    def progress(self, progress: SyncProgress) -> None:
        """Tell how far a sync has come: in place on a terminal, else once a step."""
        if not self._notes.isatty():
            if self._pace.begun(progress.step):
                with suppress(OSError):
                    self._notes.write(f"{progress.step} …\n")
            return
        with suppress(OSError):
            self._wipe()
            self._told = safe(f"{progress.step} {progress.done}/{progress.total}{self._speed(progress)}")
            self._notes.write(self._told)
            self._notes.flush()

    def _speed(self, progress: SyncProgress) -> str:
        """Return how fast a step goes and how long it still takes, once that can be said."""
        elapsed, done = self._pace.since(progress)
        told = f", {counted(progress.articles, 'article')}" if progress.articles > progress.done else ""
        if elapsed < PACE_SECONDS:
            return told
        told += f", {(progress.articles or done) / elapsed:.0f} a second"
        left = self._pace.left(progress)
        return f"{told}, {left}" if left else told

    def at_work(self, what: str) -> None:
        """Tell on a terminal what is waited for, until something else is written; elsewhere nobody is waiting."""
        if self._notes.isatty():
            with suppress(OSError):
                self._wipe()
                self._told = f"{self.paper.fit(one_line(what), len(' …') + 1)} …"
                self._notes.write(self._told)
                self._notes.flush()

    def done(self) -> None:
        """Take the progress away; what comes next begins anew."""
        self._pace = Pace()
        with suppress(OSError):
            self._wipe()
            self._notes.flush()

    def _wipe(self) -> None:
        if self._told and self._notes.isatty():
            self._notes.write(f"\r{' ' * (cells(self._told) + len(_ECHO))}\r")
            self._told = ""


_ECHO = "^C"
"""What a terminal writes behind the progress when a user stops it."""


@contextmanager
def _failing() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputFailed(error.strerror or str(error)) from error


def caret_lines(error: InvalidQuery, width: int = COLUMN) -> list[str]:
    """Return the query on one line and carets under the place, whatever width its letters have.

    Of a query that is wider than so many cells, only what stands around the place is shown, or the carets would stand
    below something else.
    """
    query = re.sub(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff]", " ", error.query)
    before, wrong, after = query[: error.start], query[error.start : error.end], query[error.end :]
    if cells(query) >= width:
        wrong = _first(wrong, width // 2)
        before = _first(before[::-1], (width - cells(wrong)) // 2, "…")[::-1]
        after = _first(after, width - cells(before + wrong) - 1, "…")
    return [before + wrong + after, " " * cells(before) + "^" * max(cells(wrong), 1)]


def _first(text: str, width: int, more: str = "") -> str:
    """Return as many first characters as so many cells take; what is cut is marked, within the width."""
    if cells(text[: width + 1]) <= width and len(text) <= width:
        return text
    text = text[:width]
    while text and cells(text) > width - len(more):
        text = text[:-1]
    return text + more


def safe(text: str) -> str:
    """Return a text from anywhere as something a terminal only shows: sanitised, line breaks kept."""
    from index.text import sanitise  # it brings the stemmer, and most commands say nothing

    return sanitise(text)


def one_line(text: str) -> str:
    """Return a text from anywhere as one line that a terminal only shows."""
    return re.sub(r"\s", " ", safe(text))


def cells(text: str) -> int:
    """Return how many cells a terminal needs for a text."""
    if text.isascii():
        return len(text)
    return sum(_cell_width(character) for character in text)


def wrap(text: str, width: int | None) -> Iterator[Span]:
    """Yield the lines of a text of one-character blanks as half-open spans, broken at blanks.

    A word is broken only when it is longer than a line. None as the width breaks nothing; a blank text has no lines.
    """
    start = end = None
    for word in _words(text, width):
        if start is None or end is None:
            start = word.start
        elif width is not None and cells(text[start : word.end]) > width:
            yield Span(start, end)
            start = word.start
        end = word.end
    if start is not None and end is not None:
        yield Span(start, end)


def _words(text: str, width: int | None) -> Iterator[Span]:
    for found in _WORD.finditer(text):
        start, end = found.span()
        if width is None or cells(found[0]) <= width:
            yield Span(start, end)
            continue
        used, begin = 0, start
        for place in range(start, end):
            taken = _cell_width(text[place])
            if used + taken > width and place > begin:
                yield Span(begin, place)
                used, begin = 0, place
            used += taken
        yield Span(begin, end)


def _cell_width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _terminal_width(stream: TextIO, environ: Mapping[str, str]) -> int:
    columns = environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns) > 0:
        return int(columns)
    try:
        return os.get_terminal_size(stream.fileno()).columns or FALLBACK_WIDTH
    except (OSError, ValueError):
        return FALLBACK_WIDTH


def counted(number: int, what: str) -> str:
    """Return a number with what it counts, in the plural but for one."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
