"""What goes around a command's rows: bringing the library up to date before, and saying after how it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.config import analysis_jobs
from explorer.exit_codes import ExitCode
from explorer.output import MOST_ON_TERMINAL, counted, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.arguments import Call
    from explorer.output import Console
    from index.library import Library
    from index.models import Refusal, SyncReport


def make_ready(library: Library, console: Console) -> None:
    """Sync a library that never was; otherwise say how many files have changed since."""
    if not library.synced:
        console.note(f"{library.name}: {summary(bring_up_to_date(library, console))}")
        return
    changed = library.changed_files()
    if changed:
        verb = "has" if changed == 1 else "have"
        console.note(f"{counted(changed, 'file')} {verb} changed; whosays sync brings the library up to date")


def bring_up_to_date(
    library: Library, console: Console, *, analysis: bool = True, jobs: int | None = None
) -> SyncReport:
    """Sync, with progress, and name what was refused and what stays without stances."""
    jobs = jobs or analysis_jobs()
    if library.elsewhere and not library.synced:
        console.note(library.elsewhere)
    try:
        report = library.sync(analysis=analysis, jobs=jobs, progress=console.progress)
    finally:
        console.done()
    tell_refused(report.refused, console)
    if report.reason:
        console.note(f"{counted(report.pending, 'article')} without stances: {report.reason}")
    return report


def summary(report: SyncReport) -> str:
    """Return what a sync did as one line."""
    parts = [
        f"{report.read} read",
        f"{report.unchanged} unchanged",
        *([f"{report.renamed} renamed"] if report.renamed else []),
        f"{report.removed} removed",
        f"{report.analysed} analysed",
        *([f"{len(report.refused)} refused"] if report.refused else []),
    ]
    return f"{', '.join(parts)} in {report.seconds:.1f} s"


def tell_empty(library: Library, console: Console) -> None:
    """Say that there is nothing to read, and what to do."""
    what = "put some there and sync again, or let whosays add do it"
    console.note(f"no articles in {library.folder}; {what}")


def tell_refused(refused: Sequence[Refusal], console: Console) -> None:
    """Name what could not be read, each with its reason."""
    for refusal in refused:
        console.note(f"refused: {one_line(str(refusal))}")


def tell_broken(library: Library, console: Console) -> None:
    """Name the lines of reviews that are none; all others count."""
    for problem in library.broken_reviews():
        console.note(f"{problem}; this line does not count")


def tell_pending(library: Library, console: Console) -> None:
    """Say how many articles nothing was looked for in yet: no stance found there is no silence."""
    pending = library.info().pending
    if pending:
        verb, whose = ("waits", "its") if pending == 1 else ("wait", "their")
        console.note(
            f"{counted(pending, 'article')} {verb} for {whose} stances and claims; whosays sync looks for them"
        )


def person(console: Console) -> str:
    """Return who reviews: the name in the user's own settings, else the one that he logged in with, and say so."""
    from explorer.config import login_name, read_user_settings, settings_file

    place = settings_file()
    if name := read_user_settings(place).name:
        return name
    name = login_name()
    console.note(f'you are {name or "nobody"}; [person] name = "..." in {place} sets another name')
    return name


def format_of(call: Call) -> str:
    """Return the format that was asked for, else that for people."""
    return call.format or "text"


def limit_of(call: Call, console: Console) -> int | None:
    """Return how many rows at most, None for all."""
    if call.limit is None and console.is_terminal and format_of(call) == "text":
        return MOST_ON_TERMINAL
    return call.limit


def finish(console: Console, call: Call, shown: int, total: int, what: str, of: str = "") -> ExitCode:
    """Say how much there is, in the formats for people, and return the exit code."""
    if not total:
        console.note("nothing matched")
        return ExitCode.NOTHING
    if shown < total:
        console.note(f"{shown} of {counted(total, what)}{of}; --limit {total} shows all")
    elif format_of(call) == "text":
        console.note(f"{counted(total, what)}{of}")
    return ExitCode.DONE
