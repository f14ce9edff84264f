"""The model's arithmetic for reading only: the same parses as spaCy's own, in less time.

spaCy computes with what training needs as well, embeds each token anew, though a word always embeds alike, and takes
the interpreter's lock anew for every word that a parse in progress looks at. Nothing here changes a label: a test
holds the parses against those of the untouched model.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from thinc.api import Model, NumpyOps, chain, get_current_ops, noop, set_current_ops

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from spacy.language import Language
    from spacy.tokens import Doc

    Floats = NDArray[np.float32]

_ROWS_AT_A_TIME = 1_000
"""Words whose vectors are mixed with their neighbours' together: so many stay in a core's own cache."""


class ReadingOps(NumpyOps):  # type: ignore[misc]
    """thinc's operations with numpy's matrix product, and without what only gradients need."""

    def gemm(
        self,
        x: Floats,
        y: Floats,
        out: Floats | None = None,
        trans1: bool = False,  # noqa: FBT001, FBT002 - thinc's signature
        trans2: bool = False,  # noqa: FBT001, FBT002
    ) -> Floats:
        """Return the product of two matrices, each transposed first where told, in ``out`` if given."""
        product: Floats = np.matmul(x.T if trans1 else x, y.T if trans2 else y, out=out)
        return product

    def maxout(self, X: Floats) -> tuple[Floats, None]:  # noqa: N803 - thinc's signature
        """Return the greatest of each last row; which one it was, only training asks."""
        best: Floats = X[..., 0]
        for piece in range(1, X.shape[-1]):
            best = np.maximum(best, X[..., piece])
        return best, None


@contextmanager
def reading_only() -> Iterator[None]:
    """Give models that are loaded meanwhile operations that can only read."""
    before = get_current_ops()
    set_current_ops(ReadingOps())
    try:
        yield
    finally:
        set_current_ops(before)


def embed_words_once(language: Language) -> None:
    """Make a pipeline's ``tok2vec`` embed every word once a batch, not at each token, and few sentences at a time.

    Raises:
        ValueError: The pipeline's model is not built as spaCy 3 builds it.
    """
    vectors: Any = language.get_pipe("tok2vec").model  # type: ignore[attr-defined]
    embedding, encoding = vectors.layers
    names = [layer.name.partition("(")[0] for layer in (*embedding.layers, encoding)]
    if names != ["extract_features", "list2ragged", "with_array", "with_array", "ragged2list", "with_array"]:
        raise ValueError(f"a model of other layers: {', '.join(names)}")
    hashes, mixing = embedding.layers[2:4]
    words: Model[Any, Any] = Model("once_each", _embed_once, layers=[chain(hashes.layers[0], mixing.layers[0])])
    hashes.layers[0], mixing.layers[0] = words, noop()
    vectors.layers[1] = Model("few_at_a_time", _encode_few, layers=[encoding])


def _embed_once(
    model: Model[Any, Any],
    tokens: NDArray[np.uint64],
    is_train: bool,  # noqa: FBT001 - thinc's signature
) -> tuple[Floats, object]:
    """Embed the rows of features that differ, and give each token the embedding of its own."""
    rows = np.ascontiguousarray(tokens)
    seen: dict[object, int] = {}
    keys = rows.view(np.dtype((np.void, rows.shape[1] * rows.itemsize))).reshape(-1).tolist()
    place = np.fromiter((seen.setdefault(key, len(seen)) for key in keys), dtype=np.int64, count=len(keys))
    first = np.empty(len(seen), dtype=np.int64)
    first[place[::-1]] = np.arange(len(keys) - 1, -1, -1)
    embedded, backprop = model.layers[0](rows[first], is_train)
    return embedded[place], backprop


def _encode_few(
    model: Model[Any, Any],
    sentences: list[Floats],
    is_train: bool,  # noqa: FBT001 - thinc's signature
) -> tuple[list[Floats], object]:
    """Encode runs of sentences of about ``_ROWS_AT_A_TIME`` words each; no sentence knows of another."""
    encoded: list[Floats] = []
    start = words = 0
    for end, sentence in enumerate(sentences, 1):
        words += len(sentence)
        if words >= _ROWS_AT_A_TIME or end == len(sentences):
            encoded += model.layers[0](sentences[start:end], is_train)[0]
            start, words = end, 0
    return encoded, None


class Transitions:
    """A pipeline's dependency parser, which takes the next step of all its sentences together."""

    def __init__(self, language: Language) -> None:
        """Take the weights out of the parser.

        Raises:
            ValueError: The pipeline's model is not built as spaCy 3 builds it.
        """
        self._parser: Any = language.get_pipe("parser")
        model: Any = language.get_pipe("parser").model  # type: ignore[attr-defined]
        self._features = model.get_ref("lower")
        if model.attrs["unseen_classes"] or not model.attrs["has_upper"] or self._features.get_dim("nP") == 1:
            raise ValueError("a parser of other layers")
        self._bias: Floats = self._features.get_param("b")
        self._weights: Floats = np.ascontiguousarray(model.get_ref("upper").get_param("W").T)
        self._offsets: Floats = model.get_ref("upper").get_param("b")
        self._steps = model.predict([language.make_doc("Any words")])

    def annotate(self, docs: Sequence[Doc]) -> None:
        """Give the documents, whose vectors are known, their heads and labels."""
        # Row 0 stands for no word; each word has one for each of the places that a state looks at.
        rows = self._features.predict(self._parser.model.get_ref("tok2vec").predict(docs))
        places = rows.shape[1]
        rows = rows.reshape(-1, *rows.shape[2:])
        states = self._parser.moves.init_batch(docs)
        going = [state for state in states if not state.is_final()]
        while going:
            seen = (self._steps.get_token_ids(going) + 1) * places + np.arange(places)
            hidden = rows[seen[:, 0]]
            for place in range(1, places):
                hidden += rows[seen[:, place]]
            hidden += self._bias
            best = self._features.ops.maxout(hidden)[0]
            scores = best @ self._weights
            scores += self._offsets
            going = self._parser.transition_states(going, scores)
        self._parser.set_annotations(docs, states)
