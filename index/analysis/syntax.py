"""Questions to a dependency parse, in the ClearNLP labels of spaCy's English models.

Every walk is bounded by the length of the sentence.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from index.analysis import lexicon
from index.analysis.trees import once

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.analysis.trees import Word

FINITE = frozenset({"VBD", "VBZ", "VBP"})
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
NEGATIONS = frozenset({"not", "n't", "n’t", "never", "no", "neither", "nor", "hardly", "scarcely", "cannot"})
MODALS = frozenset({"will", "would", "shall", "'ll", "’ll", "'d", "’d", "wo", "wil"})
ABILITIES = frozenset({"can", "could", "ca"})
NORMS = frozenset({"must", "should", "ought"})
MAYBES = frozenset({"may", "might"})
DEEPEST = 200
"""No parse is read whose words hang deeper: the reading of a word may ask for that of its head, and so on."""

_VERBS = frozenset({"MD", "VB", "VBD", "VBG", "VBN", "VBP", "VBZ"})
_NOUNS = frozenset({"NN", "NNP", "NNPS", "NNS"})


def children(token: Word, *labels: str) -> list[Word]:
    """Return the children with one of these labels, in text order."""
    return [child for child in token.children if child.dep in labels]


def child(token: Word, *labels: str) -> Word | None:
    """Return the first child with one of these labels, or None."""
    for c in token.children:
        if c.dep in labels:
            return c
    return None


def is_verb(token: Word) -> bool:
    """Say whether the token is a verb or an auxiliary by its tag."""
    return token.tag in _VERBS


def is_noun(token: Word) -> bool:
    """Say whether the token is a common or proper noun by its tag."""
    return token.tag in _NOUNS


def conjuncts(token: Word) -> list[Word]:
    """Return the token and all that is coordinated after it, in text order."""
    found = [token]
    for _ in range(len(token.words)):
        following = child(found[-1], "conj")
        if following is None or any(following.i == seen.i for seen in found):
            break
        found.append(following)
        found.extend(c for c in children(found[-2], "conj") if c.i != following.i)
    return found


def climb(token: Word) -> Iterator[Word]:
    """Yield the heads of a token up to the root, without the token."""
    here = token
    for _ in range(len(token.words)):
        if here.head.i == here.i:
            return
        here = here.head
        yield here


def is_too_deep(words: Sequence[Word]) -> bool:
    """Say whether a parse is nested more than ``DEEPEST`` words deep: no sentence, and too deep to be walked down."""
    return len(words) > DEEPEST and any(next(islice(climb(word), DEEPEST, None), None) for word in words)


def auxiliaries(verb: Word) -> list[str]:
    """Return the lower-cased auxiliaries of a verb, its own form last when it is a modal."""
    return [c.lower for c in children(verb, "aux", "auxpass")]


@once
def subject(verb: Word) -> Word | None:
    """Return whose act a verb is: its own subject, or the one that it shares with a verb above it.

    A participle after a comma takes the subject of the sentence; the noun that a
    clause qualifies is that clause's subject.
    """
    here = verb
    for _ in range(len(verb.words)):
        own = child(here, *SUBJECTS)
        if own is not None:
            return own.head.head if own.lower in _RELATIVES and own.head.dep == "relcl" else own
        if here.dep == "acl" and here.tag == "VBG" and here.head.dep == "dobj" and in_set(here.head, "saying"):
            here = here.head.head
            continue
        if here.dep in {"relcl", "acl"}:
            return here.head if is_noun(here.head) or here.head.tag.startswith("PRP") else None
        taken = child(here.head, "dobj") if here.dep == "ccomp" else None
        if taken is not None and taken.i < here.i and is_noun(taken):
            return taken  # parsers take the subject of an unmarked clause for the object of the verb above
        if here.dep == "pcomp" and in_set(here.head.head, "quoting"):
            return child(here.head.head, "dobj", "nsubjpass")
        above = _shares_with(here)
        if above is None or above.i == here.i:
            return None
        here = above
    return None


@once
def swallowed_subject(verb: Word) -> Word | None:
    """Return the noun before a finite verb that the parser joined to a fronted phrase, or None.

    "Under the plan drawn up in Oslo, Norway and Sweden would …": the noun after the
    last comma before the verb is taken, else the name that ends the phrase.
    """
    if verb.dep not in {"ROOT", "ccomp", "advcl"} or own_subject(verb) is not None:
        return None
    finite = verb.tag in FINITE or any(c.tag == "MD" or c.tag in FINITE for c in children(verb, "aux"))
    if not finite:
        return None
    commas = [t for t in verb.words[: verb.i] if t.text == ","]
    after = verb.words[commas[-1].i + 1 : verb.i] if commas else []
    found = next((t for t in after if is_noun(t) and t.dep in {"conj", "appos", "pobj", "dobj"}), None)
    if found is not None:
        return found
    fronted = [p for p in children(verb, "prep") if p.last < verb.i]
    name = child(fronted[-1], "pobj") if fronted else None
    return name if name is not None and name.tag.startswith("NNP") else None


_RELATIVES = frozenset({"who", "which", "that"})


def _shares_with(verb: Word) -> Word | None:
    """Return the word above whose subject is also the verb's, or None."""
    if verb.dep == "advcl" and verb.tag == "VBG" and verb.first > 0 and verb.words[verb.first - 1].text == ",":
        return outermost(verb)
    if verb.dep == "xcomp" and is_passive(verb.head) and not any(c.dep == "auxpass" for c in verb.head.children):
        return None
    if verb.dep == "pcomp":
        above = verb.head.head
        if in_set(above, "accusing") or (verb.head.lower == "for" and child(above, "dobj") is not None):
            return None
        return above if is_verb(above) or above.tag.startswith("JJ") else None
    if verb.dep == "conj" and verb.tag == "VBG" and verb.head.tag in {"VBD", "VBN"} and child(verb, "aux") is None:
        return None  # "criticised it for the tax and raising the fees": the raising is theirs
    unlike = verb.head.tag in {"VB", "VBP", "VBG"} or (verb.head.dep == "ccomp" and is_passive(verb.head))
    if verb.dep == "conj" and verb.tag == "VBD" and unlike and child(verb, "auxpass") is None:
        # A past tense beside an infinitive belongs to the past tense above: "said it would stay and vowed to fight".
        return next((above for above in climb(verb) if above.tag == "VBD"), None)
    if verb.dep in {"conj", "xcomp", "advcl", "dep", "acomp", "attr", "oprd"}:
        return verb.head if is_verb(verb.head) or verb.head.tag[:2] in {"JJ", "RB", "MD"} else None
    return None


