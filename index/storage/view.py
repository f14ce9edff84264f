"""One snapshot of the records, to read from. Every list comes in a total order."""

from __future__ import annotations

import json
from bisect import insort
from hashlib import blake2b
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Literal

from index.models import (
    Article,
    Attribution,
    Claim,
    ClaimRow,
    ClaimStatus,
    Evidence,
    EvidenceRow,
    Passage,
    PassageKind,
    Position,
    Refusal,
    Span,
    Stance,
    StanceEntry,
)
from index.storage.rows import (
    ArticleHead,
    ArticleState,
    ChangeRow,
    DocumentRow,
    ExtractRow,
    FileRecord,
    FileStatus,
    FormatCount,
    HitText,
    PositionRow,
    ReviewedClaim,
    ReviewedStance,
    StanceRecord,
    Version,
    unpacked_span,
)
from index.storage.schema import PACKED_SPANS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from index.query import Node

CLAIMED = "claimed"
"""Under this name is remembered what the claims were worked out of; forgotten when some of them go."""

PLACES_AT_A_TIME = 50
"""Passages that one statement fetches: a screen of hits. Of fewer the rest is NULL, so that SQLite prepares it once."""

_HITS = (
    f"WITH wanted (place, article) AS (VALUES {', '.join(f'({n}, ?)' for n in range(PLACES_AT_A_TIME))}) "
    "SELECT w.place, a.file, a.member, a.source, a.title, a.published, a.spans, a.text, c.original "
    "FROM wanted w JOIN articles a ON a.id = w.article LEFT JOIN copies c ON c.article = a.id"
)

_SAYS = ("contradicts", "supports")

_STANCE_RECORD = (
    "s.key, s.passage_key, s.article, a.file, a.member, a.source, a.title, a.published, s.passage, "
    "s.holder, s.position, s.attribution, s.labeller, s.rule, s.evidence_start, s.evidence_end, s.evidence, "
    "s.cue, s.target, s.condition, s.speaker, a.ordinal"
)


