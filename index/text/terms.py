"""Text -> tokens and their stems: the one analysis that every engine, query and highlight shares.

There are no stop words: "would not deploy" and "would deploy" are different things to look for.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from string import ascii_letters, ascii_lowercase, ascii_uppercase, digits
from typing import TYPE_CHECKING

from index.models import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

STEMMER = "english"
"""The Snowball algorithm that makes stems; a change of it needs a new index."""

COUNTRY_STEM = "US"
"""Stem of ``US`` and ``U.S.``; stems are in lower case otherwise, so that no word can collide with it."""

CACHED_WORDS = 1 << 16
"""Written words whose terms are kept, some 25 MB: nearly all words of any text are among them."""

_BLANKLESS = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f"  # Myanmar
    "\u1780-\u17ff"  # Khmer
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"  # Kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
)
_JOINERS = "\u200c\u200d"
_APOSTROPHES = "'\u2019\u02bc\uff07"
_MARK_PLANES = ((0x300, 0x3100), (0xA660, 0xAC00), (0xFE00, 0xFE30))
_RARE = re.compile(
    f"[{_JOINERS}\u0300-\u036f\u0483-\u0489\u0591-\u1fff\u20d0-\u20ff\u2de0-\u2dff"
    "\u3005-\uabff\uf900-\ufaff\ufe00-\ufe2f\uff66-\uff9f\U00020000-\U0003ffff]"
)
_EDGES = "\"'()[]{}<>.,;:!?\u2018\u2019\u201c\u201d\u2013\u2014"
"""What may stand around a word and is never a part of it there."""

_PIECE = re.compile(r"\S+")
_GROUPED = re.compile(rb",(?=[0-9])")
_FOREIGN = re.compile(r"[^\x00-\x7f]")
"""What is left out of a word, or read as something else: a piece with it may hold words that it does not show."""

_TYPOGRAPHIC = tuple(zip("\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u00a0", "''\"\"--. ", strict=True))
"""Signs that news is full of, and what stands for each in a search for words: no word is spelt otherwise by it."""

_SIGNS = "".join(set(map(chr, range(128))) - set("'.,\0" + ascii_letters + digits))
"""ASCII signs that are in no word; with a zero character texts are parted that are cut together."""

_LEVEL = bytes.maketrans((ascii_uppercase + _SIGNS).encode(), (ascii_lowercase + " " * len(_SIGNS)).encode())
_BLANKS = tuple(zip("\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u00a0", " '      ", strict=True))
_NO_TEXT = b"\xff"
"""A byte that is in no text."""

_BLOCK = 512
"""Characters that are looked at together for one that is not ASCII."""

_POSSESSIVE = re.compile(f"[{_APOSTROPHES}][sS]\\Z")


Cut = tuple[tuple[str, str, int, int], ...]
"""(surface, stem, start, end) of each token of a piece of text without blanks."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word where it stands; its place in the list of tokens is its position in the text.

    ``surface`` is the lower-cased word (NFKC, casefolded, without the dots of an
    abbreviation, the commas of a number or a possessive), ``stem`` what words of a query
    are compared by, ``span`` half-open offsets into the text that was tokenised.
    """

    surface: str
    stem: str
    span: Span


def tokens(text: str) -> list[Token]:
    """Return the words of a text in order; none when it holds no letter or digit.

    Underscores and hyphens split; an apostrophe within a word does not, but a possessive is
    dropped. Scripts that are written without blanks become overlapping pairs of characters.
    """
    cut = cutter(text)
    return [
        Token(surface, stem_, Span(place + start, place + end))
        for place, written in pieces(text)
        for surface, stem_, start, end in cut(written)
    ]


def terms(text: str) -> list[tuple[str, str]]:
    """Return (surface, stem) of each token in order: for an index, which needs no offsets."""
    cut = cutter(text)
    return [(surface, stem_) for written in text.split() for surface, stem_, _, _ in cut(written)]


def levelled(text: str) -> str:
    """Return a text with the same terms in which they are spelt alike: what stands between its blanks comes again.

    Signs that are in no word are blanks, and letters of ASCII are small, but for those of the country ``US``; a zero
    character stays what it is.
    """
    if not text.isascii():
        for sign, stands in _BLANKS:
            text = text.replace(sign, stands)
    country = COUNTRY_STEM.encode()
    found = text.encode().replace(country, _NO_TEXT).translate(_LEVEL).replace(_NO_TEXT, country)
    return found.replace(b", ", b" ").decode()


def has_words(text: str) -> bool:
    """Say whether a text holds any token."""
    return any(map(cutter(text), text.split()))


def pieces(text: str, start: int = 0) -> Iterator[tuple[int, str]]:
    """Yield what stands between blanks, and where it starts: no token reaches over a blank, or looks beyond one.

    Args:
        text: The text.
        start: The place that is begun at.
    """
    for found in _PIECE.finditer(text, start):
        yield found.start(), found[0]


def stretches_holding(parts: Sequence[str], text: str) -> list[tuple[int, str]]:
    """Return where stretches begin in which a surface may hold one of some parts, in order, some others too.

    A stretch is what stands between two blanks: a piece, or several where other white space is in it.

    Args:
        parts: In lower case; an empty one is in every word.
        text: The text.
    """
    if not all(parts):
        return [(0, text)]
    plain = _plain(text)
    flat = plain.encode("ascii", "replace").lower()  # what is not ASCII is looked for apart
    ends: dict[int, int] = {}
    for part in parts:
        sought = part.encode("ascii", "replace")
        place = flat.find(sought)
        while place >= 0:
            end = flat.find(b" ", place)
            ends[flat.rfind(b" ", 0, place) + 1] = end
            place = flat.find(sought, end) if end >= 0 else end
    shown = len(ends)
    for place in _odd_places(plain, flat, min(map(len, parts), default=1), digits=not all(map(str.isalpha, parts))):
        ends[flat.rfind(b" ", 0, place) + 1] = flat.find(b" ", place)
    found = ends.items() if len(parts) == 1 and len(ends) == shown else sorted(ends.items())
    return [(start, text[start : end if end >= 0 else None]) for start, end in found]


def _plain(text: str) -> str:
    """Return a text of the same length without typographic signs."""
    if not text.isascii():
        for sign, stands in _TYPOGRAPHIC:
            text = text.replace(sign, stands)
    return text


def _odd_places(plain: str, flat: bytes, letters: int, *, digits: bool) -> Iterator[int]:
    """Yield the places in a text where a word may stand that it does not show.

    Args:
        plain: The text without typographic signs.
        flat: The same in lower case, as far as it is ASCII.
        letters: How many letters the word has at least.
        digits: Whether it may have digits.
    """
    for found in _dotted(letters).finditer(flat):
        yield found.start()
    if digits:
        for found in _GROUPED.finditer(flat):
            yield found.start()
    if not plain.isascii():
        for start in range(0, len(plain), _BLOCK):
            if not plain[start : start + _BLOCK].isascii():
                for foreign in _FOREIGN.finditer(plain, start, start + _BLOCK):
                    yield foreign.start()


@cache
def _dotted(letters: int) -> re.Pattern[bytes]:
    """Return the pattern of what follows the first of so many letters, at least, of an abbreviation with dots."""
    more = b"(?:\\.[a-z]){%d}" % (letters - 2) if letters > 2 else b""  # noqa: PLR2004  (two letters are the fewest)
    return re.compile(rb"\.(?=[a-z]" + more + rb"(?![0-9a-z]))")


def cutter(text: str) -> Callable[[str], Cut]:
    """Return what gives (surface, stem, start, end) of each token of a piece of this text, in order.

    Most words of a text were met before, and their terms are kept; a run without blanks does not come again.
    """
    return cut_anew if _RARE.search(text) else cut_kept


def plain_word(written: str) -> str | None:
    """Return the surface of a piece that is one plain word with what may stand around it, else None.

    It is much faster than ``cutter``, and nearly all pieces of English text are such words.
    """
    word = written.strip(_EDGES)
    return word.lower() if word.isascii() and word.isalpha() else None


def place_of_word(written: str) -> tuple[int, int]:
    """Return where the word stands in a piece that is one plain word with what may stand around it."""
    word = written.strip(_EDGES)
    start = written.index(word)
    return start, start + len(word)


def beginning(stem_: str) -> str:
    """Return what all words with a stem begin with, in lower case and but for the dots of an abbreviation.

    Stemming changes no more than the end: the last two letters of what is left ("dying" becomes "die").
    """
    return stem_.lower() if stem_ == COUNTRY_STEM else stem_[: max(len(stem_) - 2, 1)]


@lru_cache(1 << 10)
def stem(word: str) -> str:
    """Return the stem of one word, by which all its forms are found.

    ``US`` in upper case is the country and keeps its case; every other word is lower-cased first.
    """
    return COUNTRY_STEM if word == COUNTRY_STEM else _stem(_fold(word))


def _cut(text: str) -> Iterator[tuple[str, str, int, int]]:
    """Yield (surface, stem, start, end) of each token, in order."""
    for found in _pattern(_RARE.search(text) is not None).finditer(text):
        start, end = found.span()
        if found.lastgroup == "run":
            yield from _pairs(text, start, end)
            continue
        written = found.group()
        if found.lastgroup == "dotted":
            written = _POSSESSIVE.sub("", written)
            surface = _fold(written.replace(".", ""))
            yield surface, COUNTRY_STEM if surface == "us" else _stem(surface), start, start + len(written)
            continue
        if not written.isalnum():
            written = _POSSESSIVE.sub("", written)
        surface = _fold(written)
        yield surface, COUNTRY_STEM if written == COUNTRY_STEM else _stem(surface), start, start + len(written)


def cut_anew(written: str) -> Cut:
    """Return (surface, stem, start, end) of each token of a piece of text, in order."""
    word = written.strip(_EDGES)
    if word.isascii() and word.isalnum():
        # One plain word, as most are, with what stands around it: nothing in it is to be told apart.
        surface, start = word.lower(), written.index(word)
        return ((surface, COUNTRY_STEM if word == COUNTRY_STEM else _stem(surface), start, start + len(word)),)
    return tuple(_cut(written))


cut_kept = lru_cache(CACHED_WORDS)(cut_anew)
"""What ``cutter`` gives for nearly all texts."""


def _pairs(text: str, start: int, end: int) -> Iterator[tuple[str, str, int, int]]:
    """Yield the overlapping pairs of a run without blanks, or its only character."""
    if end - start == 1:
        surface = _fold(text[start:end])
        yield surface, surface, start, end
    for first, second in pairwise(range(start, end)):
        surface = _fold(text[first : second + 1])
        yield surface, surface, first, second + 1


def _fold(word: str) -> str:
    """Return the form in which two spellings of one word are equal."""
    if word.isascii():
        return word.replace(",", "").lower()
    for apostrophe in _APOSTROPHES[1:]:
        word = word.replace(apostrophe, "'")
    for joiner in _JOINERS:
        word = word.replace(joiner, "")
    word = word.replace(",", "").replace("\u0130", "I")  # the dot of a Turkish capital is not written by others
    word = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold())
    return "".join(word.split())  # a few ligatures decompose into several words


@cache
def _stemmer() -> Callable[[str], str]:
    from Stemmer import Stemmer

    stemmer = Stemmer(STEMMER, 0)
    lock = threading.Lock()  # a stemmer is not made for two threads

    def stem_word(word: str) -> str:
        with lock:
            return str(stemmer.stemWord(word))

    return stem_word


@lru_cache(CACHED_WORDS)
def _stem(surface: str) -> str:
    return _stemmer()(surface)


@cache
def _pattern(rare: bool) -> re.Pattern[str]:  # noqa: FBT001  (a key of the cache)
    """Return the pattern of a token: a word, an abbreviation with dots or a run without blanks.

    Only texts in which ``_RARE`` finds something need the slower form with marks and runs.
    """
    marks = _marks() if rare else ""
    letter = f"(?:[^\\W_{_BLANKLESS}][{_JOINERS}{marks}]*)" if rare else r"[^\W_]"
    word = f"{letter}+(?:(?:[{_APOSTROPHES}](?=[^\\W\\d_])|(?<=\\d)[.,](?=\\d)){letter}+)*"
    dotted = r"(?<![^\W_])(?:(?:[^\W\d_]\.){2,}|[^\W\d_]\.[^\W\d_])(?![^\W_])" + f"(?:[{_APOSTROPHES}][sS](?![^\\W_]))?"
    run = f"|(?P<run>(?=[{_BLANKLESS}])[{_BLANKLESS}{marks}]+)" if rare else ""
    # Most words are told from an abbreviation by their second character.
    return re.compile(rf"(?P<word>(?![^\W\d_]\.[^\W\d_]){word})|(?P<dotted>{dotted})|(?P<single>{word}){run}")


def _marks() -> str:
    """Return the characters that stand on the letter before them."""
    return "".join(
        chr(code)
        for low, high in _MARK_PLANES
        for code in range(low, high)
        if unicodedata.category(chr(code)) in {"Mn", "Mc"}
    )
