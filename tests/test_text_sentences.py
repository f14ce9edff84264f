"""Sentences: where they end, and that they lose nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.models import Span
from index.text import sentences

PIECES = st.sampled_from(
    [
        "Roe",
        "said",
        "U.S.",
        "Mr.",
        "No.",
        "10",
        ".",
        "!",
        "?",
        "…",
        " ",
        "  ",
        "\n",
        "\n\n",
        "“",
        "”",
        '"',
        "(",
        ")",
        "。",
        "他",
    ]
)


def cut(text):
    return [span.of(text) for span in sentences(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    "parts",
    [
        ["The talks in the U.S. President's office ended.", "He left."],
        ["The aid came from the U.S.", "The minister stayed."],
        ["Mr. Roe met Mrs. Poe and Lt. Col. Moe.", "They agreed."],
        ["A spokesman for No. 10 said so.", "No one replied."],
        ["He lives at No. 10 Downing Street."],
        ["Gen. J. K. Roe spoke.", "He was brief."],
        ["He came at 8 p.m. Monday.", "She left at 9 p.m.", "The talks went on."],
        ["On Jan. 7 the talks began.", "They ended in Feb.", "The deal was signed."],
        ["It sells oil, gas, etc. and wood.", "The firm is big."],
        ["“We will go.”", "He left."],
        ['"We will go."', "He left."],
        ["“Will you go?” he asked.", "Nobody answered."],
        ["“Will you go?” Roe asked.", "Nobody answered."],
        ["“Stop!” cried Poe.", "He ran."],
        ["“It is late,” she said.", "“We are tired.”", "“We go.”"],
        ["(This is an aside.)", "Then it went on."],
        ["He said no ... and left.", "She stayed."],
        ["Wait. . . .", "Then go."],
        ["What comes next?", "Nobody knows!", "It may rain."],
        ["1. The first point is peace.", "It is short."],
        ["The rate rose 3.5 pct.", "It fell later."],
        ["It was “a step.”[1]", "Then he left.[2]", "It rained."],
        ["« Nous irons. »", "Il est parti."],
        ["Roe Jr. spoke.", "Poe Sr. did not."],
        ["The D.C. court ruled.", "It was late in Washington, D.C.", "It rained."],
        ["He sat.", "Roe stood."],
        ["- - -"],
    ],
)
def test_sentences_end_where_a_reader_ends_them(parts):
    assert cut(" ".join(parts)) == parts


def test_scripts_without_blanks_are_cut_too():
    assert cut("他说会去。“如果可以。”她没有去。") == ["他说会去。", "“如果可以。”", "她没有去。"]


def test_an_empty_line_ends_a_sentence_without_a_mark():
    assert cut("A heading\n\nand a line") == ["A heading", "and a line"]


def test_only_the_span_is_cut():
    text = "One is here. Two is there. Three is gone."
    assert [span.of(text) for span in sentences(text, Span(13, 26))] == ["Two is there."]
    assert sentences("   ", Span(0, 3)) == []


@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=80), st.integers(0, 20), st.integers(0, 20))
def test_sentences_are_disjoint_in_order_and_hold_every_character_that_is_not_blank(text, before, behind):
    span = Span(min(before, len(text)), max(min(before, len(text)), len(text) - behind))
    found = sentences(text, span)
    place = span.start
    for sentence in found:
        assert not text[place : sentence.start].strip()
        assert sentence.start < sentence.end <= span.end
        assert sentence.of(text) == sentence.of(text).strip()
        place = sentence.end
    assert not text[place : span.end].strip()