class View:
    """All that can be asked of the records; lives as long as the ``with`` that gave it."""

    def __init__(self, connection: sqlite3.Connection, *, reviews: bool = True) -> None:
        self._connection = connection
        self._reviews = reviews
        self._remembered: dict[str, str] | None = None

    def without_reviews(self) -> View:
        """Return the same snapshot as if nobody had reviewed anything: the stances as the rules found them."""
        return View(self._connection, reviews=False)

    # --- what the program remembers ---

    def remembered(self) -> Mapping[str, str]:
        """Return all that was remembered, by name; it is read once."""
        if self._remembered is None:
            self._remembered = dict(self._connection.execute("SELECT name, value FROM state"))
        return self._remembered

    def recall(self, name: str) -> str | None:
        """Return what was remembered under a name, or None."""
        return self.remembered().get(name)

    def position(self) -> int:
        """Return the sequence of the latest change; 0 when nothing was ever written."""
        return int(self.recall("sequence") or 0)

    def edition(self) -> str:
        """Return what changes whenever an answer might: with the changes for engines, and with all other findings."""
        state = self.remembered()
        reviews = state.get("reviews", 0) if self._reviews else "none"
        return f"{state.get('sequence', 0)}.{state.get('findings', 0)}.{reviews}"

    def has_ledger(self) -> bool:
        """Say whether there is what ``ledger`` returns, without reading it."""
        return self._connection.execute("SELECT 1 FROM ledger").fetchone() is not None

    def ledger(self) -> bytes | None:
        """Return the stances of the rules as they were packed; None when something of them has changed since."""
        row = self._connection.execute("SELECT packed FROM ledger").fetchone()
        return row[0] if row else None

    # --- files and articles ---

    def files(self) -> Iterator[FileRecord]:
        """Yield every known file, in the order of the paths."""
        for row in self._connection.execute(f"SELECT {', '.join(FileRecord._fields)} FROM files ORDER BY path"):
            yield _file(row)

    def file(self, path: str) -> FileRecord | None:
        """Return a known file, or None."""
        row = self._connection.execute(
            f"SELECT {', '.join(FileRecord._fields)} FROM files WHERE path = ?", (path,)
        ).fetchone()
        return _file(row) if row else None

    def files_size(self) -> int:
        """Return how many bytes the known files have."""
        size: int = self._connection.execute("SELECT coalesce(sum(max(size, 0)), 0) FROM files").fetchone()[0]
        return size

    def refused(self) -> Iterator[Refusal]:
        """Yield all that stands refused, files and what in a file was, by file.

        Of a file of which much was refused, the first few are named, and how many more there are.
        """
        within: dict[str, list[Refusal]] = {}
        for file, *refusal in self._connection.execute(
            "SELECT file, named, reason, member FROM refused ORDER BY file, ordinal"
        ):
            within.setdefault(file, []).append(Refusal(*refusal))
        rows = self._connection.execute(
            "SELECT path, status, reason, refused, since FROM files WHERE status <> ? OR refused ORDER BY path",
            (FileStatus.READ,),
        )
        for path, status, reason, count, since in rows:
            if status != FileStatus.READ:
                yield Refusal(path, reason, since=since)
            yield from (named := within.get(path, ()))
            if more := count - len(named):
                yield Refusal(path, f"{more} more of it {'was' if more == 1 else 'were'} refused")

    def arrived(self, articles: Collection[str]) -> frozenset[str]:
        """Return which of these articles have come already of the file that is being read in parts."""
        rows = self._connection.execute(
            "SELECT article FROM arriving WHERE article IN (SELECT value FROM json_each(?))",
            (json.dumps(list(articles)),),
        )
        return frozenset(row[0] for row in rows)

    def formats(self) -> tuple[FormatCount, ...]:
        """Return how many files of each format were read and refused, by the name of the reader."""
        rows = self._connection.execute(
            "SELECT reader, sum(status = ?), sum(status <> ?), sum(articles) FROM files "
            "GROUP BY reader ORDER BY reader",
            (FileStatus.READ, FileStatus.READ),
        )
        return tuple(FormatCount(*row) for row in rows)

    def article_count(self) -> int:
        """Return how many articles there are."""
        count: int = self._connection.execute("SELECT count(*) FROM articles").fetchone()[0]
        return count

    def copies(self) -> int:
        """Return how many articles have word for word the text of another one before them."""
        count: int = self._connection.execute("SELECT count(*) - count(DISTINCT content) FROM articles").fetchone()[0]
        return count

    def languages(self) -> dict[str, int]:
        """Return how many articles each language has, "und" for one that could not be told, by language."""
        return dict(
            self._connection.execute(
                "SELECT coalesce(language, 'und') AS code, count(*) FROM articles GROUP BY code ORDER BY code"
            )
        )

    def versions(self, article: str) -> tuple[Version, ...]:
        """Return the earlier texts of an article that are kept, oldest first."""
        rows = self._connection.execute(
            "SELECT number, sha256, replaced, title, stances, text FROM versions WHERE article = ? ORDER BY number",
            (article,),
        )
        return tuple(
            Version(number, sha256, replaced, title, _said(stances), text)
            for number, sha256, replaced, title, stances, text in rows
        )

    def articles(self, ids: Collection[str] | None = None) -> tuple[Article, ...]:
        """Return the articles with these ids (all, without), in the order of files and of what stands in one."""
        chosen, values = _chosen("id", ids)
        passages: dict[str, list[Passage]] = {}
        where, of = _chosen("article", ids)
        for article, number, kind, start, end in self._connection.execute(
            f"SELECT article, number, kind, start, end FROM passages {where} ORDER BY article, number",
            of,
        ):
            passages.setdefault(article, []).append(Passage(number, PassageKind(kind), Span(start, end)))
        rows = self._connection.execute(
            "SELECT id, file, sha256, member, title, author, publisher, published, language, url, text, dated_by "
            f"FROM articles {chosen} ORDER BY file, ordinal",
            values,
        )
        return tuple(
            Article(
                id=row[0],
                file=row[1],
                sha256=row[2],
                member=row[3],
                title=row[4],
                author=row[5],
                publisher=row[6],
                published=row[7],
                language=row[8],
                url=row[9],
                text=row[10],
                dated_by=row[11],
                passages=tuple(passages.get(row[0], ())),
            )
            for row in rows
        )

    def named(self, reference: str) -> tuple[str, ...]:
        """Return the ids of the articles that a reference names: an id, a file, or the start of ids."""
        for clause in ("id = :name", "file = :name", "substr(id, 1, length(:name)) = :name"):
            rows = self._connection.execute(
                f"SELECT id FROM articles WHERE {clause} ORDER BY file, ordinal", {"name": reference}
            )
            if found := tuple(row[0] for row in rows):
                return found
        return ()

    def heads(self, ids: Collection[str] | None = None) -> tuple[ArticleHead, ...]:
        """Return what a table's column says of the articles with these ids (all, without), by file and place in it."""
        chosen, values = _chosen("id", ids)
        rows = self._connection.execute(
            f"SELECT id, source, published, language, title FROM articles {chosen} ORDER BY file, ordinal", values
        )
        return tuple(ArticleHead(*row) for row in rows)

    def ids(self) -> tuple[str, ...]:
        """Return the ids of all articles, by file and place in it."""
        return tuple(row[0] for row in self._connection.execute("SELECT id FROM articles ORDER BY file, ordinal"))

    def dates(self, ids: Collection[str] | None = None) -> dict[str, str]:
        """Return when these articles (those with stances, without) were published, as ISO dates by id, where known."""
        reviewed = " UNION SELECT article FROM reviewed" if self._reviews else ""
        chosen, values = _chosen("id", ids)
        return dict(
            self._connection.execute(
                "SELECT id, substr(published, 1, 10) FROM articles "
                f"{chosen or f'WHERE id IN (SELECT article FROM stances{reviewed})'} AND published IS NOT NULL",
                values,
            )
        )

    def states(self) -> tuple[ArticleState, ...]:
        """Return what decides about each article's analysis, in the order of ids."""
        rows = self._connection.execute("SELECT id, content, language FROM articles ORDER BY id")
        return tuple(ArticleState(*row) for row in rows)

    def said(self, article: str) -> tuple[tuple[str, str, str], ...] | None:
        """Return (holder, position, quote) of an article's stances as the rules found them, None while it waits."""
        row = self._connection.execute("SELECT settled FROM articles WHERE id = ?", (article,)).fetchone()
        if not (row and row[0]):
            return None
        rows = self._connection.execute(
            "SELECT holder, position, evidence FROM stances WHERE article = ? ORDER BY ordinal", (article,)
        )
        return tuple(rows)

    # --- what engines index ---

    def changes(self, after: int, passages: int) -> tuple[ChangeRow, ...]:
        """Return the first changes after a sequence, oldest first.

        Args:
            after: The sequence.
            passages: How many they are to bring together, if there are as many; what brings none counts for one.
        """
        found: list[ChangeRow] = []
        left = passages
        for sequence, article, part, first, brought in self._connection.execute(
            "SELECT c.sequence, c.article, c.part, c.first, (SELECT count(*) FROM passages p "
            "WHERE p.article = c.article AND c.part = 'passages') FROM changes c WHERE c.sequence > ? ORDER BY 1",
            (after,),
        ):
            found.append(ChangeRow(sequence, article, part, first))
            left -= max(brought, 1)
            if left <= 0:
                break
        return tuple(found)

    def changed_since(self, sequence: int) -> frozenset[str]:
        """Return the ids of the articles that came, or changed, after a sequence; empty when it is yet to come."""
        rows = self._connection.execute(
            "SELECT article FROM changes WHERE part = 'passages' AND sequence > ? "
            "AND article IN (SELECT id FROM articles)",
            (sequence,),
        )
        return frozenset(row[0] for row in rows)

    def changes_after(self, sequence: int) -> int:
        """Return how many changes come after a sequence."""
        count: int = self._connection.execute(
            "SELECT count(*) FROM changes WHERE sequence > ?", (sequence,)
        ).fetchone()[0]
        return count

    def passages_after(self, sequence: int) -> int:
        """Return how many passages the changes after a sequence bring; what brings none counts for one."""
        count: int = self._connection.execute(
            "SELECT count(*) FROM changes c LEFT JOIN passages p ON p.article = c.article AND c.part = 'passages' "
            "WHERE c.sequence > ?",
            (sequence,),
        ).fetchone()[0]
        return count

    def passage_documents(self, articles: Collection[str]) -> Iterator[DocumentRow]:
        """Return the passages of these articles, by article and number."""
        chosen = (json.dumps(list(articles)),)
        # Each text is read once, and cut here: to find a place in it SQLite would read it anew for each passage.
        heads = {
            row[0]: row
            for row in self._connection.execute(
                "SELECT id, text, coalesce(title, ''), source, language, published FROM articles "
                "WHERE id IN (SELECT value FROM json_each(?))",
                chosen,
            )
        }
        passages = self._connection.execute(
            "SELECT article, key, number, start, end FROM passages "
            "WHERE article IN (SELECT value FROM json_each(?)) ORDER BY article, number",
            chosen,
        )
        for article, rows in groupby(passages, itemgetter(0)):
            _, text, *rest = heads[article]
            for _, key, number, start, end in rows:
                yield DocumentRow._make((key, article, number, text[start:end], *rest))

    def target_documents(self, articles: Collection[str]) -> Iterator[DocumentRow]:
        """Return the targets of these articles' stances, by article and order of the stances.

        The text is the target's words, a blank, and the words it refers to; empty where there is no target.
        """
        return self._documents(
            "SELECT s.key, s.article, s.passage, trim(coalesce(s.target, '') || ' ' || coalesce(s.refers, '')), "
            "a.title, a.source, a.language, a.published FROM stances s JOIN articles a ON a.id = s.article "
            "WHERE s.article IN (SELECT value FROM json_each(?)) ORDER BY s.article, s.ordinal",
            articles,
        )

    def _documents(self, statement: str, articles: Collection[str]) -> Iterator[DocumentRow]:
        for key, article, number, text, title, *rest in self._connection.execute(
            statement, (json.dumps(list(articles)),)
        ):
            yield DocumentRow(key, article, number, text, title or "", *rest)

    # --- what a search shows ---

    def hits(self, places: Sequence[tuple[str, int]]) -> list[HitText | None]:
        """Return the passages at these articles and numbers, in their order; None for what is no longer there."""
        found: list[HitText | None] = [None] * len(places)
        for first in range(0, len(places), PLACES_AT_A_TIME):
            some = places[first : first + PLACES_AT_A_TIME]
            asked = [article for article, _ in some] + [None] * (PLACES_AT_A_TIME - len(some))
            for place, file, member, source, title, published, spans, text, original in self._connection.execute(
                _HITS, asked
            ):
                span = unpacked_span(spans, some[place][1])
                if span is not None:
                    # The text is cut here: to find a place in it SQLite would walk through it once more.
                    hit = (file, member, source, title, published, *span, text[slice(*span)], original)
                    found[first + place] = HitText._make(hit)
        return found

    def misplaced(self) -> tuple[str, ...]:
        """Return the files of articles of which ``hits`` would show other spans than their passages'."""
        rows = self._connection.execute(f"SELECT file FROM articles a WHERE spans <> {PACKED_SPANS} ORDER BY file, id")
        return tuple(row[0] for row in rows)

    def passage_keys(self) -> frozenset[int]:
        """Return the keys of all passages."""
        return frozenset(row[0] for row in self._connection.execute("SELECT key FROM passages"))

    def stance_keys(self) -> dict[int, int]:
        """Return the key of every stance with the key of the passage it stands in."""
        keys = dict(self._connection.execute("SELECT key, passage_key FROM stances"))
        if self._reviews:
            keys.update(self._connection.execute("SELECT key, passage_key FROM reviewed"))
        return keys

    def stances_meeting(self, node: Node) -> dict[int, int]:
        """Return, as ``stance_keys``, the stances that meet a tree of holder, position and speaker leaves.

        What a person rejected meets nothing.
        """
        from index.storage.leaves import condition  # opening a library needs no query

        clause, values = condition(node, self._speakers)
        met = dict(self._connection.execute(f"SELECT key, passage_key FROM stances WHERE {clause}", values))
        if self._reviews:
            for (key,) in self._connection.execute("SELECT key FROM reviewed"):
                met.pop(key, None)
            found = f"SELECT key, passage_key FROM reviewed WHERE verdict <> 'rejected' AND {clause}"
            met.update(self._connection.execute(found, values))
        return met

    def _speakers(self) -> Sequence[str]:
        return [
            row[0] for row in self._connection.execute("SELECT DISTINCT speaker FROM stances WHERE speaker IS NOT NULL")
        ]

    def passages_mentioning(self, country: str) -> frozenset[int]:
        """Return the keys of the passages that mention a country, by holder code."""
        # In one row: handing over each as a row takes longer than all else, and there are thousands.
        keys = self._connection.execute(
            "SELECT json_group_array(passage_key) FROM mentions WHERE country = ?", (country,)
        ).fetchone()[0]
        return frozenset(json.loads(keys))

    def countries_mentioned(self, articles: Collection[str]) -> dict[str, frozenset[str]]:
        """Return the holder codes that each of these articles mentions anywhere."""
        found: dict[str, set[str]] = {article: set() for article in articles}
        for article, country in self._connection.execute(
            "SELECT DISTINCT article, country FROM mentions WHERE article IN (SELECT value FROM json_each(?))",
            (json.dumps(list(articles)),),
        ):
            found[article].add(country)
        return {article: frozenset(codes) for article, codes in found.items()}

    def stance_records(
        self, keys: Collection[int] | None = None, *, articles: Collection[str] | None = None
    ) -> tuple[StanceRecord, ...]:
        """Return the stances with these keys or of these articles (all, without), by file and place of the evidence."""
        chosen, values = _chosen("s.key", keys) if articles is None else _chosen("s.article", articles)
        rows = self._connection.execute(
            f"SELECT {_STANCE_RECORD} FROM stances s JOIN articles a ON a.id = s.article "
            f"{chosen} ORDER BY a.file, a.ordinal, s.ordinal",
            values,
        )
        if not self._reviews:
            return tuple(StanceRecord(*row) for row in rows)
        reviewed = self._connection.execute(
            f"SELECT {_STANCE_RECORD}, s.id, s.verdict, s.reviewers, s.disputed_by, s.was "
            f"FROM reviewed s JOIN articles a ON a.id = s.article {chosen} ORDER BY a.file, a.ordinal, s.ordinal",
            values,
        )
        # Joined here, for SQLite would copy all stances to join them: of those reviewed there are few.
        changed = {record.key: record for record in (StanceRecord(*row) for row in reviewed)}
        records = [changed.pop(row[0]) if row[0] in changed else StanceRecord(*row) for row in rows]
        for added in changed.values():
            insort(records, added, key=_place)
        return tuple(records)

    def articles_reviewed(self) -> tuple[str, ...]:
        """Return the ids of the articles of which a person reviewed a stance, or added one, by file and place in it."""
        if not self._reviews:
            return ()
        rows = self._connection.execute(
            "SELECT id FROM articles WHERE id IN (SELECT article FROM reviewed) ORDER BY file, ordinal"
        )
        return tuple(row[0] for row in rows)

    def precedes(self, one: str, other: str) -> bool:
        """Say whether an article, by its id, comes before another: by file and place in it."""
        rows = self._connection.execute(
            "SELECT id FROM articles WHERE id IN (?, ?) ORDER BY file, ordinal LIMIT 1", (one, other)
        )
        return one != other and rows.fetchone() == (one,)

    def stance_entries(self, articles: Collection[str] | None = None) -> Iterator[StanceEntry]:
        """Yield what counting needs of every stance of these articles (all), in the order of ``stance_records``."""
        chosen, values = _chosen("s.article", articles)
        facts = (
            "s.key, s.passage_key, s.article, s.holder, s.position, s.attribution, s.speaker, s.target, "
            "s.condition IS NOT NULL"
        )
        plain = f"SELECT {facts}, 0, 0, 0 {{}} FROM stances s JOIN articles a ON a.id = s.article"
        if not self._reviews or self._connection.execute("SELECT 1 FROM reviewed").fetchone() is None:
            rows = self._connection.execute(
                f"{plain.format('')} {chosen} ORDER BY a.file, a.ordinal, s.ordinal", values
            )
        else:
            order = ", a.file AS f, a.ordinal AS n, s.evidence_start AS b, s.evidence_end AS e, s.ordinal AS o"
            rows = self._connection.execute(
                f"{plain.format(order)} {chosen or 'WHERE TRUE'} AND s.key NOT IN (SELECT key FROM reviewed) UNION ALL "
                f"SELECT {facts}, 1, s.disputed_by NOT IN ('', '[]'), s.verdict = 'rejected' {order} "
                f"FROM reviewed s JOIN articles a ON a.id = s.article {chosen} ORDER BY f, n, b, e, o, 1",
                [*values, *values],
            )
        return (StanceEntry(*row[: len(StanceEntry._fields)]) for row in rows)

    def stances(self, article: str) -> tuple[Stance, ...]:
        """Return an article's stances with all their spans, in their order."""
        rows = self._connection.execute(
            "SELECT article, passage, holder, position, attribution, rule, labeller, evidence_start, evidence_end, "
            "cue_start, cue_end, target_start, target_end, refers_start, refers_end, condition_start, condition_end, "
            "speaker_start, speaker_end FROM stances WHERE article = ? ORDER BY ordinal",
            (article,),
        )
        return tuple(
            Stance(
                article=row[0],
                passage=row[1],
                holder=row[2],
                position=Position(row[3]),
                attribution=Attribution(row[4]),
                rule=row[5],
                labeller=row[6],
                evidence=Span(row[7], row[8]),
                cue=Span(row[9], row[10]),
                target=_span(row[11], row[12]),
                refers=_span(row[13], row[14]),
                condition=_span(row[15], row[16]),
                speaker=_span(row[17], row[18]),
            )
            for row in rows
        )

    def claim_statuses(self) -> tuple[tuple[str, str], ...]:
        """Return the id and the status of each claim, in the order in which they were given."""
        return tuple(self._connection.execute("SELECT id, status FROM claims ORDER BY ordinal"))

    def evidence_places(self) -> Iterator[tuple[int, str]]:
        """Yield the key of each passage that evidence stands in, with the id of its claim; in no order."""
        yield from self._connection.execute("SELECT DISTINCT passage_key, claim FROM evidence")

    def claims(self, ids: Collection[str] | None = None) -> tuple[ClaimRow, ...]:
        """Return the claims with these ids (all, without), in the order in which they were given."""
        chosen, values = _chosen("c.id", ids)
        evidence: dict[str, list[EvidenceRow]] = {}
        for (
            claim,
            article,
            file,
            source,
            published,
            passage,
            start,
            end,
            quote,
            supports,
            value,
        ) in self._connection.execute(
            "SELECT c.id, v.article, a.file, a.source, a.published, v.passage, v.start, v.end, v.quote, v.supports, "
            f"v.value FROM claims c JOIN evidence v ON v.claim = c.id JOIN articles a ON a.id = v.article {chosen} "
            "ORDER BY c.ordinal, v.ordinal",
            values,
        ):
            row = EvidenceRow(article, file, source, published, passage, start, end, quote, _SAYS[supports], value)
            evidence.setdefault(claim, []).append(row)
        rows = self._connection.execute(
            f"SELECT c.id, c.text, c.status, c.kind, c.countries FROM claims c {chosen} ORDER BY c.ordinal",
            values,
        )
        return tuple(
            ClaimRow(
                row[0], row[1], ClaimStatus(row[2]), row[3], tuple(row[4].split()), tuple(evidence.get(row[0], ()))
            )
            for row in rows
        )

    def grouped(self) -> tuple[Claim, ...]:
        """Return all claims as they were given."""
        return tuple(
            Claim(
                row.id,
                row.text,
                row.status,
                row.kind,
                row.countries,
                tuple(
                    Evidence(e.article, e.passage, Span(e.start, e.end), e.says == _SAYS[True], e.value)
                    for e in row.evidence
                ),
            )
            for row in self.claims()
        )

    # --- what people decided ---

    def rejected(self) -> frozenset[int]:
        """Return the keys of the stances that a person rejected."""
        if not self._reviews:
            return frozenset()
        return frozenset(
            row[0] for row in self._connection.execute("SELECT key FROM reviewed WHERE verdict = 'rejected'")
        )

    def retargeted(self) -> tuple[DocumentRow, ...]:
        """Return the targets that an engine does not hold as they stand: of stances added, or corrected in it."""
        if not self._reviews:
            return ()
        rows = self._connection.execute(
            "SELECT s.key, s.article, s.passage, coalesce(s.target, ''), coalesce(a.title, ''), a.source, a.language, "
            "a.published FROM reviewed s JOIN articles a ON a.id = s.article WHERE s.retargeted ORDER BY s.key"
        )
        return tuple(DocumentRow(*row) for row in rows)

    def reviewed(self) -> tuple[ReviewedStance, ...]:
        """Return the stances that people reviewed, as the reviews leave them, by key."""
        rows = self._connection.execute(f"SELECT {', '.join(ReviewedStance._fields)} FROM reviewed ORDER BY key")
        return tuple(ReviewedStance(*row) for row in rows)

    def reviewed_claims(self) -> tuple[ReviewedClaim, ...]:
        """Return the claims that people reviewed, as the reviews leave them, by id."""
        if not self._reviews:
            return ()
        rows = self._connection.execute(
            f"SELECT {', '.join(ReviewedClaim._fields)} FROM reviewed_claims ORDER BY claim"
        )
        return tuple(ReviewedClaim(*row) for row in rows)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Return the id and the text of every article, by id."""
        return iter(self._connection.execute("SELECT id, text FROM articles ORDER BY id"))

    # --- analysis ---

    def pending(self, languages: Collection[str], ids: Collection[str] | None = None) -> frozenset[str]:
        """Return the ids of the articles, among these (all, without), that wait for their stances.

        They are those in one of these languages, or in one that could not be told, whose text has been in no
        ``Writer.replace_findings`` since it was written.
        """
        chosen, values = _chosen("id", ids)
        rows = self._connection.execute(
            f"SELECT id FROM articles {chosen} {'AND' if chosen else 'WHERE'} NOT settled "
            "AND (language IS NULL OR language IN (SELECT value FROM json_each(?)))",
            [*values, json.dumps(sorted(languages))],
        )
        return frozenset(row[0] for row in rows)

    def count_pending(self, languages: Collection[str]) -> int:
        """Return how many articles ``pending`` names."""
        count: int = self._connection.execute(
            "SELECT count(*) FROM articles WHERE NOT settled "
            "AND (language IS NULL OR language IN (SELECT value FROM json_each(?)))",
            (json.dumps(sorted(languages)),),
        ).fetchone()[0]
        return count

    def analyses(self, labeller: str, languages: Collection[str]) -> Iterator[tuple[str, str]]:
        """Return article ids and packed analyses of a labeller, by id; articles without one are left out.

        They are of articles in one of these languages, or in one that could not be told.
        """
        return iter(
            self._connection.execute(
                "SELECT a.id, n.packed FROM articles a JOIN analyses n ON n.content = a.content AND n.labeller = ? "
                "WHERE a.language IS NULL OR a.language IN (SELECT value FROM json_each(?)) ORDER BY a.id",
                (labeller, json.dumps(sorted(languages))),
            )
        )

    def unanalysed(self, labeller: str, languages: Collection[str]) -> dict[str, str]:
        """Return the contents that a labeller has still to analyse, each with the id of an article that has it.

        They are of articles in one of these languages, or in one that could not be told.
        """
        return dict(
            self._connection.execute(
                "SELECT content, min(id) FROM articles a "
                "WHERE (language IS NULL OR language IN (SELECT value FROM json_each(?))) "
                "AND NOT EXISTS (SELECT 1 FROM analyses n WHERE n.content = a.content AND n.labeller = ?) "
                "GROUP BY content ORDER BY min(rowid)",
                (json.dumps(sorted(languages)), labeller),
            )
        )

    def cues(self, labeller: str, contents: Collection[str]) -> Iterator[tuple[str, str]]:
        """Return these contents with their packed analyses of a labeller; those without one are left out."""
        return iter(
            self._connection.execute(
                "SELECT content, packed FROM analyses WHERE labeller = ? "
                "AND content IN (SELECT value FROM json_each(?)) ORDER BY content",
                (labeller, json.dumps(list(contents))),
            )
        )

    def extracted(self, labeller: str) -> frozenset[str]:
        """Return the contents whose sentences a labeller has extracted."""
        rows = self._connection.execute("SELECT content FROM extracts WHERE labeller = ?", (labeller,))
        return frozenset(row[0] for row in rows)

    def extracts(self, labeller: str, article: str | None = None) -> Iterator[ExtractRow]:
        """Return what an article, or (without) every one tells, by file and place in it."""
        chosen, values = ("WHERE a.id = ?", (article,)) if article else ("ORDER BY a.file, a.ordinal", ())
        rows = self._connection.execute(
            "SELECT a.id, a.source, a.published, a.language, e.packed, e.runs FROM articles a "
            f"LEFT JOIN extracts e ON e.content = a.content AND e.labeller = ? {chosen}",
            (labeller, *values),
        )
        return map(ExtractRow._make, rows)

    def positions(self, article: str | None = None) -> Iterator[PositionRow]:
        """Return the stances of the rules as claims compare them, by file, place of the article and order in it.

        Args:
            article: Whose, None for all.
        """
        chosen, values = ("WHERE a.id = ?", (article,)) if article else ("", ())
        rows = self._connection.execute(
            "SELECT s.article, s.cue_start, s.holder, s.position, s.attribution, s.cue, coalesce(s.refers, s.target), "
            f"s.condition FROM articles a JOIN stances s ON s.article = a.id {chosen} "
            "ORDER BY a.file, a.ordinal, s.ordinal",
            values,
        )
        return map(PositionRow._make, rows)

    def text(self, article: str) -> str:
        """Return an article's text.

        Raises:
            KeyError: There is no such article.
        """
        row = self._connection.execute("SELECT text FROM articles WHERE id = ?", (article,)).fetchone()
        if row is None:
            raise KeyError(article)
        return str(row[0])

    def files_at(self, urls: Collection[str]) -> dict[str, str]:
        """Return the file of an article for each of some addresses that one has; goes through all articles."""
        rows = self._connection.execute(
            "SELECT url, min(file) FROM articles WHERE url IN (SELECT value FROM json_each(?)) GROUP BY url",
            (json.dumps(list(urls)),),
        )
        return dict(rows)

    def digests(self) -> dict[str, str]:
        """Return a file for each digest of a file's bytes."""
        return dict(self._connection.execute("SELECT sha256, min(path) FROM files WHERE sha256 <> '' GROUP BY sha256"))

    def originals(self) -> dict[str, str]:
        """Return each article that is a copy with the one that it was first copied from, by ids."""
        return dict(self._connection.execute("SELECT article, original FROM copies ORDER BY article"))

    def original_of(self, article: str) -> str | None:
        """Return the id of the article that one was first copied from; None when it is no copy."""
        row = self._connection.execute("SELECT original FROM copies WHERE article = ?", (article,)).fetchone()
        return row[0] if row else None

    def copies_of(self, article: str) -> tuple[str, ...]:
        """Return the other articles of the text that an article is a copy or the original of, by file."""
        rows = self._connection.execute(
            "WITH text (original) AS (SELECT coalesce((SELECT original FROM copies WHERE article = :id), :id)) "
            "SELECT a.id FROM articles a, text t LEFT JOIN copies c ON c.article = a.id "
            "WHERE (a.id = t.original OR c.original = t.original) AND a.id <> :id ORDER BY a.file, a.ordinal",
            {"id": article},
        )
        return tuple(row[0] for row in rows)

    def digest(self) -> str:
        """Return a digest of all that resolution and claims are worked out of: equal digests, equal findings."""
        digest = blake2b(digest_size=16)
        for row in self._connection.execute(
            "SELECT id, file, ordinal, title, source, published, language, url, content FROM articles ORDER BY id"
        ):
            digest.update(json.dumps(row).encode())
        return digest.hexdigest()

    # --- counting and proving ---

    def holds(self, count: int, of: Literal["articles", "stances"]) -> bool:
        """Say whether there are so many articles or stances at least, without counting those beyond; ``count`` > 0."""
        row = self._connection.execute(f"SELECT 1 FROM {of} LIMIT 1 OFFSET ?", (count - 1,)).fetchone()
        return row is not None

    def counts(self) -> dict[str, int]:
        """Return how many rows each kind of thing has, in a fixed order."""
        tables = (
            "files", "articles", "passages", "stances", "mentions", "claims", "evidence", "analyses", "extracts",
            "copies",
        )  # fmt: skip
        return {table: self._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}

    def damage(self) -> tuple[str, ...]:
        """Return what SQLite itself finds wrong with the file; empty when it is sound."""
        found = [row[0] for row in self._connection.execute("PRAGMA quick_check") if row[0] != "ok"]
        orphans = [
            f"a row of {row[0]} belongs to no {row[2]}" for row in self._connection.execute("PRAGMA foreign_key_check")
        ]
        return (*found, *orphans)


_STATUSES = {status.value: status for status in FileStatus}
_STATUS, _MANY = FileRecord._fields.index("status"), FileRecord._fields.index("many")


def _file(row: Sequence[Any]) -> FileRecord:
    facts = list(row)  # made once for each file of the library, when nothing else is done
    facts[_STATUS], facts[_MANY] = _STATUSES[facts[_STATUS]], bool(facts[_MANY])
    return FileRecord._make(facts)


def _said(stances: str | None) -> tuple[tuple[str, str, str], ...] | None:
    return None if stances is None else tuple((*said,) for said in json.loads(stances))


def _chosen(column: str, keys: Collection[str] | Collection[int] | None) -> tuple[str, list[str]]:
    if keys is None:
        return "", []
    return f"WHERE {column} IN (SELECT value FROM json_each(?))", [json.dumps(list(keys))]


def _place(record: StanceRecord) -> tuple[str, int, int, int]:
    return record.file, record.member_number, record.start, record.end


def _span(start: int | None, end: int | None) -> Span | None:
    return None if start is None or end is None else Span(start, end)
