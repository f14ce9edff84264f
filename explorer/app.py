"""The Textual app: one Library, opened and brought up to date behind the first frame."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from dataclasses import replace
from threading import Thread
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import App
from textual.message import Message
from textual.worker import WorkerFailed, get_current_worker

from explorer.config import UserSettings, analysis_jobs, person
from explorer.keys import ANYWHERE, key_name
from explorer.output import one_line
from explorer.screens.explore import ExploreScreen
from explorer.screens.panes import PanesScreen
from explorer.state import State, read_state, state_file, write_state
from explorer.themes import THEMES
from index.errors import AnalysisUnavailable, WhosaysError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from textual.app import SystemCommand
    from textual.binding import Binding, BindingType
    from textual.driver import Driver
    from textual.notifications import SeverityLevel
    from textual.screen import Screen
    from textual.worker import Worker

    from explorer.skeleton import Skeleton
    from index.library import Library
    from index.models import SyncProgress, SyncReport

_ALTERNATE_SCREEN = "\x1b[?1049h"
_PRIMARY_SCREEN = "\x1b[?1049l"
_CLEAR = "\x1b[H\x1b[2J"

TOLD_EVERY = 0.1
"""Seconds between two tellings of a sync's progress."""

TERMINAL_SECONDS = 1.0
"""Seconds between two looks whether the terminal is still there."""


class SyncStopped(Exception):
    """Raised inside a sync, through its progress, to stop it; the next sync goes on from there."""


