"""What a library is about: the phrases that a person would make topics of.

A phrase is up to three content words in a row. Nothing here is parsed: whether a word is a name, a noun or a verb is told
from what stands beside it over all of its occurrences, which costs milliseconds where a parser takes minutes.
English only.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from math import ceil, log2
from typing import TYPE_CHECKING, NamedTuple

from index.analysis.countries import country_code, find_mentions
from index.text import stem
from index.text.words import FUNCTION_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

LONGEST_PHRASE = 3
LEAST_ARTICLES = 2
LEAST_SHARE = 0.005
"""A phrase stands in at least so many articles, and in such a share of them."""

SHORTEST_WORD = 3
WRITTEN_WAYS = 4
"""How many ways to write a phrase go into its query at most."""

STANDS_FOR = 2 / 3
"""A word of which such a share stands in one phrase is as good as the phrase."""

_MOSTLY_VERB = 0.3
_MOSTLY_NAME = 0.7
_MOSTLY_PERSON = 0.12
_MOSTLY_PLACE = 0.3
_MOSTLY_UNIT = 0.3
_MOSTLY_WITH_ARTICLE = 0.3
_LEAST_LAST = 0.35
"""Shares of a phrase's occurrences beside what tells verbs, names, persons, places, units and adjectives."""

_TOKEN = re.compile(r"(?P<word>[^\W\d_]+(?:[-'’][^\W\d_]+)*)|(?P<number>\d[\d.,]*)|(?P<stop>[.!?\n])|[^\w\s]")
_POSSESSIVE = re.compile(r"['’][sS]?\Z")
_HYPHEN = re.compile(r"[-'’]")


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


