"""The first paint: a frame of the terminal's size, and a terminal given back as it was."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios

import pytest

from explorer.skeleton import Skeleton, frame

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")


@pytest.fixture
def terminal():
    master, slave = pty.openpty()
    with os.fdopen(slave, "w", encoding="utf-8") as stream:
        _resize(slave)
        yield master, stream
    os.close(master)


def _resize(number):
    fcntl.ioctl(number, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))


@pytest.mark.parametrize("size", [(1, 1), (20, 5), (60, 20), (80, 24), (120, 40), (200, 60), (300, 90)])
def test_the_frame_fills_the_screen_and_no_more(size):
    width, height = size
    lines = frame(width, height)
    assert len(lines) <= height
    assert all(len(line) <= width for line in lines)
    if height > 10:
        assert len(lines) == height
        assert any("1 Results" in line for line in lines)


def test_a_frame_that_nobody_takes_leaves_the_terminal_as_it_was(terminal):
    master, stream = terminal
    before = termios.tcgetattr(stream.fileno())
    with Skeleton(stream) as skeleton:
        assert skeleton.painted
        assert termios.tcgetattr(stream.fileno()) != before
        drawn = os.read(master, 1 << 16).decode(errors="ignore")  # as much as has come by now
        assert drawn.startswith("\x1b[?1049h")
        assert "1 Results" in drawn
    assert termios.tcgetattr(stream.fileno()) == before
    assert os.read(master, 1 << 16).decode(errors="ignore").endswith("\x1b[?1049l\x1b[?25h")


def test_what_is_typed_before_the_explorer_reads_waits_for_it(terminal):
    master, stream = terminal
    with Skeleton(stream) as skeleton:
        os.write(master, b"tr")
        assert os.read(stream.fileno(), 10) == b"tr"
        skeleton.taken = True
    drawn = os.read(master, 1 << 16).decode()
    assert "tr" not in drawn
    assert "\x1b[?1049l" not in drawn


def test_nothing_is_painted_where_there_is_no_terminal(tmp_path):
    with (tmp_path / "out").open("w", encoding="utf-8") as stream, Skeleton(stream) as skeleton:
        assert not skeleton.painted
    assert (tmp_path / "out").read_text(encoding="utf-8") == ""


def test_an_explorer_whose_terminal_vanishes_ends_though_no_signal_says_so(seeds):
    master, slave = pty.openpty()
    _resize(slave)
    command = [sys.executable, "-m", "explorer", str(seeds)]
    with subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True) as explorer:
        os.close(slave)
        drawn = b""
        while b"articles" not in drawn:  # the answer stands, and with it the app
            select.select([master], [], [])
            drawn += os.read(master, 1 << 16)
        os.close(master)
        assert explorer.wait(timeout=60) == 128 + signal.SIGHUP
