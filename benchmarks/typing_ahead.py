"""A program on a pseudo-terminal, and how soon it echoes a key that was typed ahead."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

SIZE = (40, 120)
"""Lines and columns."""

KEY = "Ω"
"""What is typed: nothing that a screen shows by itself."""

PATIENCE = 30.0


class NeverEchoed(Exception):
    """The key did not show up in time; carries what was drawn instead."""


def echo_time(command: Sequence[str]) -> float:
    """Start a program, type one key at once, and return the seconds until it is drawn.

    The terminal's own echo is off, so that only the program can have drawn it.

    Raises:
        NeverEchoed: The program ended or drew no such key within half a minute.
    """
    master, slave = pty.openpty()
    try:
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", *SIZE, 0, 0))
        settings = termios.tcgetattr(slave)
        settings[3] &= ~termios.ECHO
        termios.tcsetattr(slave, termios.TCSANOW, settings)
        environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": str(SIZE[1]), "LINES": str(SIZE[0])}
        began = time.perf_counter()
        process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True
        )
        try:
            os.write(master, KEY.encode())
            _wait_for(KEY.encode(), master, began + PATIENCE)
            return time.perf_counter() - began
        finally:
            process.send_signal(signal.SIGTERM)
            _drain(master, process)
    finally:
        os.close(master)
        os.close(slave)


def _wait_for(wanted: bytes, master: int, until: float) -> None:
    drawn = b""
    while time.perf_counter() < until:
        ready, _, _ = select.select([master], [], [], max(until - time.perf_counter(), 0))
        if not ready:
            break
        drawn += os.read(master, 65536)
        if wanted in drawn:
            return
    raise NeverEchoed(drawn[-2000:].decode(errors="replace"))


def _drain(master: int, process: subprocess.Popen[bytes]) -> None:
    """Read on until the program has ended: it may be waiting to write its last frame."""
    while process.poll() is None:
        ready, _, _ = select.select([master], [], [], 0.05)
        if ready:
            os.read(master, 65536)
