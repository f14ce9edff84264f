"""Which words name a country, its people, its government or a bloc of states.

The table beside this file (``countries.json``, written by ``tools/generate_countries.py``) holds every
country of ISO 3166-1, Kosovo (XK), and the usual blocs: EU, NATO and UN under those names, all others as
``X-NAME``. A state that is no more stands for the one that continues it in law (the Soviet Union is RU, West
Germany DE, Zaire CD, Burma MM); one that several states followed is ``X-NAME`` too (X-CZECHOSLOVAKIA,
X-YUGOSLAVIA, X-GDR), so that nobody alive is made to hold its positions.

Among states that share a name, "Korea" is KR, "Congo" CD unless Brazzaville is named beside it, "Dominican" DO.
England, Scotland, Wales and Northern Ireland are GB. "Europe" is not the EU.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from index.analysis.contexts import Candidate, Contexts
from index.models import Span

if TYPE_CHECKING:
    from collections.abc import Mapping

_CAPITALISED = re.compile(r"[A-ZÀ-ÞŠŽ]\w*")
"""Every form starts with one of these; a class of so few letters is searched for fast."""
_NAMED_BLOC = re.compile(r"X-[A-Z0-9][A-Z0-9-]*")
_PREFIX = "prefix"


class MentionKind(StrEnum):
    """What names the country.

    CAPITAL says only that the capital is named: whether a government or a place is meant is for the syntax to
    decide. SEAT is a building, ministry or parliament that stands for its government; Brussels is one, of the EU.
    """

    NAME = "name"
    DEMONYM = "demonym"
    CAPITAL = "capital"
    SEAT = "seat"
    BLOC = "bloc"


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name a country or bloc: ``code`` is ISO 3166-1 alpha-2, XK, EU, NATO, UN or ``X-NAME``.

    The span leaves out an article before the name and a possessive after it.
    """

    span: Span
    code: str
    kind: MentionKind


@dataclass(frozen=True, slots=True)
class _Form:
    """Words of the table; without a code they are something else that holds a country's name."""

    code: str | None
    kind: MentionKind | None


def country_code(name: str) -> str | None:
    """Return the code that a name, code or demonym stands for, in any case, or None.

    Alpha-2 codes come before names (``EC`` is Ecuador, not the European Community), alpha-3 codes after them; accents,
    full stops and "the" do not matter. A well-formed ``X-NAME`` stands for itself, whether or not it is in the table.
    """
    upper = name.strip().upper()
    if upper in _table()["shown"] or _NAMED_BLOC.fullmatch(upper):
        return upper
    return _codes().get(_folded(name))


def country_name(code: str) -> str:
    """Return the short English name to show for a code; what the table does not know is shown as it is."""
    shown: dict[str, str] = _table()["shown"]
    return shown.get(code) or code.removeprefix("X-")


def country_names() -> tuple[str, ...]:
    """Return the names of all countries and blocs that have a code, sorted."""
    shown: dict[str, str] = _table()["shown"]
    return tuple(sorted(shown.values()))


def find_mentions(text: str, start: int = 0) -> tuple[Mention, ...]:
    """Find the words that name a country or bloc.

    Words are matched as newspapers write them (capitalised, or all in capitals), the longest first, and
    rejected where what stands around them makes them something else: a person, a company, a language, a
    currency, a dateline, a place of the same name (see ``contexts``). Only the text given is looked at, so
    that a whole passage tells more than a sentence.

    Args:
        text: A passage, or any text.
        start: Where the text starts in its article; added to every offset.

    Returns:
        Mentions in order, none overlapping; empty when nothing is named.
    """
    starts, contexts = _starts(), _contexts()
    found: list[Mention] = []
    reach = 0
    before: Candidate | None = None
    for word in _CAPITALISED.finditer(text):
        forms = starts.get(word.group())
        if forms is None or word.start() < reach or _inside_word(text, word.start()):
            continue
        hit = _longest(forms, text, word)
        if hit is None:
            continue
        end, form = hit
        reach = end
        if form.code is None or form.kind is None:
            continue
        candidate = Candidate(text, word.start(), end, form.code, form.kind.value)
        if (dateline := contexts.dateline_end(candidate)) is not None:
            reach = dateline
        elif contexts.names_country(candidate, before):
            code = contexts.code(candidate)
            found.append(Mention(Span(start + word.start(), start + end), code, form.kind))
            before = candidate
    return tuple(found)


def _longest(forms: Mapping[str, _Form], text: str, word: re.Match[str]) -> tuple[int, _Form] | None:
    """Return where the longest form at this word ends, and what it means."""
    if len(forms) == 1 and (only := forms.get(word.group())):
        return word.end(), only
    match = _pattern(word.group()).match(text, word.start())
    if match is None:
        return None
    words = match.group()
    return word.start() + len(words.rstrip("-")), forms[_written(words)]


def _inside_word(text: str, start: int) -> bool:
    return start > 0 and (text[start - 1].isalnum() or text[start - 1] == "_")


@cache
def _table() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(files(__package__).joinpath("countries.json").read_text(encoding="utf-8"))
    return data


@cache
def _contexts() -> Contexts:
    return Contexts(_table()["context"])


@cache
def _codes() -> dict[str, str]:
    """Return the code of every folded name, demonym and bloc; countries before blocs, then alpha-3 codes."""
    table = _table()
    codes: dict[str, str] = {}
    for by_code in (*(table["forms"][kind] for kind in ("name", "demonym", "bloc")), table["silent"]):
        for code, forms in by_code.items():
            for form in forms:
                codes.setdefault(_folded(form), code)
    for alpha3, code in table["alpha3"].items():
        codes.setdefault(_folded(alpha3), code)
    return codes


def _folded(name: str) -> str:
    bare = _unaccented(name).casefold().replace("’", "'").replace(".", "").replace("-", " ").replace("&", "and")
    return " ".join(bare.split()).removeprefix("the ")


def _unaccented(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


def _written(words: str) -> str:
    """Return words of a text as the table writes them."""
    return " ".join(words.replace("’", "'").split())


@cache
def _starts() -> dict[str, dict[str, _Form]]:
    """Return all forms by their first word, as written and in capitals, with and without accents."""
    listed: dict[str, dict[str, _Form]] = {}
    for form, meaning in _forms():
        for spelling in dict.fromkeys((form, _unaccented(form), form.upper(), _unaccented(form).upper())):
            if first := _CAPITALISED.match(spelling):
                listed.setdefault(first.group(), {}).setdefault(spelling, meaning)
    return listed


def _forms() -> list[tuple[str, _Form]]:
    table = _table()
    forms = [(phrase, _Form(None, None)) for phrase in table["phrases"]]
    for kind, by_code in table["forms"].items():
        meaning = MentionKind.DEMONYM if kind == _PREFIX else MentionKind(kind)
        for code, listed in by_code.items():
            tail = "-" if kind == _PREFIX else ""
            forms += [(form + tail, _Form(code, meaning)) for form in listed]
    return forms


@cache
def _pattern(first: str) -> re.Pattern[str]:
    """Return a pattern for all forms with this first word.

    Compiled when a text has that word: most never come up.
    """
    longest = sorted(_starts()[first], key=len, reverse=True)
    return re.compile("|".join(_words(form) for form in longest))


def _words(form: str) -> str:
    """Return a pattern for one form, which may break over lines; a prefix needs a word after its hyphen."""
    words = r"\s+".join(re.escape(word).replace("'", "['’]") for word in form.split())
    return words + (r"(?=\w)" if form.endswith("-") else r"(?!\w)")
