"""Stances over time: by days, months or years, and who changed sides."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.ledger import Ledger
from index.analysis.table import Chosen, Spread, TableArticle, stance_table
from index.analysis.timeline import DAY, MONTH, MOST_TIMES, YEAR, over_time, unit
from index.models import Moment, Position, StanceEntry

SUPPORTS, OPPOSES = Position.SUPPORTS, Position.OPPOSES


def entry(article, position, holder="PE", target="the fishing treaty"):
    return StanceEntry(0, 0, article, holder, position.value, "reported", target=target)


def rows(entries, dates, near=()):
    ledger = Ledger.of(entries, dates)
    chosen = Chosen(np.setdiff1d(np.arange(len(ledger)), near), np.array(near, int))
    articles = [TableArticle(article, article) for article in {entry.article for entry in entries}]
    return {row.holder: row for row in stance_table(Spread(ledger, ledger.holders, chosen), articles).rows}


def test_a_row_tells_what_was_said_on_which_day_and_that_it_turned():
    dates = {"a": "2031-03-01", "b": "2031-03-04"}
    row = rows([entry("b", OPPOSES), entry("a", SUPPORTS), entry("a", SUPPORTS)], dates)["PE"]
    assert row.moments == (Moment("2031-03-01", (SUPPORTS,), 2), Moment("2031-03-04", (OPPOSES,), 1))
    assert row.turned


def test_who_says_for_and_against_on_the_same_days_or_of_other_things_has_not_turned():
    dates = {"a": "2031-03-01", "b": "2031-03-04"}
    both = [entry(article, position) for article in "ab" for position in (SUPPORTS, OPPOSES)]
    assert not rows(both, dates)["PE"].turned
    others = [entry("a", SUPPORTS), entry("b", OPPOSES, target="the new lighthouse")]
    assert not rows(others, dates)["PE"].turned


def test_without_differing_dates_nothing_is_told_over_time():
    said = [entry("a", SUPPORTS), entry("b", OPPOSES), entry("c", OPPOSES)]
    assert rows(said, {"a": "2031-03-01", "b": "2031-03-01"})["PE"].moments == ()
    assert rows(said, {})["PE"].moments == ()


def test_near_and_undated_stances_are_left_out_of_time():
    dates = {"a": "2031-03-01", "b": "2031-03-04", "c": "2031-03-09"}
    said = [entry(article, SUPPORTS) for article in "abcd"]
    assert [moment.when for moment in rows(said, dates, near=[2])["PE"].moments] == ["2031-03-01", "2031-03-04"]


def test_many_days_are_told_by_months_and_many_months_by_years():
    days = [f"2031-03-{day:02}" for day in range(1, MOST_TIMES + 1)]
    assert unit(days) == DAY
    assert unit([*days, "2031-04-01"]) == MONTH
    assert unit([f"{year}-0{month}-01" for year in (2030, 2031) for month in range(1, 9)]) == YEAR


DATES = st.dates().map(lambda day: day.isoformat())
SAID = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from(list(Position)), st.sampled_from(["PE", "CL"])))


@given(SAID, st.dictionaries(st.sampled_from("abcdef"), DATES))
def test_counts_over_time_are_those_of_the_dated_stances_one_by_one(said, dates):
    ledger = Ledger.of([entry(*one) for one in said], dates)
    chosen = np.arange(len(ledger))
    known = {dates[article] for article, _, _ in said if article in dates}
    length = unit(known)
    expected = Counter((who, dates[a][:length]) for a, _, who in said if a in dates)
    for _ in range(2):  # worked out, and kept
        found = over_time(ledger, ledger.holders, chosen)
        moments = [(ledger.holders.parties[row].holder, one) for row, time in found.items() for one in time.moments]
        assert {(who, one.when): one.count for who, one in moments} == (expected if len(known) > 1 else {})
        for who, one in moments:
            stated = {pos for a, pos, holder in said if holder == who and dates.get(a, "")[:length] == one.when}
            assert set(one.positions) == stated
        assert all(
            [one.when for one in time.moments] == sorted({one.when for one in time.moments}) for time in found.values()
        )
