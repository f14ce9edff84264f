"""For whom a person speaks, learned from how articles introduce people.

The patterns are those of news prose: a country or its adjective before a role
and a name ("the Ruritanian president Anna Example"), a possessive ("Ruritania's Anna
Example"), a name with a role in apposition ("Anna Example, the Ruritanian foreign
minister"), a country as the scene ("In Ruritania, Prime Minister Anna Example"), and
a chain ("Anna Example, President Example's envoy"). Each place is a vote; the library counts them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from index.analysis import lexicon
from index.analysis.countries import MentionKind
from index.analysis.drafts import Vote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from index.analysis.countries import Mention

_TITLE = r"(?:(?:Sir|Lord|Lady|Dame|Mr|Mrs|Ms|Dr|Gen|Col|Adm|Lt|Maj)\.? )*"
_PARTICLE = r"(?:al-|bin |ibn |de |da |dos |van |von |der |den |la |le |el |al |di |du )"
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_NAME = rf"{_TITLE}(?P<name>{_CAPITAL}[\w'’.-]+(?: {_PARTICLE}*{_CAPITAL}[\w'’-]+){{0,3}})"
_BEFORE = 100
"""Characters before a country in which the name it qualifies is looked for."""


_QUALIFIER = re.compile(r"[\w-]+ \Z")
"""The word right before a country, where a "former" or "exiled" stands."""


@cache
def _roles() -> str:
    return "|".join(sorted((re.escape(role) for role in lexicon.forms("roles")), key=lambda r: (-len(r), r)))


_CHARGE = (
    r"(?:State|War|Defen[cs]e|Trade|Finance|Health|Justice|Commerce|Agriculture|Education|Energy|Industry|Information|"
    r"Labou?r|(?:the )?(?:Interior|Economy|Environment|Exchequer|Treasury)|(?:Foreign|External|Economic|Home) Affairs)"
)
"""What a minister is in charge of, after "of" or "for"."""


@cache
def _after_country() -> re.Pattern[str]:
    words = r"(?:[\w-]+(?: and)?,? ){0,7}?"
    posted = rf"(?: (?:of|for) {_CHARGE}| for [a-z]+(?: [a-z]+)?| to (?:the )?[\w.-]+(?: [A-Z][\w.-]+)??)??"
    return re.compile(rf"(?:['’]s?)?,?\)? (?P<role>{words}(?:[\w-]+-)?(?i:{_roles()}){posted})(?:, | ){_NAME}")


@cache
def _possessive_name() -> re.Pattern[str]:
    return re.compile(rf"['’]s {_NAME}")


@cache
def _joined_name() -> re.Pattern[str]:
    return re.compile(rf" and {_NAME}")


@cache
def _before_country() -> re.Pattern[str]:
    described = r"(?:(?:who|which) is )?(?:the |an? )?(?:[\w-]+ ){0,4}?"
    posted = rf"(?:the |an? )?(?:[\w-]+ ){{0,4}}?(?i:{_roles()}) (?:of|from|for|to) (?:the )?"
    reigning = r"(?:King|Queen|President|Prime Minister|Emir|Sultan|Foreign Minister)"
    name = r"(?P<reigns>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2})"
    return re.compile(rf"{_NAME}, (?:(?P<posted>{posted})|{described})$|{reigning} {name} of $")


@cache
def _role_follows() -> re.Pattern[str]:
    return re.compile(rf"(?:['’]s?)? (?:[\w-]+ ){{0,4}}?(?:[\w-]+-)?(?i:{_roles()})\b")


@cache
def _scene() -> re.Pattern[str]:
    return re.compile(rf", (?:the )?(?P<role>(?:[\w-]+ ){{0,4}}?(?i:{_roles()})) {_NAME}")


@cache
def _office() -> re.Pattern[str]:
    small = r"(?:[a-z]+ (?:and [a-z]+ )?)?(?:prime )?minister(?: [A-Z][a-z]+ General)?"
    named = rf"{small}|(?:[A-Z][\w-]+ (?:and [A-Z][\w-]+ )?){{1,3}}(?:Minister|Secretary)"
    minister = rf"Undersecretary (?:of|for) {_CHARGE}|{named}|Minister (?:of|for) {_CHARGE}"
    spokes = r"spokes(?:man|woman|person)"
    officer = r"(?:Foreign |Defen[cs]e )Undersecretary|State Councillor|Ambassador"
    spokesman = rf"(?<=[\"”,] ){spokes}|(?:[Gg]overnment|(?:[A-Z]\w+ )?[Mm]inistry) {spokes}|{officer}"
    return re.compile(rf"\b(?:{minister}|{spokesman}|(?:Vice )?President|Prime Minister|Premier|Chancellor) {_NAME}")


@cache
def _addressed() -> re.Pattern[str]:
    """A name that asks something of, or says something to, the country that follows."""
    asks = r"(?:urged|asked|told|warned|accused|critici[sz]ed|condemned|praised|thanked|called (?:up)?on|pressed|met)"
    return re.compile(rf"(?P<name>{_CAPITAL}[\w'’-]+) (?:has |had |also |again |later )*{asks} (?:the )?$")


@cache
def _officer_says() -> re.Pattern[str]:
    verb = r"(?:said|says|told [\w ]{3,30}?|stressed|added|insisted|announced)"
    says = rf"(?:has |had |also |later )*{verb}(?: on \w+| today| yesterday)?"
    return re.compile(rf"\b(?:President|Minister|Premier|Chancellor|King|Secretary) {_NAME} {says} (?:that )?(?:the )?")


@cache
def _says_of() -> re.Pattern[str]:
    """A name that says or hints that the country that follows does something."""
    says = r"(?:said|says|SAYS|HINTS|told [\w ]{3,30}?|stressed|added|insisted|announced|declared|hinted)"
    return re.compile(
        rf"(?P<name>{_CAPITAL}[\w'’-]+) (?:has |had |also |later )*{says}(?: on \w+)? (?:that )?(?:the )?$"
    )


@cache
def _chain() -> re.Pattern[str]:
    principal = rf"(?P<of>{_CAPITAL}[\w-]+(?: {_CAPITAL}[\w-]+){{0,3}})"
    owned = rf"(?:the )?{principal}['’]s? (?:[\w-]+ ){{0,4}}?(?:[\w-]+-)?(?i:{_roles()})\b"
    speaks = rf"(?:a |the )?spokes(?:man|woman|person) (?:for|of) {principal.replace('<of>', '<for>')}"
    return re.compile(rf"{_NAME}, (?:{owned}|{speaks})")


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


def find_votes(text: str, mentions: Iterable[Mention], home: str | None = None) -> tuple[Vote, ...]:
    """Return where a text says for which country, or for whom, a person speaks: the countries first, in text order.

    Args:
        text: A passage or an article.
        mentions: The countries named in it, in order, with offsets into it.
        home: The country that the article is about, for offices named without one.
    """
    ordered = list(mentions)
    countries = {text[m.span.start : m.span.end] for m in ordered}
    votes = [_vote(name, mention.code) for mention in ordered for name in _names_beside(text, mention, ordered)]
    votes += [_vote(match["name"], "", via=surname(match["of"] or match["for"])) for match in _chain().finditer(text)]
    votes += [_vote(match["name"], code, weak=True) for match, code in _spoken_for(text, ordered)]
    votes += [_vote(match["name"], code) for match, code in _organs_of(text, ordered)]
    votes += [_vote(match["name"], code, weak=True) for match, code in _offices_of(text, ordered, home)]
    return tuple(
        dict.fromkeys(
            given
            for v in votes
            if v is not None and v.surname != v.via and not any(fold(c) == v.name for c in countries)
            for given in _by_either_name(v)
        )
    )


_FAMILY_FIRST = frozenset({"CN", "HK", "KH", "KP", "KR", "SG", "TW", "VN"})
"""States where the family name often comes first."""


def _by_either_name(vote: Vote) -> tuple[Vote, ...]:
    """Return a vote, and where the family name may come first one for the first word of the name too."""
    first, *rest = vote.name.split()
    if vote.code not in _FAMILY_FIRST or not rest or first == vote.surname or first in lexicon.forms("not_names"):
        return (vote,)
    return vote, vote._replace(surname=first)


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


def _offices_of(text: str, mentions: list[Mention], home: str | None) -> list[tuple[re.Match[str], str]]:
    """Return who holds an office named without a country, with the country that is likely meant.

    The words for some offices tell it; else it is the state that last opened a sentence ("Ruritania said … Minister
    Example"), or the one that the article is about, or of the states named most the first that the officer does not
    address ("Minister Example urged Ruritania").
    """
    offices = [(match, code) for code, pattern in _national_offices() for match in pattern.finditer(text)]
    counts = Counter(m.code for m in mentions if m.kind in {MentionKind.NAME, MentionKind.CAPITAL, MentionKind.DEMONYM})
    others: dict[str, set[str]] = {}
    for mention in mentions:
        match = _addressed().search(text[max(0, mention.span.start - _BEFORE) : mention.span.start])
        if match:
            others.setdefault(fold(match["name"]), set()).add(mention.code)
    known = {match["name"] for match, _ in offices}
    openers = [m for m in mentions if m.kind in {MentionKind.NAME, MentionKind.CAPITAL} and _opens(text, m.span.start)]
    opening = Counter(m.code for m in openers)
    officers = {surname(match["name"]) for match in _office().finditer(text)}
    for mention in (m for m in mentions if m.kind in {MentionKind.NAME, MentionKind.CAPITAL, MentionKind.BLOC}):
        match = _says_of().search(text[max(0, mention.span.start - _BEFORE) : mention.span.start])
        if match and fold(match["name"]) in officers and _ACTS.match(text, mention.span.end):
            offices += [(match, mention.code)] * 2
    for match in _office().finditer(text):
        addressed = others.get(surname(match["name"]), set())
        before = [m.code for m in openers if m.span.start < match.start()]
        code = before[-1] if before and not (_prevails(counts) and _prevails(opening)) else home
        head_of_state = match.group().startswith(("President", "Prime Minister", "Premier", "Chancellor"))
        if before and head_of_state and _OTHER_SIDE.search(text[max(0, match.start() - _LEAD) : match.start()]):
            code = next((c for c, _ in counts.most_common() if c != before[-1] and not c.startswith("X-")), None)
        if code in addressed:
            code = next((c for c, _ in counts.most_common() if c not in addressed and not c.startswith("X-")), None)
        if code is not None and match["name"] not in known:
            offices.append((match, code))
    return offices


@cache
def _national_offices() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the offices whose name only one state uses, as patterns before a name."""
    return tuple(
        (code, re.compile(rf"\b(?:{'|'.join(re.escape(office) for office in offices)}) {_NAME}"))
        for code, offices in lexicon.offices().items()
    )


def _organs_of(text: str, mentions: list[Mention]) -> list[tuple[re.Match[str], str]]:
    """Return the papers that are called a state's mouthpiece: what they say, it says."""
    found = ((_organ().search(text[max(0, m.span.start - _BEFORE) : m.span.start]), m.code) for m in mentions)
    return [(match, code) for match, code in found if match is not None]


@cache
def _organ() -> re.Pattern[str]:
    name = rf"(?P<name>{_CAPITAL}[\w'’-]+(?: {_CAPITAL}[\w'’-]+){{0,3}})"
    return re.compile(
        rf"{name}(?: newspaper| daily)?, (?:the |an )?(?:official )?(?:mouthpiece|organ|voice) of (?:the )?$"
    )


def _spoken_for(text: str, mentions: list[Mention]) -> list[tuple[re.Match[str], str]]:
    """Return where an officer without a country says what a country wants or does: it is likely his own."""
    by_start = {mention.span.start: mention.code for mention in mentions if mention.kind is not MentionKind.DEMONYM}
    found = [(match, by_start.get(match.end())) for match in _officer_says().finditer(text)]
    return [(match, code) for match, code in found if code is not None]


def _names_beside(text: str, mention: Mention, ordered: list[Mention]) -> list[str]:
    start, end = mention.span.start, mention.span.end
    found = []
    match = _after_country().match(text, end)
    place = mention.kind is MentionKind.CAPITAL and text[end : end + 2] not in {"'s", "’s"}
    if match and not place and _is_state_role(match["role"]) and not _names_another(match, ordered, mention):
        found.append(match["name"])
        joined = _joined_name().match(text, match.end())
        if joined:
            found.append(joined["name"])
    elif mention.kind in {MentionKind.NAME, MentionKind.BLOC, MentionKind.SEAT}:
        match = _possessive_name().match(text, end)
        if match and " " in match["name"]:
            found.append(match["name"])
    if mention.kind is MentionKind.NAME and text[max(0, start - 7) : start].casefold().endswith(("in ", "in the ")):
        match = _scene().match(text, end)
        if match and _is_state_role(match["role"]):
            found.append(match["name"])
    match = _before_country().search(text[max(0, start - _BEFORE) : start])
    owns = text[end : end + 2] in {"'s", "’s"}
    if (
        match
        and not _is_outsider(match.group(0))
        and ((match["posted"] and not owns) or _role_follows().match(text, end))
    ):
        found.append(match["name"])
    qualifier = _QUALIFIER.search(text[max(0, start - _BEFORE) : start])
    return [] if qualifier and _is_outsider(qualifier.group()) else list(dict.fromkeys(found))


def _is_outsider(words: str) -> bool:
    stems = {lexicon.base_stem(word) for word in re.findall(r"[\w-]+", words)}
    if not stems.isdisjoint(lexicon.stems("not_the_state")):
        return True
    return stems.isdisjoint(lexicon.stems("portfolio_holders")) and not stems.isdisjoint(lexicon.stems("portfolios"))


def _is_state_role(role: str) -> bool:
    return not _is_outsider(role) and lexicon.forms("not_in_roles").isdisjoint(role.casefold().split())


def _names_another(match: re.Match[str], ordered: list[Mention], own: Mention) -> bool:
    """Say whether another state stands in the role, other than where the post is ("ambassador to Ruritania")."""
    for m in ordered:
        inside = m is not own and match.start("role") <= m.span.start < match.end() and m.code != own.code
        if inside and not match.string[: m.span.start].endswith((" to ", " to the ")):
            return True
    return False


def _vote(name: str, code: str, *, via: str = "", weak: bool = False) -> Vote | None:
    words = [fold(word) for word in name.split()]
    while words and words[0] in lexicon.forms("honorifics") | lexicon.forms("roles"):
        words = words[1:]
    if not words or len(words[-1]) == 1 or not lexicon.forms("not_names").isdisjoint(words):
        return None
    return Vote(words[-1], " ".join(words), code, via, weak)


def count_votes(votes: Iterable[Vote]) -> dict[str, str]:
    """Return the country of each surname that one country wins; a tie names none.

    Who speaks for a person speaks for that person's country. Weak votes place only whom no other vote names.
    """
    counts: dict[str, Counter[str]] = {}
    chains: dict[str, Counter[str]] = {}
    guesses: dict[str, Counter[str]] = {}
    for vote in votes:
        if vote.weak:
            guesses.setdefault(vote.surname, Counter())[vote.code] += 1
            continue
        table, value = (counts, vote.code) if vote.code else (chains, vote.via)
        table.setdefault(vote.surname, Counter())[value] += 1
    placed = _winners(counts)
    for name, principal in sorted(_winners(chains).items()):
        if name not in placed and principal in placed:
            placed[name] = placed[principal]
    named = counts.keys() | chains.keys()
    return {**{name: code for name, code in _winners(guesses).items() if name not in named}, **placed}


def _winners(counts: Mapping[str, Counter[str]]) -> dict[str, str]:
    winners = {}
    for name, by_value in counts.items():
        (value, first), *rest = sorted(by_value.items(), key=lambda item: (-item[1], item[0]))
        if not rest or rest[0][1] < first:
            winners[name] = value
    return winners
