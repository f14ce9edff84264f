"""Taking out of a text what could act on a terminal instead of being read."""

from __future__ import annotations

import re

_NEWLINES = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")

_UNSAFE = re.compile(
    "["
    "\x00-\x08\x0e-\x1f"  # C0 but tab and newline: escape sequences begin here
    "\x7f-\x9f"  # DEL and C1
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks, embeddings, overrides and isolates of direction
    "\ufeff\u00ad\u200b\u2060"  # byte order mark and what is never seen but splits a word
    "\ud800-\udfff"  # halves of a character
    "]"
)


def sanitise(text: str) -> str:
    r"""Return the text with ``\n`` for every newline and without what a terminal would obey.

    Applied once, when an article is read; what comes out may be shown anywhere. Applying it again
    changes nothing.
    """
    if all(map(str.isprintable, text.split("\n"))):
        return text  # which is most often so, and told ten times as fast
    return _UNSAFE.sub("", _NEWLINES.sub("\n", text))
