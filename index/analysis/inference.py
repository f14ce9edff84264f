"""The model's arithmetic for reading only: the same parses as spaCy's own, in less time.

spaCy computes with what training needs as well, embeds each token anew, though a word always embeds alike, and takes
the interpreter's lock anew for every word that a parse in progress looks at. Nothing here changes a label: a test
holds the parses against those of the untouched model.

What is computed together changes no number either: OpenBLAS gives each row of a product the same bits whatever stands
beside it, but for very few rows, and for columns that leave a rest; ``_product`` and ``_widened`` see to these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from spacy.language import Language
    from spacy.tokens import Doc
    from thinc.api import Model

    Floats = NDArray[np.float32]

_ROWS_AT_A_TIME = 1_000
"""Words whose vectors are mixed with their neighbours' together: so many stay in a core's own cache."""

_FEWEST_ROWS = 16
_COLUMNS = 16

_KEPT_WORDS = 20_000
"""Embeddings that are kept, some 400 bytes each: the words of a language, not those of a library."""

_MIXING = "maxout>>layernorm>>dropout"
_LAYERS = [
    "extract_features",
    "list2ragged",
    "with_array",
    f"with_array({_MIXING})",
    "ragged2list",
    f"with_array({'>>'.join([f'residual(expand_window>>{_MIXING})'] * 4)})",
]
_PIECES = 3
_VARIANCE = np.float32(1e-8)
"""What thinc adds to a variance before it divides by its root."""


class Mixing:
    """A layer of the encoder: the greatest of three products, made even (a maxout and a layer's norm).

    Raises:
        ValueError: The layer is not built as spaCy 3 builds it.
    """

    def __init__(self, maxout: Model[Any, Any], norm: Model[Any, Any]) -> None:
        weights: Any = maxout.get_param("W")
        bias: Any = maxout.get_param("b")
        scale: Any = norm.get_param("G")
        shift: Any = norm.get_param("b")
        if weights.shape[1] != _PIECES:
            raise ValueError("a layer of other pieces")
        # A product's pieces stand beside each other instead of among each other: what is next to it is quick to read.
        self._weights: Floats = np.ascontiguousarray(weights.transpose(2, 1, 0).reshape(weights.shape[2], -1))
        self._bias: Floats = np.ascontiguousarray(bias.T.reshape(-1))
        self._scale, self._shift = scale, shift
        self.width = len(scale)

    def of(self, rows: Floats) -> Floats:
        """Return the layer's output for some rows of input."""
        products = _product(rows, self._weights)
        products += self._bias
        first, *others = (products[:, start : start + self.width] for start in range(0, products.shape[1], self.width))
        best = np.maximum(first, others[0])
        np.maximum(best, others[1], out=best)
        best -= best.mean(axis=1, keepdims=True)
        spread = np.einsum("ij,ij->i", best, best)
        spread /= np.float32(self.width)
        spread += _VARIANCE
        best /= np.sqrt(spread)[:, None]
        best *= self._scale
        best += self._shift
        return best


class Vectors:
    """A pipeline's vectors for words in their sentences, its ``tok2vec``."""

    def __init__(self, language: Language) -> None:
        """Take the weights out of the pipeline.

        Raises:
            ValueError: The pipeline's model is not built as spaCy 3 builds it.
        """
        model: Any = language.get_pipe("tok2vec").model  # type: ignore[attr-defined]
        embedding, encoding = model.layers
        names = [layer.name.partition("(ints-getitem")[0] for layer in (*embedding.layers, encoding)]
        if names != _LAYERS:
            raise ValueError(f"a model of other layers: {', '.join(names)}")
        self._columns: list[int | str] = embedding.layers[0].attrs["columns"]
        self._hashes: Any = embedding.layers[2].layers[0]
        (self._mixing,) = _layers(embedding)
        self._layers = _layers(encoding)
        self._pad: int = encoding.attrs["pad"]
        self._width = self._mixing.width
        self._kept: Floats = np.empty((_KEPT_WORDS, self._width), np.float32)
        self._places: dict[bytes, int] = {}

    def of(self, docs: Sequence[Doc]) -> Floats:
        """Return a row for each word of some sentences, one sentence after the other."""
        lengths = [len(doc) for doc in docs]
        words = self._embedded(np.concatenate([doc.to_array(self._columns) for doc in docs]))
        vectors = np.empty_like(words)
        start = 0
        for some in _runs(lengths):
            end = start + sum(some)
            vectors[start:end] = self._encoded(words[start:end], some)
            start = end
        return vectors

    def _embedded(self, features: NDArray[np.uint64]) -> Floats:
        """Return the embedding of each row of features; a word that was met before is only looked up."""
        rows = np.ascontiguousarray(features)
        keys: list[bytes] = rows.view(np.dtype((np.void, rows.shape[1] * rows.itemsize))).reshape(-1).tolist()  # type: ignore[assignment]
        new = dict.fromkeys(key for key in keys if key not in self._places)
        if len(self._places) + len(new) > len(self._kept):
            self._places.clear()
            new = dict.fromkeys(keys)
            if len(new) > len(self._kept):
                self._kept = np.empty((len(new), self._width), np.float32)
        if new:
            first = len(self._places)
            self._places.update(zip(new, range(first, first + len(new)), strict=True))
            unknown = np.frombuffer(b"".join(new), np.uint64).reshape(-1, rows.shape[1])
            self._kept[first : first + len(new)] = self._mixing.of(self._hashes.predict(unknown))
        return self._kept[np.fromiter(map(self._places.__getitem__, keys), np.int64, len(keys))]

    def _encoded(self, words: Floats, lengths: Sequence[int]) -> Floats:
        """Return words mixed with their neighbours; between two sentences stand rows that keep them apart."""
        at = np.arange(len(words)) + np.repeat(np.arange(1, len(lengths) + 1) * self._pad, lengths)
        rows = np.zeros((len(words) + (len(lengths) + 1) * self._pad, self._width), np.float32)
        rows[at] = words
        beside = np.zeros((len(rows), 3 * self._width), np.float32)
        for layer in self._layers:
            beside[1:, : self._width] = rows[:-1]
            beside[:, self._width : 2 * self._width] = rows
            beside[:-1, 2 * self._width :] = rows[1:]
            rows += layer.of(beside)
        return rows[at]


class Tags:
    """A pipeline's tagger."""

    def __init__(self, language: Language) -> None:
        """Take the weights out of the tagger."""
        tagger: Any = language.get_pipe("tagger")
        layer = tagger.model.get_ref("softmax")
        self._labels: tuple[str, ...] = tagger.labels
        self._weights, self._bias = _widened(layer.get_param("W").T, layer.get_param("b"))

    def of(self, vectors: Floats) -> list[str]:
        """Return the tag of each word."""
        scores = _product(vectors, self._weights)
        scores += self._bias
        return [self._labels[number] for number in scores[:, : len(self._labels)].argmax(axis=1).tolist()]


class Transitions:
    """A pipeline's dependency parser, which takes the next step of all its sentences together."""

    def __init__(self, language: Language) -> None:
        """Take the weights out of the parser.

        Raises:
            ValueError: The pipeline's model is not built as spaCy 3 builds it.
        """
        self._parser: Any = language.get_pipe("parser")
        model: Any = language.get_pipe("parser").model  # type: ignore[attr-defined]
        lower, linear = model.get_ref("lower"), model.get_ref("tok2vec").layers[-1]
        if model.attrs["unseen_classes"] or not model.attrs["has_upper"] or lower.get_dim("nP") != 2:  # noqa: PLR2004
            raise ValueError("a parser of other layers")
        self._narrowing: Floats = np.ascontiguousarray(linear.get_param("W").T)
        self._narrowing_bias: Floats = linear.get_param("b")
        weights = lower.get_param("W")  # places, width, pieces, inputs
        self._places, self._width = weights.shape[:2]
        # As in a layer of the encoder, the pieces stand beside each other.
        ordered = weights.transpose(3, 0, 2, 1).reshape(weights.shape[3], -1)
        self._lower: Floats = np.ascontiguousarray(ordered)
        self._nothing: Floats = lower.get_param("pad")[0].transpose(0, 2, 1).reshape(-1)
        self._bias: Floats = lower.get_param("b").T.reshape(-1)
        upper = model.get_ref("upper")
        self._weights: Floats = np.ascontiguousarray(upper.get_param("W").T)
        self._offsets: Floats = upper.get_param("b")
        self._steps = model.predict([language.make_doc("Any words")])

    def annotate(self, docs: Sequence[Doc], vectors: Floats) -> None:
        """Give the documents, whose words have these vectors, their heads and labels."""
        # Row 0 stands for no word; each word has one for each of the places that a state looks at.
        narrow = np.zeros((len(vectors) + 1, self._narrowing.shape[1]), np.float32)
        narrow[1:] = _product(vectors, self._narrowing)
        narrow[1:] += self._narrowing_bias
        rows = _product(narrow, self._lower)
        rows[0] = self._nothing
        rows = rows.reshape(-1, 2 * self._width)
        places = np.arange(self._places)
        states = self._parser.moves.init_batch(docs)
        going = [state for state in states if not state.is_final()]
        while going:
            seen = ((self._steps.get_token_ids(going) + 1) * self._places + places).T
            hidden = rows.take(seen[0], axis=0, mode="clip")
            for place in range(1, self._places):
                hidden += rows.take(seen[place], axis=0, mode="clip")
            hidden += self._bias
            scores = _product(np.maximum(hidden[:, : self._width], hidden[:, self._width :]), self._weights)
            scores += self._offsets
            going = self._parser.transition_states(going, scores)
        self._parser.set_annotations(docs, states)


def _product(rows: Floats, weights: Floats) -> Floats:
    """Return the product of two matrices; a row's does not depend on the others."""
    missing = _FEWEST_ROWS - len(rows)
    if missing <= 0:
        return rows @ weights
    padded = np.concatenate([rows, np.zeros((missing, rows.shape[1]), np.float32)])
    return (padded @ weights)[: len(rows)]


def _widened(weights: Floats, bias: Floats) -> tuple[Floats, Floats]:
    """Return weights and bias with columns of nothing, so that there are a multiple of ``_COLUMNS``."""
    missing = -weights.shape[1] % _COLUMNS
    return np.ascontiguousarray(np.pad(weights, ((0, 0), (0, missing)))), np.pad(bias, (0, missing))


def _runs(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield the lengths in order, in lists of about ``_ROWS_AT_A_TIME`` in all; no sentence knows of another."""
    run: list[int] = []
    words = 0
    for length in lengths:
        run.append(length)
        words += length
        if words >= _ROWS_AT_A_TIME:
            yield run
            run, words = [], 0
    if run:
        yield run


def _layers(model: Model[Any, Any]) -> list[Mixing]:
    """Return the layers of a model that mix, in order."""
    maxouts, norms = ([layer for layer in model.walk() if layer.name == name] for name in ("maxout", "layernorm"))
    return [Mixing(*layer) for layer in zip(maxouts, norms, strict=True)]
