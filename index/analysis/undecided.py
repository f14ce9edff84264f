"""What is left open: a matter weighed, a paper under review, a signal that points both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.analysis import lexicon
from index.analysis.clauses import Clause, Finding
from index.analysis.lexicon import Sense
from index.analysis.readings import Reading, complement, senses, thing
from index.analysis.syntax import (
    MODALS,
    child,
    children,
    conjuncts,
    has_modal,
    in_set,
    is_blocked,
    is_infinitive,
    is_negated,
    is_verb,
    is_yet_to,
)
from index.models import Position

if TYPE_CHECKING:
    from index.analysis.trees import Word

_BEING = frozenset({"is", "are", "was", "were", "am", "'s", "’s", "'re", "’re", "been", "be"})


def undecided(clause: Clause) -> Finding | None:
    """Read what a clause leaves open, of its subject or of its speaker; None where it leaves nothing open."""
    head = clause.head
    if not is_verb(head) or is_blocked(head):
        return None
    for rule, held_by in ((_weighed, clause.actors), (_two_ways, clause.actors), (_pending, clause.voice.speakers)):
        found = rule(head)
        if found is not None and held_by:
            name, word, about = found
            reading = Reading(Position.UNCLEAR, name, word, about, (head, about))
            return Finding(held_by, reading, clause.voice)
    return None


def _weighed(head: Word) -> tuple[str, Word, Word] | None:
    """Read "is considering whether to", "will discuss how", "has yet to take a stance", "will wait and see"."""
    if is_negated(head):
        return None
    if is_yet_to(head) and any(in_set(noun, "views") or in_set(noun, "decisions") for noun in children(head, "dobj")):
        return "undecided", head, thing(head) or head
    waits = has_modal(head, MODALS) and head.stem == "wait"
    seen = next(
        (word for word in (*conjuncts(head)[1:], *children(head, "xcomp", "advcl")) if word.stem == "see"), None
    )
    if waits and seen is not None:
        return "wait-and-see", head, child(seen, "dobj", "ccomp") or seen
    going_on = head.tag == "VBG" and any(c.lower in _BEING for c in children(head, "aux"))
    if not in_set(head, "weighing") or not (going_on or has_modal(head, MODALS)):
        return None
    asked = next((c for c in children(head, "ccomp", "xcomp", "pcomp", "advcl") if c.i > head.i and _asks(c)), None)
    return ("weighs", head, asked) if asked is not None else None


def _asks(clause: Word) -> bool:
    """Say whether a clause is a question within a sentence: "whether to sign", "what steps to take"."""
    opening = clause.words[clause.first : clause.i]
    return any(word.lower in {"whether", "if"} or word.tag in {"WRB", "WP", "WDT"} for word in opening[:2])


def _two_ways(head: Word) -> tuple[str, Word, Word] | None:
    """Read "sends mixed signals", and "made no firm commitment"."""
    if not in_set(head, "light_verbs") or in_set(head, "taking"):
        return None
    for noun in children(head, "dobj"):
        mixed = any(c.lower in lexicon.forms("mixed") for c in children(noun, "amod"))
        if mixed and in_set(noun, "signals") and not is_negated(head):
            return "mixed-signals", noun, thing(noun) or complement(noun) or noun
        binding = any(entry.sense is Sense.ENGAGE for entry in senses(noun))
        none = is_negated(head) or any(c.lower == "no" for c in noun.children)
        if binding and none and not has_modal(head, MODALS):
            return "no-pledge", noun, thing(noun) or complement(noun) or noun
    return None


def _pending(head: Word) -> tuple[str, Word, Word] | None:
    """Read what a speaker says of a matter: "is under review", "remains open", "it is too early to decide"."""
    if not in_set(head, "copulas") or is_negated(head):
        return None
    owner = child(head, "nsubj")
    if owner is None or (owner.tag == "PRP" and owner.lower != "it"):
        return None
    for p in children(head, "prep"):
        noun = child(p, "pobj")
        if noun is not None and p.lower == "under" and in_set(noun, "reviews"):
            return "under-review", noun, owner
    for word in children(head, "acomp"):
        too_early = word.lower in {"early", "soon"} and any(c.lower == "too" for c in word.children)
        act = complement(word) or complement(head)
        if too_early and act is not None and is_infinitive(act):
            return "too-early", word, act
        if word.lower in lexicon.forms("unsettled") and (in_set(owner, "decisions") or in_set(owner, "views")):
            return "unsettled", word, owner
    return None
