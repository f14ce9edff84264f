"""For whom a person speaks, learned from how articles introduce people.

The patterns are those of news prose: a country or its adjective before a role
and a name ("the Ruritanian president Anna Example"), a possessive ("Ruritania's Anna
Example"), a name with a role in apposition ("Anna Example, the Ruritanian foreign
minister"), a country as the scene ("In Ruritania, Prime Minister Anna Example"), and
a chain ("Anna Example, President Example's envoy"). Each place is a vote; the library counts them.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from index.analysis import lexicon
from index.analysis.countries import MentionKind
from index.analysis.drafts import Vote
from index.analysis.names import BEFORE, CAPITAL, CHARGE, NAME, fold, surname
from index.analysis.offices import find_offices

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from index.analysis.countries import Mention

_QUALIFIER = re.compile(r"[\w-]+ \Z")
"""The word right before a country, where a "former" or "exiled" stands."""


@cache
def _roles() -> str:
    return "|".join(sorted((re.escape(role) for role in lexicon.forms("roles")), key=lambda r: (-len(r), r)))


@cache
def _after_country() -> re.Pattern[str]:
    words = r"(?:[\w-]+(?: and)? |(?:top|chief|senior|veteran|long-serving|new|outgoing|acting), ){0,7}?"
    body = "(?:government|administration|cabinet|army|military|navy|parliament)"
    elect, affairs = r"(?:-(?:designate|elect))?", r"(?: for [A-Z][\w-]+(?: [A-Z][\w-]+)? Affairs)?"
    charge = rf"(?:of|for) {CHARGE}{elect}{affairs}"
    posted = rf"{elect}(?: {charge}| for [a-z]+(?: [a-z]+)?| to (?:the )?[\w.-]+(?: [A-Z][\w.-]+)??)??"
    role = rf"(?:{body}['’]s )?(?P<role>{words}(?:[\w-]+-)?(?i:{_roles()}){posted})"
    return re.compile(rf"(?:['’\"]s?)?,?\)? {role}(?:, | ){NAME}")


@cache
def _possessive_name() -> re.Pattern[str]:
    return re.compile(rf"['’]s {NAME}")


@cache
def _joined_name() -> re.Pattern[str]:
    return re.compile(rf" and {NAME}")


@cache
def _before_country() -> re.Pattern[str]:
    described = r"(?:(?:who|which) is )?(?:the |an? )?(?:[\w-]+ ){0,4}?"
    posted = rf"(?:the |an? )?(?:[\w-]+ ){{0,4}}?(?i:{_roles()}) (?:of|from|for|to) (?:the )?"
    reigning = r"(?:King|Queen|President|Prime Minister|Emir|Sultan|Foreign Minister)"
    name = r"(?P<reigns>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2})"
    return re.compile(rf"{NAME}, (?:(?P<posted>{posted})|{described})$|(?:[\w-]+ )?{reigning} {name} of $")


@cache
def _role_follows() -> re.Pattern[str]:
    return re.compile(rf"(?:['’]s?)? (?:[\w-]+ ){{0,4}}?(?:[\w-]+-)?(?i:{_roles()})\b")


@cache
def _scene() -> re.Pattern[str]:
    return re.compile(rf", (?:the )?(?P<role>(?:[\w-]+ ){{0,4}}?(?i:{_roles()})) {NAME}")


@cache
def _officer_says() -> re.Pattern[str]:
    verb = r"(?:said|says|told [\w ]{3,30}?|stressed|added|insisted|announced)"
    says = rf"(?:has |had |also |later )*{verb}(?: on \w+| today| yesterday)?"
    return re.compile(rf"\b(?:President|Minister|Premier|Chancellor|King|Secretary) {NAME} {says} (?:that )?(?:the )?")


@cache
def _chain() -> re.Pattern[str]:
    principal = rf"(?P<of>{CAPITAL}[\w-]+(?: {CAPITAL}[\w-]+){{0,3}})"
    owned = rf"(?:the )?{principal}['’]s? (?:[\w-]+ ){{0,4}}?(?:[\w-]+-)?(?i:{_roles()})\b"
    speaks = rf"(?:a |the )?spokes(?:man|woman|person) (?:for|of) {principal.replace('<of>', '<for>')}"
    return re.compile(rf"{NAME}, (?:{owned}|{speaks})")


@cache
def _served() -> re.Pattern[str]:
    """Somebody's deputy or envoy by name: "Premier Example's deputy, Anna Testa, told"."""
    served = r"(?:deputy|envoy|spokes(?:man|woman|person)|adviser|advisor|aide|chief of staff|emissary|lieutenant)"
    return re.compile(rf"(?P<of>{CAPITAL}[\w-]+(?: {CAPITAL}[\w-]+)*)['’]s? (?:[\w-]+ ){{0,3}}?{served}(?:, | ){NAME}")


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
    votes += [_vote(match["name"], "", via=surname(match["of"])) for match in _served().finditer(text)]
    votes += [_vote(match["name"], code, weak=True) for match, code in _spoken_for(text, ordered)]
    votes += [_vote(match["name"], code) for match, code in _organs_of(text, ordered)]
    introduced = count_votes(vote for vote in votes if vote is not None and not vote.weak)
    offices = find_offices(text, ordered, home, introduced)
    votes += [_vote(match["name"], code, weak=True) for match, code in offices]
    return tuple(
        dict.fromkeys(
            given
            for v in votes
            if v is not None and v.surname != v.via and not any(fold(c) == v.name for c in countries)
            for given in _by_other_names(v, text)
        )
    )


