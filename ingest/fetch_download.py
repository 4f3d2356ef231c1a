"""One document over the network: redirects by hand, resumed where it broke off, tried again, within limits."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from ingest.errors import FetchError, FetchRefused
from ingest.fetch_addresses import Guard, pinned
from ingest.fetch_record import Entry, Partial

USER_AGENT = "policy-kb/0.1 (+policy library)"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({408, 425, 429})  # and all from 500 on: worth another try
_MAY_NOT = frozenset({401, 402, 403, 407, 451})
_GONE = frozenset({404, 410})
_MB = 1_000_000
_SETTLED_S = 60  # a file whose date is younger than this may change again within the same second, RFC 9110, 8.8.2.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a download may take, and how gently it goes about it.

    Attributes:
        at_once: sources fetched at the same time.
        pause_s: seconds between two requests to one host.
        attempts: tries for one source, the first included.
        backoff_s: seconds before the second try; doubled for each that follows.
        longest_wait_s: seconds that a server may ask us to wait; beyond that the source has failed for this run.
        redirects: hops that are followed.
        max_bytes: size of one file.
        connect_s, read_s: seconds for a connection, and for each piece to come.
        total_s: seconds for one try as a whole.
    """

    at_once: int = 4
    pause_s: float = 1.0
    attempts: int = 4
    backoff_s: float = 1.0
    longest_wait_s: float = 60.0
    redirects: int = 10
    max_bytes: int = 200 * _MB
    connect_s: float = 10.0
    read_s: float = 30.0
    total_s: float = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What came, whole; its bytes are in the partial file."""

    final_url: str
    content_type: str
    etag: str
    last_modified: str


class _PassingFaultError(Exception):
    """What may well be over at the next try, after `wait_s` seconds if the server said so."""

    def __init__(self, fault: str, wait_s: float | None = None) -> None:
        self.fault, self.wait_s = fault, wait_s
        super().__init__(fault)


class Pace:
    """Keeps the pause between two requests to one host."""

    def __init__(self, pause_s: float) -> None:
        """No host has been asked yet."""
        self._pause_s = pause_s
        self._free_at: dict[str, float] = {}

    async def turn(self, host: str) -> None:
        """Wait until the host may be asked, and take that turn."""
        now = time.monotonic()
        start = max(self._free_at.get(host, now), now)
        self._free_at[host] = start + self._pause_s
        await asyncio.sleep(start - now)

    def hold(self, host: str, seconds: float) -> None:
        """Leave the host alone for a while, as it asked."""
        self._free_at[host] = max(self._free_at.get(host, 0), time.monotonic() + seconds)


class Downloader:
    """Downloads one address at a time into a partial file."""

    def __init__(
        self, transport: httpx.AsyncBaseTransport, *, guard: Guard, limits: Limits, pace: Pace,
        on_bytes: Callable[[int], None],
    ) -> None:  # fmt: skip
        """Send through `transport`, which must connect to the pinned addresses; `on_bytes` hears what has come."""
        self._transport, self._guard, self._limits, self._pace = transport, guard, limits, pace
        self._on_bytes = on_bytes

    async def download(self, address: str, *, partial: Partial, known: Entry | None) -> Body | None:
        """Bring what is at an address; None where it is still what `known` says.

        Raises:
            FetchRefused: a rule of ours forbids it.
            FetchError: it cannot be had, now or at all.
        """
        try:
            return await self._with_retries(address, partial, known if known and known.url == address else None)
        except FetchError as error:
            if isinstance(error.__cause__, (_PassingFaultError, OSError)):  # the time or the network ran out
                partial.settle(address)
            else:
                partial.discard()
            raise
        except BaseException:
            partial.settle(address)
            raise

    async def _with_retries(self, address: str, partial: Partial, known: Entry | None) -> Body | None:
        url = _parsed(address)
        attempt = 1
        while True:
            addresses = await self._guard.addresses(url)  # before the turn: what cannot be asked need not wait for it
            await self._pace.turn(url.host)
            try:
                async with asyncio.timeout(self._limits.total_s):
                    return await self._attempt(url, addresses, partial, known)
            except TimeoutError as error:
                remedy = ": it carries on from there" if partial.validator(address) else " when the site is faster"
                raise FetchError(
                    f"it took longer than {self._limits.total_s:g} s, and {size_text(partial.size)} have come. "
                    f"Run fetch again{remedy}."
                ) from error
            except _PassingFaultError as fault:
                await self._wait(url.host, fault, attempt)
            attempt += 1

    async def _wait(self, host: str, fault: _PassingFaultError, attempt: int) -> None:
        """Wait before the next try, or give up."""
        wait_s = fault.wait_s if fault.wait_s is not None else self._limits.backoff_s * 2 ** (attempt - 1)
        if wait_s > self._limits.longest_wait_s:
            raise FetchError(
                f"{fault.fault}; the server asks to come back in {wait_s:,.0f} s. Run fetch again then."
            ) from fault
        if attempt >= self._limits.attempts:
            times = f", {attempt} times" if attempt > 1 else ""
            raise FetchError(f"{fault.fault}{times}. Run fetch again later.") from fault
        if fault.wait_s:
            self._pace.hold(host, wait_s)
        await asyncio.sleep(wait_s)

    async def _attempt(
        self, url: httpx.URL, addresses: list[str], partial: Partial, known: Entry | None
    ) -> Body | None:
        validator = partial.validator(str(url))
        headers = _conditions(partial.size, validator, known)
        timeout = httpx.Timeout(self._limits.read_s, connect=self._limits.connect_s)
        # A client for each source: cookies that one site sets on the way are not shown to another's document.
        client = httpx.AsyncClient(transport=_Borrowed(self._transport), timeout=timeout, trust_env=False)
        try:
            async with client:
                response = await self._follow(client, url, addresses, headers)
                try:
                    return await self._receive(url, response, partial, validator=validator, known=known)
                finally:
                    await response.aclose()
        except httpx.TimeoutException as error:
            raise _PassingFaultError(f"the site does not answer ({_name(error)})") from error
        except httpx.TransportError as error:
            if "CERTIFICATE_VERIFY_FAILED" in str(error):
                raise FetchError(
                    f"the site's certificate does not hold ({_name(error)}). Look at the address in a browser; "
                    "SSL_CERT_FILE names further authorities to trust."
                ) from error
            raise _PassingFaultError(_broken(error)) from error

    async def _follow(
        self, client: httpx.AsyncClient, url: httpx.URL, addresses: list[str], headers: dict[str, str]
    ) -> httpx.Response:
        """Return the first reply that is no redirect; each hop's address is looked at before it is asked."""
        for _ in range(self._limits.redirects + 1):
            request = client.build_request("GET", url, headers=headers, extensions=pinned(addresses))
            response = await client.send(request, stream=True)
            location = response.headers.get("location", "")
            if response.status_code not in _REDIRECTS or not location:
                return response
            await response.aclose()
            before, url = url, _parsed(str(response.url.join(_parsed(location))))
            addresses = await self._guard.addresses(url, came_from=addresses)
            if url.host != before.host:
                await self._pace.turn(url.host)
        raise FetchError(
            f"more than {self._limits.redirects} redirects, the last to {url}. Correct the address in the manifest."
        )

    async def _receive(
        self, asked: httpx.URL, response: httpx.Response, partial: Partial, *, validator: str, known: Entry | None
    ) -> Body | None:
        match response.status_code:
            case 304 if known is not None:
                partial.discard()
                return None
            case 206 if validator and _continues(response, partial.size, validator):
                await self._store(response, partial, offset=partial.size)
            case 200:
                is_plain = response.headers.get("content-encoding", "identity").lower() == "identity"
                self._check_length(response, offset=0)
                partial.begin(str(asked), _validator(response) if is_plain else "")
                await self._store(response, partial, offset=0)
            case 206 | 416:
                partial.discard()
                raise _PassingFaultError("the rest does not fit what has come", 0)
            case status:
                raise _fault(status, response)
        return Body(
            final_url=str(response.url.copy_with(fragment=None)),
            content_type=response.headers.get("content-type", ""),
            etag=response.headers.get("etag", ""),
            last_modified=response.headers.get("last-modified", ""),
        )

    async def _store(self, response: httpx.Response, partial: Partial, *, offset: int) -> None:
        self._check_length(response, offset=offset)
        size = offset
        with partial.path.open("ab") as file:
            async for chunk in response.aiter_bytes():  # with a size it would keep back what came before a break
                size += len(chunk)
                if size > self._limits.max_bytes:
                    raise self._too_large(f"more than {size_text(self._limits.max_bytes)}")
                file.write(chunk)
                self._on_bytes(len(chunk))
            file.flush()
            os.fsync(file.fileno())

    def _check_length(self, response: httpx.Response, *, offset: int) -> None:
        length = response.headers.get("content-length", "")
        if length.isdecimal() and offset + int(length) > self._limits.max_bytes:
            raise self._too_large(size_text(offset + int(length)))

    def _too_large(self, size: str) -> FetchRefused:
        return FetchRefused(
            f"the file has {size}, and {size_text(self._limits.max_bytes)} are allowed. "
            "Save it by hand if it is really the document."
        )


