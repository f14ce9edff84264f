"""DOCX: what a person reads in Word is what is read here."""

from __future__ import annotations

import io

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packing import BROKEN_EVERY, article_of, damaged, packed, passages_of, reason_of

from index.readers import Limits

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
KINDS = {
    "word/text7.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "word/footnotes.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
    "word/styles.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml",
    "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
}
OVERRIDES = "".join(f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in KINDS.items())
TYPES = f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{OVERRIDES}</Types>'
LEAD = "The minister of Freedonia said on Monday that her country would send engineers to the valley next week."


def word(body, **parts):
    document = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    return packed({"[Content_Types].xml": TYPES, "word/text7.xml": document, **parts})


def p(text, properties=""):
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_a_file_of_another_library_is_read_with_its_headings_tables_and_properties():
    file = docx.Document()
    file.core_properties.title, file.core_properties.author = "Engineers for the valley", "Ada Quill"
    file.core_properties.comments = ""
    file.add_heading("Engineers for the valley", 0)
    file.add_paragraph(LEAD)
    file.add_heading("Who pays", 1)
    table = file.add_table(2, 2)
    for number, text in enumerate(("Country", "Engineers", "Freedonia", "40")):
        table.cell(number // 2, number % 2).text = text
    file.sections[0].header.paragraphs[0].text = "Valley Herald, page 1"
    out = io.BytesIO()
    file.save(out)
    article = article_of(out.getvalue(), "one.docx")
    assert (article.title, article.author, article.language) == ("Engineers for the valley", "Ada Quill", "en")
    assert passages_of(out.getvalue(), "one.docx") == [
        ("title", "Engineers for the valley"),
        ("paragraph", LEAD),
        ("heading", "Who pays"),
        ("paragraph", "Country | Engineers"),
        ("paragraph", "Freedonia | 40"),
    ]


def test_changes_are_read_as_accepted_and_what_is_hidden_is_not():
    body = (
        f"<w:p><w:r><w:t>{LEAD} She </w:t></w:r><w:del><w:r><w:delText>refused</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>agreed</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t> in secret</w:t></w:r>"
        "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t> to</w:t></w:r><w:r><w:tab/><w:t>pay.</w:t></w:r></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>Two paragraphs </w:t></w:r></w:p>"
        "<w:p><w:r><w:t>became one.</w:t></w:r></w:p>"
    )
    assert [text for _, text in passages_of(word(body), "one.docx")] == [
        f"{LEAD} She agreed to pay.",
        "Two paragraphs became one.",
    ]


def test_styles_tell_titles_and_headings_also_by_what_they_are_based_on_and_contents_are_left_out():
    styles = f"""<w:styles {W}><w:style w:styleId="Ti"><w:name w:val="Title"/></w:style>
    <w:style w:styleId="Own"><w:name w:val="Valley head"/><w:basedOn w:val="H"/></w:style>
    <w:style w:styleId="H"><w:name w:val="x"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
    <w:style w:styleId="Loop"><w:name w:val="loop"/><w:basedOn w:val="Loop"/></w:style>
    <w:style w:styleId="V1"><w:name w:val="toc 1"/></w:style></w:styles>"""
    body = (
        p("Engineers wanted", '<w:pStyle w:val="Ti"/>')
        + p("Money 4", '<w:pStyle w:val="V1"/>')
        + p(LEAD, '<w:pStyle w:val="Loop"/>')
        + p("Money.", '<w:pStyle w:val="Own"/>')
        + p("bread", "<w:numPr/>")
    )
    assert passages_of(word(body, **{"word/styles.xml": styles}), "one.docx") == [
        ("title", "Engineers wanted"),
        ("paragraph", LEAD),
        ("heading", "Money."),
        ("paragraph", "bread"),
    ]


def test_notes_come_behind_the_text_and_text_boxes_are_read_once():
    notes = f'<w:footnotes {W}><w:footnote w:type="separator"/><w:footnote>{p("A note.")}</w:footnote></w:footnotes>'
    box = (
        "<w:p><w:r><AlternateContent><Choice><w:txbxContent>" + p("In a box.") + "</w:txbxContent></Choice>"
        "<Fallback><w:txbxContent>"
        + p("In a box.")
        + f"</w:txbxContent></Fallback></AlternateContent><w:t>{LEAD}</w:t>"
        "</w:r></w:p>"
    )
    assert [text for _, text in passages_of(word(box, **{"word/footnotes.xml": notes}), "one.docx")] == [
        "In a box.",
        LEAD,
        "A note.",
    ]


def test_cells_of_prose_and_double_line_breaks_are_paragraphs():
    rows = f"<w:tbl><w:tr><w:tc>{p(LEAD)}{p('Two.')}</w:tc><w:tc>{p('Three.')}</w:tc></w:tr></w:tbl>"
    lines = "<w:p><w:r><w:t>One line,</w:t><w:br/><w:t>the same.</w:t><w:br/><w:br/><w:t>Another.</w:t></w:r></w:p>"
    assert [text for _, text in passages_of(word(rows + lines), "one.docx")] == [
        LEAD,
        "Two.",
        "Three.",
        "One line, the same.",
        "Another.",
    ]


def test_the_date_in_the_head_of_the_text_goes_before_that_of_the_file():
    core = "<c><created>2025-02-03T10:00:00Z</created><creator>user</creator></c>"
    article = article_of(word(p(LEAD), **{"docProps/core.xml": core}), "one.docx")
    assert (article.published, article.dated_by, article.author) == ("2025-02-03", "document", None)
    body = p("Engineers to go to the valley") + p("7 January 2026") + p(LEAD)
    article = article_of(word(body, **{"docProps/core.xml": core}), "one.docx")
    assert (article.published, article.dated_by) == ("2026-01-07", "text")
    assert article.text == f"Engineers to go to the valley\n\n7 January 2026\n\n{LEAD}"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (word("")[:300], "it is cut off"),
        (
            packed({"[Content_Types].xml": TYPES, "word/other.xml": "<a/>"}),
            "it is no Word file: it has no part with text",
        ),
        (word("<w:p>"), "its part word/text7.xml is damaged"),
        (word(""), "it holds no words"),
    ],
    ids=["cut off", "no text", "damaged", "empty"],
)
def test_what_is_no_article_is_refused_with_the_reason(content, reason):
    assert reason_of(content, "one.docx") == reason


