"""Cleaning: all prose is kept, the page around it is not, and what the file states is taken."""

from __future__ import annotations

import json
import textwrap
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.models import PassageKind
from index.text import clean, sanitise

ROOT = Path(__file__).parent.parent
GOLD = json.loads((ROOT / "tests/gold/seeds_articles.json").read_text(encoding="utf-8"))

TITLE = "Freedonia to send engineers to the valley after the truce"
LEAD = (
    "The minister of Freedonia said on Monday that her country would send two hundred engineers to the valley "
    "once the truce is signed. Sylvania has not answered."
)
BODY = (
    "Freedonia and Sylvania have argued over the valley for years, and several rounds of talks in the capital "
    "have ended without any result at all."
)
LAST = "“We are tired of waiting for a paper that nobody wants to sign,” the minister told reporters after the talks."


def of_kind(text, kind):
    return [passage.span.of(text.text) for passage in text.passages if passage.kind is kind]


def paragraphs(text):
    return of_kind(text, PassageKind.PARAGRAPH)


def headings(text):
    return of_kind(text, PassageKind.HEADING)


@pytest.mark.parametrize("gold", GOLD, ids=[gold["file"][:3] for gold in GOLD])
def test_the_seeds_are_cut_as_a_reader_cuts_them(gold):
    text = clean((ROOT / "seeds" / gold["file"]).read_text(encoding="utf-8"))
    titles = gold["title"] if isinstance(gold["title"], list) else [gold["title"]]
    counts = gold["paragraphs"] if isinstance(gold["paragraphs"], list) else [gold["paragraphs"]] * 2
    assert text.title in titles
    assert text.publisher == gold["publisher"]
    assert text.published == gold["published"]
    assert headings(text) == gold["headings"]
    assert counts[0] <= len(paragraphs(text)) <= counts[1]
    assert paragraphs(text)[0].startswith(gold["first"])
    assert text.text.endswith(gold["last"])


def test_a_page_loses_its_chrome_and_keeps_what_it_states():
    text = clean(
        f"""
        World News
        The Valley Herald

        {TITLE}

        By Jane Doe and John Roe, Political Correspondent

        7 Jan. 2026, 10:15 GMT | 5 min read

        Share
        |
        {LEAD}

        %20photo(1).jpg)

        Advertisement

        What happens now

        {BODY}

        Related stories

        Sylvania votes on its budget

        Ten things to know about Sylvania

        {LAST}

        You might also like
        Another headline of another day

        © 2026 The Valley Herald. All rights reserved.
        """
    )
    assert (text.title, text.author, text.publisher, text.published) == (
        TITLE,
        "Jane Doe and John Roe",
        "The Valley Herald",
        "2026-01-07",
    )
    assert [passage.span.of(text.text) for passage in text.passages] == [TITLE, LEAD, "What happens now", BODY, LAST]
    assert headings(text) == ["What happens now"]


def test_labels_at_the_top_are_taken():
    text = clean(
        f"Title: {TITLE}\nAuthor: Jane Doe\nSource: Valley Post\nDate: 7 January 2026\nURL: https://example.org/a\n\n{LEAD}"
    )
    assert (text.title, text.author, text.publisher, text.published, text.url) == (
        TITLE,
        "Jane Doe",
        "Valley Post",
        "2026-01-07",
        "https://example.org/a",
    )
    assert paragraphs(text) == [LEAD]


@pytest.mark.parametrize(
    ("lines", "published"),
    [
        ("9 January 2026\nPublished: 7 January 2026", "2026-01-07"),
        ("Updated: 9 January 2026\nPosted on January 7, 2026", "2026-01-07"),
        ("PUBLISHED ON\n7 January 2026\n9 January 2026", "2026-01-07"),
        ("7 January 2026\nJanuary 7, 2026", "2026-01-07"),
        ("Updated 9 January 2026", None),
        ("7 January 2026\n9 January 2026", None),
        ("07/01/2026", None),
        ("", None),
    ],
)
def test_a_date_is_taken_only_when_the_file_states_one(lines, published):
    text = clean(f"{TITLE}\n{lines}\n{LEAD}\n{BODY}")
    assert text.published == published
    assert text.title == TITLE
    assert paragraphs(text) == [LEAD, BODY]


