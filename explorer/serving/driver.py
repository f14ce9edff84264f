"""How the explorer draws in a browser: Textual's own way, ended when the server is no more."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import messages
from textual.drivers.web_driver import WebDriver

from explorer.serving import SERVED

if TYPE_CHECKING:
    from textual.app import App


class ServedDriver(WebDriver):
    """Draws to the server, in the size that it told; without this a server that is killed would leave its sessions."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        width, _, height = os.environ.get(SERVED, "").partition("x")
        told = (int(width), int(height)) if width.isdecimal() and height.isdecimal() else None
        super().__init__(app, debug=debug, mouse=mouse, size=size or told)
        self._write = partial(self._send)

    def start_application_mode(self) -> None:
        """Begin to draw, and note where to tell of the end."""
        self._loop = asyncio.get_running_loop()
        super().start_application_mode()

    def run_input_thread(self) -> None:
        """Pass on what comes from the server, and end the explorer when nothing more can come."""
        super().run_input_thread()
        if not self.exit_event.is_set():
            with suppress(RuntimeError):  # the loop has ended, and the explorer with it
                self._loop.call_soon_threadsafe(self._app.post_message, messages.ExitApp())

    def _send(self, data: bytes) -> int:
        # Nobody is left to draw for; the input has ended too and ends the explorer.
        with suppress(BrokenPipeError):
            return os.write(self.fileno, data)
        return len(data)
