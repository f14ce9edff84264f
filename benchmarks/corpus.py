"""Articles to measure on: those of a file, or made of the seeds with a vocabulary like that of a large library."""

from __future__ import annotations

import json
import lzma
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, islice
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from index.library.following import Follower
from index.library.places import ENGINES, RECORDS, derived_folder
from index.models import Article, PassageKind
from index.readers import article_id
from index.storage import FileReading, FileRecord, FileStatus, Findings, Records
from index.text import compose

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SEEDS = Path(__file__).resolve().parent.parent / "seeds"

COUNTRIES = ("US", "FR", "GB", "DE", "RU", "UA", "CN", "IT", "PL", "JP", "BR", "IN", "TR", "IR", "IL", "ES")
"""Codes that passages are said to mention, the first the most often."""

MENTIONING = 0.3
"""Share of the passages that mention a country."""

VOCABULARY = 60_000
"""Words that are made up; the most frequent of them twice as often as the second, and so on (Zipf)."""

MADE_UP = 0.7
"""Share of the words that are put in the place of a seed's, so that no passage is like another."""

PASSAGES_AN_ARTICLE = (3, 14)
ARTICLES_AT_A_TIME = 500
FIRST_DAY, LAST_DAY = date(2016, 1, 1), date(2026, 1, 1)

_ONSETS = (
    "b",
    "br",
    "c",
    "ch",
    "d",
    "dr",
    "f",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "pr",
    "r",
    "s",
    "st",
    "t",
)
_RHYMES = ("a", "al", "an", "ar", "e", "el", "en", "er", "i", "in", "ion", "is", "o", "on", "or", "ous", "u", "ut")


@dataclass(frozen=True, slots=True)
class Raw:
    """An article before it is cleaned; ``published`` is an ISO date."""

    title: str
    source: str
    published: str
    paragraphs: tuple[str, ...]


def articles(passages: int, file: Path | None) -> Iterator[Article]:
    """Yield articles until they have so many passages; the same ones every time.

    Args:
        passages: How many, titles included.
        file: JSON lines, packed with xz or not, with title, text (blank lines between paragraphs), source and date;
            when it is used up, its paragraphs make new articles. None makes articles of the seeds.
    """
    made = 0
    for number, raw in enumerate(_from_file(file) if file else _from_seeds()):
        article = _article(number, raw)
        yield article
        made += len(article.passages)
        if made >= passages:
            return


def make_library(folder: Path, passages: int, file: Path | None, engines: Sequence[str] = ()) -> None:
    """Fill the records of a library with articles, and engines with their passages; no file is written for them.

    What was begun before in the same folder is gone on with.
    """
    folder.mkdir(parents=True, exist_ok=True)
    derived = derived_folder(folder)
    with Records.open(derived / RECORDS) as records:
        with records.reading() as view:
            full = view.recall("synced") is not None
        if not full:
            write(records, articles(passages, file))
            with records.writing() as writer:
                # All at once: articles that are left out of findings have none.
                writer.replace_findings((a.id, Findings((), mentioned(a))) for a in articles(passages, file))
                writer.remember("synced", "yes")
        for engine in engines:
            follow(records, derived, engine)


def write(records: Records, all_of: Iterable[Article]) -> None:
    """Write articles to the records, few at a time."""
    waiting = iter(all_of)
    while some := list(islice(waiting, ARTICLES_AT_A_TIME)):
        with records.writing() as writer:
            writer.write_files(
                [FileReading(FileRecord(a.file, len(a.text), 0, a.sha256, FileStatus.READ, ""), (a,)) for a in some]
            )


def follow(records: Records, derived: Path, engine: str) -> None:
    """Bring an engine up to the records."""
    follower = Follower(records, derived / ENGINES, engine)
    (derived / ENGINES).mkdir(exist_ok=True)
    with records.alone():
        follower.catch_up(lambda _: None)
    follower.close()


def mentioned(article: Article) -> dict[int, frozenset[str]]:
    """Return the countries that an article's passages are said to mention, by passage."""
    chance = Random(article.id)
    found = {}
    for passage in article.passages:
        if chance.random() < MENTIONING:
            found[passage.number] = frozenset({COUNTRIES[min(int(chance.expovariate(0.3)), len(COUNTRIES) - 1)]})
    return found


def _article(number: int, raw: Raw) -> Article:
    file = f"{number // 1000:04}/{number:07}.txt"
    text, passages = compose(raw.title, ((PassageKind.PARAGRAPH, paragraph) for paragraph in raw.paragraphs))
    return Article(
        id=article_id(file),
        file=file,
        text=text,
        passages=passages,
        sha256=f"{number:064x}",
        member=None,
        title=raw.title,
        author=None,
        publisher=raw.source,
        published=raw.published,
        language="en",
        url=None,
    )


def _from_file(file: Path) -> Iterator[Raw]:
    pool: list[str] = []
    titles: list[str] = []
    with lzma.open(file, "rt") if file.suffix == ".xz" else file.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            paragraphs = tuple(part for part in row["text"].split("\n\n") if part.strip())
            if paragraphs:
                raw = Raw(
                    row["title"] or "Untitled", row["source"] or "", row["date"] or FIRST_DAY.isoformat(), paragraphs
                )
                pool += raw.paragraphs
                titles.append(raw.title)
                yield raw
    yield from _recombined(Random(7), pool, titles)


def _recombined(chance: Random, pool: Sequence[str], titles: Sequence[str]) -> Iterator[Raw]:
    days = (LAST_DAY - FIRST_DAY).days
    while True:
        paragraphs = tuple(chance.choices(pool, k=chance.randint(*PASSAGES_AN_ARTICLE)))
        published = (FIRST_DAY + timedelta(chance.randrange(days))).isoformat()
        yield Raw(chance.choice(titles), f"Paper {chance.randrange(40)}", published, paragraphs)


def _from_seeds() -> Iterator[Raw]:
    """Yield articles of the seeds' paragraphs, most of their words replaced by made-up ones."""
    chance = Random(7)
    lines = [line.strip() for path in sorted(SEEDS.glob("*.txt")) for line in path.read_text("utf-8").splitlines()]
    pool = [line.split() for line in lines if len(line.split()) > 12]  # noqa: PLR2004  (else it is no paragraph)
    words = _vocabulary(chance)
    heights = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))

    def made_up(word: str) -> str:
        if chance.random() > MADE_UP:
            return word
        return words[bisect_left(heights, chance.random() * heights[-1])]

    for raw in _recombined(chance, [""], ["News"]):
        paragraphs = tuple(" ".join(map(made_up, chance.choice(pool))) for _ in raw.paragraphs)
        title = " ".join(paragraphs[0].split()[:7]).title()
        yield Raw(title, raw.source, raw.published, paragraphs)


def _vocabulary(chance: Random) -> list[str]:
    made: dict[str, None] = {}
    while len(made) < VOCABULARY:
        syllables = range(chance.choice((1, 2, 2, 3, 3, 4)))
        made["".join(chance.choice(_ONSETS) + chance.choice(_RHYMES) for _ in syllables)] = None
    return list(made)
