"""The one client: visits addresses as their servers ask for it, and within limits."""

from __future__ import annotations

import re
from contextlib import contextmanager
from email.message import Message
from time import monotonic, sleep
from typing import TYPE_CHECKING, Self
from urllib.parse import urljoin, urlsplit

from index.errors import FetchFailed
from index.fetching.addresses import Door, address_of
from index.fetching.robots import ROBOTS_BYTES, Robots
from index.fetching.values import MB, Fetched, Manners, Validators

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from urllib3 import BaseHTTPResponse, PoolManager

_MOVED = frozenset({301, 302, 303, 307, 308})
_GOOD = frozenset({200, 203})
_UNCHANGED = 304
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
"""What a server answers when a later try may find it otherwise."""

_CHUNK = 1 << 16
_CHARSET = re.compile(r"[\w.:-]{2,40}")
_ACCEPTED = {
    "Accept": "text/html, application/xhtml+xml, application/atom+xml, application/rss+xml, */*;q=0.8",
    "Accept-Encoding": "gzip, deflate, br",
    "Connection": "close",
}


class Client:
    """Fetches what stands behind addresses, one at a time; close it when done.

    Neither the environment's proxies nor cookies are used.
    """

    def __init__(self, manners: Manners) -> None:
        self._manners = manners
        self._door = Door(private=manners.private)
        self._manager = _manager(self._door, manners.connecting)
        self._robots = Robots(manners.agent, self._fetch_robots)
        self._visited: dict[str, float] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._manager.clear()

    def get(self, url: str, known: Validators | None = None) -> Fetched:
        """Return what stands behind an address, after redirects.

        Args:
            url: The address.
            known: What was said of the bytes that are known; where they still hold, none come.

        Raises:
            FetchFailed: It may not be fetched (by robots.txt, as a private address), is not there, costs more than
                the limits, or the server did not answer well in all tries.
        """
        asked = address_of(url)
        clock = _Clock(self._manners.seconds)
        pause = self._manners.pause
        for left in range(self._manners.tries - 1, -1, -1):
            try:
                return self._follow(asked, known, clock)._replace(asked=url)
            except FetchFailed as failure:
                wait = pause if failure.after is None else failure.after
                if not (failure.passing and left and wait < clock.left):
                    raise FetchFailed(url, failure.reason, passing=failure.passing, after=failure.after) from failure
                sleep(wait)
                pause *= 2
        raise AssertionError("a client tries at least once")

    def _follow(self, url: str, known: Validators | None, clock: _Clock) -> Fetched:
        passed: list[str] = []
        while True:
            clock.add(self._wait_for(url))
            with self._asked(url, known or Validators(), clock) as response:
                if response.status not in _MOVED:
                    return self._answer(response, url, passed)
                passed.append(url)
                url = self._next(response, url, passed)

    def _next(self, response: BaseHTTPResponse, url: str, passed: list[str]) -> str:
        """Return where a server leads."""
        if len(passed) > self._manners.redirects:
            raise FetchFailed(url, f"it leads on more than {self._manners.redirects} times")
        try:
            return address_of(urljoin(url, response.headers.get("Location", "")))
        except (FetchFailed, ValueError) as error:
            reason = error.reason if isinstance(error, FetchFailed) else "it is no address"
            raise FetchFailed(url, f"it leads to another address: {reason}") from error

    def _wait_for(self, url: str) -> float:
        """Wait until a host may be visited again; return for how many seconds.

        Raises:
            FetchFailed: Its robots.txt forbids the address, or cannot be had.
        """
        rules = self._robots.rules(url)
        if not rules.allows(url):
            raise FetchFailed(url, "its robots.txt forbids it")
        delay = max(self._manners.delay, rules.delay)
        if delay > self._manners.longest_delay:
            raise FetchFailed(url, f"its robots.txt asks for {delay:.0f} seconds between visits")
        host = urlsplit(url).netloc
        last = self._visited.get(host)
        wait = max(0.0, last + delay - monotonic()) if last is not None else 0.0
        sleep(wait)
        self._visited[host] = monotonic()
        return wait

    def _fetch_robots(self, url: str) -> tuple[int, bytes]:
        """Return status and first bytes of a robots.txt, after redirects."""
        clock = _Clock(self._manners.seconds)
        passed: list[str] = []
        while True:
            with self._asked(url, Validators(), clock) as response:
                if response.status not in _MOVED:
                    good = response.status in _GOOD
                    return response.status, b"".join(self._parts(response, ROBOTS_BYTES)) if good else b""
                passed.append(url)
                url = self._next(response, url, passed)

    @contextmanager
    def _asked(self, url: str, known: Validators, clock: _Clock) -> Iterator[BaseHTTPResponse]:
        """Ask a server, and turn what goes wrong until its answer is read into a FetchFailed."""
        from urllib3 import Timeout
        from urllib3.exceptions import HTTPError

        if clock.left <= 0:
            raise FetchFailed(url, self._too_slow())
        headers = {"User-Agent": self._manners.agent, **_ACCEPTED}
        if known.etag:
            headers["If-None-Match"] = known.etag
        if known.modified:
            headers["If-Modified-Since"] = known.modified
        with self._door.within(clock.left):
            try:
                response = self._manager.request(
                    "GET",
                    url,
                    headers=headers,
                    timeout=Timeout(connect=self._manners.connecting, read=self._manners.silence),
                    retries=False,
                    redirect=False,
                    preload_content=False,
                )
                try:
                    yield response
                finally:
                    response.close()
            except (HTTPError, OSError, ValueError) as error:
                # urllib3 lets some of what http.client raises through as it is.
                if self._door.cut:
                    raise FetchFailed(url, self._too_slow(), passing=True) from error
                raise FetchFailed(url, _clause(error), passing=_may_pass(error)) from error

    def _answer(self, response: BaseHTTPResponse, url: str, passed: list[str]) -> Fetched:
        headers = response.headers
        validators = Validators(_value(headers.get("ETag")), _value(headers.get("Last-Modified")))
        if response.status == _UNCHANGED:
            return Fetched(url, url, tuple(passed), b"", validators=validators, unchanged=True)
        if response.status not in _GOOD:
            raise _refusal(response, url)
        most = self._manners.most_bytes
        content = b"".join(self._parts(response, most + 1))
        if self._door.cut:
            raise FetchFailed(url, self._too_slow(), passing=True)
        if len(content) > most:
            raise FetchFailed(url, f"it has more than {most / MB:.3g} MB (limits.article_mb)")
        media, charset = _declared(headers.get("Content-Type", ""))
        return Fetched(url, url, tuple(passed), content, media, charset, validators)

    @staticmethod
    def _parts(response: BaseHTTPResponse, most: int) -> Iterator[bytes]:
        """Yield the unpacked bytes of an answer, at most so many; what is left of it is not fetched."""
        for part in response.stream(_CHUNK, decode_content=True):
            yield part[:most]
            most -= len(part)
            if most <= 0:
                return

    def _too_slow(self) -> str:
        return f"it took more than {self._manners.seconds:g} seconds (limits.seconds)"


