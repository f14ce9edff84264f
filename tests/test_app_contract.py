"""Every key does what the key list says of it, on a small, a common and a very large screen."""

import webbrowser
from typing import NamedTuple

import pytest
from piloting import TROOPS, exploring, shown, told
from textual.command import CommandPalette

from explorer.cells import TableOf
from explorer.keys import ANYWHERE, EXPLORING, MOVING, READING, SIDEWAYS, SORTING
from explorer.layout import Pane
from explorer.screens.article import ArticleScreen
from explorer.screens.basket import BasketScreen
from explorer.screens.explore import ExploreScreen
from explorer.screens.export import ExportScreen
from explorer.screens.filters import FiltersScreen
from explorer.screens.keys import KeysScreen
from explorer.screens.refusals import RefusalsScreen
from explorer.screens.review import ReviewScreen
from explorer.screens.topics import TopicsScreen

SIZES = [(60, 20), (120, 40), (300, 90)]


class Seen(NamedTuple):
    """What a key can change."""

    screen: type
    focus: str
    pane: Pane
    hit: int
    cell: tuple[int, int] | None
    sort: int | None
    of: TableOf
    shown: tuple[str, ...]
    active: int
    place: object
    passage: int
    zoomed: bool
    basket: int


def seen(app):
    explore = app._explore  # noqa: SLF001  (the screen below all others)
    view = app.screen.article if isinstance(app.screen, ArticleScreen) else explore.sources.active
    return Seen(
        type(app.screen),
        getattr(app.focused, "id", None) or "",
        explore.pane,
        explore.results.cursor,
        explore.stances.place,
        explore.stances.sort,
        explore.of,
        tuple(place.article for place in explore.reading.shown),
        explore.reading.active,
        view.place,
        view.cursor,
        explore.zoomed,
        len(explore.desk.basket()),
    )


def focus(name):
    return lambda _, now, __: now.focus == name


def opens(screen):
    return lambda _, now, __: now.screen is screen


def tells(words):
    return lambda _, __, app: any(words in message for message in app)


def hit(by):
    return lambda was, now, _: now.hit == was.hit + by


def there(what):
    return lambda was, now, _: what(was, now)


IN_SOURCE = ["enter"]
IN_ARTICLE = ["enter", "enter"]

PROMISES = [
    ("1", ["2"], focus("results")),
    ("2", [], focus("stances")),
    ("3", [], focus("claims")),
    ("4", [], there(lambda _, now: now.pane is Pane.SOURCES and now.focus.startswith("source"))),
    ("tab", [], focus("stances")),
    ("shift+tab", ["2"], focus("results")),
    ("slash", [], focus("query")),
    ("down", ["slash"], focus("results")),
    ("enter", ["slash"], focus("results")),
    ("escape", [], focus("query")),
    ("j", [], hit(1)),
    ("down", [], hit(1)),
    ("k", ["j", "j"], hit(-1)),
    ("up", ["j", "j"], hit(-1)),
    ("g", ["j", "j", "j"], hit(-3)),
    ("home", ["j", "j", "j"], hit(-3)),
    ("G", [], there(lambda _, now: now.hit > 10)),
    ("end", [], there(lambda _, now: now.hit > 10)),
    ("ctrl+d", [], there(lambda was, now: now.hit > was.hit + 1)),
    ("pagedown", [], there(lambda was, now: now.hit > was.hit + 1)),
    ("ctrl+u", ["G"], there(lambda was, now: now.hit < was.hit - 1)),
    ("pageup", ["G"], there(lambda was, now: now.hit < was.hit - 1)),
    ("l", ["2"], there(lambda was, now: now.cell == (was.cell[0], was.cell[1] + 1))),
    ("right", ["2"], there(lambda was, now: now.cell == (was.cell[0], was.cell[1] + 1))),
    ("h", ["2", "l", "l"], there(lambda was, now: now.cell == (was.cell[0], was.cell[1] - 1))),
    ("left", ["2", "l", "l"], there(lambda was, now: now.cell == (was.cell[0], was.cell[1] - 1))),
    ("greater_than_sign", ["2"], there(lambda was, now: now.sort != was.sort)),
    ("v", ["2"], there(lambda _, now: now.of is TableOf.TOPICS)),
    ("enter", [], there(lambda _, now: now.pane is Pane.SOURCES and now.place.label == "")),
    ("enter", ["2"], there(lambda _, now: now.pane is Pane.SOURCES and now.place.label != "")),
    ("enter", ["3"], there(lambda _, now: now.pane is Pane.SOURCES and now.place.label != "")),
    ("enter", IN_SOURCE, opens(ArticleScreen)),
    ("backspace", ["j", "enter"], there(lambda _, now: now.focus == "results" and now.hit == 1)),
    ("n", IN_SOURCE, there(lambda was, now: now.place != was.place)),
    ("N", ["enter", "n"], there(lambda was, now: now.place != was.place)),
    ("right_square_bracket", IN_SOURCE, there(lambda was, now: now.shown != was.shown)),
    ("left_square_bracket", IN_SOURCE, there(lambda was, now: now.shown != was.shown)),
    ("plus", IN_SOURCE, there(lambda was, now: len(now.shown) == len(was.shown) + 1)),
    ("minus", ["enter", "plus"], there(lambda was, now: len(now.shown) == len(was.shown) - 1)),
    ("s", ["enter", "plus"], there(lambda was, now: now.shown[:2] == was.shown[1::-1])),
    ("t", [], opens(TopicsScreen)),
    ("f", [], opens(FiltersScreen)),
    ("r", ["2"], opens(ReviewScreen)),
    ("u", [], tells("no review that stands")),
    ("b", [], there(lambda was, now: now.basket == was.basket + 1)),
    ("B", [], opens(BasketScreen)),
    ("y", [], tells("Copied through the terminal")),
    ("Y", [], tells("Copied through the terminal")),
    ("o", [], tells("Opened file://")),
    ("e", [], tells("An editor needs a terminal")),
    ("x", [], opens(ExportScreen)),
    ("z", [], there(lambda was, now: now.zoomed is not was.zoomed)),
    ("escape", ["z"], there(lambda _, now: not now.zoomed)),
    ("question_mark", [], opens(KeysScreen)),
    ("exclamation_mark", [], opens(RefusalsScreen)),
    ("ctrl+p", [], opens(CommandPalette)),
    ("colon", [], opens(CommandPalette)),
    ("ctrl+c", [], tells("Nothing is at work")),
    ("ctrl+r", [], tells("Up to date: no file has changed.")),
    ("ctrl+z", [], there(lambda was, now: now == was)),
    ("slash", IN_ARTICLE, focus("find")),
    ("n", IN_ARTICLE, there(lambda was, now: now.place != was.place)),
    ("N", [*IN_ARTICLE, "n"], there(lambda was, now: now.place != was.place)),
    ("y", IN_ARTICLE, tells("Copied through the terminal")),
    ("question_mark", IN_ARTICLE, opens(KeysScreen)),
    ("escape", IN_ARTICLE, opens(ExploreScreen)),
    ("backspace", IN_ARTICLE, opens(ExploreScreen)),
    ("q", IN_ARTICLE, opens(ExploreScreen)),
    ("q", ["enter"], focus("results")),
]


