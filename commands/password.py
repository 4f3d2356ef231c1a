"""`policy-kb password`: the line that lets a maintainer log in to the page."""

from __future__ import annotations

import argparse
import getpass
import json
import sys

from ingest.errors import SettingsError

HELP = "make the hash of a maintainer's password, for the settings"
_SHORTEST = 12  # characters; whoever holds the hash can try billions of shorter ones
_LONGEST = 1000


def run(arguments: argparse.Namespace) -> int:
    """Ask for a password, write the setting that holds its hash, and return 0.

    Raises:
        SettingsError: it is too short or too long, or the two are not the same.
    """
    from ui.login import hash_password  # noqa: PLC0415

    password = _asked() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    if not _SHORTEST <= len(password) <= _LONGEST:
        raise SettingsError(f"the password has {len(password)} characters; it takes {_SHORTEST} to {_LONGEST}")
    hashed = hash_password(password)
    if arguments.json:
        sys.stdout.write(json.dumps({"maintainer_password_hash": hashed}) + "\n")
    else:
        sys.stdout.write(f"POLICY_KB_MAINTAINER_PASSWORD_HASH={hashed}\n")
    return 0


def _asked() -> str:
    password = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != password:
        raise SettingsError("the two passwords are not the same")
    return password
