"""Dates as texts write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.dates import find_dates, iso_date

DAYS = st.dates(date(1600, 1, 1), date(2090, 12, 31))
FORMS = st.sampled_from(["%d %B %Y", "%B %d, %Y", "%A, %B %d, %Y", "%d %b. %Y", "%Y-%m-%d", "%a %d %b %Y"])


@given(DAYS, FORMS)
def test_a_written_date_is_read_again(day, form):
    assert iso_date(f"({day.strftime(form)})") == day.isoformat()


@pytest.mark.parametrize(
    "text",
    [
        "7 Jan. 2026",
        "7th of January 2026",
        "Jan. 7th, 2026",
        "2026/01/07",
        "2026-01-07T23:59:00Z",
        "Wed Jan 7 2026",
        "7-Jan-2026",
    ],
)
def test_forms_of_one_day(text):
    assert iso_date(text) == "2026-01-07"


@pytest.mark.parametrize(
    ("text", "expected"), [("27/01/2026", "2026-01-27"), ("01/27/2026", "2026-01-27"), ("5.5.2026", "2026-05-05")]
)
def test_numbers_are_read_when_only_one_day_is_possible(text, expected):
    assert iso_date(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "07/01/2026",
        "31 February 2026",
        "2026-13-01",
        "January 2026",
        "in 2026",
        "",
        "7 May 2026 or 8 May 2026",
        "1.2.2026.3",
    ],
)
def test_what_is_no_day_or_could_be_two_is_none(text):
    assert iso_date(text) is None


def test_a_date_is_found_where_it_stands():
    text = "Issued on Wednesday, 7 January 2026 in town"
    (found,) = find_dates(text)
    assert text[found.start : found.end] == "Wednesday, 7 January 2026"
