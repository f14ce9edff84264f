"""The records: everything the program worked out of the articles, in one SQLite file.

All of it is derived and may be deleted at any time. Two builds of the same
files hold the same rows: keys are hashes of what they name, and no time of
day is kept but the files' own.

``Records`` opens the file; ``Records.reading()`` gives a ``View``, one snapshot
to read from, and ``Records.writing()`` a ``Writer``, one transaction.
"""

from __future__ import annotations

from index.storage.records import Records
from index.storage.rows import (
    ArticleHead,
    ArticleState,
    ChangeRow,
    DocumentRow,
    ExtractRow,
    FileReading,
    FileRecord,
    FileStatus,
    Findings,
    FormatCount,
    HitText,
    PositionRow,
    ReviewedClaim,
    ReviewedStance,
    StanceRecord,
    Version,
    added_key,
    content_digest,
    passage_key,
    stance_id,
    stance_key,
)
from index.storage.view import CLAIMED, View
from index.storage.writer import Writer

__all__ = [
    "CLAIMED",
    "ArticleHead",
    "ArticleState",
    "ChangeRow",
    "DocumentRow",
    "ExtractRow",
    "FileReading",
    "FileRecord",
    "FileStatus",
    "Findings",
    "FormatCount",
    "HitText",
    "PositionRow",
    "Records",
    "ReviewedClaim",
    "ReviewedStance",
    "StanceRecord",
    "Version",
    "View",
    "Writer",
    "added_key",
    "content_digest",
    "passage_key",
    "stance_id",
    "stance_key",
]
