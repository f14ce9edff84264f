"""Mail: what a message itself says, whoever wrote it and however it was declared, and what is attached to it."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st
from taking import LEAD, MORE, TEXT, TITLE, refusal, take, take_or_refuse

POSTMARK = b"From jane@valley.example Wed Jan  7 09:00:00 2026\n"


def message(text=f"{LEAD}\n\n{MORE}\n", *, html=None, attached=(), **headers):
    mail = EmailMessage()
    given = {
        "From": "Jane Doe <jane@valley.example>",
        "To": "desk@herald.example",
        "Subject": TITLE,
        "Date": "Wed, 07 Jan 2026 23:30:00 -0500",
        "Message-ID": "<1@valley.example>",
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in given.items():
        mail[name] = value
    mail.set_content(text)
    if html is not None:
        mail.add_alternative(html, subtype="html")
    for name, content, kind in attached:
        main, _, sub = kind.partition("/")
        mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return mail.as_bytes()


@pytest.mark.parametrize("name", ["one.eml", "one", "one.txt"])
def test_a_message_is_an_article_with_what_its_headers_say(name):
    (article,) = take(name, message()).articles
    assert (article.member, article.text) == (None, f"{TITLE}\n\n{LEAD}\n\n{MORE}")
    assert (article.title, article.author, article.publisher) == (TITLE, "Jane Doe", "Jane Doe")
    assert (article.published, article.dated_by) == ("2026-01-07", "mail")


def test_a_newsletter_is_published_by_its_sender_and_has_no_author():
    (article,) = take(
        "one.eml", message(List_Unsubscribe="<https://valley.example/u>", From="Valley Herald <n@v.example>")
    ).articles
    assert (article.author, article.publisher) == (None, "Valley Herald")


def test_html_is_read_where_the_plain_part_only_points_to_it():
    html = f"<html><style>p {{}}</style><body><h1>The week</h1><p>{LEAD}</p><p>{MORE}</p></body></html>"
    (article,) = take("one.eml", message("View this in your browser.\n", html=html)).articles
    assert article.text == f"{TITLE}\n\nThe week\n\n{LEAD}\n\n{MORE}"
    (article,) = take("one.eml", message(html=f"<p>{LEAD}</p><p>{MORE} More.</p>")).articles
    assert article.text == f"{TITLE}\n\n{LEAD}\n\n{MORE}"


@pytest.mark.parametrize(
    "behind",
    [
        "\n-- \nJane Doe\nValley Herald\n",
        "\nOn Tue, 6 Jan 2026, John Roe wrote:\n> Will she come?\n>> Who?\n\n> No.\n",
        "\n-----Original Message-----\nFrom: John Roe\nWill she come?\n",
    ],
)
def test_signatures_and_quoted_replies_are_left_out(behind):
    assert take("one.eml", message(f"{LEAD}\n\n{MORE}\n{behind}")).articles[0].text == f"{TITLE}\n\n{LEAD}\n\n{MORE}"


def test_what_is_forwarded_is_read():
    text = f"> {LEAD}\n>\n> {MORE}\n"
    assert LEAD in take("one.eml", message(text, Subject=f"Fwd: {TITLE}")).articles[0].text
    html = f'<p>See below.</p><blockquote type="cite"><p>{LEAD}</p></blockquote>'
    assert LEAD in take("one.eml", message("See.", html=html, Subject="Fw: it")).articles[0].text
    assert LEAD not in take("one.eml", message("See.", html=html, Subject="Re: it")).articles[0].text


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("us-ascii", "utf-8"),
        ("iso-8859-1", "utf-8"),
        ("utf-8", "cp1252"),
        ("x-unknown", "cp1252"),
        ("iso-2022-jp", "iso-2022-jp"),
    ],
)
def test_an_encoding_that_is_wrongly_declared_is_told(declared, written):
    text = (
        "政府は水曜日に発表した。"
        if written == "iso-2022-jp"
        else "The café in the valley – “open” – was closed by the minister on Monday."
    )
    head = "Message-ID: <1@x>\nTo: a@b.example\nSubject: News\nMIME-Version: 1.0\n"
    head += f"Content-Type: text/plain; charset={declared}\n\n"
    assert take("one.eml", head.encode() + text.encode(written)).articles[0].text == f"News\n\n{text}"


def test_headers_are_decoded_however_they_are_written():
    head = b"Received: x\nTo: a@b.example\nFrom: =?utf-8?q?Ode_Br=C3=A5sk?= <o@b.example>\nDate: nonsense\n"
    head += b"Subject: =?iso-8859-1?Q?Caf=E9?= =?x-none?B?w6k=?=\n\n"
    (article,) = take("one.eml", head + LEAD.encode()).articles
    assert (article.title, article.author, article.published) == ("Caféé", "Ode Bråsk", None)
    raw = b"Received: x\nTo: a@b.example\nSubject: Caf\xc3\xa9 \xff\n\n" + LEAD.encode()
    assert take("one.eml", raw).articles[0].title == "CafÃ© ÿ"


def test_attached_articles_are_read_and_pictures_are_not():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("in.txt", TEXT)
    attached = [
        ("report.txt", TEXT.encode(), "application/octet-stream"),
        ("all.zip", buffer.getvalue(), "application/zip"),
        ("logo.png", b"\x89PNG", "image/png"),
        ("blob", b"\0\1", "application/octet-stream"),
    ]
    taken = take("one.eml", message(attached=attached))
    assert list(taken.texts) == [None, "report.txt", "all.zip/in.txt"]
    assert taken.reasons == {"blob": "it is binary"}


def test_a_message_in_a_message_is_an_article_of_its_own():
    outer, inner = EmailMessage(), EmailMessage()
    inner["Subject"], inner["From"] = "Inner", "John Roe <j@r.example>"
    inner.set_content(MORE)
    outer["Subject"], outer["To"] = TITLE, "a@b.example"
    outer.set_content(LEAD)
    outer.add_attachment(inner)
    first, second = take("one.eml", outer.as_bytes()).articles
    assert (first.text, second.text) == (f"{TITLE}\n\n{LEAD}", f"Inner\n\n{MORE}")
    assert second.member == "part 1"


def test_a_mailbox_is_read_message_by_message():
    mails = [
        message(),
        message("It says:\n\n>From here on, no.\n", Message_ID="<2@x>"),
        b"Subject: None\n\n\n",
        message(),
    ]
    taken = take("news.mbox", b"".join(POSTMARK + mail + b"\n" for mail in mails))
    assert list(taken.texts) == ["1@valley.example", "2@x", "3", "1@valley.example (2)"]
    assert taken.texts["2@x"].endswith("From here on, no.")
    assert taken.articles[0].sha256 == taken.articles[3].sha256


def test_a_message_that_is_too_large_is_named_and_the_others_are_read():
    content = POSTMARK + message("word " * 300_000) + b"\n" + POSTMARK + message(Message_ID="<2@x>")
    taken = take("news.mbox", content, article_mb=1)
    assert list(taken.texts) == ["2@x"]
    assert taken.reasons == {"1@valley.example": "it has more than the 1 MB that are read at once (limits.article_mb)"}


def test_a_text_that_only_begins_like_mail_is_a_text():
    text = f"Title: {TITLE}\nAuthor: Jane Doe\nDate: 7 January 2026\n\n{LEAD}\n\n{MORE}\n"
    assert take("one.txt", text.encode()).articles[0].dated_by == "text"
    assert take("one.txt", f"From the valley, at 10:30 in 2026, {LEAD}\n".encode()).articles[0].dated_by is None


def test_a_message_without_words_is_refused():
    assert refusal("one.eml", b"Received: x\nTo: a@b.example\nMIME-Version: 1.0\n\n\n") == "it holds no words"


def test_parts_that_are_nested_too_deeply_are_refused():
    parts = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number) for number in range(3000)
    )
    take_or_refuse("one.eml", b"Received: x\nTo: a@b.example\nMIME-Version: 1.0\n" + parts)


def test_any_cut_is_told():
    content = POSTMARK + message(html=f"<p>{LEAD}</p>", attached=[("a.txt", TEXT.encode(), "application/octet-stream")])
    for place in range(0, len(content), 7):
        take_or_refuse("one.eml", content[:place])


@given(st.data())
def test_any_wrong_bytes_are_told(data):
    content = bytearray(
        message(html=f"<p>{LEAD}</p>", attached=[("ä.txt", b"Words.", "application/octet-stream")], Subject="Café")
    )
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    take_or_refuse("one.eml", bytes(content))
