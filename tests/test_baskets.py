"""Baskets: passages kept with notes, found again, and taken out; a file a person that is only added to."""

from __future__ import annotations

import json

import pytest

from index.errors import InvalidReview
from index.library import Library

TEXT = (
    "Ferries to the island\n\nNorway will pay for the new ferry. Sweden objects to the fare.\n\n"
    "Nobody asked the island.\n"
)


@pytest.fixture
def library(tmp_path):
    (tmp_path / "ferry.txt").write_text(TEXT, encoding="utf-8")
    with Library.open(tmp_path) as library:
        library.sync(analysis=False)
        yield library


def put(library, words, note="", who="Ada Example"):
    article = library.article("ferry.txt")
    start = article.text.index(words)
    return library.put_in_basket("ferry.txt", start, start + len(words), who=who, note=note)


def test_what_is_put_in_lies_there_in_order_with_its_note(library):
    put(library, "Sweden objects to the fare.", "  ask\nthem ")
    put(library, "Nobody asked the island.")
    assert [(row.quote, row.note, row.passage) for row in library.basket("Ada Example")] == [
        ("Sweden objects to the fare.", "ask them", 1),
        ("Nobody asked the island.", "", 2),
    ]
    assert library.basket("Bo Sample") == ()


def test_putting_it_in_again_changes_the_note_and_keeps_the_place(library):
    put(library, "Sweden objects to the fare.")
    put(library, "Nobody asked the island.")
    put(library, "Sweden objects to the fare.", "check")
    assert [row.note for row in library.basket("Ada Example")] == ["check", ""]


def test_what_is_taken_out_is_gone_and_every_line_stays(library):
    key = put(library, "Nobody asked the island.")
    library.take_from_basket(key[:6], who="Ada Example")
    assert library.basket("Ada Example") == ()
    lines = (library.folder / "baskets" / "Ada Example.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["anchor"] is None for line in lines] == [False, True]
    with pytest.raises(InvalidReview, match="names nothing in the basket"):
        library.take_from_basket(key, who="Ada Example")


def test_a_passage_is_found_again_when_the_text_around_it_changes(library):
    put(library, "Nobody asked the island.")
    (library.folder / "ferry.txt").write_text(
        TEXT.replace("Norway will pay", "After long talks and much delay, Norway will gladly pay"), encoding="utf-8"
    )
    library.sync(analysis=False)
    (row,) = library.basket("Ada Example")
    assert library.article("ferry.txt").text[row.start : row.end] == row.quote == "Nobody asked the island."


def test_a_passage_whose_words_are_gone_keeps_them_and_has_no_place(library):
    put(library, "Nobody asked the island.")
    (library.folder / "ferry.txt").write_text("Ferries to the island\n\nAll is different now.\n", encoding="utf-8")
    library.sync(analysis=False)
    (row,) = library.basket("Ada Example")
    assert (row.quote, row.article, row.passage) == ("Nobody asked the island.", None, None)
    assert library.basket_brief("Ada Example").sections == ()


def test_a_broken_line_does_not_empty_the_basket(library):
    put(library, "Nobody asked the island.")
    path = library.folder / "baskets" / "Ada Example.jsonl"
    path.write_text("{not json\n" + path.read_text(encoding="utf-8") + '{"id": "x"}\n', encoding="utf-8")
    assert len(library.basket("Ada Example")) == 1


def test_baskets_are_never_read_as_articles(library):
    put(library, "Nobody asked the island.")
    report = library.sync(analysis=False)
    assert (report.read, report.refused) == (0, ())