def outermost(verb: Word) -> Word:
    """Return the verb of the main clause above a verb, relative clauses being main clauses of their own."""
    here = verb
    for head in climb(verb):
        if here.dep in {"relcl", "acl"}:
            return here
        here = head
    return here


@once
def own_subject(verb: Word) -> Word | None:
    """Return the subject that stands in the verb's own clause, or None."""
    return child(verb, *SUBJECTS)


@once
def is_passive(verb: Word) -> bool:
    """Say whether the verb is a passive, or a bare past participle that qualifies a noun.

    A participle used as an adjective ("is opposed to", "is prepared to") is none.
    """
    if verb.tag == "VBN" and child(verb, "agent") is None and (in_set(verb, "adjectival") or _is_adjective(verb)):
        return False
    if child(verb, "auxpass", "nsubjpass") is not None or (verb.lower == "asked" and verb.first == verb.i == 0):
        return True
    bare = verb.tag == "VBN" and child(verb, "aux") is None
    if bare and (verb.dep in {"acl", "amod", "advcl"} or child(verb, "agent") is not None):
        return True
    return verb.tag == "VBN" and verb.dep == "conj" and not children(verb, "aux", *SUBJECTS) and is_passive(verb.head)


def _is_adjective(participle: Word) -> bool:
    """Say whether the lexicon knows a participle only as an adjective ("unsatisfied")."""
    return participle.stem in lexicon.adjective_cues() and participle.stem not in lexicon.verb_cues()


