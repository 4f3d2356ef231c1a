"""Where a download may go, and that it goes nowhere else."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import FetchError, FetchRefused
from ingest.fetch_addresses import Guard, PinnedTransport, is_private, is_public, look_up, pinned
from tests.ingest.fetch_server import resolver


@pytest.mark.parametrize("text", ["8.8.8.8", "93.184.216.34", "2606:2800:220:1::1", "64:ff9b::808:808"])
def test_the_public_internet_is_public(text: str) -> None:
    assert is_public(text)
    assert not is_private(text)


@pytest.mark.parametrize("text", [
    "127.0.0.1", "127.8.9.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "100.64.0.1", "::1", "fd00::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
])  # fmt: skip
def test_own_machine_and_networks_are_private(text: str) -> None:
    assert is_private(text)
    assert not is_public(text)


@pytest.mark.parametrize("text", [
    pytest.param("169.254.169.254", id="link-local"),
    pytest.param("fe80::1%eth0", id="link-local with its interface"),
    pytest.param("::ffff:169.254.169.254", id="link-local in IPv6"),
    pytest.param("64:ff9b::a9fe:a9fe", id="link-local by NAT64"),
    pytest.param("0.0.0.0", id="unspecified"),
    pytest.param("::", id="unspecified IPv6"),
    pytest.param("224.0.0.1", id="multicast"),
    pytest.param("ff0e::1", id="global multicast"),
    pytest.param("240.0.0.1", id="reserved"),
    pytest.param("255.255.255.255", id="broadcast"),
    pytest.param("fec0::1", id="site-local"),
])  # fmt: skip
def test_the_rest_is_neither(text: str) -> None:
    assert not is_public(text)
    assert not is_private(text)


@pytest.mark.parametrize("text", ["2002:7f00:1::1", "2002:a00:1::1", "64:ff9b:1::1"])
def test_a_tunnel_into_a_private_network_is_not_public(text: str) -> None:
    assert not is_public(text)


@given(address=st.ip_addresses(v=4))
def test_wrapping_an_address_in_ipv6_changes_nothing(address: ipaddress.IPv4Address) -> None:
    for wrapped in (f"::ffff:{address}", f"64:ff9b::{address}"):
        assert (is_public(wrapped), is_private(wrapped)) == (is_public(str(address)), is_private(str(address)))


@given(address=st.ip_addresses())
def test_no_address_is_both(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    assert not (is_public(str(address)) and is_private(str(address)))


def looked_at(url: str, *found: str, allow_private: bool = False, came_from: tuple[str, ...] = ()) -> list[str]:
    host = httpx.URL(url).host
    guard = Guard(allow_private=allow_private, resolve=resolver({host: list(found)}))
    return asyncio.run(guard.addresses(httpx.URL(url), came_from=came_from))


def test_a_public_host_gives_its_addresses() -> None:
    assert looked_at("https://docs.example/x", "8.8.8.8", "2606:2800:220:1::1") == ["8.8.8.8", "2606:2800:220:1::1"]


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(FetchRefused, match=r"127\.0\.0\.1"):
        looked_at("https://docs.example/x", "8.8.8.8", "127.0.0.1")


@pytest.mark.parametrize(("came_from", "is_allowed"), [
    pytest.param((), True, id="the manifest's own address"),
    pytest.param(("10.0.0.2",), True, id="from within"),
    pytest.param(("8.8.8.8",), False, id="from outside"),
])  # fmt: skip
def test_private_addresses_are_for_the_manifest_and_the_intranet(
    came_from: tuple[str, ...], is_allowed: bool
) -> None:
    def look() -> list[str]:
        return looked_at("http://inside.example/", "10.0.0.1", allow_private=True, came_from=came_from)

    if is_allowed:
        assert look() == ["10.0.0.1"]
    else:
        with pytest.raises(FetchRefused, match="redirects to"):
            look()


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f000001", "localhost"])
def test_odd_spellings_of_this_machine_are_seen_through(host: str) -> None:
    found = asyncio.run(look_up(host, 80))
    assert found
    assert not any(is_public(text) for text in found)


def test_an_unknown_host_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(FetchError, match=r"the host gone\.example is not known here"):
        asyncio.run(look_up("gone.example", 443))


# The connection itself.


class Recording(httpx.AsyncBaseTransport):
    """Keeps what it is asked; the addresses in `closed` cannot be reached."""

    def __init__(self, *closed: str) -> None:
        self.closed, self.asked = closed, list[httpx.Request]()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if request.url.host in self.closed:
            raise httpx.ConnectError("no route")
        return httpx.Response(200)


def send(url: str, *addresses: str, inner: httpx.AsyncBaseTransport) -> httpx.Response:
    async def get() -> httpx.Response:
        async with httpx.AsyncClient(transport=PinnedTransport(inner)) as client:
            return await client.send(client.build_request("GET", url, extensions=pinned(list(addresses))))

    return asyncio.run(get())


def test_the_request_goes_to_the_address_under_the_hosts_name() -> None:
    inner = Recording()
    send("https://docs.example:8443/x?y=1", "2606:2800:220:1::1", inner=inner)
    asked = inner.asked[0]
    assert str(asked.url) == "https://[2606:2800:220:1::1]:8443/x?y=1"
    assert asked.headers["host"] == "docs.example:8443"
    assert asked.extensions["sni_hostname"] == "docs.example"


def test_the_next_address_is_tried_where_one_cannot_be_reached() -> None:
    inner = Recording("2606:2800:220:1::1")
    assert send("https://docs.example/", "2606:2800:220:1::1", "8.8.8.8", inner=inner).status_code == 200
    assert [request.url.host for request in inner.asked] == ["2606:2800:220:1::1", "8.8.8.8"]


def test_a_request_that_was_not_looked_at_is_not_sent() -> None:
    async def get() -> None:
        async with httpx.AsyncClient(transport=PinnedTransport(Recording())) as client:
            await client.get("https://docs.example/")

    with pytest.raises(KeyError):
        asyncio.run(get())


@pytest.fixture
def tls(tmp_path: Path) -> Iterator[tuple[int, ssl.SSLContext]]:
    """A TLS server for docs.example on loopback; its port, and a context that trusts its certificate."""
    certificate = certify("docs.example", tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                plain, _ = listener.accept()
            except OSError:
                return
            try:
                with context.wrap_socket(plain, server_side=True) as secured:
                    secured.recv(4096)
                    secured.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
            except OSError:  # the client did not like the certificate
                continue

    Thread(target=serve, daemon=True).start()
    yield listener.getsockname()[1], ssl.create_default_context(cafile=certificate)
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()


def certify(host: str, folder: Path) -> Path:
    """Write a key and its self-signed certificate for one host."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
    built = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    file = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + built.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    return file


def test_a_certificate_is_held_against_the_hosts_name(tls: tuple[int, ssl.SSLContext]) -> None:
    port, context = tls
    good = httpx.AsyncHTTPTransport(verify=context)
    assert send(f"https://docs.example:{port}/", "127.0.0.1", inner=good).text == "ok"
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        send(f"https://other.example:{port}/", "127.0.0.1", inner=httpx.AsyncHTTPTransport(verify=context))
