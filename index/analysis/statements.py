"""What a sentence states besides stances: who came, who signed, what was not told, what binds.

By general English vocabulary alone; each reading is a guess that counts only beside another source's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from index.models import Span
from index.text import stem, tokens
from index.text.words import FUNCTION_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.analysis.quantities import Quantity

_MEETINGS = (
    "summit|talks|meetings?|conference|gathering|forum|congress|convention|session|ceremony|rally|protests?|march|vigil"
)
_CAME = (
    r"attend\w*|gather\w*|participat\w+|t(?:ook|ake|akes|aken|aking)\s+part|dr[ea]ws?|drawn|join\w*|host\w*|"
    r"c[ao]me|convened?|assembled?|brought|marched|rallied|met|present\s+at|with|from"
)
_MEETING = re.compile(rf"\b(?:{_MEETINGS})\b", re.IGNORECASE)
_ATTENDED = re.compile(rf"\b(?:{_CAME})\b", re.IGNORECASE)
_NAME = r"[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+)?"
_PLACE = re.compile(
    rf"\b(?:{_MEETINGS})\s+(?:[a-z]+\s+)?(?:in|at)\s+(?:the\s+)?(?P<after>{_NAME})|"
    rf"(?P<before>{_NAME})\s+(?:[a-z-]+\s+)?(?:{_MEETINGS})\b"
)
_COMERS = (
    "country nation state head leader minister president delegation delegate envoy ambassador diplomat official "
    "representative people person participant protester protestor demonstrator marcher supporter worker student "
    "activist member government ally chief guest lawmaker attendee"
)
_DOCUMENTS = (
    r"declarations?|treat(?:y|ies)|agreements?|accords?|pacts?|memorand(?:um|a)|protocols?|statements?|"
    r"communiqu[eé]s?|charters?|deals?|contracts?|letters?|conventions?|petitions?|documents?|bills?|orders?|"
    r"decrees?|resolutions?"
)
_DOCUMENT = re.compile(rf"\b(?:{_DOCUMENTS})\b", re.IGNORECASE)
_SIGNED = re.compile(
    rf"\b(?:co-?)?signed\b|\binitial(?:l?ed)\b|\bratified\b|\bsigns?\s+(?!of\b)(?:[\w-]+\s+){{0,3}}(?:{_DOCUMENTS})\b",
    re.IGNORECASE,
)
_UNSIGNED = re.compile(
    r"\b(?:not|n[’']t|never|yet\s+to|to|refus\w+|declin\w+|if|unless|until|can|could|may|might|must|should|will|would|soon)"
    r"\b[^.;]{0,24}$",
    re.IGNORECASE,
)
_SIGNED_BY = re.compile(
    r"\b(?:signed|initiall?ed|ratified)\s+by\b(?P<signers>[^.;:]*?)"
    r"(?=$|[.;:,]\s+(?!and\b)[a-z]|\s+(?:creat|outlin|sett|said|say)\w*)",
    re.IGNORECASE,
)
_DETAILS = (
    "details?|figures?|numbers?|size|scale|timeline|timetable|dates?|costs?|specifics|breakdown|amounts?|terms|strength"
)
_TOLD = (
    r"provided|given|released|disclosed|announced|offered|available|made\s+public|published|specified|set|revealed|"
    r"mentioned|agreed"
)
_BETWEEN = r"[^.;]{0,120}?"
_UNTOLD = re.compile(
    rf"\bno\s+(?:\w+\s+){{0,3}}(?:{_DETAILS})\b{_BETWEEN}\b(?:{_TOLD})\b|"
    r"\b(?:not|n[o’']t|never|declined\s+to|refused\s+to|failed\s+to|without)\s+(?:\w+\s+)?"
    rf"(?:provid|giv|gave|releas|disclos|specif|reveal|say(?:ing)?\s+how)\w*\b{_BETWEEN}\b(?:{_DETAILS}|many|much)\b|"
    rf"\b(?:{_DETAILS})\b{_BETWEEN}\b(?:remain\w*|(?:is|are|was|were)(?:\s+still)?)\s+(?:unclear|unknown|undisclosed|"
    r"undecided|open|secret|under\s+(?:negotiation|discussion)|to\s+be\s+\w+)|"
    rf"\b(?:{_DETAILS})\b{_BETWEEN}\b(?:have|has|had)\s+(?:yet\s+to\s+be|not\s+(?:yet\s+)?been)\s+\w+",
    re.IGNORECASE,
)
_UNTOLD_OF = re.compile(
    r"\b(?:how\s+many|(?:figures?|numbers?|size|scale|strength|totals?)\s+(?:of|for))\s+"
    r"(?P<after>(?:[\w’'-]+\s+){0,2}[\w’'-]+)|"
    r"\b(?!(?:the|an?|any|no|its|their|his|her|exact|precise|further|more)\s)(?P<before>[\w’'-]+)\s+"
    r"(?:figures?|numbers?|size|scale|strength|totals?)\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[,.;:]|$")
_BEFORE = 24
"""Characters before the words that say that something is not told, in which what it is may begin: "troop numbers"."""

_BINDING = re.compile(
    r"(?P<non>\bnon-?)?\b(?:legally[ -])?binding\b\s*(?P<what>(?:[a-z-]+\s+){0,2}[a-z-]+)?", re.IGNORECASE
)
_UNBOUND = re.compile(
    r"\b(?:not|n[’']t|no|never|without|neither|nor|hardly|rather\s+than|instead\s+of|"
    r"(?:stop|stops|stopped|stopping|fall|falls|fell|falling)\s+short\s+of)\b[^.;,]{0,40}$",
    re.IGNORECASE,
)
_WANTED = re.compile(
    r"\b(?:demand|seek|sought|want|call|urg|ask|need|requir|insist|press|propos|hop|push|if|unless|whether|would\s+like)"
    r"\w*\b[^.;]{0,60}$",
    re.IGNORECASE,
)
_HINT = re.compile(
    rf"\bbinding\b|\b(?:co-?)?signe?[ds]?\b|\bratified\b|\binitiall?ed\b|\b(?:{_DETAILS})\b|\d|"
    r"\b(?:dozens?|hundreds?|thousands?|millions?|billions?|several|two|three|four|five|six|seven|eight|nine|ten|eleven|"
    r"twelve|twenty|thirty|forty|fifty)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Attendance:
    """How many came to a meeting; ``places`` are the names that the meeting goes by, perhaps none."""

    quantity: Quantity
    places: frozenset[str]


@dataclass(frozen=True, slots=True)
class Signing:
    """That a document was signed: the stem of what it is, and where its signers stand, if that can be told."""

    document: str
    signers: Span | None


@dataclass(frozen=True, slots=True)
class Binding:
    """Whether something binds: ``binds`` says yes or no, ``what`` are the stems of what is said to."""

    binds: bool
    what: frozenset[str]


def may_state(text: str) -> bool:
    """Say whether it is worth to look at a text at all: quick, and wrong only by saying yes."""
    return _HINT.search(text) is not None


def find_attendance(text: str, quantities: Sequence[Quantity]) -> tuple[Attendance, ...]:
    """Find how many came to a meeting.

    Args:
        text: A sentence that speaks of a meeting and of coming to it, else nothing is found.
        quantities: What it counts, with offsets into it.
    """
    if not (_MEETING.search(text) and _ATTENDED.search(text)):
        return ()
    places = frozenset(_bare(m["after"] or m["before"]) for m in _PLACE.finditer(text))
    return tuple(Attendance(q, places) for q in quantities if q.unit in _comers())


def find_signing(text: str) -> Signing | None:
    """Return what a sentence says was signed, or None: also where it was not, or may yet be."""
    signed, document = _SIGNED.search(text), _DOCUMENT.search(text)
    if signed is None or document is None or _UNSIGNED.search(text[: signed.start()]):
        return None
    by = _SIGNED_BY.search(text)
    if by is not None:
        signers = Span(by.start("signers"), by.end("signers"))
    elif signed.start() < document.start():
        signers = Span(0, signed.start())
    else:
        signers = None
    return Signing(stem(document.group()), signers)


def find_untold(text: str) -> tuple[str, ...] | None:
    """Return the stems of what no numbers or details are known of, as a sentence says; None when it says no such thing.

    Sorted, and empty when it does not say of what. "Troop numbers remain secret" and "no details on the number of
    troops were given" both do not tell of troops.
    """
    found = _UNTOLD.search(text)
    if found is None:
        return None
    end = _CLAUSE_END.search(text, found.end())
    clause = text[max(0, found.start() - _BEFORE) : end.start() if end else len(text)]
    of = " ".join(match["after"] or match["before"] for match in _UNTOLD_OF.finditer(clause))
    return tuple(sorted({token.stem for token in tokens(of) if token.surface not in FUNCTION_WORDS}))


def find_binding(text: str) -> Binding | None:
    """Return whether a sentence says that something binds; None when it does not, or only that it is wanted."""
    match = _BINDING.search(text)
    if match is None:
        return None
    before = text[: match.start()]
    if _WANTED.search(before):
        return None
    binds = not match["non"] and not _UNBOUND.search(before)
    what = (token for token in tokens(match["what"] or "") if token.surface not in FUNCTION_WORDS)
    return Binding(binds, frozenset(token.stem for token in what))


def _bare(name: str) -> str:
    """Return a name without the article or preposition that opens its sentence."""
    first, _, rest = name.partition(" ")
    return rest if rest and first.lower() in FUNCTION_WORDS else name


@cache
def _comers() -> frozenset[str]:
    return frozenset(stem(word) for word in _COMERS.split())