_FAMILY_FIRST = frozenset({"CN", "HK", "KH", "KP", "KR", "SG", "TW", "VN"})
"""States where the family name often comes first."""


def _by_other_names(vote: Vote, text: str) -> tuple[Vote, ...]:
    """Return a vote, and one for each earlier word of its name by which the text calls the person too.

    In some states the family name often comes first; elsewhere a second surname follows it ("President Prueba Testa
    Example", later "Prueba"), which only an article that never uses the last word alone is taken to do.
    """
    first, *rest = vote.name.split()
    if not rest or vote.via:
        return (vote,)
    if vote.code in _FAMILY_FIRST and first != vote.surname and first not in lexicon.forms("not_names"):
        return vote, vote._replace(surname=first)
    if vote.weak or len(rest) < _TWO_SURNAMES or vote.surname in _alone(text):
        return (vote,)
    others = (word for word in (first, *rest[:-1]) if word in _alone(text))
    return vote, *(vote._replace(surname=word) for word in others if word not in lexicon.forms("not_names"))


_TWO_SURNAMES = 2
"""Words before the last of a name that may hold a surname."""


@lru_cache(8)
def _alone(text: str) -> frozenset[str]:
    """Return the folded capitalised words that stand alone, or after a title only."""
    found = set()
    for run in _RUN.finditer(text):
        *titles, last = run.group().split()
        if lexicon.forms("honorifics").issuperset(title.casefold().rstrip(".") for title in titles):
            found.add(fold(last))
    return frozenset(found)


_RUN = re.compile(rf"{CAPITAL}[\w'’-]+(?:\.? {CAPITAL}[\w'’-]+)*")


def _organs_of(text: str, mentions: list[Mention]) -> list[tuple[re.Match[str], str]]:
    """Return the papers that are called a state's mouthpiece: what they say, it says."""
    found = ((_organ().search(text[max(0, m.span.start - BEFORE) : m.span.start]), m.code) for m in mentions)
    return [(match, code) for match, code in found if match is not None]


@cache
def _organ() -> re.Pattern[str]:
    name = rf"(?P<name>{CAPITAL}[\w'’-]+(?: {CAPITAL}[\w'’-]+){{0,3}})"
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
    match = _before_country().search(text[max(0, start - BEFORE) : start])
    owns = text[end : end + 2] in {"'s", "’s"}
    if (
        match
        and not _is_outsider(match.group(0))
        and (
            match["reigns"]
            or (match["posted"] and not owns and not _is_body(text, end))
            or _role_follows().match(text, end)
        )
    ):
        found.append(match["reigns"] or match["name"])
    qualifier = _QUALIFIER.search(text[max(0, start - BEFORE) : start])
    return [] if qualifier and _is_outsider(qualifier.group()) else list(dict.fromkeys(found))


def _is_body(text: str, end: int) -> bool:
    """Say whether a state's adjective opens the name of something that is no part of its government."""
    words = re.match(rf"(?: {CAPITAL}[\w'’-]+)*", text[end : end + BEFORE])
    stems = {lexicon.base_stem(word) for word in words.group().split()} if words else set()
    return bool(stems) and stems.isdisjoint(lexicon.stems("government"))


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


def is_first_name(vote: Vote) -> bool:
    """Say whether a vote is for an earlier word of a name: too many share it for other articles to go by it."""
    return vote.surname != vote.name.split()[-1]


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
    guessed = {name: code for name, code in _winners(guesses).items() if name not in counts and name not in chains}
    for name, principal in sorted(_winners(chains).items()):
        code = placed.get(principal) or guessed.get(principal)
        if name not in placed and code is not None:
            placed[name] = code
    return {**guessed, **placed}


def _winners(counts: Mapping[str, Counter[str]]) -> dict[str, str]:
    winners = {}
    for name, by_value in counts.items():
        (value, first), *rest = sorted(by_value.items(), key=lambda item: (-item[1], item[0]))
        if not rest or rest[0][1] < first:
            winners[name] = value
    return winners
