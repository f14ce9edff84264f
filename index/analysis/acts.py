"""Acts of one's own: promised ("will"), possible ("can", "may"), under way, or told as done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.analysis.actors import qualifying_states
from index.analysis.clauses import Clause, Finding, clause_is_own, is_nobody, is_own, message_of
from index.analysis.discourse import Actor
from index.analysis.drafts import Holder
from index.analysis.lexicon import Sense
from index.analysis.readings import Reading, is_date, is_dated, senses
from index.analysis.syntax import (
    ABILITIES,
    FINITE,
    MAYBES,
    MODALS,
    agent,
    child,
    children,
    denies,
    going_to,
    has_modal,
    in_set,
    is_blocked,
    is_foreseen,
    is_infinitive,
    is_negated,
    is_noun,
    is_passive,
    is_past_of_a_noun,
    is_verb,
    is_yet_to,
    mark,
    subject,
    swallowed_subject,
)
from index.models import Position

if TYPE_CHECKING:
    from index.analysis.trees import Word

_PERFECT = frozenset({"has", "have", "had", "'ve", "’ve", "is", "are", "was", "were", "'s", "’s"})
_HAS = frozenset({"has", "have", "'s", "’s"})
_BEST = frozenset({"best", "utmost", "everything", "all"})
_LASTING = frozenset({"take", "be", "requir"})


def own_act(clause: Clause) -> Finding | None:
    """Read an act of one's own: under "will"; under "can", or as done, when one says it of oneself."""
    head, voice = clause.head, clause.voice
    owner = subject(head) or swallowed_subject(head)
    if not is_verb(head) or is_blocked(head) or owner is None or in_set(head, "wishing") or message_of(head):
        return None
    means = _own_means(clause, owner)
    own_word = bool(means) or (voice.reported and is_own(clause, owner)) or _is_begun(clause, owner)
    if _is_no_act(head, owner) or (voice.guesses and not own_word):
        return None
    actors = means or (() if is_passive(head) else clause.actors) or _forces_of(clause, owner)
    reading = None
    if not (has_modal(head, MODALS) or going_to(head) or is_date(head)):
        reading = _as_done(clause, owner, own_word=own_word, known=bool(actors))
    if reading is None and (own_word or not (head.dep == "ccomp" and in_set(head.head, "imagining"))):
        reading = _under_modal(head, owner, own_word=own_word)
    if not actors and (announced := _announced(head, owner)) is not None:
        return Finding(voice.speakers, announced, voice)
    if reading is None and own_word and clause.actors:
        actors, reading = clause.actors, _enabled(head)
    return Finding(actors, reading, voice) if reading is not None else None


def _enabled(head: Word) -> Reading | None:
    """Read what one says of one's own means: "we have the power to end it", "we did not come here to talk"."""
    for noun in children(head, "dobj") if head.stem == "have" else ():
        act = next(
            (c for c in (*children(noun, "acl", "relcl"), *children(head, "xcomp", "advcl")) if is_infinitive(c)), None
        )
        if in_set(noun, "means") and act is not None and not has_modal(head, MAYBES):
            position = Position.DECLINES if denies(head) else Position.COMMITS
            return Reading(position, "means", noun, act, (head, act))
    purpose = next((c for c in children(head, "advcl", "xcomp") if c.i > head.i and is_infinitive(c)), None)
    if in_set(head, "coming_to") and is_negated(head) and purpose is not None and not child(head, "acomp", "attr"):
        return Reading(Position.DECLINES, "not-come-to", head, purpose, (head, purpose))
    return None


def _announced(head: Word, owner: Word) -> Reading | None:
    """Read "the mines would be sold", said by an officer: what will be done to a thing is done by who announces it."""
    thing_done = is_passive(head) and agent(head) is None and in_set(head, "disposing")
    begun = not is_passive(head) and in_set(head, "aspectual") and in_set(owner, "meetings")
    if not (thing_done or begun) or not is_noun(owner) or not has_modal(head, MODALS):
        return None
    never = denies(head) or is_nobody(owner)
    if never and any(entry.sense is Sense.DEMAND for entry in senses(head.head)):
        return None  # who insists that a thing will not be done is against it
    word = next((c for c in head.children if c.dep == "aux"), head)
    return Reading(Position.DECLINES if never else Position.COMMITS, "announced", word, head, (head,))


def _as_done(clause: Clause, owner: Word, *, own_word: bool, known: bool) -> Reading | None:
    """Read an act under way or done, told of oneself or, when official, by anybody."""
    head = clause.head
    about = child(head, "dobj") or head
    under_way = _is_under_way(head) and not is_negated(head)
    if own_word and owner.lower != "i" and (_is_performed(head) or under_way):
        rule, position = ("not-perform", Position.DECLINES) if is_negated(head) else ("perform", Position.COMMITS)
        return Reading(position, rule, head, about, (head,))
    if not (known and _is_told(clause, owner)):
        return None
    position = Position.OPPOSES if in_set(head, "striking") else Position.COMMITS
    position = Position.DECLINES if in_set(head, "ceasing") else position
    return Reading(position, "told", head, about, (head,))


