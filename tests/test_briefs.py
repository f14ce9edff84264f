"""Briefs: every quote with its source, in formats that others read."""

from __future__ import annotations

import csv
import io
import json

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from index.briefs import ENDINGS, UnknownFormat, content_of
from index.briefs.composing import brief_of, claim_sections, reference_of, stance_sections
from index.briefs.values import Brief, Entry, Section, link, parts_of
from index.models import Article, Attribution, ClaimRow, ClaimStatus, EvidenceRow, Position, StanceRow
from index.reviews.anchoring import digest_of

TEXT = "Freedonia will send engineers <b>to the valley</b> | if asked_twice."
ARTICLE = Article(
    id="0a1b2c3d4e5f",
    file="valley.txt",
    text=TEXT,
    passages=(),
    sha256="",
    title="Engineers & the valley",
    author="Ada Example",
    publisher="The Valley Herald",
    published="2031-02-03",
    url="https://example.org/a?b=1&c=2",
)
STANCE = StanceRow(
    article=ARTICLE.id,
    file=ARTICLE.file,
    member=None,
    source=ARTICLE.source,
    title=ARTICLE.title,
    published=ARTICLE.published,
    passage=3,
    country="SE",
    name="Sweden",
    position=Position.COMMITS,
    target="engineers",
    condition="if asked_twice",
    speaker="Bo Sample",
    attribution=Attribution.SAID,
    quote=TEXT,
    start=0,
    end=len(TEXT),
    labeller="rules",
    rule="subject",
    cue="will",
)


@pytest.fixture
def brief():
    noted = Entry("", TEXT, ARTICLE.id, 3, 0, len(TEXT), "ask them")
    sections = [*stance_sections([STANCE]), Section("Basket", (noted,))]
    return brief_of("Who builds what", "engineers", sections, [ARTICLE])


def test_a_link_names_article_paragraph_and_text():
    digest = digest_of(TEXT)
    written = link(ARTICLE.id, 3, digest)
    assert written.startswith(f"whosays:{ARTICLE.id}/3#sha256=")
    article, passage, shown = parts_of(written)
    assert (article, passage) == (ARTICLE.id, 3)
    assert digest.startswith(shown)
    assert parts_of("https://example.org") is None


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_same_brief_gives_the_same_bytes(brief, ending):
    assert content_of(brief, f"a{ending}") == content_of(brief, f"B{ending.upper()}")


@pytest.mark.parametrize("ending", [".md", ".html", ".csv", ".json"])
def test_every_format_holds_quote_source_date_and_link(brief, ending):
    text = content_of(brief, f"a{ending}").decode()
    for wanted in (
        "if asked",
        "2031-02-03",
        "The Valley Herald",
        link(ARTICLE.id, 3, digest_of(TEXT)).partition("#")[0],
        "ask them",
    ):
        assert wanted in text


def test_another_ending_is_refused_by_naming_those_that_there_are(brief):
    with pytest.raises(UnknownFormat, match=r"brief\.pdf: a brief's name ends in \.md, .* or \.bib"):
        content_of(brief, "brief.pdf")


def test_html_shows_markup_in_a_quote_as_text_and_links_web_addresses_only(brief):
    page = content_of(brief, "a.html").decode()
    assert "&lt;b&gt;to the valley&lt;/b&gt;" in page
    assert 'href="https://example.org/a?b=1&amp;c=2"' in page
    assert "<script" not in page
    evil = reference_of(Article(**{**_fields(ARTICLE), "url": "javascript:alert(1)"}))
    other = Brief("t", "", brief.sections, (evil,))
    assert 'href="javascript' not in content_of(other, "a.html").decode()


def test_csv_has_a_row_a_quote(brief):
    rows = list(csv.DictReader(io.StringIO(content_of(brief, "a.csv").decode(), newline="")))
    assert [(row["section"], row["passage"], row["note"]) for row in rows] == [
        ("Sweden", "3", ""),
        ("Basket", "3", "ask them"),
    ]
    assert {row["quote"] for row in rows} == {TEXT}


def test_json_holds_the_offsets_of_each_quote(brief):
    (stances, _) = json.loads(content_of(brief, "a.json"))["sections"]
    (quote,) = stances["quotes"]
    assert TEXT[quote["start"] : quote["end"]] == quote["quote"]
    assert quote["says"] == "commits “engineers” on condition “if asked_twice” (said, Bo Sample)"


def test_bibtex_has_an_entry_an_article_with_its_paragraphs(brief):
    text = content_of(brief, "a.bib").decode()
    assert text.count("@misc{") == 1
    assert r"title = {Engineers \& the valley}" in text
    assert "year = {2031}" in text
    assert "paragraphs 3;" in text
    assert "url = {https://example.org/a?b=1&c=2}" in text


def test_docx_opens_and_holds_the_quotes(brief):
    paragraphs = [one.text for one in Document(io.BytesIO(content_of(brief, "a.docx"))).paragraphs]
    assert paragraphs.count(TEXT) == 2
    assert any(ARTICLE.id in text for text in paragraphs)


def test_near_stances_are_left_out_and_holders_stand_by_weight():
    others = [STANCE, STANCE.__class__(**{**_fields(STANCE), "name": "Norway", "country": "NO"})] * 2
    near = STANCE.__class__(**{**_fields(STANCE), "name": "Peru", "near": True})
    assert [section.title for section in stance_sections([*others, STANCE, near])] == ["Sweden", "Norway"]


def test_a_claim_of_one_passage_alone_is_left_out():
    piece = EvidenceRow(ARTICLE.id, "valley.txt", "Herald", None, 3, 0, 9, "Freedonia", "supports", "12")
    many, one = (
        ClaimRow(str(count), "So many came.", ClaimStatus.DISPUTED, "quantity", (), (piece,) * count)
        for count in (2, 1)
    )
    (section,) = claim_sections([many, one])
    assert section.title == "disputed, quantity: So many came."
    assert section.entries[0].says == "supports: 12"


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_words_can_be_written_in_every_format(quote, note):
    entry = Entry(note, quote, ARTICLE.id, 1, 0, len(quote), note)
    brief = Brief(note, quote, (Section(quote, (entry,)),), (reference_of(ARTICLE),))
    for ending in ENDINGS:
        assert content_of(brief, f"a{ending}")


def _fields(value):
    return {name: getattr(value, name) for name in value.__slots__}
