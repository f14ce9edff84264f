"""Web pages: the article and what the page states of it, whatever state the page is in."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import ReadError
from index.models import PassageKind
from index.readers import Content, read
from index.readers.html import html_blocks, html_text

TITLE = "Freedonia to send engineers to the valley"
LEAD = "The minister of Freedonia said on Monday that her country would send engineers to the café in the valley."
PUBLISHED = '{"@type":"NewsArticle","publisher":{"name":"The Valley Post"}}'
NEXT = "Sylvania would not follow, its ambassador Ruvo Tann told reporters, until the bridge had been inspected."
LAST = "Both sides are to meet again in the spring, when the snow has gone and the road can be used by lorries."


def page(body, head="", lang="en"):
    title = f"<title>{TITLE} | The Valley Post</title>"
    return f'<!DOCTYPE html><html lang="{lang}"><head>{title}{head}</head><body>{body}</body></html>'


def article(*paragraphs):
    words = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs or (LEAD, NEXT, LAST))
    menu = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ("News", "Sport", "Weather", "Contact"))
    return (
        f"<nav><ul>{menu}</ul></nav><article><h1>{TITLE}</h1>{words}</article><footer>&copy; The Valley Post</footer>"
    )


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


@pytest.mark.parametrize(
    ("head", "published", "dated_by"),
    [
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2026-01-07"}</script>',
            7,
            "json-ld",
        ),
        ('<meta itemprop="datePublished" content="January 7, 2026 13:42">', 7, "meta"),
        ('<meta property="article:published_time" content="0001-01-01T00:00:00Z">', None, None),
        ('<link rel="canonical" href="https://valleypost.example/2026/01/07/engineers">', 7, "url"),
        ('<link rel="canonical" href="https://valleypost.example/2026/13/47/engineers">', None, None),
        ('<meta property="article:modified_time" content="2026-02-01">', None, None),
    ],
)
def test_a_date_is_that_of_publication_and_says_where_it_was_found(head, published, dated_by):
    found = html_text(page(article(), head))
    assert (found.published, found.dated_by) == (published and f"2026-01-{published:02}", dated_by)


def test_a_date_that_only_readers_see_is_taken():
    found = html_text(page(article().replace("<p>", '<time datetime="2026-01-07">7 January</time><p>', 1)))
    assert (found.published, found.dated_by) == ("2026-01-07", "text")


@pytest.mark.parametrize(
    ("head", "publisher"),
    [
        (
            f'<meta property="og:site_name" content="valleypost"><script type=application/ld+json>{PUBLISHED}</script>',
            "The Valley Post",
        ),
        ('<meta property="og:site_name" content="Valley Post | News from below">', "Valley Post"),
        ("", "The Valley Post"),
    ],
)
def test_a_publisher_is_named_as_it_names_itself(head, publisher):
    assert html_text(page(article(), head), "https://www.valleypost.example/engineers").publisher == publisher


def test_a_host_stands_for_a_publisher_that_nobody_names():
    markup = page(article()).replace(" | The Valley Post", "")
    assert html_text(markup, "https://www.below.example/engineers").publisher == "below.example"


@pytest.mark.parametrize(
    "title", [f"{TITLE} | The Valley Post", f"{TITLE} - The Valley Post", f"The Valley Post: {TITLE}", TITLE]
)
def test_a_title_goes_without_the_site(title):
    markup = page(article()).replace(f"<title>{TITLE} | The Valley Post</title>", f"<title>{title}</title>")
    assert html_text(markup).title == TITLE
    assert html_text(markup.replace("h1>", "div>"), "https://valleypost.example/").title in {TITLE, title}


def test_a_language_that_the_text_contradicts_is_not_believed():
    text = "Der Minister sagte am Montag, dass sein Land nach den Kämpfen Ingenieure in das Tal schicken werde. "
    assert html_text(page(article(text * 8))).language == "de"
    assert html_text(page(article(), lang="en-GB")).language == "en"


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


def test_a_page_larger_than_any_parser_takes_at_once_is_read_to_its_end():
    (found,) = articles(b"<html><body><p>" + LEAD.encode() * 98_000 + f" {LAST}</p>".encode())
    assert found.text.endswith(LAST)


@pytest.mark.parametrize(
    "noise",
    [
        "<p>" * 5_000,
        "&amp;&lt;&#65;" * 20_000,
        "<!-- x -->" * 50_000,
        '<img src="data:image/png;base64,' + "A" * 2_000_000 + '">',
        "<script>" + "let a = 1;" * 200_000 + "</script>",
        '<div class="' + "share " * 200_000 + '"></div>',
        '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
        "\0" * 10_000,
        "<br> " * 20_000,
        "\n" * 1_000_000,
    ],
    ids=["unclosed", "entities", "comments", "pictures", "scripts", "names", "json", "zeroes", "breaks", "blanks"],
)
def test_the_article_is_found_in_any_noise(noise):
    (found,) = articles(page(noise + article()))
    assert found.text.endswith(f"{LEAD}\n\n{NEXT}\n\n{LAST}")


def test_an_entity_that_grows_is_not_followed():
    grows = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    (found,) = articles(f'<!DOCTYPE html [<!ENTITY a0 "ha">{grows}]>' + page(article(LEAD, NEXT, LAST, "&a9;")))
    assert len(found.text) < 1_000


@pytest.mark.parametrize(
    ("encoding", "head"),
    [
        ("cp1252", '<meta charset="iso-8859-1">'),
        (
            "cp1252",
            "<style>"
            + "x" * 5_000
            + "</style><meta http-equiv=Content-Type content='text/html; charset=windows-1252'>",
        ),
        ("cp1252", ""),
        ("cp1252", '<meta charset="utf-8">'),
        ("utf-8", '<meta charset="iso-8859-1">'),
        ("utf-8-sig", '<meta charset="koi8-r">'),
        ("utf-16", ""),
        ("utf-16-le", ""),
        ("utf-16-be", '<meta charset="utf-16">'),
        ("utf-8", '<meta charset="no-such-thing">'),
    ],
)
def test_a_page_is_decoded_whatever_it_declares(encoding, head):
    (found,) = articles(page(article(), head).encode(encoding))
    assert LEAD in found.text


def test_japanese_in_escapes_is_decoded_as_declared():
    text = "政府は水曜日、停戦が成立するまで谷に技術者を派遣しないと発表した。大臣は会見で説明した。"
    (found,) = articles(page(article(text * 3), '<meta charset="iso-2022-jp">', "ja").encode("iso2022_jp"))
    assert (text in found.text, found.language) == (True, "ja")


def test_an_article_that_stands_only_in_json_is_read():
    thing = json.dumps({"@type": "NewsArticle", "headline": TITLE, "articleBody": f"{LEAD}\n{NEXT}\n{LAST}"})
    head = f'<script type="application/ld+json">{thing}</script>'
    (found,) = articles(page("<div id=app></div>", head))
    assert found.text.endswith(f"{LEAD}\n\n{NEXT}\n\n{LAST}")


@pytest.mark.parametrize(
    "body",
    [
        "<script>let text = 'a long text that only a script holds'</script>",
        "<frameset cols='20%,80%'><frame src='menu.html'><frame src='main.html'></frameset>",
        "<ul>" + "".join(f'<li><a href="/{n}">Story number {n}</a></li>' for n in range(30)) + "</ul>",
        "<form><p>Please log in</p><input type=password><button>Log in</button></form>",
    ],
    ids=["scripts", "frames", "links", "login"],
)
def test_a_page_with_no_article_is_refused(body):
    assert refusal(page(body)) == "it holds no article text"


def test_nothing_that_a_terminal_obeys_comes_out():
    title = "Freedonia &#27;[31m&#x9b;2J to send engineers"
    (found,) = articles(
        f"<html><head><title>{title}</title></head><body><p>{LEAD}&#27;]52;c;eA==&#7;</p></body></html>"
    )
    assert found.text.replace("\n", "").isprintable()
    assert found.title == "Freedonia [31m›2J to send engineers"


PAGE = page(article(), '<meta property="article:published_time" content="2026-01-07"><meta charset="utf-8">').encode()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(PAGE) - 1), st.integers(0, 255)), max_size=40), st.integers(0, len(PAGE)))
def test_no_damage_raises_anything_but_a_refusal(flips, end):
    damaged = bytearray(PAGE)
    for place, byte in flips:
        damaged[place] = byte
    try:
        found = articles(bytes(damaged[:end]) + b" ")
    except ReadError:
        return
    assert all(one.text for one in found)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["<p>", "</p>", "<table>", "<tr><td>", "<h1>", "<", "&", "<a href=x>", "\0", "Words. "]))
)
def test_no_order_of_tags_raises(parts):
    blocks = html_blocks("".join(parts))
    assert all(text == " ".join(text.split()) != "" for _, text in blocks)


def test_control_characters_in_a_page_are_left_out():
    words = (
        "The ferry to the valley runs again from Monday on, the harbour office of Freedonia said in a statement. " * 4
    )
    page = f"<html><body><p>{words}</p>tail \x1b<nav>a</nav>\x01tail \ufffe<p>Later {words}</p></body></html>"
    assert html_text(page).text.count("The ferry") == 8
