"""What targets are about, as far as their words tell, and which of them are about the same."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from index.analysis.countries import find_mentions
from index.text import tokens
from index.text.words import FUNCTION_WORDS

_CACHED_TARGETS = 1 << 16
_FEW_PAIRS = 1000


def same_target(one: str | None, other: str | None) -> bool:
    """Say whether two targets are about the same, as far as their words tell.

    They are when at least half of the content stems of the shorter one also stand in the other. Countries are left out,
    because in most libraries every target names the same one, unless a target holds nothing else. A target that is
    not known is like no other.
    """
    return _meet(about(one or ""), about(other or ""))


def any_same(ones: set[frozenset[str]], others: set[frozenset[str]]) -> bool:
    """Say whether any of some targets is about the same as any of some others, all as ``about`` gives them."""
    fewer, more = (ones, others) if len(ones) <= len(others) else (others, ones)
    stems = frozenset().union(*fewer)
    sharing = {other for other in more if not stems.isdisjoint(other)}
    if len(fewer) * len(sharing) <= _FEW_PAIRS:
        return any(_meet(one, other) for other in sharing for one in fewer)
    return _any_meets(fewer, sharing) or _any_meets(sharing, fewer)


def _any_meets(ones: set[frozenset[str]], others: set[frozenset[str]]) -> bool:
    """Say whether one of the first meets one of the others that is no shorter.

    They share half of the stems of the shorter, so that among the rarer half of these and one more there is
    a shared one: only targets with such a stem are compared, and never all with all.
    """
    holding: dict[str, list[frozenset[str]]] = defaultdict(list)
    for other in others:
        for stem in other:
            holding[stem].append(other)
    for one in ones:
        rarest = sorted(one, key=lambda stem: (len(holding.get(stem, ())), stem))
        for stem in rarest[: len(one) // 2 + 1]:
            if any(_meet(one, other) for other in holding.get(stem, ()) if len(other) >= len(one)):
                return True
    return False


def _meet(one: frozenset[str], other: frozenset[str]) -> bool:
    shorter = min(len(one), len(other))
    return shorter > 0 and 2 * len(one & other) >= shorter


@lru_cache(maxsize=_CACHED_TARGETS)
def about(target: str) -> frozenset[str]:
    """Return the stems that say what a target is about, see ``same_target``."""
    mentions = find_mentions(target)
    countries = {place for mention in mentions for place in range(mention.span.start, mention.span.end)}
    words = [token for token in tokens(target) if token.surface not in FUNCTION_WORDS or token.stem == "US"]
    about = frozenset(token.stem for token in words if token.span.start not in countries)
    return about or frozenset(mention.code for mention in mentions)
