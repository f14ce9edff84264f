"""What is remembered of a library from one visit to the next: where the user was, what he asked, what he had seen.

It lies in the user's own state folder, one file a library, and never in the library.
"""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

MOST_QUERIES = 200
"""How many queries are remembered."""

_DIGITS = 16


@dataclass(frozen=True, slots=True)
class State:
    """A visit, as it ended.

    ``seen`` is how far the records had come, None before the first visit. ``queries`` are those asked, the latest
    last. ``pane`` is the pane that had the focus, ``result`` the number of the hit under the cursor, ``holder`` and
    ``column`` the cell.
    """

    query: str = ""
    filters: tuple[str, ...] = ()
    pane: str = ""
    of: str = ""
    result: int = 0
    holder: str | None = None
    column: str | None = None
    theme: str = ""
    seen: int | None = None
    queries: tuple[str, ...] = ()


@dataclass(slots=True)
class History:
    """The queries that were asked, the latest last, and a place among them while somebody walks them."""

    queries: list[str] = field(default_factory=list)
    _place: int | None = None
    _draft: str = ""

    def add(self, query: str) -> None:
        """Remember a query as the latest; a blank one is none."""
        self._place = None
        query = query.strip()
        if query:
            self.queries = [*(known for known in self.queries if known != query), query][-MOST_QUERIES:]

    def older(self, present: str) -> str | None:
        """Return the query before the one that is shown, None when there is none; what is being typed comes back."""
        if self._place is None or present != self.queries[self._place]:
            self._place, self._draft = len(self.queries), present
        known = [at for at in range(self._place) if self.queries[at] != present]
        if not known:
            return None
        self._place = known[-1]
        return self.queries[self._place]

    def newer(self, present: str) -> str | None:
        """Return the query after the one that is shown, last what was being typed, None while nobody walks them.

        Whoever changes the query that is shown walks them no more.
        """
        if self._place is None or present != self.queries[self._place]:
            self._place = None
            return None
        self._place += 1
        if self._place < len(self.queries):
            return self.queries[self._place]
        self._place = None
        return self._draft


def state_file(folder: Path, library: Path) -> Path:
    """Return where the state of a library lies below the user's state folder."""
    from hashlib import sha256  # the first frame waits for neither this nor json

    name = sha256(os.fsencode(library.resolve())).hexdigest()[:_DIGITS]
    return folder / "visits" / f"{name}.json"


def read_state(path: Path) -> State:
    """Return what was remembered; nothing where there is no file, or one that is not what was written."""
    import json

    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return State()
    known: dict[str, Any] = {}
    for one in fields(State):
        value = found.get(one.name) if isinstance(found, dict) else None
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            value = tuple(value)
        default = getattr(State(), one.name)
        if value is not None and (default is None or type(value) is type(default)):
            known[one.name] = value
    return State(**known) if _sound(known) else State()


def write_state(path: Path, state: State) -> None:
    """Remember a visit, in one step.

    Raises:
        OSError: It cannot be written.
    """
    import json

    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(json.dumps(asdict(state), ensure_ascii=False) + "\n", encoding="utf-8", errors="replace")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _sound(known: dict[str, Any]) -> bool:
    """Say whether the fields that may be absent are of their kinds."""
    texts = all(isinstance(known.get(name, ""), str) for name in ("holder", "column"))
    return texts and isinstance(known.get("seen", 0), int)
