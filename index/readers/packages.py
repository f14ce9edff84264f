"""Office files and e-books: a ZIP of parts, most of them XML, taken apart within the limits of a file."""

from __future__ import annotations

from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO, cast
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812

from index.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from index.readers import Content

ZIP = b"PK\x03\x04"

_MOST_LISTED = 8 << 20
"""A table of contents of more bytes lists more parts than any office file or book has."""

_END = b"PK\x05\x06"
_END_BYTES = 22
_ENCRYPTED = 0x1


class Handler:
    """What takes the marks and words of an XML part as they come; names are local, without their namespace."""

    def begin(self, name: str, values: Mapping[str, str]) -> None:
        """Take the start of an element, and its attributes by their local names."""

    def end(self, name: str) -> None:
        """Take the end of an element."""

    def words(self, text: str) -> None:
        """Take characters."""


class Package:
    """The parts of one file by their names; what cannot be had of it is a ReadError."""

    def __init__(self, content: Content) -> None:
        self._content = content
        packed = content.read()
        end = packed.rfind(_END)
        if end < 0:
            raise ReadError(content.file, "it is cut off")
        if int.from_bytes(packed[end + 12 : end + 16], "little") > _MOST_LISTED:
            raise ReadError(content.file, "it lists more parts than any office file or book has")
        with self._refusing():
            self._zip = ZipFile(BytesIO(packed))
        self._names = {name.lstrip("/"): name for name in self._zip.namelist()}

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def names(self) -> tuple[str, ...]:
        """Return the names of all parts, in the order of the file."""
        return tuple(self._names)

    def part(self, name: str) -> bytes | None:
        """Return the bytes of a part, or None when there is none of that name.

        Raises:
            ReadError: It is damaged, needs a password, or is more than the limits allow.
        """
        if name not in self._names:
            return None
        with self._refusing():
            if self._zip.getinfo(self._names[name]).flag_bits & _ENCRYPTED:
                raise ReadError(self._content.file, "it is protected by a password")
            return self._content.inside(name, lambda: self._opened(name)).read()

    def parse(self, name: str, handler: Handler) -> bool:
        """Hand the marks and words of an XML part to a handler; False when there is no such part.

        Raises:
            ReadError: The part cannot be had, or is no XML.
        """
        xml = self.part(name)
        if xml is None:
            return False
        parse_xml(xml, handler, self._content.file, name)
        return True

    def _opened(self, name: str) -> BinaryIO:
        return cast("BinaryIO", self._zip.open(self._names[name]))

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        """Turn what a damaged ZIP raises into a ReadError."""
        try:
            yield
        except NotImplementedError as error:
            raise ReadError(self._content.file, "it is packed in a way that is not known") from error
        except (BadZipFile, ZlibError, EOFError, OSError, ValueError, OverflowError, RuntimeError) as error:
            raise ReadError(self._content.file, "it is damaged") from error


class PartTypes(Handler):
    """What an Office package declares of its parts: the names of those of a type, in order."""

    PLACE = "[Content_Types].xml"

    def __init__(self) -> None:
        self._parts: list[tuple[str, str]] = []

    def begin(self, name: str, values: Mapping[str, str]) -> None:
        """Take the type of a part."""
        if name == "Override":
            self._parts.append((values.get("PartName", "").lstrip("/"), values.get("ContentType", "")))

    def of(self, *kinds: str) -> list[str]:
        """Return the names of the parts whose type holds one of some words."""
        return [part for part, declared in self._parts if any(kind in declared for kind in kinds)]


def parse_xml(xml: bytes, handler: Handler, file: str, part: str | None = None) -> None:
    """Hand the marks and words of an XML text to a handler, without a tree; entities of its own are left out.

    Raises:
        ReadError: It is no XML, or nested deeper than libxml2 goes by itself (256).
    """
    from lxml import etree

    target: Any = _Target(handler)
    parser = etree.XMLParser(target=target, resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        parser.feed(xml)
        parser.close()
    except etree.XMLSyntaxError as error:
        reason = "its XML is damaged" if part is None else f"its part {part} is damaged"
        raise ReadError(file, reason) from error


class _Target:
    """Gives a handler local names."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self.data = handler.words

    def start(self, tag: str, values: Mapping[str, str]) -> None:
        self._handler.begin(_local(tag), {_local(name): value for name, value in values.items()})

    def end(self, tag: str) -> None:
        self._handler.end(_local(tag))

    def close(self) -> None:
        return None


def _local(name: str) -> str:
    return name.rpartition("}")[2]
