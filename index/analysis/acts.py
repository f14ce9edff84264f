"""Acts of one's own: promised ("will"), possible ("can", "may"), under way, or told as done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.analysis.actors import qualifying_states
from index.analysis.clauses import Clause, Finding, is_nobody, is_own, message_of
from index.analysis.discourse import Actor
from index.analysis.drafts import Holder
from index.analysis.lexicon import Sense
from index.analysis.readings import Reading, is_date, is_dated, senses
from index.analysis.syntax import (
    ABILITIES,
    FINITE,
    MAYBES,
    MODALS,
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
    if not (has_modal(head, MODALS) or going_to(head)):
        reading = _as_done(clause, owner, own_word=own_word, known=bool(actors))
    if reading is None and (own_word or not (head.dep == "ccomp" and in_set(head.head, "imagining"))):
        reading = _under_modal(head, owner, own_word=own_word)
    return Finding(actors, reading, voice) if reading is not None else None


def _as_done(clause: Clause, owner: Word, *, own_word: bool, known: bool) -> Reading | None:
    """Read an act under way or done, told of oneself or, when official, by anybody."""
    head = clause.head
    about = child(head, "dobj") or head
    under_way = _is_under_way(head) and not is_negated(head)
    if own_word and owner.lower != "i" and (_is_performed(head) or under_way):
        rule, position = ("not-perform", Position.DECLINES) if is_negated(head) else ("perform", Position.COMMITS)
        return Reading(position, rule, head, about, (head,))
    return Reading(Position.COMMITS, "told", head, about, (head,)) if known and _is_told(clause, owner) else None


def _under_modal(head: Word, owner: Word, *, own_word: bool) -> Reading | None:
    """Read "will", and of oneself "can" and "may"."""
    willing = has_modal(head, MODALS) or going_to(head)
    able = own_word and has_modal(head, ABILITIES)
    maybe = own_word and has_modal(head, MAYBES)
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
    return is_foreseen(head) or is_yet_to(head) or (is_date(head) and not denies(head))


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
    if head.tag not in {"VBD", "VBZ"} or not (aside or head.dep in {"ROOT", "conj", "ccomp"}) or is_negated(head):
        return False
    if is_passive(head) or is_dated(head):
        return False
    if in_set(owner, "forces") and in_set(head, "moving_in"):
        return True
    things = children(head, "dobj")
    official = in_set(head, "decreeing") and not owner.tag.startswith("PRP")
    return official and bool(things) and not any(in_set(noun, "meetings") for noun in things)


def _own_means(clause: Clause, owner: Word) -> tuple[Actor, ...]:
    """Return the speaker whose own state qualifies a subject ("Ruritanian troops could be sent", said by Ruritania)."""
    own = {speaker.holder.code: speaker for speaker in clause.voice.speakers if speaker.holder.code}
    if not clause.voice.reported or not is_noun(owner) or owner.i in clause.sentence.by_token:
        return ()
    return tuple(own[m.code] for m in qualifying_states(clause.sentence, owner) if m.code in own)[:1]
