"""What a library is about: the phrases that a person would make topics of.

A phrase is up to three content words in a row. Nothing here is parsed: whether a word is a name, a noun or a verb is
told from what stands beside it over all of its occurrences, which costs seconds where a parser takes minutes. English
only.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from math import ceil, log2
from typing import TYPE_CHECKING, NamedTuple

from index.analysis.countries import country_code, find_mentions
from index.analysis.everyday import (
    ARTICLES,
    BEFORE_PLACES,
    BEFORE_VERBS,
    EVERYDAY,
    HOLDERS,
    SPEECH,
    TITLES,
    VAGUE,
)
from index.text import stem
from index.text.words import FUNCTION_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

LONGEST_PHRASE = 3
LEAST_ARTICLES = 2
LEAST_SHARE = 0.005
"""A phrase stands in at least so many articles, and in such a share of them."""

SHORTEST_WORD = 3
LEAST_WRITTEN = 0.05
"""A way to write a phrase goes into its query when at least such a share of the phrases is written so."""

STANDS_FOR = 2 / 3
"""A last word of which such a share stands in one phrase is as good as the phrase."""

_LONE_WORD = 0.27
"""What a word alone is worth beside a phrase of several."""

_BELONGS = 0.4
"""The same share, for vague words that say something together."""

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
_QUALITY = re.compile(r"(?:[a-z]ic|ical|[st]ional|[rtcd]ial|ous|[iu]ble|[ae]ble|ean|ive|less|ful)\Z")
"""How an adjective ends that is the last word of nothing, whatever it stands before."""

_PAST = re.compile(r"[^e]ed\Z")
_HYPHEN = re.compile(r"[-'’]")


class Written(NamedTuple):
    """One passage to look through: the article it stands in, who published that, its text, and whether it heads it."""

    article: str
    source: str
    text: str
    heads: bool = False


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
    heads: int = 0
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
        if len(one.articles) >= least and _is_topic(key, one, counts)
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
        if pieces and not raw.isalpha() and _POSSESSIVE.search(raw):
            yield _Run(pieces, "")
            pieces = []
    if pieces:
        yield _Run(pieces, "")


@lru_cache(1 << 16)
def _folded(raw: str) -> tuple[str, str]:
    """Return a word's stem, empty for one that says nothing, and the word as it is searched for."""
    word = _POSSESSIVE.sub("", raw)
    lower = word.lower()
    short = len(lower) < (2 if word.isupper() else SHORTEST_WORD)
    if (
        short
        or lower in EVERYDAY
        or lower in FUNCTION_WORDS
        or lower.endswith("ly")
        or lower in TITLES
        or lower in SPEECH
    ):
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
                one.heads += passage.heads
                _count(one, pieces, run.after if last == len(run.pieces) else None, headline=passage.heads)
    return counts


def _phrases(pieces: Sequence[_Piece], frequent: frozenset[str]) -> Iterator[tuple[int, int]]:
    for first in range(len(pieces)):
        for last in range(first + 1, min(first + LONGEST_PHRASE, len(pieces)) + 1):
            if pieces[last - 1].key not in frequent:
                break
            yield first, last


def _count(one: _Counts, pieces: Sequence[_Piece], after: str | None, *, headline: bool) -> None:
    """Count one occurrence; ``after`` is None within a run of content words."""
    before = pieces[0].before
    telling = () if headline else pieces[pieces[0].opening :]
    # A capital at the start of a sentence tells nothing, nor does any in a headline.
    opening = not telling
    one.times += 1
    one.last += after is not None
    one.opening += opening
    one.capital += bool(telling) and all(piece.raw[0].isupper() for piece in telling)
    one.verbs += before in BEFORE_VERBS
    one.articles_before += before in ARTICLES
    one.places += before in BEFORE_PLACES
    one.numbers += before == "#"
    one.persons += before in TITLES or before in SPEECH or (after or "") in SPEECH
    words = " ".join(_POSSESSIVE.sub("", piece.raw) for piece in pieces)
    one.written[words.lower() if headline or pieces[0].opening else words] += 1


def _aimed(targets: Iterable[str]) -> Counter[tuple[str, ...]]:
    """Return how many targets each phrase stands in."""
    found: Counter[tuple[str, ...]] = Counter()
    for target in targets:
        inside: set[tuple[str, ...]] = set()
        for run in _runs(target):
            keys = [piece.key for piece in run.pieces]
            for first in range(len(keys)):
                inside.update(tuple(keys[first:last]) for last in range(first + 1, first + LONGEST_PHRASE + 1))
        found.update(inside)
    return found


def _is_topic(key: tuple[str, ...], one: _Counts, counts: dict[tuple[str, ...], _Counts]) -> bool:
    """Say whether a phrase may be a topic at all: a thing, and neither a verb, an adjective, a unit nor a person."""
    if any(_is_verb(counts[word,]) for word in key) or _is_verb(one):
        return False
    if one.share(one.last) < _LEAST_LAST or one.share(one.numbers) > _MOSTLY_UNIT:
        return False
    title = _title(one)
    if _is_vague(key, one, counts):
        return False
    if _QUALITY.search(title) or _PAST.search(title) or title.split()[-1].lower() in HOLDERS or _is_state(title):
        return False
    if not one.is_name or (len(key) == 1 and title.isupper()):
        return True
    if one.share(one.persons) > _MOSTLY_PERSON:
        return False
    with_article = one.share(one.articles_before) > _MOSTLY_WITH_ARTICLE
    return with_article or (len(key) == 1 and one.share(one.places) > _MOSTLY_PLACE)


def _is_vague(key: tuple[str, ...], one: _Counts, counts: dict[tuple[str, ...], _Counts]) -> bool:
    """Say whether no word of a phrase says what it is about, unless they belong together as hardly any do."""
    if any(_title(counts[word,]).lower() not in VAGUE for word in key):
        return False
    return len(key) == 1 or one.times < _BELONGS * min(counts[word,].times for word in key)


def _is_verb(one: _Counts) -> bool:
    return one.share(one.verbs) > _MOSTLY_VERB


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
    last = counts[key[-1:]]
    if len(key) > 1 and not one.is_name and one.times >= STANDS_FOR * last.times and _title(last).lower() not in VAGUE:
        one, key = last, key[-1:]
    written: Counter[str] = Counter()
    for words, times in one.written.items():
        written[words.lower()] += times
    common = (words for words in written if written[words] >= LEAST_WRITTEN * one.times)
    ways = sorted(common, key=lambda words: (-written[words], words))
    if len(key) == 1:
        # One form finds the others, but for those that a hyphen divides.
        plain = [way for way in ways if way.isalpha()]
        ways = plain[:1] + [way for way in ways if way not in plain]
    return tuple(ways)


def _score(key: tuple[str, ...], one: _Counts, counts: dict[tuple[str, ...], _Counts], targets: int) -> float:
    reach = log2(1 + len(one.articles)) + log2(1 + len(one.sources))
    burst = 1 + log2(one.times / len(one.articles))
    aim = 1 + log2(1 + targets) / 2
    rarest = min(counts[stem_,].times for stem_ in key)
    whole = 0.6 + 0.4 * one.times / rarest if len(key) > 1 else _LONE_WORD
    head = 1 + log2(1 + one.heads) / 4
    return reach * burst * aim * whole * head * (0.5 + one.share(one.last) / 2)
