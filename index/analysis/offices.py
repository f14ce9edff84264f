"""Of which state an officer is who is named without one: "Foreign Minister Anna Example said".

What is found is a guess, to be used where an article introduces the person nowhere else.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from index.analysis import lexicon
from index.analysis.countries import MentionKind
from index.analysis.names import BEFORE, CAPITAL, CHARGE, NAME, fold, surname

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.analysis.countries import Mention


@cache
def _office() -> re.Pattern[str]:
    small = r"(?:[a-z]+ (?:and [a-z]+ )?)?(?:prime )?minister(?: [A-Z][a-z]+ General)?"
    named = rf"{small}|(?:[A-Z][\w-]+ (?:and [A-Z][\w-]+ )?){{1,3}}(?:Minister|Secretary)"
    minister = rf"Undersecretary (?:of|for) {CHARGE}|{named}|Minister (?:of|for) {CHARGE}"
    spokes = r"spokes(?:man|woman|person)"
    officer = r"(?:Foreign |Defen[cs]e )Undersecretary|State Councillor|Ambassador"
    spokesman = rf"(?<=[\"”,] ){spokes}|(?:[Gg]overnment|(?:[A-Z]\w+ )?[Mm]inistry) {spokes}|{officer}"
    return re.compile(rf"\b(?:{minister}|{spokesman}|(?:Vice )?President|Prime Minister|Premier|Chancellor) {NAME}")


@cache
def _addressed() -> re.Pattern[str]:
    """A name that asks something of, or says something to, the country that follows."""
    asks = r"(?:urged|asked|told|warned|accused|critici[sz]ed|condemned|praised|thanked|called (?:up)?on|pressed|met)"
    return re.compile(rf"(?P<name>{CAPITAL}[\w'’-]+) (?:has |had |also |again |later )*{asks} (?:the )?$")


@cache
def _says_of() -> re.Pattern[str]:
    """A name that says or hints that the country that follows does something."""
    says = r"(?:said|says|SAYS|HINTS|told [\w ]{3,30}?|stressed|added|insisted|announced|declared|hinted)"
    return re.compile(
        rf"(?P<name>{CAPITAL}[\w'’-]+) (?:has |had |also |later )*{says}(?: on \w+)? (?:that )?(?:the )?$"
    )


def _prevails(counts: Counter[str]) -> bool:
    """Say whether one state is named half as often again as any other."""
    most = [n for _, n in counts.most_common(2)]
    return len(most) == 1 or (len(most) > 1 and 2 * most[0] >= 3 * most[1])


def _opens(text: str, start: int) -> bool:
    """Say whether what starts here opens its sentence, after "the" perhaps."""
    before = text[max(0, start - _LEAD) : start].removesuffix("The ").removesuffix("the ")
    if before.endswith(("“", '"')):
        return False  # what is quoted is said of others
    ends = (".", "”", '"', ":")
    return not before.strip() or before.endswith(("\n", "But ")) or before.rstrip().endswith(ends)


_OTHER_SIDE = re.compile(r"\b(?:with|met|told) $")
"""Before an officer: words that make him the other side of the sentence's subject."""

_ACTS = re.compile(
    r" (?:will|would|wants?|wanted|has|had|was|is|could|cannot|must|remains|supports?|opposes?|believes?)\b"
)
"""What follows a state that somebody says something of."""

_LEAD = 8
"""Characters before a name that tell whether it opens its sentence."""


def find_offices(text: str, mentions: Sequence[Mention], home: str | None) -> list[tuple[re.Match[str], str]]:
    """Return who holds an office named without a country, with the country that is likely meant.

    The words for some offices tell it; else it is the state that last opened a sentence ("Ruritania said … Minister
    Example"), or the one that the article is about, or of the states named most the first that the officer does not
    address ("Minister Example urged Ruritania"). Each match has a group ``name``.
    """
    national = [(match, code) for code, pattern in _national_offices() for match in pattern.finditer(text)]
    held = list(_office().finditer(text))
    if not held:
        return national
    states = _States(text, mentions, home)
    known = {match["name"] for match, _ in national}
    officers = {surname(match["name"]) for match in held}
    placed = [(match, states.of(match)) for match in held if match["name"] not in known]
    return [
        *national,
        *((match, code) for match, code in states.told_of(officers) for _ in range(2)),
        *((match, code) for match, code in placed if code is not None),
    ]


class _States:
    """The states of one text: how often each is named and opens a sentence, who addresses which."""

    def __init__(self, text: str, mentions: Sequence[Mention], home: str | None) -> None:
        self._text = text
        self._home = home
        self._named = [m for m in mentions if m.kind in _NAMED]
        self._openers = [m for m in self._named if m.kind is not MentionKind.BLOC and _opens(text, m.span.start)]
        singles = (m.code for m in mentions if m.kind in _SINGLE and not m.code.startswith("X-"))
        self._counts = Counter(singles)
        opening = Counter(m.code for m in self._openers)
        self._main = _prevails(self._counts) and _prevails(opening)
        self._addressed: dict[str, set[str]] = {}
        for mention in mentions:
            match = _addressed().search(self._before(mention.span.start, BEFORE))
            if match:
                self._addressed.setdefault(fold(match["name"]), set()).add(mention.code)

    def _before(self, start: int, length: int) -> str:
        return self._text[max(0, start - length) : start]

    def of(self, office: re.Match[str]) -> str | None:
        """Return the state whose officer a match names, or None."""
        openers = [m.code for m in self._openers if m.span.start < office.start()]
        code = openers[-1] if openers and not self._main else self._home
        reigns = office.group().startswith(("President", "Prime Minister", "Premier", "Chancellor"))
        if openers and reigns and _OTHER_SIDE.search(self._before(office.start(), _LEAD)):
            code = self._first_but({openers[-1]})
        addressed = self._addressed.get(surname(office["name"]), set())
        return self._first_but(addressed) if code in addressed else code

    def _first_but(self, codes: set[str]) -> str | None:
        return next((code for code, _ in self._counts.most_common() if code not in codes), None)

    def told_of(self, officers: set[str]) -> list[tuple[re.Match[str], str]]:
        """Return what officers say that a state does, with the state."""
        found = []
        for mention in self._named:
            match = _says_of().search(self._before(mention.span.start, BEFORE))
            if match and fold(match["name"]) in officers and _ACTS.match(self._text, mention.span.end):
                found.append((match, mention.code))
        return found


_SINGLE = frozenset({MentionKind.NAME, MentionKind.CAPITAL, MentionKind.DEMONYM})
_NAMED = frozenset({MentionKind.NAME, MentionKind.CAPITAL, MentionKind.BLOC})


@cache
def _national_offices() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the offices whose name only one state uses, as patterns before a name."""
    return tuple(
        (code, re.compile(rf"\b(?:{'|'.join(re.escape(office) for office in offices)}) {NAME}"))
        for code, offices in lexicon.offices().items()
    )
