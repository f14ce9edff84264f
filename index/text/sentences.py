"""Passage -> sentences with exact offsets.

A mark that may end a sentence is looked up by what stands before it (an abbreviation, an
initial, the number of a list) and by what comes after it (a small letter, a word that opens sentences).
When in doubt it does not split: two sentences in one are still evidence, half a sentence is not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.models import Span
from index.text.words import ABBREVIATED, BEFORE_NUMBER, SMALL_ABBREVIATED, STARTERS, TITLES

if TYPE_CHECKING:
    from collections.abc import Iterator

_CLOSERS = "\"'”’»›)\\]}」』）"
_OPENERS = "\"'“‘„«‹([{—–-"

_END = re.compile(
    rf"""(?P<mark>(?<![.!?…])(?<![.!?…][ ])[.!?…]++(?:[ ]\.)*+|(?P<wide>[。！？]++)|[।؟۔]++)
         (?P<close>(?:[{_CLOSERS}]|\[\d{{1,3}}\]|[ \u00a0\u202f]»)*+)
         (?:(?P<blank>\s++)|(?(wide)|(?!)))
         (?=(?P<open>[\s{_OPENERS}]*+)(?P<next>[^\s{_OPENERS}]{{,24}}))
      |  \n[ \t]*+\n""",
    re.VERBOSE,
)
_LAST_WORD = re.compile(r"[^\s\"'“”‘’«»(\[—–/]+\Z")
_WORD_CHARACTER = re.compile(r"[^\W_]")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]\Z")
_SAID = re.compile(
    r"(?:[^\W\d_][\w.'’-]*\s+){1,5}?"
    r"(?:said|says|asked|asks|added|adds|told|wrote|writes|warned|replied|cried|demanded)\b"
)


def sentences(text: str, span: Span) -> list[Span]:
    """Return the sentences of one passage, in order, as half-open offsets into ``text``.

    They are disjoint, begin and end with a character that is not blank, and together hold every such
    character of the span; quotes and brackets belong to the sentence that they close. Empty when the
    span is blank.
    """
    found = []
    start = span.start
    for end in (*_ends(text, span), span.end):
        sentence = _trimmed(text, start, end)
        if sentence.start < sentence.end:
            found.append(sentence)
        start = end
    return found


def _ends(text: str, span: Span) -> Iterator[int]:
    """Yield the offsets behind each sentence but the last."""
    start = place = span.start
    worded = False  # whether the sentence that begins at start holds a letter or digit before place
    for found in _END.finditer(text, span.start, span.end):
        if found["mark"] is None:
            end = found.start()
        elif _is_end(text, start, found):
            end = found.end("close")
        else:
            continue
        worded = worded or _WORD_CHARACTER.search(text, place, end) is not None
        place = end
        if worded:
            yield end
            start, worded = end, False


def _is_end(text: str, start: int, found: re.Match[str]) -> bool:
    """Say whether the mark that was found ends the sentence that begins at ``start``."""
    following = found["next"]
    if not following or found["mark"][0] in "。！？।؟۔":
        return True
    if following[0].islower():
        return False
    mark = found["mark"]
    if mark == "." and not found["close"]:
        return not _is_abbreviation(text, start, found.start(), found["open"], following)
    if mark[-1] in "!?" and found["close"].strip(")]}"):
        return _SAID.match(text, found.end("blank")) is None
    return True


def _is_abbreviation(text: str, start: int, stop: int, opening: str, following: str) -> bool:
    """Say whether the full stop at ``stop`` belongs to the word before it and ends nothing."""
    last = _LAST_WORD.search(text, max(start, stop - 40), stop)
    if last is None:
        return False
    word = last.group()
    lowered = word.lower()
    if lowered in TITLES:
        return True
    if following[0].isdigit() and lowered in BEFORE_NUMBER:
        return True
    if word.isdigit():
        return _WORD_CHARACTER.search(text, start, last.start()) is None  # the number of a list
    shortened = lowered in SMALL_ABBREVIATED or (word[0].isupper() and lowered in ABBREVIATED)
    if shortened or _INITIALS.match(word):
        return not opening.strip("—–-") and not _opens_sentence(following)
    return False


def _opens_sentence(word: str) -> bool:
    return word.rstrip(".,:;!?…\"'”’)").lower() in STARTERS


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
