"""What is read becomes text, passages, sentences and terms here; every offset is into the text itself."""

from __future__ import annotations

from index.text.cleaning import clean
from index.text.composing import CleanText, compose
from index.text.sanitising import sanitise
from index.text.sentences import sentences
from index.text.terms import Token, has_words, stem, terms, tokens

__all__ = ["CleanText", "Token", "clean", "compose", "has_words", "sanitise", "sentences", "stem", "terms", "tokens"]
