"""Mail: messages and mailboxes, with the articles that are attached to them."""

from __future__ import annotations

import re
from binascii import Error as EncodingFault
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import parseaddr, parsedate_to_datetime
from io import BytesIO
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from index.errors import ReadError
from index.readers import Fit, Found, Unread, members_of
from index.readers.contents import MB
from index.readers.html import html_blocks
from index.readers.names import Names
from index.readers.plain import decoded
from index.text import CleanText, has_words, sanitise
from index.text.cleaning import paragraphs
from index.text.composing import compose_sanitised, flat
from index.text.lines import word_count
from index.text.stated import language_code

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

    from index.models import PassageKind
    from index.readers import Content

_NAMES = frozenset({".eml", ".mbox"})

_POSTMARK = re.compile(rb"From \S.{0,200}?\d\d:\d\d(?::\d\d)?\b.{0,40}\b\d{4}\b[^\n]{0,40}\r?\n")
"""The line that a message in a mailbox begins with: who sent it, and when."""

_HEADER = re.compile(rb"[!-9;-~]{1,80}:|[ \t]+\S")
_SURE = re.compile(
    rb"^(?:Received|Return-Path|Message-ID|MIME-Version|Delivered-To|DKIM-Signature|X-Mailer|X-Original-To"
    rb"|Content-Transfer-Encoding|In-Reply-To|List-Unsubscribe|X-Notes-Item|Authentication-Results):",
    re.IGNORECASE | re.MULTILINE,
)
_SENT = re.compile(rb"^(?:Received|To|Return-Path|Delivered-To|Message-ID):", re.IGNORECASE | re.MULTILINE)
_RELATED = re.compile(rb"^Content-Type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)
_ID = re.compile(rb"^Message-ID:\s*<?([^<>\s]+)", re.IGNORECASE | re.MULTILINE)
_EMPTY_LINE = re.compile(rb"\r?\n\r?\n")
_LEAST_HEADERS = 3

STUB_WORDS = 30
"""A plain part of fewer words beside HTML of more than twice as many only says that there is HTML."""

_SEVEN_BITS = ("iso-2022", "utf-7", "utf7", "hz")
"""Encodings whose bytes look like ASCII, and are known only because they are declared."""

_UNREAD_KINDS = frozenset({"image", "audio", "video", "font"})
_UNREAD_ENDINGS = frozenset({".ics", ".vcf", ".p7s", ".p7m", ".asc", ".sig"})
"""What is attached and no article: pictures, dates, addresses and signatures."""

_SIGNATURE = re.compile(r"\n-- ?\n(?:[^\n]*\n?){0,12}\Z")
_ORIGINAL = re.compile(r"\n-{2,}\s*Original Message\s*-{2,}[^\n]*\n.*", re.IGNORECASE | re.DOTALL)
_REPLY = re.compile(r"\n[^\n>]{4,160}(?:wrote|schrieb|a écrit|escribió|ha scritto)\s?:\s*\Z")
_REPLY_HTML = re.compile(
    r"<(?:div|blockquote|hr)\b[^<>]*(?:class=[\"']?gmail_quote|type=[\"']?cite|id=[\"']?(?:appendonsend|divRplyFwdMsg))"
    r".*",
    re.IGNORECASE | re.DOTALL,
)
_FORWARDED = re.compile(r"(?:fwd?|wg|tr|rv|i)\s*:", re.IGNORECASE)
_ADDRESS_LINE = re.compile(r"^[ \t]*[<\[(]?https?://\S+[ \t]*$", re.MULTILINE)


class MailReader:
    """Reads messages, and mailboxes message by message; quoted replies and signatures are left out."""

    def fit(self, head: bytes, name: str) -> Fit:
        """Say how well a file is known: by headers that only mail has, else by its name."""
        head = head.removeprefix(b"\xef\xbb\xbf")
        if b"\0" in head[:512]:
            return Fit.NONE
        mark = _POSTMARK.match(head)
        headers = _EMPTY_LINE.split(head[mark.end() if mark else 0 :], maxsplit=1)[0]
        lines = headers.splitlines()
        if lines and (mark or len(lines) >= _LEAST_HEADERS) and all(map(_HEADER.match, lines[:-1] or lines)):
            page = _RELATED.search(headers) and not _SENT.search(headers)
            if mark or (_SURE.search(headers) and not page):
                return Fit.CONTENT
        return Fit.NAME if PurePosixPath(name).suffix.lower() in _NAMES else Fit.NONE

    def articles(self, content: Content) -> Iterator[Found | Unread]:
        """Yield each message, by its id in a mailbox, and behind it what is attached to it."""
        return _in_mailbox(content) if _POSTMARK.match(content.head) else _MESSAGE.articles(content)


READER = MailReader()


class _MessageReader(MailReader):
    """Reads one message."""

    def articles(self, content: Content) -> Iterator[Found | Unread]:
        """Yield the message, and behind it what is attached to it."""
        try:
            yield from in_message(content, message_from_bytes(content.read()))
        except RecursionError as error:
            raise ReadError(content.file, "its parts are nested too deeply") from error


_MESSAGE = _MessageReader()


def _in_mailbox(content: Content) -> Iterator[Found | Unread]:
    names = Names()
    limit = content.reading.limits.article_mb
    for number, data in enumerate(_messages(content, limit * MB), 1):
        found = _ID.search(_EMPTY_LINE.split(data, maxsplit=1)[0])
        member = names.take(found[1].decode("ascii", "replace") if found else str(number))
        if len(data) > limit * MB:
            yield Unread(member, f"it has more than the {limit} MB that are read at once (limits.article_mb)")
        else:
            yield from members_of(content, member, lambda data=data: BytesIO(data), name="a.eml", reader=_MESSAGE)  # type: ignore[misc]


def _messages(content: Content, limit: int) -> Iterator[bytes]:
    """Yield the messages of a mailbox without the lines between them; of what is too long, only its beginning."""
    parts: list[bytes] = []
    size, blank = -1, True
    with content.open() as stream:
        while line := stream.readline(limit):
            if blank and _POSTMARK.match(line):
                if size > 0:
                    yield b"".join(parts)
                parts, size = [], 0
                continue
            blank = not line.strip()
            if size <= limit:
                parts.append(line[1:] if line.lstrip(b">").startswith(b"From ") and line[:1] == b">" else line)
                size += len(line)
    if size > 0:
        yield b"".join(parts)


class _Body(NamedTuple):
    """What a message says, and what is attached to it."""

    blocks: list[tuple[PassageKind, str]]
    attached: list[Message]


def in_message(content: Content, message: Message) -> Iterator[Found | Unread]:
    """Yield a message, and behind it what is attached to it."""
    title = _header(message, "Subject")
    body = _Body([], [])
    _gather(message, body, content.file, forwarded=bool(_FORWARDED.match(title)))
    text, passages = compose_sanitised(title, body.blocks)
    none = not body.blocks and not (title and not body.attached)
    if not none and has_words(text):
        name, address = parseaddr(_header(message, "From"))
        mass = any(message.get(header) for header in ("List-Id", "List-Unsubscribe", "List-Post"))
        published = _day(_header(message, "Date"))
        sender = flat(name) or address
        yield Found(
            CleanText(
                text=text,
                passages=passages,
                title=title or None,
                author=None if mass else sender or None,
                publisher=_header(message, "Organization") or flat(name) or address.rpartition("@")[2] or None,
                published=published,
                language=language_code(_header(message, "Content-Language")),
                url=_header(message, "Archived-At").strip("<> ") or None,
                dated_by="mail" if published else None,
            )
        )
    elif not body.attached:
        raise ReadError(content.file, "it holds no words")
    names = Names()
    for number, part in enumerate(body.attached, 1):
        named = _file_name(part)
        member = names.take(named or f"part {number}")
        data = _payload(part)
        yield from members_of(content, member, lambda data=data: BytesIO(data), name=named or _name_of(part))  # type: ignore[misc]


def _gather(message: Message, body: _Body, file: str, *, forwarded: bool) -> None:
    """Add what a part of a message says, and what is attached there, in order."""
    kind = message.get_content_type()
    if kind == "multipart/alternative" and message.is_multipart():
        texts = {part.get_content_type(): part for part in _leaves(message) if not _is_attached(part)}
        plain, html = texts.pop("text/plain", None), texts.pop("text/html", None)
        body.blocks.extend(_better(plain, html, file, forwarded=forwarded))
        body.attached.extend(part for part in _leaves(message) if _is_attached(part) and _may_be_read(part))
    elif message.is_multipart() and kind != "message/rfc822":
        for part in _parts(message):
            _gather(part, body, file, forwarded=forwarded)
    elif kind in {"text/plain", "text/html"} and not _is_attached(message):
        plain, html = (message, None) if kind == "text/plain" else (None, message)
        body.blocks.extend(_better(plain, html, file, forwarded=forwarded))
    elif _may_be_read(message):
        body.attached.append(message)


def _parts(message: Message) -> list[Message]:
    payload = message.get_payload()
    return [part for part in payload if not isinstance(part, str)] if isinstance(payload, list) else []


def _leaves(message: Message) -> Iterator[Message]:
    for part in _parts(message):
        if part.is_multipart() and part.get_content_type() != "message/rfc822":
            yield from _leaves(part)
        else:
            yield part


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(_file_name(part)) or part.is_multipart()


def _may_be_read(part: Message) -> bool:
    ending = PurePosixPath(_file_name(part)).suffix.lower()
    return part.get_content_maintype() not in _UNREAD_KINDS and ending not in _UNREAD_ENDINGS and bool(_payload(part))


def _better(
    plain: Message | None, html: Message | None, file: str, *, forwarded: bool
) -> list[tuple[PassageKind, str]]:
    """Return the paragraphs of the plain part, or of the HTML where the plain one only points to it."""
    text = _plain_text(_text_of(plain, file), forwarded=forwarded) if plain is not None else ""
    blocks = paragraphs(text)
    if html is None:
        return blocks
    markup = _text_of(html, file)
    shown = [
        (kind, sanitise(words)) for kind, words in html_blocks(markup if forwarded else _REPLY_HTML.sub("", markup))
    ]
    less, more = (sum(word_count(words) for _, words in found) for found in (blocks, shown))
    return shown if more > (2 if less < STUB_WORDS else 4) * less else blocks


def _plain_text(text: str, *, forwarded: bool) -> str:
    """Return a plain part without its signature, the message that it replies to, and lines that are addresses."""
    text = _ADDRESS_LINE.sub("", sanitise(text))
    text = _SIGNATURE.sub("", text)
    if forwarded:
        return "\n".join(line.lstrip("> ") if line.startswith(">") else line for line in text.split("\n"))
    text = _ORIGINAL.sub("", text)
    lines = text.rstrip().split("\n")
    while lines and (not lines[-1].strip() or lines[-1].startswith(">")):
        lines.pop()
    own = _REPLY.sub("", "\n" + "\n".join(lines))
    return own if own.strip() else text


def _text_of(part: Message, file: str) -> str:
    """Return the text of a part, in UTF-8 where it is that, whatever is declared, else as declared."""
    data = _payload(part)
    charset = str(part.get_content_charset() or "")
    if not charset.startswith(_SEVEN_BITS):
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            pass
    try:
        return data.decode(charset or "ascii")
    except (LookupError, UnicodeError):
        return decoded(data, file)


def _payload(part: Message) -> bytes:
    """Return the bytes of a part out of their transfer encoding, those of a message in a message as it was written."""
    if part.is_multipart():
        return b"".join(_written(inner) for inner in _parts(part))
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _written(message: Message) -> bytes:
    try:
        return message.as_bytes()
    except (LookupError, UnicodeError):
        return b""


def _name_of(part: Message) -> str:
    """Return a name by which the format of a part without one can be told."""
    return {"message/rfc822": "a.eml", "text/html": "a.html", "text/csv": "a.csv"}.get(part.get_content_type(), "a")


def _file_name(part: Message) -> str:
    try:
        return _words(_in_unicode(part.get_filename() or ""))
    except (LookupError, ValueError):
        return ""


def _header(message: Message, name: str) -> str:
    """Return a header in one line, decoded; empty when there is none."""
    value = next((raw for given, raw in message.raw_items() if given.lower() == name.lower()), "")
    return flat(sanitise(_words(_in_unicode(str(value)))))


def _in_unicode(raw: str) -> str:
    """Return what was written without being encoded, as UTF-8 or else as western."""
    data = raw.encode("utf-8", "surrogateescape")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _words(text: str) -> str:
    """Return a text in which encoded words are decoded."""
    try:
        parts = decode_header(text)
    except (HeaderParseError, EncodingFault, ValueError):
        return text
    return "".join(part if isinstance(part, str) else _decoded_word(part, charset) for part, charset in parts)


def _decoded_word(word: bytes, charset: str | None) -> str:
    for encoding in (charset or "utf-8", "utf-8"):
        try:
            return word.decode(encoding)
        except (LookupError, UnicodeError):
            continue
    return word.decode("cp1252", "replace")


def _day(written: str) -> str | None:
    """Return the ISO date of a header, by the clock of who sent it; None when it is none."""
    try:
        return parsedate_to_datetime(written).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