def agent(verb: Word) -> Word | None:
    """Return the noun after "by" of a passive verb, or None; a date is none ("abolished by 2050", "by May")."""
    by = child(verb, "agent")
    if by is None:
        by = next((c for c in children(verb, "prep") if c.lower == "by"), None)
    found = child(by, "pobj") if by is not None else None
    return None if found is not None and (found.tag == "CD" or found.lower in _DATES) else found


_DATES = frozenset(
    """january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday spring summer autumn winter year month week decade century end midnight noon now
    then""".split()
)
"""What "by" may stand before to tell by when."""


@once
def is_negated(token: Word) -> bool:
    """Say whether a verb, adjective or noun stands under a negation of its own clause."""
    if any(c.lower == "longer" and c.i > 0 and c.words[c.i - 1].lower == "no" for c in token.children):
        return True
    for c in token.children:
        if c.i + 1 < len(c.words) and c.words[c.i + 1].lower in {"only", "just", "merely"}:
            continue
        if (c.dep == "neg" and (c.i < token.i or not is_noun(token))) or (
            c.lower in NEGATIONS and c.dep in {"advmod", "det", "preconj", "cc", "nsubj"} and c.i < token.i
        ):
            return True
    if any(c.lower == "neither" for auxiliary in children(token, "aux") for c in auxiliary.children):
        return True
    before = token.words[token.i - 1] if token.i > 0 else None
    if before is not None and before.lower in {"not", "never", "without"}:
        return True
    if token.dep in {"acomp", "attr", "oprd"} and is_negated(token.head):
        return True
    if token.dep == "conj" and token.head.i != token.i and not own_subject(token):
        shares = not any(c.lower == "but" for c in children(token.head, "cc"))
        return shares and not children(token, "aux") and is_negated(token.head)
    return False


def is_doubted(clause: Word) -> bool:
    """Say whether a clause is what one does not think ("I don't think the tax is fair"), which turns what it says."""
    return clause.dep == "ccomp" and in_set(clause.head, "imagining") and is_negated(clause.head)


@once
def is_infinitive(verb: Word) -> bool:
    """Say whether a verb has "to" before it."""
    return any(c.dep == "aux" and c.lower == "to" for c in verb.children)


def denies(verb: Word) -> bool:
    """Say whether a clause is negated at its verb or at what it says there is ("there should be no fund")."""
    return is_negated(verb) or any(c.lower == "no" for noun in children(verb, "attr", "dobj") for c in noun.children)


def has_modal(verb: Word, modals: frozenset[str]) -> bool:
    """Say whether the verb, or the verb it is coordinated with, has one of these modals."""
    return not modals.isdisjoint(_all_auxiliaries(verb))


@once
def _all_auxiliaries(verb: Word) -> frozenset[str]:
    """Return the auxiliaries of a verb and of those with which it shares them."""
    here, found = verb, frozenset[str]()
    for _ in range(len(verb.words)):
        words = auxiliaries(here)
        found = found.union(words)
        if here.dep == "xcomp" and in_set(here.head, "aspectual"):
            here = here.head
            continue
        if here.dep != "conj" or words or own_subject(here) is not None or not is_verb(here.head):
            break
        here = here.head
    return found


@once
def is_foreseen(verb: Word) -> bool:
    """Say whether an act is only foreseen: "is expected to sign", "will probably sign"."""
    if any(c.dep == "advmod" and in_set(c, "perhaps") for c in verb.children):
        return True
    if verb.dep == "conj" and own_subject(verb) is None and is_verb(verb.head):
        return is_foreseen(verb.head)
    above = verb.head
    return (
        verb.dep in {"xcomp", "advcl", "ccomp"}
        and in_set(above, "foreseen")
        and (above.tag.startswith("JJ") or (above.tag == "VBN" and child(above, "auxpass") is not None))
    )


