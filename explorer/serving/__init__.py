"""The explorer in a browser: a process for each session, and one server that carries keys and screens between them."""

from __future__ import annotations

SERVED = "WHOSAYS_SERVED"
"""The variable that tells the explorer that a browser shows it; its value is the size of the screen, ``120x40``."""
