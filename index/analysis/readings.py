"""From a cue and what it governs to a position: the composition of senses.

"Refuse to accept" opposes, "refuse to send" declines, "pledge not to support"
opposes, "will not rule out" decides nothing. Each reading keeps the cue, the
name of the rule that read it, the head of its target and the verbs it consumed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.analysis import lexicon
from index.analysis.lexicon import Cue, Sense
from index.analysis.syntax import (
    FINITE,
    MODALS,
    child,
    children,
    has_modal,
    in_set,
    is_infinitive,
    is_negated,
    is_noun,
    is_passive,
    is_verb,
    mark,
    own_subject,
    particles,
)
from index.analysis.trees import once
from index.models import Position

if TYPE_CHECKING:
    from index.analysis.trees import Word

_DEPTH = 6


@dataclass(frozen=True, slots=True)
class Reading:
    """A position with its cue; ``governed`` are the cue and the verbs whose conditions are its own."""

    position: Position
    rule: str
    cue: Word
    target: Word | None
    governed: tuple[Word, ...]


@once
def senses(token: Word) -> tuple[Cue, ...]:
    """Return the lexicon's entries that fit a token by its stem, tag and particles, the most particular first."""
    if is_verb(token):
        table = lexicon.verb_cues()
    elif is_noun(token):
        table = lexicon.noun_cues()
    elif token.tag.startswith("JJ"):
        table = lexicon.adjective_cues()
    else:
        return ()
    cues = table.get(token.stem, ())
    if token.tag.startswith("JJ") and not cues and token.text.endswith("ed"):
        cues = lexicon.verb_cues().get(token.stem, ())
    if token.tag == "VBN" and not cues:
        cues = lexicon.adjective_cues().get(token.stem, ())  # taggers take "unsatisfied" for a passive
    if not any(cue.particles for cue in cues):
        return cues
    beside = particles(token)
    fitting = tuple(cue for cue in cues if all(particle in beside for particle in cue.particles))
    with_particles = tuple(cue for cue in fitting if cue.particles)
    return with_particles or fitting


@once
def complement(token: Word) -> Word | None:
    """Return the head of the verb phrase or clause that a cue governs, or None."""
    clause = child(token, "xcomp", "ccomp")
    if clause is not None:
        return clause
    for preposition in children(token, "prep", "agent", "prt"):
        inner = child(preposition, "pcomp", "xcomp")
        if inner is not None:
            return inner
    if not is_verb(token) or token.tag == "VBN":
        clause = next((c for c in children(token, "acl", "advcl", "relcl") if c.i > token.i and is_infinitive(c)), None)
        if clause is not None:
            return clause
    if is_noun(token) and token.dep in {"dobj", "attr"}:
        clause = next((c for c in children(token.head, "xcomp", "advcl") if c.i > token.i and is_infinitive(c)), None)
        if clause is not None:
            return clause
    following = child(token, "dobj", "attr")
    if following is not None and is_verb(token):
        return next((c for c in children(following, "acl") if is_infinitive(c)), None)
    later = [c for c in children(token, "advcl") if token.i < c.i <= token.i + _DEPTH]
    return next((c for c in later if is_infinitive(c) or (c.tag == "VBG" and not _after_comma(c))), None)


def _after_comma(clause: Word) -> bool:
    return clause.words[clause.first - 1].text == ","


@once
def thing(token: Word) -> Word | None:
    """Return the noun a cue is about: its object, the noun after its preposition, or a passive's subject."""
    if is_verb(token) and is_passive(token):
        own = child(token, "nsubjpass", "nsubj")
        if own is not None:
            return own
        above = next((t for t in (token, token.head) if t.dep == "acl"), None)
        if above is not None and token.dep in {"acl", "conj"}:
            noun = above.head
            return (
                noun.head.head if noun.dep == "pobj" and noun.head.lower == "of" and is_noun(noun.head.head) else noun
            )
    found = child(token, "dobj", "attr", "oprd")
    if found is not None:
        return found
    inside = children(token, "prep", "dative", "prt")
    # The parser often joins the phrase after an object to the verb: "voiced support | for the plan".
    outside = (
        [c for c in children(token.head, "prep", "dative") if c.i == token.i + 1]
        if token.dep in {"dobj", "attr"}
        else []
    )
    return _after_preposition((*inside, *outside))


