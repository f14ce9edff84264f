"""The rules that read a clause's verb: its cue, what it governs, what it reports.

A rule gives who takes which position, or nothing, and never looks beyond the clause, so that rules can be read,
tested and explained one by one. Acts of one's own, judgements and nouns that belong to a holder have modules of
their own (``acts``, ``judging``, ``holding``).
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from index.analysis import lexicon
from index.analysis.actors import actors_of
from index.analysis.clauses import Clause, Finding, clause_is_own, is_supposed
from index.analysis.holding import possessors
from index.analysis.judgements import judgement_of
from index.analysis.lexicon import Sense
from index.analysis.readings import Reading, complement, compose, senses, thing
from index.analysis.syntax import (
    FINITE,
    MAYBES,
    MODALS,
    NORMS,
    child,
    children,
    conjuncts,
    denies,
    has_modal,
    in_set,
    is_blocked,
    is_infinitive,
    is_negated,
    is_noun,
    is_passive,
    is_past_of_a_noun,
    is_yet_to,
    own_subject,
)
from index.models import Position

if TYPE_CHECKING:
    from index.analysis.discourse import Actor
    from index.analysis.trees import Word

_AMONG = frozenset({"among", "of"})
_OF_REPORT = {
    Sense.FEAR: Position.OPPOSES,
    Sense.THREATEN: Position.OPPOSES,
    Sense.RESIST: Position.OPPOSES,
    Sense.DOUBT: Position.OPPOSES,
    Sense.DEMAND: Position.SUPPORTS,
    Sense.BLAME: Position.OPPOSES,
    Sense.ENDORSE: Position.SUPPORTS,
}


def cue(clause: Clause) -> Finding | None:
    """Read a cue as the clause's verb or as what its copula says: "rejects", "is opposed to"."""
    head = clause.head
    if (
        is_blocked(head)
        or _asks_what(head)
        or is_past_of_a_noun(head)
        or has_modal(head, MAYBES)
        or is_supposed(clause)
        or _is_over(head)
    ):
        return None
    if has_modal(head, NORMS) and not clause_is_own(clause):
        return None
    if is_yet_to(head):
        return _undecided(clause)
    if (other := _brought_up(clause) or _persuaded(clause)) is not None:
        return other
    if not clause.actors and in_set(head, "requiring") and (found := _required(clause)) is not None:
        return found
    for part in (head, *_predicate(head)):
        reading = compose(part)
        if reading is not None and (part.i == head.i or reading.target is not None or not is_noun(part)):
            return Finding(askers(clause, reading), reading, clause.voice)
    return None


def _is_over(head: Word) -> bool:
    """Say whether a clause tells what was so "until recently", and is no more."""
    here = head
    while here.dep in {"xcomp", "acomp"} and here.head is not here:
        here = here.head
    before = here.words[here.first : here.i]
    return any(one.lower == "until" and two.lower == "recently" for one, two in pairwise(before))


def askers(clause: Clause, reading: Reading) -> tuple[Actor, ...]:
    """Return whose a cue is: for what is needed by somebody, who says so; nobody where a state is asked by its own."""
    head = clause.head
    if in_set(head, "requiring") and is_passive(head) and head.stem == "need" and clause.voice.reported:
        return clause.voice.speakers
    if not reading.rule.endswith("demand") or len(clause.actors) != 1:
        return clause.actors
    act = complement(head)
    asked = [*children(head, "dobj"), *(children(act, "nsubj") if act is not None else ())]
    codes = {clause.sentence.by_token[t.i].code for t in asked if t.i in clause.sentence.by_token}
    return () if clause.actors[0].holder.code in codes else clause.actors


def _brought_up(clause: Clause) -> Finding | None:
    """Read "raised the plight of the fishermen with Ruritania": it is brought up to find fault with it."""
    head = clause.head
    if not in_set(head, "bringing_up") or is_negated(head):
        return None
    for noun in children(head, "dobj", "nsubjpass"):
        about = thing(noun)
        if in_set(noun, "complaints") and about is not None:
            return Finding(clause.actors, Reading(Position.OPPOSES, "raises", head, about, (head,)), clause.voice)
    return None


