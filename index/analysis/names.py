"""How news prose writes the names of people, and how names are compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_TITLE = r"(?:(?:Sir|Lord|Lady|Dame|Mr|Mrs|Ms|Dr|Gen|Col|Adm|Lt|Maj)\.? )*"
_PARTICLE = r"(?:al-|bin |ibn |de |da |dos |van |von |der |den |la |le |el |al |di |du )"
CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
NAME = rf"{_TITLE}(?P<name>{CAPITAL}[\w'’.-]+(?: {_PARTICLE}*{CAPITAL}[\w'’-]+){{0,3}})"
"""A name as a pattern with a group of that name: one to four capitalised words, titles before it left out."""

_MATTER = (
    r"(?:State|War|Defen[cs]e|Trade|Finance|Health|Justice|Commerce|Agriculture|Education|Energy|Industry|Information|"
    r"Labou?r|Transport|Tourism|Culture|Science|Technology|Planning|Development|Co-?operation|Integration|Security|"
    r"Communications|Fisheries|Forestry|Resources|Petroleum|Oil|Mines|Railways|Housing|Welfare|Reform|Relations|"
    r"Immigration|Investment|Works|Water|Employment|Unification|"
    r"(?:the )?(?:Interior|Economy|Environment|Exchequer|Treasury)|"
    r"(?:Foreign|External|Economic|Home|International|Overseas|Regional|European|Internal|Public|Social|Natural|Rural) "
    r"(?:Affairs|Trade|Co-?operation|Development|Relations|Security|Works|Welfare|Resources|Planning|Reform|Integration))"
)
CHARGE = rf"{_MATTER}(?:(?:, (?:and )?| and ){_MATTER}){{0,2}}"
"""What a minister is in charge of, after "of" or "for"."""

BEFORE = 100
"""Characters before a country in which the name it qualifies is looked for."""


@lru_cache(1 << 14)
def fold(name: str) -> str:
    """Return a name in lower case without accents, ends such as -yy and -iy as -y, so that transliterations meet."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()
    plain = plain.replace("’", "'").removesuffix("'s").strip(" .,-'").removeprefix("al-").removeprefix("el-")
    return re.sub(r"(?:yy|iy|ii|yi|ij|yj)\b", "y", plain)


def known_as(name: str, people: Mapping[str, str]) -> str:
    """Return the folded surname by which an article's people are known, where it is misspelt by one letter once.

    Short names are taken as they stand; so is a name that is near to two.
    """
    if name in people or len(name) < _LONG_NAME:
        return name
    near = [other for other in people if other[0] == name[0] and _one_letter_apart(name, other)]
    return near[0] if len(near) == 1 else name


_LONG_NAME = 6


def _one_letter_apart(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    if len(longer) - len(shorter) > 1:
        return False
    same = next((i for i, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    return shorter[same + (len(shorter) == len(longer)) :] == longer[same + 1 :]


def surname(name: str) -> str:
    """Return the folded last word of a name; an empty string of an empty name."""
    words = name.split()
    return fold(words[-1]) if words else ""