def _after_preposition(prepositions: tuple[Word, ...]) -> Word | None:
    for preposition in prepositions:
        inner = child(preposition, "pobj")
        if inner is not None and inner.lower in _FAVOUR:
            return next((t for of in children(inner, "prep") for t in children(of, "pobj")), inner)
        if inner is not None and inner.lower in _INSTANCES:
            continue
        if inner is not None and preposition.lower not in _ASIDE:
            return inner
        for second in children(preposition, "prep"):
            inner = child(second, "pobj")
            if inner is not None:
                return inner
    return None


def _after_particle(token: Word, cue: Cue) -> Word | None:
    """Return the noun after a preposition that belongs to a cue, whatever it says elsewhere ("agreed with")."""
    own = (p for p in children(token, "prep") if p.lower in cue.particles)
    return next((noun for p in own for noun in children(p, "pobj")), None)


_INSTANCES = frozenset({"example", "instance"})
_FAVOUR = frozenset({"favour", "favor"})
_ASIDE = frozenset("in at during after before by following since under with through within".split())


def compose(token: Word, depth: int = 0) -> Reading | None:
    """Read a cue together with what it governs.

    Returns:
        The position that the token's subject takes, or None where the token is no cue or
        decides nothing (a report, a cue without an object that needs one).
    """
    about = thing(token) if in_set(token, "fighting") and is_verb(token) else None
    if about is not None and is_noun(about) and (in_set(about, "referring") or in_set(about, "measures")):
        return Reading(Position.OPPOSES, "fight", token, about, _governed(token))
    if in_set(token, "expecting") and (foreseen := _own_expectation(token)) is not None:
        return foreseen
    for cue in senses(token):
        reading = _by_sense(token, cue, depth)
        if reading is not None:
            return reading
    return None


def _by_sense(token: Word, cue: Cue, depth: int) -> Reading | None:
    sense, negated = cue.sense, is_negated(token)
    if sense in _TURNED and _against(token):
        sense = Sense.RESIST
    if sense in {Sense.ENGAGE, Sense.INTEND}:
        return _engage(token, sense, negated=negated, depth=depth)
    if sense is Sense.REFUSE:
        return _refuse(token, negated=negated, depth=depth)
    if sense is Sense.DEMAND:
        return _demand(token, negated=negated)
    if sense in _PLAIN:
        clause = complement(token)
        about = thing(token) or _after_particle(token, cue) or clause
        if about is None and sense in _NEEDS_OBJECT and is_verb(token):
            return None
        for_it, against_it = _PLAIN[sense]
        position = against_it if negated else for_it
        if position is None or (sense is Sense.HESITATE and _is_view(token, about)):
            return None
        if (
            sense is Sense.ENDORSE
            and position is Position.SUPPORTS
            and in_set(token, "acting")
            and has_modal(token, MODALS)
        ):
            position = Position.COMMITS
        if position is Position.SUPPORTS and about is not None and about is not clause:
            position = _handed_on(token, about, position)
        rule = f"not-{sense.value}" if negated else sense.value
        gerund = clause is not None and clause.dep == "pcomp" and clause.i > token.i and own_subject(clause) is None
        consumed = clause if is_verb(token) and (sense is Sense.HESITATE or gerund) else None
        return Reading(position, rule, token, about, _governed(token, consumed))
    return None


def _handed_on(token: Word, about: Word, position: Position) -> Position:
    """Return what endorsing a noun amounts to: to pass a ban is an act, to reiterate objections is to object."""
    if in_set(token, "enacting") and in_set(about, "measures"):
        return Position.COMMITS
    if in_set(token, "restating") and is_noun(about):
        inner = compose(about, _DEPTH)
        return inner.position if inner is not None else position
    return position


_TURNED = frozenset({Sense.DEMAND, Sense.INTEND, Sense.ENDORSE, Sense.REPORT})


