"""The rules that read one clause: each gives who takes which position, or nothing.

A clause comes with its actors and with the voice that says it. A rule never looks
beyond the clause, so rules can be read, tested and explained one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from index.analysis.actors import Actor, actors_of, qualifying_states
from index.analysis.drafts import Holder
from index.analysis.judgements import judgement_of
from index.analysis.lexicon import Sense
from index.analysis.readings import Reading, complement, compose, senses, thing
from index.analysis.syntax import (
    ABILITIES,
    FINITE,
    MAYBES,
    MODALS,
    NORMS,
    child,
    children,
    denies,
    going_to,
    has_modal,
    in_set,
    is_blocked,
    is_infinitive,
    is_negated,
    is_noun,
    is_passive,
    is_verb,
    own_subject,
    subject,
    swallowed_subject,
)
from index.models import Position

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.analysis.actors import Sentence
    from index.analysis.trees import Word

_PERFECT = frozenset({"has", "have", "had", "'ve", "’ve", "is", "are", "was", "were", "'s", "’s"})
_FIRST_PERSON = frozenset({"i", "we"})
_AMONG = frozenset({"among", "of"})
_BELOW = ("advcl", "xcomp", "ccomp")
_LASTING = frozenset({"take", "be", "requir"})
_OWN_PRONOUNS = frozenset({"it", "they", "he", "she", "i", "we"})
_POSSESSING = frozenset({"by", "of", "from"})
_OBJECTIVE = frozenset({Sense.RESIST, Sense.ENDORSE, Sense.FEAR, Sense.BLAME, Sense.HESITATE})
"""Senses whose noun takes its object after "of": "criticism of", "support of"."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Who says a clause: its speakers, and whether somebody (perhaps unknown) says it at all."""

    speakers: tuple[Actor, ...] = ()
    reported: bool = False


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


def cue(clause: Clause) -> Finding | None:
    """Read a cue as the clause's verb or as what its copula says: "rejects", "is opposed to"."""
    head = clause.head
    if is_blocked(head) or _asks_what(head) or has_modal(head, MAYBES):
        return None
    if has_modal(head, NORMS) and not clause_is_own(clause):
        return None
    for part in (head, *_predicate(head)):
        reading = compose(part)
        if reading is not None and (part.i == head.i or reading.target is not None or not is_noun(part)):
            return Finding(clause.actors, reading, clause.voice)
    return None


def _asks_what(head: Word) -> bool:
    """Say whether a clause only names what was done ("what we agreed to")."""
    return any(c.lower == "what" and c.dep in {"dobj", "pobj"} for c in head.children)


def clause_is_own(clause: Clause) -> bool:
    """Say whether the subject of a clause is its speaker, or nobody else says it."""
    owner = subject(clause.head)
    return owner is not None and clause.voice.reported and is_own(clause, owner)


def reported_sense(clause: Clause) -> Finding | None:
    """Read the sense of a reporting verb whose reported clause says nothing itself: "warned that", "hoped that"."""
    reported = child(clause.head, "ccomp")
    if reported is None or is_negated(clause.head):
        return None
    for entry in senses(clause.head):
        ordering = entry.sense is Sense.DEMAND and in_set(clause.head, "ordering")
        position = None if ordering else _OF_REPORT.get(entry.sense)
        if position is not None:
            reading = Reading(position, f"{entry.sense.value}-that", clause.head, reported, (clause.head, reported))
            return Finding(clause.actors, reading, clause.voice)
    return None


_OF_REPORT = {
    Sense.FEAR: Position.OPPOSES,
    Sense.THREATEN: Position.OPPOSES,
    Sense.RESIST: Position.OPPOSES,
    Sense.DOUBT: Position.OPPOSES,
    Sense.DEMAND: Position.SUPPORTS,
    Sense.BLAME: Position.OPPOSES,
    Sense.ENDORSE: Position.SUPPORTS,
}


