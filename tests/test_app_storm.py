"""Keys at random: whatever is pressed, the explorer neither fails nor draws outside the screen, and q still quits.

``dev.py storm`` runs the same for as long as one likes: it sets ``WHOSAYS_STORM`` to how many storms there shall be.
"""

import asyncio
import contextvars
import os
import shutil
import webbrowser

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from piloting import settle, shown, write
from textual.widgets import Input

from explorer.app import ExplorerApp
from index.library import Library

KEYS = [
    *'1234jkghlGnNbBoetvrsuxyYzfm>[]+-?!/q:"*(~',
    *"down up left right enter tab shift+tab escape backspace home end pagedown pageup space".split(),
    *"ctrl+d ctrl+u ctrl+r ctrl+c ctrl+p delete".split(),
]
WORDS = ["troops", "holder:germany ", '"would not', "OR ", "(", "date:2026", "é漢字👩‍🚀", "\u202e", "position:opposes "]
SIZES = [(1, 1), (20, 5), (60, 20), (80, 24), (120, 40), (200, 60), (300, 90)]
LONG = int(os.environ.get("WHOSAYS_STORM", "0"))
MOST_TO_QUIT = 200


class Storm(RuleBasedStateMachine):
    """An explorer over a copy of the seeds, and somebody who presses anything."""

    folder = None

    @initialize(size=some.sampled_from(SIZES[2:5]))
    def begin(self, size):
        """Open it; leaving it is put off, so that the storm goes on."""
        self.loop, self.context = asyncio.new_event_loop(), contextvars.copy_context()
        self.app = ExplorerApp(lambda: Library.open(self.folder), sync=False)
        self.leave, self.app.exit = self.app.exit, lambda *_: None
        self.app.copy = lambda _: None  # no clipboard is touched
        self.running = self.app.run_test(size=size)
        self.pilot = self.wait(self.running.__aenter__())
        self.wait(settle(self.pilot))

    def wait(self, work):
        """Do something in the one context in which the app was begun: there Textual finds it."""
        return self.loop.run_until_complete(self.loop.create_task(work, context=self.context))

    @rule(keys=some.lists(some.sampled_from(KEYS), min_size=1, max_size=6))
    def press(self, keys):
        """Press some keys at once."""
        self.wait(self.pilot.press(*keys))

    @rule(text=some.sampled_from(WORDS))
    def paste(self, text):
        """Paste a text where one can be typed."""
        if isinstance(self.app.focused, Input):
            self.wait(write(self.pilot, text))

    @rule(size=some.sampled_from(SIZES))
    def resize(self, size):
        """Give the terminal another size."""
        self.wait(self.pilot.resize_terminal(*size))

    @rule()
    def rest(self):
        """Let it finish; what it has drawn then fits the screen."""
        self.wait(settle(self.pilot))
        self.context.run(shown, self.pilot)

    @invariant()
    def goes_on(self):
        """It runs."""
        if hasattr(self, "pilot"):
            assert self.app.bug is None, self.app.bug
            assert self.app.is_running

    def teardown(self):
        """Leave it as a person would: q, but where q is a letter first out of there."""
        if not hasattr(self, "pilot"):
            return
        try:
            self.app.exit = self.leave
            for _ in range(MOST_TO_QUIT):
                self.wait(settle(self.pilot))
                if not self.app.is_running:
                    break
                writing = isinstance(self.app.focused, Input)
                field = self.app.focused is self.app._explore.field  # noqa: SLF001
                self.wait(self.pilot.press("enter" if field else "escape" if writing else "q"))
            else:
                pytest.fail(f"q never quits {self.app.screen}, {self.app.focused}")
        finally:
            self.wait(self.running.__aexit__(None, None, None))
            self.app.library.close()
            self.loop.close()


@pytest.fixture(autouse=True)
def aside(synced_seeds, tmp_path, monkeypatch):
    """A library of its own, and a place where exports, editors and browsers do no harm."""
    Storm.folder = shutil.copytree(synced_seeds, tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    for variable in ("VISUAL", "EDITOR"):
        monkeypatch.setenv(variable, "true")
    monkeypatch.setattr(webbrowser, "get", lambda: webbrowser.BackgroundBrowser("true"))


class TestStorm(Storm.TestCase):
    """A few short storms, the same every time, or as many long ones as are asked for."""

    settings = (
        settings(max_examples=LONG, stateful_step_count=50, derandomize=False)
        if LONG
        else settings(max_examples=4, stateful_step_count=10, phases=[Phase.generate])
    )
