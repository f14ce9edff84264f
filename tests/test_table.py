from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.cells import telling
from index.analysis.ledger import NO_PLACES, Ledger
from index.analysis.subjects import same_target
from index.analysis.table import (
    ALL,
    OTHERS,
    Chosen,
    Spread,
    TableArticle,
    column_titles,
    stance_table,
    topic_table,
)
from index.models import Attribution, Blank, Position, StanceEntry, Topic

A, B, C = (TableArticle(name, name) for name in "abc")


class Said(NamedTuple):
    entry: StanceEntry
    near: bool = False


def said(holder="PE", position=Position.SUPPORTS, article="a", *, near=False, **changes):
    changes.setdefault("target", "the fishing treaty")
    changes.setdefault("attribution", Attribution.REPORTED)
    return Said(StanceEntry(0, 0, article, holder, position, **changes), near)


def tabled(stances, articles, *, speakers=False, most=None):
    ledger = Ledger.of(stance.entry for stance in stances)
    near = np.array([stance.near for stance in stances], bool)
    chosen = Chosen(np.flatnonzero(~near), np.flatnonzero(near))
    axis = ledger.speakers if speakers else ledger.holders
    spread = Spread(ledger, axis, chosen)
    if most is not None:
        kept = spread.fullest(most)
        articles = [article for article in articles if article.id in kept]
    return stance_table(spread, articles)


def cell(table, holder="PE", column=ALL):
    place = [c.key for c in table.columns].index(column)
    return next(r for r in table.rows if r.holder == holder).cells[place]


def test_table_of_no_stances_is_empty():
    assert tabled([], [A, B]).rows == ()
    assert tabled([], []).columns == ()


def test_commits_is_shown_before_supports_and_each_position_once():
    table = tabled([said(), said(), said(position=Position.COMMITS)], [A])
    assert cell(table).positions == (Position.COMMITS, Position.SUPPORTS)
    assert cell(table).count == 3


def test_opposite_positions_on_other_targets_show_the_side_with_more_evidence_first():
    against = [
        said(position=Position.OPPOSES, target="a whaling ban"),
        said(position=Position.DECLINES, target="a whaling ban"),
    ]
    table = tabled([said(), *against], [A])
    assert cell(table).positions == (Position.DECLINES, Position.OPPOSES, Position.SUPPORTS)
    assert not cell(table).mixed


def test_unclear_is_shown_last():
    table = tabled([said(position=Position.UNCLEAR), said(position=Position.UNCLEAR), said()], [A])
    assert cell(table).positions == (Position.SUPPORTS, Position.UNCLEAR)


def test_review_is_shown_before_the_rules():
    table = tabled([said(position=Position.COMMITS), said(), said(position=Position.OPPOSES, reviewed=True)], [A])
    assert cell(table).positions[0] is Position.OPPOSES
    assert cell(table).reviewed


def test_for_and_against_the_same_target_is_mixed():
    table = tabled([said(), said(position=Position.OPPOSES, target="any treaty on fishing")], [A])
    assert cell(table, column="a").mixed
    assert cell(table).mixed


def test_sources_that_contradict_each_other_are_mixed_only_in_all():
    table = tabled([said(), said(position=Position.OPPOSES, article="b")], [A, B])
    assert [cell(table, column=key).mixed for key in ("a", "b", ALL)] == [False, False, True]


def test_same_side_is_not_mixed():
    assert not cell(tabled([said(), said(position=Position.COMMITS)], [A])).mixed


def test_unknown_targets_are_not_the_same():
    table = tabled([said(target=None), said(position=Position.OPPOSES, target=None)], [A])
    assert not cell(table).mixed


def test_one_target_among_many_that_is_met_on_the_other_side_is_mixed():
    favoured = [said(target=f"plan number {number}") for number in range(100, 300)]
    opposed = [said(position=Position.OPPOSES, target=f"road {number}") for number in range(300, 500)]
    assert not cell(tabled(favoured + opposed, [A])).mixed
    assert cell(tabled([*favoured, said(target="road 499"), *opposed], [A])).mixed


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("the fishing treaty", "a treaty on fishing rights", True),
        ("treaties", "the fishing treaty with Peru", True),
        ("troops in Peru", "elections in Peru", False),
        ("Peru", "Peruvian", True),
        ("Peru", "Chile", False),
        ("it", "it", False),
        ("a short pause in whaling, sealing and hunting", "the hunting season opens early this year", False),
    ],
)
def test_targets_are_the_same_when_half_of_the_shorter_one_is_shared_and_countries_do_not_count(one, other, same):
    assert same_target(one, other) is same
    assert same_target(other, one) is same


