"""Where two texts that tell the same part: numbers, dates, negation, modality, conditions."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.analysis.wording import differing

PIECES = st.lists(
    st.sampled_from(
        "Chile would will may not n't wouldn't can't won't 30 27 ships . , if unless the harbour opens May 6 January "
        "2031-03-04 Monday about forty people 3.5 % \n 漢字 more than two dozen countries".split()
    )
)
TEXTS = st.one_of(st.text(), PIECES.map(" ".join))


def words(*texts):
    return [[span.of(text) for span in spans] for text, spans in zip(texts, differing(texts), strict=True)]


@pytest.mark.parametrize(
    ("one", "other", "first", "second"),
    [
        ("Chile will send 30 ships.", "Chile will send 27 ships.", ["30 ships"], ["27 ships"]),
        ("Chile will send ships.", "Chile would send ships.", ["will"], ["would"]),
        ("Chile will send ships.", "Chile won't send ships.", [], ["n't"]),
        ("Chile will send ships.", "Chile may never send ships.", ["will"], ["may", "never"]),
        ("Peru can’t pay.", "Peru cannot pay.", [], []),
        ("It opens on Monday.", "It opens on Friday.", ["Monday"], ["Friday"]),
        ("It opens on 6 January.", "It opens on January 6.", [], []),
        ("It opens on 6 January.", "It opens on January 9.", ["6 January"], ["January 9"]),
        ("It opened on 4 March 2031.", "It opened on 2031-03-05.", ["4 March 2031"], ["2031-03-05"]),
        ("It opened in 2030.", "It opened in 2031.", ["2030"], ["2031"]),
        ("Peru pays.", "Peru pays, if the harbour opens.", [], ["if the harbour opens"]),
        ("If the harbour opens, Peru pays.", "Peru pays if the harbour is open again.", [], []),
        ("Peru pays if the harbour opens.", "Peru pays if its voters agree.", ["if the harbour opens"], None),
        ("Thirty countries came.", "30 nations came.", [], []),
        ("Nothing of it parts.", "Nothing of it parts.", [], []),
    ],
)
def test_what_parts_two_texts_is_found_in_both(one, other, first, second):
    found = words(one, other)
    assert found[0] == first
    assert second is None or found[1] == second


def test_of_three_texts_what_one_lacks_is_found():
    assert words("30 ships", "30 ships", "27 ships") == [["30 ships"], ["30 ships"], ["27 ships"]]
    assert words("30 ships") == [[]]


@given(TEXTS, TEXTS)
@example("1,5", "1.5")
def test_spans_lie_inside_in_order_and_go_both_ways(one, other):
    found = differing([one, other])
    for text, spans in zip((one, other), found, strict=True):
        assert all(0 <= span.start < span.end <= len(text) for span in spans)
        assert list(spans) == sorted(set(spans))
        assert not any(a != b and a.holds(b) for a in spans for b in spans)
    assert differing([other, one]) == found[::-1]


@given(TEXTS)
@example("if it is")
def test_a_text_does_not_part_from_itself(text):
    assert differing([text, text]) == ((), ())
