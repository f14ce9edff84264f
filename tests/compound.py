"""Small compound files ([MS-CFB]), as old Office and Outlook write them."""

from __future__ import annotations

import struct

SECTOR, LARGE = 512, 4096
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_STORAGE, _STREAM, _ROOT = 1, 2, 5


class _Entry:
    def __init__(self, name, kind, data=b""):
        self.name, self.kind, self.data = name, kind, data
        self.right = self.child = FREE


def _entries(tree, entries):
    """Append a tree's entries, those of one storage in a row of right siblings; return the first's number."""
    first = before = None
    for name, value in tree.items():
        entry = _Entry(name, _STORAGE) if isinstance(value, dict) else _Entry(name, _STREAM, value)
        number = len(entries)
        entries.append(entry)
        if before is None:
            first = number
        else:
            before.right = number
        before = entry
        if isinstance(value, dict) and value:
            entry.child = _entries(value, entries)
    return first


def compound(tree):
    """Return a compound file of streams, each in sectors of its own; a dict in the tree is a storage."""
    entries = [_Entry("Root Entry", _ROOT)]
    if tree:
        entries[0].child = _entries(tree, entries)
    count_of = [-(-max(len(entry.data), LARGE) // SECTOR) if entry.data else 0 for entry in entries]
    directory_sectors = -(-128 * len(entries) // SECTOR)
    fats = 1
    while fats * SECTOR // 4 < fats + sum(count_of) + directory_sectors:
        fats += 1
    table = [FAT] * fats
    directory, sectors = b"", []
    for entry, count in zip(entries, count_of, strict=True):
        first = len(table) if count else END
        table += [first + number + 1 for number in range(count - 1)] + [END] * bool(count)
        sectors.append(entry.data.ljust(count * SECTOR, b"\0"))
        wide = entry.name.encode("utf-16-le")
        directory += struct.pack("<64sHBBIII", wide, len(wide) + 2, entry.kind, 1, FREE, entry.right, entry.child)
        directory += bytes(36) + struct.pack("<IQ", first, len(entry.data) and max(len(entry.data), LARGE))
    start = len(table)
    table += [start + number + 1 for number in range(directory_sectors - 1)] + [END]
    fat = struct.pack(f"<{len(table)}I", *table).ljust(fats * SECTOR, b"\xff")
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<IIIIIIIII", fats, start, 0, LARGE, END, 0, END, 0, 0) + struct.pack(f"<{fats}I", *range(fats))
    directory = directory.ljust(directory_sectors * SECTOR, b"\0")
    return head.ljust(SECTOR, b"\xff") + fat + b"".join(sectors) + directory
