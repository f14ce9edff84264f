"""Coming back: the last visit's place, the queries asked, what is new, and filters."""

from __future__ import annotations

from contextlib import asynccontextmanager

from piloting import TROOPS, exploring, press, settle, shown, write

from explorer.app import ExplorerApp
from explorer.cells import TableOf
from explorer.layout import Pane
from explorer.state import State, state_file, write_state
from index.library import Library


@asynccontextmanager
async def visiting(folder, states, *, sync=False):
    app = ExplorerApp(lambda: Library.open(folder), sync=sync, states=lambda: states)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        yield pilot
        app.remember()
    app.library.close()


async def test_query_filters_pane_and_place_come_back(seeds, tmp_path):
    async with visiting(seeds, tmp_path / "state") as pilot:
        await write(pilot, TROOPS)
        await press(pilot, "down", "f", "j", "j", "j", "enter", "2", "j")
        screen = pilot.app.screen
        left = screen.stances.spot, screen.filters
        assert left[1]
    async with visiting(seeds, tmp_path / "state") as pilot:
        screen = pilot.app.screen
        assert screen.field.value == TROOPS
        assert (screen.stances.spot, screen.filters, screen.pane) == (*left, Pane.STANCES)


async def test_what_is_typed_first_on_coming_back_is_a_new_query_and_the_old_one_is_an_up_away(seeds, tmp_path):
    async with visiting(seeds, tmp_path / "state") as pilot:
        await write(pilot, TROOPS)
        await press(pilot, "down", "2", "j")
    async with visiting(seeds, tmp_path / "state") as pilot:
        screen = pilot.app.screen
        await press(pilot, "k", "y", "i", "v")
        assert screen.field.value == "kyiv"
        await press(pilot, "up")
        assert screen.field.value == TROOPS


async def test_the_theme_chosen_comes_back(seeds, tmp_path):
    async with visiting(seeds, tmp_path / "state") as pilot:
        pilot.app.theme = "blue-orange-light"
    async with visiting(seeds, tmp_path / "state") as pilot:
        assert pilot.app.theme == "blue-orange-light"


async def test_what_is_typed_early_goes_before_the_last_visit(seeds, tmp_path):
    write_state(state_file(tmp_path, seeds), State(query="kremlin"))
    app = ExplorerApp(lambda: Library.open(seeds), sync=False, states=lambda: tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("c", "e")
        await settle(pilot)
        assert pilot.app.screen.field.value in {"ce", "kremlince"}
    app.library.close()


async def test_queries_asked_before_come_back_with_up(seeds, tmp_path):
    async with visiting(seeds, tmp_path / "state") as pilot:
        for query in ("ceasefire", "kremlin"):
            await press(pilot, "slash", "escape") if pilot.app.screen.field.value else None
            await press(pilot, "slash")
            pilot.app.screen.field.value = query
            await press(pilot, "enter")
    async with visiting(seeds, tmp_path / "state") as pilot:
        await press(pilot, "slash", "up")
        assert pilot.app.screen.field.value == "ceasefire"
        await press(pilot, "down")
        assert pilot.app.screen.field.value == "kremlin"


async def test_what_came_since_the_last_visit_is_marked(seeds, tmp_path):
    async with visiting(seeds, tmp_path / "state") as pilot:
        await write(pilot, "zeppelin")
        assert pilot.app.screen.results.new == frozenset()
    (seeds / "later.txt").write_text("A zeppelin over the bay\n\nA zeppelin was seen over the bay.\n", encoding="utf-8")
    async with visiting(seeds, tmp_path / "state", sync=True) as pilot:
        assert "• later" in "\n".join(shown(pilot))
    async with visiting(seeds, tmp_path / "state") as pilot:
        assert "• later" not in "\n".join(shown(pilot))


async def test_a_filter_holds_of_the_same_stance_and_is_taken_away_again(synced_seeds):
    async with exploring(synced_seeds, query=TROOPS) as pilot:
        screen = pilot.app.screen
        everything = screen.stances.table
        await press(pilot, "f", "j", "j", "j", "enter")
        assert screen.filters == ("position:opposes",)
        assert "position:opposes" in "\n".join(shown(pilot))
        positions = {p for row in screen.stances.table.rows for cell in row.cells for p in cell.positions}
        assert positions == {"opposes"}
        await press(pilot, "f", "enter")
        assert screen.filters == ()
        assert screen.stances.table == everything
        await press(pilot, "backspace")
        assert screen.filters == ("position:opposes",)


async def test_a_filter_that_is_wrong_is_told_and_so_is_a_query_beside_one(synced_seeds):
    async with exploring(synced_seeds, query=TROOPS) as pilot:
        await press(pilot, "f", "G", "enter")
        await write(pilot, "yesterday")
        await press(pilot, "enter")
        assert "yesterday" in "\n".join(shown(pilot)[:4])
        await press(pilot, "backspace", "f", "j", "enter", "slash", "escape")
        await write(pilot, "a) OR (b")
        assert pilot.app.screen.notice.display


async def test_the_view_walks_sources_topics_and_speakers(synced_seeds):
    async with exploring(synced_seeds, query=TROOPS) as pilot:
        seen = []
        for _ in TableOf:
            await press(pilot, "v")
            seen.append(pilot.app.screen.of)
        assert seen == [TableOf.TOPICS, TableOf.SPEAKERS, TableOf.SOURCES]
