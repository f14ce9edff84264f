"""What a single line is like: a sentence, a heading, and what it is about."""

from __future__ import annotations

import re

from index.text.terms import terms
from index.text.words import FUNCTION_WORDS

PROSE_WORDS = 12
"""A sentence of so many words is the article speaking, not the page around it."""

SENTENCE_WORDS = 8
"""After a list of links, a sentence of so many words is the article again."""

HEADING_WORDS = 20

BULLET = re.compile(r"(?:[-*•‣▪–—]|\d{1,3}[.)])\s")

_END = 40
"""Characters that tell how a text ends."""

_TERMINATED = re.compile(r"[.!?…。！？।۔][\"'”’»›)\]」』）]*(?:\[\d{1,3}\])*\Z")
_ABBREVIATION_LAST = re.compile(r"(?:\b[A-Z]\.){2,}\Z")
_WIDE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def is_terminated(text: str) -> bool:
    """Say whether a text ends as a sentence does; ``U.S.`` as its last word does not count."""
    text = text[-_END:]  # the expressions try every place in what they are given
    return bool(_TERMINATED.search(text)) and not _ABBREVIATION_LAST.search(text)


def is_prose(text: str, words: int) -> bool:
    """Say whether a text ends as a sentence does, be it with an abbreviation, and has at least so many words."""
    return bool(_TERMINATED.search(text)) and word_count(text) >= words


def word_count(text: str) -> int:
    """Return the number of words; two characters of a script without blanks count as one."""
    return len(text.split()) + (0 if text.isascii() else len(_WIDE.findall(text)) // 2)


def content_stems(text: str) -> set[str]:
    """Return the stems of the words that tell what a text is about."""
    return {stem for surface, stem in terms(text) if surface not in FUNCTION_WORDS or stem == "US"}


def looks_like_heading(text: str) -> bool:
    """Say whether a line with single blanks may be a heading: short, no full stop, not a piece of something."""
    if text.count(" ") >= HEADING_WORDS:
        return False
    if word_count(text) > HEADING_WORDS or text[0].islower() or text[-1] in ":;,–—-" or BULLET.match(text):
        return False
    if not any(character.isalpha() for character in text):
        return False
    if not is_terminated(text):
        return True
    return text[-1] in "?!？！" and not re.search(r"[.!?…]\s", text)
