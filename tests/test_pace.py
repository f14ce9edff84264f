"""How long work still takes, and how it is shown and stopped."""

import threading

from piloting import exploring, press, settle, shown, told

from explorer import pace
from explorer.pace import Pace, bar, duration
from index.models import SyncProgress


def test_time_left_is_told_from_what_was_done_since_the_step_began(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(pace, "monotonic", lambda: now[0])
    one = Pace()
    assert one.left(SyncProgress("reading", 10, 100)) == ""
    now[0] += 1
    assert one.left(SyncProgress("reading", 15, 100)) == ""
    now[0] += 9
    assert one.left(SyncProgress("reading", 30, 100)) == "35 s left"
    assert one.left(SyncProgress("reading", 100, 100)) == ""
    assert one.left(SyncProgress("analysing", 1, 100)) == ""


def test_durations_and_bars_read_well():
    assert [duration(seconds) for seconds in (4.4, 130, 7300)] == ["4 s", "2 min", "2 h 1 min"]
    assert bar(SyncProgress("reading", 0, 0)) == "─" * 10
    assert bar(SyncProgress("reading", 5, 10)) == "━━━━━─────"
    assert bar(SyncProgress("reading", 12, 10)) == "━" * 10


async def test_progress_stands_in_the_first_line_with_its_bar(synced_seeds):
    async with exploring(synced_seeds) as pilot:
        pilot.app.screen.show_progress(SyncProgress("analysing", 3, 6))
        await pilot.pause()
        assert "━━━━━───── analysing 3/6 · Ctrl+C stops" in shown(pilot)[0]
        await pilot.resize_terminal(60, 20)
        await settle(pilot)
        assert "analysing 3/6 · Ctrl+C stops" in shown(pilot)[0]
        pilot.app.screen.show_progress(None)
        await pilot.pause()
        assert "5 articles" in shown(pilot)[0]


async def test_an_export_that_is_stopped_writes_no_file(synced_seeds, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with exploring(synced_seeds, query="troops") as pilot:
        library = pilot.app.library
        asked, go_on = threading.Event(), threading.Event()
        brief = library.brief

        def slow(query):
            asked.set()
            go_on.wait(20)
            return brief(query)

        monkeypatch.setattr(library, "brief", slow)
        await press(pilot, "x")
        await pilot.press("enter")
        while not asked.is_set():
            await pilot.pause(0.02)
        await pilot.pause()
        assert "Writing troops.md · Ctrl+C stops" in shown(pilot)[0]
        await pilot.press("ctrl+c")
        go_on.set()
        await settle(pilot)
        assert "Stopped. No file was written." in told(pilot)
        assert "hits in" in shown(pilot)[0]
    assert list(tmp_path.iterdir()) == []
