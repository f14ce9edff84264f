"""The tables of stances, and what stands behind their cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.analysis import ANALYSED_LANGUAGES
from index.analysis.ledger import NO_ROW, Axis, Ledger, Party
from index.analysis.table import MOST_COLUMNS, Chosen, Spread, TableArticle, stance_table, telling

if TYPE_CHECKING:
    from collections.abc import Collection

    from index.library.answering import Matching
    from index.models import StanceTable
    from index.storage import View


def ledger_of(view: View) -> Ledger:
    """Return the library's stances, as people's reviews leave them."""
    return Ledger(view.stance_entries(), view.dates())


def chosen_by(matching: Matching, ledger: Ledger) -> Chosen:
    """Return the places of the stances that a query counts, and of those that stand near."""
    if matching.passages is None or matching.counted is None:
        return Chosen(frozenset(range(len(ledger))) - ledger.rejected, ledger.rejected)
    counted = places_of(matching.counted, ledger)
    passages = matching.passages & ledger.by_passage.keys()
    beside = frozenset(place for passage in passages for place in ledger.by_passage[passage])
    return Chosen(counted, beside - counted)


def places_of(keys: Collection[int], ledger: Ledger) -> frozenset[int]:
    """Return the places of the stances with these keys; those that are gone since are left out."""
    return frozenset(place for place in map(ledger.places.get, keys) if place is not None)


def source_table(ledger: Ledger, chosen: Chosen, hits: Collection[str], view: View, *, axis: Axis) -> StanceTable:
    """Return a table with all articles of a small library as columns, else with those that fill it most.

    Args:
        ledger: The library's stances.
        chosen: Which of them the table shows.
        hits: The ids of articles that have a column of a large library's table as well, while there is room.
        view: The records.
        axis: The rows.
    """
    spread = Spread(ledger, axis, _within(axis, chosen))
    ids: list[str] | None = None
    if view.counts()["articles"] > MOST_COLUMNS:
        full = spread.fullest()
        ids = [*full, *sorted(set(hits).difference(full))][:MOST_COLUMNS]
    heads = view.heads(ids)
    mentioned = view.countries_mentioned([head.id for head in heads])
    pending = view.pending(ANALYSED_LANGUAGES)
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

    def keys(places: Collection[int]) -> list[int]:
        own = [place for place in axis.places[row] if place in places]
        if article is not None:
            own = [place for place in own if ledger.known_articles[ledger.articles[place]] == article]
        elif apart:
            own = [place for place in own if ledger.known_articles[ledger.articles[place]] not in apart]
        return [ledger.keys[place] for place in telling(ledger, own)]

    return keys(chosen.counted), keys(chosen.near)


def _within(axis: Axis, chosen: Chosen) -> Chosen:
    """Return what of the chosen stances stands in a row."""
    if NO_ROW not in axis.rows:
        return chosen
    return Chosen(
        *({place for place in places if axis.rows[place] != NO_ROW} for places in (chosen.counted, chosen.near))
    )
