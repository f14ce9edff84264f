"""From a hit, a cell or a claim to the paragraph that says so, and back to the same place."""

import re

import pytest
from piloting import TROOPS, exploring, press, settle, shown, told, write

from explorer.layout import Pane
from explorer.screens.article import ArticleScreen
from explorer.screens.explore import ExploreScreen
from explorer.widgets.sources import SourceView
from index.models import Position

SIZES = [(80, 24), (120, 40), (200, 60)]


def place_of(view):
    return view.page.article.id, view.number


def column(screen, key):
    return next(at for at, column in enumerate(screen.stances.table.columns) if column.key == key)


async def to_cell(pilot, holder, wanted):
    """Move the cursor to the first cell of a holder that satisfies a condition."""
    screen = pilot.app.screen
    await press(pilot, "2", "g", *["h"] * 10)
    rows = [row.holder for row in screen.stances.table.rows]
    await press(pilot, *["j"] * rows.index(holder))
    cells = screen.stances.table.rows[rows.index(holder)].cells
    at = next(at for at, cell in enumerate(cells) if wanted(cell))
    await press(pilot, *["l"] * at)
    assert screen.stances.place == (rows.index(holder), at)
    return cells[at]


@pytest.mark.parametrize("size", SIZES)
async def test_a_hit_opens_its_source_at_the_passage_and_back_is_the_same_place(synced_seeds, size):
    async with exploring(synced_seeds, size, query="troops") as pilot:
        screen = pilot.app.screen
        await press(pilot, *["j"] * 7)
        before = screen.results.spot
        hit = screen.results.hits[7]
        await press(pilot, "enter")
        view = screen.focused
        assert isinstance(view, SourceView)
        assert place_of(view) == (hit.article, hit.passage)
        top, bottom = view.scroll_offset.y, view.scroll_offset.y + view.rows
        assert top <= view.top_of(view.cursor) < bottom
        assert f"¶{hit.passage}" in "\n".join(shown(pilot))
        await press(pilot, "backspace")
        assert screen.focused is screen.results
        assert screen.results.spot == before


@pytest.mark.parametrize("size", SIZES)
async def test_a_cell_opens_its_most_telling_evidence_highlighted(synced_seeds, size):
    async with exploring(synced_seeds, size, query=TROOPS) as pilot:
        screen = pilot.app.screen
        cell = await to_cell(pilot, "GB", lambda cell: Position.COMMITS in cell.positions)
        best = screen.behind.own[0]
        assert best.position is cell.positions[0]
        before = screen.stances.spot
        await press(pilot, "enter")
        view = screen.sources.active
        assert screen.focused is view
        assert view.place.span.of(view.page.article.text) == best.quote
        assert place_of(view) == (best.article, best.passage)
        assert "United Kingdom commits" in "\n".join(shown(pilot))
        await press(pilot, "backspace")
        assert screen.focused is screen.stances
        assert screen.stances.spot == before


async def test_the_cell_of_the_others_opens_what_articles_without_a_column_say(synced_seeds, monkeypatch):
    monkeypatch.setattr("index.library.tabling.MOST_COLUMNS", 2)
    async with exploring(synced_seeds, query=TROOPS) as pilot:
        stances = pilot.app.screen.stances
        own = [column.key for column in stances.table.columns]
        assert own[2:] == ["others", "all"]
        await press(pilot, "2", "l", "l")
        assert "others" in "\n".join(shown(pilot))
        cell = stances.table.rows[stances.place[0]].cells[2]
        behind = pilot.app.screen.behind
        assert len([stance for stance in behind.own if not stance.near]) == cell.count > 0
        assert not {stance.article for stance in behind.own} & set(own)
        await press(pilot, "enter")
        assert pilot.app.screen.sources.active.page.article.id not in own


