"""The command line: the only place that prints errors and sets exit codes."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.arguments import EXPLORE, InvalidCall, completion, misspelt, parse
from explorer.config import find_library, read_user_settings, settings_file, state_folder
from explorer.exit_codes import ExitCode
from explorer.offers import BY_NAME
from explorer.output import COLUMN, Console, OutputFailed, caret_lines
from explorer.serving import SERVED
from index.errors import InvalidQuery, InvalidReview, LibraryNotFound, NoSuchArticle, RecordsUnusable, WhosaysError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from explorer.arguments import Call
    from index.library import Library

FROM_INPUT = frozenset({"search", "stances", "claims", "show", "export", "topics"})
"""The commands whose query or article may come from standard input."""

MOST_INPUT = 1 << 16
"""The most characters that are read from there."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what a command line says.

    Args:
        arguments: Without the program's name; None takes the process's own.

    Returns:
        The exit code, one of ``ExitCode`` but for the explorer ended by a signal.
    """
    given = sys.argv[1:] if arguments is None else list(arguments)
    console = _console()
    try:
        return _written(given, console)
    finally:
        _drop_untold()


def _written(arguments: Sequence[str], console: Console) -> int:
    """Run a call and write out its data; whoever reads them may leave, and Ctrl-C may come, at any time."""
    try:
        code = _guarded(arguments, console)
        console.flush()
    except BrokenPipeError:
        _drop(sys.stdout)
        return ExitCode.DONE
    except OutputFailed as error:
        _drop(sys.stdout)
        console.note(f"whosays: the output cannot be written: {error}")
        return ExitCode.WRONG_CALL
    except KeyboardInterrupt:
        _drop(sys.stdout)
        console.drop()
        console.note("whosays: stopped")
        return ExitCode.INTERRUPTED
    return code


def _guarded(arguments: Sequence[str], console: Console) -> int:
    """Run a call, and turn what went wrong into a line and an exit code."""
    try:
        return _run(parse(arguments), console)
    except InvalidCall as error:
        name = f"whosays {error.command}".rstrip()
        hint = f"; {error.hint}" if error.hint else ""
        console.note(f"{name}: {error}{hint} (see {name} --help)")
        return ExitCode.WRONG_CALL
    except InvalidQuery as error:
        console.note("\n".join([f"whosays: {error}", *caret_lines(error, console.paper.width or COLUMN)]))
        return ExitCode.WRONG_CALL
    except (LibraryNotFound, NoSuchArticle, InvalidReview) as error:
        console.note(f"whosays: {error}")
        return ExitCode.WRONG_CALL
    except WhosaysError as error:
        console.note(f"whosays: {error}")
        return ExitCode.UNUSABLE
    except (BrokenPipeError, OutputFailed):
        raise
    except SystemExit as done:
        # The help was asked for and stands in stdout, which may still turn out to be unwritable.
        return int(done.code or 0)
    except Exception as error:  # noqa: BLE001 - the one place where a bug ends, with its traceback
        return _report(error, arguments, console)


def _run(call: Call, console: Console) -> int:
    if call.version:
        from explorer.bugs import version  # a search must not wait for it

        console.lines([f"whosays {version()}"])
        return ExitCode.DONE
    if call.shell:
        console.lines([completion(call.shell)])
        return ExitCode.DONE
    if call.manual:
        from explorer.manual import manual

        console.lines([manual()])
        return ExitCode.DONE
    if call.command == EXPLORE:
        return _explore(call)
    call = _with_input(call)
    from explorer.commands import RUN  # the explorer must not wait for the commands

    if call.format not in {None, "text"}:
        console.for_programs()
    if call.paged and BY_NAME[call.command].rows:
        console.hold()
    library = _open(call, _folder(call))
    try:
        return RUN[call.command](call, library, console)
    finally:
        library.close()


def _with_input(call: Call) -> Call:
    """Return the call with the word ``-`` read from standard input, where one may stand for a query or an article."""
    before = 2 if call.words[:1] == ("add",) and call.command == "topics" else 0
    if call.command not in FROM_INPUT or call.words[before:] != ("-",):
        return call
    try:
        text = sys.stdin.read(MOST_INPUT + 1) if sys.stdin else ""
        text.encode()  # where the locale is C, bytes that are no text come as lone surrogates
    except UnicodeError as error:
        raise InvalidCall(call.command, "standard input is not text in this terminal's encoding") from error
    if len(text) > MOST_INPUT:
        raise InvalidCall(call.command, f"standard input is longer than {MOST_INPUT} characters")
    if not text.strip():
        raise InvalidCall(call.command, "standard input is empty")
    return call._replace(words=(*call.words[:before], " ".join(text.strip().splitlines())))


def _folder(call: Call) -> Path:
    command = BY_NAME.get(call.command)
    takes_folder = command is None or command.folder
    named = call.library or (call.words[0] if takes_folder and call.words else None)
    return find_library(named, os.environ, Path.cwd())


def _open(call: Call, folder: Path) -> Library:
    from index.library import Library  # --help and --version must not wait for it

    try:
        return Library.open(folder)
    except RecordsUnusable:
        if call.repair:
            return Library.rebuild(folder)
        raise


def _explore(call: Call) -> int:
    """Open the explorer; without a terminal it would hang, so say so before anything of it is imported."""
    if not (os.environ.get(SERVED) or (_is_terminal(sys.stdin) and _is_terminal(sys.stdout))):
        raise InvalidCall(EXPLORE, "the explorer needs a terminal; whosays search, stances or claims write to a pipe")
    try:
        folder = _folder(call)
    except LibraryNotFound as error:
        hint = misspelt(call.words[0]) if call.words and not call.library else ""
        raise InvalidCall(EXPLORE, str(error), hint) from error
    from explorer.skeleton import Skeleton  # the commands have no first paint
    from explorer.tuning import tune

    tune()
    with Skeleton() as skeleton:
        from explorer.app import run  # the commands must not wait for Textual

        return run(
            lambda: _open(call, folder),
            read_settings=lambda: read_user_settings(settings_file()),
            skeleton=skeleton,
            states=state_folder,
        )


def _report(error: Exception, arguments: Sequence[str], console: Console) -> ExitCode:
    """Show a bug with its traceback, and keep it in a file."""
    import traceback  # only a bug needs it

    from explorer.bugs import write_report

    console.done()
    console.note("".join(traceback.format_exception(error)).rstrip())
    try:
        path = write_report(error, arguments, state_folder() / "reports")
    except OSError as failure:
        console.note(f"whosays: this is a bug; its report cannot be written: {failure}")
    else:
        console.note(f"whosays: this is a bug; its report is in {path}")
    return ExitCode.BUG


def _console() -> Console:
    """Return the process's own console; a stream that is closed swallows what is written."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A letter that the terminal's encoding lacks must not end a search.
            stream.reconfigure(errors="backslashreplace")
    return Console(sys.stdout or io.StringIO(), sys.stderr or io.StringIO(), os.environ)


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


def _drop_untold() -> None:
    """Drop what stderr could not take, or the interpreter ends with an exit code of its own."""
    try:
        if sys.stderr is not None:
            sys.stderr.flush()
    except OSError:
        _drop(sys.stderr)


def _drop(stream: TextIO | None) -> None:
    """Send what is still buffered nowhere, or the interpreter complains about it when it ends."""
    if isinstance(stream, io.TextIOWrapper):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
