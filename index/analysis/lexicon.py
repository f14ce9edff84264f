"""The words that make a statement a stance, by the sense in which they do.

The words themselves stand in ``lexicon.toml`` beside this file.
"""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources
from typing import Any, NamedTuple

from index.text import stem


class Sense(StrEnum):
    """How a cue turns what it governs into a position.

    ENGAGE binds its subject whatever follows, INTEND only with an act of its own (a verb phrase). ENDORSE and
    RESIST are for and against their object. DEMAND asks others for it. REFUSE turns an own act into DECLINES and an
    acceptance into OPPOSES. BLAME and THREATEN are against whom they name. FEAR sees harm in what it governs. ALLOW
    accepts what others do. HESITATE decides nothing. REPORT only says; DOUBT says and disputes; PERFORM is an
    official act that is news by itself.
    """

    ENGAGE = "engage"
    INTEND = "intend"
    ENDORSE = "endorse"
    DEMAND = "demand"
    RESIST = "resist"
    REFUSE = "refuse"
    BLAME = "blame"
    THREATEN = "threaten"
    FEAR = "fear"
    ALLOW = "allow"
    HESITATE = "hesitate"
    REPORT = "report"
    DOUBT = "doubt"
    PERFORM = "perform"


class Cue(NamedTuple):
    """One entry: its particles in order (none for a plain word) and its sense."""

    particles: tuple[str, ...]
    sense: Sense


@lru_cache(maxsize=1 << 15)
def base_stem(word: str) -> str:
    """Return the stem under which a word of a text is looked up here."""
    lower = word.lower()
    if lower in forms("apart"):
        return lower
    return stem(_tables()["irregular"].get(lower, lower))


def verb_cues() -> dict[str, tuple[Cue, ...]]:
    """Return the verbs by stem, the entries with most particles first."""
    return _cues("verbs")


def noun_cues() -> dict[str, tuple[Cue, ...]]:
    """Return the nouns by stem."""
    return _cues("nouns")


def adjective_cues() -> dict[str, tuple[Cue, ...]]:
    """Return the adjectives by stem."""
    return _cues("adjectives")


@cache
def stems(name: str) -> frozenset[str]:
    """Return the stems of one of the lexicon's sets of base forms."""
    return frozenset(base_stem(word) for word in _tables()["stems"][name].split())


@cache
def forms(name: str) -> frozenset[str]:
    """Return one of the lexicon's sets of lower-cased words."""
    return frozenset(_tables()["forms"][name].split())


@cache
def phrases(name: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return one of the lexicon's lists of word sequences by their first word, in their order."""
    listed: dict[str, tuple[tuple[str, ...], ...]] = {}
    for line in _tables()["phrases"][name]:
        phrase = tuple(line.split())
        listed[phrase[0]] = (*listed.get(phrase[0], ()), phrase)
    return listed


@cache
def offices() -> dict[str, tuple[str, ...]]:
    """Return, by country, the titles that only its officers bear."""
    return {code: tuple(titles) for code, titles in _tables()["offices"].items()}


@cache
def organs() -> dict[str, str]:
    """Return the code of each paper in which a state speaks, by its name."""
    return {name: code for code, names in _tables()["organs"].items() for name in names}


@cache
def agencies() -> dict[str, str]:
    """Return the code of each news agency of a state, by its name."""
    return {name: code for code, names in _tables()["agencies"].items() for name in names}


@cache
def offices_missing() -> dict[str, frozenset[str]]:
    """Return, by a word of an office's title, the states that have no such office."""
    return {word: frozenset(codes.split()) for word, codes in _tables()["offices_missing"].items()}


@cache
def offices_alone() -> dict[str, frozenset[str]]:
    """Return, by a word of an office's title, the only states that have such an office."""
    return {word: frozenset(codes.split()) for word, codes in _tables()["offices_alone"].items()}


@cache
def _tables() -> dict[str, Any]:
    text = resources.files("index.analysis").joinpath("lexicon.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _cues(part: str) -> dict[str, tuple[Cue, ...]]:
    table: dict[str, list[Cue]] = {}
    for sense, entries in _tables()[part].items():
        for entry in entries.split():
            word, *particles = entry.split(":")
            table.setdefault(base_stem(word), []).append(Cue(tuple(particles), Sense(sense)))
    return {key: tuple(sorted(cues, key=lambda cue: -len(cue.particles))) for key, cues in table.items()}
