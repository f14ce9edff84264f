"""The lists over the panes, the palette, the clipboard, and the sizes that the screen survives."""

import json
import stat
import subprocess
import sys

import pytest
from piloting import TROOPS, exploring, press, settle, shown, told, write

from explorer.app import ExplorerApp
from explorer.config import UserSettings
from explorer.keys import ANYWHERE, CLOSING, EXPLORING, MOVING, READING, SIDEWAYS, SORTING, key_name
from explorer.layout import Pane
from explorer.render import MIXED, REVIEWED, SYMBOLS, TURNED
from explorer.screens.explore import ExploreScreen
from explorer.screens.keys import KeysScreen
from explorer.screens.topics import TopicsScreen, topic_id
from index.library import Library

SIZES = [(60, 20), (80, 24), (100, 30), (120, 40), (159, 25), (200, 60), (300, 90)]
TABLES = [EXPLORING, MOVING, SIDEWAYS, SORTING, READING, CLOSING, ANYWHERE]


def clipboard(tmp_path, monkeypatch, name):
    """Put a program of that name first on the path, which keeps what it is given in a file."""
    kept = tmp_path / "kept.txt"
    program = tmp_path / "bin" / name
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\ncat > {kept}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    for variable in ("TMUX", "WAYLAND_DISPLAY", "DISPLAY"):
        monkeypatch.delenv(variable, raising=False)
    return kept


def test_every_binding_has_an_id_and_says_what_it_does():
    assert all(binding.id and binding.tooltip and binding.description for table in TABLES for binding in table)


@pytest.mark.parametrize("table", TABLES)
def test_no_id_and_no_key_is_bound_twice_in_one_place(table):
    ids = [binding.id for binding in table]
    keys = [key for binding in table for key in binding.key.split(",")]
    assert len(set(ids)) == len(ids)
    assert len(set(keys)) == len(keys)


def test_keys_read_as_a_person_writes_them():
    assert [key_name(key) for key in ("ctrl+p", "slash", "shift+tab", "G", "escape")] == [
        "Ctrl+P",
        "/",
        "Shift+Tab",
        "G",
        "Esc",
    ]


def test_a_topic_id_is_plain_and_free():
    assert topic_id("Brücken & Häfen", ()) == "brucken-hafen"
    assert topic_id("Ports", {"ports", "ports-2"}) == "ports-3"
    assert topic_id("字", ()) == "topic"


async def test_the_users_own_keys_replace_ours(synced_seeds):
    settings = UserSettings({"topics": "f9"})
    app = ExplorerApp(lambda: Library.open(synced_seeds), read_settings=lambda: settings, sync=False)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "down", "f9")
        assert isinstance(app.screen, TopicsScreen)
    app.library.close()


async def test_the_key_list_filters_as_one_types(synced_seeds):
    async with exploring(synced_seeds, query="troops") as pilot:
        await press(pilot, "question_mark")
        screen = pilot.app.screen
        assert isinstance(screen, KeysScreen)
        listed = {entry.name for entry in screen.list.entries}
        assert {"/", "n", "N", "?", "q", "Ctrl+Q", ">", "[", "]"} <= listed
        await write(pilot, "citation")
        assert [entry.name for entry in screen.list.entries] == ["y"]
        await write(pilot, "zzz")
        assert "No key does that" in "\n".join(shown(pilot))
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, ExploreScreen)


async def test_the_key_list_knows_the_users_own_keys(synced_seeds):
    async with exploring(synced_seeds, query="troops") as pilot:
        pilot.app.set_keymap({"topics": "ctrl+t"})
        await press(pilot, "question_mark")
        assert "Ctrl+T" in {entry.name for entry in pilot.app.screen.list.entries}


@pytest.mark.parametrize("key", ["ctrl+p", "colon"])
async def test_the_palette_runs_any_action_by_name(synced_seeds, key):
    async with exploring(synced_seeds, query="troops") as pilot:
        await press(pilot, key)
        await pilot.press(*"swap")
        await pilot.pause(0.5)
        text = "\n".join(shown(pilot))
        assert "swap the sources side by side" in text
        before = [place.article for place in pilot.app._explore.reading.shown]  # noqa: SLF001
        await press(pilot, "enter")
        await press(pilot, "enter") if not isinstance(pilot.app.screen, ExploreScreen) else None
        await settle(pilot)
        assert [place.article for place in pilot.app._explore.reading.shown] == before[::-1]  # noqa: SLF001


@pytest.mark.parametrize("pane", ["1", "2", "3", "4"])
async def test_a_copy_carries_words_source_and_place_and_tells_its_way(synced_seeds, tmp_path, monkeypatch, pane):
    kept = clipboard(tmp_path, monkeypatch, "xclip")
    monkeypatch.setenv("DISPLAY", ":0")
    async with exploring(synced_seeds, query="troops") as pilot:
        await press(pilot, pane, "y")
        assert "Copied with xclip." in told(pilot)
    quote, source = kept.read_text().split("\n— ")[:2]
    assert quote
    assert ".txt ¶" in source


