from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.table import ALL, TableArticle, column_titles, same_target, stance_table, topic_table
from index.models import Attribution, Blank, Position, StanceRow, Topic

ROW = StanceRow(
    article="a",
    file="a.txt",
    member=None,
    source="a",
    title=None,
    published=None,
    passage=1,
    country="PE",
    name="Peru",
    position=Position.SUPPORTS,
    target="the fishing treaty",
    condition=None,
    speaker=None,
    attribution=Attribution.REPORTED,
    quote="Peru backs the fishing treaty.",
    start=0,
    end=30,
    labeller="rules",
    rule="subject",
    cue="backs",
)
A, B, C = (TableArticle(name, name) for name in "abc")
NAMES = {"PE": "Peru", "CL": "Chile", "BO": "Bolivia"}


def row(country="PE", position=Position.SUPPORTS, article="a", **changes):
    return replace(ROW, country=country, name=NAMES[country], position=position, article=article, **changes)


def cell(table, holder="PE", column=ALL):
    place = [c.key for c in table.columns].index(column)
    return next(r for r in table.rows if r.holder == holder).cells[place]


def test_table_of_no_stances_is_empty():
    assert stance_table([], [A, B]).rows == ()
    assert stance_table([], []).columns == ()


def test_commits_is_shown_before_supports_and_each_position_once():
    table = stance_table([row(), row(), row(position=Position.COMMITS)], [A])
    assert cell(table).positions == (Position.COMMITS, Position.SUPPORTS)
    assert cell(table).count == 3


def test_opposite_positions_on_other_targets_show_the_side_with_more_evidence_first():
    against = [
        row(position=Position.OPPOSES, target="a whaling ban"),
        row(position=Position.DECLINES, target="a whaling ban"),
    ]
    table = stance_table([row(), *against], [A])
    assert cell(table).positions == (Position.DECLINES, Position.OPPOSES, Position.SUPPORTS)
    assert not cell(table).mixed


def test_unclear_is_shown_last():
    table = stance_table([row(position=Position.UNCLEAR), row(position=Position.UNCLEAR), row()], [A])
    assert cell(table).positions == (Position.SUPPORTS, Position.UNCLEAR)


def test_review_is_shown_before_the_rules():
    table = stance_table([row(position=Position.COMMITS), row(), row(position=Position.OPPOSES, reviewed=True)], [A])
    assert cell(table).positions[0] is Position.OPPOSES
    assert cell(table).stances[0] == 2
    assert cell(table).reviewed


def test_for_and_against_the_same_target_is_mixed():
    table = stance_table([row(), row(position=Position.OPPOSES, target="any treaty on fishing")], [A])
    assert cell(table, column="a").mixed
    assert cell(table).mixed


def test_sources_that_contradict_each_other_are_mixed_only_in_all():
    table = stance_table([row(), row(position=Position.OPPOSES, article="b")], [A, B])
    assert [cell(table, column=key).mixed for key in ("a", "b", ALL)] == [False, False, True]


def test_same_side_is_not_mixed():
    assert not cell(stance_table([row(), row(position=Position.COMMITS)], [A])).mixed


def test_unknown_targets_are_not_the_same():
    table = stance_table([row(target=None), row(position=Position.OPPOSES, target=None)], [A])
    assert not cell(table).mixed


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
    assert cell(stance_table([row(condition="if it rains"), row()], [A])).condition
    hidden = [row(position=Position.COMMITS), row(condition="if it rains")]
    assert not cell(stance_table(hidden, [A])).condition
    against = [row(), row(), row(position=Position.OPPOSES, target="a ban", condition="if it rains")]
    assert cell(stance_table(against, [A])).condition


def test_most_telling_stance_comes_first():
    stances = [
        row(attribution=Attribution.HEADLINE),
        row(attribution=Attribution.SAID),
        row(attribution=Attribution.NARRATED, condition="if it rains"),
        row(position=Position.COMMITS),
        row(attribution=Attribution.QUOTED),
    ]
    assert cell(stance_table(stances, [A])).stances == (3, 2, 1, 4, 0)


def test_near_stances_are_shown_and_never_counted():
    table = stance_table([row(near=True), row("CL")], [A])
    near = cell(table, "PE", "a")
    assert (near.positions, near.count, near.near, near.blank) == ((), 0, (0,), Blank.SILENT)
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
    table = stance_table([row()], articles)
    blanks = {c.key: cell(table, column=c.key).blank for c in table.columns if not cell(table, column=c.key).positions}
    assert blanks == {
        "silent": Blank.SILENT,
        "pending": Blank.PENDING,
        "foreign": Blank.FOREIGN,
        "unmentioned": Blank.UNMENTIONED,
        "unknown": Blank.UNMENTIONED,
    }