async def test_a_blank_cell_says_that_nothing_is_said(synced_seeds):
    async with exploring(synced_seeds, query=TROOPS) as pilot:
        await to_cell(pilot, "RU", lambda cell: not cell.positions and not cell.near)
        await press(pilot, "enter")
        assert pilot.app.screen.focused is pilot.app.screen.stances
        assert "Nothing is said there." in told(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_a_claim_opens_two_sources_side_by_side_on_their_evidence(synced_seeds, size):
    async with exploring(synced_seeds, size, query="paris") as pilot:
        screen = pilot.app.screen
        await press(pilot, "3")
        at = next(
            at for at, claim in enumerate(screen.claims.claims) if len({row.source for row in claim.evidence}) > 1
        )
        await press(pilot, *["j"] * at, "enter")
        claim = screen.claims.claims[at]
        views = [view for view in screen.sources.views if view.display]
        assert len(views) == 2
        assert len({view.page.article.source for view in views}) == 2
        quotes = {row.quote for row in claim.evidence}
        assert all(view.place.span.of(view.page.article.text) in quotes for view in views)
        await press(pilot, "backspace")
        assert (screen.pane, screen.claims.cursor) == (Pane.CLAIMS, at)


async def test_a_paragraph_opens_the_whole_article_there_and_back(synced_seeds):
    async with exploring(synced_seeds, query="troops") as pilot:
        await press(pilot, "j", "enter", "j")
        view = pilot.app.screen.sources.active
        spot, place = view.spot, place_of(view)
        await press(pilot, "enter")
        screen = pilot.app.screen
        assert isinstance(screen, ArticleScreen)
        assert place_of(screen.article) == place
        await press(pilot, "backspace")
        assert isinstance(pilot.app.screen, ExploreScreen)
        assert pilot.app.screen.sources.active.spot == spot
        await press(pilot, "enter", "q")
        assert isinstance(pilot.app.screen, ExploreScreen)


async def test_next_hit_goes_on_across_passages_and_articles_in_panes_and_article(synced_seeds):
    async with exploring(synced_seeds, query="kremlin OR moscow") as pilot:
        screen = pilot.app.screen
        await press(pilot, "enter")
        trail = screen.reading.trail
        here = trail.index(screen.reading.current)
        await press(pilot, *["N"] * here)
        walked = [screen.reading.current]
        for _ in trail[1:]:
            await press(pilot, "n")
            walked.append(screen.reading.current)
            assert place_of(screen.sources.active) == (walked[-1].article, walked[-1].passage)
        assert tuple(walked) == trail
        assert len({place.article for place in walked}) > 1
        await press(pilot, "n")
        assert "That was the last one." in told(pilot)
        await press(pilot, "enter", "N")
        assert place_of(pilot.app.screen.article) == (trail[-2].article, trail[-2].passage)


async def test_next_hit_moves_the_results_along(synced_seeds):
    async with exploring(synced_seeds, query="kremlin OR moscow") as pilot:
        screen = pilot.app.screen
        await press(pilot, "n")
        place = screen.reading.current
        hit = screen.results.hits[screen.results.cursor]
        assert (hit.article, hit.passage) == (place.article, place.passage)


async def test_next_hit_in_one_pane_goes_to_the_source(synced_seeds):
    async with exploring(synced_seeds, (80, 24), query="kremlin OR moscow") as pilot:
        screen = pilot.app.screen
        await press(pilot, "n")
        assert screen.pane is Pane.SOURCES
        await press(pilot, "backspace")
        assert screen.pane is Pane.RESULTS


async def test_sources_turn_swap_and_grow_from_the_keyboard(synced_seeds):
    async with exploring(synced_seeds, (200, 60), query=TROOPS) as pilot:
        screen = pilot.app.screen

        def articles():
            return [view.page.article.id for view in screen.sources.views if view.display]

        await press(pilot, "enter")
        first, second = articles()
        await press(pilot, "right_square_bracket")
        assert articles()[0] not in {first, second}
        assert articles()[1] == second
        await press(pilot, "left_square_bracket")
        assert articles() == [first, second]
        await press(pilot, "s")
        assert articles() == [second, first]
        assert screen.focused.page.article.id == first
        await press(pilot, "plus")
        assert len(articles()) == 3
        await press(pilot, "minus", "minus")
        assert articles() == [first]
        await press(pilot, "minus")
        assert articles() == [first]


async def test_tab_walks_the_panes_and_the_sources_one_by_one(synced_seeds):
    async with exploring(synced_seeds, query=TROOPS) as pilot:
        screen = pilot.app.screen
        order = []
        for _ in range(6):
            order.append(screen.focused.id)
            await press(pilot, "tab")
        assert order == ["results", "stances", "claims", "source0", "source1", "results"]
        await press(pilot, "shift+tab", "shift+tab")
        assert screen.focused.id == "source1"


@pytest.mark.parametrize("size", SIZES)
async def test_number_keys_go_to_their_pane(synced_seeds, size):
    async with exploring(synced_seeds, size, query=TROOPS) as pilot:
        screen = pilot.app.screen
        for key, name in (("2", "stances"), ("3", "claims"), ("4", "source0"), ("1", "results")):
            await press(pilot, key)
            assert screen.focused.id == name
            assert screen.focused.region.area > 0


async def test_moving_keys_move_by_one_by_half_and_to_the_ends(synced_seeds):
    async with exploring(synced_seeds, query="troops OR forces") as pilot:
        results = pilot.app.screen.results
        await press(pilot, "j", "down", "k")
        assert results.cursor == 1
        await press(pilot, "G")
        assert results.cursor == results.items() - 1
        await press(pilot, "ctrl+u")
        assert 0 < results.cursor < results.items() - 1
        await press(pilot, "g", "ctrl+d")
        assert 1 < results.cursor < results.items() - 1
        await press(pilot, "g")
        assert (results.cursor, results.scroll_offset.y) == (0, 0)


async def test_a_long_passage_is_read_line_by_line_before_the_next_one(tmp_path):
    (tmp_path / "long.txt").write_text(
        "The ferry of Norvia sails. " * 200 + "\n\nThe harbour of Norvia is closed today.\n"
    )
    async with exploring(tmp_path, (80, 24)) as pilot:
        pilot.app.library.sync(analysis=False)
        await write(pilot, "ferry")
        await press(pilot, "down", "enter")
        view = pilot.app.screen.sources.active
        at, top = view.cursor, view.scroll_offset.y
        await press(pilot, "j")
        assert (view.cursor, view.scroll_offset.y) == (at, top + 1)


async def test_the_table_sorts_by_each_column_and_back_and_keeps_its_cursor(synced_seeds):
    async with exploring(synced_seeds, query=TROOPS) as pilot:
        stances = pilot.app.screen.stances
        await press(pilot, "2", "j")
        holder = stances.spot.holder
        order = list(stances._order)  # noqa: SLF001  (the rows as drawn)
        await press(pilot, "greater_than_sign")
        ranked = [stances.table.rows[index].cells[0] for index in stances._order]  # noqa: SLF001
        assert [bool(cell.positions) for cell in ranked] == sorted(
            (bool(cell.positions) for cell in ranked), reverse=True
        )
        assert "▾" in "\n".join(shown(pilot))
        assert stances.spot.holder == holder
        await press(pilot, *["greater_than_sign"] * len(stances.table.columns))
        assert list(stances._order) == order  # noqa: SLF001


async def test_view_changes_to_topics_over_all_sources_and_back(synced_seeds):
    async with exploring(synced_seeds, query="kremlin") as pilot:
        screen = pilot.app.screen
        sources = screen.stances.table
        await press(pilot, "v")
        topics = {topic.id for topic in screen.desk.topics()}
        assert {column.key for column in screen.stances.table.columns} - {"all"} <= topics
        assert "topics over all sources" in "\n".join(shown(pilot))
        await press(pilot, "enter")
        assert screen.pane is Pane.SOURCES
        await press(pilot, "backspace", "v")
        assert all(row.speaker for row in screen.stances.table.rows)
        await press(pilot, "v")
        assert screen.stances.table == sources == screen.answer.table


async def test_a_topic_becomes_the_query_and_back_restores_query_and_place(synced_seeds):
    async with exploring(synced_seeds, query="troops") as pilot:
        screen = pilot.app.screen
        await press(pilot, "j", "t", "j", "enter")
        topic = screen.desk.topics()[1]
        assert screen.field.value == topic.query
        assert screen.answer.query == topic.query
        await press(pilot, "backspace")
        assert (screen.field.value, screen.answer.query, screen.results.cursor) == ("troops", "troops", 1)
        assert {hit.passage for hit in screen.results.hits} == {hit.passage for hit in screen.answer.hits}


async def test_a_query_is_saved_as_a_topic_in_the_users_file(seeds):
    async with exploring(seeds, query="kremlin OR moscow") as pilot:
        screen = pilot.app.screen
        before = (seeds / "whosays.toml").read_text() if (seeds / "whosays.toml").exists() else ""
        await press(pilot, "t", "G", "enter")
        await write(pilot, "What the Kremlin says")
        await press(pilot, "enter")
        saved = screen.desk.topics()[-1]
        assert (saved.id, saved.title, saved.query) == (
            "what-the-kremlin-says",
            "What the Kremlin says",
            "kremlin OR moscow",
        )
        assert (seeds / "whosays.toml").read_text().startswith(before.rstrip())


async def test_zoom_gives_one_pane_the_screen_and_back(synced_seeds):
    async with exploring(synced_seeds, query=TROOPS) as pilot:
        screen = pilot.app.screen
        await press(pilot, "2", "z")
        assert screen.stances.region.width == 120
        assert not screen.results.display
        await press(pilot, "z")
        assert screen.results.display
        await press(pilot, "z", "slash")
        assert screen.focused is screen.field
        assert screen.results.display


async def test_escape_goes_up_from_source_to_list_to_field(synced_seeds):
    async with exploring(synced_seeds, query="kremlin") as pilot:
        screen = pilot.app.screen
        await press(pilot, "enter", "escape")
        assert screen.focused is screen.results
        await press(pilot, "escape")
        assert screen.focused is screen.field


async def test_q_goes_back_and_quits_at_the_root(synced_seeds):
    async with exploring(synced_seeds, query="kremlin") as pilot:
        await press(pilot, "enter", "q")
        assert pilot.app.is_running
        assert pilot.app.screen.focused is pilot.app.screen.results
        await pilot.press("q")
        await pilot.pause()
        assert not pilot.app.is_running
        assert pilot.app.return_code == 0


async def test_ctrl_q_quits_from_anywhere(synced_seeds):
    async with exploring(synced_seeds) as pilot:
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert not pilot.app.is_running


async def test_find_in_an_article_marks_and_walks_what_it_finds(synced_seeds):
    async with exploring(synced_seeds, query="kremlin") as pilot:
        await press(pilot, "enter", "enter", "slash")
        await write(pilot, "ukraine")
        screen = pilot.app.screen
        count = screen.article.page.article.text.lower().count("ukraine")
        assert f"{count} found" in "\n".join(shown(pilot))
        await press(pilot, "enter")
        starts = []
        for _ in range(count):
            starts.append(screen.article.place.span.start)
            await press(pilot, "n")
        assert len(set(starts)) == count
        assert screen.article.place.span.start == starts[0]
        await press(pilot, "N")
        assert screen.article.place.span.start == starts[-1]
        await press(pilot, "escape")
        assert pilot.app.screen is screen
        assert "found" not in shown(pilot)[-2]
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, ExploreScreen)


