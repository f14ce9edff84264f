"""What servers let us fetch, as their robots.txt says it (RFC 9309)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from index.errors import FetchFailed

if TYPE_CHECKING:
    from collections.abc import Callable

    from protego import Protego

ROBOTS_BYTES = 500 * 1024
"""So much of a robots.txt is read, as the RFC asks for at least."""

TRIES = 3
"""After so many failures a server counts as gone, or each of a feed's hundred pages would wait for it again."""

_GOOD = range(200, 300)
_ABSENT = range(400, 500)
_BUSY = 429


class Rules:
    """What one server allows; ``delay`` is how many seconds it wants between visits, 0 when it does not say."""

    def __init__(self, parsed: Protego | None, agent: str) -> None:
        self._parsed = parsed
        self._agent = agent
        self.delay = float(parsed.crawl_delay(agent) or 0) if parsed else 0.0

    def allows(self, url: str) -> bool:
        """Say whether an address may be fetched."""
        return self._parsed is None or self._parsed.can_fetch(url, self._agent)


class Robots:
    """The rules of each server, asked for until they are had, but no more than ``TRIES`` times.

    Args:
        agent: By what name rules are looked up.
        fetch: Returns the status and the first bytes of what stands behind an address; raises FetchFailed.
    """

    def __init__(self, agent: str, fetch: Callable[[str], tuple[int, bytes]]) -> None:
        self._agent = agent.partition("/")[0]
        self._fetch = fetch
        self._known: dict[str, Rules] = {}
        self._failed: dict[str, list[FetchFailed]] = {}

    def rules(self, url: str) -> Rules:
        """Return the rules of the server that an address is on; a server without rules allows everything.

        Raises:
            FetchFailed: They cannot be had now, so that nothing of the server may be fetched.
        """
        parts = urlsplit(url)
        place = urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))
        if place not in self._known:
            failed = self._failed.setdefault(place, [])
            if len(failed) == TRIES:
                raise FetchFailed(url, failed[-1].reason, passing=failed[-1].passing)
            try:
                self._known[place] = self._asked_for(place)
            except FetchFailed as failure:
                failed.append(failure)
                raise
        return self._known[place]

    def _asked_for(self, place: str) -> Rules:
        from protego import Protego

        status, content = self._fetch(place)
        if status in _GOOD:
            return Rules(Protego.parse(content.decode("utf-8-sig", "replace")), self._agent)
        if status in _ABSENT and status != _BUSY:
            return Rules(None, self._agent)
        raise FetchFailed(place, f"its robots.txt cannot be had: the server says {status}", passing=True)
