"""Web archives: each page that was fetched, by its address, and of an archive that is cut what was complete."""

from __future__ import annotations

import gzip
import io
import zipfile

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st
from taking import LEAD, MORE, TEXT, TITLE, refusal, take, take_or_refuse

PAGE = f"<!DOCTYPE html><html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1><p>{LEAD} {MORE}</p>"
PAGE += f"<p>{MORE} {LEAD}</p></article></body></html>"
PLACE = "https://valley.example/news/1"
DAY = "2026-01-07T09:00:00Z"


def record(content=PAGE, *, url=PLACE, kind="text/html", status="200 OK", record_type="response", **headers):
    block = content if isinstance(content, bytes) else content.encode()
    if record_type == "response":
        said = {"Content-Type": kind} | {name.replace("_", "-"): value for name, value in headers.items()}
        http = "".join(f"{name}: {value}\r\n" for name, value in said.items())
        block = f"HTTP/1.1 {status}\r\n{http}\r\n".encode() + block
        kind = "application/http; msgtype=response"
    head = f"WARC/1.0\r\nWARC-Type: {record_type}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {DAY}\r\n"
    return f"{head}Content-Type: {kind}\r\nContent-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


def warc(*records, packed=False):
    info = record("software: a test\r\n", record_type="warcinfo", kind="application/warc-fields")
    parts = [info, *(record(**said) for said in records or ({},))]
    return b"".join(map(gzip.compress, parts) if packed else parts)


@pytest.mark.parametrize("packed", [True, False])
def test_a_page_is_an_article_by_its_address_and_not_of_the_day_it_was_fetched(packed):
    (article,) = take("crawl.warc.gz", warc(packed=packed)).articles
    assert (article.member, article.url, article.title, article.published) == (PLACE, PLACE, TITLE, None)
    assert LEAD in article.text


def test_only_what_was_fetched_and_may_be_an_article_is_read():
    content = warc(
        {"record_type": "request", "kind": "application/http"},
        {"status": "404 Not Found"},
        {"status": "301 Moved", "url": PLACE + "0"},
        {"kind": "image/png", "content": b"\x89PNG"},
        {"kind": "application/json", "content": '{"text": "Words."}'},
        {"kind": "text/plain", "url": "https://valley.example/robots.txt", "content": "User-agent: *"},
        {"kind": "text/plain; charset=utf-8", "url": PLACE + "/2", "content": TEXT},
        {"record_type": "resource", "kind": "text/plain", "url": "file:///notes.txt", "content": TEXT},
        {"record_type": "conversion", "kind": "text/plain", "url": PLACE + "/3", "content": TEXT},
    )
    taken = take("crawl.warc", content)
    places = {article.member: article.url for article in taken.articles}
    assert places == {PLACE + "/2": PLACE + "/2", "file:///notes.txt": None, PLACE + "/3": PLACE + "/3"}
    assert not taken.refused
    assert refusal("crawl.warc", warc({"status": "404 Not Found"})) == "it holds no page that was fetched"


def test_a_page_that_was_fetched_again_is_named_by_the_day_too():
    content = warc({}, {"content": PAGE.replace("Monday", "Tuesday")}, {})
    assert list(take("crawl.warc", content).texts) == [PLACE, f"{PLACE} {DAY}", f"{PLACE} {DAY} (2)"]


def test_pages_come_out_of_their_packing_and_their_chunks():
    data = gzip.compress(PAGE.encode())
    chunks = b"%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (9, data[:9], len(data) - 9, data[9:])
    for said in (
        {"content": data, "Content_Encoding": "gzip"},
        {"content": brotli.compress(PAGE.encode()), "Content_Encoding": "br"},
        {"content": chunks, "Content_Encoding": "gzip", "Transfer_Encoding": "chunked"},
        {"content": PAGE, "Content_Encoding": "gzip"},
        {"content": data},
    ):
        assert take("crawl.warc", warc(said)).articles[0].title == TITLE


def test_what_the_server_said_of_the_encoding_is_believed():
    text = "Министр заявил, что инженеры не будут отправлены в долину. " * 3
    content = warc(
        {"content": f"<html><body><p>{text}</p></body></html>".encode("koi8-r"), "kind": "text/html; charset=koi8-r"}
    )
    assert text.strip() in take("crawl.warc", content).articles[0].text


def test_a_page_that_cannot_be_read_is_named_and_the_others_are_read():
    taken = take("crawl.warc", warc({"content": "%PDF-1.7 x", "kind": "application/pdf", "url": PLACE + ".pdf"}, {}))
    assert list(taken.texts) == [PLACE]
    assert list(taken.reasons) == [PLACE + ".pdf"]


def test_a_page_that_is_too_large_is_named_and_the_others_are_read():
    big = gzip.compress(b"<p>word " * (1 << 18))
    taken = take(
        "crawl.warc", warc({"content": big, "Content_Encoding": "gzip", "url": PLACE + "/big"}, {}), article_mb=1
    )
    assert list(taken.texts) == [PLACE]
    assert taken.reasons[PLACE + "/big"].startswith("it has more than the 1 MB")


def test_a_wacz_holds_archives():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("archive/data.warc.gz", warc(packed=True))
        archive.writestr("datapackage.json", "{}")
        archive.writestr("pages/pages.jsonl", '{"text": "no page"}')
    for name in ("crawl.wacz", "crawl.zip"):
        assert list(take(name, buffer.getvalue()).texts) == [f"archive/data.warc.gz/{PLACE}"]


def test_an_old_archive_is_read():
    http = f"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n{PAGE}"
    head = "1 0 Test\nURL IP-address Archive-date Content-type Archive-length\n"
    arc = f"filedesc://a.arc 0.0.0.0 20260107000000 text/plain {len(head)}\n{head}\n"
    arc += f"{PLACE} 127.0.0.1 20260107000000 text/html {len(http)}\n{http}\n"
    (article,) = take("crawl.arc", arc.encode()).articles
    assert (article.member, article.title) == (PLACE, TITLE)


@pytest.mark.parametrize("packed", [True, False])
def test_an_archive_that_is_cut_gives_what_was_complete(packed):
    records = [{"url": f"{PLACE}/{number}"} for number in range(4)]
    content = warc(*records, packed=packed)
    taken = take("crawl.warc.gz", content[: len(content) * 3 // 4])
    assert list(taken.texts) == [f"{PLACE}/0", f"{PLACE}/1"] or len(taken.texts) == 3
    assert taken.reasons == {None: "it is cut off"}


def test_a_header_without_end_does_not_fill_the_memory():
    content = warc() + b"WARC/1.0\r\nX: " + b"x" * (3 << 20)
    taken = take("crawl.warc", content)
    assert list(taken.texts) == [PLACE]
    assert taken.reasons == {None: "it is damaged: a header in it has no end"}


@pytest.mark.parametrize("packed", [True, False])
def test_any_cut_is_told(packed, capsys):
    content = warc({"content": TEXT, "kind": "text/plain"}, packed=packed)
    for place in range(5, len(content)):
        take_or_refuse("crawl.warc", content[:place])
    assert capsys.readouterr().err == ""


@given(st.data())
def test_any_wrong_bytes_are_told(data):
    content = bytearray(
        warc({"content": gzip.compress(TEXT.encode()), "kind": "text/plain", "Content_Encoding": "gzip"})
    )
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    take_or_refuse("crawl.warc", bytes(content))
