"""DOC: the text of old Word files; other old Office files are told apart."""

from __future__ import annotations

import struct
from datetime import UTC, datetime

import pytest
from compound import compound
from hypothesis import given, settings
from hypothesis import strategies as st
from packing import article_of, damaged, passages_of, reason_of

LEAD = "The minister of Freedonia said on Monday that her country would send engineers to the valley next week."
MADE = int((datetime(2025, 2, 3, tzinfo=UTC) - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds())


def summary():
    values = {1: struct.pack("<Ii", 2, 1252), 4: struct.pack("<II", 30, 10) + b"Ada Quill\0"}
    values[12] = struct.pack("<IQ", 64, MADE * 10_000_000)
    places, data = b"", b""
    for key, value in values.items():
        places += struct.pack("<II", key, 8 + 8 * len(values) + len(data))
        data += value
    return bytes(44) + struct.pack("<I", 48) + struct.pack("<II", 0, len(values)) + places + data


def doc(body, notes="", heads="", *, flags=0, kind=0xA5EC):
    """Return a Word file whose first half is written in bytes and whose second in pairs of them."""
    text = body + notes + heads
    half = len(text) // 2
    narrow, wide = text[:half].encode("cp1252"), text[half:].encode("utf-16-le")
    plan = struct.pack("<III", 0, half, len(text))
    plan += struct.pack("<HIH", 0, 0x40000000 | (1024 * 2), 0) + struct.pack("<HIH", 0, 1024 + len(narrow), 0)
    listing = b"\x01\x02\x00xx" + b"\x02" + struct.pack("<I", len(plan)) + plan
    main = bytearray(1024)
    struct.pack_into("<HH", main, 0, kind, 193)
    struct.pack_into("<H", main, 10, flags)
    struct.pack_into("<7I", main, 0x4C, len(body), len(notes), len(heads), 0, 0, 0, 0)
    struct.pack_into("<II", main, 0x1A2, 0, len(listing))
    streams = {"0Table": listing, "WordDocument": bytes(main) + narrow + wide, "\x05SummaryInformation": summary()}
    return compound(streams)


def test_paragraphs_rows_fields_and_notes_are_read_and_page_headers_are_not():
    body = (
        f"Engineers wanted\r{LEAD}\x02 More\x0bcame.\rFreedonia\x0740\x07\x07Sylvania\x07one\rtwo\x07\x07"
        "See \x13 HYPERLINK \x13 INNER \x14x\x15 \x14a link\x15 and\x1ehyphen.\r"
    )
    assert [text for _, text in passages_of(doc(body, "A note.\r", "Valley Herald, page 1\r"), "one.doc")] == [
        "Engineers wanted",
        f"{LEAD} More came.",
        "Freedonia | 40",
        "Sylvania",
        "one",
        "two",
        "See a link and-hyphen.",
        "A note.",
    ]


def test_the_properties_are_taken():
    article = article_of(doc(f"{LEAD}\r"), "one.doc")
    assert (article.author, article.published, article.dated_by) == ("Ada Quill", "2025-02-03", "document")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (doc(LEAD, flags=0x100), "it is protected by a password"),
        (doc(LEAD, kind=0xA5DC), "it is older than Word 97; save it as DOCX"),
        (compound({"EncryptedPackage": b"x"}), "it is protected by a password"),
        (compound({"Workbook": b"x"}), "it is a sheet of old Excel; save it as CSV"),
        (compound({"PowerPoint Document": b"x"}), "it is a show of old PowerPoint; save it as PDF"),
        (compound({"Other": b"x"}), "it is an old Office file of a kind that is not read; save it as PDF"),
        (doc("\r"), "it holds no words"),
        (doc(LEAD)[:1500], "it is damaged"),
    ],
)
def test_what_is_no_article_is_refused_with_the_reason(content, reason):
    assert reason_of(content, "one.doc") == reason


def test_content_tells_it_whatever_the_name():
    assert passages_of(doc(LEAD), "one.txt") == [("paragraph", LEAD)]
    assert reason_of(compound({"EncryptedPackage": b"x"}), "one.docx") == "it is protected by a password"


SAMPLE = doc(f"{LEAD}\rFreedonia\x0740\x07\x07\x13 X \x14a\x15\r", "A note.\r")


def test_a_file_cut_anywhere_is_read_or_refused():
    for length in range(8, len(SAMPLE), 97):
        reason = reason_of(SAMPLE[:length], "one.doc")
        assert reason is None or reason


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1 << 16), st.integers(0, 255)), max_size=8))
def test_a_damaged_file_is_read_or_refused(places):
    reason = reason_of(damaged(SAMPLE, places), "one.doc")
    assert reason is None or reason
