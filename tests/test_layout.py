"""Which panes stand on the screen at which size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.layout import READABLE, Pane, arrange, comfortable, side_by_side


@given(st.integers(1, 400), st.integers(1, 120), st.sampled_from(Pane), st.booleans())
def test_the_pane_in_use_is_always_in_sight(width, height, pane, zoomed):
    assert pane in arrange(width, height, pane, Pane.RESULTS, zoomed=zoomed).panes


@pytest.mark.parametrize(
    ("width", "height", "count"), [(60, 20, 1), (80, 24, 1), (120, 40, 3), (200, 60, 4), (300, 90, 4)]
)
def test_sizes_show_one_three_or_four_panes(width, height, count):
    assert len(arrange(width, height, Pane.RESULTS, Pane.RESULTS, zoomed=False).panes) == count


def test_at_middle_size_the_list_used_last_stays():
    panes = arrange(120, 40, Pane.SOURCES, Pane.CLAIMS, zoomed=False).panes
    assert Pane.CLAIMS in panes
    assert Pane.RESULTS not in panes


def test_a_zoomed_pane_is_alone():
    assert arrange(300, 90, Pane.CLAIMS, Pane.CLAIMS, zoomed=True).panes == {Pane.CLAIMS}


def test_sources_stand_above_each_other_where_side_by_side_would_be_too_narrow():
    assert side_by_side(2 * READABLE, 20, 2)
    assert not side_by_side(2 * READABLE - 1, 20, 2)
    assert side_by_side(2 * READABLE - 1, 8, 2)


def test_a_small_pane_shows_one_source_unless_told_otherwise():
    assert comfortable(60, 17) == 1
    assert comfortable(80, 21) == 2
