"""Filters: parts of a query that stand beside what is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def with_clause(filters: Sequence[str], clause: str) -> tuple[str, ...]:
    """Return the filters with one more; a position takes the place of another one, since no stance has two."""
    kept = [known for known in filters if known != clause]
    if clause.startswith("position:"):
        kept = [known for known in kept if not known.startswith("position:")]
    return (*kept, clause)


def filtered(query: str, filters: Sequence[str]) -> str:
    """Return the query that what is typed and the filters make together."""
    if not filters:
        return query
    return " ".join([f"({query})", *filters] if query.strip() else filters)
