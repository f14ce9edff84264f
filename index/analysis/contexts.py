"""What stands around a country's name and makes it something else.

A name inside the name of a company, paper, school or person, a language, a currency, a dateline or a
town of the same name says nothing about the country. The word lists come with the table of countries.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LEAD = 48
"""How many characters before a name are looked at: two long words and their blanks."""
_HEADLINE = 0.75
"""From this share of capitalised words on, capitals tell nothing about names."""
_WORD = re.compile(r"[^\W\d_]{4,}")
"""Shorter words are written small in headlines too."""
_FUNCTION = (
    "but|with|on|at|to|as|by|for|that|which|while|when|because|if|rather|instead|only|too|is|was|are|were|has|had|during|"
    "before|after|through|via|about|under|not"
)
_LANGUAGE_LEAD = re.compile(
    r"\b(?:in|into|from)\s+(?:(?:fluent|broken|perfect|good|plain|both)\s+)?(?:[A-Z]\w+(?:,\s+|,?\s+(?:and|or)\s+))*$"
)
_LANGUAGE_TAIL = re.compile(
    rf"(?:\s*(?:,|,?\s+and|,?\s+or|/)\s+[A-Z]\w+)*+\s*(?:$|[.,;:!?)\"”’]|\s(?:{_FUNCTION})\b)",
)
_DATELINE = re.compile(
    r"(?:,\s[^\n(–—-]{1,40}?)?\s*(?P<agency>\([^)\n]{2,40}\)\s*)?(?:(?P<dash>--?|–|—)\s|(?(agency)(?=\S)|(?!)))",
)
_MONTHS = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_MONTH = re.compile(rf"\b{_MONTHS}\w*\.?\s+\d|\b\d{{1,2}}\s+{_MONTHS}")
_PRONOUN_LEAD = re.compile(
    r"\b(?:LET|TELLS?|TOLD|GIVES?|GAVE|HELP(?:S|ED)?|SHOWS?|ASK(?:S|ED)?|MAKES?|MADE|JOIN|CONTACT|ABOUT|FOLLOW|LEAVES?|"
    r"TEACH|TAKES?|BRINGS?|SAVES?|KILL(?:S|ING)?|LOVES?|HATES?|NEEDS?|AMONG|(?:ALL|BOTH|MOST|SOME|NONE|ONE) OF)\s+$"
)
_OBJECT_LEAD = re.compile(r"\b(?:OF|TO|FOR|WITH|FROM|LIKE|BY|ON|UPON|BETWEEN|BEHIND|AGAINST)\s+$")
_OBJECT_TAIL = re.compile(r"\s*(?:$|[\n.,;:!?)\"”’]|\s(?:AND|OR|BUT|ALL|IF|WHEN|NOW|THAT|IS|ARE|WAS)\b)")
_STATES_OWN_COUNCIL = re.compile(r"\b(?:National|Homeland|Supreme|State)\s+$")
_STATES_ASSEMBLY = re.compile(r"\b(?!The\b|THE\b|UN\b|Nations\b)[A-Z][\w-]+\s+$")
_GEORGIA_TOWN = re.compile(r"\b(?:Atlanta|Augusta|Savannah|Athens|Macon|Columbus|Rome)(?:,\s+|\s+)$")
_STATE_TAIL = (
    r"(?:[Tt]o|[Uu]p|[Ff]or|[Oo]ffice|Minist\w+|Secretary|Commission\w*|Department|Policy|Regulatory|and\s+Exchange)\b"
)
"""After a head of companies: words that make it a ministry, an authority or no head at all."""
_ORGANS = frozenset({"Security Council", "General Assembly", "Common Market"})
"""Organs of a bloc whose names states give to organs of their own."""
_NATION_OF = re.compile(r"\s+of\s+(?!Nations)[A-Z]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words of the table found in a text: half-open offsets, the code they stand for and the kind's value."""

    text: str
    start: int
    end: int
    code: str
    kind: str

    @property
    def words(self) -> str:
        """The words as the text writes them."""
        return self.text[self.start : self.end]

    @property
    def lead(self) -> str:
        """What stands before them, cut at some length."""
        return self.text[max(0, self.start - _LEAD) : self.start]


