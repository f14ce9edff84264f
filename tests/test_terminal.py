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

    def start(*words, size=(120, 40), program=sys.executable):
        opened.append(Terminal(shlex.join([program, *map(str, words)]), size))
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


def test_a_terminal_that_was_resized_is_left_without_a_trace(seeds, terminal):
    screen = terminal("-m", "explorer", seeds, size=(80, 24))
    screen.wait("1 Results", "5 articles")
    screen.keys("Down", "2")
    screen.wait("┏━ 2 Stances")
    for width, height in ((120, 40), (60, 20), (100, 30)):
        screen.tmux("resize-window", "-x", str(width), "-y", str(height))
        screen.wait("┏━ 2 Stances", "? Keys")
        time.sleep(0.5)  # until all is drawn at that size: what was drawn at the last one has the same words
    screen.keys("q")
    last = screen.wait("ended with 0")
    assert last.split() == ["ended", "with", "0"]


@pytest.mark.parametrize(("signal", "code"), [("TERM", 143), ("HUP", 129), ("INT", 130)])
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


@pytest.mark.parametrize(
    "bug",
    [
        "ExplorerApp.on_explorer_app_opened = lambda self, event: 1 / 0",
        "ExplorerApp.on_explorer_app_opened = lambda self, event: self.run_worker(lambda: 1 / 0, thread=True)",
        "ExplorerApp.__init__ = lambda self, *words, **more: 1 / 0",
    ],
    ids=["in a handler", "in a worker", "before it runs"],
)
def test_a_bug_restores_the_terminal_and_says_where_its_report_is(seeds, terminal, bug):
    code = f"import sys; from explorer import cli; from explorer.app import ExplorerApp; {bug}; "
    code += f"code = cli.main([{str(seeds)!r}])"
    last = terminal("-c", f"{code}; import os; os.system('stty -a'); sys.exit(code)").wait("ended with 70")
    assert "ZeroDivisionError" in last
    assert "its report is in" in last
    assert "Locals" not in last
    assert " echo " in last
    assert " icanon" in last
    assert "1 Results" not in last


def test_what_goes_to_stderr_may_go_to_a_file(seeds, terminal, tmp_path):
    screen = terminal("-c", f"exec {sys.executable} -m explorer {seeds} 2>{tmp_path / 'err'}", program="/bin/sh")
    screen.wait("5 articles", "1 Results")
    screen.keys("-l", "troops")
    screen.wait("/ troops")
    screen.keys("Down", "q")
    assert "1 Results" not in screen.wait("ended with 0")
    assert (tmp_path / "err").read_text() == ""


def test_ctrl_z_goes_to_the_shell_and_fg_comes_back(seeds, terminal):
    screen = terminal("--norc", "--noprofile", "-i", program="bash")
    screen.keys("-l", f"PS1='$ '; before=$(stty -g); {sys.executable} -m explorer {seeds}")
    screen.keys("Enter")
    screen.wait("5 articles", "1 Results")
    screen.keys("C-z")
    screen.wait("Stopped")
    screen.keys("-l", '[ "$before" = "$(stty -g)" ] && echo as it "was"')
    screen.keys("Enter")
    assert "1 Results" not in screen.wait("as it was")
    screen.keys("-l", "fg")
    screen.keys("Enter")
    screen.wait("5 articles", "1 Results")
    screen.keys("Down", "q")
    screen.wait("as it was")
    screen.keys("-l", '[ "$before" = "$(stty -g)" ] && echo still as it "was"')
    screen.keys("Enter")
    screen.wait("still as it was")
