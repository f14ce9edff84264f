"""The values that pass between the floors: frozen, slotted, standard library only.

Every offset is a character offset into ``Article.text`` and every span is
half-open, so ``article.text[span.start:span.end]`` is always the evidence.

Making a dataclass takes a millisecond, and the explorer's first frame needs few of
them: those of ``articles`` and ``rows`` are made when one is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from index.models.tables import Answer, Cell, Moment, StanceTable, TableColumn, TableRow
from index.models.words import Attribution, Blank, ClaimStatus, PassageKind, Position, Span, Verdict

if TYPE_CHECKING:
    from index.models.articles import (
        NAME_WORDS,
        Article,
        ArticleNotes,
        ArticleVersion,
        Claim,
        Copies,
        Evidence,
        FileChange,
        Passage,
        Refusal,
        Stance,
        StanceChange,
        SyncProgress,
        SyncReport,
        Topic,
    )
    from index.models.rows import ClaimRow, EvidenceRow, HitRow, Label, StanceEntry, StanceRow

__all__ = [
    "NAME_WORDS",
    "Answer",
    "Article",
    "ArticleNotes",
    "ArticleVersion",
    "Attribution",
    "Blank",
    "Cell",
    "Claim",
    "ClaimRow",
    "ClaimStatus",
    "Copies",
    "Evidence",
    "EvidenceRow",
    "FileChange",
    "HitRow",
    "Label",
    "Moment",
    "Passage",
    "PassageKind",
    "Position",
    "Refusal",
    "Span",
    "Stance",
    "StanceChange",
    "StanceEntry",
    "StanceRow",
    "StanceTable",
    "SyncProgress",
    "SyncReport",
    "TableColumn",
    "TableRow",
    "Topic",
    "Verdict",
]

_LATER = {
    "Article": "articles",
    "ArticleNotes": "articles",
    "ArticleVersion": "articles",
    "Claim": "articles",
    "Copies": "articles",
    "Evidence": "articles",
    "FileChange": "articles",
    "NAME_WORDS": "articles",
    "Passage": "articles",
    "Refusal": "articles",
    "Stance": "articles",
    "StanceChange": "articles",
    "SyncProgress": "articles",
    "SyncReport": "articles",
    "Topic": "articles",
    "ClaimRow": "rows",
    "EvidenceRow": "rows",
    "HitRow": "rows",
    "Label": "rows",
    "StanceEntry": "rows",
    "StanceRow": "rows",
}


def __getattr__(name: str) -> object:
    """Return a value's class when it is first asked for."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"index.models.{_LATER[name]}"), name)
    globals()[name] = found
    return found
