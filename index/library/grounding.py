"""The leaves of a query that only the records can answer -> the keys of what they stand for.

An engine knows words, languages and dates. Countries, holders, positions and speakers live in the
records, so that a correction there never reindexes; here they become ``Among`` leaves.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from index.query import Among, And, Country, Node, Not, Or
from index.storage.leaves import asks_for_stances

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from index.storage import View


class Of(Enum):
    """What a grounded query is asked of: passages, or the stances whose targets an engine holds."""

    PASSAGES = "passages"
    STANCES = "stances"


class Grounding:
    """Grounds the queries of one snapshot of the records.

    Args:
        view: The snapshot.
        mentioning: Gives the keys of the passages that mention a country, where they are kept; else the view does.
    """

    def __init__(self, view: View, mentioning: Callable[[str], frozenset[int]] | None = None) -> None:
        self._view = view
        self._passages_mentioning = mentioning or view.passages_mentioning
        self._stances: Mapping[int, int] | None = None

    def ground(self, node: Node, of: Of) -> Node:
        """Return a tree that matches the same and that an engine can answer.

        Leaves about stances that AND joins hold of one and the same stance, as long as one of them says what the
        stance is: ``holder:RU NOT position:opposes`` asks for a Russian stance that opposes nothing. A lone ``NOT
        holder:RU`` asks for passages without any Russian stance.
        """
        if asks_for_stances(node) and _says_what(node):
            return self._meeting(node, of)
        match node:
            case Country(code=code):
                return Among(self._mentioning(code, of))
            case Not(item=item):
                return Not(self.ground(item, of))
            case Or(items=items):
                return Or(tuple(self.ground(item, of) for item in items))
            case And(items=items):
                return self._ground_all(list(_flat(items)), of)
            case _:
                return node

    def _ground_all(self, items: list[Node], of: Of) -> Node:
        about = tuple(item for item in items if asks_for_stances(item))
        if not any(_says_what(item) for item in about):
            return And(tuple(self.ground(item, of) for item in items))
        others = tuple(self.ground(item, of) for item in items if not asks_for_stances(item))
        return And((self._meeting(And(about), of), *others))

    def _meeting(self, node: Node, of: Of) -> Among:
        found = self._view.stances_meeting(node)
        return Among(frozenset(found if of is Of.STANCES else found.values()))

    def _mentioning(self, code: str, of: Of) -> frozenset[int]:
        passages = self._passages_mentioning(code)
        if of is Of.PASSAGES:
            return passages
        if self._stances is None:
            self._stances = self._view.stance_keys()
        return frozenset(key for key, passage in self._stances.items() if passage in passages)


def _flat(items: Iterable[Node]) -> Iterable[Node]:
    for item in items:
        if isinstance(item, And):
            yield from _flat(item.items)
        else:
            yield item


def _says_what(node: Node) -> bool:
    """Say whether a tree about stances names what a stance is, and not only what it is not."""
    match node:
        case Not():
            return False
        case And(items=items):
            return any(_says_what(item) for item in items)
        case Or(items=items):
            return all(_says_what(item) for item in items)
        case _:
            return True
