"""Which language a text is written in."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from index.text.lines import word_count

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

LEAST_WORDS = 10
"""Fewer words fit too many languages."""

LEAST_SURE = 0.25
"""Below this probability a text is mostly numbers and names."""

MANY_WORDS = 60
"""From so many words on, a text speaks against what is declared of it."""

ALIKE = tuple(
    frozenset(group.split())
    for group in ("bs hr sr sl mk bg", "da nb nn no sv", "cs sk", "id ms", "es gl ca pt", "be ru uk")
)
"""Languages that are taken for one another."""

READ_CHARACTERS = 8_000
"""How much of a text is looked at."""

NOT_WRITTEN = frozenset({"eo", "la", "vo"})
"""Languages that no news is written in, but that tables of numbers are taken for."""


def language_of(text: str) -> str | None:
    """Return the ISO 639-1 code of a text's language, the same every time; None when it cannot be told."""
    text = text[:READ_CHARACTERS]
    if word_count(text) < LEAST_WORDS:
        return None
    language, sure = _identifier().classify(text)
    return str(language) if sure >= LEAST_SURE else None


def language_among(text: str, declared: str | None) -> str | None:
    """Return the language of a text whose file declares one: the declared one, unless much text is plainly in another.

    Pages are declared English by the programs that make them; languages that are nearly one are told by declaration.
    """
    if declared is None or word_count(text[:READ_CHARACTERS]) < MANY_WORDS:
        return declared or language_of(text)
    found = language_of(text)
    alike = found is None or found == declared or any({found, declared} <= group for group in ALIKE)
    return declared if alike else found


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    # Its three-letter codes are for languages that plain English is then taken for, such as Nigerian Pidgin.
    identifier.set_languages([code for code in identifier.labels if len(code) == 2 and code not in NOT_WRITTEN])  # noqa: PLR2004
    return identifier
