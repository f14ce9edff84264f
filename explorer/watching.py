"""Following a folder as it changes, until the user stops it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import LibraryNotFound, RecordsUnusable

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.output import Console

SETTLED_MS = 400
"""So long nothing may change until what changed is taken in: a file is seldom written at once."""

PATIENCE_MS = 5_000
"""So long changes are waited out at most."""


def watch(folder: Path, sync: Callable[[], object], console: Console) -> None:
    """Sync whenever something in a folder changes; ends when the folder is gone, or by Ctrl-C.

    Raises:
        KeyboardInterrupt: The user stopped it.
        WhosaysError: What no later change can mend.
    """
    from watchfiles import watch as changes_in  # nothing else watches

    folder = folder.resolve()
    console.note(f"watching {folder}; Ctrl-C stops")
    for _ in changes_in(
        folder,
        watch_filter=lambda _, path: _is_shown(folder, path),
        debounce=PATIENCE_MS,
        step=SETTLED_MS,
        raise_interrupt=True,
    ):
        if not folder.is_dir():
            raise LibraryNotFound(str(folder), f"{folder}: there is no such folder any more")
        try:
            sync()
        except RecordsUnusable as error:
            console.note(f"whosays: {error}")  # another process is at it, and leaves changes to see


def _is_shown(folder: Path, path: str) -> bool:
    """Say whether a path is none of a hidden folder, above all of our own records."""
    place = Path(path)
    if not place.is_relative_to(folder):
        return False
    return not any(part.startswith(".") for part in place.relative_to(folder).parts)
