"""On what a position hangs: the words of an "if", "once", "after" or "subject to".

A subordinate clause of the cue or of what the cue governs comes first, then a
prepositional phrase with an event or a consent, then a fixed phrase. An event that is
told as past ("after hours of talks") is no condition.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.analysis import lexicon
from index.analysis.syntax import ABILITIES, MODALS, child, has_modal, is_verb, mark

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Token

    from index.analysis.actors import Sentence
    from index.models import Span

_MAX_WORDS = 40


def find_condition(sentence: Sentence, governed: Iterable[Token], *, events: bool = True) -> Span | None:
    """Return the condition of a position, or None.

    Args:
        sentence: Where the position is stated.
        governed: The cue and the verbs it governs, the cue first.
        events: Whether a phrase such as "after a truce" counts; who rejects what comes after a truce sets no condition.
    """
    tokens = list(governed)
    own = {token.i for token in tokens}
    for token in tokens:
        for clause in token.children:
            if clause.dep_ in {"advcl", "dep"} and _is_condition(clause):
                return _clause_span(sentence, clause, own)
    for token in tokens:
        for preposition in token.children:
            if (
                events
                and preposition.dep_ in {"prep", "advmod", "advcl", "amod", "acomp"}
                and _hangs_on(preposition, token)
            ):
                return _clause_span(sentence, preposition, own)
    return _by_phrase(sentence, tokens)


def _is_condition(clause: Token) -> bool:
    opening = mark(clause)
    if opening in lexicon.forms("sure_condition_marks"):
        return True
    if opening not in lexicon.forms("condition_marks"):
        return False
    past = clause.tag_ == "VBD" or (clause.tag_ == "VBN" and any(c.lower_ == "had" for c in clause.children))
    return (
        not past
        and clause.tag_ != "VBG"
        and (has_modal(clause.head, MODALS | ABILITIES) or clause.head.tag_ in {"VB", "VBG", "VBP", "VBZ"})
    )


def _hangs_on(preposition: Token, governor: Token) -> bool:
    if preposition.lower_ not in lexicon.forms("condition_prepositions"):
        return False
    thing = child(preposition, "pobj", "pcomp") or next((c for c in preposition.children if c.dep_ == "prep"), None)
    if thing is None or not _names_an_event(thing):
        return False
    if preposition.lower_ in {"subject", "pending", "barring"}:
        return True
    if governor.tag_ == "VBD" and not has_modal(governor, MODALS | ABILITIES):
        return False
    if preposition.lower_ in {"with", "given"}:
        return any(c.lower_ == "only" for c in preposition.children) or preposition.nbor(-1).lower_ == "only"
    if preposition.lower_ == "without":
        return has_modal(governor, MODALS | ABILITIES)
    return governor.tag_ != "VBN" or has_modal(governor, MODALS | ABILITIES)


def _names_an_event(token: Token) -> bool:
    stems = lexicon.stems("condition_events")
    first, last = token.left_edge.i, token.right_edge.i + 1
    return any(lexicon.base_stem(t.text) in stems for t in token.doc[first:last])


def _clause_span(sentence: Sentence, head: Token, own: set[int]) -> Span:
    first, last = head.left_edge.i, head.right_edge.i + 1
    before = head.doc[first - 1].lower_ if first else ""
    if before in {"only", "even"}:
        first -= 1
    for token in head.doc[first + 1 : last]:
        comment = token.text == "," and token.i + 1 < last and head.doc[token.i + 1].tag_ in {"DT", "WDT", "WP", "VBG"}
        if token.lower_ in lexicon.forms("contrasts") or token.i in own or comment:
            last = token.i
            break
    return _trimmed(sentence, first, min(last, first + _MAX_WORDS))


def _trimmed(sentence: Sentence, first: int, last: int) -> Span:
    while last > first + 1 and (sentence.doc[last - 1].is_punct or sentence.doc[last - 1].tag_ == "CC"):
        last -= 1
    return sentence.span(first, last)


def _by_phrase(sentence: Sentence, tokens: list[Token]) -> Span | None:
    if not tokens:
        return None
    words = [token.lower_ for token in sentence.doc]
    first = min(tokens[0].i, *(t.i for t in tokens))
    for place in range(first, len(words)):
        if words[place] in lexicon.forms("contrasts"):
            return None
        for phrase in lexicon.phrases("condition"):
            after = words[place + len(phrase) : place + len(phrase) + 1]
            if tuple(words[place : place + len(phrase)]) == phrase and after != ["possible"]:
                return _from(sentence, place, len(phrase))
    return None


def _from(sentence: Sentence, place: int, length: int) -> Span:
    """Return the words from a fixed phrase to the end of its clause."""
    verbs = 0
    last = len(sentence.doc)
    for token in sentence.doc[place + length :]:
        finite = (
            is_verb(token)
            and token.tag_ in {"VBD", "VBZ", "VBP", "MD"}
            and token.dep_ not in {"aux", "auxpass", "relcl"}
        )
        verbs += finite
        if (
            token.lower_ in lexicon.forms("contrasts")
            or (token.text in {",", ";", "—", "–", "”", '"'} and token.i > place + length + 1)
            or (verbs > 1 and finite)
        ):
            last = token.i
            break
    return _trimmed(sentence, place, max(last, place + length))
