"""Tokens and stems: the terms that engines, queries and highlights share."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text import has_words, stem, terms, tokens
from index.text.terms import beginning, levelled, pieces, stretches_holding

ANY_TEXT = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("aUuSs.’'_-,1 \n北京ไée\u0301\u200dİß"), max_size=60
)


def surfaces(text):
    return [token.surface for token in tokens(text)]


def stems(text):
    return [token.stem for token in tokens(text)]


@pytest.mark.parametrize("written", ["US", "U.S.", "U.S", "u.s.", "US's", "U.S.’s"])
def test_the_united_states_are_one_term_however_written(written):
    assert terms(f"the {written} envoy")[1] == ("us", "US")


def test_the_pronoun_is_not_the_country():
    assert terms("tell us") == [("tell", "tell"), ("us", "us")]
    assert stem("us") == "us"
    assert stem("US") == "US"


def test_no_word_is_left_out():
    assert surfaces("It would not deploy if it may") == ["it", "would", "not", "deploy", "if", "it", "may"]


def test_inflections_share_a_stem():
    assert stem("guarantees") == stem("guarantee") == stem("GUARANTEED")
    assert stems("Ceasefires") == [stem("ceasefire")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Freedonia's and Freedonia’s", ["freedonia", "and", "freedonia"]),
        ("FREEDONIA'S", ["freedonia"]),
        ("don't don’t", ["don't", "don't"]),
        ("O’Roe’s troops’", ["o'roe", "troops"]),
        ("snake_case UK-led", ["snake", "case", "uk", "led"]),
        ("1,200 men, 6.4 pct", ["1200", "men", "6.4", "pct"]),
        ("J.K. Roe of the E.U.", ["jk", "roe", "of", "the", "eu"]),
        ("ends.Next", ["ends", "next"]),
        ("ﬁne Ｗｉｄｅ", ["fine", "wide"]),
        ("Straße İzmir", ["strasse", "izmir"]),
        ("cafe\u0301 café", ["café", "café"]),
        ("नमस्ते दुनिया", ["नमस्ते", "दुनिया"]),
        ("می\u200cخواهم", ["میخواهم"]),
        ("", []),
        ("— … !", []),
    ],
)
def test_words_are_cut_and_folded(text, expected):
    assert surfaces(text) == expected


def test_scripts_without_blanks_become_pairs():
    assert surfaces("東京都はNATO軍") == ["東京", "京都", "都は", "nato", "軍"]
    assert [token.span.of("東京都") for token in tokens("東京都")] == ["東京", "京都"]


def test_a_possessive_and_a_mark_are_outside_the_span_and_an_abbreviations_dots_within():
    text = "Freedonia's (U.S.)"
    assert [token.span.of(text) for token in tokens(text)] == ["Freedonia", "U.S."]


@given(ANY_TEXT)
def test_tokens_are_in_order_and_stand_where_they_say(text):
    found = tokens(text)
    assert [(token.surface, token.stem) for token in found] == terms(text)
    assert has_words(text) == bool(found)
    for token in found:
        assert 0 <= token.span.start < token.span.end <= len(text)
        assert token.surface
        assert not any(character.isspace() for character in token.surface)
    for one, other in pairwise(found):
        assert one.span.start < other.span.start
        assert one.span.end < other.span.end


@given(ANY_TEXT)
def test_every_letter_and_digit_is_in_a_token_but_possessives(text):
    covered = {place for token in tokens(text) for place in range(token.span.start, token.span.end)}
    for place, character in enumerate(text):
        if character.isalnum() and place not in covered:
            assert character in "sS"
            assert text[place - 1] in "'’ʼ＇"


@given(ANY_TEXT)
def test_a_token_of_a_token_is_the_same(text):
    for token in tokens(text):
        written = unicodedata.normalize("NFC", token.span.of(text))
        if written == token.span.of(text) and not any(character in "'’ʼ＇" for character in written):
            assert terms(token.span.of(text)) == [(token.surface, token.stem)]


@given(ANY_TEXT)
def test_a_levelled_text_has_the_same_terms(text):
    assert terms(levelled(text)) == terms(text)


def test_words_that_are_written_differently_come_again_in_a_levelled_text():
    assert levelled("“Troops”, (TROOPS) US-led us 1,200").split() == ["troops", "troops", "US", "led", "us", "1,200"]
    assert levelled("one\0TWO") == "one\0two"


@given(st.lists(st.sampled_from(["troops", "Roe", "1,200", "U.S.", "don't"]), max_size=8))
def test_a_tokens_place_in_the_list_is_its_position(words):
    assert len(tokens(" ".join(words))) == len(words)


def test_terms_come_without_the_rules_that_clean():
    code = "import sys, index.text; assert index.text.tokens('a'); print('index.text.cleaning' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout == "False\n"


@given(
    st.tuples(
        st.text("abdeghilmnoprstuy'", min_size=1, max_size=8),
        st.sampled_from(["", "s", "es", "ies", "ying", "ied", "ization", "fulness", "ability", "ency", "ously", "ly"]),
    )
)
def test_a_word_begins_as_its_stem_says(parts):
    for surface, found in terms("".join(parts)):
        assert surface.startswith(beginning(found))


@given(ANY_TEXT, ANY_TEXT)
def test_no_piece_that_holds_a_word_is_passed_over(text, sought):
    for surface, found in terms(sought)[:3]:
        held = {(place, piece) for place, piece in pieces(text) if (surface, found) in terms(piece)}
        for part in (beginning(found), surface):
            stretches = stretches_holding([part], text)
            assert held <= {(start + place, piece) for start, written in stretches for place, piece in pieces(written)}


@pytest.mark.parametrize(
    ("written", "sought"),
    [
        ("so the U.S. said", "us"),
        ("so the \u201cU.S.\u201d said", "us"),
        ("the U.S.S.R. then", "ussr"),
        ("the (U.S.A.) then", "usa"),
        ("the b.i. then", "bi"),
        ("of 1,200 men", "1200"),
        ("O\u2019Roe came", "o'roe"),
        ("a \u2018plan\u2019\u2014or two", "plan"),
        ("the caf\u00e9\u2026", "cafe\u0301"),
        ("of \ufb01sh\u00a0and", "fish"),
        ("the \u0130stan men", "istan"),
    ],
)
def test_a_word_is_found_however_it_is_written(written, sought):
    (surface, _), *_ = terms(sought)
    assert any(
        surface in [found for found, _ in terms(stretch)] for _, stretch in stretches_holding([surface], written)
    )


def test_stretches_come_once_and_in_order():
    found = stretches_holding(["an", "a"], "a banana, a\nman and x")
    assert found == [(0, "a"), (2, "banana,"), (10, "a\nman"), (16, "and")]
