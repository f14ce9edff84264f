"""Keys at random: whatever is pressed, the explorer neither fails nor draws outside the screen."""

import random
import webbrowser

import pytest
from piloting import settle, shown

from explorer.app import ExplorerApp
from index.library import Library

KEYS = [
    *'1234jkghlGnNbBoetvrsuxyYzfm>[]+-?!/q:"*(~',
    *"down up left right enter tab shift+tab escape backspace home end pagedown pageup space".split(),
    *"ctrl+d ctrl+u ctrl+r ctrl+c ctrl+p delete".split(),
]
SIZES = [(20, 5), (60, 20), (80, 24), (120, 40), (200, 60)]


async def storm(folder, seed, keys, size):
    chosen = random.Random(seed)
    app = ExplorerApp(lambda: Library.open(folder), sync=False)
    app.exit = app.copy = lambda *_args: None  # the storm goes on, and no clipboard is touched
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        for _ in range(keys):
            if chosen.random() < 0.03:
                await pilot.resize_terminal(*chosen.choice(SIZES))
            await pilot.press(chosen.choice(KEYS))
            if chosen.random() < 0.05:
                await settle(pilot)
                shown(pilot)
        await settle(pilot)
        shown(pilot)
    app.library.close()


@pytest.mark.parametrize(("seed", "size"), enumerate([(60, 20), (120, 40)]))
async def test_no_keys_in_any_order_end_it(seeds, seed, size, monkeypatch):
    monkeypatch.chdir(seeds.parent)  # an export asks for a file there
    for variable in ("VISUAL", "EDITOR", "BROWSER"):
        monkeypatch.setenv(variable, "true")  # the program: nothing is opened
    monkeypatch.setattr(webbrowser, "_tryorder", None)  # it asks for $BROWSER once in a process
    await storm(seeds, seed, 60, size)