async def test_without_a_tool_the_terminal_is_asked_to_copy(synced_seeds, tmp_path, monkeypatch):
    clipboard(tmp_path, monkeypatch, "nothing")
    async with exploring(synced_seeds, query="troops") as pilot:
        await press(pilot, "enter", "enter", "y")
        view = pilot.app.screen.article
        assert any("OSC 52" in message for message in told(pilot))
        assert pilot.app.clipboard.startswith(view.page.article.passages[view.cursor].span.of(view.page.article.text))
        assert f"({view.page.article.file} ¶{view.number})" in pilot.app.clipboard


@pytest.mark.parametrize("size", SIZES)
async def test_every_size_draws_full_lines_and_every_pane(synced_seeds, size):
    async with exploring(synced_seeds, size, query=TROOPS) as pilot:
        for key in ("1", "2", "3", "4"):
            await press(pilot, key)
            focused = pilot.app.screen.focused
            assert focused.region.height > 2
            assert focused.region.right <= size[0]
            assert focused.region.bottom <= size[1]
            assert "? Keys" in shown(pilot)[-1]
            assert "q Back" in shown(pilot)[-1]


async def test_columns_of_text_are_never_wider_than_eighty(synced_seeds):
    async with exploring(synced_seeds, (300, 90), query=TROOPS) as pilot:
        await press(pilot, "3", "enter", "minus", "z")
        text = [line.strip("┃│ ╴━▌▸▁▂▃▄▅▆▇█") for line in shown(pilot)[2:-2]]
        assert 60 < max(len(line) for line in text) <= 80


async def test_resizing_in_use_keeps_pane_and_place(synced_seeds):
    async with exploring(synced_seeds, (200, 60), query=TROOPS) as pilot:
        await press(pilot, "enter")
        view = pilot.app.screen.focused
        number = view.number
        for size in [*SIZES, (20, 6), (1, 1), *SIZES[::-1]]:
            await pilot.resize_terminal(*size)
            await settle(pilot)
            assert pilot.app.screen.focused is view
        assert view.number == number
        top = view.scroll_offset.y
        assert top <= view.top_of(view.cursor) < top + view.rows


