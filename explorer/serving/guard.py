"""Who may talk to the server: those who have the link, through a name that is this machine's, from its own page."""

from __future__ import annotations

import hmac
import secrets
import socket
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach a host that is listened on."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class Guard:
    """Looks at every request before anything else does.

    A page of somebody else's can send requests here from the user's own browser. It lacks the token; and should its
    name be made to point here (DNS rebinding), the name is none of ours; and its origin is not the host it calls.
    """

    def __init__(self, host: str) -> None:
        self.token = secrets.token_urlsafe(32)
        self._once: str | None = None
        self._host = host
        self._open = not is_loopback(host)

    def key_for_once(self) -> str:
        """Return a key that stands in for the token one time: all users of a machine see how programs are called."""
        self._once = secrets.token_urlsafe(32)
        return self._once

    def refusal(self, headers: Mapping[str, str], given: str | None, *, websocket: bool) -> str:
        """Return why a request is refused, empty when it may pass.

        Args:
            headers: Its headers; ``Host`` names us, ``Origin`` the page that it comes from.
            given: The token that it brings.
            websocket: Whether it asks for a session. A browser does not keep other pages from that, and it always
                says from where it comes.
        """
        host = headers.get("Host", "")
        if not self._is_ours(host):
            return "this is not a name under which the explorer is served"
        if given is None or not self._fits(given):
            return "open the link that whosays serve printed"
        if websocket and not _same(headers.get("Origin", ""), host):
            return "another page cannot open the explorer"
        return ""

    def _is_ours(self, host: str) -> bool:
        """Say whether a Host header names this machine; the port may be another, as it is through a tunnel."""
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if is_loopback(name):
            return True
        if not self._open:
            return False
        try:
            ip_address(name)  # an address cannot be made to point elsewhere, only a name can
        except ValueError:
            return name in {self._host.lower(), socket.gethostname().lower()}
        return True

    def _fits(self, given: str) -> bool:
        brought = given.encode(errors="surrogateescape")
        once, self._once = self._once, None
        if once is not None and hmac.compare_digest(brought, once.encode()):
            return True
        self._once = once
        return hmac.compare_digest(brought, self.token.encode())


def _same(origin: str, host: str) -> bool:
    """Say whether a page stands on the host that it calls."""
    return origin in {f"http://{host}", f"https://{host}"}
