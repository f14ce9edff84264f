"""What a user decides and takes along in the explorer: reviews, the basket, exports, copies."""

from __future__ import annotations

import json
import re

import pytest
from piloting import TROOPS, exploring, press, settle, shown, told, write

from explorer.layout import Pane
from explorer.screens.basket import BasketScreen
from explorer.screens.export import ExportScreen
from explorer.screens.review import ReviewScreen
from index.models import Position, Verdict


async def on_stance(pilot):
    """Stand on the table's first cell and return its most telling stance."""
    await press(pilot, "2", "g")
    return pilot.app.screen.behind.own[0]


async def test_a_stance_is_corrected_in_place_and_taken_back(seeds):
    async with exploring(seeds, query=TROOPS) as pilot:
        screen = pilot.app.screen
        row = await on_stance(pilot)
        before = screen.stances.table
        await press(pilot, "r")
        assert isinstance(pilot.app.screen, ReviewScreen)
        await press(pilot, "j", "enter")
        await write(pilot, "said of another matter")
        await press(pilot, "enter")
        (written,) = (seeds / "reviews").glob("*.jsonl")
        record = json.loads(written.read_text(encoding="utf-8"))
        assert record["was"]["position"] == row.position
        assert record["is"]["position"] != row.position
        assert record["why"] == "said of another matter"
        reviewed = [r for r in screen.desk.library.stances(TROOPS) if r.id == row.id]
        assert reviewed[0].verdict is Verdict.CORRECTED
        assert screen.stances.table != before
        assert "✓" in "\n".join(shown(pilot))
        await press(pilot, "u")
        assert screen.stances.table == before
        assert len(written.read_text(encoding="utf-8").splitlines()) == 2


async def test_the_evidence_in_a_source_is_what_is_reviewed_there(seeds):
    async with exploring(seeds, query=TROOPS) as pilot:
        screen = pilot.app.screen
        row = await on_stance(pilot)
        await press(pilot, "enter")
        assert screen.pane is Pane.SOURCES
        assert screen.under_review() == row
        await press(pilot, "r", "enter", "enter")
        reviewed = next(r for r in screen.desk.library.stances(TROOPS) if r.id == row.id)
        assert reviewed.verdict is Verdict.CONFIRMED


async def test_another_holder_is_named_as_a_person_would_and_checked(seeds):
    async with exploring(seeds, query=TROOPS) as pilot:
        row = await on_stance(pilot)
        at = len(Position)
        await press(pilot, "r", *["j"] * at, "enter")
        await write(pilot, "Atlantis")
        await press(pilot, "enter", "enter")
        assert any("Atlantis: is no country or bloc" in message for message in told(pilot))
        await press(pilot, "r", *["j"] * at, "enter")
        await write(pilot, "peru")
        await press(pilot, "enter", "enter")
        corrected = [r for r in pilot.app.screen.desk.library.stances(TROOPS) if r.id == row.id]
        assert [r.country for r in corrected] == ["PE"]


async def test_a_claim_is_reviewed_beside_its_evidence_too(seeds):
    async with exploring(seeds, query=TROOPS) as pilot:
        screen = pilot.app.screen
        await press(pilot, "3", "j", "enter", "right_square_bracket", "r")
        assert isinstance(pilot.app.screen, ReviewScreen)
        assert pilot.app.screen.row == screen.claims.claims[1]


@pytest.mark.parametrize("pane", ["2", "3"])
async def test_who_reviewed_when_and_why_is_told(seeds, pane):
    async with exploring(seeds, (200, 60), query=TROOPS) as pilot:
        await press(pilot, pane, "g", "r", "enter")
        await write(pilot, "clear words")
        await press(pilot, "enter")
        who = pilot.app.screen.desk.who
        assert f"confirmed by {who}" in "\n".join(shown(pilot))
        await press(pilot, "r")
        drawn = "\n".join(shown(pilot))
        assert re.search(rf"✓ confirmed by {who}, 20\d\d-\d\d-\d\d \d\d:\d\d: clear words", drawn)


async def test_a_claim_is_rejected_and_stands_last(seeds):
    async with exploring(seeds, query=TROOPS) as pilot:
        screen = pilot.app.screen
        await press(pilot, "3", "g")
        claim = screen.claims.claims[0]
        await press(pilot, "r", "G", "enter", "enter")
        assert screen.claims.claims[-1].id == claim.id


async def test_escape_writes_no_review(seeds):
    async with exploring(seeds, query=TROOPS) as pilot:
        await on_stance(pilot)
        await press(pilot, "r", "enter", "escape", "escape")
        assert not isinstance(pilot.app.screen, ReviewScreen)
        assert not (seeds / "reviews").exists()


async def test_the_basket_keeps_passages_with_notes_and_leads_back_to_them(seeds):
    async with exploring(seeds, query=TROOPS) as pilot:
        screen = pilot.app.screen
        first, second = screen.results.hits[:2]
        await press(pilot, "b", "j", "b", "B")
        assert isinstance(pilot.app.screen, BasketScreen)
        assert [row.quote for row in pilot.app.screen.rows] == [first.text, second.text]
        await press(pilot, "e")
        await write(pilot, "call them")
        await press(pilot, "enter")
        assert pilot.app.screen.rows[0].note == "call them"
        await press(pilot, "j", "d")
        assert [row.quote for row in pilot.app.screen.rows] == [first.text]
        await press(pilot, "enter")
        place = screen.reading.current
        assert (place.article, place.passage) == (first.article, first.passage)
        await press(pilot, "backspace")
        assert screen.pane is Pane.RESULTS


async def test_what_is_shown_is_exported_and_nothing_replaced_unasked(seeds, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with exploring(seeds, query="ceasefire") as pilot:
        await press(pilot, "x")
        assert isinstance(pilot.app.screen, ExportScreen)
        await press(pilot, "enter")
        path = tmp_path / "ceasefire.md"
        assert "## Sources" in path.read_text(encoding="utf-8")
        path.write_text("mine", encoding="utf-8")
        await press(pilot, "x", "enter")
        assert path.read_text(encoding="utf-8") == "mine"
        await press(pilot, "enter")
        assert path.read_text(encoding="utf-8") != "mine"


async def test_the_basket_is_exported_in_the_format_of_the_ending(seeds, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with exploring(seeds, query="ceasefire") as pilot:
        await press(pilot, "b", "B", "x")
        pilot.app.focused.value = str(tmp_path / "kept.pdf")
        await press(pilot, "enter")
        assert any("a brief's name ends in" in message for message in told(pilot))
        await press(pilot, "B", "x")
        pilot.app.focused.value = str(tmp_path / "kept.json")
        await press(pilot, "enter")
        brief = json.loads((tmp_path / "kept.json").read_text(encoding="utf-8"))
        assert [section["title"] for section in brief["sections"]] == ["Basket"]


async def test_a_link_is_copied_that_names_the_text(seeds):
    async with exploring(seeds, query="ceasefire") as pilot:
        copied = []
        pilot.app.copy = copied.append
        hit = pilot.app.screen.results.hits[0]
        await press(pilot, "Y")
        await settle(pilot)
        assert copied[0].startswith(f"whosays:{hit.article}/{hit.passage}#sha256=")


async def test_nothing_chosen_is_told(seeds):
    async with exploring(seeds, query="zeppelin") as pilot:
        await press(pilot, "1", "b", "y", "Y", "e", "o", "2", "r")
        assert "Nothing is chosen." in told(pilot)
