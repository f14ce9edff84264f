"""The ledger of a library's stances, packed in the records where there are many of them."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

import numpy as np

from index.analysis.ledger import Ledger

if TYPE_CHECKING:
    from index.storage import Records, View


def keep_ledger(records: Records) -> None:
    """Keep a large library's ledger packed, so that the first table after opening need not wait for all stances.

    Nobody else may write meanwhile, see ``Records.alone``.
    """
    with records.reading() as view:
        rules = view.without_reviews()
        packed = Ledger.of(rules.stance_entries(), rules.dates()).packed()
    with records.writing() as writer:
        writer.keep_ledger(packed)


def ledger_of(view: View) -> Ledger:
    """Return the library's stances, as people's reviews leave them."""
    packed = view.ledger()
    if packed is None:
        return Ledger.of(view.stance_entries(), view.dates())
    ledger = Ledger.unpacked(packed)
    reviewed = view.articles_reviewed()
    blocks = [(_standing(ledger, article, view), view.stance_entries([article])) for article in reviewed]
    return ledger.amended(blocks, view.dates(reviewed)) if blocks else ledger


def _standing(ledger: Ledger, article: str, view: View) -> slice:
    """Return the places of an article's stances, an empty slice where they would be when it has none."""
    number = ledger.numbers.get(article)
    if number is None:
        known = ledger.known_articles
        number = bisect_left(known, True, key=lambda other: view.precedes(article, other))
        return slice(*[int(np.searchsorted(ledger.articles, number))] * 2)
    return slice(*np.searchsorted(ledger.articles, [number, number + 1]).tolist())
