"""One transaction on the records. What changes for an engine gets its change row in the same transaction."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING

from index.storage.rows import FileRecord, FileStatus, Findings, content_digest, packed_spans, passage_key, stance_key
from index.storage.view import CLAIMED, View

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from index.models import Article, Claim, Refusal, Span, Stance
    from index.storage.rows import FileReading, Part, ReviewedClaim, ReviewedStance

_ARTICLE = (
    "id", "file", "ordinal", "member", "title", "author", "publisher", "source", "published", "language", "url",
    "dated_by", "sha256", "content", "spans", "text",
)  # fmt: skip
_TOLD = _ARTICLE.index("spans")
"""Columns that tell an article: for the others its digests stand."""

_SHA256 = _ARTICLE.index("sha256")
_CONTENT = ("content",)
_INDEXED = ("content", "title", "source", "published", "language")
"""What an engine is told of an article."""

_STANCE = (
    "key", "article", "ordinal", "passage", "passage_key", "holder", "position", "attribution", "rule", "labeller",
    "evidence_start", "evidence_end", "cue_start", "cue_end", "target_start", "target_end",
    "refers_start", "refers_end", "condition_start", "condition_end", "speaker_start", "speaker_end",
    "evidence", "cue", "target", "refers", "condition", "speaker",
)  # fmt: skip

FINDINGS_AT_A_TIME = 256
"""Articles whose findings are compared with those before at a time; their texts are in memory for it."""


KEPT_VERSIONS = 20
"""How many earlier texts of an article are kept."""


class Writer(View):
    """A view that also writes; what it wrote shows in it at once, and to others when the ``with`` ends well."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self._changed: dict[tuple[str, Part], None] = {}

    def remember(self, name: str, value: str) -> None:
        """Keep a value under a name, in place of what was there."""
        self._connection.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, value))
        self._remembered = None

    def keep_ledger(self, packed: bytes) -> None:
        """Keep the stances of the rules, packed, until something of them changes."""
        self._forget_ledger()
        self._connection.execute("INSERT INTO ledger (packed) VALUES (?)", (packed,))

    def _forget_ledger(self) -> None:
        self._connection.execute("DELETE FROM ledger")

    # --- files and articles ---

    def write_files(self, readings: Sequence[FileReading], today: str = "") -> None:
        """Take over what reading these files gave, whole files or the next part of one; only what differs is written.

        An article whose text stayed the same keeps its stances; of any other, the stances, the mentions and the
        claims that cite it go, since their spans no longer hold, and its earlier text is kept as a version.

        Args:
            readings: Files in any order; the parts of one in theirs.
            today: The ISO date for versions; without one none is kept.
        """
        articles: dict[str, tuple[Article, int]] = {}
        for reading in readings:
            for ordinal, article in enumerate(reading.articles or (), reading.first):
                articles.setdefault(article.id, (article, ordinal))
        before = self._article_rows(articles)
        rows = {key: _article_row(article, ordinal) for key, (article, ordinal) in articles.items()}
        changed = {key: row for key, row in rows.items() if key not in before or _facts(row) != _facts(before[key])}
        cut = [
            key for key in changed if key not in before or _part(before[key], _CONTENT) != _part(rows[key], _CONTENT)
        ]
        replaced = [key for key in cut if key in before]
        if today:
            self._keep_versions([key for key in replaced if articles[key][0].sha256 != before[key][_SHA256]], today)
        self._forget_findings(replaced)
        if changed:
            self._forget_ledger()
        self._write_articles(changed.values())
        self._write_passages([articles[key][0] for key in cut])
        indexed = [
            key for key in changed if key not in before or _part(before[key], _INDEXED) != _part(rows[key], _INDEXED)
        ]
        self._note_changes(indexed, "passages")
        # Targets carry their article's title, source, language and date.
        self._note_changes(self._with_stances(indexed), "targets")
        for reading in readings:
            self._finish_file(reading)

    def trim(self, path: str, most: int) -> int:
        """Remove articles of a file of which the last part is about to be written, those that did not come again.

        Args:
            path: The file.
            most: How many to remove at most, to bound the transaction.

        Returns:
            How many were removed; fewer than ``most`` when none is left.
        """
        rows = self._connection.execute(
            "SELECT id FROM articles WHERE file = ? AND id NOT IN (SELECT article FROM arriving) LIMIT ?", (path, most)
        ).fetchall()
        self._remove([row[0] for row in rows])
        return len(rows)

    def _forget_arrived(self) -> None:
        """Another file begins to come in parts, or the last part of one has come."""
        self._connection.execute("DELETE FROM arriving")

    def note_files(self, records: Iterable[FileRecord]) -> None:
        """Take over how files were found, and nothing about their articles."""
        columns = FileRecord._fields
        changes = ", ".join(f"{column} = excluded.{column}" for column in columns[1:])
        self._connection.executemany(
            f"INSERT INTO files ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))}) "
            f"ON CONFLICT (path) DO UPDATE SET {changes}",
            records,
        )

    def remove_files(self, paths: Collection[str]) -> None:
        """Forget these files and all their articles."""
        listed = (json.dumps(list(paths)),)
        rows = self._connection.execute(
            "SELECT id FROM articles WHERE file IN (SELECT value FROM json_each(?))", listed
        )
        self._remove([row[0] for row in rows])
        self._connection.execute("DELETE FROM refused WHERE file IN (SELECT value FROM json_each(?))", listed)
        self._connection.execute("DELETE FROM files WHERE path IN (SELECT value FROM json_each(?))", listed)

    def _finish_file(self, reading: FileReading) -> None:
        """Note a file, or that a part of it has come; what did not come again of one that was read goes."""
        record, path = reading.record, reading.record.path
        come = [article.id for article in reading.articles or ()]
        if not reading.last:
            if not reading.first:
                self._forget_arrived()
            self._connection.executemany("INSERT OR IGNORE INTO arriving VALUES (?)", ((key,) for key in come))
            # Until the last part has come the file is one that has to be read.
            self.note_files([record._replace(size=-1, mtime_ns=0, sha256="")])
            return
        if reading.articles is not None and record.status is FileStatus.READ:
            kept = "(SELECT article FROM arriving UNION ALL SELECT value FROM json_each(:come))"
            rows = self._connection.execute(
                f"SELECT id FROM articles WHERE file = :path AND id NOT IN "
                f"{kept if reading.first else '(SELECT value FROM json_each(:come))'}",
                {"path": path, "come": json.dumps(come)},
            )
            self._remove([row[0] for row in rows])
        if reading.articles is not None or record.status is not FileStatus.READ:
            self._replace_refused(path, reading.refused)
        if reading.first:
            self._forget_arrived()
        self.note_files([record])

    def _replace_refused(self, path: str, refused: Sequence[Refusal]) -> None:
        self._connection.execute("DELETE FROM refused WHERE file = ?", (path,))
        self._connection.executemany(
            "INSERT INTO refused VALUES (?, ?, ?, ?, ?)",
            [(path, number, found.file, found.member, found.reason) for number, found in enumerate(refused)],
        )

    def _article_rows(self, articles: Collection[str]) -> dict[str, tuple[object, ...]]:
        rows = self._connection.execute(
            f"SELECT {', '.join(_ARTICLE[:_TOLD])} FROM articles WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(articles)),),
        )
        return {row[0]: row for row in rows}

    def _write_articles(self, rows: Iterable[tuple[object, ...]]) -> None:
        columns = ", ".join(_ARTICLE)
        changes = ", ".join(f"{column} = excluded.{column}" for column in _ARTICLE[1:])
        self._connection.executemany(
            f"INSERT INTO articles ({columns}) VALUES ({', '.join('?' * len(_ARTICLE))}) "
            f"ON CONFLICT (id) DO UPDATE SET {changes}",
            rows,
        )

    def _keep_versions(self, articles: Sequence[str], today: str) -> None:
        """Keep the texts of these articles as they stand, with their stances, and of each the last few only."""
        self._connection.executemany(
            "INSERT INTO versions (article, number, sha256, replaced, title, stances, text) SELECT a.id, "
            "1 + coalesce((SELECT max(number) FROM versions v WHERE v.article = a.id), 0), a.sha256, ?, a.title, "
            "CASE WHEN a.settled THEN (SELECT json_group_array(json_array(holder, position, evidence)) FROM "
            "(SELECT holder, position, evidence FROM stances s WHERE s.article = a.id ORDER BY ordinal)) END, a.text "
            "FROM articles a WHERE a.id = ?",
            [(today, article) for article in articles],
        )
        self._connection.executemany(
            "DELETE FROM versions WHERE article = :article AND number <= "
            "(SELECT max(number) FROM versions WHERE article = :article) - :most",
            [{"article": article, "most": KEPT_VERSIONS} for article in articles],
        )

    def _write_passages(self, articles: Sequence[Article]) -> None:
        listed = json.dumps([article.id for article in articles])
        self._connection.execute("DELETE FROM passages WHERE article IN (SELECT value FROM json_each(?))", (listed,))
        self._connection.executemany(
            "INSERT INTO passages (article, number, key, kind, start, end) VALUES (?, ?, ?, ?, ?, ?)",
            [
                (article.id, p.number, passage_key(article.id, p.number), p.kind, p.span.start, p.span.end)
                for article in articles
                for p in article.passages
            ],
        )

    def _remove(self, articles: Collection[str]) -> None:
        if not articles:
            return
        self._forget_findings(articles)
        self._connection.execute(
            "DELETE FROM articles WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(articles)),)
        )
        self._note_changes(articles, "passages")

    def _forget_findings(self, articles: Collection[str]) -> None:
        if not articles:
            return
        self._note_changes(self._with_stances(articles), "targets")
        listed = (json.dumps(list(articles)),)
        for statement in (
            "UPDATE articles SET settled = 0 WHERE id IN (SELECT value FROM json_each(?))",
            "DELETE FROM stances WHERE article IN (SELECT value FROM json_each(?))",
            "DELETE FROM mentions WHERE article IN (SELECT value FROM json_each(?))",
            "DELETE FROM reviewed WHERE article IN (SELECT value FROM json_each(?))",
            """DELETE FROM copies WHERE article IN (SELECT value FROM json_each(?1))
                OR original IN (SELECT value FROM json_each(?1))""",
            # A claim without one of its witnesses would say something that nobody worked out.
            """DELETE FROM claims WHERE id IN
                (SELECT claim FROM evidence WHERE article IN (SELECT value FROM json_each(?)))""",
        ):
            self._connection.execute(statement, listed)
        self._forget_ledger()
        # What is left of them is no longer what all articles together give.
        self._connection.execute("DELETE FROM state WHERE name = ?", (CLAIMED,))
        self._remembered = None

    def _with_stances(self, articles: Collection[str]) -> list[str]:
        rows = self._connection.execute(
            "SELECT DISTINCT article FROM stances WHERE article IN (SELECT value FROM json_each(?)) ORDER BY article",
            (json.dumps(list(articles)),),
        )
        return [row[0] for row in rows]

    # --- analysis ---

    def add_analyses(self, labeller: str, packed: Iterable[tuple[str, str]]) -> None:
        """Keep packed analyses by the content they are of."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO analyses (content, labeller, packed) VALUES (?, ?, ?)",
            [(content, labeller, text) for content, text in packed],
        )

    def drop_analyses(self, labeller: str) -> None:
        """Forget the analyses of all other labellers and of contents that no article has."""
        self._connection.execute(
            "DELETE FROM analyses WHERE labeller <> ? OR content NOT IN (SELECT content FROM articles)", (labeller,)
        )

    def replace_findings(self, findings: Iterable[tuple[str, Findings]]) -> tuple[str, ...]:
        """Make these, by article, the stances and mentions of the library; articles that are left out have none.

        Only what differs is written, and only articles whose targets differ get a change row. A few articles'
        findings are taken at a time, so that they may come as they are worked out.

        Returns:
            The ids of the articles whose stances changed, in order.
        """
        changed: list[str] = []
        settled: list[str] = []
        differs = False
        coming = iter(findings)
        while some := dict(islice(coming, FINDINGS_AT_A_TIME)):
            changed += self._replace_stances(some)
            differs |= self._replace_mentions(some)
            settled += some
        listed = (json.dumps(settled),)
        rest = {article: Findings() for article in self._with_findings_beside(listed)}
        changed += self._replace_stances(rest)
        differs |= self._replace_mentions(rest)
        self._connection.execute("UPDATE articles SET settled = id IN (SELECT value FROM json_each(?))", listed)
        if changed:
            self._forget_ledger()
        if differs or changed:
            self.remember("findings", str(int(self.recall("findings") or 0) + 1))
        return tuple(sorted(changed))

    def add_extracts(self, labeller: str, rows: Iterable[tuple[str, str, bytes]]) -> None:
        """Keep what articles tell, packed and with their runs, by the content it is of."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO extracts (content, labeller, packed, runs) VALUES (?, ?, ?, ?)",
            [(content, labeller, packed, runs) for content, packed, runs in rows],
        )

    def drop_extracts(self, labeller: str) -> None:
        """Forget the extracts of all other labellers and of contents that no article has."""
        self._connection.execute(
            "DELETE FROM extracts WHERE labeller <> ? OR content NOT IN (SELECT content FROM articles)", (labeller,)
        )

    def replace_claims(self, claims: Iterable[Claim]) -> None:
        """Make these the claims of the library, in this order."""
        self._connection.execute("DELETE FROM claims")
        for number, claim in enumerate(claims):
            self._connection.execute(
                "INSERT INTO claims (id, ordinal, status, kind, countries, text) VALUES (?, ?, ?, ?, ?, ?)",
                (claim.id, number, claim.status, claim.kind, " ".join(claim.countries), claim.text),
            )
            self._connection.executemany(
                "INSERT INTO evidence (claim, ordinal, article, passage, passage_key, start, end, supports, value, "
                "quote) SELECT ?, ?, id, ?, ?, ?, ?, ?, ?, substr(text, ?, ?) FROM articles WHERE id = ?",
                [
                    (
                        claim.id, place, e.passage, passage_key(e.article, e.passage), e.span.start, e.span.end,
                        e.supports, e.value, e.span.start + 1, e.span.end - e.span.start, e.article,
                    )
                    for place, e in enumerate(claim.evidence)
                ],
            )  # fmt: skip

    def replace_copies(self, copies: Mapping[str, str]) -> None:
        """Make these the copies of the library: articles with the one that each was first copied from, by ids."""
        self._connection.execute("DELETE FROM copies")
        self._connection.executemany("INSERT INTO copies (article, original) VALUES (?, ?)", copies.items())

    # --- what people decided ---

    def replace_reviewed(self, stances: Sequence[ReviewedStance], claims: Sequence[ReviewedClaim]) -> None:
        """Make these the stances and claims that people reviewed."""
        if self.reviewed() == tuple(stances) and self.reviewed_claims() == tuple(claims):
            return
        for table, rows in (("reviewed", stances), ("reviewed_claims", claims)):
            self._connection.execute(f"DELETE FROM {table}")
            if rows:
                columns = ", ".join(rows[0]._fields)
                marks = ", ".join("?" * len(rows[0]))
                self._connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)
        self.remember("reviews", str(int(self.recall("reviews") or 0) + 1))

    def _with_findings_beside(self, listed: tuple[str]) -> list[str]:
        """Return the articles, other than those listed as JSON, that have stances or mentions."""
        beside = "WHERE article NOT IN (SELECT value FROM json_each(?1))"
        rows = self._connection.execute(
            f"SELECT article FROM stances {beside} UNION SELECT article FROM mentions {beside} ORDER BY article", listed
        )
        return [row[0] for row in rows]

    def _replace_stances(self, findings: Mapping[str, Findings]) -> list[str]:
        """Make these the stances of these articles; return those whose stances are others than before."""
        listed = (json.dumps(list(findings)),)
        among = "IN (SELECT value FROM json_each(?))"
        texts = dict(self._connection.execute(f"SELECT id, text FROM articles WHERE id {among}", listed))
        before: dict[str, list[tuple[object, ...]]] = {article: [] for article in texts}
        for row in self._connection.execute(
            f"SELECT {', '.join(_STANCE)} FROM stances WHERE article {among} ORDER BY article, ordinal", listed
        ):
            before[row[1]].append(row)
        rows = {article: _stance_rows(article, findings[article].stances, text) for article, text in texts.items()}
        changed = {article: rows[article] for article in sorted(rows) if rows[article] != before[article]}
        self._connection.execute(f"DELETE FROM stances WHERE article {among}", (json.dumps(list(changed)),))
        self._connection.executemany(
            f"INSERT INTO stances ({', '.join(_STANCE)}) VALUES ({', '.join('?' * len(_STANCE))})",
            [row for of_article in changed.values() for row in of_article],
        )
        self._note_changes((a for a, found in changed.items() if _targets(found) != _targets(before[a])), "targets")
        return list(changed)

    def _replace_mentions(self, findings: Mapping[str, Findings]) -> bool:
        """Make these the mentions of these articles; say whether any of them is new or gone."""
        listed = (json.dumps(list(findings)),)
        among = "IN (SELECT value FROM json_each(?))"
        known = {row[0] for row in self._connection.execute(f"SELECT id FROM articles WHERE id {among}", listed)}
        present = set(
            self._connection.execute(
                f"SELECT article, passage, country, passage_key FROM mentions WHERE article {among}", listed
            )
        )
        wanted = {
            (article, number, country, passage_key(article, number))
            for article in known
            for number, countries in findings[article].mentions.items()
            for country in countries
        }
        self._connection.executemany(
            "DELETE FROM mentions WHERE article = ? AND passage = ? AND country = ? AND passage_key = ?",
            sorted(present - wanted),
        )
        self._connection.executemany(
            "INSERT INTO mentions (article, passage, country, passage_key) VALUES (?, ?, ?, ?)",
            sorted(wanted - present),
        )
        return wanted != present

    # --- change rows ---

    def _note_changes(self, articles: Iterable[str], part: Part) -> None:
        self._changed.update(((article, part), None) for article in articles)

    def finish(self) -> None:
        """Number the changes of this transaction; called once, when all else is written."""
        if not self._changed:
            return
        first = self.position() + 1
        self._connection.executemany(
            "INSERT INTO changes (article, part, sequence, first) VALUES (?1, ?2, ?3, ?3) "
            "ON CONFLICT (article, part) DO UPDATE SET sequence = excluded.sequence",
            [(article, part, number) for number, (article, part) in enumerate(self._changed, first)],
        )
        self.remember("sequence", str(first + len(self._changed) - 1))


