"""Compressed files: what is inside is read as it is unpacked, however it was packed, and no more than may be."""

from __future__ import annotations

import bz2
import gzip
import lzma
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from taking import LEAD, TEXT, TITLE, refusal, take, take_or_refuse

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PACKINGS = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "zst": zstd.compress}
packings = pytest.mark.parametrize("ending", PACKINGS)


@packings
def test_what_is_inside_is_read_by_its_own_format(ending):
    content = PACKINGS[ending](f"# {TITLE}\n\n{LEAD}".encode())
    (article,) = take(f"one.md.{ending}", content).articles
    assert (article.member, article.title, article.file) == (None, TITLE, f"one.md.{ending}")


@packings
def test_a_wrong_name_does_not_hide_a_packing(ending):
    (article,) = take("one.txt", PACKINGS[ending](TEXT.encode())).articles
    assert article.title == TITLE


@packings
def test_two_packings_in_one_another_and_two_in_a_row_are_read(ending):
    pack = PACKINGS[ending]
    assert take(f"one.{ending}", pack(gzip.compress(TEXT.encode()))).articles[0].title == TITLE
    assert LEAD in take(f"one.{ending}", pack(TITLE.encode()) + pack(f"\n\n{LEAD}".encode())).articles[0].text


@packings
def test_what_is_cut_off_is_refused(ending):
    content = PACKINGS[ending](TEXT.encode())
    assert refusal(f"one.txt.{ending}", content[:-6]) == "it is cut off"


@packings
def test_any_cut_and_any_wrong_byte_is_told(ending):
    content = PACKINGS[ending](TEXT.encode())
    for place in range(6, len(content)):  # with less, nothing tells the packing
        assert not take_or_refuse(f"one.txt.{ending}", content[:place]).articles
        take_or_refuse(f"one.txt.{ending}", content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :])


@given(st.sampled_from(sorted(PACKINGS)), st.binary(max_size=80))
def test_any_bytes_behind_a_packing_are_read_or_refused(ending, rest):
    take_or_refuse("one.txt", PACKINGS[ending](TEXT.encode())[:12] + rest)


def test_packings_may_not_stand_too_deep_in_one_another():
    content = TEXT.encode()
    for _ in range(5):
        content = gzip.compress(content)
    assert refusal("one.gz", content) == "it is packed more than 4 times (limits.depth)"
    assert take("one.gz", content, depth=5).articles


def test_a_bomb_is_refused_after_what_an_article_may_have():
    bomb = gzip.compress(b"word " * (4 << 20))
    assert len(bomb) < 1 << 17
    assert refusal("one.txt.gz", bomb, article_mb=1).startswith("it has more than the 1 MB that are read at once")


@packings
def test_what_comes_to_very_much_more_than_was_packed_is_a_bomb(ending, monkeypatch):
    monkeypatch.setattr("index.readers.contents.BOMB_MB", 1)
    bomb = PACKINGS[ending](b'{"text": "Row"}\n' + b" " * (8 << 20))
    reason = "more than 200 times its size come out of it (limits.unpacked_times)"
    assert refusal(f"rows.csv.{ending}", bomb, unpacked_times=200) == reason


def test_bytes_behind_the_end_are_told_and_what_is_before_them_is_read():
    taken = take("one.txt.gz", gzip.compress(TEXT.encode()) + b"and more")
    assert [article.title for article in taken.articles] == [TITLE]
    assert taken.reasons == {None: "bytes that were not packed stand behind its end; they are not read"}


def test_no_more_is_unpacked_than_may_be():
    note = "x" * 8_000
    rows = "".join(f'{{"text": "Row {number} of many.", "note": "{note}"}}\n' for number in range(300)).encode()
    taken = take("rows.jsonl.gz", gzip.compress(rows), unpacked_mb=1)
    assert 0 < len(taken.articles) < 300
    assert taken.reasons == {None: "more than 1 MB come out of it (limits.unpacked_mb)"}


@pytest.mark.parametrize("ending", ["gz", "xz"])  # the others unpack a block of many rows or none of it
def test_rows_before_the_place_where_a_file_is_cut_off_are_read(ending):
    rows = "".join(f'{{"id": {number}, "text": "Row {number * 7919 % 10007} of many."}}\n' for number in range(4_000))
    content = PACKINGS[ending](rows.encode())
    taken = take(f"rows.jsonl.{ending}", content[: len(content) // 2])
    assert taken.articles[0].member == "0"
    assert taken.reasons == {None: "it is cut off"}
