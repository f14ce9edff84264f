"""Runs of words: what two texts have in common only when one is taken from the other, or both from a third."""

from __future__ import annotations

import sys
from array import array
from collections import defaultdict
from itertools import chain, combinations
from typing import TYPE_CHECKING
from zlib import crc32

from index.text import terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    import numpy.typing as npt

RUN = 5
"""Words in a row: two writers rarely choose the same five."""

FEWEST = 12
"""Runs that a text has at least for its likeness to tell anything: shorter ones are alike by chance."""

COPIED = 0.8
"""Share of the shorter text's runs from which on one is taken for a copy of the other."""

_PERMUTATIONS = 128
_BANDS = 32
"""Texts with a Jaccard index of 0.67, as have two equally long ones with four fifths in common, meet in a band with a
probability of 0.999."""

_SEED = 7
_AT_A_TIME = 1_000
"""Texts that are made into signatures at a time."""


def runs_of(text: str) -> bytes:
    """Return the runs of a text as sorted, different 32-bit hashes, little-endian; empty where it has too few."""
    words = [surface for surface, _ in terms(text)]
    places = range(len(words) - RUN + 1)
    hashes = array("I", sorted({crc32(" ".join(words[place : place + RUN]).encode()) for place in places}))
    if sys.byteorder == "big":
        hashes.byteswap()
    return hashes.tobytes() if len(hashes) >= FEWEST else b""


def share_copied(one: bytes, other: bytes) -> float:
    """Return the share of the shorter text's runs that stand in the other too; 0 where either has too few."""
    if not one or not other:
        return 0.0
    first, second = frozenset(_hashes(one)), frozenset(_hashes(other))
    return len(first & second) / min(len(first), len(second))


def near_duplicates(texts: Sequence[bytes]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of texts, by their places, that may have most of their runs in common, each pair once.

    MinHash with bands: what is yielded is still to be compared, and texts of very different length are not found.
    """
    import numpy as np

    places = [place for place, runs in enumerate(texts) if runs]
    signatures = _signatures([texts[place] for place in places])
    seen: set[tuple[int, int]] = set()
    for band in range(_BANDS):
        _, values, sizes = np.unique(signatures[:, band::_BANDS], axis=0, return_inverse=True, return_counts=True)
        values = values.ravel()
        # Few texts have a near-duplicate: only these are paired here.
        shared = np.flatnonzero(sizes[values] > 1)
        meeting: dict[int, list[int]] = defaultdict(list)
        for number, value in zip(shared.tolist(), values[shared].tolist(), strict=True):
            meeting[value].append(places[number])
        for pair in chain.from_iterable(combinations(met, 2) for met in meeting.values()):
            if pair not in seen:
                seen.add(pair)
                yield pair


def _signatures(texts: Sequence[bytes]) -> npt.NDArray[np.uint32]:
    """Return the MinHashes of texts that have runs, a row each."""
    import numpy as np
    from rensa import RMinHash  # nobody needs it but a sync

    signatures = np.empty((len(texts), _PERMUTATIONS), np.uint32)
    for start in range(0, len(texts), _AT_A_TIME):
        hashes, ends = array("Q"), array("Q", [0])
        for runs in texts[start : start + _AT_A_TIME]:
            hashes.extend(iter(_hashes(runs)))
            ends.append(len(hashes))
        matrix = RMinHash.digest_matrix_from_flat_token_hashes(hashes, ends, _PERMUTATIONS, _SEED)
        signatures[start : start + _AT_A_TIME] = matrix.to_rows()
    return signatures


def _hashes(runs: bytes) -> array[int]:
    hashes = array("I")
    hashes.frombytes(runs)
    if sys.byteorder == "big":
        hashes.byteswap()
    return hashes
