"""Draw the README's tour anew: pictures as the app itself exports them, and one recording from a real terminal.

python tools/tour.py        writes docs/explorer.svg and docs/tour/
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.terminal import Terminal
from explorer.app import ExplorerApp
from index.library import Library

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.pilot import Pilot

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
SIZE = (160, 44)

PICTURES = {
    "explorer.svg": ("topic:troops", ("down", "2", "j", "j", "l")),
    "tour/evidence.svg": ("topic:troops", ("down", "2", "enter")),
    "tour/claims.svg": ("topic:troops", ("down", "3", "enter")),
    "tour/topics.svg": ("topic:troops", ("down", "2", "v")),
    "tour/article.svg": ("troops OR forces", ("down", "enter", "enter")),
}
"""What is typed, and the keys from there, by the picture's file."""

RECORDED = (30, 100)
"""Lines and columns of the recording."""

LOOK, GLANCE, LETTER = 2.5, 1.2, 0.14
"""Seconds for which a picture stands, for which a step on the way does, and between two letters."""

SETTLED = 1.5
"""Seconds without anything drawn after which a key has had its effect, on a slow machine too."""

JOURNEY = (
    *((letter, LETTER) for letter in "troops"),
    ("\x1b[B", LOOK),
    ("j", GLANCE),
    ("j", LOOK),
    ("2", GLANCE),
    ("j", GLANCE),
    ("l", LOOK),
    ("\r", LOOK),
    ("\r", LOOK),
    ("\x7f", GLANCE),
    ("\x7f", GLANCE),
    ("3", LOOK),
    ("\r", LOOK),
    ("\x7f", GLANCE),
    ("q", GLANCE),
)
"""The keys of the recording, each with the seconds that follow it."""


async def draw(folder: Path, query: str, keys: tuple[str, ...]) -> str:
    """Return the screen as SVG, without the web fonts that it would load from elsewhere."""
    app = ExplorerApp(lambda: Library.open(folder), sync=False)
    async with app.run_test(size=SIZE) as pilot:
        await _settle(pilot)
        await pilot.press(*query)
        await _settle(pilot)
        for key in keys:
            await pilot.press(key)
            await _settle(pilot)
        picture = app.export_screenshot(title="whosays seeds")
    if app.library is not None:
        app.library.close()
    return re.sub(r"\s*@font-face \{.*?\}", "", picture, flags=re.DOTALL)


async def _settle(pilot: Pilot[None]) -> None:
    for _ in range(2):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


def record(folder: Path) -> Iterator[str]:
    """Yield the lines of an asciicast (version 2): the keys and the times are the same every time.

    All that one key draws is one event, a moment after the key; what a slow machine takes longer for is not shown.
    """
    lines, columns = RECORDED
    header = {
        "version": 2,
        "width": columns,
        "height": lines,
        "env": {"TERM": "xterm-256color"},
        "title": "whosays seeds",
    }
    yield json.dumps(header)
    now = 0.0
    with Terminal([sys.executable, "-m", "explorer", str(folder)], RECORDED) as terminal:
        terminal.wait("5 articles")
        terminal.rest(SETTLED)
        yield _event(now, terminal)
        now += GLANCE
        for key, seconds in JOURNEY:
            terminal.type(key)
            terminal.rest(SETTLED)
            yield _event(now, terminal)
            now += seconds


def _event(when: float, terminal: Terminal) -> str:
    return json.dumps([round(when, 2), "o", terminal.drawn.decode()], ensure_ascii=False)


def main() -> None:
    """Write the pictures and the recording."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "seeds"
        shutil.copytree(ROOT / "seeds", folder, ignore=shutil.ignore_patterns(".whosays"))
        os.environ["XDG_STATE_HOME"] = os.environ["XDG_CONFIG_HOME"] = place  # nobody's last visit, nobody's keys
        with Library.open(folder) as library:
            library.sync()
        (DOCS / "tour").mkdir(parents=True, exist_ok=True)
        for name, (query, keys) in PICTURES.items():
            (DOCS / name).write_text(asyncio.run(draw(folder, query, keys)), encoding="utf-8")
        (DOCS / "tour/explorer.cast").write_text("\n".join(record(folder)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