def test_entities_are_not_expanded():
    lol = '<!DOCTYPE x [<!ENTITY a "haha">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    document = f"{lol}]><w:document {W}><w:body>{p(LEAD + ' &j;')}</w:body></w:document>"
    content = packed({"[Content_Types].xml": TYPES, "word/text7.xml": document})
    assert reason_of(content, "one.docx") is not None or len(article_of(content, "one.docx").text) < 200


def test_a_part_that_unpacks_beyond_the_limits_is_refused():
    bomb = word(p("a " * 3_000_000))
    assert len(bomb) < 100_000
    assert reason_of(bomb, "one.docx", limits=Limits(article_mb=2)) == (
        "it has more than the 2 MB that are read at once (limits.article_mb)"
    )
    assert (
        reason_of(bomb, "one.docx", limits=Limits(unpacked_mb=3))
        == "more than 3 MB come out of it (limits.unpacked_mb)"
    )


SAMPLE = word(p(LEAD, "<w:numPr/>") + f"<w:tbl><w:tr><w:tc>{p('a')}</w:tc><w:tc>{p('b')}</w:tc></w:tr></w:tbl>")


def test_a_file_cut_anywhere_is_refused():
    for length in range(4, len(SAMPLE), BROKEN_EVERY):
        assert reason_of(SAMPLE[:length], "one.docx") is not None


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1 << 16), st.integers(0, 255)), max_size=8))
def test_a_damaged_file_is_read_or_refused(places):
    reason = reason_of(damaged(SAMPLE, places), "one.docx")
    assert reason is None or reason
