"""ODT: what a person reads in LibreOffice is what is read here."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from packing import BROKEN_EVERY, article_of, damaged, packed, passages_of, reason_of

TYPE = "application/vnd.oasis.opendocument.text"
SPACES = (
    'xmlns:office="urn:o" xmlns:text="urn:t" xmlns:table="urn:b" xmlns:style="urn:s" xmlns:dc="urn:d" '
    'xmlns:meta="urn:m" xmlns:svg="urn:g"'
)
STYLES = """<office:automatic-styles><style:style style:name="P1" style:parent-style-name="Title"/>
</office:automatic-styles>"""
LEAD = "The minister of Freedonia said on Monday that her country would send engineers to the valley next week."
META = f"""<office:document-meta {SPACES}><office:meta><dc:title>document1.odt</dc:title>
<meta:initial-creator>Ada Quill</meta:initial-creator><meta:creation-date>2025-02-03T10:00:00</meta:creation-date>
</office:meta></office:document-meta>"""


def odt(body, manifest="<manifest/>", **parts):
    text = f"<office:body><office:text>{body}</office:text></office:body>"
    content = f"<office:document-content {SPACES}>{STYLES}{text}</office:document-content>"
    return packed(
        {"mimetype": TYPE, "content.xml": content, "meta.xml": META, "META-INF/manifest.xml": manifest, **parts},
        stored={"mimetype"},
    )


BODY = f"""<text:tracked-changes><text:p>Deleted words.</text:p></text:tracked-changes>
<text:p text:style-name="P1">Engineers wanted</text:p>
<text:p>{LEAD}<text:note><text:note-citation>1</text:note-citation><text:note-body>
<text:p>A note.</text:p></text:note-body></text:note> And<text:s text:c="2"/>then<text:tab/>more<text:line-break/>
came.</text:p>
<text:table-of-content><text:p>Money 4</text:p></text:table-of-content>
<text:h>Money.</text:h>
<text:list><text:list-item><text:p>bread</text:p></text:list-item></text:list>
<table:table><table:table-row><table:table-cell><text:p>Freedonia</text:p></table:table-cell>
<table:table-cell><text:p>40</text:p></table:table-cell></table:table-row></table:table>"""
READ = [
    ("title", "Engineers wanted"),
    ("paragraph", f"{LEAD} And then more came."),
    ("heading", "Money."),
    ("paragraph", "bread"),
    ("paragraph", "Freedonia | 40"),
    ("paragraph", "A note."),
]


def test_headings_lists_tables_and_notes_are_read_and_changes_are_accepted():
    assert passages_of(odt(BODY), "one.odt") == READ


def test_the_properties_that_are_real_are_taken():
    article = article_of(odt(BODY), "one.odt")
    assert (article.author, article.published, article.dated_by) == ("Ada Quill", "2025-02-03", "document")


def test_content_tells_it_whatever_the_name():
    assert passages_of(odt(BODY), "one.zip") == passages_of(odt(BODY), "one") == READ


def test_a_flat_file_is_read_alike():
    flat = f"""<?xml version="1.0"?>\n<office:document {SPACES} office:mimetype="{TYPE}"><office:meta>
    <meta:initial-creator>Ada Quill</meta:initial-creator></office:meta>
    <office:styles><text:p>no</text:p></office:styles>
    {STYLES}<office:body><office:text>{BODY}</office:text></office:body></office:document>""".encode()
    assert passages_of(flat, "one.fodt") == passages_of(flat, "one.xml") == READ
    assert article_of(flat, "one.fodt").author == "Ada Quill"
    assert reason_of(flat[:-30], "one.fodt") == "its XML is damaged"


def test_what_is_no_article_is_refused_with_the_reason():
    locked = '<m:manifest xmlns:m="urn:x"><manifest:encryption-data/></m:manifest>'
    assert reason_of(odt(BODY, locked), "one.odt") == "it is protected by a password"
    assert reason_of(packed({"mimetype": TYPE}, stored={"mimetype"}), "one.odt") == (
        "it is no OpenDocument text: it has no part with text"
    )
    assert reason_of(odt(""), "one.odt") == "it holds no words"


def test_a_file_cut_anywhere_is_refused():
    sample = odt(BODY)
    for length in range(4, len(sample), BROKEN_EVERY):
        assert reason_of(sample[:length], "one.odt") is not None


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1 << 16), st.integers(0, 255)), max_size=8))
def test_a_damaged_file_is_read_or_refused(places):
    reason = reason_of(damaged(odt(BODY), places), "one.odt")
    assert reason is None or reason