class _Borrowed(httpx.AsyncBaseTransport):
    """A transport that its client does not close."""

    def __init__(self, lender: httpx.AsyncBaseTransport) -> None:
        self._lender = lender

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._lender.handle_async_request(request)


def _parsed(address: str) -> httpx.URL:
    try:
        return httpx.URL(address)
    except (httpx.InvalidURL, ValueError) as error:  # httpx lets some errors of `idna` and `ipaddress` through
        raise FetchError(f"{address[:200]!r} is no address ({error}). Correct it in the manifest.") from error


def _conditions(size: int, validator: str, known: Entry | None) -> dict[str, str]:
    """Return the headers of a request: the rest of what has come, or what has changed since, or all."""
    headers = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
    if validator:
        return {**headers, "Range": f"bytes={size}-", "If-Range": validator}
    if known is not None and known.etag:
        headers["If-None-Match"] = known.etag
    if known is not None and known.last_modified:
        headers["If-Modified-Since"] = known.last_modified
    return headers


def _validator(response: httpx.Response) -> str:
    """Return the mark by which the rest of these very bytes can be asked for; "" where there is no strong one."""
    etag = str(response.headers.get("etag", ""))
    if etag:
        return "" if etag.startswith("W/") else etag
    changed, sent = _date(response.headers.get("last-modified", "")), _date(response.headers.get("date", ""))
    is_strong = changed and sent and (sent - changed).total_seconds() >= _SETTLED_S
    return str(response.headers["last-modified"]) if is_strong else ""