class Contexts:
    """Decides whether words of the table name a country where they stand."""

    def __init__(self, words: Mapping[str, Iterable[str]]) -> None:
        title = _any(words["titles"])
        given = _any(words["given_names"])
        away = _any(words["after_country"])
        self._compound = re.compile(rf"-(?:{_any(words['compounds'])})\b", re.IGNORECASE)
        self._prefixed = re.compile(rf"\b(?:{_any(words['prefixed'])})-$", re.IGNORECASE)
        self._head = re.compile(
            rf"(?:\s+(?!(?:{away})\b)[A-Z][\w&'’-]*){{0,3}}?\s+(?:{_any(words['heads_anywhere'])})(?![\w-])(?!\s+(?:{_STATE_TAIL}))",
        )
        self._head_beside = re.compile(
            rf"\s+(?:{_any([*words['heads_beside'], *words['heads_anywhere']])})(?![\w-])(?!\s+(?:{_STATE_TAIL}))",
        )
        self._head_capital = re.compile(rf"\s+(?:{_any(words['heads_capital'])})(?![\w-])")
        self._before = re.compile(
            rf"(?<![\w-])(?:(?:{_any(words['before_of'])})\s+(?:of|de)\s+(?:the\s+)?|(?:{_any(words['before'])})\s+)$",
        )
        self._currency = re.compile(rf"\s+(?:{_any(words['currencies'])})\b", re.IGNORECASE)
        self._language = re.compile(rf"(?:\s+|-)(?:{_any(words['languages_after'])})\b(?!-)")
        self._spoken = re.compile(rf"\b(?:{_any(words['languages_before'])})\s+$")
        self._named = re.compile(rf"(?<![\w-])(?:{title}|(?:{given})(?:\s+[A-Z]\.)?|(?<![\w.])(?<!\. )[A-Z]\.)\s+$")
        self._titled = re.compile(rf"(?<![\w-])(?:{title})\s+$")
        self._surname = re.compile(rf"\s+(?!(?:{away})\b)[A-Z][a-z’'-]+(?:[A-Z][a-z]+)?(?!\w)(?!\s+[A-Z])")
        self._state = re.compile(rf",\s+(?:{_any(words['us_states'])})(?!\w)")
        self._georgia_state = re.compile(rf"(?<!\w)(?:{_any(words['georgia_state'])})(?!\w)")
        self._georgia_country = re.compile(rf"(?<!\w)(?:{_any(words['georgia_country'])})(?!\w)")
        self._given_like = frozenset(words["given_like"])
        self._family_like = frozenset(words["family_like"])
        self._need_article = frozenset(words["need_article"])

    def names_country(self, found: Candidate, before: Candidate | None) -> bool:
        """Say whether the words name their country here; ``before`` is the mention before them in the same text."""
        if self._compound.match(found.text, found.end) or self._prefixed.search(found.lead):
            return False
        if found.kind in {"seat", "bloc"}:
            return not _foreign_organ(found, before)
        if found.words == "US" and (found.text.startswith("$", found.end) or _is_pronoun(found)):
            return False
        return not (
            self._in_proper_name(found)
            or self._currency.match(found.text, found.end)
            or self._is_person(found)
            or (found.kind == "demonym" and self._is_language(found))
            or (found.kind != "demonym" and self._is_town(found))
        )

    def dateline_end(self, found: Candidate) -> int | None:
        """Return where a dateline ("CAIRO, March 3 (Agency) - ") that starts with these words ends, or None."""
        if found.kind != "capital" or found.text[: found.start].rpartition("\n")[2].strip():
            return None
        tail = _DATELINE.match(found.text, found.end)
        if tail is None:
            return None
        plain = found.words.isupper() or tail["agency"] or _MONTH.search(tail.group())
        return tail.end() if plain else None

    def code(self, found: Candidate) -> str:
        """Return the code, where what else the text names decides it."""
        if (
            found.words in {"Congo", "Congolese", "CONGO"}
            and "Brazzaville" in found.text
            and "Kinshasa" not in found.text
        ):
            return "CG"
        return found.code

    def _in_proper_name(self, found: Candidate) -> bool:
        text, end = found.text, found.end
        if self._before.search(found.lead) or self._head_beside.match(text, end):
            return True
        if found.kind == "capital" and self._head_capital.match(text, end):
            return True
        return self._head.match(text, end) is not None and not _is_headline(found)

    def _is_language(self, found: Candidate) -> bool:
        if self._language.match(found.text, found.end) or self._spoken.search(found.lead):
            return True
        return bool(_LANGUAGE_LEAD.search(found.lead) and _LANGUAGE_TAIL.match(found.text, found.end))

    def _is_person(self, found: Candidate) -> bool:
        words, lead = found.words, found.lead
        if words in self._need_article:
            word = lead.split()[-1:] or [""]
            return not (word[0][:1].islower() or word[0][:1].isdigit() or word[0] in {"A", "The"})
        if words in self._family_like and self._named.search(lead):
            return True
        if self._titled.search(lead):
            return True
        return (
            words in self._given_like
            and self._surname.match(found.text, found.end) is not None
            and not _is_headline(found)
        )

    def _is_town(self, found: Candidate) -> bool:
        if found.words.title() == "Georgia":
            return self._is_american_georgia(found)
        state = self._state.match(found.text, found.end)
        return state is not None and (found.kind == "capital" or not state.group().endswith("Georgia"))

    def _is_american_georgia(self, found: Candidate) -> bool:
        if _GEORGIA_TOWN.search(found.lead):
            return True
        if self._georgia_country.search(found.text):
            return False
        return self._georgia_state.search(found.text) is not None


