"""Of which state an officer is who is named without one: "Foreign Minister Anna Example said".

What is found is a guess, to be used where an article introduces the person nowhere else. It weighs what the article
says: which state opens the sentences before, which one the officer speaks for, meets, addresses or acts upon.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, cached_property
from typing import TYPE_CHECKING

from index.analysis import lexicon
from index.analysis.countries import MentionKind, find_mentions
from index.analysis.names import BEFORE, CAPITAL, CHARGE, NAME, fold, surname

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index.analysis.countries import Mention


@cache
def _office() -> re.Pattern[str]:
    small = r"(?:[a-z]+ (?:and [a-z]+ )?)?(?:prime )?minister(?: [A-Z][a-z]+ General)?"
    reigning = "(?:President|Vice|Prime|Premier|Chancellor) "
    named = rf"{small}|(?!{reigning})(?:[A-Z][\w-]+ (?:and [A-Z][\w-]+ )?){{1,3}}(?:[Mm]inister|Secretary)"
    minister = rf"Undersecretary (?:of|for) {CHARGE}|{named}|Minister (?:of|for) {CHARGE}"
    spokes = r"spokes(?:man|woman|person)"
    officer = r"(?:Foreign |Defen[cs]e )Undersecretary|State Councillor|Ambassador"
    bank = r"[Cc]entral [Bb]ank (?:[Pp]resident|[Gg]overnor|[Cc]hairman|[Cc]hief)"
    spokesman = rf"(?<=[\"”,] ){spokes}|(?:[Gg]overnment|(?:[A-Z]\w+ )?[Mm]inistry) {spokes}|{officer}|{bank}"
    return re.compile(rf"\b(?:{minister}|{spokesman}|(?:Vice )?President|Prime Minister|Premier|Chancellor) {NAME}")


@cache
def _role() -> re.Pattern[str]:
    """A role in small letters before a name."""
    roles = "|".join(sorted(role for role in lexicon.forms("roles") if "-" not in role and role != "official"))
    return re.compile(rf"\b(?P<role>{roles}) {NAME}")


@cache
def _after_name() -> re.Pattern[str]:
    """A name with an office of state, or one in a body of the state, in small letters after it."""
    head = (
        r"(?:chairman|chairwoman|head|chief|director|managing director|governor|president|member|spokes(?:man|woman))"
    )
    matter = r"(?:foreign|finance|defen[cs]e|trade|economy|economics|interior|justice)"
    of = rf"(?:[Ss]tate|[Cc]entral|[Nn]ational|parliamentary|government|cabinet|{matter})"
    body = r"(?:[Bb]ank|[Cc]ommi(?:ttee|ssion)|[Mm]inistry|[Cc]ouncil|[Aa]gency|[Aa]uthority)"
    charge = rf"(?:{matter}|prime|[a-z]+ and [a-z]+)"
    desk = r"(?:under-?secretary|director|head|chief|official) (?:for|of)"
    within = rf"{of} (?:[A-Z][a-z]+ (?:and [A-Z][a-z]+ )?|[a-z]+ )?{body}|Ministry of {CHARGE}"
    head = rf"{head} of|official (?:of|in|at|with|from)|{desk} [a-z]+(?: [a-z]+)? (?:in|at)"
    office = rf"(?:deputy |vice )?{charge} minister|(?:[a-z]+ )?(?:{head}) (?:the |its )?(?:{within})"
    return re.compile(
        rf"{NAME}, (?:the |an? )?(?:[a-z]+ ){{0,2}}?(?P<office>{office})\b(?! (?:of|in|for) (?:the )?[A-Z])"
    )


@cache
def _addressed() -> re.Pattern[str]:
    """A name that asks something of, or says something to, the country that follows."""
    asks = r"(?:urged|asked|told|warned|accused|critici[sz]ed|condemned|praised|thanked|called (?:up)?on|pressed|met)"
    return re.compile(rf"(?P<name>{CAPITAL}[\w'’-]+) (?:[a-z]+ [a-z ,]*?)??{asks} (?:the )?$")


@cache
def _says_of() -> re.Pattern[str]:
    """A name that says or hints that the country that follows does something."""
    says = r"(?:said|says|SAYS|HINTS|told [\w ]{3,30}?|stressed|added|insisted|announced|declared|hinted)"
    return re.compile(
        rf"(?P<name>{CAPITAL}[\w'’-]+) (?:has |had |also |later )*{says}(?: on \w+)? (?:that )?(?:the )?$"
    )


_MAY_FOLLOW = re.compile(
    r", (?:[A-Za-z]+ ){1,9}?"
    r"(?:minister|[Bb]ank|[Cc]ommittee|[Cc]ommission|[Mm]inistry|[Cc]ouncil|[Aa]gency|[Aa]uthority)\b"
)
"""What a text holds in which an office follows a name; most texts do not, and names are slow to look for."""

_AMERICAN = re.compile(rf"{NAME}, (?:the |an? )?(?:[a-z]+ )?(?:under-?secretary|secretary) of (?:state|defense)\b")

_REIGNS = ("President", "Prime Minister", "Premier", "Chancellor")
_TITLES = (*_REIGNS, "Foreign Minister", "Finance Minister")
_TITLE = re.compile(rf"(?:['’]s?)? ({'|'.join(_TITLES)}) ")
"""An office that one person holds in a state at a time, after the state's name or adjective."""

