"""What each command does with a library: rows to the console, and an exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.commands.keeping import export, review, topics
from explorer.commands.lookup import claims, info, search, show, stances
from explorer.commands.serving import serve
from explorer.commands.upkeep import add, check, engine, sync

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from explorer.arguments import Call
    from explorer.exit_codes import ExitCode
    from explorer.output import Console
    from index.library import Library

RUN: Mapping[str, Callable[[Call, Library, Console], ExitCode]] = {
    "sync": sync,
    "add": add,
    "search": search,
    "stances": stances,
    "claims": claims,
    "show": show,
    "topics": topics,
    "review": review,
    "export": export,
    "engine": engine,
    "info": info,
    "check": check,
    "serve": serve,
}