async def test_symbols_tell_positions_without_colours(synced_seeds, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    async with exploring(synced_seeds, query=TROOPS) as pilot:
        assert pilot.app.no_color
        await press(pilot, "2")
        row = next(line for line in shown(pilot) if "United Kingdom" in line)
        assert "+ if" in row
        look = pilot.app.screen.results.get_component_rich_style("lines--cursor", partial=True)
        assert look.underline


async def test_without_colours_not_even_grey_is_sent(synced_seeds, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    async with exploring(synced_seeds, query=TROOPS) as pilot:
        await press(pilot, "2", "enter")
        for keys in ([], ["question_mark"], ["escape", "slash"]):
            await press(pilot, *keys)
            screen = pilot.app.screen
            drawn = screen._compositor.render_strips(screen.size)  # noqa: SLF001  (what is drawn, without a terminal)
            looks = {part.style for strip in drawn for part in strip if part.style}
            colours = {colour for look in looks for colour in (look.color, look.bgcolor) if colour}
            assert all(colour.is_default for colour in colours)


@pytest.mark.parametrize("theme", ["ansi-dark", "ansi-light", "blue-orange-dark", "blue-orange-light"])
async def test_every_theme_draws_and_tells_the_sides_and_the_cursor_apart(synced_seeds, theme):
    async with exploring(synced_seeds, query=TROOPS) as pilot:
        pilot.app.theme = theme
        await press(pilot, "2")
        screen = pilot.app.screen
        row = next(line for line in shown(pilot) if "United Kingdom" in line)
        assert "+ if" in row
        looks = {name: screen.stances.get_component_rich_style(f"stances--{name}") for name in ("for", "against")}
        assert looks["for"].color != looks["against"].color
        cursor = screen.results.get_component_rich_style("lines--cursor", partial=True)
        assert cursor.underline or cursor.bgcolor != screen.results.rich_style.bgcolor


async def test_the_key_list_explains_every_sign_of_the_table(synced_seeds):
    async with exploring(synced_seeds, query="troops") as pilot:
        await press(pilot, "question_mark")
        await write(pilot, "table: ")
        signs = {entry.name for entry in pilot.app.screen.list.entries}
        assert {*SYMBOLS.values(), "if", MIXED, REVIEWED, TURNED, "·", "…", "/", "blank"} <= signs


def test_the_first_frame_waits_for_nothing_heavy():
    heavy = [
        "whoosh",
        "pydantic",
        "spacy",
        "sqlite3",
        "babel",
        "tomlkit",
        "index.library",
        "index.models.rows",
        "index.text",
        "multiprocessing",
    ]
    code = f"import sys, explorer.app; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


async def test_a_long_name_in_a_list_never_touches_what_stands_beside_it(seeds):
    (seeds / "whosays.toml").write_text(f'[[topics]]\nid = "a"\ntitle = "{"漢字" * 40}"\nquery = "ferry"\n')
    async with exploring(seeds, size=(80, 24)) as pilot:
        await press(pilot, "down", "t")
        line = next(line for line in shown(pilot) if "ferry" in line)
        assert "…  ferry" in line or "…   ferry" in line


async def test_a_long_source_gives_way_to_its_passages_number(synced_seeds):
    async with exploring(synced_seeds, (60, 20)) as pilot:
        pane = pilot.app.screen.results
        name = "The Long and Winding Lantern of 漢字" * 3
        hit = pane.hits[0]._replace(source=name, published="2031-02-03", passage=127)
        pane.show((hit,), 1)
        for width in range(20, 120, 5):
            head, *_ = pane.build(0, width)
            assert "¶127" in "".join(part.text for part in head)
            assert sum(part.cell_length for part in head) <= width


async def test_articles_of_one_source_are_called_by_their_titles(tmp_path):
    rows = [
        {"title": f"{name} of Norvia", "source": "The Lantern", "text": "Chile will dredge the harbour."}
        for name in ("Ferries", "Quays")
    ]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    async with exploring(tmp_path, query="harbour", sync=True) as pilot:
        drawn = "\n".join(shown(pilot))
        assert "│ Ferries of Norvia ¶1 " in drawn.replace("┃", "│")
        assert [column.title for column in pilot.app.screen.stances.table.columns] == [
            "Ferries of Norvia", "Quays of Norvia", "all",
        ]  # fmt: skip
        results = pilot.app.screen.results
        results.extend((results.hits[0]._replace(source="The Beacon"),))
        await settle(pilot)
        assert "Lantern ¶1 " in "\n".join(shown(pilot))


async def test_where_there_is_no_terminal_to_give_an_editor_the_explorer_says_so(synced_seeds, monkeypatch):
    monkeypatch.setenv("EDITOR", "true")
    async with exploring(synced_seeds, query="troops") as pilot:
        await press(pilot, "e")
        assert any("An editor needs a terminal" in message for message in told(pilot))


@pytest.mark.parametrize(
    ("size", "told_of"),
    [((60, 20), " 1-4 Panes "), ((80, 24), " 1-4 Results Stances Claims Sources "), ((120, 40), "")],
    ids=str,
)
async def test_the_last_line_tells_of_the_panes_that_are_out_of_sight(synced_seeds, size, told_of):
    async with exploring(synced_seeds, size) as pilot:
        assert "1-4" not in shown(pilot)[-1]  # digits only type here
        await press(pilot, "down")
        assert told_of in shown(pilot)[-1]
        assert ("1-4" in shown(pilot)[-1]) is bool(told_of)


async def test_the_keys_begin_with_the_signs_where_the_table_is_looked_at(synced_seeds):
    async with exploring(synced_seeds, (80, 24), query=TROOPS) as pilot:
        await press(pilot, "question_mark")
        assert pilot.app.screen.list.entries[0].name == "Enter"
        await press(pilot, "pagedown")
        assert pilot.app.screen.list.cursor > 1
        await press(pilot, "escape", "2", "question_mark")
        assert (pilot.app.screen.list.entries[0].name, pilot.app.screen.list.cursor) == ("+", 0)


async def test_the_last_line_tells_first_what_matters_in_the_pane(synced_seeds):
    async with exploring(synced_seeds, (80, 24), query=TROOPS) as pilot:
        lines = {}
        for key in "1234":
            await press(pilot, key)
            lines[key] = shown(pilot)[-1]
        assert lines["2"].startswith(" Enter Evidence  v View ")
        assert lines["4"].startswith(" Enter Whole article  y Copy ")
        assert all(line.rstrip().endswith("? Keys  q Back") for line in lines.values())


async def test_every_dialog_stands_in_the_middle(synced_seeds):
    async with exploring(synced_seeds, query=TROOPS) as pilot:
        for key in ("question_mark", "t", "f", "x", "B", "exclamation_mark"):
            await press(pilot, key)
            dialog = pilot.app.screen.query_one(".dialog").region
            left, right = dialog.x, pilot.app.size.width - dialog.right
            assert abs(left - right) <= 1, key
            await press(pilot, "escape")


async def test_what_is_dim_is_nearer_to_the_ground_than_other_text(synced_seeds):
    async with exploring(synced_seeds) as pilot:
        screen = pilot.app.screen
        for theme in ("textual-dark", "textual-light"):
            pilot.app.theme = theme
            await settle(pilot)
            for pane, name in ((screen.results, "lines--dim"), (screen.stances, "stances--near")):
                _, _, ground, text = pane.colors
                dim = pane.get_component_styles(name).color
                assert abs(ground.brightness - dim.brightness) < abs(ground.brightness - text.brightness), (theme, name)
            assert screen.results.styles.border_top[0] == "round"
            screen.focus_pane(Pane.RESULTS)
            await settle(pilot)
            assert screen.results.styles.border_top[0] == "heavy"
            screen.set_focus(screen.field)
