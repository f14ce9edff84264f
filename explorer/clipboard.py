"""Copying out of the terminal, by whatever means the desktop offers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

PATIENCE = 2.0
"""Seconds after which a clipboard tool that does not answer is given up."""


def commands(environment: dict[str, str], platform: str) -> list[list[str]]:
    """Return the clipboard tools to try, in order; empty where only the terminal itself can copy.

    Args:
        environment: The process's environment; which display it names decides.
        platform: As ``sys.platform``.
    """
    tools: list[list[str]] = []
    if environment.get("TMUX"):
        tools.append(["tmux", "load-buffer", "-w", "-"])
    if environment.get("WAYLAND_DISPLAY"):
        tools.append(["wl-copy"])
    if environment.get("DISPLAY"):
        tools.append(["xclip", "-selection", "clipboard"])
    if platform == "darwin":
        tools.append(["pbcopy"])
    return tools


def copy_with_tool(text: str) -> str | None:
    """Give the text to the first clipboard tool that takes it.

    Returns:
        The tool's name, or None when none is there or none took it.
    """
    for command in commands(dict(os.environ), sys.platform):
        program = shutil.which(command[0])
        if program and _feed([program, *command[1:]], text):
            return command[0]
    return None


def _feed(command: list[str], text: str) -> bool:
    try:
        done = subprocess.run(  # noqa: S603  (a fixed command of this module, found on the user's own PATH)
            command,
            input=text.encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