def test_rows_are_ordered_by_stances_then_sources_then_name():
    stances = [row("PE"), row("PE"), row("CL", article="a"), row("CL", article="b"), row("BO")]
    assert [r.holder for r in stance_table(stances, [A, B]).rows] == ["CL", "PE", "BO"]
    assert [r.name for r in stance_table([row("PE"), row("CL")], [A]).rows] == ["Chile", "Peru"]


def test_fullest_columns_come_first_and_all_last():
    stances = [row("PE", article="b"), row("CL", article="b"), row("PE", article="c"), row("PE", article="c")]
    assert [c.key for c in stance_table(stances, [A, B, C]).columns] == ["b", "c", "a", ALL]


def test_columns_that_do_not_fit_count_in_all():
    table = stance_table([row(article="a"), row(article="b"), row("CL", article="b")], [A, B], most=1)
    assert [c.key for c in table.columns] == ["b", ALL]
    assert cell(table).count == 2


def test_every_cell_points_at_the_stances_of_its_holder_and_article():
    stances = [row("PE", article="b"), row("CL"), row("PE", near=True)]
    table = stance_table(stances, [A, B])
    for r in table.rows:
        for column, c in zip(table.columns, r.cells, strict=True):
            for index in c.stances + c.near:
                assert table.stances[index].country == r.holder
                assert column.key in {ALL, table.stances[index].article}


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("000_622d4b1d2ffcd26e", "000"),
        ("The Valley Chronicle", "Chronicle"),
        ("Leaders Wiki", "Leaders Wiki"),
        ("example.com", "example"),
        ("a-file-with-a-very-long-name", "a-file-with-a…"),
        ("The", "The"),
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


@given(st.lists(st.sampled_from(["Herald", "Herald 1", "all", "The Herald", "", "Herald 1 (2)"]), max_size=8))
def test_column_titles_are_never_the_same(sources):
    titles = column_titles([TableArticle(str(n), source) for n, source in enumerate(sources)])
    assert len(set(titles)) == len(sources)
    assert ALL not in titles


@given(
    st.lists(
        st.builds(
            row,
            st.sampled_from(["PE", "CL"]),
            st.sampled_from(list(Position)),
            st.sampled_from(["a", "b", "elsewhere"]),
            near=st.booleans(),
            target=st.sampled_from([None, "the treaty", "a ban", "the treaty ban"]),
        )
    )
)
def test_every_counted_stance_is_counted_once_in_all(stances):
    table = stance_table(stances, [A, B])
    indices = [index for r in table.rows for index in r.cells[-1].stances]
    assert sorted(indices) == [n for n, s in enumerate(stances) if not s.near]


def test_topic_table_puts_a_stance_in_each_of_its_topics_and_once_in_all():
    topics = [Topic("fish", "Fishing", "fish"), Topic("sea", "The sea", "sea"), Topic("sky", "The sky", "sky")]
    stances = [
        row(topics=("fish", "sea")),
        row(topics=("sea",), position=Position.OPPOSES, article="b"),
        row("CL", topics=("gone",)),
        row("CL", topics=("sea",), near=True),
    ]
    table = topic_table(stances, topics)
    assert [c.title for c in table.columns] == ["The sea", "Fishing", "The sky", ALL]
    assert [r.holder for r in table.rows] == ["PE"]
    assert [c.count for c in table.rows[0].cells] == [2, 1, 0, 2]
    assert table.rows[0].cells[0].mixed
    assert table.rows[0].cells[2].blank is Blank.UNMENTIONED


@given(
    st.lists(
        st.sampled_from(["fish", "fish treaty", "a treaty", "coal ban", "coal fish ban", "Peru", "coal"]), max_size=4
    ),
    st.lists(
        st.sampled_from(["fish coal ban", "treaty", "the ban on coal", "Peru", "no", "steel", "steel fish"]), max_size=4
    ),
)
def test_cell_is_mixed_when_any_two_targets_are_the_same(favoured, opposed):
    stances = [row(target=t) for t in favoured] + [row(position=Position.OPPOSES, target=t) for t in opposed]
    table = stance_table([*stances, row("CL")], [A])
    expected = any(same_target(one, other) for one in favoured for other in opposed)
    assert any(r.cells[-1].mixed for r in table.rows) is expected
