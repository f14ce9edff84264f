"""A few pictures of the screen, so that a change of its look is seen and meant."""

import pytest
from piloting import press, settle, write

from explorer.app import ExplorerApp
from index.library import Library

LANTERN = """# Ships for the strait

*The Daily Lantern*, 3 March 2031

New Zealand will send two ships to the strait if the harbour treaty is signed. Prime Minister Aldo Brisk told
reporters that the crews were ready.

## What others say

Peru opposes any foreign ships in the strait. Chile welcomed the ships and said that it would open its ports.
"""

BEACON = """# The strait waits for its ships

*Evening Beacon*, 4 March 2031

About 40 people came to the harbour on Monday to hear the news.

Chile said it would not send ships to the strait. New Zealand said its two ships would sail in April.
"""

CASES = [((80, 24), ("2",)), ((120, 40), ("2", "enter")), ((200, 60), ("j", "enter"))]


@pytest.fixture(scope="module")
def strait(tmp_path_factory):
    """Two short articles about ships that there are not, synced and analysed."""
    folder = tmp_path_factory.mktemp("strait")
    (folder / "lantern.md").write_text(LANTERN)
    (folder / "beacon.md").write_text(BEACON)
    (folder / "whosays.toml").write_text('[library]\nname = "Ships in the strait"\n')
    with Library.open(folder) as library:
        report = library.sync()
    assert not report.reason, report.reason
    return folder


@pytest.mark.parametrize(("size", "keys"), CASES, ids=["80x24", "120x40", "200x60"])
def test_the_screen_looks_as_it_did(strait, snap_compare, size, keys):
    app = ExplorerApp(lambda: Library.open(strait), sync=False)

    async def act(pilot):
        await settle(pilot)
        await write(pilot, "ships")
        await press(pilot, "down", *keys)
        pilot.app.library.close()

    assert snap_compare(app, terminal_size=size, run_before=act)
