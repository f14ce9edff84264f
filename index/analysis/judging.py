"""What a speaker holds of a thing: what must be, what is good or bad, what there is or is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.analysis import lexicon, standards
from index.analysis.actors import actors_of
from index.analysis.clauses import Clause, Finding, is_nobody, is_own
from index.analysis.holding import possessors
from index.analysis.judgements import judgement_of
from index.analysis.lexicon import Sense
from index.analysis.readings import Reading, complement, compose, senses, thing
from index.analysis.syntax import (
    ABILITIES,
    FINITE,
    MODALS,
    NORMS,
    agent,
    auxiliaries,
    child,
    children,
    denies,
    has_modal,
    in_set,
    is_blocked,
    is_doubted,
    is_infinitive,
    is_negated,
    is_noun,
    is_passive,
    is_verb,
    is_yet_to,
    own_subject,
    subject,
)
from index.models import Position

if TYPE_CHECKING:
    from index.analysis.trees import Word

_NEEDED = frozenset({"need", "requir"})
_ASKING = frozenset({"WRB", "WP", "WDT"})
_INTENTS = frozenset({Sense.INTEND, Sense.ENGAGE})


def norm(clause: Clause) -> Finding | None:
    """Read what a speaker says must or should be: a call for it, or against what is to end."""
    head = clause.head
    if not is_verb(head) or is_blocked(head):
        return None
    act = complement(head) if head.lower == "let" and own_subject(head) is None else None
    if act is not None and head.dep in {"ROOT", "ccomp"} and not in_set(act, "hesitating"):
        reading = Reading(Position.SUPPORTS, "let", head, act, (head,))
        return Finding(clause.voice.speakers, reading, clause.voice)
    needed = (
        head.dep == "xcomp" and head.head.stem in {"need", "have"} and head.head.tag != "VB" and not is_yet_to(head)
    )
    owner = subject(head)
    barred = has_modal(head, ABILITIES) and is_negated(head) and in_set(head, "bearing")
    if barred and owner is not None and not is_own(clause, owner):
        word = next((c for c in head.children if c.dep == "aux"), head)
        return Finding(clause.voice.speakers, Reading(Position.OPPOSES, "cannot", word, head, (head,)), clause.voice)
    needed = needed or ("shall" in auxiliaries(head) and owner is not None and not is_own(clause, owner))
    needed = needed or (head.stem in _NEEDED and head.tag == "VBN" and is_passive(head))
    if (not has_modal(head, NORMS) and not needed) or (owner is not None and owner.lower == "i"):
        return None
    asked = head.head if head.dep == "xcomp" else head
    if asked.dep in {"ccomp", "pcomp"} and any(c.tag in _ASKING for c in asked.words[asked.first : asked.i]):
        return None  # "what should be done" does not say that anything should
    ends = is_passive(head) and in_set(head, "ending")
    nobody = owner is not None and is_nobody(owner)
    ends = ends or (is_negated(head) and in_set(head, "neglecting"))
    ends = ends != is_doubted(head)
    position = Position.OPPOSES if (denies(head) or nobody) != ends else Position.SUPPORTS
    word = next((c for c in head.children if c.dep == "aux"), head)
    return Finding(clause.voice.speakers, Reading(position, "must", word, head, (head,)), clause.voice)


def judgement(clause: Clause) -> Finding | None:
    """Read a speaker's judgement of a thing: "is essential", "would be a mistake", "undermines"."""
    head, speakers = clause.head, clause.voice.speakers
    if speakers and (child(head, "expl") is not None or head.stem == "exist"):
        return _existence(clause)
    owner = own_subject(head) or subject(head)
    if owner is not None and (found := standards.possible(clause, owner)) is not None:
        return found
    if not speakers or owner is None or owner.tag == "WP" or owner.lower == "whatever" or is_blocked(head):
        return None
    # of itself a state says what it is, which judges nothing; "it" is the thing or the clause
    own = is_own(clause, owner)
    if own and (wronged := _wronged(clause)) is not None:
        return wronged
    if own and owner.lower != "it":
        return _faced(clause)
    rules = (
        _only_can,
        standards.without,
        standards.undoes,
        standards.advanced,
        _fares,
        standards.goes_against,
        standards.foremost,
        _timely,
        _judged_by_a_word,
        _judging_subject,
    )
    return next((found for rule in rules if (found := rule(clause, owner)) is not None), None)