def test_every_key_has_a_promise():
    bound = {
        key
        for table in (ANYWHERE, EXPLORING, MOVING, READING, SIDEWAYS, SORTING)
        for b in table
        for key in b.key.split(",")
    }
    assert bound - {key for key, _, _ in PROMISES} == {"ctrl+q"}  # which ends it, as q does at the root, below


async def still(pilot):
    """Wait until nothing is at work, as briefly as it takes: a key's answer may ask for another one."""
    for _ in range(2):
        await pilot.pause()
        while not all(worker.is_finished for worker in pilot.app.workers):
            await pilot.pause(0.005)
    await pilot.pause()


async def begin_again(pilot):
    """Stand on the first result of the query with everything as it was at the beginning."""
    app, explore = pilot.app, pilot.app._explore  # noqa: SLF001
    while app.screen is not explore:
        app.screen.dismiss()
        await pilot.pause()
    app.clear_notifications()
    app.told.clear()
    explore.visits.clear()
    explore.zoomed, explore.of, explore._count = False, TableOf.SOURCES, None  # noqa: SLF001
    explore.field.value = TROOPS
    explore.stances.sort = None
    explore.focus_pane(Pane.RESULTS)
    explore.results.go(0)
    explore._show_table(explore.answer.table)  # noqa: SLF001
    explore.stances.action_edge(-1)
    explore.stances.action_across(-99)
    explore.preview()
    await still(pilot)


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_every_key_does_what_it_promises(seeds, size, monkeypatch):
    for variable in ("TMUX", "WAYLAND_DISPLAY", "DISPLAY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("PATH", "/nowhere")  # no clipboard's tool
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.setattr(webbrowser, "get", lambda: webbrowser.BackgroundBrowser("true"))
    monkeypatch.setattr(webbrowser.BackgroundBrowser, "open", lambda *_: True)
    broken = []
    async with exploring(seeds, size, query=TROOPS) as pilot:
        for key, before, keeps in PROMISES:
            await begin_again(pilot)
            for earlier in before:
                await pilot.press(earlier)
                await still(pilot)
            was = seen(pilot.app)
            await pilot.press(key)
            await still(pilot)
            now = seen(pilot.app)
            if not keeps(was, now, told(pilot)):
                changed = {name: value for name, value in now._asdict().items() if value != getattr(was, name)}
                broken.append((key, before, changed, told(pilot)))
            assert pilot.app.is_running
        assert not broken
        await begin_again(pilot)
        shown(pilot)
        await pilot.press("q")
        await pilot.pause()
        assert not pilot.app.is_running