def emphasis(clause: Clause) -> Finding | None:
    """Read "stressed the need for": a thing called for as the object of a report."""
    noun = child(clause.head, "dobj")
    if noun is None or not in_set(noun, "emphasised"):
        return None
    about = thing(noun) or complement(noun) or noun
    return Finding(
        clause.actors, Reading(Position.SUPPORTS, "emphasis", noun, about, (clause.head, noun)), clause.voice
    )


def judged_as(clause: Clause) -> Finding | None:
    """Read "described it as a milestone", "called the ban unjust"."""
    head = clause.head
    if is_blocked(head):
        return None
    words = [t for p in children(head, "prep", "mark") if p.lower == "as" for t in p.children]
    words += children(head, "oprd", "acomp", "attr")
    clauses = children(head, "ccomp", "xcomp")
    words += [t for c in clauses for t in (c, *children(c, "acomp", "attr")) if not _states_more(c)]
    inner = next((own_subject(c) for c in clauses), None)
    judged = child(head, "dobj", "nsubjpass") or inner
    for word in words:
        side = judgement_of(word)
        if in_set(word, "sides") and is_passive(head) and (owner := child(head, "nsubjpass")) is not None:
            reading = compose(word)
            if reading is not None:
                return Finding(actors_of(clause.sentence, owner), reading, clause.voice)
        if side:
            position = Position.SUPPORTS if (side > 0) != is_negated(head) else Position.OPPOSES
            return Finding(clause.actors, Reading(position, "judged-as", word, judged, (head,)), clause.voice)
    return None


def _states_more(clause: Word) -> bool:
    """Say whether a clause is more than a judging word: it has a finite verb of its own."""
    return is_verb(clause) and (clause.tag in FINITE or child(clause, "aux", "auxpass") is not None)


def own_act(clause: Clause) -> Finding | None:
    """Read an act of one's own: under "will"; under "can", or as done, when one says it of oneself."""
    head, voice = clause.head, clause.voice
    owner = subject(head) or swallowed_subject(head)
    if not is_verb(head) or is_blocked(head) or owner is None or in_set(head, "wishing") or message_of(head):
        return None
    means = _own_means(clause, owner)
    actors = means or (() if is_passive(head) else clause.actors)
    own_word = bool(means) or (voice.reported and is_own(clause, owner)) or _is_begun(clause, owner)
    willing = has_modal(head, MODALS) or going_to(head)
    if willing and not actors and in_set(owner, "forces"):
        actors = tuple(
            Actor(Holder(m.code, None), clause.sentence.word(owner), speaks=False)
            for m in qualifying_states(clause.sentence, owner)
        )[:1]
    if (
        owner.lower == "it"
        and head.stem in _LASTING
        and any(is_infinitive(c) for c in children(head, "advcl", "xcomp", "ccomp"))
    ):
        return None  # "it will take years to …": the infinitive is meant
    if not willing and own_word and owner.lower not in _FIRST_PERSON and _is_performed(head):
        rule, position = ("not-perform", Position.DECLINES) if is_negated(head) else ("perform", Position.COMMITS)
        return Finding(actors, Reading(position, rule, head, child(head, "dobj") or head, (head,)), voice)
    if not own_word and head.dep == "ccomp" and in_set(head.head, "imagining"):
        return None
    able = has_modal(head, ABILITIES) and own_word
    if not (willing or able) or (in_set(head, "stative") and not (able and head.stem == "have")):
        return None
    word = next((c for c in head.children if c.dep == "aux"), head)
    negated = denies(head) or (going_to(head) and is_negated(head.head)) or _is_nobody(owner)
    position = Position.DECLINES if negated else Position.COMMITS
    rule = ("will" if willing else "can") + ("-not" if negated else "")
    return Finding(actors, Reading(position, rule, word, head, (head, *children(head, "xcomp", "dobj"))), voice)


def _is_begun(clause: Clause, owner: Word) -> bool:
    """Say whether a state by name is told to have begun an act ("Ruritania began sending aid")."""
    begun = clause.head.dep == "xcomp" and in_set(clause.head.head, "aspectual") and clause.head.tag == "VBG"
    return begun and owner.i in clause.sentence.by_token


