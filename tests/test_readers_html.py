"""Web pages: the article and what the page states of it, whatever state the page is in."""

from __future__ import annotations

import pytest

from index.errors import ReadError
from index.models import PassageKind
from index.readers import Content, read
from index.readers.html import html_blocks, html_text

TITLE = "Freedonia to send engineers to the valley"
LEAD = "The minister of Freedonia said on Monday that her country would send engineers to the café in the valley."
NEXT = "Sylvania would not follow, its ambassador Ruvo Tann told reporters, until the bridge had been inspected."
LAST = "Both sides are to meet again in the spring, when the snow has gone and the road can be used by lorries."


def page(body, head="", lang="en"):
    title = f"<title>{TITLE} | The Valley Post</title>"
    return f'<!DOCTYPE html><html lang="{lang}"><head>{title}{head}</head><body>{body}</body></html>'


def article(*paragraphs):
    words = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs or (LEAD, NEXT, LAST))
    menu = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ("News", "Sport", "Weather", "Contact"))
    return f"<nav><ul>{menu}</ul></nav><article><h1>{TITLE}</h1>{words}</article><footer>© The Valley Post</footer>"


def articles(content, name="page.html"):
    content = content if isinstance(content, bytes) else content.encode()
    return list(read(Content.of_bytes(content, name), "0" * 64))


def refusal(content, name="page.html"):
    with pytest.raises(ReadError) as caught:
        articles(content, name)
    return caught.value.reason


def paragraphs(text):
    return [text.text[passage.span.start : passage.span.end] for passage in text.passages]


def test_a_page_is_its_article_without_the_page_around_it():
    (found,) = articles(page(article()))
    assert (found.title, found.publisher, found.language) == (TITLE, "The Valley Post", "en")
    assert found.text == f"{TITLE}\n\n{LEAD}\n\n{NEXT}\n\n{LAST}"


def test_a_page_is_known_by_what_is_in_it():
    (found,) = articles(page(article()), "page.txt")
    assert found.title == TITLE


def test_a_plain_text_with_the_name_of_a_page_is_read_as_text():
    (found,) = articles(f"{TITLE}\n\n{LEAD}\n\n{NEXT}")
    assert found.text == f"{TITLE}\n\n{LEAD}\n\n{NEXT}"


@pytest.mark.parametrize("content", ["<html></html>", "<!DOCTYPE html><html><body></body></html>", "<html><!-- x -->"])
def test_a_page_without_an_article_is_refused(content):
    assert refusal(content) == "it holds no article text"


def test_what_a_page_states_is_taken():
    head = """
      <link rel="canonical" href="https://valleypost.example/2026/01/07/engineers">
      <meta property="og:site_name" content="The Valley Post">
      <meta property="article:published_time" content="2026-01-07T23:30:00-05:00">
      <meta property="article:modified_time" content="2026-02-01">
      <meta name="author" content="By Ruva Tilling and Oto Brandt">"""
    found = html_text(page(article(), head))
    assert (found.published, found.dated_by) == ("2026-01-07", "meta")
    assert found.author == "Ruva Tilling, Oto Brandt"
    assert found.url == "https://valleypost.example/2026/01/07/engineers"


def test_a_fragment_keeps_headings_and_paragraphs_and_drops_what_nobody_reads():
    fragment = f"""
      <div style="display:none">Preview</div><h2>Valley</h2><p>{LEAD}<br><br>{NEXT}</p>
      <ul><li>First point</li><li>Second point</li></ul><blockquote>{LAST}</blockquote>
      <p><a href="/a">Read more</a> | <a href="/b">Unsubscribe</a></p><img src="https://x.example/pixel.gif">
      <table><tr><th>Road</th><th>Lorries</th></tr><tr><td>North</td><td>12</td></tr></table>
      <script>let a = 1</script>"""
    assert html_blocks(fragment) == [
        (PassageKind.HEADING, "Valley"),
        (PassageKind.PARAGRAPH, LEAD),
        (PassageKind.PARAGRAPH, NEXT),
        (PassageKind.PARAGRAPH, "First point"),
        (PassageKind.PARAGRAPH, "Second point"),
        (PassageKind.PARAGRAPH, LAST),
        (PassageKind.PARAGRAPH, "Road | Lorries"),
        (PassageKind.PARAGRAPH, "North | 12"),
    ]


def test_an_empty_fragment_has_no_blocks():
    assert html_blocks("") == html_blocks(" <br> ") == html_blocks("<p></p>") == []


@pytest.mark.parametrize("opening", ["<div>", "<font>", "<blockquote>", "<b><p>"])
def test_text_is_found_however_deep_it_stands(opening):
    assert (PassageKind.PARAGRAPH, LEAD) in html_blocks(opening * 20_000 + f"<p>{LEAD}</p>")