class ExplorerApp(App[None]):
    """Search, stances, claims and sources over one library."""

    CSS_PATH = "app.tcss"
    TITLE = "whosays"
    BINDINGS: ClassVar[list[BindingType]] = [*ANYWHERE]
    ESCAPE_TO_MINIMIZE = False

    class Opened(Message):
        """The library is open and can be searched; ``settings`` are the user's own, ``state`` his last visit."""

        def __init__(self, library: Library, settings: UserSettings, state: State) -> None:
            self.library = library
            self.settings = settings
            self.state = state
            super().__init__()

    class Told(Message):
        """A sync has come further."""

        def __init__(self, progress: SyncProgress) -> None:
            self.progress = progress
            super().__init__()

    class Synced(Message):
        """A sync has read the files (``final`` is false) or has analysed them too."""

        def __init__(self, report: SyncReport, *, final: bool) -> None:
            self.report = report
            self.final = final
            super().__init__()

    class Failed(Message):
        """The library could not be opened, or a sync could not go on."""

        def __init__(self, error: WhosaysError | SyncStopped, *, opening: bool = False) -> None:
            self.error = error
            self.opening = opening
            super().__init__()

    class Copied(Message):
        """A text was given to a clipboard tool, or (None) none took it."""

        def __init__(self, text: str, tool: str | None) -> None:
            self.text = text
            self.tool = tool
            super().__init__()

    def __init__(
        self,
        open_library: Callable[[], Library],
        *,
        read_settings: Callable[[], UserSettings] = UserSettings,
        sync: bool = True,
        driver: type[Driver] | None = None,
        states: Callable[[], Path] | None = None,
    ) -> None:
        # Without colours Textual would still send shades of grey, but for an app in the terminal's own colours.
        super().__init__(driver_class=driver, ansi_color=True if "NO_COLOR" in os.environ else None)
        for theme in THEMES:
            self.register_theme(theme)
        self._states = states
        self._read_settings = read_settings
        self.library: Library | None = None
        self.failure: WhosaysError | None = None
        self._open_library = open_library
        self._sync_first = sync
        self._sync_worker: Worker[None] | None = None
        self._explore = ExploreScreen()

    def get_default_screen(self) -> ExploreScreen:
        """Start on the four panes."""
        return self._explore

    def on_mount(self) -> None:
        """Leave the terminal as it was when told to end."""
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP", "SIGINT"):
            number = getattr(signal, name, None)
            if number is not None and os.name == "posix":
                loop.add_signal_handler(number, self._end, 128 + number)
        if os.name == "posix" and not self.is_web and not _terminal_is_gone():
            Thread(target=_end_alone, name="terminal", daemon=True).start()

    def _fatal_error(self) -> None:
        """Close; what ended it is told once the terminal is as it was, without Textual's page of local values."""
        self._close_messages_no_wait()

    @property
    def bug(self) -> Exception | None:
        """What ended the explorer though it never should, as it was raised; None while nothing did."""
        error = self._exception
        within = error.error if isinstance(error, WorkerFailed) else error
        return within if isinstance(within, Exception) else error

    def _end(self, code: int) -> None:
        """End as a signal asks; at once where the terminal is gone, for then nothing can even be written."""
        if _terminal_is_gone():
            os._exit(code)
        self.exit(None, code)

    @on(PanesScreen.Furnished)
    def _furnished(self) -> None:
        self._open()

    async def on_event(self, event: events.Event) -> None:
        """Act on a key before the next one is looked at, so that keys typed at once all go where the first led."""
        if isinstance(event, events.Key) and not event.is_forwarded and not self._types(event):
            self.app_focus = True
            if await self._check_bindings(event.key):
                return
        await super().on_event(event)

    def _types(self, event: events.Key) -> bool:
        """Say whether a key is a letter for where the focus is, or, before there is one, will be."""
        focused = self.focused
        return focused is None or focused.check_consume_key(event.key, event.character)

    def get_key_display(self, binding: Binding) -> str:
        """Return a key as a person reads it."""
        return binding.key_display or key_name(binding.key)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Yield every action of the screen and of the app by name, with its key."""
        from textual.app import SystemCommand

        for node in (screen, self):
            seen: set[str] = set()
            for _, binding in node._bindings:  # noqa: SLF001  (Textual lists a screen's own bindings nowhere else)
                if binding.description in seen or not binding.id or binding.action == "command_palette":
                    continue
                seen.add(binding.description)
                yield SystemCommand(
                    f"{binding.description}  {self.get_key_display(binding)}",
                    binding.tooltip,
                    lambda node=node, action=binding.action: self.call_later(self.run_action, action, node),
                )
        yield SystemCommand(
            "Theme",
            "other colours; ansi: the terminal's own, blue-orange: for colour-blind eyes",
            self.action_change_theme,
        )

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Show a message for a while, once at a time; paths and words of others in it are only ever shown."""
        message = one_line(message)
        if all(shown.message != message for shown in list(self._notifications)):
            super().notify(message, title=one_line(title), severity=severity, timeout=timeout, markup=markup)

    def action_interrupt(self) -> None:
        """Stop the export or the sync that is at work, or say how to quit."""
        if self._explore.stop_writing():
            self.notify("Stopped. No file was written.", timeout=3)
        elif self._sync_worker is not None and self._sync_worker.is_running:
            self._sync_worker.cancel()
        else:
            self.notify("Nothing is at work. Ctrl+Q quits.", timeout=3)

    def remember(self) -> None:
        """Keep where the user is, for the next visit; a state folder that cannot be written keeps nothing."""
        if self._states is None or self.library is None:
            return
        state = replace(self._explore.ended(), theme=self.theme)
        with contextlib.suppress(OSError):
            write_state(state_file(self._states(), self.library.folder), state)

    def update_library(self) -> None:
        """Bring the library up to date with its files, unless that is already at work."""
        if self.library is not None and (self._sync_worker is None or self._sync_worker.is_finished):
            self._sync_worker = self._sync(self.library)

    def copy(self, text: str) -> None:
        """Copy a text to the clipboard and say by which way it went."""
        self._copy(text)

    def on_explorer_app_opened(self, event: Opened) -> None:
        """Search what was typed meanwhile, and bring the library up to date."""
        self.library = event.library
        self.set_keymap(event.settings.keys)
        if event.state.theme in self.available_themes:
            self.theme = event.state.theme
        self._explore.library_opened(event.library, person(event.settings), event.state)
        if self._sync_first:
            self.update_library()

    def on_explorer_app_told(self, event: Told) -> None:
        """Show the progress."""
        self._explore.show_progress(event.progress)

    def on_explorer_app_synced(self, event: Synced) -> None:
        """Show what the library holds now."""
        self._explore.library_changed(event.report, final=event.final)

    def on_explorer_app_failed(self, event: Failed) -> None:
        """End when there is no library to show; else say what happened and go on."""
        if event.opening and isinstance(event.error, WhosaysError):
            self.failure = event.error
            self.exit()
            return
        self._explore.show_progress(None)
        severity = "warning" if isinstance(event.error, AnalysisUnavailable | SyncStopped) else "error"
        self.notify(str(event.error), severity=severity, markup=False)  # type: ignore[arg-type]

    @work(thread=True, group="library")
    def _open(self) -> None:
        try:
            settings = self._read_settings()
            library = self._open_library()
            import index.text  # noqa: F401  (two threads that begin with a package and with a part of it stop each other)
        except WhosaysError as error:
            self.post_message(self.Failed(error, opening=True))
        else:
            state = read_state(state_file(self._states(), library.folder)) if self._states else State()
            self.post_message(self.Opened(library, settings, state))

    @work(thread=True, group="sync")
    def _sync(self, library: Library) -> None:
        worker = get_current_worker()
        told = 0.0

        def tell(progress: SyncProgress) -> None:
            nonlocal told
            if worker.is_cancelled:
                raise SyncStopped("Stopped. Ctrl+R goes on from there.")
            now = time.monotonic()
            if now - told >= TOLD_EVERY or progress.done == progress.total:
                told = now
                self.post_message(self.Told(progress))

        try:
            if library.elsewhere and not library.synced:
                self.notify(library.elsewhere, timeout=10)
            read = library.sync(analysis=False, progress=tell)
            self.post_message(self.Synced(read, final=False))
            analysed = library.sync(analysis=True, jobs=analysis_jobs(), progress=tell)
        except (WhosaysError, SyncStopped) as error:
            self.post_message(self.Failed(error))
        else:
            self.post_message(self.Synced(analysed, final=True))

    @work(thread=True, group="copy")
    def _copy(self, text: str) -> None:
        from explorer.clipboard import copy_with_tool

        # The tools of the machine that serves a browser would copy to nobody's clipboard.
        self.post_message(self.Copied(text, None if self.is_web else copy_with_tool(text)))

    def on_explorer_app_copied(self, event: Copied) -> None:
        """Ask the terminal where no tool took the text, and say which way it went."""
        if event.tool is None:
            self.copy_to_clipboard(event.text)
        through = "browser" if self.is_web else "terminal"
        way = f"with {event.tool}" if event.tool else f"through the {through} (OSC 52), where it allows that"
        self.notify(f"Copied {way}.", timeout=3, markup=False)


