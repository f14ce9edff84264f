"""Where a query stands in a passage, and the part of the passage that a list shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.highlight import Highlighter, Snippet, highlights, phrase_runs, snippet, wildcard, within_distance
from index.models import Span
from index.query import parse
from index.text import tokens


def root(text):
    return parse(text, topics={}, country=lambda _: "FR").root


def marked(query, text, *, title=False):
    return [span.of(text) for span in highlights(root(query), text, title=title)]


@pytest.mark.parametrize(
    ("query", "text", "words"),
    [
        ("troops", "Troops and a trooper; the TROOP's boots.", ["Troops", "TROOP"]),
        ("troops boots", "boots, not shoes, for troops", ["boots", "troops"]),
        ("troops OR hubs", "no hubs", ["hubs"]),
        ("US", "The US and the U.S. told us", ["US", "U.S."]),
        ("us", "The US told us", ["US", "us"]),
        ('"would deploy"', "would not deploy; would deploy", ["would deploy"]),
        ('"would deploy"~1', "would not deploy", ["would not deploy"]),
        ('"would deploy"~1', "would surely not deploy, deploy would", []),
        ('"would deploy"', "would  \u2014 deploy", ["would  \u2014 deploy"]),
        ('"deployed"', "deploy deployed", ["deployed"]),
        ("UK-France", "a UK-France plan of UK, France", ["UK-France", "UK, France"]),
        ("deploy*", "Deployed deployment redeploy", ["Deployed", "deployment"]),
        ("d*ed", "deployed deployment", ["deployed"]),
        ("tr??p", "troop trop", ["troop"]),
        ("velinski~", "Velinsky, Velinskyy", ["Velinsky"]),
        ("velinski~2", "Velinsky, Velinskyy", ["Velinsky", "Velinskyy"]),
        ("boots -troops", "boots of troops", ["boots"]),
        ("boots NOT (troops OR NOT hubs)", "boots of troops and hubs", ["boots"]),
        ("caf\u00e9", "CAFE\u0301 caf\u00e9", ["CAFE\u0301", "caf\u00e9"]),
        ("\u505c\u706b\u534f\u8bae", "\u4ed6\u4eec\u505c\u706b\u534f\u8bae\u4e86", ["\u505c\u706b\u534f\u8bae"]),
        ("title:troops source:troops country:france holder:france date:2026 lang:en", "troops of France", []),
        ("speaker:minister", "the minister said", []),
        ("", "anything", []),
        ("troops", "", []),
    ],
)
def test_what_matches_is_highlighted(query, text, words):
    assert marked(query, text) == words


def test_a_title_shows_what_was_sought_in_titles():
    assert marked("title:troops boots", "Troops, boots", title=True) == ["Troops", "boots"]
    assert marked("title:troops boots", "Troops, boots") == ["boots"]
    assert marked("source:troops", "Troops", title=True) == []


def test_highlights_that_meet_are_one():
    assert marked('"troops would deploy" OR "deploy to" OR would', "troops would deploy to") == [
        "troops would deploy to"
    ]


@given(
    st.text(alphabet="ab US*'\u2019.\u505c\u706b\u0301\n-", max_size=60),
    st.sampled_from(["a*", "US", '"a b"~2', "b~", "\u505c"]),
)
def test_highlights_are_sorted_apart_and_made_of_whole_words(text, query):
    if query == "b~":
        query = "bb~"
    found = highlights(root(query), text)
    ends = {token.span.end for token in tokens(text)}
    starts = {token.span.start for token in tokens(text)}
    last = -1
    for span in found:
        assert last < span.start < span.end
        assert span.start in starts
        assert span.end in ends
        last = span.end


@given(
    st.lists(st.tuples(st.text("ab. ,'\n-é’US", max_size=12), st.booleans()), max_size=6),
    st.sampled_from(["a", "ab", "a*", "?b", '"a b"', '"a b"~1', "ab~1", "title:a b", "us", "é"]),
)
def test_many_passages_have_the_highlights_that_each_has_alone(passages, query):
    highlighter = Highlighter(root(query))
    alone = [highlighter.spans(text, title=title) for text, title in passages]
    assert highlighter.spans_of(passages) == alone


def test_one_highlighter_serves_many_passages():
    made = Highlighter(root("tr* fuzy~"))
    for _ in range(2):
        assert made.spans("troops, fuzzy") == (Span(0, 6), Span(8, 13))
        assert made.spans("none") == ()


@pytest.mark.parametrize(
    ("places", "slop", "runs"),
    [
        ([[0], [1]], 0, [(0, 1)]),
        ([[1], [0]], 5, []),
        ([[0], [2]], 0, []),
        ([[0], [2]], 1, [(0, 2)]),
        ([[0], [2], [4]], 1, []),
        ([[0], [2], [4]], 2, [(0, 4)]),
        ([[0, 3], [1, 4]], 0, [(0, 1), (3, 4)]),
        ([[0, 1], [0, 1]], 0, [(0, 1)]),
        ([[0, 5], [6]], 9, [(0, 6), (5, 6)]),
        ([[4]], 0, [(4, 4)]),
        ([[4], []], 0, []),
    ],
)
def test_a_phrase_stands_in_order_with_few_words_between(places, slop, runs):
    assert list(phrase_runs(places, slop)) == runs


@pytest.mark.parametrize(
    ("word", "other", "distance"),
    [("", "", 0), ("a", "", 1), ("boots", "boots", 0), ("boots", "boot", 1), ("boots", "roots", 1), ("ab", "ba", 2),
     ("kitten", "sitting", 3), ("abc", "xyz", 3)],
)  # fmt: skip
def test_words_are_so_many_edits_apart(word, other, distance):
    for one, two in ((word, other), (other, word)):
        assert within_distance(one, two, distance)
        assert not within_distance(one, two, distance - 1)


@given(
    st.text("ab", max_size=8), st.lists(st.tuples(st.integers(0, 7), st.sampled_from(["", "a", "b", "ab"])), max_size=2)
)
def test_edits_are_never_further_than_there_were_edits(word, changes):
    edited = word
    for place, letters in changes:
        edited = edited[:place] + letters + edited[place + 1 :]
    steps = sum(2 if letters == "ab" else 1 for _, letters in changes)
    assert within_distance(word, edited, steps)


@pytest.mark.parametrize(
    ("pattern", "word", "matches"),
    [
        ("a*c", "abbc", True),
        ("a*c", "ac", True),
        ("a*c", "abcd", False),
        ("*a*a*", "aa", True),
        ("*a*a*", "a", False),
        ("a?c", "ac", False),
        ("a.c", "abc", False),
        ("*ab*ab", "abab", True),
        ("*ab*ab", "ab", False),
        ("a*" * 30 + "b", "a" * 5_000, False),
    ],
)
def test_wildcards_stand_for_any_letters(pattern, word, matches):
    assert (wildcard(pattern).fullmatch(word) is not None) is matches


def test_a_short_text_is_its_own_snippet():
    assert snippet("troops move", (Span(0, 6),), 11) == Snippet("troops move", (Span(0, 6),), before=False, after=False)


def test_a_snippet_stands_where_most_highlights_are():
    text = "troops " + "word " * 30 + "troops and troops and hubs " + "word " * 30
    found = highlights(root("troops hubs"), text)
    cut = snippet(text, found, 40)
    assert [span.of(cut.text) for span in cut.highlights] == ["troops", "troops", "hubs"]
    assert (cut.before, cut.after) == (True, True)
    assert cut.text.strip() == cut.text
    assert set(cut.text.split()) <= {"troops", "and", "hubs", "word"}


def test_a_snippet_without_highlights_is_the_beginning():
    assert snippet("one two three", (), 9) == Snippet("one two", (), before=False, after=True)


def test_a_highlight_longer_than_a_snippet_is_cut():
    cut = snippet("so " + "x" * 50 + " so", (Span(3, 53),), 20)
    assert cut == Snippet("x" * 20, (Span(0, 20),), before=True, after=True)


@given(
    st.text("ab \n\u0301", max_size=120),
    st.lists(st.tuples(st.integers(0, 119), st.integers(1, 30)), max_size=6),
    st.integers(1, 130),
)
def test_a_snippet_is_a_part_of_its_text(text, drawn, width):
    found, last = [], -1
    for start, length in sorted(drawn):
        if last < start and start + length <= len(text):
            found.append(Span(start, start + length))
            last = start + length
    cut = snippet(text, found, width)
    assert len(cut.text) <= width or cut.text == text
    assert cut.text in text
    assert cut.before or text.startswith(cut.text)
    assert cut.after or text.endswith(cut.text)
    whole = {span.of(text) for span in found}
    assert all(span.start < span.end <= len(cut.text) for span in cut.highlights)
    assert all(any(span.of(cut.text) in one for one in whole) for span in cut.highlights)
    assert bool(cut.highlights) is bool(found)