def test_a_date_within_the_article_is_not_its_own():
    assert clean(f"{LEAD}\n\nIt was agreed upon on 7 January 2026 in the capital of Sylvania.").published is None


def test_a_section_is_no_publisher():
    assert clean(f"Breaking News\n\nValley News\n\n{TITLE}\n\n{LEAD}").publisher is None


def test_an_article_without_a_title_has_none():
    text = clean(f"{LEAD}\n\n{BODY}\n")
    assert text.title is None
    assert [passage.number for passage in text.passages] == [1, 2]
    assert text.text == f"{LEAD}\n\n{BODY}"


def test_a_second_title_is_dropped_and_a_standfirst_kept():
    text = clean(
        f"{TITLE}\n\nFreedonia sends engineers to valley\n\nThe minister waits for an answer from Sylvania\n\n{LEAD}"
    )
    assert text.title == TITLE
    assert headings(text) == ["The minister waits for an answer from Sylvania"]


@pytest.mark.parametrize("width", [60, 72, 90])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_hard_wrapped_lines_become_paragraphs_again(width, gap):
    parts = [TITLE, LEAD, "What happens now", BODY, LAST]
    raw = gap.join(textwrap.fill(part, width, break_on_hyphens=False) for part in parts)
    text = clean(f"{raw}\n")
    # Where the last line of a paragraph is full, nothing tells a tight text's next one apart.
    full = [part for part, below in pairwise(parts) if _is_full(part, below, width)]
    if gap == "\n\n" or not full:
        assert [passage.span.of(text.text) for passage in text.passages] == parts
    assert text.text.split() == " ".join(parts).split()


def _is_full(part, below, width):
    return len(textwrap.wrap(part, width)[-1]) + 1 + len(below.split()[0]) > width


def test_a_word_cut_at_the_end_of_a_line_is_made_whole_only_when_it_is_met_elsewhere():
    text = clean(
        "The engineers of Freedonia spoke of the long and difficult engi-\n"
        "neers who came to the valley and of a long-standing quarrel, well-\n"
        "known to everybody in the two countries and to all their neigh-\n"
        "bours in the region.\n"
    )
    assert "difficult engineers who" in text.text
    assert "well-known" in text.text


def test_lines_of_a_list_are_no_headings():
    text = clean(f"{TITLE}\n\n{LEAD}\n\nAnna Roe\n\nBob Doe\n\nCarl Poe\n\n{BODY}")
    assert headings(text) == []
    assert paragraphs(text) == [LEAD, "Anna Roe", "Bob Doe", "Carl Poe", BODY]


def test_nothing_that_a_terminal_obeys_comes_through():
    text = clean(f"\x1b]0;evil\x07 {TITLE}\u202e\n\n{LEAD}\x1b[31m")
    assert text.text == sanitise(text.text)
    assert text.title == sanitise(text.title)


def test_a_title_that_looks_like_markup_is_kept_as_it_is():
    text = clean(f"[/] [bold] Freedonia sends engineers to the valley\n\n{LEAD}")
    assert text.title == "[/] [bold] Freedonia sends engineers to the valley"


@pytest.mark.parametrize("raw", ["", " \n\n", "* * *", "|\n\n|"])
def test_a_text_without_words_has_no_passages(raw):
    assert clean(raw).text == ""
    assert clean(raw).passages == ()


@given(
    st.lists(st.sampled_from([LEAD, BODY, LAST]), min_size=1, max_size=4),
    st.lists(
        st.sampled_from(["Share", "|", "Advertisement", "photo.png", "Read more", "7 January 2026", "News"]), max_size=4
    ),
    st.sampled_from(["\n", "\n\n", "\r\n\r\n\r\n"]),
)
def test_sentences_are_never_lost(prose, chrome, gap):
    text = clean(gap.join([*chrome, *prose, *(line for line in chrome if "7" not in line)]))
    assert paragraphs(text) == prose


@given(st.text(max_size=200))
def test_passages_are_slices_that_make_up_the_text(raw):
    text = clean(raw)
    assert text.text == "\n\n".join(passage.span.of(text.text) for passage in text.passages)
    numbers = [passage.number for passage in text.passages]
    assert numbers == sorted(set(numbers))
    if text.title is not None:
        assert text.text.startswith(text.title)
        assert text.passages[0].number == 0
