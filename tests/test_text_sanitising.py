"""What a terminal would obey does not come in, and passages are slices of the text."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from index.models import PassageKind
from index.text import compose, sanitise

KINDS = st.sampled_from([PassageKind.HEADING, PassageKind.PARAGRAPH])


def test_escape_sequences_lose_what_makes_them_so():
    assert sanitise("\x1b]52;c;ZXZpbA==\x07red\x1b[31m\x9b31m") == "]52;c;ZXZpbA==red[31m31m"


def test_directions_are_not_overridden():
    assert sanitise("a\u202eb\u2066c\u200fd\u061c") == "abcd"


def test_every_newline_is_one():
    assert sanitise("a\r\nb\rc\u2028d\x85e\x0cf\n") == "a\nb\nc\nd\ne\nf\n"


def test_what_is_never_seen_does_not_split_a_word():
    assert sanitise("\ufeffcease\u00adfire\u200b\ud800") == "ceasefire"


def test_markup_and_joiners_stay():
    assert sanitise("[/] [bold] می\u200cخواهم\t1") == "[/] [bold] می\u200cخواهم\t1"


@given(st.text(st.characters(), max_size=80))
def test_nothing_that_controls_is_left(text):
    clean = sanitise(text)
    assert all(character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cs"} for character in clean)
    assert not set(clean) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\ufeff")
    assert sanitise(clean) == clean
    clean.encode("utf-8")


@given(st.none() | st.text(max_size=20), st.lists(st.tuples(KINDS, st.text(max_size=30)), max_size=6))
def test_passages_cover_the_text_in_order(title, blocks):
    text, passages = compose(title, blocks)
    assert text == "\n\n".join(passage.span.of(text) for passage in passages)
    assert text == sanitise(text)
    titled = bool(title and sanitise(title).strip())
    assert [passage.number for passage in passages] == list(range(not titled, len(passages) + (not titled)))
    assert [passage.kind for passage in passages].count(PassageKind.TITLE) == titled
    assert all("\n" not in passage.span.of(text) for passage in passages)


def test_blank_blocks_are_left_out():
    assert compose(" \x1b ", [(PassageKind.PARAGRAPH, " \n ")]) == ("", ())
