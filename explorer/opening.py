"""Opening what an article came from: its address in a browser, its file in the user's editor."""

from __future__ import annotations

import os
import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_GO_TO_LINE = frozenset({"vi", "vim", "nvim", "view", "nano", "emacs", "kak", "micro", "joe", "ne", "less"})
"""Editors that take ``+N`` for the line to start on."""

_SEARCHED = 30
"""Characters of a passage's beginning that are looked for in its file."""


def editor_command(environ: Mapping[str, str], path: Path, words: str) -> list[str] | None:
    """Return the command that edits a file, on the line where some words begin; None where no editor is known.

    Args:
        environ: ``VISUAL`` and ``EDITOR`` name one; else ``nano`` or ``vi`` is taken where it is there.
        path: The file.
        words: A passage of it; where its beginning is not found in the file as it stands, no line is named.
    """
    named = environ.get("VISUAL") or environ.get("EDITOR") or next(filter(shutil.which, ("nano", "vi")), None)
    if not named:
        return None
    command = shlex.split(named)
    line = _line_of(path, words)
    if line and Path(command[0]).name in _GO_TO_LINE:
        command.append(f"+{line}")
    return [*command, str(path)]


def address_of(url: str | None, path: Path) -> str:
    """Return what a browser is to open: the article's own address when it is one of the web, else its file."""
    if url and url.startswith(("http://", "https://")):
        return url
    return path.resolve().as_uri()


def open_address(address: str) -> bool:
    """Open an address in the user's browser; false where there is none that has a window of its own."""
    import webbrowser  # only this key needs it

    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return False
    if isinstance(browser, webbrowser.GenericBrowser) and not isinstance(browser, webbrowser.BackgroundBrowser):
        return False  # it would draw over the explorer
    return browser.open(address)


def _line_of(path: Path, words: str) -> int:
    """Return the line on which some words begin, 0 when they are not found."""
    start = words.split("\n", 1)[0][:_SEARCHED].encode()
    try:
        if not start or path.stat().st_size > os.sysconf("SC_PAGE_SIZE") << 12:
            return 0
        content = path.read_bytes()
    except OSError:
        return 0
    place = content.find(start)
    return content.count(b"\n", 0, place) + 1 if place >= 0 else 0