def message_of(head: Word) -> Word | None:
    """Return the clause of what a verb sends as a message ("sent a message that …"), or None."""
    for noun in children(head, "dobj"):
        if in_set(noun, "saying"):
            return child(noun, "acl", "ccomp", "relcl")
    return None


def _is_performed(head: Word) -> bool:
    """Say whether a verb is an official act told as done or under way ("had suspended", "has not signed")."""
    if is_passive(head) or not any(entry.sense is Sense.PERFORM for entry in senses(head)):
        return False
    if head.dep == "xcomp" and in_set(head.head, "aspectual") and head.head.tag in FINITE:
        return True
    return any(c.dep == "aux" and c.lower in _PERFECT for c in head.children)


def _own_means(clause: Clause, owner: Word) -> tuple[Actor, ...]:
    """Return the speaker whose own state qualifies a subject ("Ruritanian troops could be sent", said by Ruritania)."""
    own = {speaker.holder.code: speaker for speaker in clause.voice.speakers if speaker.holder.code}
    if not clause.voice.reported or not is_noun(owner) or owner.i in clause.sentence.by_token:
        return ()
    return tuple(own[m.code] for m in qualifying_states(clause.sentence, owner) if m.code in own)[:1]


def norm(clause: Clause) -> Finding | None:
    """Read what a speaker says must or should be: a call for it, or against what is to end."""
    head = clause.head
    if not is_verb(head) or is_blocked(head):
        return None
    needed = head.dep == "xcomp" and head.head.stem in {"need", "have"} and head.head.tag != "VB"
    owner = subject(head)
    if (not has_modal(head, NORMS) and not needed) or (owner is not None and owner.lower == "i"):
        return None
    ends = is_passive(head) and in_set(head, "ending")
    position = Position.OPPOSES if denies(head) != ends else Position.SUPPORTS
    word = next((c for c in head.children if c.dep == "aux"), head)
    return Finding(clause.voice.speakers, Reading(position, "must", word, head, (head,)), clause.voice)


def judgement(clause: Clause) -> Finding | None:
    """Read a speaker's judgement of a thing: "is essential", "would be a mistake", "undermines"."""
    head, speakers = clause.head, clause.voice.speakers
    if speakers and child(head, "expl") is not None:
        return _existence(clause)
    owner = own_subject(head) or subject(head)
    if not speakers or owner is None or is_blocked(head) or is_own(clause, owner):
        return None
    if has_modal(head, ABILITIES) and any(c.lower == "only" for c in owner.children):
        return Finding(speakers, Reading(Position.SUPPORTS, "only-can", owner, owner, (head,)), clause.voice)
    brought = children(head, "dobj") if in_set(head, "bringing") else []
    telling = [head] if is_verb(head) and (in_set(head, "harming") or in_set(head, "helping")) else []
    fitting = [noun for p in children(head, "prep") if p.lower == "in" for noun in children(p, "pobj", "pcomp")]
    fitting = [noun for noun in fitting if in_set(noun, "fitting")]
    for word in (*children(head, "acomp", "attr", "oprd"), *brought, *telling, *fitting):
        side = 1 if word in fitting else judgement_of(word)
        if side:
            negated = (is_negated(head) or is_negated(word) or word.lower == "nothing") != _is_nobody(owner)
            position = Position.SUPPORTS if (side > 0) != negated else Position.OPPOSES
            about = (complement(word) or complement(head)) if owner.lower == "it" else owner
            return Finding(speakers, Reading(position, "judgement", word, about or owner, (head,)), clause.voice)
    return None


def _existence(clause: Clause) -> Finding | None:
    """Read what a speaker says there is or is not: "there could be no question of adopting it"."""
    for thing_said in children(clause.head, "attr"):
        if thing_said.stem == "question" and denies(clause.head):
            about = complement(thing_said) or thing(thing_said) or thing_said
            reading = Reading(Position.DECLINES, "no-question", thing_said, about, (clause.head, about))
            return Finding(clause.voice.speakers, reading, clause.voice)
    return None


