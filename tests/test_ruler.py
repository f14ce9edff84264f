"""The ruler beside an article: where in the whole of it something stands."""

from hypothesis import given
from hypothesis import strategies as st
from piloting import exploring, press, shown, write

from explorer.ruler import NOTCHES, Notch, row_of, ruler

MARKS = st.lists(st.tuples(st.integers(0, 499), st.sampled_from(list(Notch))))


@given(MARKS, st.integers(0, 60))
def test_every_mark_of_an_article_has_a_notch_and_every_notch_a_mark(marks, rows):
    notches = ruler(marks, 500, rows)
    assert len(notches) == rows
    for row, notch in enumerate(notches):
        assert notch == max((what for line, what in marks if row_of(line, 500, rows) == row), default=Notch.NOTHING)


@given(st.integers(1, 60))
def test_the_first_line_is_at_the_top_and_the_last_in_the_last_row(rows):
    assert row_of(0, 500, rows) == 0
    assert row_of(499, 500, rows) == rows - 1


def test_in_an_article_that_is_all_in_sight_notches_stand_beside_their_lines():
    assert ruler([(3, Notch.HIT)], 5, 20).index(Notch.HIT) == 3


def notches(pilot, view):
    """Return what stands in the last column of a view, row by row."""
    region = view.scrollable_content_region
    return [line[region.right - 1] for line in shown(pilot)[region.y : region.bottom]]


async def test_a_long_article_shows_where_hits_evidence_and_finds_are(tmp_path):
    paragraphs = [f"The harbour waits for boat {number}." for number in range(200)]
    paragraphs[100] = "A lantern burns in the tower."
    paragraphs[199] = "The lantern goes out."
    (tmp_path / "log.md").write_text("# The log\n\n" + "\n\n".join(paragraphs) + "\n")
    async with exploring(tmp_path, query="lantern", sync=True) as pilot:
        await press(pilot, "enter", "enter")
        view = pilot.app.screen.article
        seen = notches(pilot, view)
        assert [at for at, notch in enumerate(seen) if notch != " "] == [len(seen) // 2, len(seen) - 1]
        assert NOTCHES[Notch.FOUND] not in seen
        await press(pilot, "N")
        strip = view.render_line(len(seen) // 2)
        assert [part.text for part in strip if part.style and part.style.reverse] == [NOTCHES[Notch.HIT]]
        await press(pilot, "slash")
        await write(pilot, "boat 3.")
        found = notches(pilot, view).index(NOTCHES[Notch.FOUND])
        assert found < len(seen) // 4
        assert "1 found" in "\n".join(shown(pilot))
        await press(pilot, "escape")
        assert NOTCHES[Notch.FOUND] not in notches(pilot, view)
        await pilot.resize_terminal(60, 20)
        await press(pilot, "n")
        assert NOTCHES[Notch.HIT] in notches(pilot, view)
