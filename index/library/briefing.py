"""Briefs: what a query or a basket brings together, and writing it to a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.briefs.composing import brief_of, claim_sections, hit_section, stance_sections
from index.briefs.values import Entry, Section
from index.briefs.writing import content_of
from index.errors import LibraryError
from index.library.shelf import write_whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from index.briefs.values import Brief
    from index.library.keeping import BasketRow
    from index.models import ClaimRow, HitRow, StanceRow
    from index.storage import View


def query_brief(
    title: str,
    query: str,
    found: tuple[Sequence[StanceRow], Sequence[ClaimRow], Sequence[HitRow]],
    view: View,
) -> Brief:
    """Return the brief of a query: its counted stances by holder, its claims, its passages."""
    stances, claims, hits = found
    return _brief(title, query, [*stance_sections(stances), *claim_sections(claims), *hit_section(hits)], view)


def basket_brief(title: str, rows: Sequence[BasketRow], view: View) -> Brief:
    """Return the brief of a basket; passages whose words are not found any more are left out."""
    entries = [
        Entry("", row.quote, row.article, row.passage or 0, row.start or 0, row.end or 0, row.note)
        for row in rows
        if row.article is not None
    ]
    return _brief(title, "", [Section("Basket", tuple(entries))] if entries else [], view)


def write_brief(brief: Brief, path: Path) -> None:
    """Write a brief in the format that the file's ending names, in the place of what was there.

    Raises:
        UnknownFormat: The ending names none.
        LibraryError: The file cannot be written; what was there is as it was.
    """
    content = content_of(brief, path.name)
    try:
        write_whole(path, content)
    except OSError as error:
        raise LibraryError(str(path), f"{path}: cannot be written: {(error.strerror or str(error)).lower()}") from error


def _brief(title: str, query: str, sections: Sequence[Section], view: View) -> Brief:
    cited = sorted({entry.article for section in sections for entry in section.entries})
    return brief_of(title, query, sections, view.articles(cited))
