"""Showing what is longer than the screen in the user's pager."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_STYLE = re.compile(r"\x1b\[[\d;]*m")


def pager(environ: Mapping[str, str]) -> list[str]:
    """Return the program that pages and its words: ``PAGER``, else less or more; empty for none."""
    named = environ.get("PAGER")
    if named is None:
        named = next(filter(shutil.which, ("less", "more")), "")
    try:
        return shlex.split(named)
    except ValueError:
        return []


def is_long(texts: Sequence[str], columns: int, lines: int) -> bool:
    """Say whether texts fill more than a screen, with the line for what the shell asks next."""
    from explorer.output import cells

    rows = 0
    for line in "".join(texts).split("\n"):
        rows += max(-(-cells(_STYLE.sub("", line)) // max(columns, 1)), 1)
        if rows > lines:
            return True
    return False


def page(words: Sequence[str], text: str, environ: Mapping[str, str], encoding: str) -> bool:
    """Show a text in a pager until the user closes it, at its end or before; false when it cannot be started.

    Ctrl-C is the pager's own while it runs.
    """
    import signal

    # R keeps the styles, and nothing else of what a text could do to a terminal.
    environment = {"LESS": "R", **environ}
    # A pager would go on ignoring what is ignored when it starts; what is handled here, it begins with as usual.
    before = signal.signal(signal.SIGINT, lambda _, __: None)
    try:
        process = subprocess.Popen(list(words), stdin=subprocess.PIPE, env=environment)  # noqa: S603 - the user's own
        process.communicate(text.encode(encoding, "backslashreplace"))  # what is closed early is no failure
    except OSError:
        return False
    finally:
        signal.signal(signal.SIGINT, before)
    return True


def screen_size(number: int) -> tuple[int, int] | None:
    """Return the columns and lines of a terminal, None where it tells none."""
    try:
        size = os.get_terminal_size(number)
    except OSError:
        return None
    return (size.columns, size.lines) if size.columns and size.lines else None
