"""What goes into the records and comes out of them, and the keys that name it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from index.models import Article, Refusal, Stance

Part = Literal["passages", "targets"]
"""Which of an article's documents a change row is about; an engine's ``Part`` by value."""


class FileStatus(StrEnum):
    """How reading a file ended.

    ``REFUSED`` is a verdict on the bytes and holds until they change; ``UNREADABLE``
    is none (no permission, a broken disk), so the file is tried again every time.
    """

    READ = "read"
    REFUSED = "refused"
    UNREADABLE = "unreadable"


class FileRecord(NamedTuple):
    """A file as it was when last looked at; ``reason`` is empty unless it was refused.

    ``reader`` names what read it, or the format that was refused; empty when nobody knows. ``basis`` and ``terms`` say
    what else than its bytes decided what was read: a sidecar and corrections; limits and columns. ``articles`` counts
    the articles that stand of it, ``refused`` what in it was refused. ``many`` is true for a file of members, ``since``
    the ISO date from which on its articles could not be read anew.
    """

    path: str
    size: int
    mtime_ns: int
    sha256: str
    status: FileStatus
    reason: str = ""
    reader: str = ""
    basis: str = ""
    terms: str = ""
    articles: int = 0
    refused: int = 0
    many: bool = False
    since: str | None = None


@dataclass(frozen=True, slots=True)
class FileReading:
    """What reading one file gave, or a part of it; ``articles`` is None where those read before stay.

    ``first`` is the place in the file of the first article. Unless this is the ``last`` part, more of the file follows
    in later transactions, and the file counts as unread until then. ``refused`` is what in the file could not be read,
    the first few, told with the last part.
    """

    record: FileRecord
    articles: tuple[Article, ...] | None = None
    refused: tuple[Refusal, ...] = ()
    first: int = 0
    last: bool = True


class Version(NamedTuple):
    """An earlier text of an article; ``number`` counts from 1, ``replaced`` is the ISO date on which the next came.

    ``stances`` are (holder, position, quote) as the rules found them in that text, None when nobody had looked.
    """

    number: int
    sha256: str
    replaced: str
    title: str | None
    stances: tuple[tuple[str, str, str], ...] | None
    text: str


class FormatCount(NamedTuple):
    """How many files a reader read and refused, and how many articles of them stand."""

    reader: str
    read: int
    refused: int
    articles: int


class ArticleState(NamedTuple):
    """What deciding about an article's analysis needs to know of it; ``content`` is its ``content_digest``."""

    id: str
    content: str
    language: str | None


class ArticleHead(NamedTuple):
    """What a table's column says of an article; ``language`` is None when it could not be told."""

    id: str
    source: str
    published: str | None
    language: str | None
    title: str


class ChangeRow(NamedTuple):
    """One part of one article that engines have to take over; later rows have higher sequences.

    ``first`` is the sequence of the part's first change: an engine that stands before it has nothing of it.
    """

    sequence: int
    article: str
    part: Part
    first: int


class DocumentRow(NamedTuple):
    """What an engine is given to index: a passage, or a stance's target with what it refers to."""

    key: int
    article: str
    number: int
    text: str
    title: str
    source: str
    language: str | None
    published: str | None


class ExtractRow(NamedTuple):
    """What an article tells, packed, with its runs of words; ``packed`` is None where nothing was extracted."""

    article: str
    source: str
    published: str | None
    language: str | None
    packed: str | None
    runs: bytes | None


class PositionRow(NamedTuple):
    """A stance as claims compare it: ``start`` is where its cue stands, ``target`` what the target refers to if any."""

    article: str
    start: int
    holder: str
    position: str
    attribution: str
    cue: str
    target: str | None
    condition: str | None


class HitText(NamedTuple):
    """A passage's text with what a result shows of its article; offsets are half-open, into ``Article.text``.

    ``copy_of`` is the id of the article that this one was first copied from, None where it is no copy.
    """

    file: str
    member: str | None
    source: str
    title: str | None
    published: str | None
    start: int
    end: int
    text: str
    copy_of: str | None = None


