"""How Python and Textual are set for an explorer that answers keys; before any of Textual is imported."""

from __future__ import annotations

import gc
import os
import sys

OBJECTS_PER_COLLECTION = 50_000
"""How many new objects the explorer makes between two looks for garbage.

What it imports and mounts lives as long as it does: looking after every 700, as Python would, finds nothing and
delays the first frame by a tenth.
"""

SWITCH = 0.001
"""Seconds that a thread which searches may keep a key waiting for the interpreter; Python's own are five times that."""

FRAMES = "240"
"""Frames in a second at most.

At Textual's own 60 a key that comes just after a frame, as most do while results come, waits for up to two more: 33 ms.
At four times as many it waits for 8, and a key that is held down costs an eighth more to draw; at a thousand it would
cost half more and be seen no sooner.
"""


def tune() -> None:
    """Set all of that for this process; who sets Textual's own variable keeps its value."""
    gc.set_threshold(OBJECTS_PER_COLLECTION)
    sys.setswitchinterval(SWITCH)
    os.environ.setdefault("TEXTUAL_FPS", FRAMES)
