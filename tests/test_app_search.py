"""Searching as one types, and what the field says when it cannot."""

import shutil

import pytest
from piloting import TROOPS, exploring, press, settle, shown, told, write
from textual.events import MouseScrollDown

from explorer.layout import Pane
from index.models import Answer


async def test_results_counts_and_table_follow_what_is_typed(synced_seeds):
    async with exploring(synced_seeds) as pilot:
        screen = pilot.app.screen
        everything = screen.answer.total
        await press(pilot, *"moscow")
        assert 0 < screen.answer.total < everything
        assert [hit.passage for hit in screen.results.hits] == [hit.passage for hit in screen.answer.hits]
        assert screen.stances.table == screen.answer.table
        assert f"5 articles · {screen.answer.total} hits in {screen.answer.articles}" in shown(pilot)[0]
        assert "Moscow" in "\n".join(shown(pilot))


async def test_the_field_has_the_focus_at_once_and_letters_only_type_there(synced_seeds):
    async with exploring(synced_seeds) as pilot:
        await press(pilot, "t", "q", "question_mark", "n", "2", "slash")
        assert pilot.app.screen.field.value == "tq?n2/"
        assert pilot.app.screen.focused is pilot.app.screen.field


async def test_what_is_typed_before_the_library_is_open_is_searched(synced_seeds):
    async with exploring(synced_seeds) as pilot:
        screen = pilot.app.screen
        desk, screen.desk = screen.desk, None
        await write(pilot, "kremlin")
        assert screen.answer.query == ""
        screen.library_opened(desk.library)
        await settle(pilot)
        assert screen.answer.query == "kremlin"


async def test_an_overtaken_answer_is_never_shown(synced_seeds):
    async with exploring(synced_seeds, query="kremlin") as pilot:
        screen = pilot.app.screen
        before = screen.results.hits
        screen.post_message(screen.Answered("krem", Answer("krem"), stay=False))
        screen.post_message(screen.Completed(Answer("krem"), stay=False))
        await settle(pilot)
        assert screen.results.hits == before
        assert screen.stances.table.rows


async def test_a_broken_query_points_at_its_place_and_leaves_the_results(synced_seeds):
    async with exploring(synced_seeds, query="troops") as pilot:
        screen = pilot.app.screen
        before = screen.results.hits
        await press(pilot, "slash")
        await write(pilot, ' "deploy')
        assert screen.notice.display
        line = shown(pilot)[2]
        assert line.index("^") == screen.field.region.x + len("troops ")
        assert len(line.split("^")[1].strip()) > len("error")
        assert screen.results.hits == before
        await write(pilot, '"')
        assert not screen.notice.display


@pytest.mark.parametrize("key", ["down", "enter"])
async def test_down_and_enter_go_to_the_results(synced_seeds, key):
    async with exploring(synced_seeds) as pilot:
        await press(pilot, key)
        assert pilot.app.screen.focused is pilot.app.screen.results
        await press(pilot, "slash")
        assert pilot.app.screen.focused is pilot.app.screen.field


async def test_tab_completes_fields_and_topics_and_else_goes_on(synced_seeds):
    async with exploring(synced_seeds) as pilot:
        screen = pilot.app.screen
        await write(pilot, "hol")
        await press(pilot, "tab")
        assert screen.field.value == "holder:"
        screen.field.value = ""
        topic = screen.desk.topics()[0].id
        await write(pilot, f"topic:{topic[:2]}")
        await press(pilot, "tab")
        assert screen.field.value.startswith(f"topic:{topic[:2]}")
        assert screen.field.value.removeprefix("topic:") in {known.id for known in screen.desk.topics()}
        await press(pilot, "tab")
        assert screen.focused is screen.stances


async def test_tab_completes_countries_which_are_looked_up_when_one_is_asked_for(synced_seeds):
    async with exploring(synced_seeds) as pilot:
        field = pilot.app.screen.field
        await write(pilot, "troops holder:germ")
        await press(pilot, "tab")
        assert field.value == "troops holder:germany"


async def test_the_end_of_a_query_longer_than_the_field_stays_in_sight(synced_seeds):
    async with exploring(synced_seeds, (60, 20)) as pilot:
        for word in ("harbour ", "OR lantern " * 8, "OR zeppelin"):
            await write(pilot, word)
        assert "OR zeppelin" in shown(pilot)[1]
        await press(pilot, "home")
        assert "harbour OR lantern" in shown(pilot)[1]


async def test_a_slash_never_begins_a_query_but_may_stand_in_one(synced_seeds):
    async with exploring(synced_seeds) as pilot:
        field = pilot.app.screen.field
        await press(pilot, "slash", "a", "slash", "b")
        assert field.value == "a/b"
        field.select_all()
        await press(pilot, "slash", "c")
        assert field.value == "c"


