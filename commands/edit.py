"""`policy-kb edit`: what is known of a document, put right by a maintainer."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

from ingest.errors import SettingsError

if TYPE_CHECKING:
    from index.update import Updater

HELP = "put right what is known of a document: title, year, country …"


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    command.add_argument("document_id", metavar="DOCUMENT_ID")
    command.add_argument(
        "cells", nargs="+", type=_cell, metavar="FIELD=VALUE",
        help="a manifest's column and what it holds, such as year=2025; nothing after = empties it",
    )  # fmt: skip


def _cell(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise argparse.ArgumentTypeError(f"{text!r} is not FIELD=VALUE, such as year=2025")
    return name.strip(), value


def run(arguments: argparse.Namespace, updater: Updater) -> int:
    """Change the document, say what is known of it now, and return 0.

    Raises:
        SettingsError: there is no such field, or it may not hold this.
        NotHeld, HomeError: as `Updater.edit`.
    """
    from ingest.errors import MetadataError  # noqa: PLC0415
    from ingest.manifest import cells_of  # noqa: PLC0415

    try:
        metadata = updater.edit(arguments.document_id, dict(arguments.cells))
    except MetadataError as error:
        raise SettingsError(str(error)) from error
    cells = cells_of(metadata)
    if arguments.json:
        sys.stdout.write(json.dumps({"document_id": cells.pop("id")} | cells, ensure_ascii=False) + "\n")
    else:
        sys.stdout.writelines(f"{name}: {' '.join(cell.split())}\n" for name, cell in cells.items() if cell)
    return 0
