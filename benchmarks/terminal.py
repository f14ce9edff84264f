"""A program on a pseudo-terminal: keys go in, and what is drawn is waited for by the clock."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

SIZE = (40, 120)
"""Lines and columns."""

KEY = "Ω"
"""What is typed ahead: nothing that a screen shows by itself."""

PATIENCE = 30.0

QUIET = 0.3
"""Seconds without anything drawn after which a program is taken to have nothing more to do."""

_BLINK = 2000
"""Bytes that a blinking cursor draws at most: its line."""

_LEFT_OUT = frozenset({"COLUMNS", "LINES", "PYTHONDONTWRITEBYTECODE"})
"""Variables that a measured program does not get; it keeps its bytecode, as every installed program does."""


class NeverDrawn(Exception):
    """What was waited for did not show up in time; carries what was drawn instead."""


class Terminal:
    """A program on a terminal of its own; a context that ends it.

    The terminal's own echo is off, so that only the program can have drawn what comes.

    Args:
        command: The program with its arguments.
        size: Lines and columns.
        ahead: Keys that are typed before the program has even begun to read them.
    """

    def __init__(self, command: Sequence[str], size: tuple[int, int] = SIZE, *, ahead: str = "") -> None:
        self._master, self._slave = pty.openpty()
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
        settings = termios.tcgetattr(self._slave)
        settings[3] &= ~termios.ECHO
        termios.tcsetattr(self._slave, termios.TCSANOW, settings)
        environment = {name: value for name, value in os.environ.items() if name not in _LEFT_OUT}
        self.drawn = b""
        self.began = time.perf_counter()
        """When the program was started, or the last key typed."""
        self._process = subprocess.Popen(
            command,
            stdin=self._slave,
            stdout=self._slave,
            stderr=self._slave,
            env={**environment, "TERM": "xterm-256color"},
            start_new_session=True,
        )
        os.write(self._master, ahead.encode())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.send_signal(signal.SIGTERM)
        while self._process.poll() is None:  # it may be waiting to write its last frame
            self._read(0.05)
        os.close(self._master)
        os.close(self._slave)

    def type(self, keys: str) -> None:
        """Type keys at once; what was drawn before is forgotten."""
        while self._read(0):
            pass
        self.drawn = b""
        self.began = time.perf_counter()
        os.write(self._master, keys.encode())

    def wait(self, *wanted: str) -> float:
        """Return the seconds from the last key, or the start, until all of these regular expressions are drawn.

        Raises:
            NeverDrawn: The program ended, or half a minute passed.
        """
        patterns = [re.compile(text.encode()) for text in wanted]
        until = time.perf_counter() + PATIENCE
        while not all(pattern.search(self.drawn) for pattern in patterns):
            ended = self._process.poll() is not None
            if not self._read(0 if ended else 0.1) and (ended or time.perf_counter() >= until):
                raise NeverDrawn(f"{wanted} in {self.drawn[-2000:].decode(errors='replace')}")
        return time.perf_counter() - self.began

    def rest(self, quiet: float = QUIET) -> None:
        """Wait until the program has drawn nothing for so many seconds, but for a cursor that blinks."""
        now = time.perf_counter()
        until, end = now + quiet, now + PATIENCE
        while (left := until - time.perf_counter()) > 0:
            before = len(self.drawn)
            if self._read(left) and len(self.drawn) - before > _BLINK:
                until = min(time.perf_counter() + quiet, end)

    def pause(self, seconds: float) -> None:
        """Let so much time pass, and take what is drawn."""
        until = time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            self._read(left)

    def megabytes(self) -> float:
        """Return the memory that the program's process has of its own, and its part of what is shared (PSS)."""
        rollup = Path(f"/proc/{self._process.pid}/smaps_rollup").read_text("ascii")
        return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._master], [], [], seconds)
        if ready:
            self.drawn += os.read(self._master, 65536)
        return bool(ready)


def echo_time(command: Sequence[str]) -> float:
    """Start a program, type one key at once, and return the seconds until it is drawn.

    Raises:
        NeverDrawn: It drew no such key within half a minute.
    """
    with Terminal(command, ahead=KEY) as terminal:
        return terminal.wait(KEY)
