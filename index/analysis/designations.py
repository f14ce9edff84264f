"""Designations that stand for a state only by what the article says elsewhere: papers, short names, titles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.analysis.drafts import Holder
from index.analysis.organs import COMMENTARIES, PAPERS
from index.analysis.syntax import children, in_set

if TYPE_CHECKING:
    from index.analysis.discourse import Sentence
    from index.analysis.trees import Word

_SHORT = {"Community": "EU", "Commission": "EU", "Union": "EU", "Alliance": "NATO", "alliance": "NATO"}


def shortened(sentence: Sentence, token: Word) -> str | None:
    """Return the bloc that a part of its name stands for, where the article names it: "the Community"; else None."""
    code = _SHORT.get(token.text)
    states = (c for c in children(token, "amod", "compound", "poss") if c.tag != "JJS")
    if code is None or code not in sentence.discourse.blocs or next(states, None) is not None:
        return None
    return code


def paper(sentence: Sentence, token: Word) -> str | None:
    """Return the code of the state that speaks in a paper, or None; "the paper" later on is the one named last."""
    code = _organ(sentence, token)
    if code is not None:
        sentence.discourse.organ = code
    return code


def _organ(sentence: Sentence, token: Word) -> str | None:
    """Return the state whose paper, or whose commentary in a paper or by an agency, a noun names; else None."""
    discourse = sentence.discourse
    comments, is_paper = token.lower in COMMENTARIES, token.lower in PAPERS
    if not discourse.organs or not (comments or is_paper or token.tag.startswith("NNP")):
        return None
    phrase = sentence.span(token.first, token.last + 1 if comments else token.i + 1)
    named = phrase if is_paper else sentence.word(token)
    for organ in discourse.organs:
        if (comments and organ.span.meets(phrase)) or (organ.is_paper and organ.span.meets(named)):
            return organ.code
    bare = comments or is_paper
    return discourse.organ if bare and any(c.lower in {"the", "its"} for c in token.children) else None


def meet_document(sentence: Sentence, head: Word, code: str) -> None:
    """Remember whose a document is that a state is told to have issued ("Ruritania released a White Paper")."""
    for noun in children(head, "dobj") if in_set(head, "issuing") else ():
        if _is_document(noun):
            sentence.discourse.documents[noun.stem] = code


def document(sentence: Sentence, token: Word) -> str | None:
    """Return the code of the state that speaks in a document of which the article told before; else None."""
    if not any(c.lower in {"the", "its"} for c in token.children):
        return None
    return sentence.discourse.documents.get(token.stem) if token.tag in {"NN", "NNP"} else None


def _is_document(noun: Word) -> bool:
    coloured = noun.lower == "paper" and any(c.lower in {"white", "green", "policy"} for c in noun.children)
    return coloured or (in_set(noun, "voices") and noun.tag == "NN")


def titled(sentence: Sentence, token: Word) -> Holder | None:
    """Return whom the article names with the title that a noun is: the last before it, or the only one; else None."""
    words = [*(c.lower for c in children(token, "compound", "amod")), token.lower]
    place = sentence.start + token.idx
    holders = [(at, name) for title, at, name in sentence.discourse.titles if title.split() == words]
    before = [name for at, name in holders if at < place]
    named = before[-1:] or {name for _, name in holders}
    for name in named if len(named) == 1 else ():
        if (code := sentence.discourse.people.get(name)) is not None:
            return Holder(code, name)
    return None
