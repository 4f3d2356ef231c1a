"""Which addresses a download may go to, and that it goes to the very address that was looked at."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Any

import httpx

from ingest.errors import FetchError, FetchRefused

_LOCAL_TRANSLATION = ipaddress.IPv6Network("64:ff9b:1::/48")  # NAT64 within one network, RFC 8215
_TRANSLATION = ipaddress.IPv6Network("64:ff9b::/96")  # NAT64: the last 32 bits are an IPv4 address, RFC 6052
_SHARED = ipaddress.IPv4Network("100.64.0.0/10")  # behind a provider's NAT, RFC 6598
_ADDRESSES = "addresses"  # key under which a request carries what was looked at

Resolve = Callable[[str, int], Awaitable[list[str]]]


async def look_up(host: str, port: int) -> list[str]:
    """Return the IP addresses of a host, as the system orders them."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        raise FetchError(
            f"the host {host} is not known here ({error.strerror}). Check the network, and the address in the manifest."
        ) from error
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@dataclass(frozen=True, slots=True)
class Guard:
    """Looks at where an address leads before anything is sent there.

    Attributes:
        allow_private: this machine and private networks are allowed too; link-local addresses (among them the metadata
            services of clouds), multicast and reserved ones never are.
        resolve: gives the IP addresses of a host.
    """

    allow_private: bool = False
    resolve: Resolve = look_up

    async def addresses(self, url: httpx.URL, *, came_from: Iterable[str] = ()) -> list[str]:
        """Return the IP addresses that a request may connect to.

        Args:
            url: where the request goes.
            came_from: IP addresses of the server that redirected here; a public one may not lead into a private
                network, whatever is allowed.

        Raises:
            FetchRefused: the scheme is neither http nor https, or one of the host's addresses is not allowed.
            FetchError: the host is not known.
        """
        if url.scheme not in ("http", "https") or not url.host:
            raise FetchRefused(f"{url} is no web address. Give one that begins with https:// in the manifest.")
        found = await self.resolve(url.host, url.port or (443 if url.scheme == "https" else 80))
        if not found:
            raise FetchError(f"the host {url.host} has no address. Check the address in the manifest.")
        may_be_private = self.allow_private and not any(is_public(text) for text in came_from)
        for text in found:
            if not is_public(text) and not (may_be_private and is_private(text)):
                raise FetchRefused(_refusal(url, text, came_from, is_known=is_private(text) and not self.allow_private))
        return found


def _refusal(url: httpx.URL, text: str, came_from: Iterable[str], *, is_known: bool) -> str:
    how = "the site redirects to" if list(came_from) else "the address leads to"
    where = url.host if url.host == text else f"{url.host}, {text}"
    remedy = "If it is your own intranet, add --allow-private." if is_known else "Correct the address in the manifest."
    return f"{how} {where}, which is no public address. {remedy}"


def is_public(text: str) -> bool:
    """Whether an IP address is one of the public internet, for one machine; what it wraps counts too."""
    return all(_is_public(address) for address in _unwrapped(text))


def is_private(text: str) -> bool:
    """Whether an IP address is this machine's own or one of a private network, and nothing worse."""
    return all(_is_private(address) for address in _unwrapped(text))


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address) and (address.is_site_local or address in _LOCAL_TRANSLATION):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _is_private(address: IPv4Address | IPv6Address) -> bool:
    if address.is_loopback or (isinstance(address, IPv4Address) and address in _SHARED):
        return True
    worse = address.is_link_local or address.is_multicast or address.is_reserved or address.is_unspecified
    return address.is_private and not worse


def _unwrapped(text: str) -> list[IPv4Address | IPv6Address]:
    """Return the address that counts: an IPv6 address that carries an IPv4 address leads to the latter."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, IPv4Address):
        return [address]
    if address.teredo:
        return list(address.teredo)
    if address in _TRANSLATION:
        return [IPv4Address(int(address) & 0xFFFF_FFFF)]
    return [address.ipv4_mapped or address.sixtofour or address]


def pinned(addresses: list[str]) -> dict[str, Any]:
    """Return the extensions by which a request carries the addresses it may connect to."""
    return {_ADDRESSES: addresses}


class PinnedTransport(httpx.AsyncBaseTransport):
    """Connects to the addresses a request carries, and asks no resolver again: its second reply might differ.

    The Host header, the name in the TLS handshake and the name the certificate is held against stay the host's.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport | None = None) -> None:
        """Send through `inner`; by default without keeping connections.

        A connection is kept by IP address, so that another host's request at the same address could take it, though
        the certificate was never checked for that host.
        """
        self._inner = inner or httpx.AsyncHTTPTransport(limits=httpx.Limits(max_keepalive_connections=0))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request to the first of its addresses that can be reached."""
        extensions = dict(request.extensions)
        addresses: list[str] = extensions.pop(_ADDRESSES)
        extensions["sni_hostname"] = request.url.raw_host.decode("ascii")
        for address in addresses[:-1]:
            try:
                return await self._send(request, address, extensions)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return await self._send(request, addresses[-1], extensions)

    async def _send(self, request: httpx.Request, address: str, extensions: dict[str, Any]) -> httpx.Response:
        return await self._inner.handle_async_request(
            httpx.Request(
                request.method, request.url.copy_with(host=address.partition("%")[0]), headers=request.headers,
                stream=request.stream, extensions=extensions,
            )
        )  # fmt: skip

    async def aclose(self) -> None:
        """Close what it sends through."""
        await self._inner.aclose()