async def test_what_a_find_comes_to_is_told_with_its_keys(synced_seeds):
    async with exploring(synced_seeds, (60, 20), query="kremlin") as pilot:
        await press(pilot, "enter", "enter", "slash")
        await write(pilot, "ukraine")
        assert "Enter To the text  Esc Close" in shown(pilot)[-1]
        before = shown(pilot)[-2]
        await press(pilot, "enter", "n")
        assert re.search(r" \d+ of \d+ found", shown(pilot)[-2])
        assert shown(pilot)[-2] != before
        await press(pilot, "slash")
        await write(pilot, "zeppelin")
        assert "nowhere" in shown(pilot)[-2]


async def test_a_passage_of_a_whole_article_is_taken_along_as_one_beside_it(seeds):
    async with exploring(seeds, query="kremlin") as pilot:
        await press(pilot, "enter", "enter", "g", "j", "j", "b", "Y")
        screen = pilot.app.screen
        (kept,) = pilot.app.library.basket(pilot.app._explore.desk.who)  # noqa: SLF001  (the login name here)
        assert (kept.article, kept.passage) == place_of(screen.article)
        assert any("In the basket: 1" in message for message in told(pilot))
        assert any("Copied" in message for message in told(pilot))


async def test_a_click_chooses_what_it_hits(synced_seeds):
    async with exploring(synced_seeds, query="troops") as pilot:
        screen = pilot.app.screen
        await pilot.click("#results", offset=(5, 5))
        await settle(pilot)
        assert screen.results.cursor > 0
        await pilot.click("#results", offset=(5, 5))
        await settle(pilot)
        assert screen.pane is Pane.SOURCES


