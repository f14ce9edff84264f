"""What a person or ``whosays add`` says of an article, before what its reader found: sidecars and ``[[articles]]``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.errors import InvalidSettings, reason_of
from index.library.files import SIDECAR
from index.models import Article, PassageKind, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

MOST_BYTES = 100_000
"""No sidecar is larger."""

SHARED = frozenset({"publisher", "author", "language"})
"""What can be true of all articles of a file of many."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What is known better of an article, or with ``member`` None of a file: fields by name.

    ``by`` is where that stands, "sidecar" or "settings".
    """

    by: str
    facts: Mapping[str, str]
    member: str | None = None


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What a sidecar says: what is known better of the article, and how its file was fetched.

    ``url`` and ``charset`` are None where it was not, or nobody knows.
    """

    facts: Mapping[str, str]
    url: str | None = None
    charset: str | None = None


NO_SIDECAR = Sidecar({})


def read_sidecar(folder: Path, file: str) -> Sidecar | Refusal:
    """Return what the sidecar of a file says; a broken one is refused, and the articles stand as they were found."""
    name = file + SIDECAR
    try:
        return _read_sidecar(folder / name)
    except InvalidSettings as error:
        where = f"{error.line}:{error.column}: " if error.line else ""
        return Refusal(name, f"{where}{error.reason}; its article stands without it")


def amended(
    found: Iterable[Article | Refusal], settled: Sequence[Correction], sidecar: Sidecar
) -> Iterator[Article | Refusal]:
    """Yield what was found in a file with what is known better of it.

    What the library's settings say goes before the sidecar, and the sidecar before the reader.
    """
    corrections = [Correction("sidecar", sidecar.facts), *settled] if sidecar.facts else settled
    for one in found:
        if not isinstance(one, Article):
            yield one
            continue
        article = _amended(one, corrections) if corrections else one
        yield replace(article, url=sidecar.url) if article.url is None and article.member is None else article


def _amended(article: Article, corrections: Sequence[Correction]) -> Article:
    for correction in sorted(corrections, key=lambda one: (one.by == "settings", one.member is not None)):
        if correction.member is not None and correction.member != article.member:
            continue
        facts = dict(correction.facts)
        if correction.member is None and article.member is not None:
            facts = {name: value for name, value in facts.items() if name in SHARED}
        if "published" in facts:
            facts["dated_by"] = correction.by
        if "title" in facts:
            article = _retitled(article, facts["title"])
        if facts:
            article = replace(article, **facts)  # type: ignore[arg-type]
    return article


def _retitled(article: Article, title: str) -> Article:
    """Return an article whose text opens with another title; the rest of it stays as it is."""
    from index.text import compose  # few titles are corrected

    blocks = [(p.kind, p.span.of(article.text)) for p in article.passages if p.kind is not PassageKind.TITLE]
    text, passages = compose(title, blocks)
    return replace(article, text=text, passages=passages)


def _read_sidecar(path: Path) -> Sidecar:
    """Return what a sidecar says.

    Raises:
        InvalidSettings: It cannot be read, or says what a sidecar may not say.
    """
    from index.validation import validate_sidecar  # brings pydantic

    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise InvalidSettings(path.name, reason_of(error)) from error
    if len(content) > MOST_BYTES:
        raise InvalidSettings(path.name, f"it has more than {MOST_BYTES:,} bytes")
    facts, fetched = validate_sidecar(content, path.name)
    return Sidecar(facts, fetched.get("url"), fetched.get("charset"))