def _continues(response: httpx.Response, size: int, validator: str) -> bool:
    """Whether a partial reply begins where the file ends, and is of the same content."""
    marks = {response.headers.get("etag", validator), response.headers.get("last-modified", validator)}
    return response.headers.get("content-range", "").startswith(f"bytes {size}-") and validator in marks


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _fault(status: int, response: httpx.Response) -> Exception:
    """Return what a reply that brings no document means."""
    said = f"the site answers {status} {response.reason_phrase}".rstrip()
    if status in _PASSING or status >= 500:
        return _PassingFaultError(said, _retry_after(response))
    if status in _GONE:
        return FetchError(f"{said}: the document is not there. Look for its new address, and correct the manifest.")
    if status in _MAY_NOT:
        return FetchError(f"{said}: it lets no program in. Open the address in a browser, and save it by hand.")
    return FetchError(f"{said}, which is no document. Open the address in a browser, and look.")


def _retry_after(response: httpx.Response) -> float | None:
    """Return the seconds that the server asks to wait; None where it does not say."""
    text = response.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdecimal():
        return float(text)
    until = _date(text)
    return max((until - datetime.now(UTC)).total_seconds(), 0) if until else None


def _broken(error: httpx.TransportError) -> str:
    if isinstance(error, httpx.ConnectError):
        return f"the site cannot be reached ({_name(error)})"
    return f"the connection broke ({_name(error)})"


def _name(error: Exception) -> str:
    text = str(error).strip().partition("\n")[0]
    return text or type(error).__name__


def size_text(size: int) -> str:
    """Return a size for a person."""
    return f"{size / _MB:,.1f} MB" if size >= _MB / 10 else f"{size / 1000:,.1f} kB"
