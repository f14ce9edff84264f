"""Which addresses may be visited: checked where a connection is opened, on the very address that it is opened to."""

from __future__ import annotations

import socket
from contextlib import contextmanager, suppress
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from threading import Timer
from typing import TYPE_CHECKING

from index.errors import FetchFailed

if TYPE_CHECKING:
    from collections.abc import Iterator

_SCHEMES = frozenset({"http", "https"})
_TRANSLATED = IPv6Network("64:ff9b::/96")
"""IPv4 addresses as NAT64 writes them (RFC 6052); the last 32 bits are the address."""

_LONGEST = 4096


def address_of(text: str) -> str:
    """Return an address as it is asked for: its host in lower case and ASCII, without its fragment.

    Raises:
        FetchFailed: It is none of http or https, holds a password, or is no address at all.
    """
    from urllib3.exceptions import LocationParseError
    from urllib3.util import parse_url

    try:
        url = parse_url(text.strip())
    except LocationParseError as error:
        raise FetchFailed(text, "it is no address") from error
    if url.scheme not in _SCHEMES:
        raise FetchFailed(text, "only http and https are fetched")
    if not url.host or len(text) > _LONGEST:
        raise FetchFailed(text, "it is no address")
    if url.auth:
        raise FetchFailed(text, "it holds a user's name or password")
    return url._replace(path=url.path or "/", fragment=None).url


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Say whether the whole Internet reaches an address: not private, loopback, link-local, reserved or multicast.

    What an IPv6 address carries of IPv4 (mapped, 6to4, NAT64) must be public too; Teredo's are reserved.
    """
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if address in _TRANSLATED:
            return is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
        if address.is_site_local or (address.sixtofour and not is_public(address.sixtofour)):
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


class Door:
    """Opens connections, to addresses that may be visited only, and cuts off the one that takes too long.

    A name is looked up once and the connection opened to what was found, so that no second answer can lead elsewhere.
    """

    def __init__(self, *, private: bool) -> None:
        self._private = private
        self._seconds = 0.0
        self._twin: socket.socket | None = None
        self._cut = False

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Cut off the connection that is open after so many seconds, in whatever it waits."""
        self._cut = False
        timer = Timer(seconds, self._cut_off)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()
            self._forget()

    @property
    def cut(self) -> bool:
        """Whether the last connection was cut off."""
        return self._cut

    def open(self, host: str, port: int, seconds: float) -> socket.socket:
        """Return a connection to a host, to the first of its addresses that may be visited and answers.

        Raises:
            FetchFailed: None of them may be visited, or the name is not known.
            OSError: None answers.
        """
        try:
            found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise FetchFailed(host, f"the host {host} is not known", passing=True) from error
        allowed = [one for one in found if self._allows(str(one[4][0]))]
        if not allowed:
            where = found[0][4][0] if found else host
            reason = f"{where} is an address of this machine, its own network or nobody's (--private allows those)"
            raise FetchFailed(host, reason)
        failure: OSError | None = None
        for family, kind, protocol, _, address in allowed:
            connection = socket.socket(family, kind, protocol)
            try:
                connection.settimeout(seconds)
                connection.connect(address)
            except OSError as error:
                connection.close()
                failure = error
                continue
            self._forget()
            # A connection is taken over by TLS, so that only another handle on it can end it from outside.
            self._twin = connection.dup()
            return connection
        raise failure or OSError("no address answers")

    def _allows(self, address: str) -> bool:
        known = ip_address(address)
        return is_public(known) or (self._private and not known.is_multicast)

    def _cut_off(self) -> None:
        self._cut = True
        if twin := self._twin:
            with suppress(OSError):
                twin.shutdown(socket.SHUT_RDWR)

    def _forget(self) -> None:
        twin, self._twin = self._twin, None
        if twin:
            twin.close()