def _against(token: Word) -> bool:
    """Say whether "against" right after a cue turns it: "lobbied against", "decided against"."""
    following = token.words[token.i + 1 : token.i + 2]
    return is_verb(token) and bool(following) and following[0].lower == "against" and following[0].head is token


def _is_view(token: Word, about: Word | None) -> bool:
    """Say whether "consider" is a view held ("considers it a threat"), not a thing weighed."""
    if token.stem == "consid" and token.tag in FINITE and not has_modal(token, MODALS):
        return True
    judged = child(token, "oprd", "ccomp") is not None or any(c.lower == "as" for c in token.children)
    return is_verb(token) and (judged or (about is not None and about.tag == "WDT"))


_PLAIN: dict[Sense, tuple[Position | None, Position | None]] = {
    Sense.ENDORSE: (Position.SUPPORTS, Position.OPPOSES),
    Sense.RESIST: (Position.OPPOSES, Position.SUPPORTS),
    Sense.BLAME: (Position.OPPOSES, None),
    Sense.THREATEN: (Position.OPPOSES, Position.DECLINES),
    Sense.FEAR: (Position.OPPOSES, None),
    Sense.ALLOW: (Position.SUPPORTS, Position.OPPOSES),
    Sense.HESITATE: (Position.UNCLEAR, None),
    Sense.DOUBT: (Position.OPPOSES, None),
}
"""The position of a plain cue, and of the same cue negated."""

_NEEDS_OBJECT = frozenset({Sense.ENDORSE, Sense.BLAME, Sense.DOUBT, Sense.ALLOW, Sense.FEAR})


def _governed(token: Word, clause: Word | None = None) -> tuple[Word, ...]:
    parts = [token]
    if token.dep in {"acomp", "attr", "oprd", "dobj", "xcomp"} and is_verb(token.head):
        parts.append(token.head)
    if clause is not None:
        parts.append(clause)
        parts.extend(c for c in children(clause, "xcomp", "conj"))
        noun = child(clause, "dobj")
        if noun is not None:
            parts.append(noun)
    about = thing(token)
    if about is not None:
        parts.append(about)
    return tuple(parts)


def _engage(token: Word, sense: Sense, *, negated: bool, depth: int) -> Reading | None:
    clause = None if in_set(token, "signing") else complement(token)
    if _is_unsettled(token, sense, clause, negated=negated):
        return Reading(Position.UNCLEAR, "undecided", token, clause or thing(token), _governed(token, clause))
    if clause is None:
        return _engage_in(token, sense, negated=negated)
    if (is_verb(clause) or clause.tag.startswith("JJ")) and depth < _DEPTH:
        inner = compose(clause, depth + 1)
        if inner is not None and inner.position in (_BOUND if sense is Sense.INTEND else _ENGAGED):
            position = _undone(inner.position) if negated else inner.position
            if sense is Sense.ENGAGE and position is Position.SUPPORTS:
                position = Position.COMMITS
            rule = f"{sense.value}+{inner.rule}"
            return Reading(position, rule, token, inner.target or clause, _governed(token, clause))
    told = sense is Sense.INTEND and clause.dep == "ccomp" and not (is_infinitive(clause) or _has_will(clause))
    if told or (in_set(token, "scheduling") and not negated and is_date(clause)):
        return None
    return _act(token, sense, clause, negated=negated != is_negated(clause))


def _engage_in(token: Word, sense: Sense, *, negated: bool) -> Reading | None:
    """Read a cue of engaging that governs no act: "signed a treaty", "agreed on a plan"."""
    about = thing(token)
    if about is None and is_passive(token) and child(token, "agent") is not None:
        about = token.head  # "as promised by Ruritania"
    if about is None or (token.dep == "acl" and is_dated(token)):
        return None
    if sense is Sense.ENGAGE:
        position = Position.DECLINES if negated else Position.COMMITS
        return Reading(position, sense.value, token, about, _governed(token))
    if token.tag.startswith("JJ") or not in_set(token, "with_object"):
        return None
    return Reading(Position.OPPOSES if negated else Position.SUPPORTS, sense.value, token, about, _governed(token))


