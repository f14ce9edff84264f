"""Archives of web pages: the page in them, whatever it is packed with."""

from __future__ import annotations

from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import ReadError
from index.readers import Content, read

LEAD = "The minister of Freedonia said on Monday that her country would send engineers to the café in the valley."
NEXT = "Sylvania would not follow, its ambassador Ruvo Tann told reporters, until the bridge had been inspected."
PAGE = f"<html><head><title>Engineers for the valley</title></head><body><p>{LEAD}</p><p>{NEXT}</p></body></html>"
ADDRESS = "https://valleypost.example/engineers"


def archive(*pages, charset="utf-8", **headers):
    message = MIMEMultipart("related")
    message["From"] = "<Saved by Blink>"
    message["Snapshot-Content-Location"] = ADDRESS
    for page in pages:
        part = MIMEText(page, "html", charset)
        for name, value in headers.items():
            part[name.replace("_", "-")] = value
        message.attach(part)
    message.attach(MIMEText("p { color: red }", "css", "utf-8"))
    return message.as_bytes()


def articles(content, name="page.mhtml"):
    return list(read(Content.of_bytes(content, name), "0" * 64))


def refusal(content):
    with pytest.raises(ReadError) as caught:
        articles(content)
    return caught.value.reason


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1"])
def test_an_archive_is_the_page_in_it(charset):
    (found,) = articles(archive(PAGE, charset=charset), "page.txt")
    assert found.text == f"Engineers for the valley\n\n{LEAD}\n\n{NEXT}"
    assert found.url == ADDRESS


def test_quoted_printable_is_undone():
    head = f"Content-Type: multipart/related; boundary=b\nMIME-Version: 1.0\n\n--b\nContent-Location: {ADDRESS}\n"
    body = PAGE.encode().hex("=").upper()
    part = f"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n={body}\n--b--\n"
    (found,) = articles((head + part).encode())
    assert (LEAD in found.text, found.url) == (True, ADDRESS)


def test_a_frame_is_read_where_the_page_itself_says_nothing():
    (found,) = articles(archive("<html><frameset><frame src='cid:x'></frameset></html>", PAGE))
    assert found.text.endswith(NEXT)


def test_an_encoding_that_is_none_is_not_believed():
    content = archive(PAGE).replace(b'charset="utf-8"', b'charset="no-such"')
    assert articles(content)[0].text.endswith(NEXT)


def test_an_archive_without_a_page_is_refused():
    assert refusal(archive()) == "it holds no web page"
    assert refusal(archive("<html></html>")) == "it holds no article text"


def test_parts_without_end_are_refused():
    nested = b"".join(b"Content-Type: multipart/related; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(5_000))
    assert refusal(b"From: <Saved by Blink>\n" + nested) in {
        "its parts stand too deep in one another",
        "it holds no web page",
    }


def test_a_mail_is_read_as_one_whatever_it_is_called():
    mail = EmailMessage()
    mail["From"], mail["To"] = "a@valleypost.example", "b@valleypost.example"
    mail.set_content("Words.")
    (article,) = articles(mail.as_bytes(), "one.mhtml")
    assert article.text == "Words."


CONTENT = archive(PAGE)


FLIPS = st.lists(st.tuples(st.integers(0, len(CONTENT) - 1), st.integers(0, 255)), max_size=20)


@settings(max_examples=40, deadline=None)
@given(FLIPS, st.integers(0, len(CONTENT)))
def test_no_damage_raises_anything_but_a_refusal(flips, end):
    damaged = bytearray(CONTENT)
    for place, byte in flips:
        damaged[place] = byte
    try:
        found = articles(bytes(damaged[:end]) + b" ")
    except ReadError:
        return
    assert all(one.text for one in found)
