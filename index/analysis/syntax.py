"""Questions to a dependency parse, in the ClearNLP labels of spaCy's English models.

Tokens are new objects at each access, so places are compared by ``token.i``
and every walk is bounded by the length of the sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.analysis import lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
NEGATIONS = frozenset({"not", "n't", "n’t", "never", "no", "neither", "nor", "hardly", "scarcely", "cannot"})
MODALS = frozenset({"will", "would", "shall", "'ll", "’ll", "'d", "’d", "wo", "wil"})
ABILITIES = frozenset({"can", "could", "ca"})
NORMS = frozenset({"must", "should", "ought"})
MAYBES = frozenset({"may", "might"})


def children(token: Token, *labels: str) -> list[Token]:
    """Return the children with one of these labels, in text order."""
    return [child for child in token.children if child.dep_ in labels]


def child(token: Token, *labels: str) -> Token | None:
    """Return the first child with one of these labels, or None."""
    return next((c for c in token.children if c.dep_ in labels), None)


def is_verb(token: Token) -> bool:
    """Say whether the token is a verb or an auxiliary by its tag."""
    return token.tag_.startswith("VB") or token.tag_ == "MD"


def is_noun(token: Token) -> bool:
    """Say whether the token is a common or proper noun by its tag."""
    return token.tag_.startswith("NN")


def conjuncts(token: Token) -> list[Token]:
    """Return the token and all that is coordinated after it, in text order."""
    found = [token]
    for _ in range(len(token.doc)):
        following = child(found[-1], "conj")
        if following is None or any(following.i == seen.i for seen in found):
            break
        found.append(following)
        found.extend(c for c in children(found[-2], "conj") if c.i != following.i)
    return found


def climb(token: Token) -> Iterator[Token]:
    """Yield the heads of a token up to the root, without the token."""
    here = token
    for _ in range(len(token.doc)):
        if here.head.i == here.i:
            return
        here = here.head
        yield here


def auxiliaries(verb: Token) -> list[str]:
    """Return the lower-cased auxiliaries of a verb, its own form last when it is a modal."""
    return [c.lower_ for c in children(verb, "aux", "auxpass")]


def subject(verb: Token) -> Token | None:
    """Return whose act a verb is: its own subject, or the one that it shares with a verb above it.

    A participle after a comma takes the subject of the sentence; the noun that a
    clause qualifies is that clause's subject.
    """
    here = verb
    for _ in range(len(verb.doc)):
        own = child(here, *SUBJECTS)
        if own is not None:
            return own.head.head if own.lower_ in _RELATIVES and own.head.dep_ == "relcl" else own
        if here.dep_ == "acl" and here.tag_ == "VBG" and here.head.dep_ == "dobj" and in_set(here.head, "saying"):
            here = here.head.head
            continue
        if here.dep_ in {"relcl", "acl"}:
            return here.head if is_noun(here.head) or here.head.tag_.startswith("PRP") else None
        above = _shares_with(here)
        if above is None or above.i == here.i:
            return None
        here = above
    return None


def swallowed_subject(verb: Token) -> Token | None:
    """Return the noun before a finite verb that the parser joined to a fronted phrase, or None.

    "Under the plan drawn up in Oslo, Norway and Sweden would …": the noun after the
    last comma before the verb is taken.
    """
    if verb.dep_ not in {"ROOT", "ccomp", "advcl", "conj"} or own_subject(verb) is not None or verb.dep_ == "conj":
        return None
    finite = verb.tag_ in {"VBD", "VBZ", "VBP"} or any(
        c.tag_ in {"MD", "VBD", "VBZ", "VBP"} for c in children(verb, "aux")
    )
    before = [t for t in verb.doc[: verb.i] if t.text == ","]
    if not finite or not before:
        return None
    return next(
        (t for t in verb.doc[before[-1].i + 1 : verb.i] if is_noun(t) and t.dep_ in {"conj", "appos", "pobj", "dobj"}),
        None,
    )


_RELATIVES = frozenset({"who", "which", "that"})


def _shares_with(verb: Token) -> Token | None:
    """Return the word above whose subject is also the verb's, or None."""
    if (
        verb.dep_ == "advcl"
        and verb.tag_ == "VBG"
        and verb.left_edge.i > 0
        and verb.doc[verb.left_edge.i - 1].text == ","
    ):
        return outermost(verb)
    if verb.dep_ == "xcomp" and is_passive(verb.head) and not any(c.dep_ == "auxpass" for c in verb.head.children):
        return None
    if verb.dep_ == "pcomp":
        above = verb.head.head
        return above if is_verb(above) or above.tag_.startswith("JJ") else None
    if verb.dep_ in {"conj", "xcomp", "advcl", "dep", "acomp", "attr", "oprd"}:
        return verb.head if is_verb(verb.head) or verb.head.tag_[:2] in {"JJ", "RB", "MD"} else None
    return None