_BEFORE_VERBS = _words("""
    to will would can could must should may might shall cannot we they he she i you who did does do not
""")
_BEFORE_PLACES = _words("in from near into outside inside across")
_ARTICLES = _words("the a an this that these those its their our his her any no some all both each every another")
_TITLES = _words("""
    mr mrs ms dr sir lord lady president premier minister chancellor secretary senator general prince king queen
    spokesman spokeswoman chairman ambassador governor commissioner judge analyst
""")
_SPEECH = _words("""
    said says told added asked insisted warned argued noted stressed declared announced explained replied stated
""")
_EVERYDAY = _words("""
    able about above according across action actions activities activity actually addition additional address after again
    against age agree agreed agrees ahead aim aimed aims allow allowed allows almost along already also although always
    amid amount announced announcement another answer apparently appear appeared approach april area areas around article
    ask asked aspect aspects assembly august available average away back background bad basis became because become
    becomes before began begin beginning behind believe believed believes below best better beyond big bit body both bring
    brings brought build built business call called calls came cannot capacity carry carried case cases cause caused
    center central centre century certain certainly challenge challenges chance change changed changes chief circumstances
    cities citizens city clear clearly close closed colleagues come comes coming comment comments committee common
    community companies company comparable compared concern concerned concerning concerns condition conditions conference
    consider considered context continue continued continues contribute contribution control copyright could council
    countries country couple course create created critical current currently daily date day days december decide
    decided decision decisions decline declined department despite detail details determined develop developed developing
    did different difficult direct direction directly director discuss discussed discussion discussions done draft due
    during each earlier early east eastern effect effective effort efforts eight either else emphasis end ended ending
    ensure ensuring entire especially essential establish established even event events ever every everyone evidence exact
    example except exist existing expect expectations expected expects experience express expressed extent face facing
    fact factor factors failed fall family far february federal feel felt few field fifth figure figures final finally
    find firm first five focus focused follow followed following force form formal former forward found four fourth free
    friday friends full fully further future gave general generation generations get give given gives giving global
    goal goals going good goods got government governmental governments great greater greatest ground group groups growing
    hand hands happen happened hard head heads hear heard heart held help helped here high higher highest history hold
    holding home honour hope hopes hour hours house however huge human humanity idea ideas immediate immediately impact
    implement implementation important impossible include included includes including increase increased increasing
    indeed individual individuals information initial initiative initiatives inside instead institution institutions
    intend intended interest interests internal international involve involved issue issued issues itself january job
    join joined july june just keep key kind knew know known lack land large largely larger largest last late later
    latest launch launched lead leader leaders leadership leading least leave led left less let level levels life light
    like likely limited line lines list little live lives living local long longer look looking lot low lower made main
    mainly maintain maintained major majority make makes making man manner many march mark market mass matter matters
    maximum may mean means measure measures medium meet meeting meetings member members men mention mentioned message
    met middle million millions mind minimum minute minutes moment monday money month months moral more morning most
    move moved much nation national nations natural nature near nearly necessary need needed needs negative never new news
    next night nine nobody none normal north northern note noted nothing november now number numbers objective objectives
    obvious occasion october off offer offered office officer officers official officials often once one only onto open
    opened opening operations opportunities opportunity option options order organization organizations organisation
    original others otherwise outcome outside over overall own pace page paid pan part participants participation
    particular particularly parties partly partner partners parts party pass passed past pay people per percent percentage
    perhaps period person personal persons place placed places plan planned plans play point pointed points policies
    policy political position positions positive possibility possible potential practical practice premier prepare
    prepared present presented president press prevent previous previously primary prime principal principle principles
    private probably problem problems procedure process produce produced product products progress project projects
    promote proposal proposals propose proposed protect provide provided provides providing provision public publicly
    published purpose purposes put quality quarter question questions quick quickly quite raise raised range rate rather
    reach reached real reality really reason reasons receive received recent recently record reduce reduced refer
    reference regard regarding regards region regional regions relate related relation relations relationship relevant
    remain remained remains remark remarks replace report reported reporters reports represent representative
    representatives request require required requires respect respective respond responded response responsibilities
    responsibility responsible rest result results return returned reuter reuters review revised right rise rising role
    round rule rules run running said same saturday saw say saying says scale scheduled second section sector sectors see
    seek seeking seem seemed seems seen self send sense sent september series serious services session set setting seven
    several shared short should show showed shown shows side sides sign signed significant similar simple simply since
    single site situation six size small social society solution solutions some someone something sometimes soon sort
    source sources south southern speak speaker speaking special specific speech spite staff stage stand standard start
    started state stated statement statements states status stay step steps still stop strategic strategy street strength
    strengthen strengthening strong strongly struggle study subject success successful such suggest suggested summit
    sunday support supported supporting supports sure system systems take taken takes taking talk talks tell term terms
    than thank thanks thing things think thinking third thirty though thought thousand thousands three through throughout
    thursday thus time times today together told tomorrow too took top total touch toward towards tried true truly trust
    try trying tuesday turn turned twelve twenty two type unable under unit united units unless until upon urgent urgently
    use used useful using usual usually value values various very via view views vision visit vital want wanted wants way
    ways wednesday week weekend weeks welcome well went west western whether while whole why wide widely will willing
    wish wishes within without woman women word words work worked worker workers working world worldwide worse would write
    written wrong year years yes yesterday yet young zero
    per cent pct mln bln dlr dlrs cts vs net stg inc corp ltd plc shr avg qtly nil
    mainly newly jointly deeply merely fairly solely formally
""")
"""Words that say how news is written, and not what about."""


class Written(NamedTuple):
    """One passage to look through: the article it stands in, who published that, and its text."""

    article: str
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Keyphrase:
    """A phrase that many articles are about.

    ``title`` is how it is mostly written; ``ways`` are what to search for, in lower case, each a word or several: the
    ways in which it is written, or the one word that stands for it. ``stems`` are its words'. ``articles``, ``sources``
    and ``targets`` count where it stands, the latter among the targets of stances.
    """

    title: str
    ways: tuple[str, ...]
    stems: tuple[str, ...]
    articles: int
    sources: int
    targets: int
    score: float


@dataclass(slots=True)
class _Counts:
    """What stands beside a phrase, over all its occurrences."""

    times: int = 0
    last: int = 0
    opening: int = 0
    capital: int = 0
    verbs: int = 0
    articles_before: int = 0
    places: int = 0
    numbers: int = 0
    persons: int = 0
    written: Counter[str] = field(default_factory=Counter)
    articles: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)

    def share(self, part: int) -> float:
        return part / self.times

    @property
    def is_name(self) -> bool:
        within = self.times - self.opening
        return self.capital > _MOSTLY_NAME * within if within else self.capital > 0


