"""Readers: bytes of any kind become articles, or a refusal that says why."""

from __future__ import annotations

import hashlib
import os
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

import index.readers
from index.errors import ReadError
from index.readers import Content, Fit, Found, Limits, Reader, Reading, article_id, read
from index.readers.plain import PlainReader
from index.text import clean, sanitise

TITLE = "Freedonia to send engineers to the valley"
LEAD = "The minister of Freedonia said “on Monday” that her country would send engineers to the café in the valley."


def articles(folder, name, content):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_file(path, name)


def read_file(path, name):
    return list(read(Content.of_path(path, name), hashlib.sha256(path.read_bytes()).hexdigest()))


def refusal(folder, name, content):
    with pytest.raises(ReadError) as caught:
        articles(folder, name, content)
    assert caught.value.file == name
    return caught.value.reason


def test_a_text_is_one_article_with_all_that_is_known_of_it(tmp_path):
    content = f"{TITLE}\n\n7 January 2026\n\n{LEAD}".encode()
    (article,) = articles(tmp_path, "sub/one.txt", content)
    assert article.file == "sub/one.txt"
    assert article.member is None
    assert article.id == hashlib.sha256(b"sub/one.txt").hexdigest()[:12] == article_id("sub/one.txt")
    assert article.sha256 == hashlib.sha256(content).hexdigest()
    assert (article.title, article.published, article.language) == (TITLE, "2026-01-07", "en")
    assert article.text == f"{TITLE}\n\n{LEAD}"
    assert article.source == "one"


def test_a_member_has_an_id_of_its_own():
    assert len({article_id("a"), article_id("a", "1"), article_id("a", "2"), article_id("a\0", "1")}) == 4


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_english_is_read_in_any_encoding(tmp_path, encoding):
    (article,) = articles(tmp_path, "one.txt", f"{TITLE}\n\n{LEAD}".encode(encoding))
    assert article.text == f"{TITLE}\n\n{LEAD}"


@pytest.mark.parametrize(
    ("encoding", "language", "text"),
    [
        ("latin-1", "fr", "Le ministre a déclaré que les ingénieurs seraient envoyés après la trêve dans la vallée."),
        ("cp1251", "ru", "Министр заявил, что инженеры не будут отправлены в долину до подписания соглашения о мире."),
        ("koi8_r", "ru", "Министр заявил, что инженеры не будут отправлены в долину до подписания соглашения о мире."),
        ("cp932", "ja", "政府は水曜日、停戦が成立するまで谷に技術者を派遣しないと発表した。大臣は会見で説明した。"),
        ("gb18030", "zh", "政府周三表示，在停战协议签署之前，将不会向山谷派遣工程师。部长在会上作了说明。"),
    ],
)
def test_other_languages_are_told_and_decoded(tmp_path, encoding, language, text):
    (article,) = articles(tmp_path, "one.txt", (text * 3).encode(encoding))
    assert article.language == language
    assert article.text == text * 3


def test_a_damaged_byte_does_not_change_the_encoding(tmp_path):
    text = f"{LEAD} " * 40
    (article,) = articles(tmp_path, "one.txt", text.encode() + b"\xff")
    assert article.text.startswith(LEAD)


def test_a_short_text_has_no_language(tmp_path):
    (article,) = articles(tmp_path, "one.txt", "Freedonia says no.")
    assert article.language is None