async def test_what_parts_two_sources_is_marked_in_both(tmp_path):
    (tmp_path / "lantern.md").write_text("# Ships\n\n*The Lantern*\n\nChile will send ships to the strait in April.\n")
    (tmp_path / "beacon.md").write_text(
        "# Boats\n\n*The Beacon*\n\nChile would not send ships to the strait in April.\n"
    )
    async with exploring(tmp_path, (160, 40), query="ships", sync=True) as pilot:
        screen = pilot.app.screen
        await to_cell(pilot, "CL", lambda cell: cell.positions)
        await press(pilot, "enter", *["plus"] * (len(screen.reading.slots) < 2))
        parted = {
            span.of(view.page.article.text): view
            for view in screen.sources.views
            if view.display
            for span in view.parted
        }
        assert set(parted) == {"will", "would", "not"}
        for word, view in parted.items():
            lines = view.build(view.cursor, 60)
            looks = [part.style for line in lines for part in line if part.text == word]
            assert looks
            assert all(look.bold and look.underline for look in looks)
        await press(pilot, "minus")
        assert screen.sources.active.parted == ()


async def test_sources_that_come_into_sight_are_drawn_whole_from_the_first_frame_on(synced_seeds):
    async with exploring(synced_seeds, (80, 24), query=TROOPS) as pilot:
        frames = []
        pilot.app.post_display_hook = lambda: frames.append(shown(pilot))
        for _ in range(3):
            place = pilot.app.screen.results.hits[pilot.app.screen.results.cursor]
            frames.clear()
            await press(pilot, "enter")
            opened = [frame for frame in frames if not any("1 Results" in line for line in frame)]
            assert opened
            for frame in opened:
                title = next(line for line in frame if "━ 4 " in line)
                assert f"¶{place.passage} ━" in title
                assert any("▌" in line for line in frame)
            await press(pilot, "backspace", "j")


async def test_an_article_is_at_hand_once_it_was_read(synced_seeds):
    async with exploring(synced_seeds, (80, 24), query=TROOPS) as pilot:
        desk, reading = pilot.app.screen.desk, pilot.app.screen.reading
        assert desk.at_hand(reading.shown, TROOPS) == desk.pages(reading.shown, TROOPS)
        assert desk.at_hand(reading.shown, "another query") is None
        desk.forget()
        assert desk.at_hand(reading.shown, TROOPS) is None