def is_past_of_a_noun(head: Word) -> bool:
    """Say whether a clause only says which one is meant: "the first state to have signed"."""
    perfect = is_infinitive(head) and any(c.dep == "aux" and c.lower == "have" for c in head.children)
    owner = own_subject(head)
    return perfect and (head.dep in {"acl", "relcl"} or (owner is not None and is_noun(owner)))


def is_yet_to(verb: Word) -> bool:
    """Say whether an act is still to come: "has yet to decide"."""
    return (
        verb.dep == "xcomp"
        and any(c.lower == "yet" for w in (verb, verb.head) for c in w.children)
        and is_infinitive(verb)
    )


def going_to(verb: Word) -> bool:
    """Say whether the verb is the act in "is going to act", "is due to act" or "is to act"."""
    if verb.dep == "xcomp" and verb.head.lower == "going":
        return child(verb.head, "aux") is not None
    return False


def mark(verb: Word) -> str:
    """Return the lower-cased conjunction that opens the verb's clause, or an empty string."""
    for c in verb.children:
        if c.i > verb.i:
            break
        if c.dep in {"mark", "advmod"} and c.lower in _OPENERS:
            return c.lower
    return ""


_OPENERS = frozenset(
    """if unless whether until once when after before while although though because since as that whenever where
    provided till lest whereas""".split()
)


@once
def is_blocked(token: Word) -> bool:
    """Say whether a token stands where nothing is asserted: under if, unless or whether."""
    if token.words[-1].text == "?" or mark(token) in lexicon.forms("blocking_marks") or _supposes(token):
        return True
    return token.head is not token and is_blocked(token.head)


def _supposes(head: Word) -> bool:
    """Say whether what a word heads is only supposed by the word above it."""
    above = head.head
    if head.dep == "pcomp":
        return above.lower in {"if", "whether", "unless"}
    if head.dep in {"acl", "ccomp"} and is_noun(above) and (in_set(above, "pledges") or in_set(above, "omens")):
        return any(c.lower == "no" for c in above.children)  # "won no assurances that they would"
    if head.dep == "ccomp":
        # "There is little to suggest that they will" and "that does not mean that they will" say nothing of them.
        return _is_little(above) or (in_set(above, "meaning") and is_negated(above))
    if head.dep == "advcl":
        return above.lower in {"long", "soon"}
    if head.dep == "pobj":
        return _hangs(above.head)
    if head.dep == "acl" and in_set(above, "ideas") and mark(head) == "that":
        # "The suggestion that they seek help" is only an idea, "my view that" is none.
        return not any(c.lower in {"my", "our"} for c in above.children)
    return False


def _is_little(verb: Word) -> bool:
    """Say whether little or nothing tells what a verb tells ("there is little to suggest")."""
    if verb.dep not in {"relcl", "acl", "advcl", "xcomp"}:
        return False
    return any(word.lower in {"little", "nothing"} for word in (verb.head, *children(verb.head, "attr")))


def _hangs(token: Word) -> bool:
    """Say whether what follows a word is only what something depends on."""
    return in_set(token, "depending")


def in_set(token: Word, name: str) -> bool:
    """Say whether a token's stem is in one of the lexicon's sets."""
    return token.stem in lexicon.stems(name)


_DIRECTIONS = frozenset({"off", "back", "up", "down"})


def particles(verb: Word) -> list[str]:
    """Return the lower-cased particles, prepositions and adverbs that belong to a verb, in text order."""
    words = []
    for c in verb.children:
        if _is_place(c):
            continue
        if c.dep in {"prt", "prep", "advmod", "agent", "dative", "acomp"}:
            words.append(c.lower)
            words.extend(inner.lower for inner in c.children if inner.dep in {"prep", "pcomp"} and inner.i < c.i + 3)
    after = [verb.words[i] for i in range(verb.i + 1, min(verb.i + 3, len(verb.words)))]
    return words + [token.lower for token in after if token.dep != "aux" and not _is_place(token)]


def _is_place(token: Word) -> bool:
    """Say whether a preposition only tells where: who "held games off the coast" holds nothing off."""
    return token.dep == "prep" and token.lower in _DIRECTIONS and child(token, "pobj") is not None
