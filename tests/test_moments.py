"""The line that shows a row of the stance table over time."""

from hypothesis import given
from hypothesis import strategies as st
from piloting import exploring, press, shown
from rich.cells import cell_len

from explorer.moments import short_dates, strip_of
from explorer.render import TURNED
from index.models import Moment, Position

SUPPORTS, OPPOSES = Position.SUPPORTS, Position.OPPOSES
MOMENTS = st.lists(
    st.builds(Moment, st.dates().map(str), st.just((SUPPORTS, OPPOSES)), st.integers(1, 99)), max_size=12
).map(lambda moments: sorted(moments, key=lambda moment: moment.when))


def test_dates_leave_out_what_the_one_before_said():
    assert short_dates(["2030-12-31", "2031-01-02", "2031-01-04", "2031-03-04"]) == [
        "2030-12-31",
        "2031-01-02",
        "04",
        "03-04",
    ]
    assert short_dates(["2030", "2031"]) == ["2030", "2031"]
    assert short_dates([]) == []


@given(MOMENTS, st.integers(0, 100))
def test_the_line_never_outgrows_its_room_and_keeps_the_latest(moments, width):
    words = strip_of(moments, width)
    text = "".join(word for word, _ in words)
    assert cell_len(text) <= width
    assert ("‹" in text) == bool(words and sum(bool(side) for _, side in words) < len(moments))
    if words:
        assert words[-1][0].endswith(str(moments[-1].count) if moments[-1].count > 1 else "×")


def write_dated(path, date, sentence):
    path.write_text(f"# Harbours\n\n{sentence}\n")
    path.with_name(f"{path.name}.meta.toml").write_text(f'published = "{date}"\n')


async def test_a_country_that_changed_sides_is_marked_and_shown_over_time(tmp_path):
    for day, says in [("4", "supports"), ("8", "supports"), ("12", "opposes")]:
        write_dated(tmp_path / f"lantern{day}.md", f"2031-03-{day:>02}", f"Peru {says} the harbour treaty.")
    write_dated(tmp_path / "beacon.md", "2031-03-05", "Chile supports the harbour treaty.")
    async with exploring(tmp_path, (160, 40), query="treaty", sync=True) as pilot:
        await press(pilot, "2", "g")
        names = {row.name: row.turned for row in pilot.app.screen.stances.table.rows}
        assert names == {"Peru": True, "Chile": False}
        assert any("2031-03-04 ~  08 ~  12 ×" in line for line in shown(pilot))
        assert any(f"{TURNED}Peru" in line for line in shown(pilot))
        await press(pilot, "j")
        assert any("2031-03-05 ~" in line for line in shown(pilot))
        assert not any(f"{TURNED}Chile" in line for line in shown(pilot))
        await pilot.resize_terminal(60, 20)
        await press(pilot, "2", "k")
        assert any("12 ×" in line for line in shown(pilot))


async def test_every_row_can_be_reached_above_the_line(synced_seeds):
    async with exploring(synced_seeds, (80, 24), query="troops") as pilot:
        await press(pilot, "2", "G")
        table = pilot.app.screen.stances
        last = table.table.rows[table.place[0]].name
        assert any(last[:12] in line for line in shown(pilot))
        await press(pilot, "g")
        assert any(table.table.rows[table.place[0]].name[:12] in line for line in shown(pilot))
