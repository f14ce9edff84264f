"""EPUB: a book is read chapter by chapter, in its order."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from packing import BROKEN_EVERY, articles_of, damaged, packed, reason_of

from index.models import Refusal

LEAD = "The minister of Freedonia said on Monday that her country would send engineers to the valley next week."
CONTAINER = '<container><rootfiles><rootfile full-path="book/list.opf"/></rootfiles></container>'
LIST = """<package xmlns:dc="d" xmlns:opf="o"><metadata><dc:title>Reports</dc:title><dc:creator>Ada Quill</dc:creator>
<dc:creator>Ben Ink</dc:creator><dc:publisher>Valley Press</dc:publisher><dc:language>de</dc:language>
<dc:date opf:event="conversion">2026-05-05</dc:date><dc:date>2025-02-03</dc:date></metadata><manifest>
<item id="z" href="two%20.xhtml#top" media-type="application/xhtml+xml"/>
<item id="a" href="one.xhtml" media-type="application/xhtml+xml"/>
<item id="c" href="cover.xhtml" media-type="application/xhtml+xml"/>
<item id="t" href="links.xhtml" media-type="application/xhtml+xml"/>
<item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="p" href="p.png" media-type="image/png"/></manifest>
<spine><itemref idref="c"/><itemref idref="n"/><itemref idref="t"/><itemref idref="a"/><itemref idref="z"/>
<itemref idref="p"/><itemref idref="gone"/></spine></package>"""
NAV = '<html><a href="one.xhtml">No. 1</a><a href="two%20.xhtml#s">Engineers <b>wanted</b></a></html>'
PARTS = {
    "mimetype": "application/epub+zip",
    "META-INF/container.xml": CONTAINER,
    "book/list.opf": LIST,
    "book/nav.xhtml": NAV,
    "book/cover.xhtml": '<html><body><img src="p.png"/></body></html>',
    "book/links.xhtml": '<html><body><p><a href="one.xhtml">One</a></p><p><a>Two</a></p></body></html>',
    "book/two .xhtml": f"<html><head><title>x</title></head><body><p>Engineers wanted</p><p>{LEAD}</p></body></html>",
    "book/one.xhtml": f"<html><body><h2>The bridge</h2><p>{LEAD}</p><h3>Who pays</h3><p>Nobody knows.</p></html>",
}


LACKING = """<package><manifest><item id="a" href="none.xhtml" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="a"/></spine></package>"""


def epub(**parts):
    return packed(PARTS | parts, stored={"mimetype"})


def test_each_chapter_is_an_article_in_the_order_of_the_book():
    one, two = articles_of(epub(), "one.epub")
    assert (one.member, one.title) == ("book/one.xhtml", "The bridge")
    assert one.text == f"The bridge\n\n{LEAD}\n\nWho pays\n\nNobody knows."
    assert (two.member, two.title, two.text) == ("book/two .xhtml", "Engineers wanted", f"Engineers wanted\n\n{LEAD}")
    for article in (one, two):
        assert (article.author, article.publisher, article.language) == ("Ada Quill, Ben Ink", "Valley Press", "en")
        assert (article.published, article.dated_by) == ("2025-02-03", "document")


def test_a_chapter_keeps_its_digest_when_another_changes():
    before = articles_of(epub(), "one.epub")
    after = articles_of(epub(**{"book/one.xhtml": f"<html><p>{LEAD} More.</p></html>"}), "one.epub")
    assert [old.sha256 == new.sha256 for old, new in zip(before, after, strict=True)] == [False, True]


def test_a_label_is_the_title_where_the_chapter_has_no_line_for_one():
    contents = (
        """<ncx><navPoint><navLabel><text>A word before</text></navLabel><content src="one.xhtml"/></navPoint></ncx>"""
    )
    parts = {"book/nav.xhtml": contents, "book/one.xhtml": f"<html><p>{LEAD}</p></html>"}
    assert articles_of(epub(**parts), "one.epub")[0].title == "A word before"


def test_content_tells_it_whatever_the_name():
    assert [article.title for article in articles_of(epub(), "one.zip")] == ["The bridge", "Engineers wanted"]


def test_what_is_protected_is_named_and_the_rest_is_read():
    locked = '<encryption><CipherReference URI="book/one.xhtml"/><CipherReference URI="font.otf"/></encryption>'
    one, two = articles_of(epub(**{"META-INF/encryption.xml": locked}), "one.epub")
    assert one == Refusal("one.epub", "it is protected by its seller (DRM)", "book/one.xhtml")
    assert two.title == "Engineers wanted"
    everything = "".join(f'<CipherReference URI="{part}"/>' for part in PARTS)
    everything = f"<encryption>{everything.replace(' .xhtml', '%20.xhtml')}</encryption>"
    assert (
        reason_of(epub(**{"META-INF/encryption.xml": everything}), "one.epub") == "it is protected by its seller (DRM)"
    )


def test_a_chapter_that_is_not_there_is_named():
    (missing,) = articles_of(epub(**{"book/list.opf": LACKING}), "one.epub")
    assert (missing.member, missing.reason) == ("book/none.xhtml", "it is not in the book")


def test_what_is_no_book_is_refused():
    reason = "it is no book: nothing lists its chapters"
    assert reason_of(packed({"mimetype": "application/epub+zip"}, stored={"mimetype"}), "one.epub") == reason
    assert reason_of(epub(**{"book/list.opf": "<package/>"}), "one.epub") == reason
    assert reason_of(epub(**{"book/list.opf": "<package>"}), "one.epub") == "its part book/list.opf is damaged"


def test_a_file_cut_anywhere_is_refused():
    sample = epub()
    for length in range(4, len(sample), BROKEN_EVERY * 3):
        assert reason_of(sample[:length], "one.epub") is not None


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1 << 16), st.integers(0, 255)), max_size=8))
def test_a_damaged_file_is_read_or_refused(places):
    reason = reason_of(damaged(epub(), places), "one.epub")
    assert reason is None or reason