async def test_escape_clears_the_field_then_leaves_it_and_never_quits(synced_seeds):
    async with exploring(synced_seeds) as pilot:
        screen = pilot.app.screen
        await write(pilot, "troops")
        await press(pilot, "escape")
        assert screen.field.value == ""
        await press(pilot, "escape")
        assert screen.focused is screen.results
        for _ in range(5):
            await press(pilot, "escape")
        assert pilot.app.is_running


async def test_no_match_says_what_to_try(synced_seeds):
    async with exploring(synced_seeds, query="zzyzx") as pilot:
        assert "Nothing matches" in "\n".join(shown(pilot))


async def test_an_empty_library_says_how_to_add_articles(tmp_path):
    async with exploring(tmp_path, (80, 24), sync=True) as pilot:
        text = " ".join(" ".join(line.strip("│┃ ") for line in shown(pilot)).split())
        assert "No articles yet" in text
        assert "Ctrl+R" in text
        assert "whosays add" in text
        assert all(name in text for name in ("Markdown", "PDF", "EPUB", "Esc, then ? lists all keys"))


async def test_who_asks_for_the_keys_while_he_types_is_told_how(synced_seeds):
    async with exploring(synced_seeds, (60, 20)) as pilot:
        await press(pilot, "question_mark")
        assert "Esc, then ? lists all keys" in " ".join("".join(shown(pilot)[2:4]).split())
        await press(pilot, "escape", "escape", "question_mark")
        assert pilot.app.screen is not pilot.app._explore  # noqa: SLF001  (the key list stands over it)


@pytest.mark.parametrize("width", [60, 120])
async def test_what_is_wrong_with_a_query_is_told_to_the_end_at_any_width(synced_seeds, width):
    async with exploring(synced_seeds, (width, 20)) as pilot:
        await write(pilot, "holder:germ")
        await pilot.resize_terminal(width - 20, 20)
        await settle(pilot)
        told = " ".join("".join(shown(pilot)[2:7]).split())
        assert told.startswith("^ there is no country or bloc 'germ'; write a name")
        assert 'in quotes: holder:"united kingdom"' in told


async def test_the_table_of_what_is_typed_begins_with_its_first_cell(synced_seeds):
    async with exploring(synced_seeds, query=TROOPS) as pilot:
        screen = pilot.app.screen
        await press(pilot, "2", "j", "l", "greater_than_sign")
        assert screen.stances.spot.sort
        await press(pilot, "ctrl+r")
        assert screen.stances.place == (1, 1)
        await press(pilot, "slash", "space", "c")
        assert screen.stances.table.rows
        assert (screen.stances.place, screen.stances.sort) == ((0, 0), None)


async def test_a_question_that_nothing_matches_says_why_and_enter_asks_for_what_does(synced_seeds):
    async with exploring(synced_seeds, (60, 20)) as pilot:
        screen = pilot.app.screen
        await write(pilot, "who would send zeppelins and troops?")
        text = " ".join(" ".join(line.strip("│┃ ") for line in shown(pilot)).split())
        assert "Nothing matches: zeppelins, troops? stand nowhere. (? is any one letter.)" in text
        await press(pilot, "down", "enter")
        assert screen.field.value == screen.answer.query == "send troops"
        assert f"Enter here asks for: send troops {screen.answer.total} passages" in text
        await press(pilot, "backspace")
        assert screen.field.value == "who would send zeppelins and troops?"
        await press(pilot, "slash")
        screen.field.value = "troops"
        await press(pilot, "down")
        screen._filter(("date:1999",))  # noqa: SLF001  (as a choice in the dialog does)
        await settle(pilot)
        assert "Nothing matches with the filters" in "\n".join(shown(pilot))


async def test_update_reads_what_was_added_meanwhile(tmp_path):
    async with exploring(tmp_path, sync=True) as pilot:
        (tmp_path / "one.txt").write_text(
            "Harbour news\n\nThe bridge over the sound will open in spring, Norvia said.\n"
        )
        await press(pilot, "escape", "ctrl+r")
        assert "1 article · 2 hits in 1" in shown(pilot)[0]
        await press(pilot, "slash")
        await write(pilot, "sound")
        assert "1 article · 1 hit in 1" in shown(pilot)[0]
        assert "bridge over the sound" in "\n".join(shown(pilot))


async def test_a_part_of_a_file_that_is_refused_is_not_called_a_file(tmp_path):
    (tmp_path / "rows.jsonl").write_text('{"title": "Harbour", "text": "The bridge over the sound will open."}\n{}\n')
    async with exploring(tmp_path, sync=True) as pilot:
        assert "1 part of a file could not be read; ! tells why." in told(pilot)


