"""Outlook's messages are read as the mail that they were."""

from __future__ import annotations

import struct
from datetime import UTC, datetime

import pytest
from compound import LARGE, compound
from hypothesis import given, settings
from hypothesis import strategies as st
from packing import damaged
from taking import LEAD, MORE, TITLE, refusal, take, take_or_refuse

SENT = (datetime(2025, 2, 3, 12, tzinfo=UTC) - datetime(1601, 1, 1, tzinfo=UTC)).days * 86_400 * 10_000_000
HEADERS = (
    "Received: from quay.example\r\nFrom: Norvia Desk <desk@norvia.example>\r\nDate: Wed, 5 Feb 2025 10:00:00 +0100\r\n"
)
MESSAGE = "__substg1.0_3701000D"


def told(header, **fixed):
    """Return the list of properties, those of eight bytes by their numbers in hexadecimal."""
    entries = (struct.pack("<HHIQ", 0x40, int(number[1:], 16), 0, value) for number, value in fixed.items())
    return bytes(header) + b"".join(entries)


def message(texts, *, header=32, attached=(), binary=None, **fixed):
    """Return the tree of a message: its strings by their numbers, in two bytes a character."""
    tree = {"__properties_version1.0": told(header, **fixed)}
    tree |= {f"__substg1.0_{number}001F": text.encode("utf-16-le") for number, text in texts.items()}
    tree |= {f"__substg1.0_{number}": data for number, data in (binary or {}).items()}
    return tree | {f"__attach_version1.0_#{number:08X}": part for number, part in enumerate(attached)}


def attachment(name, data):
    return {"__substg1.0_3707001F": name.encode("utf-16-le"), "__substg1.0_37010102": data.ljust(LARGE, b"\n")}


def one(texts, **others):
    taken = take("one.msg", compound(message(texts, **others)))
    assert not taken.refused
    return taken.articles[0]


def test_subject_sender_day_and_text_are_taken():
    texts = {"0037": TITLE, "0C1A": "Quill, Adèle", "0C1F": "adele@norvia.example", "1000": f"{LEAD}\r\n\r\n{MORE}\r\n"}
    article = one(texts, x0039=SENT)
    assert article.text == f"{TITLE}\n\n{LEAD}\n\n{MORE}"
    assert (article.title, article.author, article.publisher) == (TITLE, "Quill, Adèle", "Quill, Adèle")
    assert (article.published, article.dated_by) == ("2025-02-03", "mail")


def test_the_headers_that_it_came_with_go_before_its_properties():
    article = one({"0037": TITLE, "0C1A": "Somebody", "007D": HEADERS, "1000": LEAD}, x0039=SENT)
    assert (article.author, article.published) == ("Norvia Desk", "2025-02-05")


def test_strings_of_one_byte_are_in_the_code_page_that_is_stated():
    text = f"Министр сказал: {LEAD}"
    binary = {"0037001E": TITLE.encode(), "1000001E": text.encode("cp1251")}
    assert one({}, binary=binary, x3FFD=1251).text == f"{TITLE}\n\n{text}"


def test_html_is_read_where_there_is_no_plain_text():
    html = f"<html><body><p>{LEAD}</p><p>{MORE}</p></body></html>".encode().ljust(LARGE)
    assert one({"0037": TITLE}, binary={"10130102": html}).text == f"{TITLE}\n\n{LEAD}\n\n{MORE}"


def test_what_is_attached_is_read_by_its_own_format_and_messages_in_messages_too():
    inner = message({"0037": "The bridges", "1000": MORE}, header=24)
    attached = [attachment("réport.txt", LEAD.encode()), {MESSAGE: inner}, attachment("quay.png", b"\x89PNG")]
    taken = take("one.msg", compound(message({"0037": TITLE, "1000": LEAD}, attached=attached)))
    assert taken.texts == {
        None: f"{TITLE}\n\n{LEAD}",
        "réport.txt": LEAD,
        "part 2": f"The bridges\n\n{MORE}",
    }
    assert not taken.refused


def test_it_is_known_by_what_is_in_it_wherever_that_stands():
    tree = {"__nameid_version1.0": {f"__substg1.0_{number:08X}": bytes(LARGE) for number in range(4)}}
    tree |= message({"0037": TITLE, "1000": LEAD})
    for name in ("one.msg", "one.doc", "one"):
        assert take(name, compound(tree)).texts == {None: f"{TITLE}\n\n{LEAD}"}


def test_text_that_is_only_there_as_rich_text_is_told():
    tree = message({"0037": TITLE}, binary={"10090102": b"x"})
    assert refusal("one.msg", compound(tree)) == "its text is only there as Rich Text; save it as EML"


def test_messages_too_deep_in_one_another_are_told():
    tree = message({"1000": LEAD}, header=24)
    for _ in range(6):
        tree = message({"1000": LEAD}, header=24, attached=[{MESSAGE: tree}])
    assert refusal("one.msg", compound(tree)) == "it is packed more than 4 times (limits.depth)"


SAMPLE = compound(message({"0037": TITLE, "1000": LEAD}, attached=[attachment("a.txt", LEAD.encode())], x0039=SENT))


@pytest.mark.parametrize("length", range(8, len(SAMPLE), 997))
def test_a_message_cut_anywhere_is_read_or_refused(length):
    take_or_refuse("one.msg", SAMPLE[:length])


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1 << 16), st.integers(0, 255)), max_size=8))
def test_a_damaged_message_is_read_or_refused(places):
    take_or_refuse("one.msg", damaged(SAMPLE, places))
