"""What may stand after a field's colon: words, countries, positions, languages and dates."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from index.errors import InvalidQuery
from index.models import Position
from index.query.lexer import Kind, Piece
from index.query.nodes import Fuzzy, Language, Phrase, PositionIs, Prefix, Published, Wildcard, Within, Word
from index.text.terms import COUNTRY_STEM, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable

    from index.query.nodes import Node
    from index.text.terms import Token

MAX_DISTANCE = 2
"""The most edits of a fuzzy word; three edits turn most words into any other."""

_FUZZY = re.compile(r"(.*)~([0-9]*)", re.DOTALL)
_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_COMPARED = re.compile(r"(>=|<=|>|<)(.*)", re.DOTALL)
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_DATE_HINT = "write a year, a month or a day, as in date:2026, date:2026-01 or date:2026-01-31"
_ADDRESS = "//"
_DECEMBER = 12


def near_miss(word: str, known: Iterable[str]) -> str:
    """Return "did you mean …" for the known word most like this one, or an empty string."""
    from difflib import get_close_matches

    found = get_close_matches(word.lower(), sorted(known), 1)
    return f"did you mean {found[0]}?" if found else ""


def is_plain(text: str) -> bool:
    """Say whether a text is one word of plain letters, as most queries and most of their words are."""
    return text.isascii() and text.isalpha()


def plain_leaf(word: str, within: Within) -> Word:
    """Return what ``text_leaf`` does of a word of plain letters, without looking for what else it might be."""
    return Word(word if word == COUNTRY_STEM else word.lower(), within)


def text_leaf(query: str, piece: Piece, within: Within) -> Node:
    """Return the leaf that a word or quoted words stand for.

    A word with punctuation inside, such as ``UK-France``, is the phrase of its parts.

    Raises:
        InvalidQuery: No letter or digit, or a wildcard or ``~`` that cannot be what it looks like.
    """
    if piece.kind is Kind.QUOTED:
        return _phrase(query, piece, piece.text, piece.slop, within)
    if is_plain(piece.text):
        return plain_leaf(piece.text, within)
    if piece.text.startswith(("-", "!")):
        hint = "write a blank and then -word, or NOT word, to exclude it"
        raise InvalidQuery(query, piece.start, piece.end, f"{piece.text[0]} excludes nothing here", hint)
    if fuzzy := _FUZZY.fullmatch(piece.text):
        return _fuzzy(query, piece, fuzzy[1], fuzzy[2], within)
    if ("*" in piece.text or "?" in piece.text) and _ADDRESS not in piece.text:
        return _wildcard(query, piece, within)
    return _phrase(query, piece, piece.text, 0, within)


def position_leaf(query: str, piece: Piece) -> PositionIs:
    """Return the leaf of ``position:``.

    Raises:
        InvalidQuery: There is no such position.
    """
    name = piece.text.strip().lower()
    try:
        return PositionIs(Position(name))
    except ValueError:
        hint = near_miss(name, Position) or f"write one of {', '.join(Position)}"
        reason = f"there is no position {piece.text!r}"
        raise InvalidQuery(query, piece.start, piece.end, reason, hint) from None


def language_leaf(query: str, piece: Piece) -> Language:
    """Return the leaf of ``lang:``; whether there is such a language is not asked.

    Raises:
        InvalidQuery: Not two or three letters.
    """
    code = piece.text.strip().lower()
    if _LANGUAGE.fullmatch(code):
        return Language(code)
    raise InvalidQuery(
        query, piece.start, piece.end, f"{piece.text!r} is no language code", "write two letters: lang:en"
    )


def date_leaf(query: str, piece: Piece) -> Published:
    """Return the leaf of ``date:``: a day, month or year, what is before or after one, or ``low..high``.

    Raises:
        InvalidQuery: A date that is none, or a range that ends before it begins.
    """
    text = piece.text.strip()
    if compared := _COMPARED.fullmatch(text):
        return _compared(query, piece, compared[1], *_days(query, piece, compared[2]))
    first, dots, last = text.partition("..")
    if dots and not (first or last):
        raise InvalidQuery(query, piece.start, piece.end, "a range needs a date", _DATE_HINT)
    low = _days(query, piece, first)[0] if first else None
    high = _days(query, piece, last if dots else first)[1] if last or not dots else None
    if low and high and low > high:
        raise InvalidQuery(query, piece.start, piece.end, "the range ends before it begins", f"write {last}..{first}")
    return Published(low.isoformat() if low else None, high.isoformat() if high else None)


def _compared(query: str, piece: Piece, sign: str, low: date, high: date) -> Published:
    """Return the days on one side of the days from low to high, with them when the sign has a ``=``."""
    if sign == ">=":
        return Published(low.isoformat(), None)
    if sign == "<=":
        return Published(None, high.isoformat())
    try:
        if sign == ">":
            return Published((high + timedelta(days=1)).isoformat(), None)
        return Published(None, (low - timedelta(days=1)).isoformat())
    except OverflowError:
        reason = "there is no date beyond that"
        raise InvalidQuery(query, piece.start, piece.end, reason, _DATE_HINT) from None


def _days(query: str, piece: Piece, text: str) -> tuple[date, date]:
    """Return the first and last day of a year, a month or a day."""
    found = _DAY.fullmatch(text)
    if found is None:
        raise InvalidQuery(query, piece.start, piece.end, f"{text!r} is no date", _DATE_HINT)
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        low = date(year or 0, month or 1, day or 1)
        if day:
            return low, low
        return low, _last_day(low.year, month or _DECEMBER)
    except ValueError:
        reason = f"there is no date {text}"
        raise InvalidQuery(query, piece.start, piece.end, reason, _DATE_HINT) from None


def _last_day(year: int, month: int) -> date:
    if month == _DECEMBER:
        return date(year, month, 31)
    return date(year, month + 1, 1) - timedelta(days=1)


def _phrase(query: str, piece: Piece, text: str, slop: int, within: Within) -> Node:
    """Return a Word for one bare word, a Phrase for quoted or several ones."""
    plain = text.split()
    if len(plain) > 1 and all(map(is_plain, plain)):
        return Phrase(tuple(map(str.lower, plain)), slop, within)
    found = tokens(text)
    if not found:
        shown = "nothing is in the quotes" if piece.kind is Kind.QUOTED else f"{text} holds no letter or digit"
        raise InvalidQuery(query, piece.start, piece.end, shown, "leave it out")
    if len(found) == 1 and (piece.kind is Kind.WORD or found[0].stem == COUNTRY_STEM):
        return Word(_written(found[0]), within)
    words = tuple(token.surface for token in found)
    return Phrase(words, slop if len(words) > 1 else 0, within)


def _written(token: Token) -> str:
    return COUNTRY_STEM if token.stem == COUNTRY_STEM else token.surface


def _fuzzy(query: str, piece: Piece, text: str, digits: str, within: Within) -> Fuzzy:
    """Return the leaf of ``word~`` (one edit) or ``word~N``."""
    found = [text.lower()] if is_plain(text) else [token.surface for token in tokens(text)]
    if len(found) != 1 or "*" in text or "?" in text:
        reason = f"{piece.text} is not one plain word before the ~"
        raise InvalidQuery(query, piece.start, piece.end, reason, 'write word~1, or "near words"~3')
    distance = int(digits[:2] or 1)
    if not 1 <= distance <= MAX_DISTANCE or len(digits) > 1:
        reason = f"a word may differ by 1 to {MAX_DISTANCE} letters"
        raise InvalidQuery(query, piece.start, piece.end, reason, f"write {text}~1 or {text}~{MAX_DISTANCE}")
    if len(found[0]) <= distance:
        reason = f"every short word is within {distance} letters of {text}"
        raise InvalidQuery(query, piece.start, piece.end, reason, f"write {text}")
    return Fuzzy(found[0], distance, within)


def _wildcard(query: str, piece: Piece, within: Within) -> Node:
    """Return a Prefix for one ``*`` at the end, else a Wildcard."""
    parts = re.split(r"([*?]+)", piece.text)
    literals = [_literal(part) for part in parts[::2]]
    if None in literals:
        reason = f"{piece.text} is not one word, and * and ? stand for letters of one"
        raise InvalidQuery(query, piece.start, piece.end, reason, "write words apart, as in UK Fr*")
    if not any(literals):
        hint = "put letters beside it, as in pref*; a blank search shows everything"
        raise InvalidQuery(query, piece.start, piece.end, f"{piece.text} alone is no word", hint)
    parts[::2] = [literal or "" for literal in literals]
    pattern = re.sub(r"\*+", "*", "".join(parts))
    if "?" not in pattern and pattern.find("*") == len(pattern) - 1:
        return Prefix(pattern[:-1], within)
    return Wildcard(pattern, within)


def _literal(text: str) -> str | None:
    """Return a part of a wildcard word as an engine knows it, or None when it is not within one word."""
    if not text:
        return ""
    if is_plain(text):
        return text.lower()
    found = tokens(text)
    whole = len(found) == 1 and found[0].span.start == 0 and found[0].span.end == len(text)
    return found[0].surface if whole else None
