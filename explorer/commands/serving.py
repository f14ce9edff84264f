"""The command that serves the explorer to browsers."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from explorer.arguments import InvalidCall
from explorer.exit_codes import ExitCode

if TYPE_CHECKING:
    from explorer.arguments import Call
    from explorer.output import Console
    from index.library import Library


def serve(call: Call, library: Library, console: Console) -> ExitCode:
    """Serve the explorer to browsers until Ctrl-C; the link goes to stdout."""
    from explorer.serving.guard import is_loopback
    from explorer.serving.server import serve as serve_until_told

    name, folder = library.name, library.folder
    library.close()  # each session opens it
    if not is_loopback(call.host):
        console.note(
            f"{call.host} can be reached from elsewhere: whoever has the link can read and decide in your name, "
            "and nothing is encrypted"
        )

    def ready(link: str, once: str) -> None:
        console.lines([link])
        console.flush()
        console.note("Ctrl-C ends it")
        if call.open:
            from explorer.opening import open_address

            if not open_address(once):
                console.note("there is no browser here; open the link")

    try:
        serve_until_told(
            folder, name, host=call.host, port=call.port, sessions=call.sessions, ready=ready, tell=console.note
        )
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        hint = "; --port 0 takes a free one" if error.errno == errno.EADDRINUSE else ""
        raise InvalidCall(call.command, f"cannot listen on {call.host}:{call.port}: {reason}{hint}") from error
    return ExitCode.DONE
