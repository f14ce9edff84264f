"""What the program itself writes for people to take along, told by sight: it is never read as an article."""

from __future__ import annotations

MARK = "exported by whosays"
"""Stands where each format lets a remark stand."""

COLUMNS = tuple("section says quote source title author published url file member passage note link".split())
"""The columns of an export as a table, which has no room for a remark."""

_BEGINNINGS = (
    f"<!-- {MARK} -->".encode(),
    f"% {MARK}".encode(),
    f'{{\n  "generator": "{MARK}"'.encode(),
    ",".join(COLUMNS).encode() + b"\r\n",
)
_PAGE = f'<meta name="generator" content="{MARK}">'.encode()
_ZIP = b"PK\x03\x04"


def is_export(head: bytes) -> bool:
    """Say whether a file's first bytes are those of an export."""
    if head.startswith(_ZIP):
        return MARK.encode() in head[:200]  # in the first part's own header
    return head.startswith(_BEGINNINGS) or _PAGE in head[:400]
