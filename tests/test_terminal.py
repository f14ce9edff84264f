"""One journey in a real terminal: keys through tmux, text as it stands on the screen, the terminal as it was."""

import os
import shlex
import shutil
import subprocess
import sys
import time
import uuid

import pytest
from piloting import TROOPS

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")

PATIENCE = 60
"""Seconds after which a screen that does not come is given up."""


class Terminal:
    """A terminal of its own under tmux, which no configuration of the user's changes."""

    def __init__(self, command, size=(120, 40)):
        self.socket = f"whosays-{uuid.uuid4().hex[:8]}"
        width, height = size
        shell = f"{command}; echo ended with $?; exec cat"
        self.tmux("-f", os.devnull, "new-session", "-d", "-x", str(width), "-y", str(height), shell)

    def tmux(self, *words):
        done = subprocess.run(
            ["tmux", "-L", self.socket, *words], capture_output=True, text=True, check=True, timeout=PATIENCE
        )
        return done.stdout

    def keys(self, *keys):
        self.tmux("send-keys", *keys)

    def screen(self):
        return self.tmux("capture-pane", "-p")

    def wait(self, *texts):
        """Return the screen once it shows all of the texts."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            screen = self.screen()
            if all(text in screen for text in texts):
                return screen
            time.sleep(0.05)
        pytest.fail(f"never saw {texts} in\n{screen}")

    def children(self):
        """Return the process ids of what the shell runs."""
        shell = self.tmux("display-message", "-p", "#{pane_pid}").strip()
        found = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", shell], capture_output=True, text=True, check=False, timeout=PATIENCE
        )
        return [int(line) for line in found.stdout.split()] or [int(shell)]

    def close(self):
        subprocess.run(["tmux", "-L", self.socket, "kill-server"], capture_output=True, check=False, timeout=PATIENCE)


def ends(process):
    """Say whether a process ends while we wait."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def terminal():
    opened = []

    def start(*words, size=(120, 40)):
        opened.append(Terminal(shlex.join([sys.executable, *map(str, words)]), size))
        return opened[-1]

    yield start
    for one in opened:
        one.close()


def explorer(folder):
    code = (
        "import sys; from pathlib import Path; from explorer.app import run; from index.library import Library; "
        f"sys.exit(run(lambda: Library.open(Path({str(folder)!r})), sync=False))"
    )
    return ["-c", code]


def test_a_word_leads_to_the_paragraph_and_back_and_q_leaves_the_terminal_as_it_was(seeds, terminal):
    screen = terminal(*explorer(seeds))
    screen.wait("1 Results", "5 articles")
    screen.keys("-l", TROOPS)
    screen.wait("United Kingdom", "+ if", "2 Stances · troops")
    screen.keys("Down", "2", "Enter")
    opened = screen.wait("┏━ 4", "▌")
    assert "United Kingdom" in opened
    screen.keys("Enter")
    screen.wait("/ Find")
    screen.keys("BSpace", "BSpace")
    screen.wait("┏━ 2 Stances")
    screen.keys("q")
    last = screen.wait("ended with 0")
    assert "Stances" not in last


def test_keys_typed_at_once_all_go_where_the_first_ones_lead(seeds, terminal):
    screen = terminal(*explorer(seeds))
    screen.wait("5 articles")
    screen.keys("t", "r", "o", "o", "p", "s", "Down", "2", "j", "3", "4", "?")
    assert "/ troops\n" in "\n".join(line.rstrip() for line in screen.wait("type to filter").splitlines())


def test_a_terminal_that_shrinks_and_grows_keeps_the_pane(seeds, terminal):
    screen = terminal(*explorer(seeds))
    screen.wait("5 articles")
    screen.keys("-l", "troops")
    screen.keys("Down", "2")
    screen.wait("┏━ 2 Stances")
    screen.tmux("resize-window", "-x", "60", "-y", "20")
    assert "1 Results" not in screen.wait("┏━ 2 Stances", "? Keys")
    screen.tmux("resize-window", "-x", "180", "-y", "50")
    screen.wait("1 Results", "┏━ 2 Stances", "3 Claims", "4 Sources")


@pytest.mark.parametrize(("signal", "code"), [("TERM", 143), ("HUP", 129)])
def test_a_signal_ends_it_and_restores_the_terminal(seeds, terminal, signal, code):
    screen = terminal(*explorer(seeds))
    screen.wait("5 articles")
    for process in screen.children():
        subprocess.run(["kill", f"-{signal}", str(process)], check=True, timeout=PATIENCE)
    assert "1 Results" not in screen.wait(f"ended with {code}")


def test_a_terminal_that_is_closed_leaves_no_process_behind(seeds, terminal):
    screen = terminal(*explorer(seeds))
    screen.wait("5 articles")
    processes = screen.children()
    screen.close()
    assert all(ends(process) for process in processes)


def test_a_library_that_cannot_be_opened_ends_with_its_error(tmp_path, terminal):
    screen = terminal(*explorer(tmp_path / "missing"))
    assert "LibraryNotFound" in screen.wait("ended with 1")


def test_a_bug_leaves_a_traceback_and_its_exit_code(terminal):
    code = "import sys; from explorer.app import run; sys.exit(run(lambda: 1 / 0))"
    assert "ZeroDivisionError" in terminal("-c", code).wait("ended with 1")
