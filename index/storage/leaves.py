"""The leaves of a query that ask for stances, as a condition on the table of stances."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from index.query import And, Holder, Node, Not, Or, PositionIs, Speaker

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Condition = tuple[str, list[str]]
"""An SQL condition on ``stances`` and its parameters."""


def asks_for_stances(node: Node) -> bool:
    """Say whether a tree is made of nothing but leaves that one stance can answer: holder, position, speaker."""
    match node:
        case Holder() | PositionIs() | Speaker():
            return True
        case And(items=items) | Or(items=items):
            return all(asks_for_stances(item) for item in items)
        case Not(item=item):
            return asks_for_stances(item)
        case _:
            return False


def condition(node: Node, speakers: Callable[[], Sequence[str]]) -> Condition:
    """Return the condition that a stance meets when the whole tree holds of it.

    Args:
        node: A tree for which ``asks_for_stances`` holds.
        speakers: Gives every different speaker of the library, in words; called only when one is asked for.

    Raises:
        TypeError: The tree holds another leaf; a bug.
    """
    match node:
        case Holder(code=code):
            return "holder = ?", [code]
        case PositionIs(position=position):
            return "position = ?", [position]
        case Speaker(name=name):
            from index.highlight import highlights  # only a speaker needs it

            matching = [speaker for speaker in speakers() if highlights(name, speaker)]
            # A stance without a speaker compares as unknown, which NOT would leave unknown.
            return "coalesce(speaker, '') IN (SELECT value FROM json_each(?))", [json.dumps(matching)]
        case And(items=items):
            return _joined(" AND ", items, speakers)
        case Or(items=items):
            return _joined(" OR ", items, speakers)
        case Not(item=item):
            clause, values = condition(item, speakers)
            return f"NOT ({clause})", values
        case _:
            raise TypeError(f"{type(node).__name__} is no question about one stance")


def _joined(word: str, items: Sequence[Node], speakers: Callable[[], Sequence[str]]) -> Condition:
    parts = [condition(item, speakers) for item in items]
    return "(" + word.join(clause for clause, _ in parts) + ")", [value for _, values in parts for value in values]
