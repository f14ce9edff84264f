"""ZIP and tar: each file in them is read by its own format, and none of them costs more than it may."""

from __future__ import annotations

import hashlib
import io
import tarfile
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from taking import LEAD, MORE, TEXT, TITLE, refusal, take, take_or_refuse

from index.readers import article_id

FILES = {"a/one.txt": TEXT, "two.md": f"# {TITLE}\n\n{LEAD}"}
HIDDEN = {".hidden.txt": TEXT, "__MACOSX/._one.txt": TEXT, "a/.git/x.txt": TEXT, "Thumbs.db": TEXT}


def zipped(files, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def tarred(files, mode="w"):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


ARCHIVES = {"zip": zipped, "tar": tarred, "tgz": lambda files: tarred(files, "w:gz")}
archives = pytest.mark.parametrize("ending", ARCHIVES)


@archives
def test_each_file_is_an_article_with_its_place(ending):
    taken = take(f"news.{ending}", ARCHIVES[ending](FILES | HIDDEN))
    assert [(article.member, article.title) for article in taken.articles] == [("a/one.txt", TITLE), ("two.md", TITLE)]
    assert taken.articles[0].id == article_id(f"news.{ending}", "a/one.txt")
    assert taken.articles[0].sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    assert not taken.refused


@archives
def test_what_cannot_be_read_is_named_and_the_rest_is_read(ending):
    taken = take(f"news.{ending}", ARCHIVES[ending]({"empty.txt": "", "blob": "\0" * 40} | FILES))
    assert taken.reasons == {"empty.txt": "it is empty", "blob": "it is binary"}
    assert len(taken.articles) == 2


@archives
def test_names_that_lead_elsewhere_stay_inside_and_two_of_a_name_are_two(ending):
    content = ARCHIVES[ending]({"../../etc/one.txt": TEXT, "/etc/one.txt": f"{LEAD} {MORE}", "b\\one.txt": TEXT})
    assert list(take(f"news.{ending}", content).texts) == ["etc/one.txt", "etc/one.txt (2)", "b/one.txt"]


@archives
def test_names_hold_nothing_that_a_terminal_obeys(ending):
    taken = take(f"news.{ending}", ARCHIVES[ending]({"o\x1b]0;n\x07e\n.txt": TEXT}))
    assert list(taken.texts) == ["o]0;ne .txt"]


@archives
def test_archives_in_archives_are_read_as_deep_as_may_be(ending):
    content = ARCHIVES[ending]({"in.zip": zipped({"in.tar": tarred({"one.txt": TEXT})})})
    assert list(take(f"news.{ending}", content, depth=5).texts) == ["in.zip/in.tar/one.txt"]
    assert refusal(f"news.{ending}", content, depth=2) == "it is packed more than 2 times (limits.depth)"


@archives
def test_an_archive_without_files_is_refused(ending):
    assert refusal(f"news.{ending}", ARCHIVES[ending]({})) in {"it holds no files", "it is binary"}
    assert refusal(f"news.{ending}", ARCHIVES[ending]({".a": "x"})) in "it holds no files"


def test_an_encrypted_file_is_refused_by_name():
    content = bytearray(zipped(FILES))
    for start, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(start) + offset] |= 1
    taken = take("news.zip", bytes(content))
    assert taken.reasons == {"a/one.txt": "it is encrypted"}
    assert list(taken.texts) == ["two.md"]


def test_links_and_devices_in_a_tar_are_passed_over():
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE):
            info = tarfile.TarInfo(f"odd{kind.decode()}.txt")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("one.txt")
        info.size = len(TEXT)
        archive.addfile(info, io.BytesIO(TEXT.encode()))
    taken = take("news.tar", buffer.getvalue())
    assert list(taken.texts) == ["one.txt"]
    assert not taken.refused


def test_a_tar_that_is_cut_off_gives_what_was_complete():
    content = tarred({"one.txt": TEXT, "two.txt": TEXT * 9})
    taken = take("news.tar", content[:2200])
    assert list(taken.texts) == ["one.txt"]
    assert taken.reasons == {None: "it is cut off"}


def test_a_bomb_in_a_zip_is_one_line_and_so_are_many(monkeypatch):
    monkeypatch.setattr("index.readers.contents.BOMB_MB", 1)
    members = {"one.txt": TEXT} | {f"{number}.txt": b"0" * (4 << 20) for number in range(3)}
    taken = take("bomb.zip", zipped(members), unpacked_mb=6)
    assert list(taken.texts) == ["one.txt"]
    assert taken.reasons == {
        "0.txt": "more than 250 times its size come out of it (limits.unpacked_times)",
        None: "more than 6 MB come out of it (limits.unpacked_mb)",
    }


def test_a_format_made_of_a_zip_is_told_by_the_files_in_it():
    content = zipped({"news.txt": TEXT, "ppt/presentation.xml": "<p/>"})
    assert refusal("slides.zip", content) == refusal("slides.pptx", content) == "PowerPoint files are not read"


@archives
def test_any_cut_is_told(ending):
    content = ARCHIVES[ending](FILES)
    for place in range(0, len(content), 1 if len(content) < 1000 else 97):
        take_or_refuse(f"news.{ending}", content[:place])


@given(st.sampled_from(sorted(ARCHIVES)), st.data())
def test_any_wrong_bytes_are_told(ending, data):
    content = bytearray(ARCHIVES[ending](FILES))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    take_or_refuse(f"news.{ending}", bytes(content))


def test_large_files_in_a_tar_are_read_as_they_come_by():
    note = "x" * 8_000
    rows = "".join(f'{{"id": {number}, "text": "Row of many.", "note": "{note}"}}\n' for number in range(300)).encode()
    taken = take("news.tar", tarred({"rows.jsonl": rows, "one.txt": TEXT}), article_mb=1)
    assert len(taken.articles) == 301
    assert not taken.refused


def test_an_archive_shorter_than_its_own_end_is_refused_as_what_it_is():
    empty = b"PK\5\6" + bytes(18)
    assert refusal("one.zip", empty) == "it holds no files"
    assert "damaged" in refusal("one.zip", b"PK\3\4junk")
