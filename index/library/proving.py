"""Proving that files, records and engine agree; every disagreement is one line for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.errors import reason_of
from index.library.files import Listing, digest_of
from index.query import Everything
from index.storage import FileStatus, content_digest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from index.engines import SearchEngine
    from index.models import Article
    from index.storage import View

ARTICLES_AT_A_TIME = 1_000
"""How many articles are looked at together."""


def prove_records(folder: Path, view: View) -> Iterator[str]:
    """Yield what does not agree: in the records' file, with the files, within the articles."""
    yield from (f"records: {problem}" for problem in view.damage())
    yield from _prove_files(folder, view)
    states = {state.id: state.content for state in view.states()}
    ids = list(states)
    for start in range(0, len(ids), ARTICLES_AT_A_TIME):
        articles = {article.id: article for article in view.articles(ids[start : start + ARTICLES_AT_A_TIME])}
        for article in articles.values():
            yield from (f"{article.file}: {problem}" for problem in _prove_article(article, states[article.id]))
            yield from (f"{article.file}: {problem}" for problem in _prove_stances(article, view))
        for stance in view.stance_records(articles=articles):
            if articles[stance.article].text[stance.start : stance.end] != stance.quote:
                yield f"{stance.file}: a stance of {stance.holder} does not quote passage {stance.passage}"
    yield from (f"{file}: a result would not show its passages as they are" for file in view.misplaced())
    yield from _prove_claims(view)


def prove_engine(view: View, engine: SearchEngine) -> Iterator[str]:
    """Yield where an engine holds something else than the records."""
    from index.engines import Part  # opening a library needs no engine

    if engine.position() != view.position():
        yield f"engine: it has seen change {engine.position()} of {view.position()}"
    for part, keys in (
        (Part.PASSAGES, view.passage_keys()),
        (Part.TARGETS, frozenset(view.without_reviews().stance_keys())),
    ):
        held = engine.matching(Everything(), part)
        if engine.count(part) != len(keys):
            yield f"engine: {engine.count(part)} {part.value}, the records have {len(keys)}"
        elif held != keys:
            yield f"engine: {len(held ^ keys)} of its {part.value} are not those of the records"


def _prove_files(folder: Path, view: View) -> Iterator[str]:
    listing = Listing(folder)
    files = {found.path for found in listing}
    known = {record.path: record for record in view.files()}
    for path in sorted(files - known.keys()):
        yield f"{path}: new, not in the records yet"
    for path, record in known.items():
        if listing.hides(path) or record.status is FileStatus.UNREADABLE:
            continue
        if path not in files:
            yield f"{path}: gone, but still in the records"
            continue
        try:
            digest = digest_of(folder / path)
        except OSError as error:
            yield f"{path}: {reason_of(error)}"
            continue
        # One that took too long to read was never taken to its end.
        if digest != record.sha256 and (record.sha256 or record.status is FileStatus.READ):
            yield f"{path}: changed since it was read"


def _prove_article(article: Article, content: str) -> Iterator[str]:
    if content_digest(article) != content:
        yield "its text is not the one that was read"
    end = 0
    for passage in article.passages:
        if passage.span.start < end or passage.span.end > len(article.text):
            yield f"passage {passage.number} lies outside the text or over its neighbour"
        end = passage.span.end


def _prove_stances(article: Article, view: View) -> Iterator[str]:
    for stance in view.stances(article.id):
        passage = article.passage(stance.passage)
        if passage is None or not passage.span.holds(stance.evidence):
            yield f"a stance of {stance.holder} stands outside its passage {stance.passage}"
        elif any(span and span.end > len(article.text) for span in (stance.target, stance.refers, stance.speaker)):
            yield f"a stance of {stance.holder} in passage {stance.passage} points outside the text"


def _prove_claims(view: View) -> Iterator[str]:
    claims = view.claims()
    cited = {evidence.article for claim in claims for evidence in claim.evidence}
    texts = {article.id: article.text for article in view.articles(cited)}
    for claim in claims:
        for evidence in claim.evidence:
            if texts[evidence.article][evidence.start : evidence.end] != evidence.quote:
                yield f"{evidence.file}: the evidence of claim {claim.id} does not quote passage {evidence.passage}"
