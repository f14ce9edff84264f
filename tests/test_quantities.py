from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.quantities import find_quantities


def read(text):
    return [(q.low, q.high, q.unit) for q in find_quantities(text)]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("30 ships", 30, 30),
        ("thirty ships", 30, 30),
        ("twenty-five ships", 25, 25),
        ("more than 30 ships", 31, inf),
        ("over two dozen ships", 25, inf),
        ("two dozen ships", 24, 24),
        ("a dozen ships", 12, 12),
        ("at least 12 ships", 12, inf),
        ("fewer than 10 ships", 0, 9),
        ("up to 5,000 ships", 0, 5000),
        ("nearly 100 ships", 90, 100),
        ("about 100 ships", 90, 110),
        ("between 10 and 20 ships", 10, 20),
        ("10 to 20 ships", 10, 20),
        ("15,000-20,000 ships", 15_000, 20_000),
        ("15 to 20 million ships", 15e6, 20e6),
        ("several thousand ships", 3000, 9000),
        ("hundreds of ships", 200, inf),
        ("tens of thousands of ships", 20_000, 99_999),
        ("half a million ships", 500_000, 500_000),
        ("2.5 million ships", 2_500_000, 2_500_000),
        ("6 million ships", 6_000_000, 6_000_000),
        ("two hundred ships", 200, 200),
    ],
)
def test_number_words_become_intervals(text, low, high):
    assert read(text) == [(low, pytest.approx(high), "ship")]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("27 allied nations", "countri"),
        ("27 countries", "countri"),
        ("500 soldiers", "troop"),
        ("500 French troops", "troop"),
        ("$3 billion", "$"),
        ("40 percent of votes", "%"),
        ("40% of votes", "%"),
    ],
)
def test_unit_is_what_is_counted(text, unit):
    assert [q.unit for q in find_quantities(text)] == [unit]


@pytest.mark.parametrize(
    "text",
    [
        "in 2031",
        "On 6 May elections begin",
        "a 34-year-old sailor",
        "one of the ships",
        "a 5-1/8 coupon on bonds",
        "page 7.",
        "between ships",
        "",
    ],
)
def test_dates_ages_and_bare_numbers_are_no_quantities(text):
    assert read(text) == []


def test_span_holds_number_and_unit():
    text = "It drew 27 heads of state or government, they said."
    (quantity,) = find_quantities(text, 100)
    assert text[quantity.span.start - 100 : quantity.span.end - 100] == "27 heads of state or government"


def test_intervals_are_disjoint_when_no_number_fits_both():
    more, fewer, dozen = (
        find_quantities(t)[0] for t in ("more than 30 ships", "fewer than 25 ships", "two dozen ships")
    )
    assert more.disjoint(dozen)
    assert dozen.disjoint(more)
    assert not fewer.disjoint(dozen)


WORDS = "more than,at least,between,and,to,12,3,several,thousand,million,ships,%,$,a,-,.,of,half".split(",")


@given(st.lists(st.sampled_from(WORDS)))
def test_every_interval_has_its_ends_in_order(words):
    text = " ".join(words)
    end = 0
    for quantity in find_quantities(text):
        assert 0 <= quantity.low <= quantity.high
        assert end <= quantity.span.start < quantity.span.end <= len(text)
        end = quantity.span.end
