"""What is kept of a bug: its traceback and what it happened to, in a file that a person can send."""

from __future__ import annotations

import os
import platform
import sys
import time
import traceback
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def version() -> str:
    """Return the version that is installed; a tree that never was installed has none."""
    from importlib.metadata import PackageNotFoundError  # a search must not wait for it
    from importlib.metadata import version as installed_version

    try:
        return installed_version("whosays")
    except PackageNotFoundError:
        return "(not installed)"


def write_report(error: Exception, arguments: Sequence[str], folder: Path) -> Path:
    """Write a report of a bug into a folder, which is made when it is not there.

    Args:
        error: What was raised and not expected.
        arguments: The command line.
        folder: Where reports lie.

    Returns:
        The file, its name the time and the process.

    Raises:
        OSError: It cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.txt"
    lines = [
        f"whosays {version()}",
        f"Python {sys.version}",
        platform.platform(),
        f"arguments: {list(arguments)!r}",
        "",
        *traceback.format_exception(error),
    ]
    path.write_text("\n".join(lines), encoding="utf-8", errors="backslashreplace")
    return path
