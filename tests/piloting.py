"""What the tests of the app share: an explorer over a folder, and waiting until it has nothing more to do."""

from contextlib import asynccontextmanager
from pathlib import Path

import pytest

import explorer.app
from explorer.app import ExplorerApp
from index.library import Library

PATIENCE = 3000
"""How often to look whether the work is done; a sync with its analysis takes the longest."""

TROOPS = "troops OR forces OR boots OR deploy*"


class Told(ExplorerApp):
    """An explorer that keeps what it has told: what is shown for a while may be gone on a busy machine."""

    CSS_PATH = Path(explorer.app.__file__).with_name("app.tcss")

    def __init__(self, *words, **more):
        super().__init__(*words, **more)
        self.told = []

    def on_notify(self, event):
        self.told.append(event.notification.message)


async def settle(pilot):
    """Wait until every key is handled, every question answered and every answer shown."""
    for _ in range(3):
        await pilot.pause()
        for _ in range(PATIENCE):
            if all(worker.is_finished for worker in pilot.app.workers):
                break
            await pilot.pause(0.02)
        else:
            pytest.fail(f"still at work: {list(pilot.app.workers)}")


@asynccontextmanager
async def exploring(folder, size=(120, 40), *, query="", sync=False):
    """Open a folder in the explorer, with a query typed, and close it again."""
    app = Told(lambda: Library.open(folder), sync=sync)
    try:
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            if query:
                await write(pilot, query)
                await press(pilot, "down")
            yield pilot
    finally:
        if app.library is not None:
            app.library.close()


async def write(pilot, text):
    """Put a text where the focus is, as pasting does."""
    pilot.app.focused.insert_text_at_cursor(text)
    await settle(pilot)


async def press(pilot, *keys):
    """Press keys one after the other, each when the one before has done its work."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


def shown(pilot):
    """Return the screen as its lines of text."""
    width, height = pilot.app.size
    screen = pilot.app.screen
    strips = screen._compositor.render_strips(screen.size)  # noqa: SLF001  (what is drawn, without a terminal)
    lines = ["".join(segment.text for segment in strip) for strip in strips]
    assert len(lines) == height
    assert all(len(line) <= width for line in lines)
    return lines


def told(pilot):
    """Return the messages that the app has shown for a while, since it began."""
    return pilot.app.told
