"""Nouns with a holder of their own: "Ruritania's objection", "a pledge by the ministry to stay"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.analysis import lexicon
from index.analysis.actors import actors_of
from index.analysis.clauses import Finding, Voice
from index.analysis.discourse import Actor
from index.analysis.drafts import Holder
from index.analysis.lexicon import Sense
from index.analysis.readings import Reading, compose, senses, thing
from index.analysis.syntax import (
    ABILITIES,
    MAYBES,
    agent,
    child,
    children,
    climb,
    has_modal,
    in_set,
    is_blocked,
    is_negated,
    is_noun,
    is_passive,
    is_verb,
    own_subject,
)
from index.models import Position

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.analysis.discourse import Sentence
    from index.analysis.trees import Word

_RELATIVE_TAGS = frozenset({"WDT", "WP"})
_POSSESSING = frozenset({"by", "of", "from"})
_OBJECTIVE = frozenset({Sense.RESIST, Sense.ENDORSE, Sense.FEAR, Sense.BLAME, Sense.HESITATE})
"""Senses whose noun takes its object after "of": "criticism of", "support of"."""


def held_nouns(sentence: Sentence) -> Iterator[Finding]:
    """Read nouns with a holder of their own: "Ruritania's objection", "a pledge by the ministry to stay"."""
    for noun in sentence.words:
        if not is_noun(noun) or noun.i in sentence.by_token or not in_set(noun, "held"):
            continue
        if noun.lower == "opposition" and thing(noun) is None:
            continue  # a party
        lacking = in_set(noun, "consents") and _is_lacking(noun)
        if is_blocked(noun) or (is_negated(noun) and not lacking) or _is_hypothetical(noun) or _is_background(noun):
            continue
        apposed = noun.dep == "appos" and noun.lower in lexicon.forms("sides")
        holders = actors_of(sentence, noun.head) if apposed else possessors(sentence, noun)
        reading = compose(noun) if holders else None
        if holders and lacking:
            yield Finding(holders, Reading(Position.DECLINES, "lacks", noun, thing(noun) or noun, (noun,)), Voice())
            continue
        if noun.dep in {"dobj", "nsubjpass"} and in_set(noun.head, "ending"):
            continue  # an objection that is given up is read with the verb
        if reading is None or (in_set(noun, "held_to_act") and (reading.target is None or not is_verb(reading.target))):
            continue
        yield Finding(holders, reading, Voice())


def _is_hypothetical(noun: Word) -> bool:
    """Say whether a noun is only what something could bring about ("could spark anger")."""
    above = next((head for head in climb(noun) if is_verb(head)), None)
    if above is None:
        return False
    prompted = noun.dep == "dobj" and in_set(above, "prompting") and above.tag != "VBD"
    return prompted or has_modal(above, MAYBES | ABILITIES)


def _is_lacking(noun: Word) -> bool:
    """Say whether a consent is not there ("without Ruritanian support", "failed to win Ruritania's backing")."""
    if noun.dep == "pobj":
        of_none = noun.head.lower == "of" and in_set(noun.head.head, "lacking")
        return noun.head.lower == "without" or of_none
    won = noun.dep == "dobj" and in_set(noun.head, "taking")
    return won and noun.head.dep == "xcomp" and in_set(noun.head.head, "lacking")


def _is_background(noun: Word) -> bool:
    """Say whether a noun only says in what course something happened ("in its bid to win")."""
    return in_set(noun, "held_to_act") and noun.dep == "pobj" and noun.head.lower == "in"


def possessors(sentence: Sentence, noun: Word) -> tuple[Actor, ...]:
    """Return whose a noun is: its possessor, the adjective or name before it, the noun after "by", "of" or "from"."""
    found: list[Actor] = []
    if any(c.lower in {"private", "commercial"} for c in children(noun, "amod")):
        return ()
    for c in children(noun, "poss") or children(noun, "amod", "compound", "nmod"):
        if noun.lower in lexicon.forms("sides"):
            break  # "Ruritanian critics" are some of its people, "Ruritania's critics" are others
        if c.i in sentence.by_token:
            found.append(Actor(Holder(sentence.by_token[c.i].code, None), sentence.word(c), speaks=False))
        elif c.dep == "poss":
            found.extend(actors_of(sentence, c))
    objective = any(entry.sense in _OBJECTIVE for entry in senses(noun))
    objective = objective and not (noun.dep == "pobj" and noun.head.lower == "with")  # "with the support of Ruritania"
    inside = [
        p for p in children(noun, "prep", "agent") if p.lower in _POSSESSING and not (objective and p.lower == "of")
    ]
    had = (noun.dep == "nsubj" and in_set(noun.head, "coming")) or (noun.dep == "dobj" and in_set(noun.head, "taking"))
    outside = [p for p in children(noun.head, "prep") if p.lower == "from"] if had else []
    for preposition in (*inside, *outside):
        inner = child(preposition, "pobj")
        if inner is not None:
            found.extend(actors_of(sentence, inner))
    for voiced in children(noun, "acl", "relcl"):
        if in_set(voiced, "light_verbs") and not found:
            by = agent(voiced) if is_passive(voiced) else own_subject(voiced) if voiced.dep == "relcl" else None
            found.extend(actors_of(sentence, by) if by is not None and by.tag not in _RELATIVE_TAGS else ())
    return tuple(dict.fromkeys(found))