class _Clock:
    """How long something may still take."""

    def __init__(self, seconds: float) -> None:
        self._end = monotonic() + seconds

    @property
    def left(self) -> float:
        return self._end - monotonic()

    def add(self, seconds: float) -> None:
        self._end += seconds


def _manager(door: Door, connecting: float) -> PoolManager:
    """Return urllib3's pools, whose connections go through a door, and wait so many seconds where nothing is said."""
    from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
    from urllib3.connection import HTTPConnection, HTTPSConnection

    def opened(connection: HTTPConnection) -> object:
        seconds = connection.timeout
        return door.open(
            connection.host, connection.port, float(seconds) if isinstance(seconds, int | float) else connecting
        )

    class Plain(HTTPConnection):
        _new_conn = opened  # type: ignore[assignment]

    class Secure(HTTPSConnection):
        _new_conn = opened  # type: ignore[assignment]

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    manager = PoolManager()
    manager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}
    return manager


def _refusal(response: BaseHTTPResponse, url: str) -> FetchFailed:
    from urllib3.exceptions import InvalidHeader
    from urllib3.util import Retry

    told = f"the server says {response.status} {response.reason or ''}".rstrip()
    if response.status not in _PASSING:
        return FetchFailed(url, told)
    try:
        after = Retry().get_retry_after(response)
    except InvalidHeader:
        after = None
    return FetchFailed(url, told if after is None else f"{told}, come back in {after:.0f} s", passing=True, after=after)


def _declared(header: str) -> tuple[str, str | None]:
    """Return media type and charset that a Content-Type header declares."""
    message = Message()
    message["Content-Type"] = header
    media = message.get_content_type() if "/" in header else ""
    charset = str(message.get_param("charset", "")).strip("'\" ").lower()
    return media, charset if _CHARSET.fullmatch(charset) else None


def _value(header: str | None) -> str | None:
    return header if header and header.isprintable() else None


def _may_pass(error: Exception) -> bool:
    from urllib3.exceptions import DecodeError, LocationParseError, SSLError

    return not isinstance(error, (DecodeError, LocationParseError, SSLError, ValueError))


def _clause(error: Exception) -> str:
    """Return why a server could not be asked, as one clause."""
    from urllib3.exceptions import DecodeError, ProtocolError, SSLError
    from urllib3.exceptions import TimeoutError as TimedOut

    if isinstance(error, (TimedOut, TimeoutError)):
        return "the server does not answer in time"
    if isinstance(error, SSLError):
        return f"the server cannot prove who it is: {' '.join(str(error).split())}"
    if isinstance(error, DecodeError):
        return "it is packed in a way that cannot be unpacked"
    if isinstance(error, ProtocolError) and "IncompleteRead" in str(error):
        return "it ended before its time"
    if isinstance(error, OSError) and error.strerror:
        return f"the server cannot be reached: {error.strerror.lower()}"
    return f"the server's answer cannot be read: {' '.join(str(error).split())}"
