"""The model's arithmetic for reading only: the same parses as spaCy's own, in less time.

spaCy computes with what training needs as well, and embeds each token anew, though a word always embeds
alike. Nothing here changes a label: a test holds the parses against those of the untouched model.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from thinc.api import Model, NumpyOps, chain, get_current_ops, noop, set_current_ops

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from spacy.language import Language

    Floats = NDArray[np.float32]


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
    """Make a pipeline's ``tok2vec`` embed every word once a batch, not at each of its tokens.

    Raises:
        ValueError: The pipeline's model is not built as spaCy 3 builds it.
    """
    embedding = language.get_pipe("tok2vec").model.layers[0]  # type: ignore[attr-defined]
    names = [layer.name.partition("(")[0] for layer in embedding.layers]
    if names != ["extract_features", "list2ragged", "with_array", "with_array", "ragged2list"]:
        raise ValueError(f"a model of other layers: {', '.join(names)}")
    hashes, mixing = embedding.layers[2:4]
    words: Model[Any, Any] = Model("once_each", _embed_once, layers=[chain(hashes.layers[0], mixing.layers[0])])
    hashes.layers[0], mixing.layers[0] = words, noop()


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