def outermost(verb: Token) -> Token:
    """Return the verb of the main clause above a verb, relative clauses being main clauses of their own."""
    here = verb
    for head in climb(verb):
        if here.dep_ in {"relcl", "acl"}:
            return here
        here = head
    return here


def own_subject(verb: Token) -> Token | None:
    """Return the subject that stands in the verb's own clause, or None."""
    return child(verb, *SUBJECTS)


def is_passive(verb: Token) -> bool:
    """Say whether the verb is a passive, or a bare past participle that qualifies a noun.

    A participle used as an adjective ("is opposed to", "is prepared to") is none.
    """
    if in_set(verb, "adjectival") and verb.tag_ == "VBN" and child(verb, "agent") is None:
        return False
    if child(verb, "auxpass", "nsubjpass") is not None:
        return True
    if verb.tag_ == "VBN" and verb.dep_ in {"acl", "amod", "advcl"} and child(verb, "aux") is None:
        return True
    return verb.tag_ == "VBN" and verb.dep_ == "conj" and not children(verb, "aux", *SUBJECTS) and is_passive(verb.head)


def agent(verb: Token) -> Token | None:
    """Return the noun after "by" of a passive verb, or None."""
    by = child(verb, "agent")
    if by is None:
        by = next((c for c in children(verb, "prep") if c.lower_ == "by"), None)
    return child(by, "pobj") if by is not None else None


def is_negated(token: Token) -> bool:
    """Say whether a verb, adjective or noun stands under a negation of its own clause."""
    for c in token.children:
        if c.i + 1 < len(c.doc) and c.nbor().lower_ in {"only", "just", "merely"}:
            continue
        if (c.dep_ == "neg" and (c.i < token.i or not is_noun(token))) or (
            c.lower_ in NEGATIONS and c.dep_ in {"advmod", "det", "preconj", "cc"} and c.i < token.i
        ):
            return True
    before = token.nbor(-1) if token.i > 0 else None
    if before is not None and before.lower_ in {"not", "never", "without"}:
        return True
    if token.dep_ in {"acomp", "attr", "oprd"} and is_negated(token.head):
        return True
    if token.dep_ == "conj" and token.head.i != token.i and not own_subject(token):
        shares = not any(c.lower_ == "but" for c in children(token.head, "cc"))
        return shares and not children(token, "aux") and is_negated(token.head)
    return False


def has_modal(verb: Token, modals: frozenset[str]) -> bool:
    """Say whether the verb, or the verb it is coordinated with, has one of these modals."""
    here = verb
    for _ in range(len(verb.doc)):
        words = auxiliaries(here)
        if any(word in modals for word in words):
            return True
        if here.dep_ != "conj" or words or own_subject(here) is not None or not is_verb(here.head):
            return False
        here = here.head
    return False


def going_to(verb: Token) -> bool:
    """Say whether the verb is the act in "is going to act", "is due to act" or "is to act"."""
    if verb.dep_ == "xcomp" and verb.head.lower_ == "going":
        return child(verb.head, "aux") is not None
    return False


def mark(verb: Token) -> str:
    """Return the lower-cased conjunction that opens the verb's clause, or an empty string."""
    opening = next(
        (c for c in verb.children if c.dep_ in {"mark", "advmod"} and c.i < verb.i and c.lower_ in _OPENERS), None
    )
    return opening.lower_ if opening is not None else ""


_OPENERS = frozenset(
    """if unless whether until once when after before while although though because since as that whenever where
    provided till lest whereas""".split()
)


def is_blocked(token: Token) -> bool:
    """Say whether a token stands where nothing is asserted: under if, unless or whether."""
    for head in [token, *climb(token)]:
        if mark(head) in lexicon.forms("blocking_marks"):
            return True
        if head.dep_ == "pcomp" and head.head.lower_ in {"if", "whether", "unless"}:
            return True
        if head.dep_ == "advcl" and head.head.lower_ in {"long", "soon"}:
            return True
        if head.dep_ == "pobj" and _hangs(head.head.head):
            return True
    return token.doc[len(token.doc) - 1].text == "?"


def _hangs(token: Token) -> bool:
    """Say whether what follows a word is only what something depends on."""
    return in_set(token, "depending")


def in_set(token: Token, name: str) -> bool:
    """Say whether a token's stem is in one of the lexicon's sets."""
    return stem_of(token) in lexicon.stems(name)


def particles(verb: Token) -> list[str]:
    """Return the lower-cased particles, prepositions and adverbs that belong to a verb, in text order."""
    words = []
    for c in verb.children:
        if c.dep_ in {"prt", "prep", "advmod", "agent", "dative", "acomp"}:
            words.append(c.lower_)
            words.extend(inner.lower_ for inner in c.children if inner.dep_ in {"prep", "pcomp"} and inner.i < c.i + 3)
    after = [verb.doc[i] for i in range(verb.i + 1, min(verb.i + 3, len(verb.doc)))]
    return words + [token.lower_ for token in after if token.dep_ != "aux"]


def stem_of(token: Token) -> str:
    """Return the stem under which the lexicon knows the token."""
    return lexicon.base_stem(token.text)
