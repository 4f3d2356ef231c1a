"""The maintainer's login: a salted scrypt hash, tries held back after failures, sessions that the server remembers."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ingest.errors import PolicyKbError

COOKIE = "policy_kb_session"
SESSION_S = 12 * 3600  # a working day; then the maintainer logs in again
_MOST_SESSIONS = 100
# Cost of one try: 64 MiB and about a fifth of a second, https://cheatsheetseries.owasp.org (Password Storage, scrypt).
_N, _R, _P = 1 << 16, 8, 1
_FREE_TRIES = 5  # failures from one address before it has to wait
_FIRST_WAIT_S, _LONGEST_WAIT_S = 30, 900
_MOST_ADDRESSES = 10_000


def hash_password(password: str) -> str:
    """Return a password as the settings keep it: `scrypt:n:r:p:salt:hash`."""
    salt = secrets.token_bytes(16)
    return f"scrypt:{_N}:{_R}:{_P}:{_text(salt)}:{_text(_scrypt(password, salt, _N, _R, _P))}"


def is_password(password: str, hashed: str) -> bool:
    """Whether this is the password that was hashed; takes as long for any."""
    _, n, r, p, salt, wanted = hashed.split(":")
    found = _scrypt(password, _bytes(salt), int(n), int(r), int(p))
    return hmac.compare_digest(found, _bytes(wanted))


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    data = password.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(data, salt=salt, n=n, r=r, p=p, maxmem=256 * n * r, dklen=32)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class WaitFirst(PolicyKbError):
    """Too many tries have failed from an address.

    Attributes:
        seconds: until the next one is looked at.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = max(1, round(seconds))
        super().__init__(f"too many tries have failed; try again in {self.seconds} seconds")


@dataclass(slots=True)
class _Failures:
    count: int = 0
    closed_until: float = 0.0


class Login:
    """Who may maintain. Safe to share between threads; sessions end with the process."""

    def __init__(self, user: str, hashed: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._user, self._hashed, self._clock = user, hashed, clock
        self._sessions: OrderedDict[bytes, float] = OrderedDict()  # sha256 of the token -> when it ends
        self._failures: OrderedDict[str, _Failures] = OrderedDict()
        self._lock = threading.Lock()
        self._one_try = threading.Lock()  # so that many at once cannot take up the memory

    def enter(self, user: str, password: str, *, address: str) -> str | None:
        """Return the token of a new session, or None where name or password is wrong.

        Raises:
            WaitFirst: this address has failed too often; the password was not looked at.
        """
        with self._one_try:
            self._check_wait(address)
            is_right = is_password(password, self._hashed)
            is_user = hmac.compare_digest(user.encode("utf-8", "replace"), self._user.encode("utf-8", "replace"))
            if not (is_right and is_user):
                self._note_failure(address)
                return None
        with self._lock:
            self._failures.pop(address, None)
            token = secrets.token_urlsafe(32)
            self._sessions[_key(token)] = self._clock() + SESSION_S
            while len(self._sessions) > _MOST_SESSIONS:
                self._sessions.popitem(last=False)
        return token

    def is_in(self, cookies: Mapping[str, str], headers: Mapping[str, str]) -> bool:
        """Whether a request comes from a maintainer, and from this page rather than from another one."""
        if not is_from_here(headers):
            return False
        with self._lock:
            ends = self._sessions.get(_key(cookies.get(COOKIE, "")))
            return ends is not None and self._clock() < ends

    def leave(self, cookies: Mapping[str, str]) -> None:
        """End a session."""
        with self._lock:
            self._sessions.pop(_key(cookies.get(COOKIE, "")), None)

    def _check_wait(self, address: str) -> None:
        with self._lock:
            failures = self._failures.get(address)
            left = failures.closed_until - self._clock() if failures else 0.0
        if left > 0:
            raise WaitFirst(left)

    def _note_failure(self, address: str) -> None:
        with self._lock:
            failures = self._failures.setdefault(address, _Failures())
            self._failures.move_to_end(address)
            failures.count += 1
            if failures.count >= _FREE_TRIES:
                wait = min(_FIRST_WAIT_S * 2 ** min(failures.count - _FREE_TRIES, 10), _LONGEST_WAIT_S)
                failures.closed_until = self._clock() + wait
            while len(self._failures) > _MOST_ADDRESSES:
                self._failures.popitem(last=False)


def is_from_here(headers: Mapping[str, str]) -> bool:
    """Whether a browser says that a request was made by this page, or says nothing; another site's is not obeyed."""
    return headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}


def _key(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