def test_markdown_is_told_by_name_and_by_content(tmp_path):
    by_name = articles(tmp_path, "one.md", f"Engineers *go*\n==============\n\n{LEAD}")
    by_content = articles(tmp_path, "two", f"# Engineers *go*\n\n{LEAD}")
    assert [article.title for article in (*by_name, *by_content)] == ["Engineers go", "Engineers go"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("one.txt", b"", "it is empty"),
        ("one.txt", b" \n\t ", "it is empty"),
        ("one.txt", b"... --- ...", "it holds no words"),
        ("one.txt", b"text\0with zeroes", "it is binary"),
        ("one", bytes(range(1, 32)) * 40, "it is binary"),
        ("one.txt", b"%PDF-1.7 ...", "PDF files are not read yet"),
        ("one.txt", b"<!DOCTYPE html><p>Text", "HTML files are not read yet"),
        ("one.toml", b"a = 1", "settings files are not read yet"),
    ],
)
def test_what_is_no_article_is_refused_with_the_reason(tmp_path, monkeypatch, name, content, reason):
    monkeypatch.setattr(index.readers, "_readers", lambda: (PlainReader(),))
    assert refusal(tmp_path, name, content) == reason


def test_a_large_file_is_refused_unread(tmp_path):
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.write(b"word " * 300_000)
    with pytest.raises(ReadError, match=r"it has more than the 1 MB that are read at once \(limits.article_mb\)"):
        list(read(Content.of_path(path, "large.txt", Reading(Limits(article_mb=1))), ""))


def test_what_is_no_file_is_refused(tmp_path):
    with pytest.raises(ReadError, match="it cannot be read: no such file or directory"):
        Content.of_path(tmp_path / "none.txt", "none.txt")
    with pytest.raises(ReadError, match="it is no regular file"):
        Content.of_path(tmp_path, "folder")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no named pipes in the file system")
def test_a_pipe_is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(ReadError, match="it is no regular file"):
        Content.of_path(tmp_path / "pipe.txt", "pipe.txt")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has names that are no text")
def test_odd_names_are_read(tmp_path):
    name = os.fsdecode(b"odd\xff\nname.txt")
    (article,) = articles(tmp_path, name, LEAD)
    assert article.file == name
    assert article.id == article_id(name)


def test_what_a_terminal_obeys_is_gone_from_every_field(tmp_path):
    evil = "\x1b]52;c;ZXZpbA==\x07\u202e"
    (article,) = articles(
        tmp_path,
        "one.md",
        f'---\ntitle: "{evil}{TITLE}"\nauthor: {evil}Jane Doe\npublisher: {evil}Valley Herald\n---\n{evil}{LEAD}',
    )
    for value in (article.title, article.author, article.publisher, article.text):
        assert value == sanitise(value)


def test_content_is_believed_before_the_name(tmp_path, monkeypatch):
    class Shouting:
        def fit(self, head, file):  # noqa: ARG002
            return Fit.CONTENT if head.startswith(b"SHOUT") else Fit.NONE

        def articles(self, content):
            for number, part in enumerate(content.read().split(b"|")[1:], 1):
                yield Found(clean(part.decode()), str(number))

    readers = (*index.readers._readers(), Shouting())  # noqa: SLF001
    assert all(isinstance(reader, Reader) for reader in readers)
    monkeypatch.setattr(index.readers, "_readers", lambda: readers)
    found = articles(tmp_path, "one.txt", f"SHOUT|{LEAD}|{LEAD}")
    assert [(article.member, article.id) for article in found] == [
        ("1", article_id("one.txt", "1")),
        ("2", article_id("one.txt", "2")),
    ]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(tmp_path_factory, content):
    try:
        found = articles(tmp_path_factory.mktemp("any"), "one.txt", content)
    except ReadError:
        found = []
    for article in found:
        assert article.text == sanitise(article.text)
        assert article.passages[0].span.of(article.text)


def test_an_end_before_its_time_is_told_behind_the_articles_that_were_read(tmp_path, monkeypatch):
    class Breaking:
        def fit(self, head, name):  # noqa: ARG002
            return Fit.CONTENT

        def articles(self, content):
            yield Found(clean(LEAD), "1")
            raise ReadError(content.file, "it is cut off")

    monkeypatch.setattr(index.readers, "_readers", lambda: (Breaking(),))
    article, refused = articles(tmp_path, "one.txt", LEAD)
    assert article.member == "1"
    assert (refused.file, refused.member, refused.reason) == ("one.txt", None, "it is cut off")
