r"""Rich Text Format, as word processors and mail programs write it.

The parser is our own: the permissive library there is (striprtf) loses the words behind a ``\*`` within a group, and
tells neither headings nor notes nor what is hidden. What control words mean stands in Microsoft's specification 1.9.1.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.errors import ReadError
from index.models import PassageKind
from index.readers import Fit, Found
from index.readers.contents import CUT_OFF
from index.readers.flowing import Flow
from index.readers.properties import declared_in
from index.text.cleaning import clean_blocks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from index.readers import Content

_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{\\rtf")
_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})?[ ]?|\\'(?P<byte>[0-9a-fA-F]{2})|\\(?P<symbol>.)"
    rb"|(?P<brace>[{}])|[\r\n\0]+|(?P<plain>[^\\{}\r\n\0]+)|\\",
    re.DOTALL,
)
MOST_GROUPS = 2_000
"""Groups stand no deeper in one another in what a program writes."""

_SKIPPED = frozenset(
    "colortbl pict header headerl headerr headerf footer footerl footerr footerf fldinst xe tc txe rxe listtext pntext "
    "pntxta pntxtb objdata shprslt nonesttables sp annotation atnid atnauthor bkmkstart bkmkend ftnsep ftnsepc aftnsep "
    "aftnsepc template formfield datafield listtable listoverridetable revtbl rsidtbl generator filetbl".split()
)
_STARRED_READ = frozenset({"shpinst", "ud", "nesttableprops", "shptxt", "cs", "ts"})
"""What is read although a star says that older readers may pass it over."""

_SIGNS = {
    "tab": "\t",
    "line": "\n",
    "lbr": "\n",
    "page": "\n",
    "emdash": "—",
    "endash": "–",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "bullet": "•",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "softline": " ",
}
_SYMBOLS = {b"~": "\xa0", b"_": "-", b"-": "", b"{": "{", b"}": "}", b"\\": "\\"}
_CHARSETS = {
    0: "cp1252",
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gbk",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    255: "cp437",
}
_PAGES = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_WESTERN = "cp1252"
_INFO = {"title": "title", "author": "author", "doccomm": "description"}
_HEADING = re.compile(r"heading\s*\d|subtitle", re.IGNORECASE)
_BODY_LEVEL = 9
_DATE = re.compile(rb"\{\\creatim\s*\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")


class RtfReader:
    """Reads RTF, whatever it is called: much of it is called ``.doc``."""

    def fit(self, head: bytes, name: str) -> Fit:  # noqa: ARG002
        """Say whether a file begins like RTF."""
        return Fit.CONTENT if _START.match(head) else Fit.NONE

    def articles(self, content: Content) -> Iterator[Found]:
        """Yield the one article of a file; notes come behind the text, headers and footers of pages are left out."""
        raw = content.read()
        parsed = _Parser(content.file)
        parsed.parse(raw)
        created = _DATE.search(raw)
        if created:
            year, month, day = (int(part) for part in created.groups())
            parsed.info["created"] = f"{year:04}-{month:02}-{day:02}"
        yield Found(clean_blocks(parsed.flow.finish(), declared_in(parsed.info)))


READER = RtfReader()


@dataclass(frozen=True, slots=True)
class _State:
    """What holds within a group; ``into`` is where its words go: the text, a table of the head, a property, or ""."""

    into: str = "text"
    skips: int = 1
    encoding: str | None = None
    font: int = 0
    hidden: bool = False
    deleted: bool = False
    aside: str = ""


class _Parser:
    """Takes a file token by token."""

    def __init__(self, file: str) -> None:
        self.flow = Flow()
        self.info: dict[str, str] = {}
        self._file = file
        self._state = _State()
        self._outer: list[_State] = []
        self._encoding = _WESTERN
        self._fonts: dict[int, str] = {}
        self._styles: dict[int, PassageKind | None] = {}
        self._style: int | None = None
        self._name = ""
        self._bytes = bytearray()
        self._half = 0
        self._skip = 0
        self._starred = self._fresh = False
        self._kind: PassageKind | None = None
        self._listed = self._in_row = False
        self._open = [False]
        self._row = False
        self._words: dict[str, Callable[[int | None], None]] = {
            "u": self._unicode,
            "uc": lambda number: self._set(skips=1 if number is None else max(0, number)),
            "f": self._choose_font,
            "v": lambda number: self._set(hidden=number != 0),
            "deleted": lambda number: self._set(deleted=number != 0),
            "plain": lambda _: self._set(hidden=False, deleted=False, encoding=None),
            "pard": lambda _: self._reset(),
            "s": self._choose_style,
            "outlinelevel": self._level,
            "ls": self._list,
            "intbl": lambda _: self._set_row(),
            "par": lambda _: self._end_paragraph(),
            "sect": lambda _: self._end_paragraph(),
            "nestcell": lambda _: self._end_paragraph(),
            "cell": lambda _: self._end_cell(),
            "row": lambda _: self._end_row(),
            "nestrow": lambda _: self._end_paragraph(),
            "ansicpg": self._choose_page,
            "fcharset": self._font_charset,
        }

    def parse(self, raw: bytes) -> None:
        """Take a whole file.

        Raises:
            ReadError: It ends within a group, or groups stand too deep in one another.
        """
        place = raw.find(b"{")
        while place < len(raw):
            token = _TOKEN.match(raw, place)
            if token is None:
                break
            place = token.end()
            if token["brace"]:
                self._brace(token["brace"])
                if not self._outer:
                    return
            elif token["word"]:
                number = int(token["number"]) if token["number"] else None
                if token["word"] == b"bin":
                    place += max(number or 0, 0)
                else:
                    self._word(token["word"].decode("ascii"), number)
            else:
                self._characters(token)
        raise ReadError(self._file, CUT_OFF)

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self._skip = 0
        if brace == b"{":
            if len(self._outer) >= MOST_GROUPS:
                raise ReadError(self._file, "its groups stand too deep in one another")
            self._outer.append(self._state)
            self._state = replace(self._state, aside="")
            if self._style is None:
                self._name = ""
            self._fresh, self._starred = True, False
            return
        self._fresh = False
        if self._state.aside:
            self._end_aside(self._state.aside)
        if [state.into for state in self._outer[-2:]][1:] == ["stylesheet"] != [self._outer[-2].into]:
            self._take_style()
        self._state = self._outer.pop()

    def _word(self, word: str, number: int | None) -> None:
        fresh, starred = self._fresh, self._starred
        self._fresh = self._starred = False
        if self._skip and word != "u":
            self._skip -= 1
            return
        if fresh and self._begins(word, starred=starred):
            return
        if not self._state.into and word not in {"u", "uc"}:
            return
        if word in _SIGNS:
            self._flush()
            self._write(_SIGNS[word])
        elif word in self._words:
            if word not in {"u", "uc"}:
                self._flush()
            self._words[word](number)
        elif word in _PAGES:
            self._encoding = _PAGES[word]

    def _begins(self, word: str, *, starred: bool) -> bool:
        """Say whether a word that begins a group begins something other than text."""
        if not self._state.into:
            return True
        if word in {"fonttbl", "stylesheet", "info"}:
            self._set(into=word)
        elif self._state.into == "info":
            self._set(into=f"info:{_INFO[word]}" if word in _INFO else "")
        elif word in {"upr", "ud"}:
            self._set(into="text" if word == "ud" else word)
        elif word in {"footnote", "shptxt"}:
            self._begin_aside(word)
        elif word in _SKIPPED or (starred and word not in _STARRED_READ and self._state.into == "text"):
            self._set(into="")
        else:
            return False
        return True

    def _characters(self, token: re.Match[bytes]) -> None:
        fresh = self._fresh
        self._fresh = False
        if token["symbol"] == b"*":
            self._starred = self._fresh = fresh
        elif token["byte"]:
            self._take(bytes([int(token["byte"], 16)]))
        elif token["plain"]:
            self._take(token["plain"])
        elif token["symbol"] in {b"\n", b"\r"}:
            self._end_paragraph()
        elif token["symbol"]:
            self._flush()
            if self._skip:
                self._skip -= 1
            else:
                self._write(_SYMBOLS.get(token["symbol"], ""))

    def _take(self, characters: bytes) -> None:
        skipped = min(self._skip, len(characters))
        self._skip -= skipped
        if self._state.into:
            self._bytes += characters[skipped:]

    def _flush(self) -> None:
        """Decode the bytes that were gathered: characters of several bytes may be written one by one."""
        if self._bytes:
            encoding = self._state.encoding or self._fonts.get(self._state.font) or self._encoding
            text = self._bytes.decode(encoding, "replace")
            self._bytes.clear()
            self._write(text)

    def _unicode(self, number: int | None) -> None:
        self._flush()
        self._skip = self._state.skips
        unit = (number or 0) & 0xFFFF
        if 0xD800 <= unit < 0xDC00:  # noqa: PLR2004
            self._half = unit
        elif 0xDC00 <= unit < 0xE000 and self._half:  # noqa: PLR2004
            self._write(chr(0x10000 + ((self._half - 0xD800) << 10) + (unit - 0xDC00)))
            self._half = 0
        else:
            self._write(chr(unit))

    def _write(self, text: str) -> None:
        into = self._state.into
        if into == "text":
            if not (self._state.hidden or self._state.deleted):
                self._write_text(text)
        elif into == "stylesheet":
            self._name += text
        elif into.startswith("info:"):
            self.info[into[5:]] = self.info.get(into[5:], "") + text

    def _write_text(self, text: str) -> None:
        if not self._open[-1]:
            if not text.strip():
                return
            if len(self._open) == 1 and self._in_row != self._row:
                self._begin_row() if self._in_row else self._end_row()
            self.flow.begin(self._kind or (PassageKind.PARAGRAPH if self._listed else None))
            self._open[-1] = True
        self.flow.write(text)

    def _set(self, **changes: object) -> None:
        self._state = replace(self._state, **changes)  # type: ignore[arg-type]

    def _reset(self) -> None:
        self._kind, self._listed, self._in_row = None, False, False

    def _set_row(self) -> None:
        self._in_row = True

    def _list(self, number: int | None) -> None:
        self._listed = bool(number)

    def _choose_font(self, number: int | None) -> None:
        self._set(font=number or 0, encoding=None)

    def _font_charset(self, number: int | None) -> None:
        if self._state.into == "fonttbl" and number in _CHARSETS and number:
            self._fonts[self._state.font] = _CHARSETS[number]

    def _choose_page(self, number: int | None) -> None:
        try:
            self._encoding = codecs.lookup(f"cp{number}").name
        except LookupError:
            self._encoding = "utf-8" if number == 65001 else _WESTERN  # noqa: PLR2004

    def _choose_style(self, number: int | None) -> None:
        if self._state.into == "stylesheet":
            self._style = number
        else:
            self._kind = self._styles.get(number or 0, self._kind)

    def _level(self, number: int | None) -> None:
        if number is not None and 0 <= number < _BODY_LEVEL and self._state.into == "text":
            self._kind = self._kind or PassageKind.HEADING

    def _take_style(self) -> None:
        name = self._name.strip().rstrip(";").strip().lower()
        if name == "title":
            self._styles[self._style or 0] = PassageKind.TITLE
        elif _HEADING.fullmatch(name):
            self._styles[self._style or 0] = PassageKind.HEADING
        self._style, self._name = None, ""

    def _begin_aside(self, kind: str) -> None:
        self._set(aside=kind)
        if kind == "footnote":
            self.flow.begin_note()
        self._open.append(False)

    def _end_aside(self, kind: str) -> None:
        self._end_paragraph()
        self._open.pop()
        if kind == "footnote":
            self.flow.end_note()

    def _end_paragraph(self) -> None:
        if self._state.into == "text" and not self._state.deleted and self._open[-1]:
            self.flow.end()
            self._open[-1] = False

    def _begin_row(self) -> None:
        self.flow.begin_row()
        self.flow.begin_cell()
        self._row = True

    def _end_cell(self) -> None:
        self._end_paragraph()
        if self._row:
            self.flow.begin_cell()

    def _end_row(self) -> None:
        self._end_paragraph()
        if self._row:
            self.flow.end_row()
            self._row = False