def _only_can(clause: Clause, owner: Word) -> Finding | None:
    """Read "only talks can end the war"."""
    if not has_modal(clause.head, ABILITIES) or not any(c.lower == "only" for c in owner.children):
        return None
    reading = Reading(Position.SUPPORTS, "only-can", owner, owner, (clause.head,))
    return Finding(clause.voice.speakers, reading, clause.voice)


def _fares(clause: Clause, owner: Word) -> Finding | None:
    """Read "the plan works", "the talks would collapse"."""
    head = clause.head
    faring = is_verb(head) and not is_infinitive(head) and child(head, "dobj", "xcomp") is None
    if not faring or not (in_set(head, "working") or in_set(head, "failing")):
        return None
    position = Position.SUPPORTS if in_set(head, "working") != is_negated(head) else Position.OPPOSES
    return Finding(clause.voice.speakers, Reading(position, "judgement", head, owner, (head,)), clause.voice)


def _timely(clause: Clause, _owner: Word) -> Finding | None:
    """Read "it is time to act"."""
    head = clause.head
    timely = next((noun for noun in children(head, "attr") if noun.stem == "time"), None)
    act = (complement(timely) or complement(head)) if timely is not None else None
    if act is None or not is_infinitive(act) or is_negated(head):
        return None
    return Finding(clause.voice.speakers, Reading(Position.SUPPORTS, "time-to", head, act, (head,)), clause.voice)


def _judged_by_a_word(clause: Clause, owner: Word) -> Finding | None:
    """Read a good or bad word that is said of the subject, or what the subject does to another."""
    head = clause.head
    fitting = [noun for p in children(head, "prep") if p.lower == "in" for noun in children(p, "pobj", "pcomp")]
    fitting = [noun for noun in fitting if in_set(noun, "fitting")]
    for word in (*_telling(head), *fitting, *_excess(head)):
        side = 1 if word in fitting else judgement_of(word)
        if side > 0 and owner.lower in {"they", "he", "she"}:
            continue  # praise of persons is no position
        if side:
            nobody = is_nobody(owner) and not any(c.lower == "more" for c in word.children)
            negated = (is_negated(head) or is_negated(word) or word.lower == "nothing") != nobody
            negated = negated != is_doubted(head)
            position = Position.SUPPORTS if (side > 0) != negated else Position.OPPOSES
            about = (complement(word) or complement(head)) if owner.lower == "it" else owner
            reading = Reading(position, "judgement", word, about or owner, (head,))
            return Finding(clause.voice.speakers, reading, clause.voice)
    return None


def _telling(head: Word) -> list[Word]:
    """Return what a verb says of its subject: a predicate, what it brings, or itself when it harms or helps."""
    brought = children(head, "dobj") if in_set(head, "bringing") and not is_infinitive(head) else []
    acts = is_verb(head) and not is_infinitive(head) and child(head, "dobj", "xcomp") is not None
    suffered = is_passive(head) and agent(head) is not None and has_modal(head, MODALS)
    acts = acts or (is_passive(head) and (in_set(head, "helping") or in_set(head, "distorting"))) or suffered
    telling = [head] if acts and (in_set(head, "harming") or in_set(head, "helping")) else []
    return [*children(head, "acomp", "attr", "oprd"), *brought, *telling]


def _excess(head: Word) -> list[Word]:
    """Return the adverbs of too much: "is too slow", "has lasted for too long"; what is too late may still be good."""
    beside = children(head, "advmod") + [word for p in children(head, "prep") for word in p.children]
    return [w for w in beside if w.lower != "late" and any(part.lower == "too" for part in w.children)]


def _wronged(clause: Clause) -> Finding | None:
    """Read "it was misled by Ruritania", said of oneself."""
    head = clause.head
    by = agent(head) if is_passive(head) and in_set(head, "wronging") and not is_negated(head) else None
    if by is None or not actors_of(clause.sentence, by):
        return None
    return Finding(clause.voice.speakers, Reading(Position.OPPOSES, "wronged", head, by, (head,)), clause.voice)


def _faced(clause: Clause) -> Finding | None:
    """Read "we face a grave threat", "we are confronted with a disaster"."""
    head = clause.head
    if not in_set(head, "facing"):
        return None
    things = [*children(head, "dobj"), *(t for p in children(head, "agent", "prep") for t in children(p, "pobj"))]
    for faced in things:
        if judgement_of(faced) < 0 and not is_negated(head):
            reading = Reading(Position.OPPOSES, "faced", faced, faced, (head, faced))
            return Finding(clause.voice.speakers, reading, clause.voice)
    return None