def _persuaded(clause: Clause) -> Finding | None:
    """Read "failed to persuade Ruritania to sign": the one who is not persuaded will not."""
    head = clause.head
    whom = child(head, "dobj", "nsubjpass")
    act = complement(head)
    if whom is None or act is None or not in_set(head, "persuading") or not is_infinitive(act):
        return None
    failed = is_negated(head) or (head.dep == "xcomp" and in_set(head.head, "lacking"))
    told = head.tag in FINITE or is_passive(head)
    if not (failed or told) or has_modal(head, MODALS):
        return None
    position = Position.DECLINES if failed else Position.COMMITS
    return Finding(
        actors_of(clause.sentence, whom), Reading(position, "persuaded", head, act, (head, act)), clause.voice
    )


def _required(clause: Clause) -> Finding | None:
    """Read "that will require cooperation": what a thing asks for, its speaker asks for."""
    owner, reading = own_subject(clause.head), compose(clause.head)
    if owner is None or owner.tag not in {"NN", "NNS", "DT", "WDT"} or reading is None:
        return None
    return Finding(clause.voice.speakers, replace(reading, rule="requires"), clause.voice)


def _undecided(clause: Clause) -> Finding | None:
    """Read "has yet to decide"; what else somebody has yet to do is no position."""
    head = clause.head
    if not in_set(head, "deciding"):
        return None
    about = complement(head) or thing(head)
    return Finding(clause.actors, Reading(Position.UNCLEAR, "undecided", head, about, (head,)), clause.voice)


def _asks_what(head: Word) -> bool:
    """Say whether a clause only names what was done, or asks how ("what we agreed to", "how much they expect")."""
    if head.dep == "csubj":
        return False  # "what we ask for is a treaty"
    if head.dep in {"ccomp", "pcomp"} and head.words[head.first].lower == "how":
        # "noted how pleased he was that" tells what he feels
        return child(head, "ccomp") is None or not head.words[head.first + 1].tag.startswith(("JJ", "VBN"))
    parts = (*head.children, *(inner for p in children(head, "prep") for inner in p.children))
    return any(c.lower == "what" and c.dep in {"dobj", "pobj"} for c in parts)


def reported_sense(clause: Clause) -> Finding | None:
    """Read the sense of a reporting verb whose reported clause says nothing itself: "warned that", "hoped that"."""
    reported = child(clause.head, "ccomp")
    if reported is None or is_negated(clause.head):
        return None
    for entry in senses(clause.head):
        ordering = entry.sense is Sense.DEMAND and in_set(clause.head, "ordering")
        position = None if ordering else _OF_REPORT.get(entry.sense)
        if position is not None:
            if entry.sense is Sense.DEMAND and is_negated(reported):
                position = Position.OPPOSES
            if entry.sense is Sense.THREATEN and in_set(reported, "depending"):
                position = Position.SUPPORTS  # of what all depends on
            reading = Reading(position, f"{entry.sense.value}-that", clause.head, reported, (clause.head, reported))
            return Finding(clause.actors, reading, clause.voice)
    return None


def left_unsaid(clause: Clause) -> Finding | None:
    """Read "did not say how it would": what one does not tell one has not decided, or does not want known."""
    head = clause.head
    if not is_negated(head) or not in_set(head, "informing"):
        return None
    own = next((c for c in children(head, "ccomp") if has_modal(c, MODALS)), None)
    if head.tag == "VBG" and own is not None and not denies(own):
        return Finding(clause.actors, Reading(Position.UNCLEAR, "not-saying", head, own, (head, own)), clause.voice)
    for told in children(head, "ccomp"):
        if any(c.tag in {"WRB", "WP", "WDT"} or c.lower == "whether" for c in told.words[told.first : told.i]):
            return Finding(clause.actors, Reading(Position.UNCLEAR, "unsaid", head, told, (head, told)), clause.voice)
    return None


def neither_nor(clause: Clause) -> Finding | None:
    """Read "could neither confirm nor deny", which leaves it open."""
    head = clause.head
    pair = {word.stem for word in (head, *conjuncts(head))}
    if not {"confirm", "deni"} <= pair or not is_negated(head):
        return None
    about = next((t for word in conjuncts(head) for t in children(word, "dobj", "ccomp")), None)
    return Finding(clause.actors, Reading(Position.UNCLEAR, "neither-nor", head, about, (head,)), clause.voice)


def emphasis(clause: Clause) -> Finding | None:
    """Read "stressed the need for": a thing called for as the object of a report."""
    noun = child(clause.head, "dobj")
    if noun is None or not in_set(noun, "emphasised") or any(c.lower == "no" for c in noun.children):
        return None
    about = thing(noun) or complement(noun) or noun
    reading = Reading(Position.SUPPORTS, "emphasis", noun, about, (clause.head, noun))
    return Finding(clause.actors or clause.voice.speakers, reading, clause.voice)