def _article_row(article: Article, ordinal: int) -> tuple[object, ...]:
    return (
        article.id, article.file, ordinal, article.member, article.title, article.author, article.publisher,
        article.source, article.published, article.language, article.url, article.dated_by, article.sha256,
        content_digest(article), packed_spans(article), article.text,
    )  # fmt: skip


def _facts(row: tuple[object, ...]) -> tuple[object, ...]:
    """Return what an article's row tells but for its text and passages, for which the digests stand."""
    return row[:_TOLD]


def _part(row: tuple[object, ...], columns: Sequence[str]) -> list[object]:
    return [row[_ARTICLE.index(column)] for column in columns]


def _stance_rows(article: str, stances: Sequence[Stance], text: str) -> list[tuple[object, ...]]:
    return [
        _stance_row(stance_key(article, ordinal), ordinal, stance, text)
        for ordinal, stance in enumerate(sorted(stances, key=_stance_order))
    ]


def _stance_row(key: int, ordinal: int, stance: Stance, text: str) -> tuple[object, ...]:
    required = (stance.evidence, stance.cue)
    optional = (stance.target, stance.refers, stance.condition, stance.speaker)
    return (
        key, stance.article, ordinal, stance.passage, passage_key(stance.article, stance.passage), stance.holder,
        stance.position.value, stance.attribution.value, stance.rule, stance.labeller,
        *(offset for span in required for offset in _offsets(span)),
        *(offset for span in optional for offset in _offsets(span)),
        *(span.of(text) for span in required),
        *(span.of(text) if span else None for span in optional),
    )  # fmt: skip


def _stance_order(stance: Stance) -> tuple[object, ...]:
    spans = (stance.cue, stance.target, stance.refers, stance.condition, stance.speaker)
    return (
        stance.evidence, stance.holder, list(type(stance.position)).index(stance.position), stance.attribution.value,
        stance.rule, stance.labeller, stance.passage, *(_offsets_or_minus(span) for span in spans),
    )  # fmt: skip


def _offsets(span: Span | None) -> tuple[int | None, int | None]:
    return (span.start, span.end) if span else (None, None)


def _offsets_or_minus(span: Span | None) -> tuple[int, int]:
    return (span.start, span.end) if span else (-1, -1)


def _targets(rows: Iterable[tuple[object, ...]]) -> list[tuple[object, ...]]:
    columns = [_STANCE.index(name) for name in ("key", "passage", "target", "refers")]
    return [tuple(row[column] for column in columns) for row in rows]
