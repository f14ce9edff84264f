"""Numbers in prose -> intervals with a unit, so that "more than 30" and "two dozen" can be compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from math import inf

from index.models import Span
from index.text import stem
from index.text.words import FUNCTION_WORDS

_ONES = dict(
    zip(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split(),
        range(20),
        strict=True,
    )
)
_TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
_SCALES = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "mln": 1_000_000,
    "m": 1_000_000,
    "billion": 1_000_000_000,
    "bln": 1_000_000_000,
    "bn": 1_000_000_000,
    "trillion": 1_000_000_000_000,
}
_FEW = {"several": (3, 9), "a few": (3, 9), "a couple of": (2, 3), "a couple": (2, 3)}
"""Several thousand is 3,000 to 9,000."""

_PLURALS = "|".join(f"{scale}s" for scale in ("dozen", "hundred", "thousand", "million", "billion"))
_WORD_NUMBER = "|".join(sorted([*_ONES, *_TENS], key=len, reverse=True))
_TEN = "|".join(_TENS)
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_NUMBER = (
    rf"(?:(?:{_DIGITS})(?:[ -]?(?:{_SCALE})\b)?|(?:(?:{_TEN})[ -])?(?:{_WORD_NUMBER})\b(?:[ -](?:{_SCALE})\b)*|"
    rf"(?:a|half a)[ ](?:{_SCALE})\b|(?:several|a few|a couple of|a couple)(?:[ ](?:{_SCALE})\b)?|"
    rf"(?:(?:tens|hundreds|dozens) of (?:thousands|millions))|(?:{_PLURALS})\b)"
)
_ABOVE = r"more than|over|above|upwards of|exceeding|in excess of|greater than|beyond"
_FROM = r"at least|no fewer than|no less than|not fewer than|a minimum of"
_BELOW = r"less than|fewer than|under|below"
_TO = r"up to|at most|no more than|not more than|as many as|as much as|a maximum of"
_ABOUT = r"about|around|roughly|approximately|some|an estimated|estimated"
_NEARLY = r"nearly|almost|close to|just under"
_QUANTITY = re.compile(
    rf"(?<![\w.,$€£/-])(?:(?P<above>{_ABOVE})\s+|(?P<from>{_FROM})\s+|(?P<below>{_BELOW})\s+|(?P<to>{_TO})\s+|"
    rf"(?P<about>{_ABOUT})\s+|(?P<nearly>{_NEARLY})\s+|(?P<between>between)\s+)?(?P<money>[$€£]|US\$|USD\s|EUR\s)?"
    rf"(?P<number>{_NUMBER})(?:\s*(?:-|–|to|and)\s*(?P<high>(?:{_DIGITS})(?:[ ](?:{_SCALE})\b)?|{_WORD_NUMBER}))?"
    rf"(?P<percent>\s*%|\s+(?:per\s?cent|pct)\b)?(?![\w%/]|-(?!\s)|\s*\d)",
    re.IGNORECASE,
)
_NEXT = re.compile(r"\s+(?:of\s+(?:the\s+|its\s+|their\s+)?)?([^\W\d_][\w’'-]*)")
_SINGULAR_S = frozenset(
    "was is has his its as this thus yes plus less does across previous various serious besides versus".split()
)
_PLURALS_WITHOUT_S = frozenset("people men women children troops personnel police staff aircraft euro yen".split())
_MONTHS = frozenset(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug "
    "sep sept oct nov dec".split()
)
_TIMES = frozenset("am pm gmt est cet utc".split())
_SHORTEST_PLURAL = 4
_LOOK = 4
"""Words after a number among which its unit stands: "two dozen closely allied European nations"."""
_SAME_UNITS = {"country": ("nation", "state"), "troop": ("soldier", "servicemen", "personnel"), "people": ("person",)}
_HEADS_OF = re.compile(r"(?<=heads)\s+of\s+(?:states?|governments?)(?:\s+(?:or|and)\s+(?:of\s+)?governments?)?\b")
_NUMBER_WORDS = frozenset({*_ONES, *_TENS, *_SCALES, "several", "couple", "half"})
_YEARS = range(1900, 2100)
_ROUNDED = 1_000
"""From here on numbers are rounded without a word."""

_SPREAD = 0.1
"""How far off "about" may be."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """How many of what a text says: both ends of the interval are included, ``high`` may be infinite.

    ``unit`` is the stem of what is counted (nations are countries, soldiers troops), "%" for a
    share or a currency's sign. The span holds number and unit.
    """

    span: Span
    low: float
    high: float
    unit: str

    def disjoint(self, other: Quantity) -> bool:
        """Say whether no number fits both, and neither is the other one rounded."""
        if not (self.high < other.low or other.high < self.low):
            return False
        return not (_is_rounded(self, other) or _is_rounded(other, self))


def _is_rounded(rough: Quantity, exact: Quantity) -> bool:
    """Say whether a large number is another one with fewer digits, as 12.3 million is of 12,315,000."""
    if rough.low != rough.high or exact.low != exact.high or rough.low < _ROUNDED:
        return False
    digits = f"{rough.low:.0f}"
    kept = max(2, len(digits.rstrip("0")))
    return kept < len(digits) and round(exact.low, kept - len(digits)) == rough.low


def find_quantities(text: str, start: int = 0) -> tuple[Quantity, ...]:
    """Find numbers that count something.

    Years, days of a month, ages in hyphens, "one of the …" and numbers without a plural noun among the next
    words are no quantities.

    Args:
        text: A sentence, or any text.
        start: Where it starts in its article; added to every offset.

    Returns:
        Quantities in order, none overlapping; empty when nothing is counted.
    """
    found = []
    for match in _QUANTITY.finditer(text):
        ends = _interval(match)
        unit = _unit(match, text)
        if ends is None or unit is None or _is_date(match, text) or match["number"].lower() == "one":
            continue
        name, end = unit
        low, high = ends
        found.append(Quantity(Span(start + match.start(), start + end), low, high, name))
    return tuple(found)


def _interval(match: re.Match[str]) -> tuple[float, float] | None:
    """Return the ends of what a match stands for, None for "between" without a second number."""
    low, high = _value(match["number"])
    if match["high"]:
        top = _value(match["high"])[1]
        scale = next((s for s in _SCALES if match["high"].lower().endswith(s)), None)
        low = low * _SCALES[scale] if scale and low < top / _SCALES[scale] * 10 else low
        return (low, top) if top > low else None
    return None if match["between"] else _bounded(match, low, high)


def _bounded(match: re.Match[str], low: float, high: float) -> tuple[float, float]:
    # Of whole numbers the next one is meant: more than 30 is 31 at least.
    step = 1 if low == int(low) else 0
    if match["above"]:
        return low + step, inf
    if match["from"]:
        return low, inf
    if match["below"] or match["to"]:
        return 0, high - (step if match["below"] else 0)
    if match["nearly"]:
        return low * (1 - _SPREAD), high
    if match["about"]:
        return low * (1 - _SPREAD), high * (1 + _SPREAD)
    return low, high


def _value(words: str) -> tuple[float, float]:
    """Return the ends that a number gives by itself; they are the same for an exact one."""
    words = " ".join(words.lower().replace("-", " ").split())
    if words.endswith("s") and words not in _ONES | _FEW:
        return _several_scales(words)
    few = next((w for w in _FEW if words.startswith(w)), None)
    scale = 1.0
    for word in words.split():
        scale *= _SCALES.get(word, 1)
    if few:
        return _FEW[few][0] * scale, _FEW[few][1] * scale
    if digits := re.match(_DIGITS, words):
        unit = words[digits.end() :].strip()
        value = float(digits.group().replace(",", "")) * _SCALES.get(unit, 1)
        return value, value
    base = sum(_ONES.get(word, 0) + _TENS.get(word, 0) for word in words.split())
    half = 0.5 if words.startswith("half") else 1.0
    value = (base or half) * scale if "zero" not in words else 0.0
    return value, value


def _several_scales(words: str) -> tuple[float, float]:
    """Read "hundreds" as 200 and more, "tens of thousands" as 20,000 to 99,999."""
    parts = [word.rstrip("s") for word in words.split() if word != "of"]
    if len(parts) == 1:
        scale = _SCALES[parts[0]]
        return 2 * scale, inf
    first = {"ten": 10, "dozen": 12, "hundred": 100}[parts[0]] * _SCALES[parts[1]]
    return 2 * first, 10 * first - 1


def _unit(match: re.Match[str], text: str) -> tuple[str, int] | None:
    if match["percent"]:
        return "%", match.end()
    if match["money"]:
        return match["money"].strip().replace("US", "").replace("D", "$").replace("EUR", "€"), match.end()
    end = match.end()
    for _ in range(_LOOK):
        word = _NEXT.match(text, end)
        if word is None:
            return None
        lower = word[1].lower()
        if lower in FUNCTION_WORDS | _TIMES | _NUMBER_WORDS:
            return None
        end = word.end()
        if _is_plural(lower):
            if state := _HEADS_OF.match(text, end):
                end = state.end()
            name = stem(lower)
            return _same_units().get(name, name), end
    return None


@cache
def _same_units() -> dict[str, str]:
    return {stem(other): stem(unit) for unit, others in _SAME_UNITS.items() for other in others}


def _is_plural(word: str) -> bool:
    if word in _PLURALS_WITHOUT_S:
        return True
    return (
        len(word) >= _SHORTEST_PLURAL
        and word.endswith("s")
        and not word.endswith(("ss", "ous", "’s", "'s"))
        and word not in _SINGULAR_S
    )


def _is_date(match: re.Match[str], text: str) -> bool:
    number = match["number"]
    if number.isdigit() and int(number) in _YEARS and not match["money"]:
        return True
    after = text[match.end() : match.end() + 12].split()
    before = text[max(0, match.start() - 12) : match.start()].split()
    near = [after[0] if after else "", before[-1] if before else ""]
    return any(word.strip(".,").lower() in _MONTHS and word[:1].isupper() for word in near)