def light_verb(clause: Clause) -> Finding | None:
    """Read "voiced support for": a noun cue as the object of a verb that only hands it its subject."""
    head = clause.head
    lends = in_set(head, "light_verbs") or in_set(head, "ending") or in_set(head, "responding")
    if is_blocked(head) or not lends or is_supposed(clause):
        return None
    if has_modal(head, NORMS | MAYBES) and not clause_is_own(clause):
        return None
    for noun in (*children(head, "dobj", "attr"), *_with(head)):
        owners = possessors(clause.sentence, noun)
        if owners and {owner.holder.side for owner in owners}.isdisjoint(actor.holder.side for actor in clause.actors):
            continue
        if in_set(noun, "views"):
            return _view(clause, noun)
        reading = _handed_over(head, noun)
        if reading is not None:
            return Finding(clause.actors, reading, clause.voice)
    return None


def _with(head: Word) -> list[Word]:
    """Return with what somebody responds: "answered with a threat"."""
    if not in_set(head, "responding") or is_passive(head):
        return []
    return [noun for p in children(head, "prep") if p.lower == "with" for noun in children(p, "pobj")]


def _handed_over(head: Word, noun: Word) -> Reading | None:
    """Return what a verb and its noun say together: "voiced support", "withdrew objections", "reached an accord"."""
    about = thing(noun) or thing(head) or noun
    if in_set(head, "attaching") and in_set(noun, "emphasised"):
        return Reading(Position.SUPPORTS, "emphasis", noun, about, (head,))
    if is_negated(head):
        return None
    if in_set(head, "reaching") and in_set(noun, "accords") and not is_infinitive(head):
        return Reading(Position.COMMITS, "reach", noun, thing(noun) or noun, (head, noun))
    reading = compose(noun)
    if reading is not None and in_set(head, "ending"):
        if not in_set(head, "giving_up"):
            return None  # "curb protests": those of others
        position = Position.SUPPORTS if reading.position is Position.OPPOSES else Position.DECLINES
        return replace(reading, position=position, rule=f"given-up-{reading.rule}")
    handles = in_set(head, "announcing") or (in_set(head, "taking_steps") and not has_modal(head, MODALS | MAYBES))
    if reading is None and handles and in_set(noun, "measures") and not is_infinitive(head):
        return Reading(Position.COMMITS, "announce", head, noun, (head, noun))
    return reading


def sees_none(clause: Clause) -> Finding | None:
    """Read "sees no need for", "it serves no purpose to", "has no choice but"."""
    head = clause.head
    if not in_set(head, "seeing") or is_blocked(head):
        return None
    for noun in children(head, "dobj"):
        if not any(c.lower == "no" for c in noun.children):
            continue
        against = in_set(noun, "grounds") or in_set(noun, "called_for")
        if against or in_set(noun, "ways_out"):
            position = Position.OPPOSES if against else Position.SUPPORTS
            about = complement(noun) or thing(noun) or complement(head) or noun
            if in_set(about, "imagining"):
                return None  # "no reason to believe"
            inner = compose(about) if is_infinitive(about) and not against else None
            position = inner.position if inner is not None else position
            reading = Reading(position, "sees-none", noun, about, (head, noun))
            return Finding(clause.actors or clause.voice.speakers, reading, clause.voice)
    return None


def _view(clause: Clause, noun: Word) -> Finding | None:
    """Read "gave a favourable reaction to", and "has never expressed a view on"."""
    about = thing(noun) or noun
    if is_negated(clause.head) or is_negated(noun):
        return Finding(clause.actors, Reading(Position.UNCLEAR, "no-view", noun, about, (clause.head,)), clause.voice)
    side = judgement_of(noun)
    if not side:
        return None
    position = Position.SUPPORTS if side > 0 else Position.OPPOSES
    return Finding(clause.actors, Reading(position, "view", noun, about, (clause.head,)), clause.voice)


def _predicate(head: Word) -> list[Word]:
    """Return what a copula says of its subject: adjectives and nouns, participles included."""
    if not in_set(head, "copulas"):
        return []
    found = children(head, "acomp", "attr", "oprd")
    among = [
        noun for word in found for p in children(word, "prep") if p.lower in _AMONG for noun in children(p, "pobj")
    ]
    return [*found, *(noun for noun in among if noun.lower in lexicon.forms("sides"))]
