"""What a position is about, in the article's words, and what a reference stands for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index.analysis import lexicon
from index.analysis.syntax import child, is_noun, is_verb

if TYPE_CHECKING:
    from index.analysis.discourse import Sentence
    from index.analysis.trees import Word
    from index.models import Span

_PRONOUNS = frozenset("it this that these those them which so one".split())
_MAX_WORDS = 30
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_LINKS = frozenset({"CC", "IN", "WDT"})


def target_span(sentence: Sentence, head: Word, condition: Span | None) -> Span | None:
    """Return the words of a target: what the head governs, without the condition and later clauses."""
    words = sentence.words
    first, last = _bounds(head)
    if is_verb(head):
        first = min([head.i, *(c.first for c in head.children if c.dep in _SUBJECTS and c.i < head.i)])
    for word in words[first + 1 : last]:
        if word.dep == "advcl" and word.i > head.i:
            last = max(min(last, word.first), head.i + 1)
    last = min(last, first + _MAX_WORDS)
    while last > first + 1 and words[last - 1].is_punct:
        last -= 1
    if condition is not None:
        while last > first + 1 and sentence.span(last - 1, last).meets(condition):
            last -= 1
        while first < last - 1 and sentence.span(first, first + 1).meets(condition):
            first += 1
    while last > first + 1 and (words[last - 1].is_punct or words[last - 1].tag in _LINKS):
        last -= 1
    while first < last - 1 and words[first].is_punct:
        first += 1
    return sentence.span(first, last) if first < last else None


def _bounds(head: Word) -> tuple[int, int]:
    return head.first, head.last + 1


@dataclass(slots=True)
class Antecedents:
    """What the nouns of an article have stood for so far: the fullest phrase by stem."""

    by_stem: dict[str, Span] = field(default_factory=dict)

    def learn(self, sentence: Sentence) -> None:
        """Keep the phrases of a sentence whose noun can be referred to later."""
        stems = lexicon.stems("referring")
        for token in sentence.words:
            if is_noun(token) and (key := token.stem) in stems:
                described = child(token, "acl", "relcl", "prep", "ccomp") is not None
                if described:
                    first, last = _bounds(token)
                    span = sentence.span(first, min(last, first + _MAX_WORDS))
                    known = self.by_stem.get(key)
                    if known is None or span.end - span.start > known.end - known.start:
                        self.by_stem[key] = span

    def refers(self, sentence: Sentence, head: Word, last_target: Span | None) -> Span | None:
        """Return what a pronoun or a bare definite noun stands for, or None when it stands for itself."""
        if head.lower in _PRONOUNS and head.tag in {"PRP", "DT", "WDT", "WP"}:
            return last_target
        key = head.stem
        if not is_noun(head) or key not in lexicon.stems("referring"):
            return None
        definite = any(c.lower in {"the", "this", "that", "these", "those", "its", "their"} for c in head.children)
        described = child(head, "acl", "relcl", "prep", "ccomp") is not None
        if not definite or described:
            return None
        known = self.by_stem.get(key)
        here = sentence.word(head)
        return known if known is not None and not known.meets(here) else last_target