def _judging_subject(clause: Clause, owner: Word) -> Finding | None:
    """Read "the main threat is their programme": what the predicate names is judged by the subject's noun."""
    act = complement(clause.head)
    if in_set(owner, "aims") and in_set(clause.head, "copulas") and act is not None and is_infinitive(act):
        reading = Reading(Position.SUPPORTS, "aim", owner, act, (clause.head, act))
        return Finding(possessors(clause.sentence, owner) or clause.voice.speakers, reading, clause.voice)
    if in_set(clause.head, "lasting") and is_noun(owner) and judgement_of(owner) < 0 and not is_negated(clause.head):
        reading = Reading(Position.OPPOSES, "lasting", owner, owner, (clause.head,))
        return Finding(clause.voice.speakers, reading, clause.voice)
    named = child(clause.head, "attr")
    side = judgement_of(owner) if is_noun(owner) else 0
    if named is None or not in_set(clause.head, "copulas") or not side or clause.sentence.by_token.get(owner.i):
        return None
    position = Position.SUPPORTS if (side > 0) != denies(clause.head) else Position.OPPOSES
    reading = Reading(position, "judging-subject", owner, named, (clause.head,))
    return Finding(clause.voice.speakers, reading, clause.voice)


def _existence(clause: Clause) -> Finding | None:
    """Read what a speaker says there is or is not: "there could be no question of adopting it"."""
    there_is_none = denies(clause.head) or any(is_nobody(noun) for noun in children(clause.head, "nsubj", "attr"))
    for thing_said in children(clause.head, "attr", "dobj", "nsubj"):
        about = complement(thing_said) or thing(thing_said) or complement(clause.head) or thing_said
        if in_set(thing_said, "called_for") or in_set(thing_said, "emphasised"):
            position = Position.OPPOSES if there_is_none else Position.SUPPORTS
            reading = Reading(position, "there-is-need", thing_said, about, (clause.head, about))
            return Finding(clause.voice.speakers, reading, clause.voice)
        if any(entry.sense in _INTENTS for entry in senses(thing_said)):
            position = Position.DECLINES if there_is_none else Position.SUPPORTS
            reading = Reading(position, "there-is-intent", thing_said, about, (clause.head, about))
            return Finding(clause.voice.speakers, reading, clause.voice)
        if in_set(thing_said, "grounds") and in_set(about, "imagining"):
            continue  # "no reason to believe"
        if in_set(thing_said, "grounds") and there_is_none:
            turned = any(p.lower == "against" for p in children(thing_said, "prep"))
            reading = Reading(
                Position.SUPPORTS if turned else Position.OPPOSES, "no-ground", thing_said, about, (clause.head, about)
            )
            return Finding(clause.voice.speakers, reading, clause.voice)
        if in_set(thing_said, "ways_out") and there_is_none:
            reading = Reading(Position.SUPPORTS, "no-way-out", thing_said, about, (clause.head, about))
            return Finding(clause.voice.speakers, reading, clause.voice)
        side = judgement_of(thing_said)
        telling = side < 0 and (not there_is_none or thing_said.lower == "nothing")
        if telling or (side > 0 and in_set(thing_said, "advances")):
            position = Position.SUPPORTS if (side > 0) != there_is_none else Position.OPPOSES
            reading = Reading(position, "there-is", thing_said, thing(thing_said) or thing_said, (clause.head,))
            return Finding(clause.voice.speakers, reading, clause.voice)
        certain = child(thing_said, "acl", "ccomp") or child(clause.head, "ccomp")
        if thing_said.stem == "question" and there_is_none and certain is None:
            reading = Reading(Position.DECLINES, "no-question", thing_said, about, (clause.head, about))
            return Finding(clause.voice.speakers, reading, clause.voice)
    return None


def open_matter(clause: Clause) -> Finding | None:
    """Read "no decision has been taken" and "all options are open": the speaker has not decided."""
    head = clause.head
    owner = child(head, "nsubjpass", "nsubj")
    if owner is None or not in_set(owner, "decisions"):
        return None
    untaken = is_passive(head) and (is_nobody(owner) or is_negated(head) or is_yet_to(head))
    left_open = in_set(head, "copulas") and any(c.lower == "open" for c in children(head, "acomp"))
    if not (untaken or left_open):
        return None
    about = thing(owner) or owner
    return Finding(clause.voice.speakers, Reading(Position.UNCLEAR, "undecided", owner, about, (head,)), clause.voice)


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
        if (
            word.lower in lexicon.forms("sides")
            and is_passive(head)
            and (owner := child(head, "nsubjpass")) is not None
        ):
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
