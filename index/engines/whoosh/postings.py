"""The postings of a segment while it is written, sorted in bounded memory.

The library's own pool keeps and sorts a tuple for each posting, and pickles each by itself when it has too many. Here
they are kept by term: postings come in the order of documents, so only terms have to be sorted.
"""

from __future__ import annotations

import marshal
from collections import defaultdict
from contextlib import ExitStack
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Stands = list[Any]
    """Where a term stands: document, weight in it and what its field keeps of it, and so on, in one flat list."""

    Group = tuple[str, bytes, Stands]
    """A field, a term in it, and where it stands."""

MOST_KEPT = 500_000
"""Postings that are in memory before they go to disk as a run, some 50 MB."""

BLOCK = 6_000
"""How much of a run is read at a time, a third of it postings; but a term's in a run stay together."""

MOST_OPEN = 64
"""Runs that are open at a time; more are merged in several steps."""

_TERM = itemgetter(0, 1)


class Postings:
    """What the library calls a pool: postings go in by document and come out by field, term and document."""

    def __init__(self, storage: Any) -> None:  # noqa: ANN401  (a storage of the library)
        self._storage = storage
        self._fields: defaultdict[str, defaultdict[bytes, Stands]] = defaultdict(lambda: defaultdict(list))
        self._kept = 0
        self._runs: list[str] = []
        self._made = 0

    def take(self, field: str, document: int, items: Iterable[tuple[bytes, int, float, bytes]]) -> None:
        """Take what a field makes of a document that is no earlier than the ones before."""
        terms = self._fields[field]
        for text, _, weight, value in items:
            terms[text] += document, weight, value
            self._kept += 1
        if self._kept >= MOST_KEPT:
            self._save()

    def add(self, posting: tuple[str, bytes, int, float, bytes]) -> None:
        """Take a posting of a segment that is merged into this one; its documents come after the ones before."""
        field, text, document, weight, value = posting
        self._fields[field][text] += document, weight, value
        self._kept += 1
        if self._kept >= MOST_KEPT:
            self._save()

    def terms(self) -> Iterator[Group]:
        """Yield all terms by field, in order, with all their postings; once."""
        if not self._runs:
            yield from self._sorted()
            return
        self._save()
        while len(self._runs) > MOST_OPEN:
            # Those merged stay first: a term's postings of an earlier run come before those of a later.
            several, self._runs = self._runs[:MOST_OPEN], self._runs[MOST_OPEN:]
            self._runs.insert(0, self._written(self._merged(several)))
        yield from self._merged(self._runs)

    def cleanup(self) -> None:
        """Forget everything; the storage deletes its files."""
        self._fields.clear()
        self._runs = []

    def _sorted(self) -> Iterator[Group]:
        fields = sorted(self._fields.items())
        self._fields.clear()
        self._kept = 0
        for field, terms in fields:
            for text in sorted(terms):
                yield field, text, terms.pop(text)

    def _save(self) -> None:
        self._runs.append(self._written(self._sorted()))

    def _written(self, groups: Iterable[Group]) -> str:
        name = f"{self._made}.run"
        self._made += 1
        block: list[Group] = []
        size = 0
        with self._storage.create_file(name) as file:
            for group in groups:
                block.append(group)
                size += len(group[2])
                if size >= BLOCK:
                    file.write(marshal.dumps(block))
                    block, size = [], 0
            file.write(marshal.dumps(block))
            file.write(marshal.dumps(None))
        return name

    def _merged(self, runs: list[str]) -> Iterator[Group]:
        with ExitStack() as stack:
            files = [stack.enter_context(self._storage.open_file(name).raw_file()) for name in runs]
            for (field, text), groups in groupby(merge(*map(_groups, files), key=_TERM), key=_TERM):
                stands: Stands = []
                for _, _, more in groups:  # those of an earlier run come first
                    stands += more
                yield field, text, stands
        for name in runs:
            self._storage.delete_file(name)


def _groups(file: BinaryIO) -> Iterator[Group]:
    while block := marshal.load(file):  # noqa: S302  (written a moment ago by this very object)
        yield from block
