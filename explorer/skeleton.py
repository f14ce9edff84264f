"""The first paint: the explorer's frame, drawn before what draws it for good is even imported.

What is typed meanwhile is not shown, and waits for the explorer to read it.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Self

from explorer.layout import Pane, arrange

if TYPE_CHECKING:
    from types import TracebackType
    from typing import TextIO

_ENTER = "\x1b[?1049h\x1b[?25l\x1b[H\x1b[2J"
_LEAVE = "\x1b[?1049l\x1b[?25h"

HEAD = 2
"""Lines above the panes: the masthead and the search field."""

LEFT_SHARE, LEFT_LEAST, LEFT_MOST = 0.34, 38, 86
"""The width of the left column, as the style sheet has it."""


class Skeleton:
    """The alternate screen of a terminal with the empty frame in it, until ``taken`` by the explorer.

    A context: on leaving, the terminal is as it was before, whoever had taken it.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or _terminal()
        self._settings: list[object] | None = None
        self.painted = False
        self.taken = False

    def __enter__(self) -> Self:
        """Paint, where there is a terminal of the kind that lets itself be restored."""
        if self._stream is None or not self._stream.isatty() or os.name != "posix":
            return self
        import termios  # only POSIX has it

        number = self._stream.fileno()
        try:
            size = os.get_terminal_size(number)
            self._settings = list(termios.tcgetattr(number))
            quiet = termios.tcgetattr(number)
            quiet[3] &= ~(termios.ECHO | termios.ICANON)
            termios.tcsetattr(number, termios.TCSANOW, quiet)
        except (OSError, termios.error):
            return self
        self._write(_ENTER + "\r\n".join(frame(size.columns, size.lines)))
        self.painted = True
        return self

    @property
    def stream(self) -> TextIO | None:
        """What is drawn on."""
        return self._stream

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the terminal back."""
        if self._settings is None or self._stream is None:
            return
        import termios

        if self.painted and not self.taken:
            self._write(_LEAVE)
        try:
            termios.tcsetattr(self._stream.fileno(), termios.TCSADRAIN, self._settings)  # type: ignore[arg-type]
        except (OSError, termios.error):
            return  # the terminal is gone, and its settings with it

    def _write(self, text: str) -> None:
        if self._stream is not None:
            try:
                self._stream.write(text)
                self._stream.flush()
            except OSError:
                return  # as above


def _terminal() -> TextIO | None:
    """Return the stream that the terminal is on: stderr, as Textual has it, or stdout where that goes to a file."""
    for stream in (sys.__stderr__, sys.__stdout__):
        if stream is not None and stream.isatty():
            return stream
    return None


def frame(width: int, height: int) -> list[str]:
    """Return the lines of the empty explorer: masthead, search field and the boxes of the panes, never wider."""
    lines = [" whosays", " / "]
    room = max(height - HEAD - 1, 0)
    chosen = arrange(width, height, Pane.RESULTS, Pane.RESULTS, zoomed=False)
    if chosen.columns:
        left = min(max(round(width * LEFT_SHARE), LEFT_LEAST), LEFT_MOST)
        lists = _column(
            [("1 Results", 3), ("3 Claims", 2)] if Pane.CLAIMS in chosen.panes else [("1 Results", 1)], left, room
        )
        right = _column([("2 Stances", 2), ("4 Sources", 3)], width - left, room)
        lines += [one + other for one, other in zip(lists, right, strict=True)]
    else:
        lines += _box("1 Results", width, room)
    return [line[:width] for line in [*lines, ""][:height]]


def _column(boxes: list[tuple[str, int]], width: int, height: int) -> list[str]:
    """Return boxes one above the other, each with its share of the height."""
    lines: list[str] = []
    shares = sum(share for _, share in boxes)
    for number, (title, share) in enumerate(boxes, 1):
        tall = height - len(lines) if number == len(boxes) else round(height * share / shares)
        lines += _box(title, width, tall)
    return lines


def _box(title: str, width: int, height: int) -> list[str]:
    inner = max(width - 2, 0)
    if height < HEAD:
        return [" " * width] * height
    top = f"─ {title} ".ljust(inner, "─")[:inner]
    return [f"╭{top}╮", *[f"│{' ' * inner}│"] * (height - 2), f"╰{'─' * inner}╯"]
