"""One article, read in order: sentences that can hold a stance, their parse, what they state.

Sentences without a cue or without anyone who could hold a position never reach the
parser; discourse goes on over the ones that do. Nor does an article that names no state
and nobody by an office of state: who is named there only bears the name of one who speaks for a state elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from index.analysis import lexicon
from index.analysis.countries import MentionKind, find_mentions
from index.analysis.discourse import Actor, Discourse, Sentence
from index.analysis.drafts import ArticleAnalysis, Holder, Naming
from index.analysis.names import surname
from index.analysis.offices import find_titles, names_officer
from index.analysis.organs import COMMENTARIES, PAPERS, find_organs
from index.analysis.people import count_votes, find_votes
from index.analysis.stances import SentenceReader, told_by
from index.analysis.syntax import is_too_deep
from index.analysis.targets import Antecedents
from index.models import Passage, PassageKind, Span
from index.text import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from index.analysis.countries import Mention
    from index.analysis.parsing import Parser
    from index.analysis.trees import Word
    from index.models import Article

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_PERSON = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|President|Minister|Chancellor|Premier|Secretary|Ambassador|King|Queen|Prince|General)\.? "
    r"(?:[A-Z][\w'’.-]+ ){0,2}|(?:[Ss]aid|[Tt]old|[Aa]dded|[Aa]ccording to) (?:[A-Z][\w'’.-]+ ){0,2})"
    r"([^\W\d_a-zß-öø-ÿ][^\W\d_]+)"
)
_ACTING = re.compile(r"([^\W\d_a-zß-öø-ÿ][^\W\d_]+) (?:has |have |had |also |will |would |could |is |was )*([a-z]+)")
"""A name that acts like a person somewhere in the article: after a title, beside a verb of the lexicon."""

_CAPITALISED = re.compile(r"[^\W\d_a-zß-öø-ÿ][\w'’-]+")
_QUOTE = re.compile('["“”]')
_FIRST_PERSON = re.compile(r"\b(?:[Ww]e|[Oo]ur|my country|I)\b")
_SPEECH = re.compile(
    r"\W*(?:Statement|Address|Speech|Remarks|Declaration|Message|Letter) (?:by|of|from) ", re.IGNORECASE
)
"""How the title of a speech begins."""

_SPEECH_WORDS = 3
_SPEECH_EVERY = 480
"""A speech says "we" at least so often, and at least once in so many characters."""

STATES = frozenset({MentionKind.NAME, MentionKind.DEMONYM, MentionKind.CAPITAL})
"""Mentions of single states, blocs and seats aside."""

_TITLE_SHARE = 0.6
_ALWAYS = frozenset("will would shall must should ought can could cannot against need needs needed yet".split())
_TELLING = ("good", "bad", "harming", "striking", "decreeing", "bringing_up", "persuading", "undoing", "signals")
"""The sets of words that can make a stance without being a cue."""

_WHO = frozenset("he she they it we i his her their its our my both".split())


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence to parse: where it stands and the text to give the parser, of equal length."""

    passage: Passage
    span: Span
    text: str
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article before parsing: its countries and the sentences that can hold a stance, in order."""

    article: Article
    mentions: tuple[Mention, ...]
    candidates: tuple[Candidate, ...]


def prepare(article: Article) -> Prepared:
    """Return what of an article has to be parsed, in text order."""
    mentions = find_mentions(article.text)
    if not mentions and not names_officer(article.text) and not find_organs(article.text):
        return Prepared(article, (), ())
    candidates = []
    names = _names(article.text) | _organ_words(article.text)
    quotes = _quotes(article)
    speech = _narrator(Prepared(article, mentions, ())) is not None
    for passage in article.passages:
        whole = passage.kind is not PassageKind.PARAGRAPH
        for span in [passage.span] if whole else sentences(article.text, passage.span):
            inside = tuple(m for m in mentions if span.holds(m.span))
            words = span.of(article.text)
            told = speech or any(quote.start < span.start < quote.end for quote in quotes)
            if _can_state(words, inside, names, told=told):
                candidates.append(Candidate(passage, span, _parsable(words, span, inside), inside))
    return Prepared(article, mentions, tuple(candidates))


def finish(prepared: Prepared, parses: Sequence[list[Word]]) -> ArticleAnalysis:
    """Return what an article states, given the parses of its candidates in their order."""
    article = prepared.article
    parses = [[] if is_too_deep(words) else words for words in parses]
    home = _home(prepared)
    votes = find_votes(article.text, prepared.mentions, home)
    discourse = Discourse(narrator=_narrator(prepared), people=count_votes(votes), home=home, sides=_sides(prepared))
    discourse.blocs = frozenset(m.code for m in prepared.mentions if m.kind is MentionKind.BLOC)
    discourse.titles = find_titles(article.text)
    discourse.organs = find_organs(article.text)
    antecedents = Antecedents()
    quotes = _quotes(article)
    drafts = []
    for place, (candidate, words) in enumerate(zip(prepared.candidates, parses, strict=True)):
        discourse.inside_quote = any(q.start <= candidate.span.start < q.end for q in quotes)
        sentence = Sentence(
            words,
            candidate.span.start,
            candidate.mentions,
            discourse,
            quotes=tuple(q for q in quotes if q.meets(candidate.span)),
        )
        closing = _closing(sentence, prepared.candidates, place)
        if closing is not None:
            later = prepared.candidates[closing]
            speaker = told_by(Sentence(parses[closing], later.span.start, later.mentions, discourse, quotes=quotes))
            discourse.quoted = speaker or discourse.quoted
        reader = SentenceReader(sentence, candidate.passage, candidate.span, antecedents)
        drafts.extend(reader.read())
        antecedents.learn(sentence)
        discourse.named = tuple(dict.fromkeys(m.code for m in candidate.mentions if m.kind in STATES))
    return ArticleAnalysis(tuple(drafts), votes, _namings(prepared))


def _closing(sentence: Sentence, candidates: Sequence[Candidate], place: int) -> int | None:
    """Return which later sentence of the passage closes a quotation that is open at the end of this one, or None."""
    here = candidates[place]
    quote = next((q for q in sentence.quotes if q.end > here.span.end), None)
    if quote is None:
        return None
    for later in range(place + 1, len(candidates)):
        span = candidates[later].span
        if candidates[later].passage is not here.passage or span.start >= quote.end:
            return None
        if quote.end <= span.end:
            return later
    return None


def _names(text: str) -> frozenset[str]:
    """Return the capitalised words that may be people: after a title or beside a verb of the lexicon."""
    verbs = lexicon.verb_cues()
    acting = {name for name, verb in _ACTING.findall(text) if lexicon.base_stem(verb) in verbs}
    return frozenset(acting | set(_PERSON.findall(text)))


def _organ_words(text: str) -> frozenset[str]:
    """Return the words by which an article calls the papers of states that it names."""
    organs = find_organs(text)
    named = {word for organ in organs if organ.is_paper for word in _CAPITALISED.findall(organ.span.of(text))}
    return frozenset(named | COMMENTARIES | PAPERS) if organs else frozenset()


def _can_state(words: str, mentions: Sequence[Mention], names: frozenset[str], *, told: bool) -> bool:
    found = _WORD.findall(words)
    if len(found) < 3:  # noqa: PLR2004 - fewer words hold no statement
        return False
    lower = [word.casefold() for word in found]
    someone = told or bool(mentions) or any(word in _WHO for word in lower) or any(word in names for word in found)
    if not someone and not any(lexicon.base_stem(word) in lexicon.stems("government") for word in lower):
        return False
    stems = _cue_stems()
    return any(word in _ALWAYS or word.endswith(("n't", "n’t")) or lexicon.base_stem(word) in stems for word in lower)


@cache
def _cue_stems() -> frozenset[str]:
    others = (stem for name in _TELLING for stem in lexicon.stems(name))
    return frozenset({*lexicon.verb_cues(), *lexicon.noun_cues(), *lexicon.adjective_cues(), *others})


def _parsable(words: str, span: Span, mentions: Sequence[Mention]) -> str:
    """Return a heading in sentence case at equal length, so that the tagger does not take every word for a name."""
    found = _WORD.findall(words)
    capital = sum(word[0].isupper() for word in found)
    if len(found) < 4 or capital < _TITLE_SHARE * len(found):  # noqa: PLR2004 - short phrases are left as they are
        return words
    letters = list(words.lower()) if len(words.lower()) == len(words) else list(words)
    shout = words.isupper()
    for mention in mentions:
        first, last = mention.span.start - span.start, mention.span.end - span.start
        letters[first:last] = words[first:last].title() if shout and last - first > len("USA") else words[first:last]
    letters[0] = letters[0].upper() if len(letters[0].upper()) == 1 else letters[0]
    return "".join(letters)


def _quotes(article: Article) -> tuple[Span, ...]:
    """Return what stands between quotation marks; one left open reaches to the end of its passage.

    A straight mark opens after a blank and before a word, and closes elsewhere.
    """
    found = []
    for passage in article.passages:
        opened = None
        for match in _QUOTE.finditer(article.text, passage.span.start, passage.span.end):
            place = match.start()
            sign = article.text[place]
            before = article.text[place - 1] if place > passage.span.start else " "
            opens = sign == "“" or (sign == '"' and (before.isspace() or before in "([—–-"))
            if opens:
                opened = place if opened is None else opened
            elif opened is not None:
                found.append(Span(opened, place + 1))
                opened = None
        if opened is not None:
            found.append(Span(opened, passage.span.end))
    return tuple(found)


def _narrator(prepared: Prepared) -> Actor | None:
    """Return the state in whose name an article speaks, when it is a speech: "we" again and again outside quotes."""
    text, quotes = prepared.article.text, _quotes(prepared.article)
    places = (match.start() for match in _FIRST_PERSON.finditer(text))
    spoken = sum(not any(quote.start <= place < quote.end for quote in quotes) for place in places)
    speaker = _home(prepared, _titled(prepared) or prepared.mentions)
    title = prepared.article.passage(0)
    announced = title is not None and _SPEECH.match(title.span.of(text)) is not None
    if speaker is None or (not announced and (spoken < _SPEECH_WORDS or spoken * _SPEECH_EVERY < len(text))):
        return None
    first = next(mention for mention in prepared.mentions if mention.code == speaker)
    return Actor(Holder(speaker, None), first.span, speaks=False)


def _titled(prepared: Prepared) -> tuple[Mention, ...]:
    """Return the first state that the title names, as in "Statement by Ruritania"."""
    title = prepared.article.passage(0)
    held = {*STATES, MentionKind.BLOC}
    named = (m for m in prepared.mentions if title is not None and title.span.holds(m.span) and m.kind in held)
    return tuple(named)[:1]


def _home(prepared: Prepared, mentions: Sequence[Mention] | None = None) -> str | None:
    """Return the state that an article names most often, of which it says just "the government"; None on a tie."""
    chosen = prepared.mentions if mentions is None else mentions
    single = mentions is not None and len(mentions) == 1
    counts = Counter(mention.code for mention in chosen if single or mention.kind in STATES).most_common(2)
    if not counts or (len(counts) > 1 and counts[0][1] == counts[1][1]):
        return None
    return counts[0][0]


def _sides(prepared: Prepared) -> tuple[str, ...]:
    """Return the two states that an article is about; else none.

    They are named at least twice as often as any third, or alone in the first paragraph and most often.
    """
    counts = Counter(mention.code for mention in prepared.mentions if mention.kind in STATES).most_common()
    both = tuple(code for code, _ in counts[:2])
    if len(counts) < 2 or (len(counts) > 2 and counts[1][1] < 2 * counts[2][1]):  # noqa: PLR2004 - two and a third
        first = next((p.span for p in prepared.article.passages if p.kind is PassageKind.PARAGRAPH), None)
        opening = {m.code for m in prepared.mentions if first is not None and first.holds(m.span) and m.kind in STATES}
        return both if opening == set(both) and len(both) > 1 else ()
    return both


def _namings(prepared: Prepared) -> tuple[Naming, ...]:
    """Return the countries and capitalised words of each passage; which words are people, the library decides."""
    found: set[Naming] = set()
    for passage in prepared.article.passages:
        inside = (m.code for m in prepared.mentions if passage.span.holds(m.span))
        found.update(Naming(passage.number, code, None) for code in inside)
        words = _CAPITALISED.findall(passage.span.of(prepared.article.text))
        found.update(Naming(passage.number, None, surname(word)) for word in words)
    return tuple(sorted(found, key=lambda n: (n.passage, n.code or "", n.person or "")))


def analyse_together(articles: Iterable[Article], parser: Parser) -> Iterator[tuple[str, ArticleAnalysis]]:
    """Yield each article's id and analysis, in the order given, parsing their sentences together."""
    batch = [prepare(article) for article in articles]
    docs = parser.parse([candidate.text for item in batch for candidate in item.candidates])
    place = 0
    for item in batch:
        own = docs[place : place + len(item.candidates)]
        place += len(item.candidates)
        yield item.article.id, finish(item, own)