class _Piece(NamedTuple):
    """One word of a run of content words, with what stands on its left and right in the text."""

    key: str
    lower: str
    raw: str
    before: str
    opening: bool


class _Run(NamedTuple):
    pieces: list[_Piece]
    after: str


def keyphrases(passages: Iterable[Written], targets: Iterable[str]) -> list[Keyphrase]:
    """Return the phrases of these passages that could be topics, the best first; some are much alike.

    Best are those of many articles and sources that come up again and again where they come up, of more than one
    word, and that many stances are about. Countries, their people and persons are no topics of their own.

    Args:
        passages: English text, all of an article's passages in a row.
        targets: The targets of stances, in the article's words.
    """
    texts = list(passages)
    runs = [(passage, list(_runs(passage.text))) for passage in texts]
    least = max(LEAST_ARTICLES, ceil(LEAST_SHARE * len({passage.article for passage in texts})))
    counts = _counted(runs, _frequent(runs, least))
    aimed = _aimed(targets)
    found = [
        _keyphrase(key, one, counts, aimed[key])
        for key, one in counts.items()
        if len(one.articles) >= least and _is_topic(one, len(key))
    ]
    return sorted(found, key=lambda phrase: (-phrase.score, phrase.title))


def _runs(text: str) -> Iterator[_Run]:
    """Yield the content words of a text that stand in a row, with the word before and after them."""
    pieces: list[_Piece] = []
    before, opening = "", True
    for token in _TOKEN.finditer(text):
        raw = token.group()
        key, lower = _folded(raw) if token.lastgroup == "word" else ("", "#" if token.lastgroup == "number" else "")
        if key:
            pieces.append(_Piece(key, lower, raw, before, opening))
        elif pieces:
            yield _Run(pieces, lower)
            pieces = []
        before = lower
        opening = token.lastgroup == "stop" or (opening and token.lastgroup is None)
        if _POSSESSIVE.search(raw) and pieces:
            yield _Run(pieces, "")
            pieces = []
    if pieces:
        yield _Run(pieces, "")


@lru_cache(1 << 16)
def _folded(raw: str) -> tuple[str, str]:
    """Return a word's stem, empty for one that says nothing, and the word as it is searched for."""
    word = _POSSESSIVE.sub("", raw)
    lower = word.lower()
    plain = len(lower) < SHORTEST_WORD and not word.isupper()
    if plain or lower in _EVERYDAY or lower in FUNCTION_WORDS or lower.endswith("ly") or lower in _TITLES | _SPEECH:
        return "", lower
    return stem(_HYPHEN.sub("", lower)), lower


def _frequent(runs: Sequence[tuple[Written, list[_Run]]], least: int) -> frozenset[str]:
    """Return the stems that stand in enough articles to be in any phrase."""
    articles: dict[str, set[str]] = defaultdict(set)
    for passage, of_passage in runs:
        for run in of_passage:
            for piece in run.pieces:
                articles[piece.key].add(passage.article)
    return frozenset(key for key, where in articles.items() if len(where) >= least)


def _counted(runs: Sequence[tuple[Written, list[_Run]]], frequent: frozenset[str]) -> dict[tuple[str, ...], _Counts]:
    counts: dict[tuple[str, ...], _Counts] = defaultdict(_Counts)
    for passage, of_passage in runs:
        for run in of_passage:
            for first, last in _phrases(run.pieces, frequent):
                pieces = run.pieces[first:last]
                one = counts[tuple(piece.key for piece in pieces)]
                one.articles.add(passage.article)
                one.sources.add(passage.source)
                _count(one, pieces, run.after if last == len(run.pieces) else None)
    return counts


def _phrases(pieces: Sequence[_Piece], frequent: frozenset[str]) -> Iterator[tuple[int, int]]:
    for first in range(len(pieces)):
        for last in range(first + 1, min(first + LONGEST_PHRASE, len(pieces)) + 1):
            if pieces[last - 1].key not in frequent:
                break
            yield first, last


