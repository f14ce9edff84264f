"""Reading files in child processes that can be killed, so that no file can hang or blow up the library.

Whatever number of children reads ahead, what they read comes back file by file in the order given. A child that takes
too long or ends is replaced, and only the file that it was at is refused.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from contextlib import suppress
from itertools import islice
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import TYPE_CHECKING, cast

from index import children
from index.errors import ReadError
from index.library.taking import Outcome, Piece, Task, pack, read_file, too_large, unpack
from index.storage import FileStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.connection import Connection
    from types import TracebackType
    from typing import Self

    from index.readers import Reading

SMALL_BYTES = 1_000_000
"""A file of a trusted format that is no larger is read in the process itself: no child has to start for it."""

FEW_FILES = 64
"""So few files of that kind are read in the process itself however many children there may be."""

AHEAD = 4
"""Files handed to each child at a time, so that none waits while the one before it is written."""

STARTING_SECONDS = 60
"""What a child may take to start, on a machine that is busy."""

LOOK_SECONDS = 0.05
"""How often a child looks how much memory it has."""

OUT_OF_MEMORY = 77
"""How a child ends that has too much of it."""

_MB = 1 << 20


class Readers:
    """Reads files of a folder, in children that are started when first needed; leaving the context ends them."""

    def __init__(self, folder: Path, reading: Reading, jobs: int) -> None:
        self._folder = folder
        self._reading = reading
        self._jobs = max(1, jobs)
        self._children: list[_Child] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for child in self._children:
            child.end()
        self._children = []

    def read(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, Iterator[Piece | Outcome]]]:
        """Yield each file with what is in it, in the order given; one has to be gone through before the next comes.

        What is in a file comes in pieces, and last the outcome.
        """
        many = len(tasks) > FEW_FILES and self._jobs > 1
        coming = iter(tasks)
        ahead: deque[tuple[Task, _Child | None]] = deque()
        turn = 0
        while True:
            for task in islice(coming, self._jobs * AHEAD - len(ahead)):
                child = None if not many and self._is_harmless(task) else self._child(turn)
                if child:
                    child.give(task)
                    turn += 1
                ahead.append((task, child))
            if not ahead:
                return
            task, child = ahead.popleft()
            yield task, child.answer() if child else read_file(self._folder, task, self._reading)

    def _child(self, turn: int) -> _Child:
        place = turn % self._jobs
        if place == len(self._children):
            self._children.append(_Child(self._folder, self._reading))
        return self._children[place]

    def _is_harmless(self, task: Task) -> bool:
        """Say whether a file costs little in this process: it is small, and of a format that cannot hang."""
        from index.readers import Content, is_trusted

        if task.size > SMALL_BYTES:
            return False
        try:
            return is_trusted(Content.of_path(self._folder / task.file, task.file))
        except ReadError:
            return True  # what cannot even be opened is told where it is read


class _Child:
    """One child process and the files that it was given, first in first out."""

    def __init__(self, folder: Path, reading: Reading) -> None:
        self._folder = folder
        self._reading = reading
        self._given: deque[Task] = deque()
        self._heard = 0.0
        self._start()

    def give(self, task: Task) -> None:
        """Hand over a file."""
        if not self._given:
            self._heard = max(self._heard, monotonic())
        self._given.append(task)
        with suppress(OSError):  # a child that has ended is noticed when it is asked
            self._pipe.send(task)

    def answer(self) -> Iterator[Piece | Outcome]:
        """Yield what is in the file that was given first."""
        while True:
            try:
                if not self._pipe.poll(self._patience()):
                    limit = self._reading.limits.seconds
                    yield self._replaced(f"reading it took more than {limit} seconds (limits.seconds)")
                    return
                message = unpack(self._pipe.recv())
            except (EOFError, OSError):
                yield self._replaced(self._end_of_process())
                return
            self._heard = monotonic()
            if isinstance(message, Outcome):
                self._given.popleft()
                if message.reason == too_large(self._reading.limits):
                    self._restart()  # what the reader left behind may be broken
                yield message
                return
            yield message

    def end(self) -> None:
        """End the process, whatever it is at."""
        self._process.terminate()
        self._process.join()
        self._process.close()
        self._pipe.close()

    def _start(self) -> None:
        context = children.context()
        self._pipe, other = context.Pipe()
        self._process = context.Process(target=_serve, args=(other, self._folder, self._reading), daemon=True)
        self._process.start()
        other.close()
        self._heard = monotonic() + STARTING_SECONDS

    def _restart(self) -> None:
        self.end()
        self._start()
        for task in self._given:
            self._pipe.send(task)

    def _replaced(self, reason: str) -> Outcome:
        """Replace the process by one that goes on with the next file, and return what became of this one."""
        self._given.popleft()
        self._restart()
        return Outcome(FileStatus.REFUSED, reason)

    def _patience(self) -> float:
        """Return how many seconds the child may still be silent; it says something at least once a file."""
        return max(0.0, self._heard + self._reading.limits.seconds - monotonic())

    def _end_of_process(self) -> str:
        self._process.join(STARTING_SECONDS)
        code = self._process.exitcode
        if code == OUT_OF_MEMORY:
            return too_large(self._reading.limits)
        if code is not None and code < 0:
            with suppress(ValueError):
                return f"the process that read it was ended by {signal.Signals(-code).name}"
        return "the process that read it ended"


def _serve(pipe: Connection, folder: Path, reading: Reading) -> None:
    """Read one file after the other until the parent has no more."""
    children.settle()
    _bound_memory(reading.limits.memory_mb)
    while True:
        try:
            task = cast("Task", pipe.recv())
        except EOFError:
            return
        for message in pack(_read(folder, task, reading)):
            pipe.send(message)


def _read(folder: Path, task: Task, reading: Reading) -> Iterator[Piece | Outcome]:
    try:
        yield from read_file(folder, task, reading)
    except ImportError as error:
        # No fault of the file: it is read when what is missing is there.
        yield Outcome(FileStatus.UNREADABLE, f"whosays is not installed completely: {error}")
    except Exception as error:  # noqa: BLE001 - a format's library may raise anything over a file that is damaged
        yield Outcome(FileStatus.REFUSED, f"its reader failed: {_told(error)}")


def _told(error: Exception) -> str:
    """Return what a reader raised, and where, so that it can be mended."""
    from traceback import extract_tb

    frame = extract_tb(error.__traceback__)[-1]
    words = " ".join(str(error).split())[:200]
    return (
        f"{type(error).__name__}{f' ({words})' if words else ''} in {os.path.basename(frame.filename)}:{frame.lineno}"  # noqa: PTH119
    )


def _bound_memory(limit: int) -> None:
    """End this process when it has more than so many MB in memory, and let it claim no more than twice as much.

    What claims a little at a time is seen by the watch. What claims very much at once, in one call of a library that
    lets no other thread run, fails on the bound; at the bound itself each small claim would take its time to fail.
    """
    try:
        import resource
    except ModuleNotFoundError:
        return
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (2 * limit * _MB, 2 * limit * _MB))
    Thread(target=_watch_memory, args=(limit * _MB,), daemon=True).start()


def _watch_memory(most: int) -> None:
    while _memory() <= most:
        sleep(LOOK_SECONDS)
    os._exit(OUT_OF_MEMORY)


def _memory() -> int:
    """Return how many bytes this process has in memory; where the system does not say, how many it ever had."""
    import resource
    import sys

    with suppress(OSError):
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
