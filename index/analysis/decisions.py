"""Whether a sentence says that something is settled, or that it is still open.

By general English vocabulary alone, like ``statements``: a guess that counts only beside another source's.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from index.models import Span

_SETTLE = r"confirm|approv|agree|finali[sz]|ratif(?:i|y)|decid|settl|adopt|seal|sign|conclud|reach|clinch|complet"
_SETTLED_PARTICIPLE = (
    r"confirmed|approved|agreed|finali[sz]ed|ratified|decided|settled|adopted|sealed|taken|made|reached|concluded|"
    r"signed|announced|completed"
)
_HARDLY = r"(?:\s+(?:yet|still|been|being|formally|finally|officially|fully|publicly|so\s+far))*"
_NOT = r"(?:not|n[’']t|never)"
_MATTERS = r"decisions?|agreements?|deals?|accords?|commitments?|conclusions?|settlements?|approvals?"
_FINAL = r"(?:(?:final|formal|firm|definite|definitive|official|binding|such|clear)\s+)?"
_OPEN = re.compile(
    rf"\bno\s+{_FINAL}(?:{_MATTERS})\b(?:\s+\w+){{0,6}}?\s+(?:{_SETTLED_PARTICIPLE})\b|"
    rf"\bno\s+(?:final|formal|firm|definite|definitive|official)\s+(?:{_MATTERS})\b|"
    rf"\b(?:has|have|had|was|were|is|are)(?:\s+{_NOT}|n[’']t){_HARDLY}\s+(?:taken|made|reached)\s+(?:an?|any)\s+{_FINAL}"
    rf"(?:{_MATTERS})\b|"
    rf"\b(?:has|have|had|was|were|is|are)(?:\s+{_NOT}|n[’']t){_HARDLY}\s+(?:confirmed|approved|agreed|finali[sz]ed|ratified|"
    r"decided|settled|adopted|final|official)\b|"
    rf"\byet\s+to\s+(?:be\s+)?(?:formally\s+|finally\s+)?(?:(?:{_SETTLE})\w*|take\s+(?:an?|any)\s+{_FINAL}decision)\b|"
    r"\bundecided\b|\bremain(?:s|ed)?\s+to\s+be\s+(?:decided|settled|agreed|confirmed|seen\s+whether)\b|"
    rf"\bnothing\b{_HARDLY}(?:\s+(?:has|had|is|was))?{_HARDLY}\s+(?:decided|agreed|settled|signed|final)\b|"
    r"\bdecision\b[^.;,]{0,40}\b(?:is|was|remains?|remained)\s+(?:still\s+)?(?:pending|open|awaited)\b|"
    r"\bawait(?:s|ed|ing)?\s+(?:\w+\s+){0,3}(?:approval|confirmation|ratification)\b",
    re.IGNORECASE,
)
_GOING_ON = re.compile(
    r"(?<!\bno )\b(?:talks|negotiations|discussions|consultations)\b[^.;,]{0,60}?"
    r"\b(?:go(?:es)?\s+on|went\s+on|continu(?:e|es|ed|ing)|"
    r"(?:is|are|was|were)\s+(?:still\s+)?(?:under\s*way|ongoing|going\s+on|continuing))\b|"
    r"\bstill\s+(?:being\s+)?(?:negotiat|discuss|debat|consider)(?:ed|ing)\b|"
    r"\b(?:remain(?:s|ed)?|(?:is|are|was|were)\s+(?:still\s+)?)\s*(?:under|in)\s+(?:negotiation|discussion|consideration|review|"
    r"debate|talks)\b",
    re.IGNORECASE,
)
_SETTLED = re.compile(
    r"\b(?:confirmed|approved|finali[sz]ed|ratified|decided|agreed|adopted|sealed|clinched)\b|"
    rf"\b(?:reached|concluded|struck|sealed|clinched)\s+(?:an?|the)\s+(?:\w+\s+){{0,2}}(?:{_MATTERS})\b|"
    rf"\b(?:a|the|its|their)\s+(?:final|firm|formal)\s+decision\b[^.;,]{{0,40}}\b(?:was|has\s+been|had\s+been)\s+(?:taken|made)\b|"
    r"\bfinal\s+approval\b|\bgave\s+(?:its|their|the|his|her)?\s*(?:\w+\s+)?approval\b|\b(?:is|are|was|were)\s+(?:now\s+)?final\b",
    re.IGNORECASE,
)
_UNSETTLED_BEFORE = re.compile(
    r"\b(?:not|n[’']t|never|no|yet|to|be|would|could|should|must|may|might|will|can|if|unless|until|whether|before|once|"
    r"when|expect\w*|hop\w+|deni\w+|deny|neither|nor|without|previously|already|earlier|subject)\b(?:\s+[\w-]+){0,4}\s*$",
    re.IGNORECASE,
)
_TO_TALK = re.compile(
    r"\s+(?:to|on)\s+(?:further\s+)?(?:discuss|meet|hold|stud|consider|continu|negotiat|work|talk|look|try|seek|resum|open)"
    r"|\s+(?:that|with|upon|no)\b|-",
    re.IGNORECASE,
)
"""What follows an agreement that settles nothing: to talk, that something is so, with somebody's words, to nothing."""


class Decision(NamedTuple):
    """Whether something is settled: ``is_settled`` is yes, ``is_firm`` an outright no, neither of them still in talks.

    The span is that of the words that say so.
    """

    is_settled: bool
    is_firm: bool
    span: Span


def find_decision(text: str) -> Decision | None:
    """Return whether a sentence says that something is settled or open; None when it says neither, or only may be."""
    if found := _OPEN.search(text):
        return Decision(is_settled=False, is_firm=True, span=Span(*found.span()))
    if found := _GOING_ON.search(text):
        return Decision(is_settled=False, is_firm=False, span=Span(*found.span()))
    for found in _SETTLED.finditer(text):
        if not _UNSETTLED_BEFORE.search(text[: found.start()]) and not _TO_TALK.match(text, found.end()):
            return Decision(is_settled=True, is_firm=True, span=Span(*found.span()))
    return None


def may_decide(text: str) -> bool:
    """Say whether it is worth to look at a text at all: quick, and wrong only by saying yes."""
    return _HINT.search(text) is not None


_HINT = re.compile(
    r"\b(?:confirm|approv|agree|finali|ratif|decid|decision|undecided|adopt|seal|clinch|final|talks|negotiat|discuss|"
    r"consult|reach|conclud|struck|yet\s+to|nothing|await|settle|consider|debate|review)",
    re.IGNORECASE,
)