def _is_nobody(owner: Word) -> bool:
    """Say whether a subject is nobody or nothing, which turns what is said of it."""
    return owner.lower in {"nothing", "nobody", "none"} or any(c.lower in {"no", "neither"} for c in owner.children)


def light_verb(clause: Clause) -> Finding | None:
    """Read "voiced support for": a noun cue as the object of a verb that only hands it its subject."""
    head = clause.head
    if is_blocked(head) or not in_set(head, "light_verbs"):
        return None
    for noun in children(head, "dobj", "attr"):
        if possessors(clause.sentence, noun):
            continue
        if in_set(noun, "views"):
            return _view(clause, noun)
        reading = compose(noun) if not is_negated(head) else None
        if reading is not None:
            return Finding(clause.actors, reading, clause.voice)
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


def held_nouns(sentence: Sentence) -> Iterator[Finding]:
    """Read nouns with a holder of their own: "Ruritania's objection", "a pledge by the ministry to stay"."""
    for noun in sentence.words:
        if not is_noun(noun) or noun.i in sentence.by_token or not in_set(noun, "held"):
            continue
        given_up = noun.dep == "dobj" and in_set(noun.head, "ending")
        if given_up or is_blocked(noun) or is_negated(noun):
            continue
        apposed = noun.dep == "appos" and in_set(noun, "sides")
        holders = actors_of(sentence, noun.head) if apposed else possessors(sentence, noun)
        reading = compose(noun) if holders else None
        if reading is None or (in_set(noun, "held_to_act") and (reading.target is None or not is_verb(reading.target))):
            continue
        yield Finding(holders, reading, Voice())


def possessors(sentence: Sentence, noun: Word) -> tuple[Actor, ...]:
    """Return whose a noun is: its possessor, the adjective or name before it, the noun after "by", "of" or "from"."""
    found: list[Actor] = []
    for c in children(noun, "poss", "amod", "compound", "nmod"):
        if c.i in sentence.by_token:
            found.append(Actor(Holder(sentence.by_token[c.i].code, None), sentence.word(c), speaks=False))
        elif c.dep == "poss":
            found.extend(actors_of(sentence, c))
    objective = any(entry.sense in _OBJECTIVE for entry in senses(noun))
    inside = [
        p for p in children(noun, "prep", "agent") if p.lower in _POSSESSING and not (objective and p.lower == "of")
    ]
    had = (noun.dep == "nsubj" and in_set(noun.head, "coming")) or (noun.dep == "dobj" and in_set(noun.head, "taking"))
    outside = [p for p in children(noun.head, "prep") if p.lower == "from"] if had else []
    for preposition in (*inside, *outside):
        inner = child(preposition, "pobj")
        if inner is not None:
            found.extend(actors_of(sentence, inner))
    return tuple(dict.fromkeys(found))


def is_own(clause: Clause, owner: Word) -> bool:
    """Say whether a clause's subject is its speaker: a pronoun, "his country", or the same holder."""
    speakers = clause.voice.speakers
    if owner.tag == "PRP" and owner.lower in _OWN_PRONOUNS:
        # A person does not say "it" of himself, a state does.
        return any(owner.lower != "it" or not speaker.speaks for speaker in speakers)
    own = {speaker.holder for speaker in speakers}
    return any(actor.holder in own for actor in actors_of(clause.sentence, owner, speakers))


def _predicate(head: Word) -> list[Word]:
    """Return what a copula says of its subject: adjectives and nouns, participles included."""
    if not in_set(head, "copulas"):
        return []
    found = children(head, "acomp", "attr", "oprd")
    among = [
        noun for word in found for p in children(word, "prep") if p.lower in _AMONG for noun in children(p, "pobj")
    ]
    return [*found, *(noun for noun in among if in_set(noun, "sides"))]
