"""What is remembered between visits, and the queries that were asked."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.filters import filtered, with_clause
from explorer.state import MOST_QUERIES, History, State, read_state, state_file, write_state

STATE = State("troops", ("position:opposes",), "stances", "topics", 3, "GB", "all", "nord", 12, ("a", "b"))


def test_what_is_remembered_comes_back(tmp_path):
    path = state_file(tmp_path, tmp_path / "library")
    write_state(path, STATE)
    assert read_state(path) == STATE
    assert state_file(tmp_path, tmp_path / "other") != path


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b'{"query": 3, "holder": 4}', b'{"seen": "no"}'])
def test_what_was_never_written_so_is_nothing(tmp_path, content):
    path = tmp_path / "state.json"
    path.write_bytes(content)
    assert read_state(path) == State()
    assert read_state(tmp_path / "none.json") == State()


def test_fields_of_another_version_are_passed_over(tmp_path):
    path = tmp_path / "state.json"
    path.write_text(json.dumps({"query": "troops", "later": True, "result": "three"}), encoding="utf-8")
    assert read_state(path) == State(query="troops")


@given(st.builds(State, query=st.text(), queries=st.lists(st.text()).map(tuple), seen=st.none() | st.integers()))
def test_any_state_comes_back_or_is_nothing(tmp_path_factory, state):
    path = tmp_path_factory.getbasetemp() / "any.json"
    write_state(path, state)
    assert read_state(path) == state


def test_the_queries_are_walked_back_and_forth_and_what_is_typed_comes_back():
    history = History()
    for query in ("one", " ", "two", "one", "three"):
        history.add(query)
    assert history.queries == ["two", "one", "three"]
    assert history.newer("") is None
    assert [history.older("dra"), history.older("three"), history.older("one")] == ["three", "one", "two"]
    assert history.older("two") is None
    assert [history.newer(shown) for shown in ("two", "one", "three", "dra")] == ["one", "three", "dra", None]


def test_a_query_that_was_changed_is_no_longer_one_of_those_walked():
    history = History(["one", "two"])
    assert history.older("") == "two"
    assert history.newer("two of") is None
    assert [history.older("two of"), history.older("two")] == ["two", "one"]
    assert [history.older("ones"), history.newer("two"), history.newer("ones")] == ["two", "ones", None]


def test_only_so_many_queries_are_kept():
    history = History()
    for number in range(MOST_QUERIES + 10):
        history.add(str(number))
    assert len(history.queries) == MOST_QUERIES
    assert history.queries[-1] == str(MOST_QUERIES + 9)


def test_filters_stand_beside_the_whole_query():
    assert filtered("a OR b", ()) == "a OR b"
    assert filtered("a OR b", ("position:opposes", "source:x")) == "(a OR b) position:opposes source:x"
    assert filtered("  ", ("position:opposes",)) == "position:opposes"


def test_one_position_takes_the_place_of_another():
    assert with_clause(("position:opposes", "source:x"), "position:commits") == ("source:x", "position:commits")
    assert with_clause(("source:x",), "source:x") == ("source:x",)