def _end_alone() -> None:
    """End the process once the terminal is gone: one that does not control it sends no signal as it closes.

    For a thread of its own. The loop may wait for ever to write by then, and input never waits again.
    """
    while not _terminal_is_gone():
        time.sleep(TERMINAL_SECONDS)
    os._exit(128 + signal.SIGHUP)


def _terminal_is_gone() -> bool:
    """Say whether the terminal hung up."""
    import termios  # only POSIX has it, as it has the signals that ask

    try:
        termios.tcgetattr(sys.__stdin__.fileno() if sys.__stdin__ else 0)
    except (OSError, ValueError, termios.error):
        return True
    return False


def _driver_over(skeleton: Skeleton) -> type[Driver]:
    """Return a driver that takes over the screen that is painted already: entering it anew would blank it.

    It draws where that was painted, on the terminal, also where stderr goes to a file.
    """
    from textual.drivers.linux_driver import LinuxDriver

    class OverSkeleton(LinuxDriver):
        def __init__(
            self, app: App[object], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
        ) -> None:
            super().__init__(app, debug=debug, mouse=mouse, size=size)
            self._file = skeleton.stream  # type: ignore[assignment] # any text stream on a terminal does

        def write(self, data: str) -> None:
            if not skeleton.taken and data == _ALTERNATE_SCREEN:
                skeleton.taken = True
                return
            # tmux wraps what it finds on the screen to the size of the one below, which lines of it would be pushed to.
            super().write(_CLEAR + data if data == _PRIMARY_SCREEN else data)

    return OverSkeleton


def run(
    open_library: Callable[[], Library],
    *,
    read_settings: Callable[[], UserSettings] = UserSettings,
    sync: bool = True,
    skeleton: Skeleton | None = None,
    states: Callable[[], Path] | None = None,
) -> int:
    """Explore a library until the user quits. Never call this without a terminal.

    Args:
        open_library: Opens it; called once, in a thread, after the first frame stands.
        read_settings: Gives the user's own settings; called before the library is opened.
        sync: Whether to bring it up to date first.
        skeleton: What stands on the screen by now.
        states: Gives the folder in which the end of each library's last visit is kept; None keeps nothing.

    Returns:
        The exit code: 0, or 128 and the number of the signal that ended it.

    Raises:
        WhosaysError: When the library cannot be opened; the terminal is restored by then.
        Exception: A bug, as it was raised within; so it is for this too.
    """
    for name in ("COLUMNS", "LINES"):
        # A shell that exports them would fix the screen at the size that it once had.
        os.environ.pop(name, None)
    driver = _driver_over(skeleton) if skeleton is not None and skeleton.painted else None
    app = ExplorerApp(open_library, read_settings=read_settings, sync=sync, driver=driver, states=states)
    try:
        app.run()
    finally:
        app.remember()
        if app.library is not None:
            app.library.close()
    if app.failure is not None:
        raise app.failure
    if app.bug is not None:
        raise app.bug
    return app.return_code or 0
