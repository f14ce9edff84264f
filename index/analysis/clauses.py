"""One clause to read, with its actors and its voice, and what every rule asks of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from index.analysis.actors import actors_of
from index.analysis.lexicon import Sense
from index.analysis.readings import Reading, senses
from index.analysis.syntax import ABILITIES, MODALS, children, has_modal, in_set, is_foreseen, is_negated, subject

if TYPE_CHECKING:
    from index.analysis.discourse import Actor, Sentence
    from index.analysis.trees import Word

_FIRST_PERSON = frozenset({"i", "we"})
_OWN_PRONOUNS = frozenset({"it", "they", "he", "she", "i", "we"})


@dataclass(frozen=True, slots=True)
class Voice:
    """Who says a clause: its speakers, whether somebody (perhaps unknown) says it at all, whether only onlookers do."""

    speakers: tuple[Actor, ...] = ()
    reported: bool = False
    guesses: bool = False


class Clause(NamedTuple):
    """A clause to read: its head, whose act it is, who says it."""

    sentence: Sentence
    head: Word
    actors: tuple[Actor, ...]
    voice: Voice


class Finding(NamedTuple):
    """What a rule found: holders, the position with its cue, and the voice under which it stands."""

    actors: tuple[Actor, ...]
    reading: Reading
    voice: Voice


def is_own(clause: Clause, owner: Word) -> bool:
    """Say whether a clause's subject is its speaker: a pronoun, "his country", or the same holder."""
    speakers = clause.voice.speakers
    if owner.tag == "PRP" and owner.lower in _OWN_PRONOUNS:
        told = clause.sentence.is_quoted(owner) or clause.sentence.discourse.narrator in speakers
        if told and owner.lower not in _FIRST_PERSON:
            return False  # who speaks himself says "we"
        # A person does not say "it" of himself, a state does.
        return any(owner.lower != "it" or not speaker.speaks for speaker in speakers)
    own = {speaker.holder.side for speaker in speakers}
    return any(actor.holder.side in own for actor in actors_of(clause.sentence, owner, speakers))


def clause_is_own(clause: Clause) -> bool:
    """Say whether the subject of a clause is its speaker, or nobody else says it."""
    owner = subject(clause.head)
    return owner is not None and clause.voice.reported and is_own(clause, owner)


def is_supposed(clause: Clause) -> bool:
    """Say whether a clause only tells what another may do: foreseen, possible, or what onlookers say will be."""
    head = clause.head
    if is_foreseen(head):
        # who is expected to put his name to a paper has agreed to it
        return not (in_set(head, "signing") and in_set(head.head, "expecting"))
    if clause.voice.guesses:
        return has_modal(head, MODALS | ABILITIES)
    possible = has_modal(head, ABILITIES) and not is_negated(head)
    return possible and not clause_is_own(clause) and not any(e.sense is Sense.HESITATE for e in senses(head))


def is_nobody(owner: Word) -> bool:
    """Say whether a subject is nobody or nothing, which turns what is said of it."""
    return owner.lower in {"nothing", "nobody", "none"} or any(c.lower in {"no", "neither"} for c in owner.children)


def message_of(head: Word) -> Word | None:
    """Return the clause of what a verb sends as a message ("sent a message that …"), or None."""
    for noun in children(head, "dobj"):
        if in_set(noun, "saying") or in_set(noun, "views"):
            return next((c for c in children(noun, "acl", "ccomp", "relcl") if c.tag != "VBN"), None)
    return None
