"""How a call of the program ended."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """How a command ended, as scripts see it."""

    DONE = 0
    NOTHING = 1
    WRONG_CALL = 2
    REFUSED = 3
    UNUSABLE = 4
    BUG = 70
    INTERRUPTED = 130
