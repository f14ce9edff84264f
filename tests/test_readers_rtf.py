"""RTF: what a person reads in a word processor is what is read here."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packing import BROKEN_EVERY, article_of, damaged, passages_of, reason_of

from index.readers.rtf import MOST_GROUPS

LEAD = "The minister of Freedonia said on Monday that her country would send engineers to the valley next week."
HEAD = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Times;}{\f1\fcharset204 Cyr;}{\f2\fcharset128 Mincho;}}"
    r"{\stylesheet{\s0 Normal;}{\*\cs9 Char;}{\s1{\*\hyphen2}\outlinelevel0 heading 1;}{\s5 Title;}}"
    r"{\info{\title letter1.rtf}{\author Ada Quill}{\creatim\yr2025\mo2\dy3\hr10}{\company Valley Herald}}"
    r"{\header\pard Valley Herald, page \chpgn\par}"
)


def rtf(body):
    return f"{HEAD}{body}}}".encode("latin-1")


def texts(body):
    return [text for _, text in passages_of(rtf(body), "one.rtf")]


def test_styles_properties_and_paragraphs_are_read_and_page_headers_are_not():
    body = (
        rf"\pard\s5 Engineers wanted\par\pard\s0 {LEAD}\par\pard\s1 Money.\par"
        r"\pard\ls3{\listtext \bullet\tab}bread\par"
    )
    article = article_of(rtf(body), "one.doc")
    assert passages_of(rtf(body), "one.doc") == [
        ("title", "Engineers wanted"),
        ("paragraph", LEAD),
        ("heading", "Money."),
        ("paragraph", "bread"),
    ]
    assert (article.author, article.published, article.dated_by) == ("Ada Quill", "2025-02-03", "document")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"caf\'e9 \u8364? \u-10179?\u-8704? \ldblquote a\rdblquote\~b\_c \{d\}", "café € 😀 “a” b-c {d}"),
        (r"\f1 \'cc\'e8\'f0\f0  and \f2\'93\'fa\'96\'7b", "Мир and 日本"),
        (r"\uc2\u24180\'94\'4e abc", "年 abc"),
        (r"\uc0\u24180 abc", "年abc"),
        (r"a\-b\line c\tab d\emdash e", "ab c d—e"),
        (r"{\*\unknown hidden {words}}a{\*\cs9 b} c\b0\*\cs9 d", "ab cd"),
        (r"{\upr{old}{\*\ud{new}}} text{\pict\bin5 }}}}}} end{\v hidden}{\deleted gone}.", "new text end."),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt a link}} read", "a link read"),
    ],
)
def test_characters_are_read_however_they_are_written(written, read):
    assert texts(written + r"\par") == [read]


def test_notes_come_behind_the_text_and_rows_are_lines():
    row = r"\trowd\cellx1\cellx2\pard\intbl Freedonia\cell 40\cell\row"
    body = rf"\pard {LEAD}{{\footnote\pard A note.}} More.\par {row}{row}\pard After.\par"
    assert texts(body) == [f"{LEAD} More.", "Freedonia | 40", "Freedonia | 40", "After.", "A note."]


def test_text_boxes_are_read_once():
    box = r"{\shp{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt\pard In a box.\par}}{\shprslt In a box.}}"
    assert texts(rf"\pard {box}{LEAD}\par") == ["In a box.", LEAD]


def test_a_mark_before_it_is_passed_over():
    assert texts(LEAD) == [LEAD]
    assert passages_of(b"\xef\xbb\xbf\n" + rtf(LEAD), "one.txt") == [("paragraph", LEAD)]


def test_what_is_no_article_is_refused():
    assert reason_of(rtf(LEAD)[:-1], "one.rtf") == "it is cut off"
    assert reason_of(rtf(""), "one.rtf") == "it holds no words"
    assert reason_of(b"{\\rtf1" + b"{" * (MOST_GROUPS + 1), "one.rtf") == "its groups stand too deep in one another"


SAMPLE = rtf(rf"\pard\s5 Caf\'e9\par\intbl a{{\footnote b}}\cell\row\pard {LEAD}\u8364?{{\shptxt c\par}}\par")


def test_a_file_cut_anywhere_is_refused():
    for length in range(8, len(SAMPLE), BROKEN_EVERY):
        assert reason_of(SAMPLE[:length], "one.rtf") == "it is cut off"


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1 << 16), st.integers(0, 255)), max_size=8))
def test_a_damaged_file_is_read_or_refused(places):
    reason = reason_of(damaged(SAMPLE, places), "one.rtf")
    assert reason is None or reason