def _is_unsettled(token: Word, sense: Sense, clause: Word | None, *, negated: bool) -> bool:
    """Say whether nothing is decided: "has not decided to", "has decided on no position", "plans how to"."""
    if negated and in_set(token, "deciding"):
        return clause is not None or any(in_set(noun, "views") for noun in children(token, "dobj"))
    return clause is not None and sense is Sense.INTEND and any(c.lower in _OPEN for c in clause.children)


def is_dated(token: Word) -> bool:
    """Say whether a participle tells the year ("an accord signed in 1950"): it is history, not news."""
    phrases = (noun for p in children(token, "prep") if p.lower in _WHEN for noun in children(p, "pobj"))
    words = (word for noun in phrases for word in (noun, *children(noun, "nummod", "compound")))
    return any(len(word.text) == _YEAR and word.text.isdigit() for word in words)


_YEAR = 4
_WHEN = frozenset({"in", "during"})


def is_date(act: Word) -> bool:
    """Say whether an act is only a date to keep: a visit, talks."""
    held = act.stem == "hold" and any(in_set(noun, "meetings") for noun in children(act, "dobj"))
    return held or in_set(act, "calendar")


_OPEN = frozenset({"how", "whether"})
_BOUND = frozenset({Position.OPPOSES, Position.DECLINES, Position.SUPPORTS})
_ENGAGED = _BOUND | {Position.COMMITS}


def _has_will(clause: Word) -> bool:
    return any(c.dep == "aux" and c.tag == "MD" for c in clause.children)


def _act(token: Word, sense: Sense, clause: Word, *, negated: bool) -> Reading:
    position = Position.DECLINES if negated else Position.COMMITS
    if not negated and in_set(token, "striving") and _is_against(clause):
        position = Position.OPPOSES
    elif not negated and in_set(token, "striving"):
        position = Position.SUPPORTS  # who only tries is for the act, and not bound to it
    rule = f"not-{sense.value}" if negated else sense.value
    return Reading(position, rule, token, clause, _governed(token, clause))


def _is_against(act: Word) -> bool:
    """Say whether an act is to keep something from happening, or somebody down ("to push it into isolation")."""
    if in_set(act, "warding_off"):
        return True
    into = (noun for p in children(act, "prep") if p.lower == "into" for noun in children(p, "pobj"))
    return any(in_set(noun, "humbling") for noun in into)


def _undone(position: Position) -> Position:
    return {
        Position.COMMITS: Position.DECLINES,
        Position.SUPPORTS: Position.OPPOSES,
        Position.OPPOSES: Position.UNCLEAR,
        Position.DECLINES: Position.UNCLEAR,
    }.get(position, position)


def _refuse(token: Word, *, negated: bool, depth: int) -> Reading | None:
    clause, about = complement(token), thing(token)
    target = clause or about
    outright = token.stem in _OUTRIGHT
    if target is None and is_verb(token) and not outright and not any(cue.particles for cue in senses(token)):
        return None
    governed = _governed(token, clause)
    if clause is not None and any(in_set(noun, "views") for noun in children(clause, "dobj")):
        return Reading(Position.UNCLEAR, "no-view", token, clause, governed)
    if clause is not None and outright and in_set(clause, "informing"):
        if in_set(clause, "anonymous"):
            return None  # who will not be named only speaks
        return Reading(Position.UNCLEAR, "no-comment", token, thing(clause) or clause, governed)
    inner = compose(clause, depth + 1) if clause is not None and depth < _DEPTH else None
    if token.stem in _SHORT:
        # To fail to find or to reach something is no refusal.
        return None if negated or inner is None else Reading(Position.DECLINES, "refuse", token, target, governed)
    if negated:
        return Reading(Position.UNCLEAR, "not-refuse", token, target, governed)
    if clause is not None and not in_set(clause, "acting"):
        accepts = any(cue.sense in {Sense.ALLOW, Sense.ENDORSE} for cue in senses(clause))
        if accepts or (inner is not None and inner.position is Position.SUPPORTS):
            about = (inner.target if inner else None) or clause
            return Reading(Position.OPPOSES, "refuse+allow", token, about, governed)
    return Reading(Position.DECLINES, "refuse", token, target, governed)


