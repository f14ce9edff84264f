"""The tables, and how an older file becomes a present one.

``PRAGMA user_version`` counts the migrations that a file has been through. Text
stands last in its table as it is made, so that reading the columns before it does
not walk through its pages, as reading those does that a migration adds; the columns
of a key stand first where there is no rowid, since the integrity check of SQLite
3.40 takes others before them for NULL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

PACKED_SPANS = """coalesce((
    SELECT printf('%*s', 16 * min(number), '') || group_concat(printf('%08x%08x', start, end), '')
    FROM (SELECT number, start, end FROM passages WHERE article = a.id ORDER BY number)
), '')"""
"""What ``rows.packed_spans`` says of an article ``a``, worked out of its passages' own rows."""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        """CREATE TABLE files (
            path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, sha256 TEXT NOT NULL,
            status TEXT NOT NULL, reason TEXT NOT NULL
        ) WITHOUT ROWID""",
        """CREATE TABLE articles (
            id TEXT PRIMARY KEY, file TEXT NOT NULL, ordinal INTEGER NOT NULL, member TEXT, title TEXT, author TEXT,
            publisher TEXT, source TEXT NOT NULL, published TEXT, language TEXT, url TEXT, sha256 TEXT NOT NULL,
            content TEXT NOT NULL, settled INTEGER NOT NULL DEFAULT 0, text TEXT NOT NULL
        )""",
        "CREATE UNIQUE INDEX articles_in_file ON articles (file, ordinal)",
        "CREATE INDEX articles_by_content ON articles (content)",
        """CREATE TABLE passages (
            article TEXT NOT NULL REFERENCES articles ON DELETE CASCADE, number INTEGER NOT NULL,
            key INTEGER NOT NULL, kind TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
            PRIMARY KEY (article, number)
        ) WITHOUT ROWID""",
        # One row an article and part, the latest: an engine at any position, a new one too, reads what it lacks here.
        """CREATE TABLE changes (
            article TEXT NOT NULL, part TEXT NOT NULL, sequence INTEGER NOT NULL UNIQUE, PRIMARY KEY (article, part)
        ) WITHOUT ROWID""",
        """CREATE TABLE analyses (
            content TEXT NOT NULL, labeller TEXT NOT NULL, packed TEXT NOT NULL, PRIMARY KEY (content, labeller)
        )""",
        """CREATE TABLE stances (
            key INTEGER PRIMARY KEY, article TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
            ordinal INTEGER NOT NULL, passage INTEGER NOT NULL, passage_key INTEGER NOT NULL,
            holder TEXT NOT NULL, position TEXT NOT NULL, attribution TEXT NOT NULL,
            rule TEXT NOT NULL, labeller TEXT NOT NULL,
            evidence_start INTEGER NOT NULL, evidence_end INTEGER NOT NULL,
            cue_start INTEGER NOT NULL, cue_end INTEGER NOT NULL, target_start INTEGER, target_end INTEGER,
            refers_start INTEGER, refers_end INTEGER, condition_start INTEGER, condition_end INTEGER,
            speaker_start INTEGER, speaker_end INTEGER,
            evidence TEXT NOT NULL, cue TEXT NOT NULL, target TEXT, refers TEXT, condition TEXT, speaker TEXT,
            UNIQUE (article, ordinal)
        )""",
        "CREATE INDEX stances_by_holder ON stances (holder, position)",
        """CREATE TABLE mentions (
            article TEXT NOT NULL REFERENCES articles ON DELETE CASCADE, passage INTEGER NOT NULL,
            country TEXT NOT NULL, passage_key INTEGER NOT NULL, PRIMARY KEY (article, passage, country)
        ) WITHOUT ROWID""",
        "CREATE INDEX mentions_by_country ON mentions (country, passage_key)",
        """CREATE TABLE claims (
            id TEXT PRIMARY KEY, ordinal INTEGER NOT NULL UNIQUE, status TEXT NOT NULL, kind TEXT NOT NULL,
            countries TEXT NOT NULL, text TEXT NOT NULL
        )""",
        """CREATE TABLE evidence (
            claim TEXT NOT NULL REFERENCES claims ON DELETE CASCADE, ordinal INTEGER NOT NULL,
            article TEXT NOT NULL REFERENCES articles ON DELETE CASCADE, passage INTEGER NOT NULL,
            passage_key INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
            supports INTEGER NOT NULL, value TEXT, quote TEXT NOT NULL, PRIMARY KEY (claim, ordinal)
        ) WITHOUT ROWID""",
        "CREATE INDEX evidence_in_article ON evidence (article)",
    ),
    (
        # What people decided, worked out of their files: as little to be lost as all else here.
        """CREATE TABLE reviewed (
            key INTEGER PRIMARY KEY, article TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
            ordinal INTEGER NOT NULL, passage INTEGER NOT NULL, passage_key INTEGER NOT NULL,
            holder TEXT NOT NULL, position TEXT NOT NULL, attribution TEXT NOT NULL,
            rule TEXT NOT NULL, labeller TEXT NOT NULL,
            evidence_start INTEGER NOT NULL, evidence_end INTEGER NOT NULL,
            evidence TEXT NOT NULL, cue TEXT NOT NULL, target TEXT, condition TEXT, speaker TEXT,
            id TEXT NOT NULL, verdict TEXT NOT NULL, retargeted INTEGER NOT NULL,
            reviewers TEXT NOT NULL, disputed_by TEXT NOT NULL, was TEXT
        )""",
        """CREATE TABLE reviewed_claims (
            claim TEXT PRIMARY KEY REFERENCES claims ON DELETE CASCADE, status TEXT NOT NULL, verdict TEXT NOT NULL,
            reviewers TEXT NOT NULL, disputed_by TEXT NOT NULL, was TEXT NOT NULL
        ) WITHOUT ROWID""",
    ),
    (
        "ALTER TABLE articles ADD COLUMN dated_by TEXT",
        # No longer unique: while a file of many is read again, an article stands where one that moves on has not left.
        "DROP INDEX articles_in_file",
        "CREATE INDEX articles_in_file ON articles (file, ordinal)",
        "ALTER TABLE files ADD COLUMN reader TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE files ADD COLUMN basis TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE files ADD COLUMN terms TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE files ADD COLUMN articles INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE files ADD COLUMN refused INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE files ADD COLUMN many INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE files ADD COLUMN since TEXT",
        "UPDATE files SET articles = (SELECT count(*) FROM articles a WHERE a.file = files.path)",
        # What in a file was refused, the first few: ``named`` is the file that is named, most often itself.
        """CREATE TABLE refused (
            file TEXT NOT NULL, ordinal INTEGER NOT NULL, named TEXT NOT NULL, member TEXT, reason TEXT NOT NULL,
            PRIMARY KEY (file, ordinal)
        ) WITHOUT ROWID""",
        # The articles that have come of the one file that is being read in several transactions.
        "CREATE TABLE arriving (article TEXT PRIMARY KEY) WITHOUT ROWID",
        """CREATE TABLE versions (
            article TEXT NOT NULL REFERENCES articles ON DELETE CASCADE, number INTEGER NOT NULL,
            sha256 TEXT NOT NULL, replaced TEXT NOT NULL, title TEXT, stances TEXT, text TEXT NOT NULL,
            PRIMARY KEY (article, number)
        )""",
    ),
    (
        """CREATE TABLE extracts (
            content TEXT NOT NULL, labeller TEXT NOT NULL, packed TEXT NOT NULL, runs BLOB NOT NULL,
            PRIMARY KEY (content, labeller)
        )""",
        """CREATE TABLE copies (
            article TEXT PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
            original TEXT NOT NULL REFERENCES articles ON DELETE CASCADE
        ) WITHOUT ROWID""",
        "CREATE INDEX copies_of ON copies (original)",
    ),
    (
        # The sequence of the first change of an article's part: an engine that stands before it has nothing of it.
        "ALTER TABLE changes ADD COLUMN first INTEGER NOT NULL DEFAULT 0",
    ),
    (
        # The stances of the rules as a table counts them, packed: one row, or none since something of it has changed.
        "CREATE TABLE ledger (packed BLOB NOT NULL)",
        "CREATE INDEX evidence_in_passage ON evidence (passage_key, claim)",
    ),
    (
        # Where its passages stand, as ``rows.packed_spans`` writes it: a hit is found with its article's row alone.
        "ALTER TABLE articles ADD COLUMN spans TEXT NOT NULL DEFAULT ''",
    ),
    (f"UPDATE articles AS a SET spans = {PACKED_SPANS}",),
)
"""Statements that bring a file from version ``n`` to ``n + 1``, at index ``n``."""

VERSION = len(MIGRATIONS)


def version_of(connection: sqlite3.Connection) -> int:
    """Return how many migrations the file has been through; 0 is a file without tables."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to the present version, in one transaction that a second opener waits for."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statements in MIGRATIONS[version_of(connection) :]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