def _count(one: _Counts, pieces: Sequence[_Piece], after: str | None) -> None:
    """Count one occurrence; ``after`` is None within a run of content words."""
    before = pieces[0].before
    opening = pieces[0].opening
    one.times += 1
    one.last += after is not None
    one.opening += opening
    one.capital += not opening and all(piece.raw[0].isupper() for piece in pieces)
    one.verbs += before in _BEFORE_VERBS
    one.articles_before += before in _ARTICLES
    one.places += before in _BEFORE_PLACES
    one.numbers += before == "#"
    one.persons += before in _TITLES or before in _SPEECH or (after or "") in _SPEECH
    words = " ".join(_POSSESSIVE.sub("", piece.raw) for piece in pieces)
    one.written[words.lower() if opening and not words.isupper() else words] += 1


def _aimed(targets: Iterable[str]) -> Counter[tuple[str, ...]]:
    """Return how many targets each phrase stands in."""
    found: Counter[tuple[str, ...]] = Counter()
    for target in targets:
        inside = set()
        for run in _runs(target):
            keys = [piece.key for piece in run.pieces]
            for first in range(len(keys)):
                inside.update(tuple(keys[first:last]) for last in range(first + 1, first + LONGEST_PHRASE + 1))
        found.update(inside)
    return found


def _is_topic(one: _Counts, length: int) -> bool:
    """Say whether a phrase may be a topic at all: a thing, and neither a verb, an adjective, a unit nor a person."""
    if one.share(one.verbs) > _MOSTLY_VERB or one.share(one.last) < _LEAST_LAST:
        return False
    if one.share(one.numbers) > _MOSTLY_UNIT:
        return False
    title = _title(one)
    if _is_state(title):
        return False
    if not one.is_name or title.isupper():
        return True
    if one.share(one.persons) > _MOSTLY_PERSON:
        return False
    with_article = one.share(one.articles_before) > _MOSTLY_WITH_ARTICLE
    return with_article or (length == 1 and one.share(one.places) > _MOSTLY_PLACE)


def _is_state(title: str) -> bool:
    """Say whether words name nothing but a country, its people or its capital."""
    if country_code(title):
        return True
    spans = [mention.span for mention in find_mentions(title)]
    return bool(spans) and spans[0].start == 0 and spans[-1].end == len(title)


def _title(one: _Counts) -> str:
    return min(one.written, key=lambda words: (-one.written[words], words))


def _keyphrase(key: tuple[str, ...], one: _Counts, counts: dict[tuple[str, ...], _Counts], targets: int) -> Keyphrase:
    title = _title(one)
    return Keyphrase(
        title=title[0].upper() + title[1:],
        ways=_ways(key, one, counts),
        stems=key,
        articles=len(one.articles),
        sources=len(one.sources),
        targets=targets,
        score=_score(key, one, counts, targets),
    )


def _ways(key: tuple[str, ...], one: _Counts, counts: dict[tuple[str, ...], _Counts]) -> tuple[str, ...]:
    """Return what to search for: the word that stands for the phrase if there is one, else all its common forms."""
    words = [counts[stem_,] for stem_ in key]
    telling = min(words, key=lambda word: word.times)
    if len(key) > 1 and one.times >= STANDS_FOR * telling.times and not telling.is_name:
        one = telling
    written: Counter[str] = Counter()
    for words_, times in one.written.items():
        written[words_.lower()] += times
    ways = sorted(written, key=lambda words_: (-written[words_], words_))[:WRITTEN_WAYS]
    if len(key) == 1 or one is telling:
        # One form finds the others, but for those that a hyphen divides.
        plain = [way for way in ways if way.isalpha()]
        ways = plain[:1] + [way for way in ways if way not in plain]
    return tuple(ways)


def _score(key: tuple[str, ...], one: _Counts, counts: dict[tuple[str, ...], _Counts], targets: int) -> float:
    reach = log2(1 + len(one.articles)) + log2(1 + len(one.sources))
    burst = 1 + log2(one.times / len(one.articles))
    aim = 1 + log2(1 + targets) / 2
    rarest = min(counts[stem_,].times for stem_ in key)
    whole = 0.5 + one.times / rarest if len(key) > 1 else 0.6
    return reach * burst * aim * whole * (0.5 + one.share(one.last) / 2)
