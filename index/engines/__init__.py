"""What a search engine is asked to do, and opening the one that a library names.

An engine holds documents: the passages of the articles and, apart from them, the targets of the
stances. It receives them as changes with a position, and can always be deleted and filled again.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

from index.errors import EngineUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from index.query import Node

ENGINES = ("whoosh", "tantivy")
"""The names that ``open_engine`` knows, the one that is always installed first."""


class Part(StrEnum):
    """Which of an article's documents: its passages, or the targets of its stances."""

    PASSAGES = "passages"
    TARGETS = "targets"


class Document(NamedTuple):
    """One passage or target as an engine sees it.

    ``key`` is the record's, unique within its part and above 0; ``article`` the article's id, ``number``
    the passage's. ``title``, ``source``, ``language`` and ``published`` (an ISO date) are the article's,
    empty or None when not known.
    """

    key: int
    article: str
    number: int
    text: str
    title: str
    source: str
    language: str | None
    published: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """All documents that a part of an article has from now on, in the place of those it had; empty removes it.

    ``new`` says that no change of it was ever taken over to the end, so that an engine that commits all at once need
    not look for what it has of it.
    """

    article: str
    part: Part
    documents: tuple[Document, ...]
    new: bool = False


class Match(NamedTuple):
    """One document that matches; ``score`` is rounded and 0 where nothing in the query is ranked."""

    article: str
    number: int
    score: float


@dataclass(frozen=True, slots=True)
class Matches:
    """How many documents of how many articles match, and those that were asked for, best first."""

    total: int
    articles: int
    hits: tuple[Match, ...]


class SearchEngine(Protocol):
    """An index of documents on disk; one object may be used from several threads.

    A query's text leaves are compared with the terms of ``index.text.tokens``: a Word with the
    stems (within a source with the lower-cased words), all other leaves with the lower-cased words.
    Which documents match, and their scores, are the same for all engines (``index.engines.scoring``).
    """

    def position(self) -> int:
        """Return the position of the last replay, 0 before the first."""

    def replay(self, changes: Iterable[Change], position: int) -> None:
        """Take over changes, in order, and the position that they lead to: all of it or nothing.

        An exception while iterating leaves all as it was and goes on to the caller.

        Raises:
            RecordsUnusable: Another process is writing, or the disk refuses; nothing was changed.
        """

    def portion(self, position: int, waiting: int | None = None) -> int:
        """Return how many passages an engine at a position best takes over at a time, at least 1.

        Each replay makes a segment. What is stopped in one is handed over again, and until its end none of it is found.

        Args:
            position: Where the engine stands.
            waiting: How many passages there are in all that it has not seen; None when that is not known.
        """

    def search(self, root: Node, limit: int | None, offset: int = 0) -> Matches:
        """Return how many passages match, and ``limit`` of them (None: all) from the ``offset``-th on.

        Order: score, the highest first, then article id, then passage number; the same every time.

        Raises:
            TypeError: A leaf about stances or mentions, which the records answer, not an engine.
            RecordsUnusable: The index is damaged.
        """

    def matching(self, root: Node, part: Part) -> frozenset[int]:
        """Return the keys of all documents of a part that match; raises what ``search`` raises."""

    def count(self, part: Part) -> int:
        """Return how many documents a part has."""

    def settle(self) -> None:
        """End what replays left to be done in the background, and let go of the right to write."""

    def close(self) -> None:
        """Let go of all files; closing again does nothing."""


def open_engine(name: str, folder: Path) -> SearchEngine:
    """Open the index of an engine in its own folder, made when it is not there yet.

    Raises:
        EngineUnavailable: The engine is unknown or not installed.
        RecordsUnusable: The folder holds no index that this version of the program wrote on this
            computer, or a damaged one: deleting the folder and replaying all changes is safe.
    """
    if name not in ENGINES:
        raise EngineUnavailable(str(folder), f"there is no search engine {name!r}; write one of {', '.join(ENGINES)}")
    try:
        if name == "tantivy":
            from index.engines.tantivy import TantivyEngine

            return TantivyEngine(folder)
        from index.engines.whoosh import WhooshEngine
    except ModuleNotFoundError as missing:
        if missing.name != name:
            raise
        how = f'pip install "whosays[{name}]"'
        raise EngineUnavailable(str(folder), f"the search engine {name} is not installed: {how}") from missing
    return WhooshEngine(folder)
