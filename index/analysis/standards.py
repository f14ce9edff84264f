"""Standards by which a speaker measures a thing: what is possible, what it undoes, what it goes against."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.analysis.actors import actors_of
from index.analysis.clauses import Clause, Finding, is_nobody, is_own
from index.analysis.judgements import judgement_of
from index.analysis.readings import Reading, complement
from index.analysis.syntax import (
    MODALS,
    children,
    denies,
    has_modal,
    in_set,
    is_blocked,
    is_infinitive,
    is_negated,
    is_passive,
    own_subject,
)
from index.models import Position

if TYPE_CHECKING:
    from index.analysis.trees import Word

_POSSIBLE = frozenset({"possible", "impossible"})
_THEMSELVES = frozenset({"they", "he", "she", "we", "i"})


def possible(clause: Clause, owner: Word) -> Finding | None:
    """Read "it is impossible for us to stay" and "they will not be able to": by whose act it is, or who says so."""
    head = clause.head
    word = next((c for c in children(head, "acomp") if c.lower in _POSSIBLE or in_set(c, "able")), None)
    act = (complement(word) or complement(head)) if word is not None and in_set(head, "copulas") else None
    if word is None or act is None or not is_infinitive(act) or is_blocked(head):
        return None
    never = is_negated(head) or is_negated(word) or word.lower.startswith("imp")
    if owner.lower == "it" and word.lower in _POSSIBLE:
        if not never:
            return None
        named = next((t for p in children(word, "prep") if p.lower == "for" for t in children(p, "pobj")), None)
        named = named or own_subject(act)
        whose = actors_of(clause.sentence, named, clause.voice.speakers) if named else clause.voice.speakers
        return Finding(whose, Reading(Position.DECLINES, "impossible", word, act, (head, act)), clause.voice)
    if not in_set(word, "able") or not clause.voice.speakers:
        return None
    own = is_own(clause, owner)
    barred = never and (own or has_modal(head, MODALS))
    if not barred and (word.lower == "able" or own):
        return None  # who is able to act has not said that he will
    against = Position.DECLINES if own else Position.OPPOSES
    position = against if never else Position.SUPPORTS
    return Finding(clause.voice.speakers, Reading(position, "able", word, act, (head, act)), clause.voice)


def undoes(clause: Clause, owner: Word) -> Finding | None:
    """Read "it removes an obstacle" and "it reverses the progress": by what is undone."""
    head = clause.head
    if not in_set(head, "undoing") or is_infinitive(head) or (head.dep == "xcomp" and is_negated(head.head)):
        return None
    for noun in children(head, "dobj"):
        side = judgement_of(noun)
        if side and not any(c.lower == "no" for c in noun.children):
            position = Position.SUPPORTS if (side < 0) != is_negated(head) else Position.OPPOSES
            reading = Reading(position, "undoes", head, owner, (head,))
            return Finding(clause.voice.speakers, reading, clause.voice)
    return None


def goes_against(clause: Clause, owner: Word) -> Finding | None:
    """Read "is against the law", "is in breach of the treaty", "is out of proportion"."""
    wrong = _wrong(clause.head)
    if wrong is None or owner.lower in _THEMSELVES:
        return None
    position = Position.SUPPORTS if is_negated(clause.head) else Position.OPPOSES
    return Finding(clause.voice.speakers, Reading(position, "judgement", wrong, owner, (clause.head,)), clause.voice)


def without(clause: Clause, owner: Word) -> Finding | None:
    """Read "without the mission nobody is safe": what nothing goes well without is good."""
    head = clause.head
    lacked = next((noun for p in children(head, "prep") if p.lower == "without" for noun in children(p, "pobj")), None)
    if lacked is None or lacked.i > head.i:
        return None
    worse = any(judgement_of(word) < 0 for word in children(head, "acomp", "attr"))
    if not (denies(head) or is_nobody(owner) or worse):
        return None
    reading = Reading(Position.SUPPORTS, "without", lacked, lacked, (head,))
    return Finding(clause.voice.speakers, reading, clause.voice)


def advanced(clause: Clause, owner: Word) -> Finding | None:
    """Read "good progress was made"."""
    head = clause.head
    asked = any(word.tag == "WRB" for word in owner.words[owner.first : owner.i])
    made = is_passive(head) and (in_set(head, "reaching") or head.stem == "achiev") and not is_infinitive(head)
    if asked or not made or not in_set(owner, "advances"):
        return None
    position = Position.OPPOSES if is_negated(head) or is_nobody(owner) else Position.SUPPORTS
    return Finding(clause.voice.speakers, Reading(position, "advance", owner, owner, (head,)), clause.voice)


def foremost(clause: Clause, owner: Word) -> Finding | None:
    """Read "the harbour is at the top of our agenda"."""
    head = clause.head
    if not in_set(head, "copulas") or is_negated(head) or head.dep == "relcl":
        return None
    places = [p for p in children(head, "prep", "acomp") for p in (p, *children(p, "prep"))]
    for noun in (noun for p in places if p.lower in {"on", "at"} for noun in children(p, "pobj")):
        if in_set(noun, "foremost"):
            reading = Reading(Position.SUPPORTS, "foremost", noun, owner, (head,))
            return Finding(clause.voice.speakers, reading, clause.voice)
    return None


def _wrong(head: Word) -> Word | None:
    """Return the noun by which a copula says "against the law", "in breach of", "out of proportion", or None."""
    if not in_set(head, "copulas"):
        return None
    for p in (p for word in (head, *children(head, "acomp", "attr")) for p in children(word, "prep")):
        inner = [noun for c in (p, *children(p, "prep")) for noun in children(c, "pobj")]
        if p.lower == "in" and (found := next((noun for noun in inner if in_set(noun, "breaches")), None)) is not None:
            return found
        measured = next((noun for noun in inner if in_set(noun, "measures_of_right")), None)
        if measured is not None and p.lower in {"against", "contrary", "counter", "out", "beyond"}:
            return measured
    return None
