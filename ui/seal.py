"""A mark on what the page lets a browser keep, by which the page knows its own words when they come back.

What a browser keeps can be changed there. Without the mark anybody could write an answer that the library never gave,
have the page show it, and pass on its permanent address.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

from ingest.errors import HomeError

_FILE = "page.key"
_BYTES = 32


class Seal:
    """Marks texts by a secret."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def of_home(cls, home: Path) -> Seal:
        """Return the seal of a home, the same for every process that serves it; made at the first use.

        Raises:
            HomeError: its file cannot be read or made.
        """
        path = home / _FILE
        try:
            if not path.exists():
                _make(path)
            key = path.read_bytes()
        except OSError as error:
            raise HomeError(f"{path}: cannot be used ({error.strerror}). Check the folder's rights.") from error
        if len(key) != _BYTES:
            raise HomeError(f"{path}: holds no key. Delete it; another is made at the next start.")
        return cls(key)

    def mark(self, text: str) -> str:
        """Return the mark of a text."""
        return hmac.new(self._key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()

    def is_ours(self, text: str, mark: str) -> bool:
        """Tell whether a text was marked here, and not changed since."""
        return hmac.compare_digest(self.mark(text).encode(), mark.encode("utf-8", "surrogatepass"))


def _make(path: Path) -> None:
    """Write a new key; where another process is quicker, its key stands."""
    own = path.with_name(f".{_FILE}.{secrets.token_hex(4)}")
    own.touch(mode=0o600)
    try:
        own.write_bytes(secrets.token_bytes(_BYTES))
        with suppress(FileExistsError):
            os.link(own, path)  # whole or not at all
    finally:
        own.unlink()
