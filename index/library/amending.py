"""Whether targets that no engine holds match a query: those of stances that people added or corrected.

There are few of them, so that each is asked by itself, by the same rules for words as a highlight; a review
never makes an engine index anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.highlight import highlights
from index.query import (
    Among,
    And,
    Everything,
    Fuzzy,
    Language,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Published,
    Wildcard,
    Within,
    Word,
)

if TYPE_CHECKING:
    from index.storage import DocumentRow


def holds(node: Node, target: DocumentRow) -> bool:
    """Say whether a grounded query matches a target as an engine's answer would.

    Raises:
        TypeError: The query holds a leaf that the records should have answered; a bug.
    """
    match node:
        case Everything():
            return True
        case And(items=items):
            return all(holds(item, target) for item in items)
        case Or(items=items):
            return any(holds(item, target) for item in items)
        case Not(item=item):
            return not holds(item, target)
        case Among(keys=keys):
            return target.key in keys
        case Language(code=code):
            return target.language == code
        case Published(low=low, high=high):
            day = target.published
            return day is not None and (low is None or low <= day) and (high is None or day <= high)
        case Word() | Phrase() | Prefix() | Wildcard() | Fuzzy():
            return _says(node, target)
        case _:
            raise TypeError(f"{type(node).__name__} is answered by the records")


def _says(leaf: Word | Phrase | Prefix | Wildcard | Fuzzy, target: DocumentRow) -> bool:
    match leaf.within:
        case Within.TEXT:
            return bool(highlights(leaf, target.text))
        case Within.TITLE:
            return bool(highlights(leaf, target.title, title=True))
        case Within.SOURCE:
            return bool(highlights(_in_text(leaf), target.source))


def _in_text(leaf: Word | Phrase | Prefix | Wildcard | Fuzzy) -> Node:
    """Return a leaf about a source as one about a text; a name is not inflected."""
    match leaf:
        case Word():
            return Phrase((leaf.surface,), 0, Within.TEXT)
        case Phrase(words=words, slop=slop):
            return Phrase(words, slop, Within.TEXT)
        case Prefix(text=text):
            return Prefix(text, Within.TEXT)
        case Wildcard(pattern=pattern):
            return Wildcard(pattern, Within.TEXT)
        case Fuzzy(text=text, distance=distance):
            return Fuzzy(text, distance, Within.TEXT)