def test_condition_is_told_of_a_shown_position_only():
    assert cell(tabled([said(conditional=True), said()], [A])).condition
    hidden = [said(position=Position.COMMITS), said(conditional=True)]
    assert not cell(tabled(hidden, [A])).condition
    against = [said(), said(), said(position=Position.OPPOSES, target="a ban", conditional=True)]
    assert cell(tabled(against, [A])).condition


def test_most_telling_stance_comes_first():
    stances = [
        said(attribution=Attribution.HEADLINE),
        said(attribution=Attribution.SAID),
        said(attribution=Attribution.NARRATED, conditional=True),
        said(position=Position.COMMITS),
        said(attribution=Attribution.QUOTED),
        said(position=Position.OPPOSES, reviewed=True),
    ]
    assert telling(Ledger.of(stance.entry for stance in stances), np.arange(5)) == [3, 2, 1, 4, 0]
    assert telling(Ledger.of(stance.entry for stance in stances), np.arange(6))[0] == 5


def test_near_stances_are_shown_and_never_counted():
    table = tabled([said(near=True), said("CL")], [A])
    near = cell(table, "PE", "a")
    assert (near.positions, near.count, near.near, near.blank) == ((), 0, (Position.SUPPORTS,), Blank.SILENT)
    assert [r.holder for r in table.rows] == ["CL", "PE"]


def test_blanks_say_why_nothing_is_counted():
    articles = [
        A,
        TableArticle("silent", "silent", codes=frozenset({"PE"})),
        TableArticle("pending", "pending", analysed=False),
        TableArticle("foreign", "foreign", language="fr", analysed=False),
        TableArticle("unmentioned", "unmentioned", codes=frozenset({"CL"})),
        TableArticle("unknown", "unknown", language=None),
    ]
    table = tabled([said()], articles)
    blanks = {c.key: cell(table, column=c.key).blank for c in table.columns if not cell(table, column=c.key).positions}
    assert blanks == {
        "silent": Blank.SILENT,
        "pending": Blank.PENDING,
        "foreign": Blank.FOREIGN,
        "unmentioned": Blank.UNMENTIONED,
        "unknown": Blank.UNMENTIONED,
    }


def test_rows_are_ordered_by_stances_then_sources_then_name():
    stances = [said("PE"), said("PE"), said("CL", article="a"), said("CL", article="b"), said("BO")]
    assert [r.holder for r in tabled(stances, [A, B]).rows] == ["CL", "PE", "BO"]
    assert [r.name for r in tabled([said("PE"), said("CL")], [A]).rows] == ["Chile", "Peru"]


def test_fullest_columns_come_first_and_all_last():
    stances = [said("PE", article="b"), said("CL", article="b"), said("PE", article="c"), said("PE", article="c")]
    assert [c.key for c in tabled(stances, [A, B, C]).columns] == ["b", "c", "a", ALL]


def test_articles_without_a_column_are_the_others_and_count_in_all():
    stances = [said(article="a"), said(article="b"), said("CL", article="b"), said("BO", article="c", near=True)]
    table = tabled(stances, [A, B, C], most=1)
    assert [c.key for c in table.columns] == ["b", OTHERS, ALL]
    assert (cell(table).count, cell(table, column=OTHERS).count) == (2, 1)
    assert cell(table, "BO", OTHERS).near == (Position.SUPPORTS,)
    assert cell(table, "CL", OTHERS).blank is Blank.UNCOUNTED


def test_those_who_speak_have_rows_of_their_own():
    stances = [said(speaker="Ada Example"), said(speaker="Ada Example"), said(speaker="Bo Sample", near=True), said()]
    table = tabled(stances, [A], speakers=True)
    assert [(r.holder, r.speaker, r.name) for r in table.rows] == [
        ("PE", "Ada Example", "Ada Example, Peru"),
        ("PE", "Bo Sample", "Bo Sample, Peru"),
    ]
    assert [r.cells[-1].count for r in table.rows] == [2, 0]


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("000_622d4b1d2ffcd26e", "000"),
        ("The Valley Chronicle", "Chronicle"),
        ("Leaders Wiki", "Leaders Wiki"),
        ("example.com", "example"),
        ("a-file-with-a-very-long-name", "a-file-with-a…"),
        ("The", "The"),
        ("Harbour Wire (2031)", "Harbour Wire"),
        ("(2031)", "(2031)"),
    ],
)
def test_source_is_shortened_to_what_is_its_own(source, title):
    assert column_titles([TableArticle("a", source)]) == [title]