_UPON = re.compile(r"\b(?:toward|towards|against|with|on|upon|to|from|at|take on|visited|between) (?:the |some )?$")
"""Words before a state that make it another one than that of the officer who is named before them."""

_BOUND_FOR = re.compile(
    r"\b(?:came|comes|went|arrived|arrives|visit|visited|visits|trip|travel|travels|flew|flies|left|due)\b[^.\n]*$"
)
"""Words between an officer and a state that make it a place he goes to."""

_FORMER = re.compile(r"\b(?i:former|ex|then|ousted|deposed)[ -](?:[\w-]+ ){0,5}$")
"""Before a name: who holds an office no more."""

_ELSEWHERE = re.compile(r"\b[A-Z][\w'’-]* $")
"""Before a role: whose else it may be."""

_MEETING = re.compile(r"\b(?:with|met|meets|meet|told|tells|assure|assured|urged|visit|counterpart)\b")
"""Words between two officers that make them two sides."""

_DATELINE = re.compile(
    r"^(?P<place>[A-Z][A-Z .'-]{2,20}[A-Z])(?:, [^\n]{0,30})?(?: \([^)\n]*\))? (?:--?|–|—) ", re.MULTILINE
)

_QUOTED = re.compile(r"[“\"][^“”\"\n]+[”\"] (?:[A-Z][a-z]+ ){0,2}$")
"""A quotation right before its speaker."""

_ADMINISTRATION = re.compile(r" [Aa]dministration\b")


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


def find_offices(
    text: str, mentions: Sequence[Mention], home: str | None, introduced: Mapping[str, str]
) -> list[tuple[re.Match[str], str]]:
    """Return who holds an office named without a country, with the country that is likely meant.

    The words for some offices tell it; else what the article says of the officer is weighed, and where nothing
    prevails nobody is placed. Each match has a group ``name``.

    Args:
        text: A passage or an article.
        mentions: The countries named in it, in order, with offsets into it.
        home: The country that the article is about.
        introduced: The country of each folded surname that the text introduces with one.
    """
    national = [(match, code) for code, pattern in _national_offices() for match in pattern.finditer(text)]
    if "secretary of" in text:
        national += [(match, "US") for match in _AMERICAN.finditer(text)]
    held = [*_office().finditer(text), *_role().finditer(text)]
    if _MAY_FOLLOW.search(text):
        held += _after_name().finditer(text)
    if not held:
        return national
    known = {match["name"] for match, _ in national}
    officers: dict[str, list[re.Match[str]]] = {}
    places = {m.span.start for m in mentions}
    for match in held:
        if match.start("name") in places:
            continue
        new = match["name"] not in known and surname(match["name"]) not in introduced
        before = text[max(0, match.start() - BEFORE) : match.start()]
        if (
            new
            and not _FORMER.search(text, max(0, match.start() - BEFORE), match.start("name"))
            and not (match.re is _role() and _ELSEWHERE.search(before))
        ):
            officers.setdefault(surname(match["name"]), []).append(match)
    if not officers:
        return national
    states = _States(text, mentions, home, introduced)
    placed = ((offices[0], states.of(name, offices)) for name, offices in officers.items())
    return [*national, *((match, code) for match, code in placed if code is not None)]


_TITLED = re.compile(
    r"\b(?P<title>(?:Prime|Foreign|Finance|Defen[cs]e|Trade|Interior) Minister|"
    rf"President|Premier|Chancellor|King|Queen|Emir) {NAME}"
)


def find_titles(text: str) -> tuple[tuple[str, int, str], ...]:
    """Return who is named with a title that one person holds in a state: the title in small letters, where, and whom.

    Whom is a folded surname; who held the title before is left out.
    """
    return tuple(
        (match["title"].lower(), match.start(), surname(match["name"]))
        for match in _TITLED.finditer(text)
        if not _FORMER.search(text, max(0, match.start() - BEFORE), match.start("name"))
    )


