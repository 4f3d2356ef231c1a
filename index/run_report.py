"""The report that each run leaves: one file for programs and one page for people."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

from index.plan import FileStatus
from index.update_records import FileOutcome, IngestReport

FOLDER = "reports"
_KEPT = 50  # runs; older reports go
_QUIET = (FileStatus.INDEXED, FileStatus.UNCHANGED, FileStatus.MOVED, FileStatus.DUPLICATE)
_COLUMNS = {
    "path": "file", "document_id": "document", "status": "status", "pages": "pages", "empty_pages": "without text",
    "ocr_pages": "recognised (OCR)", "tables": "tables", "headings": "headings", "labels": "page labels",
    "passages": "passages", "language": "language", "seconds": "seconds", "note": "note",
}  # fmt: skip
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 100rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a }
table { border-collapse: collapse; margin: 1rem 0; font-size: .85rem }
caption { text-align: left; font-weight: 600; padding: .3rem 0 }
th, td { border: 1px solid #bbb; padding: .25rem .5rem; text-align: left; vertical-align: top }
thead th { background: #f0f0f0 }
td.number { text-align: right; font-variant-numeric: tabular-nums }
td.status { white-space: nowrap }
td.note, td.file { min-width: 16rem; overflow-wrap: anywhere }
.scroll { overflow-x: auto }
@media (prefers-color-scheme: dark) { body { background: #1a1a1a; color: #eee } thead th { background: #333 } }
"""


def keep_report(home: Path, result: IngestReport, *, action: str, model: str, run: str) -> IngestReport:
    """Write the report of a run, and return the run with the place of it; on a full disk there is none.

    Args:
        home: whose `reports` folder it goes to; the oldest ones there are deleted.
        result: how the files ended.
        action: what was done, "ingest" or "stage".
        model: identity of the embedding model.
        run: what tells it from another run of the same second.
    """
    folder, at = home / FOLDER, datetime.now(UTC)
    file = folder / f"{at:%Y%m%d-%H%M%S}-{run}.json"
    told = _told(result, action=action, model=model, at=at.isoformat(timespec="seconds"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
        file.with_suffix(".html").write_text(report_page(told), encoding="utf-8")
        _delete(reports(home)[:-_KEPT])
    except OSError:
        with suppress(OSError):
            _delete([file])
        return result
    return replace(result, report=file)


def reports(home: Path) -> list[Path]:
    """Return the reports for programs that are kept, oldest first; the page lies beside each."""
    return sorted((home / FOLDER).glob("*.json"))


def _delete(files: Sequence[Path]) -> None:
    for file in files:
        file.unlink(missing_ok=True)
        file.with_suffix(".html").unlink(missing_ok=True)


def _told(result: IngestReport, *, action: str, model: str, at: str) -> dict[str, Any]:
    return {
        "at": at, "action": action, "model": model, "snapshot": result.snapshot, "seconds": result.seconds,
        "encoded": result.encoded, "counts": result.counts, "documents": [_row(one) for one in result.documents],
    }  # fmt: skip


def _row(outcome: FileOutcome) -> dict[str, Any]:
    """Return what is reported of one file; what was not read in this run has no counts."""
    found = outcome.found
    row: dict[str, Any] = {
        "path": outcome.path, "document_id": outcome.document_id, "status": outcome.status.value,
        "message": outcome.message, "seconds": outcome.seconds,
    }  # fmt: skip
    if found is None:
        return row
    return row | {
        "pages": outcome.pages, "empty_pages": list(outcome.empty_pages), "ocr_pages": found.ocr_pages,
        "tables": found.tables, "headings": found.headings, "labels": found.labels, "passages": outcome.passages,
        "language": found.language, "warnings": list(found.warnings),
    }  # fmt: skip


def report_page(told: dict[str, Any]) -> str:
    """Return a report as a page that needs nothing beside it; whatever documents are called is shown, never run."""
    documents = told["documents"]
    lost = [row for row in documents if row["status"] not in _QUIET and "pages" not in row]
    doubtful = [row for row in documents if "pages" in row and (row["status"] not in _QUIET or row["warnings"])]
    read = [row for row in documents if "pages" in row and row not in doubtful]
    others = [row for row in documents if "pages" not in row and row not in lost]
    counts = ", ".join(f"{number} {status.replace('_', ' ')}" for status, number in told["counts"].items() if number)
    head = f"{told['action']}, {told['at']}"
    facts = (
        f"{len(documents)} files: {counts or 'none found'}. {told['seconds']} s, {told['encoded']} passages encoded by "
        f"{told['model']}; snapshot {told['snapshot']}."
    )
    tables = [
        *_table(f"Not taken in, or taken out ({len(lost)})", lost),
        *_table(f"Taken in, but look at them ({len(doubtful)})", doubtful),
        *_table(f"Taken in ({len(read)})", read),
        *_folded(f"Not read anew ({len(others)})", others),
    ]
    body = "\n".join(tables)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>policy-kb: {escape(head)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head>\n<body>\n<main>\n<h1>policy-kb: {escape(head)}</h1>\n<p>{escape(facts)}</p>\n"
        f"{body}\n</main>\n</body>\n</html>\n"
    )


def _table(caption: str, rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    if not rows:
        return
    columns = [name for name in _COLUMNS if any(_cell(row, name) for row in rows)]
    heads = "".join(f'<th scope="col">{_COLUMNS[name]}</th>' for name in columns)
    yield f'<div class="scroll"><table><caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead><tbody>'
    for row in rows:
        yield f"<tr>{''.join(_shown(row, name) for name in columns)}</tr>"
    yield "</tbody></table></div>"


def _folded(caption: str, rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    if rows:
        yield f"<details><summary>{escape(caption)}</summary>"
        yield from _table(caption, rows)
        yield "</details>"


def _cell(row: dict[str, Any], name: str) -> str:
    match name:
        case "note":
            return "\n".join(dict.fromkeys(filter(None, [row["message"], *row.get("warnings", ())])))
        case "empty_pages":
            return ", ".join(str(number) for number in row.get(name, ()))
        case _:
            return str(row.get(name, ""))


def _shown(row: dict[str, Any], name: str) -> str:
    text = escape(_cell(row, name)).replace("\n", "<br>")
    if name == "path":
        return f'<td class="file" title="{text}">{escape(Path(row[name]).name)}</td>'
    kind = name if name in ("note", "status") else "number" if isinstance(row.get(name), int | float) else ""
    return f'<td class="{kind}">{text}</td>' if kind else f"<td>{text}</td>"
