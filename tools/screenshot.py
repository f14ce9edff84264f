"""Draw the README's picture: the explorer on a copy of ``seeds/``, as the app itself exports it.

python tools/screenshot.py        writes docs/explorer.svg
"""

from __future__ import annotations

import asyncio
import re
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.app import ExplorerApp
from index.library import Library

if TYPE_CHECKING:
    from textual.pilot import Pilot

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "explorer.svg"
SIZE = (160, 44)
KEYS = ("down", "2", "j", "j", "l")
"""From the field to the results, to the stance table, and to one cell of it."""


async def draw(folder: Path) -> str:
    """Return the screen as SVG, without the web fonts that it would load from elsewhere."""
    app = ExplorerApp(lambda: Library.open(folder), sync=False)
    async with app.run_test(size=SIZE) as pilot:
        await _settle(pilot)
        await pilot.press(*"topic:troops")
        await _settle(pilot)
        for key in KEYS:
            await pilot.press(key)
            await _settle(pilot)
        picture = app.export_screenshot(title="whosays seeds")
    return re.sub(r"\s*@font-face \{.*?\}", "", picture, flags=re.DOTALL)


async def _settle(pilot: Pilot[None]) -> None:
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def main() -> None:
    """Write the picture."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "seeds"
        shutil.copytree(ROOT / "seeds", folder, ignore=shutil.ignore_patterns(".whosays"))
        with Library.open(folder) as library:
            library.sync()
        PICTURE.parent.mkdir(exist_ok=True)
        PICTURE.write_text(asyncio.run(draw(folder)), encoding="utf-8")


if __name__ == "__main__":
    main()