def _any(words: Iterable[str]) -> str:
    """Return a pattern for any of the words, the longest first."""
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(set(words), key=len, reverse=True))


def _is_headline(found: Candidate) -> bool:
    """Say whether the line is written with capitals throughout."""
    start = found.text.rfind("\n", 0, found.start) + 1
    end = found.text.find("\n", found.end)
    words = _WORD.findall(found.text, start, end if end >= 0 else len(found.text))
    return sum(not word.islower() for word in words) > _HEADLINE * len(words)


def _is_pronoun(found: Candidate) -> bool:
    """Say whether "US" in a line of capitals is the pronoun."""
    start = found.text.rfind("\n", 0, found.start) + 1
    end = found.text.find("\n", found.end)
    line = found.text[start : end if end >= 0 else len(found.text)]
    if not line.isupper():
        return False
    if _PRONOUN_LEAD.search(found.lead):
        return True
    return bool(_OBJECT_LEAD.search(found.lead) and _OBJECT_TAIL.match(found.text, found.end))


def _foreign_organ(found: Candidate, before: Candidate | None) -> bool:
    """Say whether a ministry, parliament or council belongs to somebody else than its name usually says."""
    words = " ".join(found.words.split()).title()
    if words == "Security Council" and _STATES_OWN_COUNCIL.search(found.lead):
        return True
    if words == "General Assembly" and _STATES_ASSEMBLY.search(found.lead):
        return True
    if words == "Commonwealth" and _NATION_OF.match(found.text, found.end):
        return True
    if before is None or before.code == found.code or (found.kind == "bloc" and words not in _ORGANS):
        return False
    owner = before.kind == "demonym" or found.text[before.end : before.end + 2] in {"'s", "’s"}
    between = found.text[before.end : found.start].replace("’s", "").replace("'s", "")
    return owner and between.isspace()