def _under_modal(head: Word, owner: Word, *, own_word: bool) -> Reading | None:
    """Read "will", and of oneself "can" and "may"."""
    willing = has_modal(head, MODALS) or going_to(head)
    able = own_word and has_modal(head, ABILITIES)
    maybe = own_word and has_modal(head, MAYBES)
    if willing and any(c.lower == "rather" and c.dep == "advmod" and c.i < head.i for c in head.children):
        return Reading(Position.OPPOSES if is_negated(head) else Position.SUPPORTS, "rather", head, head, (head,))
    if not (willing or able or maybe) or (in_set(head, "stative") and not (able and head.stem == "have")):
        return None
    word = next((c for c in head.children if c.dep == "aux"), head)
    if maybe and any(c.tag in {"WP", "WDT", "WRB"} for c in head.words[head.first : head.i]):
        return None  # "what it may do" is not even said to be possible
    if maybe:
        return Reading(Position.UNCLEAR, "may", word, head, (head,))
    negated = denies(head) or (going_to(head) and is_negated(head.head)) or is_nobody(owner)
    position = Position.DECLINES if negated else Position.COMMITS
    rule = ("will" if willing else "can") + ("-not" if negated else "")
    return Reading(position, rule, word, head, (head, *children(head, "xcomp", "dobj")))


def _is_no_act(head: Word, owner: Word) -> bool:
    """Say whether a verb is no act to be held to: foreseen, still to come, a date to keep, or "it will take … to"."""
    lasting = owner.lower == "it" and head.stem in _LASTING
    if lasting and any(is_infinitive(c) for c in children(head, "advcl", "xcomp", "ccomp")):
        return True
    return is_foreseen(head) or is_yet_to(head) or is_past_of_a_noun(head)


def _forces_of(clause: Clause, owner: Word) -> tuple[Actor, ...]:
    """Return the state whose forces a subject is."""
    if not in_set(owner, "forces"):
        return ()
    states = qualifying_states(clause.sentence, owner)
    return tuple(Actor(Holder(m.code, None), clause.sentence.word(owner), speaks=False) for m in states)[:1]


def _is_begun(clause: Clause, owner: Word) -> bool:
    """Say whether a state by name is told to have begun an act ("Ruritania began sending aid")."""
    begun = clause.head.dep == "xcomp" and in_set(clause.head.head, "aspectual") and clause.head.tag == "VBG"
    return begun and owner.i in clause.sentence.by_token


def _is_performed(head: Word) -> bool:
    """Say whether a verb is an official act told as done or under way ("had suspended", "has not signed")."""
    if is_passive(head) or not any(entry.sense is Sense.PERFORM for entry in senses(head)):
        return False
    if head.dep == "xcomp" and in_set(head.head, "aspectual") and head.head.tag in FINITE:
        return True
    return any(c.dep == "aux" and c.lower in _PERFECT for c in head.children)


def _is_under_way(head: Word) -> bool:
    """Say whether one tells an effort of one's own that goes on or is made: "we are working to", "has doubled"."""
    if is_passive(head):
        return False
    best = head.stem == "do" and any(noun.lower in _BEST for noun in children(head, "dobj"))
    if not best and not in_set(head, "efforts"):
        return False
    if head.dep == "xcomp" and in_set(head.head, "aspectual") and head.head.tag in FINITE:
        return True
    words = [c.lower for c in head.children if c.dep == "aux"]
    going_on = any(word in _PERFECT or word in {"do", "does"} for word in words)
    return going_on or (not words and head.tag in {"VBP", "VBZ"})


def _is_told(clause: Clause, owner: Word) -> bool:
    """Say whether a main clause tells an official act of a state as done ("Ruritania expelled the envoy")."""
    head = clause.head
    aside = head.dep == "advcl" and mark(head) in {"when", "after", "as"}
    told = head.tag in {"VBD", "VBZ"} or (head.tag == "VBN" and any(c.lower in _HAS for c in children(head, "aux")))
    accused = in_set(head, "striking") and bool(clause.voice.speakers) and not clause_is_own(clause)
    short = any(c.lower == "short" for c in head.words[head.i + 1 : head.i + 2])  # "cut short a visit"
    if aside and head.tag == "VBZ":
        return False  # "after the ministry resumes control": it has not yet
    if not told or accused or short or not (aside or head.dep in {"ROOT", "conj", "ccomp"}) or is_negated(head):
        return False
    if is_passive(head) or is_dated(head):
        return False
    if in_set(owner, "forces") and in_set(head, "moving_in"):
        return True
    things = children(head, "dobj")
    official = (in_set(head, "decreeing") or in_set(head, "striking")) and not owner.tag.startswith("PRP")
    return official and bool(things) and not any(in_set(noun, "meetings") or in_set(noun, "papers") for noun in things)


def _own_means(clause: Clause, owner: Word) -> tuple[Actor, ...]:
    """Return the speaker whose own state qualifies a subject ("Ruritanian troops could be sent", said by Ruritania)."""
    own = {speaker.holder.code: speaker for speaker in clause.voice.speakers if speaker.holder.code}
    if not clause.voice.reported or not is_noun(owner) or owner.i in clause.sentence.by_token:
        return ()
    return tuple(own[m.code] for m in qualifying_states(clause.sentence, owner) if m.code in own)[:1]
