"""What is read becomes text, passages, sentences and terms here; every offset is into the text itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.text.composing import CleanText, compose
from index.text.sanitising import sanitise
from index.text.sentences import sentences
from index.text.terms import Token, has_words, stem, terms, tokens

if TYPE_CHECKING:
    from index.text.cleaning import clean

__all__ = ["CleanText", "Token", "clean", "compose", "has_words", "sanitise", "sentences", "stem", "terms", "tokens"]


def __getattr__(name: str) -> object:
    """Load what cleans only where something is read: a search needs terms, and starts without its rules."""
    if name != "clean":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from index.text.cleaning import clean

    globals()[name] = clean
    return clean
