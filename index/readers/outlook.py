"""Outlook's own messages (MSG), made into the mail that they were and read as such.

How a message stands in a compound file is told in Microsoft's specification [MS-OXMSG], 2.1 to 2.4; what the numbers of
its properties mean in [MS-OXPROPS].
"""

from __future__ import annotations

import codecs
import struct
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.header import Header
from email.mime.application import MIMEApplication
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.parser import HeaderParser
from email.utils import format_datetime
from io import BytesIO
from mimetypes import guess_type
from typing import TYPE_CHECKING, Any

from index.errors import ReadError
from index.readers import Exhausted, Fit
from index.readers.mail import in_message
from index.text.composing import flat

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from email.message import Message

    from olefile import OleFileIO

    from index.readers import Content, Found, Unread

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""What a compound file begins with."""

_PROPERTIES = "__properties_version1.0"
_STREAM = "__substg1.0_"
_ATTACHMENT = "__attach_version1.0_"
_CALLED = _STREAM.encode("utf-16-le")

_SUBJECT, _SENDER, _ADDRESS, _MAIL_ADDRESS, _HEADERS = 0x0037, 0x0C1A, 0x0C1F, 0x5D01, 0x007D
_BODY, _HTML, _RICH = 0x1000, 0x1013, 0x1009
_SENT, _RECEIVED = 0x0039, 0x0E06
_PAGES = (0x3FFD, 0x3FDE)
"""The code pages of its strings and of its text: the first that is stated holds."""

_DATA, _LONG_NAME, _SHORT_NAME, _KIND = 0x3701, 0x3707, 0x3704, 0x370E
_BINARY, _WIDE, _NARROW, _INNER = "0102", "001F", "001E", "000D"
_OUTER_HEADER, _INNER_HEADER = 32, 24
_ENTRY = struct.Struct("<HHI8s")
_UTF8_PAGE = 65001
_WESTERN = "cp1252"
_FIRST_DAY = datetime(1601, 1, 1, tzinfo=UTC)
"""What times are counted from, in tenths of a microsecond."""

_OF_PARTS = ("multipart/", "message/")
_OF_MIME = ("content-", "mime-version")
"""Headers that tell of the form that a message came in, and not of the one that it has here."""


class OutlookReader:
    """Reads messages that Outlook saved."""

    def fit(self, head: bytes, name: str) -> Fit:  # noqa: ARG002
        """Say whether the parts of a compound file are called as those of a message, where that stands early."""
        return Fit.CONTENT if head.startswith(COMPOUND) and _CALLED in head else Fit.NONE

    def articles(self, content: Content) -> Iterator[Found | Unread]:
        """Yield the message, and behind it what is attached to it."""
        with opened(content) as streams:
            if not is_message(streams):
                raise ReadError(content.file, "it is damaged")
            message = message_in(streams, content)
        yield from in_message(content, message)


READER = OutlookReader()


@contextmanager
def opened(content: Content) -> Iterator[OleFileIO[Any]]:
    """Open a compound file; what damaged bytes raise, in olefile and over what it gives, becomes a ReadError."""
    from olefile import OleFileIO

    try:
        yield OleFileIO(BytesIO(content.read()))
    except (OSError, ValueError, TypeError, LookupError, OverflowError, struct.error) as error:
        raise ReadError(content.file, "it is damaged") from error


def is_message(streams: OleFileIO[Any]) -> bool:
    """Say whether a compound file is a message."""
    return bool(streams.exists(_PROPERTIES))


def message_in(streams: OleFileIO[Any], content: Content) -> Message:
    """Return the message in a compound file as mail.

    Raises:
        ReadError: Its text is only there as compressed Rich Text, or messages stand too deep in one another.
    """
    return _Storage(streams, (), content).message()


class _Storage:
    """A message in a compound file, or something that is attached to one: where it stands, and what it says."""

    def __init__(
        self, streams: OleFileIO[Any], place: tuple[str, ...], content: Content, encoding: str = _WESTERN
    ) -> None:
        self._streams = streams
        self._place = place
        self._content = content
        self._encoding = encoding

    def message(self, depth: int = 0) -> Message:
        """Return a message as mail; ``depth`` counts the messages that it stands in."""
        limit = self._content.reading.limits.depth
        if depth > limit:
            raise Exhausted(self._content.file, f"it is packed more than {limit} times (limits.depth)")
        fixed = self._fixed(_INNER_HEADER if depth else _OUTER_HEADER)
        pages = [struct.unpack_from("<I", fixed[page])[0] for page in _PAGES if page in fixed]
        self._encoding = _encoding(pages[0]) if pages else _WESTERN
        mail = MIMEMultipart("mixed")
        self._state(mail, fixed)
        texts = self._texts()
        if texts:
            mail.attach(MIMEMultipart("alternative", _subparts=texts))
        attached = [part for part in (self._attached(place, depth) for place in self._attachments()) if part]
        if not texts and not attached and self._stream(_RICH, _BINARY):
            raise ReadError(self._content.file, "its text is only there as Rich Text; save it as EML")
        for part in attached:
            mail.attach(part)
        return mail

    def _state(self, mail: Message, fixed: Mapping[int, bytes]) -> None:
        """Write the headers that a message came with, and for what they do not say the properties."""
        for name, value in HeaderParser().parsestr(self._string(_HEADERS)).items():
            if not name.lower().startswith(_OF_MIME):
                mail[name] = value
        time = fixed.get(_SENT) or fixed.get(_RECEIVED)
        addresses = (self._string(_MAIL_ADDRESS), self._string(_ADDRESS))
        address = next((one for one in addresses if "@" in one), "")
        del mail["Subject"]
        mail["Subject"] = self._string(_SUBJECT)
        if "From" not in mail:
            name = self._string(_SENDER).replace('"', "").replace("\\", "")
            mail["From"] = f'"{name}" <{address}>'
        if "Date" not in mail and time:
            mail["Date"] = format_datetime(_FIRST_DAY + timedelta(microseconds=struct.unpack("<Q", time)[0] // 10))

    def _texts(self) -> list[Message]:
        plain = self._string(_BODY, lines=True)
        html = self._string(_HTML, lines=True) or self._decoded(self._stream(_HTML, _BINARY))
        return [MIMEText(text, kind, "utf-8") for text, kind in ((plain, "plain"), (html, "html")) if text.strip()]

    def _attachments(self) -> list[tuple[str, ...]]:
        """Return where attachments stand, in their order."""
        depth = len(self._place)
        entries = self._streams.listdir(streams=False, storages=True)
        return sorted(
            tuple(entry)
            for entry in entries
            if len(entry) == depth + 1 and tuple(entry[:depth]) == self._place and entry[-1].startswith(_ATTACHMENT)
        )

    def _attached(self, place: tuple[str, ...], depth: int) -> Message | None:
        part = _Storage(self._streams, place, self._content, self._encoding)
        inner = (*place, f"{_STREAM}{_DATA:04X}{_INNER}")
        if self._streams.exists([*inner, _PROPERTIES]):
            return MIMEMessage(_Storage(self._streams, inner, self._content).message(depth + 1))
        return part.attachment()

    def attachment(self) -> Message | None:
        """Return what is attached as a part of mail; None when it has no bytes of its own."""
        data = self._stream(_DATA, _BINARY)
        if not data:
            return None
        attached = MIMEApplication(data)
        name = self._string(_LONG_NAME) or self._string(_SHORT_NAME)
        kind = self._string(_KIND) or guess_type(name)[0] or ""
        if kind.count("/") == 1 and not kind.lower().startswith(_OF_PARTS):
            attached.set_type(kind)
        attached.add_header("Content-Disposition", "attachment", filename=Header(name, "utf-8").encode(maxlinelen=0))
        return attached

    def _fixed(self, header: int) -> dict[int, bytes]:
        """Return the values of eight bytes that stand in the list of properties, by their numbers."""
        data = self._read(_PROPERTIES)[header:]
        whole = len(data) - len(data) % _ENTRY.size
        return {number: value for _, number, _, value in _ENTRY.iter_unpack(data[:whole])}

    def _string(self, number: int, *, lines: bool = False) -> str:
        wide = self._stream(number, _WIDE)
        text = wide.decode("utf-16-le", "replace") if wide else self._decoded(self._stream(number, _NARROW))
        text = text.rstrip("\0")
        return text if lines or number == _HEADERS else flat(text)

    def _decoded(self, data: bytes) -> str:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return data.decode(self._encoding, "replace")

    def _stream(self, number: int, kind: str) -> bytes:
        return self._read(f"{_STREAM}{number:04X}{kind}")

    def _read(self, name: str) -> bytes:
        path = [*self._place, name]
        return bytes(self._streams.openstream(path).read()) if self._streams.exists(path) else b""


def _encoding(page: int) -> str:
    try:
        return "utf-8" if page == _UTF8_PAGE else codecs.lookup(f"cp{page}").name
    except LookupError:
        return _WESTERN
