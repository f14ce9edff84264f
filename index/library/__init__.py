"""A library is a folder of articles; ``Library`` is the one door to it."""

from __future__ import annotations

from index.library.door import Cancelled, Library

__all__ = ["Cancelled", "Library"]