def _asks_of_somebody(token: Word, clause: Word | None) -> bool:
    """Say whether "expect" asks: of somebody by name or pronoun, by an infinitive ("we expect them to sign")."""
    if clause is None or not is_infinitive(clause):
        return False
    whom = child(clause, "nsubj") or child(token, "dobj")
    return whom is not None and (whom.tag.startswith(("NNP", "PRP")) or in_set(whom, "government"))


def _own_expectation(token: Word) -> Reading | None:
    """Read "expects to spend", of an act of one's own."""
    clause = child(token, "xcomp")
    if clause is None or not is_infinitive(clause) or is_passive(token) or not is_verb(token) or is_negated(token):
        return None
    if token.tag == "VBN" or (token.tag == "VBD" and token.dep == "ROOT"):
        return None  # of others: "Ruritania expected to win"
    if own_subject(clause) is not None or is_passive(clause) or in_set(clause, "stative") or in_set(clause, "taking"):
        return None
    return Reading(Position.COMMITS, "expects", token, clause, _governed(token, clause))


_WHITHER = frozenset("into out off from back aside away over through up down".split())
_GREETINGS = frozenset({"success", "luck", "well"})
_OUTRIGHT = frozenset({"declin", "refus"})
_SHORT = frozenset({"fail", "unabl"})


def _demand(token: Word, *, negated: bool) -> Reading | None:
    clause, about = complement(token) or _that(token), thing(token)
    content = clause if clause is not None else about
    if content is None or _asks_nothing(token, clause, about):
        return None
    if negated and not (in_set(token, "wishing") or token.stem == "need"):
        if not is_verb(token):
            return None
        # Not to ask for a thing is not to be against it.
        return Reading(Position.DECLINES, "not-ask", token, content, _governed(token, clause))
    if clause is not None and in_set(token, "wishing") and in_set(clause, "telling") and _is_said(token, clause):
        return compose(clause)
    if clause is not None:
        averted = _averted(token, clause)
        without = is_negated(content) != (averted is not None)
        content = averted or content
    else:
        without = any(c.lower == "no" for c in content.children)
    position = Position.OPPOSES if negated or without else Position.SUPPORTS
    return Reading(position, "not-demand" if negated else "demand", token, content, _governed(token, clause))


def _that(token: Word) -> Word | None:
    """Return the clause after "that" of which a noun is ("hopes that the talks go on"), or None."""
    if not is_noun(token):
        return None
    return next((c for c in children(token, "acl", "ccomp") if mark(c) == "that" and c.i > token.i), None)


def _averted(token: Word, clause: Word) -> Word | None:
    """Return what one wishes to keep from happening oneself ("eager to avoid a tax"); None if others are asked to."""
    others = own_subject(clause) or child(token, "dobj", "dative")
    if others is not None or not is_infinitive(clause) or not _is_against(clause):
        return None
    return child(clause, "dobj", "xcomp")


def _is_said(token: Word, clause: Word) -> bool:
    """Say whether a wish to tell is only a manner of telling: "I would like to add", "we wish to state that"."""
    owner = own_subject(token)
    return child(clause, "ccomp") is not None or (owner is not None and owner.lower in {"i", "we"})


def _asks_nothing(token: Word, clause: Word | None, about: Word | None) -> bool:
    """Say whether a word of asking asks for nothing to be granted: it tells, moves, greets, or asks for views."""
    if in_set(token, "ordering") and (clause is None or not is_infinitive(clause)):
        return True
    if in_set(token, "searching") and has_modal(token, MODALS):
        return True
    if in_set(token, "moving") and any(c.lower in _WHITHER for c in children(token, "prep", "prt", "advmod")):
        return True
    if in_set(token, "expecting") and not _asks_of_somebody(token, clause):
        return True
    if clause is not None:
        # Who "asked not to be named" only speaks.
        return in_set(clause, "anonymous") and is_negated(clause) and is_passive(clause)
    return about is not None and (in_set(about, "views") or in_set(about, "anonymous") or about.stem in _GREETINGS)
