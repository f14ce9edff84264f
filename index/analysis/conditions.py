"""On what a position hangs: the words of an "if", "once", "after" or "subject to".

A subordinate clause of the cue or of what the cue governs comes first, then a
prepositional phrase with an event or a consent, then a fixed phrase. An event that is
told as past ("after hours of talks") is no condition.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.analysis import lexicon
from index.analysis.syntax import ABILITIES, FINITE, MODALS, child, has_modal, is_passive, is_verb, mark

if TYPE_CHECKING:
    from collections.abc import Iterable

    from index.analysis.discourse import Sentence
    from index.analysis.trees import Word
    from index.models import Span

_MAX_WORDS = 40


def find_condition(sentence: Sentence, governed: Iterable[Word], *, events: bool = True) -> Span | None:
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
            if clause.dep in {"advcl", "dep"} and _is_condition(clause):
                return _clause_span(sentence, clause, own)
    for token in tokens:
        for preposition in token.children:
            if (
                events
                and preposition.dep in {"prep", "advmod", "advcl", "amod", "acomp"}
                and _hangs_on(preposition, token)
            ):
                return _clause_span(sentence, preposition, own)
    return _by_phrase(sentence, tokens) or (_elsewhere(sentence, tokens, own) if events else None)


def _elsewhere(sentence: Sentence, tokens: list[Word], own: set[int]) -> Span | None:
    """Return the sentence's one sure condition where the parser joined it to another word.

    It stands right before the cue's clause, or follows a cue that only qualifies a noun
    ("the pledge signed by both lets them act once …").
    """
    sure = lexicon.forms("sure_condition_marks")
    clauses = [word for word in sentence.words if word.dep == "advcl" and mark(word) in sure]
    if len(clauses) != 1 or not tokens:
        return None
    clause, cue = clauses[0], tokens[0]
    if clause.first <= cue.i <= clause.last:
        return None
    between = sentence.words[clause.last + 1 : cue.i] if clause.last < cue.i else []
    before = bool(between) and not any(word.tag in FINITE and word.i not in own for word in between)
    qualifies = cue.dep == "acl" and cue.i < clause.first
    return _clause_span(sentence, clause, own) if before or qualifies else None


def _is_condition(clause: Word) -> bool:
    opening = mark(clause)
    if opening in lexicon.forms("sure_condition_marks"):
        return True
    if opening not in lexicon.forms("condition_marks"):
        return False
    past = clause.tag == "VBD" or (clause.tag == "VBN" and any(c.lower == "had" for c in clause.children))
    return (
        not past
        and clause.tag != "VBG"
        and (has_modal(clause.head, MODALS | ABILITIES) or clause.head.tag in {"VB", "VBG", "VBP", "VBZ"})
    )


def _hangs_on(preposition: Word, governor: Word) -> bool:
    if preposition.lower not in lexicon.forms("condition_prepositions"):
        return False
    thing = child(preposition, "pobj", "pcomp") or next((c for c in preposition.children if c.dep == "prep"), None)
    if thing is None or not _names_an_event(thing):
        return False
    if preposition.lower in {"subject", "pending", "barring"}:
        return preposition.i == 0 or preposition.words[preposition.i - 1].lower != "not"
    if governor.tag == "VBD" and not has_modal(governor, MODALS | ABILITIES):
        return False
    if preposition.lower in {"with", "given"}:
        return (
            any(c.lower == "only" for c in preposition.children) or preposition.words[preposition.i - 1].lower == "only"
        )
    if preposition.lower == "without":
        return has_modal(governor, MODALS | ABILITIES)
    return governor.tag != "VBN" or has_modal(governor, MODALS | ABILITIES)


def _names_an_event(token: Word) -> bool:
    stems = lexicon.stems("condition_events")
    first, last = token.first, token.last + 1
    return any(t.stem in stems for t in token.words[first:last])


def _clause_span(sentence: Sentence, head: Word, own: set[int]) -> Span:
    first, last = head.first, head.last + 1
    before = head.words[first - 1].lower if first else ""
    if before in {"only", "even"}:
        first -= 1
    for token in head.words[first + 1 : last]:
        comment = token.text == "," and token.i + 1 < last and head.words[token.i + 1].tag in {"DT", "WDT", "WP", "VBG"}
        astray = token.dep == "dobj" and is_passive(token.head)  # a passive has no object: a new clause begins
        if token.lower in lexicon.forms("contrasts") or token.i in own or comment or astray:
            last = token.i
            break
    return _trimmed(sentence, first, min(last, first + _MAX_WORDS))


def _trimmed(sentence: Sentence, first: int, last: int) -> Span:
    while last > first + 1 and (sentence.words[last - 1].is_punct or sentence.words[last - 1].tag == "CC"):
        last -= 1
    return sentence.span(first, last)


def _by_phrase(sentence: Sentence, tokens: list[Word]) -> Span | None:
    if not tokens:
        return None
    words = [token.lower for token in sentence.words]
    opening = 1 if words[0] in {'"', "“"} else 0
    contrasts, phrases = lexicon.forms("contrasts"), lexicon.phrases("condition")
    for place in (opening, *range(min(token.i for token in tokens), len(words))):
        if words[place] in contrasts:
            return None
        for phrase in phrases.get(words[place], ()):
            after = words[place + len(phrase) : place + len(phrase) + 1]
            if tuple(words[place : place + len(phrase)]) == phrase and after != ["possible"]:
                return _from(sentence, place, len(phrase))
    return None


def _from(sentence: Sentence, place: int, length: int) -> Span:
    """Return the words from a fixed phrase to the end of its clause."""
    verbs = 0
    last = len(sentence.words)
    for token in sentence.words[place + length :]:
        finite = (
            is_verb(token) and token.tag in {"VBD", "VBZ", "VBP", "MD"} and token.dep not in {"aux", "auxpass", "relcl"}
        )
        verbs += finite
        if (
            token.lower in lexicon.forms("contrasts")
            or (token.text in {",", ";", "—", "–", "”", '"'} and token.i > place + length + 1)
            or (verbs > 1 and finite)
        ):
            last = token.i
            break
    return _trimmed(sentence, place, max(last, place + length))
