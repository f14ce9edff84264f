"""What a fetch is bound to, and what it brings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

MB = 1 << 20


@dataclass(frozen=True, slots=True)
class Manners:
    """How addresses are visited, and what one of them may cost.

    ``private`` allows addresses that only this machine or its own network reaches. ``seconds`` bounds a fetch with all
    its redirects and tries, but for the waits between visits: at least ``delay`` seconds to the same host, and as long
    as its robots.txt asks, up to ``longest_delay``. ``silence`` is how long a server may say nothing, ``most_bytes``
    what may come after unpacking. ``pause`` is the wait before a second try, doubled before each one after it.
    """

    agent: str = "whosays"
    private: bool = False
    seconds: float = 120.0
    connecting: float = 15.0
    silence: float = 30.0
    most_bytes: int = 64 * MB
    redirects: int = 5
    tries: int = 3
    pause: float = 1.0
    delay: float = 1.0
    longest_delay: float = 60.0


class Validators(NamedTuple):
    """What a server said of the bytes that are known, and can tell by whether they have changed."""

    etag: str | None = None
    modified: str | None = None


class Fetched(NamedTuple):
    """What stands behind an address.

    ``asked`` is the address as it was given, ``url`` the last one, ``passed`` those that led there in order,
    without it. ``unchanged`` is true when the server says that what is known still holds; there is no content then.
    ``media`` is the media type in lower case without parameters, empty when none was declared; ``charset`` likewise
    None.
    """

    asked: str
    url: str
    passed: tuple[str, ...]
    content: bytes
    media: str = ""
    charset: str | None = None
    validators: Validators = Validators()
    unchanged: bool = False
