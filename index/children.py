"""Child processes: they leave Ctrl-C to the parent, and end with it, however it ends."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from contextlib import contextmanager, redirect_stderr
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


THREADS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "VECLIB_MAXIMUM_THREADS": "1"}
"""For numpy's matrix products, read when it is first imported: the children share the cores out among themselves."""


class _Child(SpawnProcess):
    """A process that Ctrl-C never reaches, not even before its first own line runs."""

    def start(self) -> None:
        """Start it; what is blocked here is so in the child from the beginning."""
        with _undisturbed():
            super().start()


class _Children(SpawnContext):
    Process = _Child


def context() -> SpawnContext:
    """Return how children are started: anew, for a copy of a process with threads may hang.

    The process that tracks them is started while stderr is the process's own: it inherits stderr's descriptor, and
    what an application puts in stderr's place may have none.
    """
    from multiprocessing import resource_tracker

    with redirect_stderr(sys.__stderr__):
        resource_tracker.ensure_running()
    return _Children()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold Ctrl-C back in this thread until the end; where the system cannot, it comes as it does."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def settle() -> None:
    """Make this process a child that its parent alone ends; the first thing that it does."""
    # The terminal sends Ctrl-C to the whole group; the parent decides what becomes of the children.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.update(THREADS)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait for the parent and end with it, however it ended: a child that waits for work would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
