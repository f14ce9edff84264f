"""The tables of stances, and what stands behind their cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.analysis import ANALYSED_LANGUAGES
from index.analysis.cells import telling
from index.analysis.table import MOST_COLUMNS, Chosen, Spread, TableArticle, stance_table

if TYPE_CHECKING:
    from collections.abc import Collection

    from index.analysis.ledger import Axis, Ledger, Party, Places
    from index.library.answering import Matching
    from index.models import StanceTable
    from index.storage import View


def chosen_by(matching: Matching, ledger: Ledger) -> Chosen:
    """Return the places of the stances that a query counts, and of those that stand near."""
    if matching.passages is None or matching.counted is None:
        return Chosen(ledger.without(ledger.rejected), ledger.rejected)
    counted = ledger.at_keys(matching.counted)
    return Chosen(counted, ledger.at_passages(matching.passages, ledger.without(counted)))


def source_table(ledger: Ledger, chosen: Chosen, hits: Collection[str], view: View, *, axis: Axis) -> StanceTable:
    """Return a table with all articles of a small library as columns, else with those that fill it most.

    Args:
        ledger: The library's stances.
        chosen: Which of them the table shows.
        hits: The ids of articles that have a column of a large library's table as well, while there is room.
        view: The records.
        axis: The rows.
    """
    spread = Spread(ledger, axis, chosen)
    ids: list[str] | None = None
    if view.holds(MOST_COLUMNS + 1, "articles"):
        full = spread.fullest()
        ids = [*full, *sorted(set(hits).difference(full))][:MOST_COLUMNS]
    heads = view.heads(ids)
    mentioned = view.countries_mentioned([head.id for head in heads])
    pending = view.pending(ANALYSED_LANGUAGES, [head.id for head in heads])
    columns = [
        TableArticle(
            id=head.id,
            source=head.source,
            published=head.published,
            language=head.language,
            analysed=head.id not in pending,
            codes=mentioned[head.id],
            title=head.title,
        )
        for head in heads
    ]
    return stance_table(spread, columns)


def behind(
    ledger: Ledger, chosen: Chosen, party: Party, article: str | None, apart: Collection[str] = ()
) -> tuple[list[int], list[int]]:
    """Return the keys of the stances behind a cell, counted and near ones, the most telling first.

    Args:
        ledger: The library's stances.
        chosen: Which of them the table shows.
        party: Whose row it is.
        article: Whose column it is, None for all.
        apart: The ids of articles that are left out.
    """
    axis = ledger.speakers if party.speaker else ledger.holders
    if party not in axis.parties:
        return [], []
    row = axis.parties.index(party)

    only = None if article is None else ledger.numbered([article])
    without = ledger.numbered(apart)

    def keys(places: Places) -> list[int]:
        own = places[axis.rows[places] == row]
        if only is not None:
            own = own[only[ledger.articles[own]]]
        elif apart:
            own = own[~without[ledger.articles[own]]]
        return list(map(int, ledger.facts.key[telling(ledger, own)]))

    return keys(chosen.counted), keys(chosen.near)
