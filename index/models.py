"""The values that pass between the floors: frozen, slotted, standard library only.

Every offset is a character offset into ``Article.text`` and every span is
half-open, so ``article.text[span.start:span.end]`` is always the evidence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath

NAME_WORDS = 9
"""How many first words name an article without a title."""


class PassageKind(StrEnum):
    """What a passage is in its article."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"


class Position(StrEnum):
    """What a holder says of a target; silence is no position.

    The order is the order in which a cell shows them.
    """

    COMMITS = "commits"
    SUPPORTS = "supports"
    DECLINES = "declines"
    OPPOSES = "opposes"
    UNCLEAR = "unclear"

    @property
    def side(self) -> int:
        """1 for the target, -1 against it, 0 undecided."""
        return _SIDES[self]


_SIDES = {
    Position.COMMITS: 1,
    Position.SUPPORTS: 1,
    Position.DECLINES: -1,
    Position.OPPOSES: -1,
    Position.UNCLEAR: 0,
}


class Attribution(StrEnum):
    """How the article comes to state a position."""

    SAID = "said"
    QUOTED = "quoted"
    REPORTED = "reported"
    HEADLINE = "headline"
    NARRATED = "narrated"


class ClaimStatus(StrEnum):
    """How the sources stand to each other on a claim; disputed ones come first."""

    DISPUTED = "disputed"
    DOUBTFUL = "doubtful"
    DIFFERS = "differs"
    CORROBORATED = "corroborated"
    SINGLE = "single"


class Verdict(StrEnum):
    """What a person decided about a stance or a claim."""

    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    REJECTED = "rejected"
    ADDED = "added"
    WITHDRAWN = "withdrawn"


class Blank(StrEnum):
    """Why a cell of the stance table holds no stance."""

    UNMENTIONED = "unmentioned"
    SILENT = "silent"
    PENDING = "pending"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open character offsets into ``Article.text``."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the words the span stands for."""
        return text[self.start : self.end]

    def holds(self, other: Span) -> bool:
        """Say whether the other span lies within this one."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: Span) -> bool:
        """Say whether the two spans share a character."""
        return self.start < other.end and other.start < self.end


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
    read from. ``passages`` are in order and cover all prose of ``text``.
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
class Label:
    """What one labeller says of a stance; target and condition are the article's words, None where there is none."""

    holder: str
    position: Position
    target: str | None = None
    condition: str | None = None
    labeller: str = ""


@dataclass(frozen=True, slots=True)
class StanceRow:
    """A stance with all that a table, a pane or a jsonl row shows of it.

    ``near`` marks a stance that only stands in a matching passage, or that a person rejected: it is shown
    dimmed and never counted. ``quote == article.text[start:end]``.

    ``id`` names the stance by what was first said of it, and stays when it is corrected. ``was`` is what the rules
    said of a stance that somebody reviewed, None for one that a person added. ``verdict`` is what became of it,
    ``reviewers`` are the people who reviewed it, and ``disputed_by`` those of them who say something else than
    the row does; both sorted.
    """

    article: str
    file: str
    member: str | None
    source: str
    title: str | None
    published: str | None
    passage: int
    country: str
    name: str
    position: Position
    target: str | None
    condition: str | None
    speaker: str | None
    attribution: Attribution
    quote: str
    start: int
    end: int
    labeller: str
    rule: str
    cue: str
    topics: tuple[str, ...] = ()
    near: bool = False
    reviewed: bool = False
    id: str = ""
    verdict: Verdict | None = None
    reviewers: tuple[str, ...] = ()
    disputed_by: tuple[str, ...] = ()
    was: Label | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """What one source (or all of them) says for one holder.

    ``positions`` hold each counted position once, the one to show first first;
    empty when nothing is counted, and then ``blank`` says why. ``mixed`` is for and
    against the same target. ``stances`` are indices into ``StanceTable.stances``, the most
    telling first; ``near`` likewise for what is shown dimmed. ``disputed`` says that two people
    reviewed one of the stances shown and differ.
    """

    positions: tuple[Position, ...] = ()
    condition: bool = False
    mixed: bool = False
    reviewed: bool = False
    stances: tuple[int, ...] = ()
    near: tuple[int, ...] = ()
    blank: Blank = Blank.UNMENTIONED
    disputed: bool = False

    @property
    def count(self) -> int:
        """How many stances are counted."""
        return len(self.stances)


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column of the stance table: ``key`` is an article's id, a topic's id or "all"."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """One holder's cells, in the order of the columns."""

    holder: str
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class StanceTable:
    """Holders against sources; rows by weight, columns the fullest first, "all" last."""

    columns: tuple[TableColumn, ...] = ()
    rows: tuple[TableRow, ...] = ()
    stances: tuple[StanceRow, ...] = ()


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
class EvidenceRow:
    """Evidence with what a pane or a jsonl row shows of it; ``says`` is supports or contradicts."""

    article: str
    file: str
    source: str
    published: str | None
    passage: int
    start: int
    end: int
    quote: str
    says: str
    value: str | None


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim with its evidence as rows.

    ``was`` is the status that the evidence alone gave a claim that somebody reviewed; the other fields of a
    review are as in ``StanceRow``.
    """

    id: str
    text: str
    status: ClaimStatus
    kind: str
    countries: tuple[str, ...]
    evidence: tuple[EvidenceRow, ...]
    reviewed: bool = False
    verdict: Verdict | None = None
    reviewers: tuple[str, ...] = ()
    disputed_by: tuple[str, ...] = ()
    was: ClaimStatus | None = None


@dataclass(frozen=True, slots=True)
class HitRow:
    """A passage that matches, with its highlights as spans relative to ``text``."""

    article: str
    file: str
    member: str | None
    source: str
    title: str | None
    published: str | None
    passage: int
    start: int
    end: int
    score: float
    text: str
    highlights: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """All that one query brings back: the first hits, the counts, the table and the claims.

    ``total`` counts matching passages, ``articles`` the articles they stand in;
    ``hits`` may be fewer (see the limit of the search). An empty query matches everything.
    """

    query: str
    total: int = 0
    articles: int = 0
    hits: tuple[HitRow, ...] = ()
    table: StanceTable = field(default_factory=StanceTable)
    claims: tuple[ClaimRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """A saved query with a name."""

    id: str
    title: str
    query: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that could not be read as an article, and why, in one clause."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """How far a sync has come: ``done`` of ``total`` in its present step."""

    step: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did, in files, but for ``analysed`` and ``pending``, which count articles.

    ``refused`` are all files that stand refused, in file order. ``pending`` articles wait for their stances, and
    ``reason`` says why when they could not be analysed.
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
