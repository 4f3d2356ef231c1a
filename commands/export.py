"""`policy-kb export`: what a command printed, or an answer that was kept, as a file for another program."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import ExportError, ResultError, SettingsError

if TYPE_CHECKING:
    from answer.export.export import Kind
    from answer.export.subjects import Occasion, Subject
    from index.records import DocumentInfo

HELP = "take an answer, hits, a comparison or a checked draft away as a file"
_KINDS = ("docx", "pdf", "md", "xlsx", "csv", "ris", "bib", "json")
_REMARKS = ("comments", "footnotes")
_BINARY = frozenset({"docx", "pdf", "xlsx"})
_MOST_BYTES = 64 << 20  # of a file with results; the longest answer has some ten thousand


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    command.add_argument(
        "file", nargs="?", metavar="FILE",
        help="what ask, search, compare or check printed with --json, or -; several lines of compare make one matrix",
    )  # fmt: skip
    command.add_argument("--answer", metavar="ID", help="an answer that was kept, instead of FILE")
    command.add_argument("--to", choices=_KINDS, help="kind of file (default: by the name after --out)")
    command.add_argument("--out", type=Path, metavar="FILE", help="where it goes (default: the terminal)")
    command.add_argument(
        "--remarks", choices=_REMARKS,
        help="of a checked draft as .docx, what is contradicted or not found: in Word's comments (the default), or "
        "all in footnotes",
    )  # fmt: skip
    command.add_argument("--hits", type=_ranks, default=(), metavar="1,3", help="of a search, these hits in this order")


def _ranks(text: str) -> tuple[int, ...]:
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isascii() and part.isdecimal() and len(part) < 6 and int(part) for part in parts):
        raise argparse.ArgumentTypeError(f"{text!r} is no list of ranks, such as 1,3")
    return tuple(map(int, parts))


def run(arguments: argparse.Namespace, home: Path, documents: Callable[[], list[DocumentInfo]]) -> int:
    """Write the file, and return 0.

    Args:
        documents: gives what the library holds now; asked for a kept answer alone.

    Raises:
        SettingsError: the command line asks for what cannot be.
        ResultError: the file does not hold what a command printed.
        ExportError: there is no such file of this.
        NotHeld: no answer is kept under the id.
    """
    from answer.check import CheckedDraft  # noqa: PLC0415
    from answer.export.export import Kind, export  # noqa: PLC0415

    kind = _kind(arguments.to, arguments.out)
    if bool(arguments.file) == bool(arguments.answer):
        raise SettingsError("give a FILE that a command printed with --json, or --answer ID")
    if arguments.answer:
        subject, occasion = _kept(arguments.answer, home, documents)
    else:
        subject, occasion = _printed(arguments.file, arguments.hits)
    if arguments.remarks and not (isinstance(subject, CheckedDraft) and kind is Kind.DOCX):
        raise SettingsError("--remarks is for a checked draft as .docx; this is something else")
    data = export(subject, kind, occasion, is_commented=arguments.remarks != "footnotes")
    if arguments.out is None:
        sys.stdout.write(data.decode())
        return 0
    _write(arguments.out, data)
    summary = {"file": str(arguments.out), "kind": kind.value, "bytes": len(data)}
    sys.stdout.write(f"{json.dumps(summary)}\n" if arguments.json else f"{arguments.out}: {len(data)} bytes\n")
    return 0


def _kind(to: str | None, out: Path | None) -> Kind:
    from answer.export.export import Kind  # noqa: PLC0415

    suffix = out.suffix.lower().lstrip(".") if out else ""
    name = to or suffix
    if name not in _KINDS:
        raise SettingsError(f"--to: say which kind of file to make: {', '.join(_KINDS)}")
    if out is None and name in _BINARY:
        raise SettingsError(f"--out: a .{name} goes to a file; name it, such as --out answer.{name}")
    return Kind(name)


def _printed(file: str, ranks: Sequence[int]) -> tuple[Subject, Occasion]:
    from answer.export.source import read_subject  # noqa: PLC0415
    from answer.export.subjects import Occasion, Quotations  # noqa: PLC0415

    try:
        subject = read_subject(_text(file), ranks=ranks)
    except ResultError as error:
        raise ResultError(f"{_name(file)}: {error}") from error
    if ranks and not isinstance(subject, Quotations):
        raise SettingsError("--hits selects among the hits of a search; this is something else")
    return subject, Occasion(on=_today())


def _kept(
    kept_id: str, home: Path, documents: Callable[[], list[DocumentInfo]]
) -> tuple[Subject, Occasion]:
    """Return a kept answer, and what has happened to its documents since."""
    from answer.export.subjects import Occasion  # noqa: PLC0415
    from answer.kept import Kept, changes_since  # noqa: PLC0415

    kept = Kept(home).reopen(kept_id)
    changes = changes_since(kept.citations, documents())
    return kept.outcome, Occasion(on=_today(), kept_id=kept_id, kept_on=kept.at.astimezone().date(), changes=changes)


def _text(file: str) -> str:
    try:
        data = sys.stdin.buffer.read(_MOST_BYTES + 1) if file == "-" else _read(Path(file))
        if len(data) > _MOST_BYTES:
            raise ResultError(f"it has more than {_MOST_BYTES >> 20} MiB; no result has")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ResultError(f"it is not UTF-8 text ({error.reason} at byte {error.start})") from error


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(_MOST_BYTES + 1)
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror})") from error


def _name(file: str) -> str:
    return "standard input" if file == "-" else Path(file).name


def _write(file: Path, data: bytes) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    except OSError as error:
        raise ExportError(f"--out: {file} cannot be written ({error.strerror})") from error


def _today() -> date:
    return datetime.now(UTC).astimezone().date()
