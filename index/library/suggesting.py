"""What topics a library could have: its key phrases, each as a query that finds what no other topic finds."""

from __future__ import annotations

import re
import unicodedata
from itertools import chain, count
from typing import TYPE_CHECKING

from index.analysis import ANALYSED_LANGUAGES
from index.engines import Part
from index.models import Topic
from index.text import tokens

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from index.analysis.keyphrases import Keyphrase, Written
    from index.library.edition import Edition
    from index.query import Node
    from index.storage import ArticleHead, View

MOST_ARTICLES = 3_000
CHARACTERS = 3_000_000
LEAST_CHARACTERS = 800
"""Of a large library so many articles are looked at, and so much of each from its start: news begins with its point."""

ARTICLES_AT_A_TIME = 500
CANDIDATES = 200
"""How many key phrases are tried as queries at most."""

LEAST_ARTICLES = 2
"""A topic is found in at least so many articles."""

SAME = 0.5
"""Two topics are the same when such a share of the smaller one's passages is the other's too, and no accident.

Where the larger one has a share of all passages, so much would be: half of that is added.
"""

LEAST_SCORE = 0.1
"""A topic is worth at least such a share of the library's first key phrase."""

_NOT_IN_ID = re.compile(r"[^a-z0-9]+")


def suggest(topics: Sequence[Topic], limit: int, edition: Edition) -> tuple[Topic, ...]:
    """Return topics that a library could have, the best first; empty where too little is said more than once.

    Args:
        topics: Those that it has: none is suggested again.
        limit: How many at most.
        edition: The library as it stands.
    """
    engine = edition.engine

    def grounded(query: str) -> Node:
        return edition.asked(edition.parsed(query))

    everything = max(engine.count(Part.PASSAGES), 1)
    standing = [engine.matching(grounded(topic.query), Part.PASSAGES) for topic in topics]
    said = {token.stem for topic in topics for token in tokens(topic.title)}
    ids = {topic.id for topic in topics}
    found: list[Topic] = []
    ranked = _ranked(edition.view)[:CANDIDATES]
    for phrase in ranked:
        if len(found) >= limit or phrase.score < LEAST_SCORE * ranked[0].score:
            break
        if said.intersection(phrase.stems):
            continue
        topic = Topic(_id(phrase.title, ids), phrase.title, _query(phrase))
        root = grounded(topic.query)
        passages = engine.matching(root, Part.PASSAGES)
        known = any(_same(passages, other, everything) for other in standing)
        if not known and engine.search(root, 0).articles >= LEAST_ARTICLES:
            found.append(topic)
            standing.append(passages)
            said.update(phrase.stems)
            ids.add(topic.id)
    return tuple(found)


def _ranked(view: View) -> list[Keyphrase]:
    from index.analysis.keyphrases import keyphrases  # its tables are not needed to open a library

    # Ids are hashes: the first ones are a sample in which no file's name and no date counts.
    heads = sorted((head for head in view.heads() if head.language in {None, *ANALYSED_LANGUAGES}), key=_by_id)
    ids = [head.id for head in heads[:MOST_ARTICLES]]
    return keyphrases(_passages(ids, view), _targets(ids, view))


def _by_id(head: ArticleHead) -> str:
    return head.id


def _passages(ids: Sequence[str], view: View) -> Iterator[Written]:
    """Yield the first passages of each article, as many as there is time for."""
    from index.analysis.keyphrases import Written

    most = max(LEAST_CHARACTERS, CHARACTERS // max(len(ids), 1))
    read: dict[str, int] = {}
    for some in _some(ids):
        for row in view.passage_documents(some):
            before = read.get(row.article, 0)
            read[row.article] = before + len(row.text)
            if before < most:
                yield Written(row.article, row.source, row.text[: most - before], row.number == 0)


def _targets(ids: Sequence[str], view: View) -> Iterator[str]:
    for some in _some(ids):
        for row in view.target_documents(some):
            yield row.text


def _some(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), ARTICLES_AT_A_TIME):
        yield ids[start : start + ARTICLES_AT_A_TIME]


def _query(phrase: Keyphrase) -> str:
    """Return a query that finds a phrase in all the ways that it is written."""
    return " OR ".join(way if way.isalpha() else f'"{way}"' for way in phrase.ways)


def _id(title: str, taken: Collection[str]) -> str:
    """Return an id made of a title, and of a number where another topic has it."""
    plain = _NOT_IN_ID.sub("-", unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower())
    name = plain.strip("-") or "topic"
    numbered = (f"{name}-{number}" for number in count(2))
    return next(key for key in chain([name], numbered) if key not in taken)


def _same(one: frozenset[int], other: frozenset[int], everything: int) -> bool:
    smaller, larger = sorted((len(one), len(other)))
    return len(one & other) > (SAME + larger / everything / 2) * smaller