def names_officer(text: str) -> bool:
    """Say whether a text names anybody by an office of state."""
    return _office().search(text) is not None or any(pattern.search(text) for _, pattern in _national_offices())


class _States:
    """The states of one text: how often each is named and opens a sentence, and what officers have to do with it."""

    def __init__(self, text: str, mentions: Sequence[Mention], home: str | None, introduced: Mapping[str, str]) -> None:
        self._text = text
        self._home = home
        self._introduced = introduced
        self._mentions = [m for m in mentions if not m.code.startswith("X-")]
        named = [m for m in self._mentions if m.kind in _NAMED]
        self._openers = [m for m in named if m.kind is not MentionKind.BLOC and _opens(text, m.span.start)]
        self._counts = Counter(m.code for m in self._mentions if m.kind in _SINGLE)
        self._main = _prevails(self._counts) and _prevails(Counter(m.code for m in self._openers))
        self._leads = [self._lead(m.span.start) for m in self._mentions]

    def _lead(self, start: int) -> str:
        """Return what stands before a place in its sentence, cut at some length."""
        return re.split(r"\n|(?<=[a-z][.!?]) ", self._text[max(0, start - BEFORE) : start])[-1]

    def of(self, name: str, offices: Sequence[re.Match[str]]) -> str | None:
        """Return the state whose officer a surname likely is, or None."""
        if (own := self._named_with(offices)) is not None:
            return own
        offices = [office for office in offices if office.re is not _role()]
        if not offices:
            return None
        told = [*self._told.get(name, ()), *self._beside(offices[0]["name"])]
        weights = self._prior(offices, {code for code, weight in told if weight <= -_SURE})
        for code, weight in told:
            weights[code] = weights.get(code, 0) + weight
        for code in {code for office in offices for code in self._quoted(office.start())}:
            weights[code] = weights.get(code, 0) - 1
        for code in self._reigned(offices):
            weights[code] = weights.get(code, 0) - _SURE
        weights = {code: weight for code, weight in weights.items() if _has_office(code, offices[0])}
        ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
        if not ranked or ranked[0][1] < _LEAST or any(ranked[0][1] - weight < _LEAST for _, weight in ranked[1:]):
            return None
        return ranked[0][0]

    def _named_with(self, offices: Sequence[re.Match[str]]) -> str | None:
        """Return the one state with which the text names the same role before ("Ruritania's negotiator said")."""
        found = set()
        for office in offices:
            role = office["role"] if "role" in office.re.groupindex else None
            for mention in self._mentions if role else ():
                after = self._text[mention.span.end : min(mention.span.end + _NEAR, office.start())]
                if re.match(rf"(?:['’]s?)? (?:[\w-]+ ){{0,4}}?{role}\b(?! (?:{CAPITAL}|to |of ))", after):
                    found.add(mention.code)
        return found.pop() if len(found) == 1 else None

    def _prior(self, offices: Sequence[re.Match[str]], others: set[str]) -> dict[str, float]:
        """Weigh the states by what the article is about, and by what opens the sentences up to an office."""
        office = offices[0]
        weights = dict.fromkeys(self._counts, 0.0)
        openers = [m.code for m in self._openers if m.span.start < office.start()]
        reigns = office.group().startswith(_REIGNS)
        home = next((code for code, _ in self._counts.most_common() if code not in others), None)
        home = home if self._home in others else self._home
        likely = [home, home if self._main else None, *openers[-1:], *openers[:1]]
        if "US" in weights and office.group().startswith(("President ", "Vice President ")):
            # Whom English news calls just "the President" by his surname is most often the American one.
            full = " " in office["name"] and office.group().startswith("President ")
            weights["US"] += _HINT if full else _LIKELY
        for code in filter(None, (*likely, self._dateline(office.start()), *self._subject(office.start()))):
            weights[code] = weights.get(code, 0.0) + 1
        if reigns and _OTHER_SIDE.search(self._lead(office.start())[-_LEAD:]):
            for code in (self._first_named(office.start()) or openers)[-1:]:
                weights[code] = weights.get(code, 0.0) - _SURE
        return weights

    def _dateline(self, place: int) -> str | None:
        """Return the state of the last place before it that a dateline names."""
        last = None
        for match in _DATELINE.finditer(self._text, 0, place):
            named = find_mentions(match["place"].title())
            last = named[0].code if named else last
        return last

    def _subject(self, place: int) -> list[str]:
        """Return the state that opens the sentence of a place, unless they are two sides."""
        lead = self._lead(place)
        return [] if _MEETING.search(lead) or lead.startswith(('"', "“")) else self._first_named(place, _LEAD)

    def _first_named(self, place: int, within: int = BEFORE) -> list[str]:
        """Return the state that is named first in the sentence before a place, within so many characters."""
        start = place - len(self._lead(place))
        return [m.code for m in self._mentions if start <= m.span.start < min(place, start + within + 1)][:1]

    @cached_property
    def _told(self) -> dict[str, list[tuple[str, float]]]:
        """What each folded surname says that a state does, and whom it addresses, as weights of the states."""
        found: dict[str, list[tuple[str, float]]] = {}
        for mention, lead in zip(self._mentions, self._leads, strict=True):
            said = _says_of().search(lead) if mention.kind in _NAMED else None
            if said and _ACTS.match(self._text, mention.span.end):
                found.setdefault(fold(said["name"]), []).append((mention.code, _SURE))
            if asked := _addressed().search(lead):
                found.setdefault(fold(asked["name"]), []).append((mention.code, -_SURE))
        return found

    @cached_property
    def _administrations(self) -> list[str]:
        """What stands before each "administration" that the text names."""
        ends = (match.start() for match in _ADMINISTRATION.finditer(self._text))
        return [self._text[max(0, end - BEFORE) : end].removesuffix("'s").removesuffix("’s") for end in ends]

    def _beside(self, full: str) -> list[tuple[str, float]]:
        """Weigh the states named after an officer in his sentences: as whom he meets, acts upon or goes to."""
        last = full.removesuffix("'s").removesuffix("’s").split()[-1]
        own = re.compile(rf"\b{re.escape(last)}(?!\w)")
        found: Counter[str] = Counter()
        for mention, lead in zip(self._mentions, self._leads, strict=True):
            named = [*own.finditer(lead)] if last in lead else []
            if not named:
                continue
            between = lead[named[-1].end() :]
            if mention.kind is MentionKind.SEAT:
                found[mention.code] += 1
            elif _BOUND_FOR.search(between) or re.search(r"\bhis |\bher ", between[-5:]):
                found[mention.code] -= 2
            elif _UPON.search(between) or (_MEETING.search(between) and self._is_officer(mention)):
                found[mention.code] -= 1
        weights = [(code, max(-_SURE, min(_LIKELY, number))) for code, number in found.items()]
        ruled = re.compile(rf"\b{re.escape(last)}\Z")
        if "US" in self._counts and any(ruled.search(before) for before in self._administrations):
            weights.append(("US", _LIKELY))
        return weights

    def _is_officer(self, mention: Mention) -> bool:
        return _TITLE.match(self._text, mention.span.end) is not None

    def _quoted(self, place: int) -> set[str]:
        """Return the states named in a quotation that ends at a place: of his own a speaker says "we"."""
        quote = _QUOTED.search(self._text[max(0, place - _LONG) : place])
        if quote is None:
            return set()
        first = max(0, place - _LONG) + quote.start()
        return {m.code for m in self._mentions if first <= m.span.start < place}

    def _reigned(self, offices: Sequence[re.Match[str]]) -> set[str]:
        """Return the states in which somebody else holds an office that only one holds."""
        held = {title for office in offices for title in _TITLES if office.group().startswith(f"{title} ")}
        found = set()
        for mention in self._mentions:
            match = _TITLE.match(self._text, mention.span.end)
            if match and match[1] in held:
                found.add(mention.code)
        return found


def _has_office(code: str, office: re.Match[str]) -> bool:
    """Say whether a state has such an office at all."""
    before = office.group()[: office.start("name") - office.start()]
    words = (office["office"] if office.re is _after_name() else before).lower().split()
    without, alone = lexicon.offices_missing(), lexicon.offices_alone()
    return not any(code in without.get(word, ()) or code not in alone.get(word, (code,)) for word in words)


_LONG = 300
"""Characters of a quotation that are looked at."""

_NEAR = 80
"""Characters after a state within which a role is named as its."""

_LEAST = 1.0
"""By how much a state must prevail over every other."""
_HINT = 0.5
_LIKELY = 2.0
_SURE = 3.0

_SINGLE = frozenset({MentionKind.NAME, MentionKind.CAPITAL, MentionKind.DEMONYM})
_NAMED = frozenset({MentionKind.NAME, MentionKind.CAPITAL, MentionKind.BLOC})


@cache
def _national_offices() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the offices whose name only one state uses, as patterns before a name."""
    return tuple(
        (code, re.compile(rf"\b(?:{'|'.join(re.escape(office) for office in offices)}) {NAME}"))
        for code, offices in lexicon.offices().items()
    )
