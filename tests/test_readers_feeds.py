"""Feeds: an article an entry, and no entity that expands for ever."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from taking import LEAD, MORE, TEXT, TITLE, refusal, take, take_or_refuse

RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Valley Herald</title><link>https://valley.example</link><language>en-gb</language>
<item><guid isPermaLink="false">n-1</guid><link>https://valley.example/1</link><title>{TITLE}</title>
<pubDate>Wed, 07 Jan 2026 23:30:00 -0500</pubDate><dc:creator>Jane Doe</dc:creator>
<description>Short.</description><content:encoded><![CDATA[<p>{LEAD}</p><script>x()</script><p>{MORE}</p>]]></content:encoded></item>
<item><link>https://valley.example/2</link><title>A &amp;amp; B</title>
<description>&lt;p&gt;{MORE}&lt;/p&gt;</description></item>
<item><title>Only a title</title></item>
<item><link>https://valley.example/4</link></item>
</channel></rss>"""

ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Valley Herald</title><id>f</id>
<entry><id>tag:1</id><title type="html">&lt;b&gt;{TITLE}&lt;/b&gt;</title><link href="https://valley.example/1"/>
<updated>2026-01-08T00:00:00Z</updated><author><name>Jane Doe</name></author>
<source><title>Sylvania Times</title></source>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{LEAD}</p><p>{MORE}</p></div></content></entry></feed>"""

BOMB = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">%s]><rss version="2.0"><channel><title>T</title>
<item><title>&j;</title><description>%s</description></item></channel></rss>"""


def test_an_entry_is_an_article_with_what_the_feed_says_of_it():
    first, second, third = (taken := take("news.xml", RSS.encode())).articles
    assert (first.member, first.title, first.text) == ("n-1", TITLE, f"{TITLE}\n\n{LEAD}\n\n{MORE}")
    assert (first.publisher, first.author, first.url) == ("Valley Herald", "Jane Doe", "https://valley.example/1")
    assert (first.published, first.dated_by, first.language) == ("2026-01-07", "feed", "en")
    assert (second.member, second.text, second.published) == ("https://valley.example/2", f"A & B\n\n{MORE}", None)
    assert (third.member, third.text) == ("3", "Only a title")
    assert taken.reasons == {"https://valley.example/4": "it has neither text nor title"}


def test_an_entry_of_atom_names_its_own_source_and_the_day_it_was_updated():
    (article,) = take("news", ATOM.encode()).articles
    assert (article.member, article.text) == ("tag:1", f"{TITLE}\n\n{LEAD}\n\n{MORE}")
    assert (article.publisher, article.author) == ("Sylvania Times", "Jane Doe")
    assert (article.published, article.dated_by) == ("2026-01-08", "feed-updated")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "iso-8859-1"])
def test_a_feed_is_read_in_its_encoding(encoding):
    named = "utf-16" if encoding == "utf-16" else encoding.removesuffix("-sig")
    feed = RSS.replace('"UTF-8"', f'"{named}"').replace("Only a title", "Only a café")
    assert take("news.rss", feed.encode(encoding)).articles[2].text == "Only a café"


def test_a_digest_is_of_the_entry_alone():
    before, after = (take("a.xml", RSS.replace("Only a title", title).encode()).articles for title in ("One", "Two"))
    assert before[0].sha256 == after[0].sha256
    assert before[2].sha256 != after[2].sha256


def test_a_text_that_is_called_a_feed_is_read_as_text():
    assert take("a.rss", TEXT.encode()).articles[0].title == TITLE


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.xml", "<rss><channel><title>Valley Herald</title></channel></rss>", "it is a feed without entries"),
        ("a.rss", "<note>Words</note>", "it is no feed"),
        ("a.atom", "\0" * 900, "it is binary"),
        ("a.xml", "<feed><title>T</title>", "it is cut off"),
        ("a.xml", RSS.replace("UTF-8", "U\udcffF-8"), "the name of its encoding is damaged"),
        ("a.xml", "<?xml version='1.0'?><note>Words</note>", "XML files are not read yet"),
    ],
)
def test_what_has_no_entries_is_refused(name, content, reason):
    assert refusal(name, content.encode("utf-8", "surrogateescape")) == reason


def test_entities_that_expand_are_refused_and_characters_are_read():
    nested = "".join(
        f'<!ENTITY {one} "{f"&{other};" * 10}">' for other, one in zip("abcdefghi", "bcdefghij", strict=True)
    )
    reason = "it defines entities that stand for other texts, which are not expanded"
    assert refusal("a.xml", (BOMB % (nested, "x")).encode()) == reason
    assert refusal("a.xml", (BOMB % (f'<!ENTITY j "{"x" * 99_999}">', "&j;" * 9_999)).encode()) == reason
    assert refusal("a.xml", (BOMB % ('<!ENTITY j SYSTEM "file:///etc/passwd">', "&j;")).encode()) == reason
    assert take("a.xml", (BOMB % ('<!ENTITY j "&#233;">', "Caf&j;")).encode()).articles[0].text == "é\n\nCafé"


def test_a_feed_that_is_cut_gives_the_entries_that_were_complete():
    taken = take("a.xml", RSS[: RSS.index("Only a title") + 6].encode())
    assert list(taken.texts) == ["n-1", "https://valley.example/2"]
    assert taken.reasons == {None: "it is cut off"}


@pytest.mark.parametrize("feed", [RSS, ATOM])
def test_any_cut_is_told(feed):
    for place in range(0, len(feed), 29):
        take_or_refuse("a.xml", feed[:place].encode())


@given(st.sampled_from([RSS, ATOM]), st.data())
def test_any_wrong_bytes_are_told(feed, data):
    content = bytearray(feed.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    take_or_refuse("a.xml", bytes(content))
