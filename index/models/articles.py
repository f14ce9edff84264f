"""What is read and worked out: articles, stances, claims, and how a sync went."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.models.words import Attribution, ClaimStatus, PassageKind, Position, Span

NAME_WORDS = 9
"""How many first words name an article without a title."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One title, heading or paragraph of an article.

    ``number`` counts from 1 in reading order, headings included; 0 is the title.
    """

    number: int
    kind: PassageKind
    span: Span


@dataclass(frozen=True, slots=True)
class Article:
    """One text of one source, cleaned; what is not known is None, never invented.

    ``id`` hashes the file's path in the library (and the member in a file of
    many), ``file`` is that path with forward slashes, ``published`` an ISO date,
    ``language`` an ISO 639-1 code, ``sha256`` the digest of the bytes it was
    read from, ``dated_by`` how ``published`` was found. ``passages`` are in order and cover all prose of ``text``.
    """

    id: str
    file: str
    text: str
    passages: tuple[Passage, ...]
    sha256: str
    member: str | None = None
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: str | None = None
    language: str | None = None
    url: str | None = None
    dated_by: str | None = None

    @property
    def source(self) -> str:
        """Who published it: the publisher when known, else the file's stem."""
        return self.publisher or PurePosixPath(self.file).stem

    @property
    def name(self) -> str:
        """The title, or the first words of an article that has none."""
        if self.title:
            return self.title
        words = self.text.split(maxsplit=NAME_WORDS)
        first = " ".join(words[:NAME_WORDS])
        return f"{first} …" if len(words) > NAME_WORDS else first

    def passage(self, number: int) -> Passage | None:
        """Return the passage with that number, or None."""
        return next((p for p in self.passages if p.number == number), None)

    def passage_at(self, offset: int) -> Passage | None:
        """Return the passage that holds a character offset, or None between passages."""
        return next((p for p in self.passages if p.span.start <= offset < p.span.end), None)


@dataclass(frozen=True, slots=True)
class Stance:
    """One holder's position on one target, as one sentence of an article states it.

    ``holder`` is an ISO 3166-1 alpha-2 code, EU, NATO, UN or ``X-NAME``. ``evidence``
    is at most one sentence; ``cue`` are the words that made it a stance and ``rule`` the
    name of the rule that read them. ``refers`` is what the target stands for when
    the target is a reference ("the proposal", "it").
    """

    article: str
    passage: int
    holder: str
    position: Position
    attribution: Attribution
    evidence: Span
    cue: Span
    rule: str
    labeller: str
    target: Span | None = None
    refers: Span | None = None
    condition: Span | None = None
    speaker: Span | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that states, repeats or contradicts a claim; ``value`` is what it gives, if anything."""

    article: str
    passage: int
    span: Span
    supports: bool = True
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One checkable assertion with its evidence over the sources, in article order.

    ``text`` is a sentence of an article; ``kind`` names what is compared
    (quantity, signing, condition, …); ``countries`` are holder codes, sorted.
    """

    id: str
    text: str
    status: ClaimStatus
    kind: str
    countries: tuple[str, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Copies:
    """The articles that share one text, as one of them sees it, by ids.

    ``copy_of`` is the article that it was first copied from, None for that one itself and for one that is no copy;
    ``others`` are all other articles of the text, by file, empty where nobody copied it.
    """

    copy_of: str | None = None
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """A saved query with a name."""

    id: str
    title: str
    query: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file, or a member of one, that could not be read as an article, and why, in one clause.

    ``since`` is the ISO date from which on that is so, when articles that were read of it before stay.
    """

    file: str
    reason: str
    member: str | None = None
    since: str | None = None

    def __str__(self) -> str:
        """One line for a person."""
        named = self.file if self.member is None else f"{self.file}: {self.member}"
        stays = f"; what was read of it before stays (unreadable since {self.since})" if self.since else ""
        return f"{named}: {self.reason}{stays}"


@dataclass(frozen=True, slots=True)
class FileChange:
    """What a sync would do with a file: ``new``, ``changed``, ``again`` (it could not be read) or ``removed``."""

    file: str
    change: str


@dataclass(frozen=True, slots=True)
class ArticleNotes:
    """What is to be known of an article beside what it says.

    ``dated_by`` is how its date was found, ``date_doubts`` what contradicts that date, each in one clause,
    ``unreadable_since`` the ISO date from which on its file could not be read anew, ``versions`` how many earlier texts
    of it are kept. ``copy_of`` is the id of the article that it was first copied from, None where it is no copy;
    ``copies`` are the ids of all other articles of its text, by file.
    """

    dated_by: str | None = None
    date_doubts: tuple[str, ...] = ()
    unreadable_since: str | None = None
    versions: int = 0
    copy_of: str | None = None
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StanceChange:
    """A stance that came with a version of an article (``new``) or went with it."""

    new: bool
    holder: str
    position: str
    quote: str


@dataclass(frozen=True, slots=True)
class ArticleVersion:
    """One text of an article: an earlier one, or with ``replaced`` None the present one.

    ``number`` counts from 1, the oldest that was ever kept. ``changes`` is how its stances differ from those of the
    version before; None for the first that is kept, and when nobody has looked for stances in either of the two.
    """

    number: int
    sha256: str
    replaced: str | None
    title: str | None
    text: str
    changes: tuple[StanceChange, ...] | None


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """How far a sync has come: ``done`` of ``total`` in its present step.

    Reading counts files; ``articles`` are those that have come out of them so far.
    """

    step: str
    done: int
    total: int
    articles: int = 0


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did, in files, but for ``articles``, ``analysed``, ``pending`` and ``copies``, which count articles.

    ``articles`` came out of the files that were read. ``refused`` is all that stands refused, in file order.
    ``pending`` articles wait for their stances, and ``reason`` says why when they could not be analysed. ``copies`` are
    the articles of the library that have word for word the text of another one.
    """

    read: int = 0
    unchanged: int = 0
    removed: int = 0
    renamed: int = 0
    analysed: int = 0
    pending: int = 0
    reason: str = ""
    refused: tuple[Refusal, ...] = ()
    seconds: float = 0.0
    articles: int = 0
    copies: int = 0