class StanceRecord(NamedTuple):
    """A stance as the records hold it, in words and half-open offsets, with what a row shows of its article.

    ``member_number`` is the article's place in its file. The fields after it are those of ``ReviewedStance``, None
    where nobody reviewed the stance.
    """

    key: int
    passage_key: int
    article: str
    file: str
    member: str | None
    source: str
    title: str | None
    published: str | None
    passage: int
    holder: str
    position: str
    attribution: str
    labeller: str
    rule: str
    start: int
    end: int
    quote: str
    cue: str
    target: str | None
    condition: str | None
    speaker: str | None
    member_number: int
    id: str | None = None
    verdict: str | None = None
    reviewers: str | None = None
    disputed_by: str | None = None
    was: str | None = None


class ReviewedStance(NamedTuple):
    """A stance as people's reviews leave it: one of the rules' under its own key, or one that a person added.

    ``retargeted`` says that an engine does not hold its target as it stands here. ``reviewers``, ``disputed_by`` and
    ``was`` are JSON.
    """

    key: int
    article: str
    ordinal: int
    passage: int
    passage_key: int
    holder: str
    position: str
    attribution: str
    rule: str
    labeller: str
    evidence_start: int
    evidence_end: int
    evidence: str
    cue: str
    target: str | None
    condition: str | None
    speaker: str | None
    id: str
    verdict: str
    retargeted: bool
    reviewers: str
    disputed_by: str
    was: str | None


class ReviewedClaim(NamedTuple):
    """A claim as people's reviews leave it, by the claim's id; ``reviewers`` and ``disputed_by`` are JSON."""

    claim: str
    status: str
    verdict: str
    reviewers: str
    disputed_by: str
    was: str


@dataclass(frozen=True, slots=True)
class Findings:
    """What resolution found in one article; ``mentions`` maps passage numbers to holder codes."""

    stances: tuple[Stance, ...] = ()
    mentions: Mapping[int, frozenset[str]] = field(default_factory=dict)


def passage_key(article: str, number: int) -> int:
    """Return the key of a passage: the same in every build, whatever else the library holds."""
    return _key(article, "passage", number)


def stance_key(article: str, ordinal: int) -> int:
    """Return the key of an article's stance by its place in the order of the article's stances."""
    return _key(article, "stance", ordinal)


def stance_id(article: str, start: int, end: int, holder: str, position: str) -> str:
    """Return what names a stance of a library: of one sentence no two have the same holder and position."""
    return f"{article}:{start}-{end}:{holder}:{position}"


def added_key(name: str) -> int:
    """Return the key of a stance that a person added, by its id."""
    return _key(name, "added", 0)


def content_digest(article: Article) -> str:
    """Return a digest of all that a per-article analysis reads: the text and how it is cut."""
    digest = blake2b(article.text.encode(), digest_size=16)
    for passage in article.passages:
        digest.update(f"\0{passage.number} {passage.kind} {passage.span.start} {passage.span.end}".encode())
    return digest.hexdigest()


def _key(article: str, kind: str, number: int) -> int:
    # 63 bits: fits the signed integers of SQLite and of every engine, and 50 million
    # keys collide with a probability of about 0.0001.
    digest = blake2b(f"{article}\0{kind}\0{number}".encode(), digest_size=8).digest()
    return (int.from_bytes(digest, "big") >> 1) or 1


_SPAN_DIGITS = 16


def packed_spans(article: Article) -> str:
    """Return where an article's passages stand: of each start and end, in 8 digits of base 16; empty without any.

    Each has the place of its number: where there is no passage 0, for want of a title, blanks stand.
    """
    before = " " * (article.passages[0].number * _SPAN_DIGITS) if article.passages else ""
    return before + "".join([f"{passage.span.start:08x}{passage.span.end:08x}" for passage in article.passages])


def unpacked_span(packed: str, number: int) -> tuple[int, int] | None:
    """Return start and end of the passage of that number; None where there is none."""
    place = number * _SPAN_DIGITS
    span = packed[place : place + _SPAN_DIGITS].strip()
    return (int(span[: _SPAN_DIGITS // 2], 16), int(span[_SPAN_DIGITS // 2 :], 16)) if span else None