async def test_refused_files_are_told_and_listed_with_the_reason(tmp_path):
    (tmp_path / "good.txt").write_text("Harbour news\n\nThe bridge over the sound will open in spring.\n")
    (tmp_path / "bad.txt").write_bytes(b"\x00\x01\x02\x03" * 100)
    async with exploring(tmp_path, sync=True) as pilot:
        assert shown(pilot)[0].rstrip().endswith("1 refused")
        await press(pilot, "escape", "exclamation_mark")
        refusal = pilot.app.screen.list.entries[0]
        assert refusal.name == "bad.txt"
        assert refusal.text
        await press(pilot, "escape")
        assert pilot.app.screen is pilot.app._explore  # noqa: SLF001


async def test_titles_and_texts_that_look_like_markup_are_shown_as_they_are(tmp_path):
    text = "[/] a title [bold]\n\nThe ferry [red]sails[/red] on [/nothing] Monday, said Captain Aldo Brisk of Norvia.\n"
    (tmp_path / "[bold].txt").write_text(text)
    async with exploring(tmp_path, (200, 60), sync=True) as pilot:
        drawn = "\n".join(shown(pilot))
        assert "[red]sails[/red] on [/nothing] Monday" in drawn
        assert "[bold] ¶" in drawn
        await press(pilot, "escape", "enter", "enter")
        assert "[/] a title [bold]" in "\n".join(shown(pilot))


async def test_a_sync_can_be_stopped_and_says_so(tmp_path):
    for number in range(300):
        (tmp_path / f"{number}.txt").write_text(
            f"News {number}\n\nThe ferry number {number} of Norvia sails on Monday.\n"
        )
    async with exploring(tmp_path) as pilot:
        pilot.app.update_library()
        while not shown(pilot)[0].rstrip().endswith("Ctrl+C stops"):
            await pilot.pause(0.01)
        await press(pilot, "ctrl+c")
        assert any("Stopped" in message for message in told(pilot))
        assert "Ctrl+C stops" not in shown(pilot)[0]
        await press(pilot, "ctrl+c")
        assert any("Ctrl+Q quits" in message for message in told(pilot))


async def test_going_down_brings_more_hits_than_the_first_page(tmp_path):
    for number in range(130):
        (tmp_path / f"{number:03}.txt").write_text(
            f"The ferry number {number} of Norvia sails from the harbour on Monday.\n"
        )
    async with exploring(tmp_path) as pilot:
        pilot.app.library.sync(analysis=False)
        await write(pilot, "ferry")
        screen = pilot.app.screen
        first = len(screen.results.hits)
        assert first < screen.answer.total == 130
        await press(pilot, "down", "G", "G", "G")
        assert len(screen.results.hits) == 130
        assert len({(hit.article, hit.passage) for hit in screen.results.hits}) == 130


async def test_the_wheel_alone_brings_more_hits_too(tmp_path):
    for number in range(60):
        (tmp_path / f"{number:03}.txt").write_text(f"The ferry number {number} of Norvia sails on Monday.\n")
    async with exploring(tmp_path) as pilot:
        pilot.app.library.sync(analysis=False)
        await write(pilot, "ferry")
        results = pilot.app.screen.results
        assert len(results.hits) < 60
        wheel = MouseScrollDown(results, 5, 5, 0, 1, 0, False, False, False)
        for _ in range(200):
            results.post_message(wheel)
            await settle(pilot)
            if len(results.hits) == 60:
                break
        assert len(results.hits) == 60
        assert results.cursor == 0


async def test_a_saved_query_counts_as_a_search_like_any_other(synced_seeds):
    async with exploring(synced_seeds, query=TROOPS) as pilot:
        assert {row.holder for row in pilot.app.screen.stances.table.rows} >= {"GB", "FR", "RU"}


async def test_what_is_deleted_while_it_is_open_is_told_and_made_anew(seeds):
    async with exploring(seeds, query=TROOPS) as pilot:
        before = shown(pilot)
        shutil.rmtree(seeds / ".whosays")
        await press(pilot, "slash", "x", "down", "v", "v", "v")
        assert any("is gone" in message for message in told(pilot))
        here = [notification.message for notification in pilot.app._notifications]  # noqa: SLF001  (no public list)
        assert len(here) == len(set(here))
        await press(pilot, "slash", "backspace", "ctrl+r", "down")
        assert shown(pilot)[:4] == before[:4]


async def test_what_is_pasted_cannot_act_on_the_terminal(seeds):
    async with exploring(seeds) as pilot:
        await write(pilot, "tro\x1b]52;c;eA==\x07\u202eops\tx")
        assert pilot.app.screen.field.value == "tro]52;c;eA==ops x"


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
async def test_a_new_query_typed_beside_evidence_shows_its_own_hits_and_sources(synced_seeds, size):
    async with exploring(synced_seeds, size, query=TROOPS) as pilot:
        screen = pilot.app.screen
        await press(pilot, "down", "down", "enter")
        assert screen.pane is Pane.SOURCES
        await press(pilot, "slash")
        await write(pilot, "ceasefire")
        assert screen.results.display
        hit = screen.results.hits[0]
        assert (screen.reading.current.article, screen.reading.current.passage) == (hit.article, hit.passage)