def test_articles_of_one_source_are_told_apart():
    def titles(*dates):
        return column_titles([TableArticle(str(n), "The Herald", published=date) for n, date in enumerate(dates)])

    assert titles("2031-01-06", "2031-01-07") == ["Herald 01-06", "Herald 01-07"]
    assert titles("2031-01-06", "2032-01-06") == ["Herald 2031-01-06", "Herald 2032-01-06"]
    assert titles("2031-01-06", None) == ["Herald 1", "Herald 2"]
    assert titles("2031-01-06", "2031-01-06") == ["Herald 1", "Herald 2"]


def test_articles_that_are_all_of_one_source_have_their_own_titles():
    def titles(*titles):
        return column_titles([TableArticle(str(n), "The Herald", title=title) for n, title in enumerate(titles)])

    assert titles("Ferries", "Ferries", "all", "The harbour is dredged") == [
        "Ferries", "Ferries (2)", "all (2)", "The harbour is dredged",
    ]  # fmt: skip
    assert titles("Ferries", "") == ["Herald 1", "Herald 2"]
    assert titles("Ferries") == ["Herald"]


@given(st.lists(st.sampled_from(["Herald", "Herald 1", "all", "The Herald", "", "Herald 1 (2)"]), max_size=8))
def test_column_titles_are_never_the_same(sources):
    titles = column_titles([TableArticle(str(n), source) for n, source in enumerate(sources)])
    assert len(set(titles)) == len(sources)
    assert ALL not in titles


@given(
    st.lists(
        st.builds(
            said,
            st.sampled_from(["PE", "CL"]),
            st.sampled_from(list(Position)),
            st.sampled_from(["a", "b", "elsewhere"]),
            near=st.booleans(),
            target=st.sampled_from([None, "the treaty", "a ban", "the treaty ban"]),
        )
    )
)
def test_every_counted_stance_is_counted_once_in_all(stances):
    table = tabled(stances, [A, B])
    assert sum(r.cells[-1].count for r in table.rows) == sum(not stance.near for stance in stances)
    for r in table.rows:
        assert sum(c.count for c in r.cells[:-1]) == r.cells[-1].count


def test_topic_table_puts_a_stance_in_each_of_its_topics_and_once_in_all():
    topics = [Topic("fish", "Fishing", "fish"), Topic("sea", "The sea", "sea"), Topic("sky", "The sky", "sky")]
    stances = [said(), said(position=Position.OPPOSES, article="b"), said("CL"), said("CL", near=True)]
    ledger = Ledger.of(stance.entry for stance in stances)
    table = topic_table(ledger, list(zip(topics, [np.array([0]), np.array([0, 1]), NO_PLACES], strict=True)))
    assert [c.title for c in table.columns] == ["The sea", "Fishing", "The sky", ALL]
    assert [r.holder for r in table.rows] == ["PE"]
    assert [c.count for c in table.rows[0].cells] == [2, 1, 0, 2]
    assert table.rows[0].cells[0].mixed
    assert table.rows[0].cells[2].blank is Blank.UNCOUNTED


@given(
    st.lists(
        st.sampled_from(["fish", "fish treaty", "a treaty", "coal ban", "coal fish ban", "Peru", "coal"]), max_size=4
    ),
    st.lists(
        st.sampled_from(["fish coal ban", "treaty", "the ban on coal", "Peru", "no", "steel", "steel fish"]), max_size=4
    ),
)
def test_cell_is_mixed_when_any_two_targets_are_the_same(favoured, opposed):
    stances = [said(target=t) for t in favoured] + [said(position=Position.OPPOSES, target=t) for t in opposed]
    table = tabled([*stances, said("CL")], [A])
    expected = any(same_target(one, other) for one in favoured for other in opposed)
    assert any(r.cells[-1].mixed for r in table.rows) is expected
