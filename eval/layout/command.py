"""How well PDFs are read: `python -m eval.layout` makes documents from known text and measures what readers find.

Each file is read by this project's reader and, for comparison, by plain pypdf and plain pypdfium2; `--documents DIR`
counts words lost and gained against both on PDFs of your own, `--speed` measures pages per second and memory.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean
from typing import Any

from rich.console import Console
from rich.table import Table

from eval.layout.files import make, path_of, specs
from eval.layout.measure import Marks, measure, words_lost_and_gained
from eval.layout.readers import READERS, of_document, plain_pypdf, plain_pypdfium2
from eval.layout.records import Spec, known
from eval.layout.speed import measure_speed
from ingest.errors import FileRejected
from ingest.read import read_document

_COMPARED = ("text", "order", "sentences")  # what all readers can be measured by
_OURS = ("headings", "headings_right", "labels", "rows", "notes")


@dataclass(frozen=True, slots=True)
class Result:
    """One document and the marks of each reader."""

    name: str
    pages: int
    marks: dict[str, Marks]

    @property
    def is_best(self) -> bool:
        """Whether ours is at least as good as the better of the others, in all that can be compared."""
        others = [marks for reader, marks in self.marks.items() if reader != "ours"]
        ours = self.marks["ours"]
        return all(getattr(ours, one) >= max(getattr(other, one) for other in others) for one in _COMPARED)


def measure_file(spec: Spec, path: Path) -> Result:
    """Read one document with all readers and hold what they find against what is known."""
    found = {name: read(path) for name, read in READERS.items()}
    pages = len(found["ours"].labels or ())
    there = known(spec, pages=pages)
    return Result(spec.name, pages, {name: measure(one, there) for name, one in found.items()})


def compare_words(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return, for each PDF, the words that ours lacks and has beyond those of pypdf and pypdfium2."""
    rows: list[dict[str, Any]] = []
    for path in paths:
        try:
            document = read_document(path)
        except FileRejected as rejection:
            rows.append({"file": path.name, "rejected": str(rejection)})
            continue
        text = of_document(document).text
        row: dict[str, Any] = {"file": path.name, "pages": len(document.pages)}
        for name, plain in (("pypdf", plain_pypdf), ("pypdfium2", plain_pypdfium2)):
            lost, gained, words = words_lost_and_gained(text, plain(path).text)
            row |= {f"{name}_words": words, f"lost_to_{name}": lost, f"gained_on_{name}": gained}
        rows.append(row)
    return rows


def main(argv: Sequence[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m eval.layout", description=__doc__)
    parser.add_argument("--only", default="", help="only the documents whose name holds this")
    parser.add_argument("--keep", type=Path, help="folder to keep the PDFs in")
    parser.add_argument("--documents", type=Path, help="folder of PDFs: count words lost and gained instead")
    parser.add_argument("--speed", type=Path, help="folder of PDFs: measure pages per second and memory instead")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args(argv)
    if arguments.documents:
        return _print_words(compare_words(sorted(arguments.documents.rglob("*.pdf"))), as_json=arguments.json)
    if arguments.speed:
        print(json.dumps(measure_speed(sorted(arguments.speed.rglob("*.pdf"))), indent=1))
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.keep or Path(scratch)
        chosen, missing = make([spec for spec in specs() if arguments.only in spec.name], folder)
        results = [measure_file(spec, path_of(spec, folder)) for spec in chosen]
    for line in missing:
        print(line, file=sys.stderr)
    return _print_results(results, as_json=arguments.json)


def averages(results: Sequence[Result]) -> dict[str, dict[str, float | None]]:
    """Return each reader's marks over all documents; None where it has no notion of the thing."""
    marks = (*_COMPARED, *_OURS)
    return {
        reader: {mark: _mean([getattr(result.marks[reader], mark) for result in results]) for mark in marks}
        for reader in READERS
    }


def _mean(values: Sequence[float | None]) -> float | None:
    held = [value for value in values if value is not None]
    return mean(held) if held else None


def _print_results(results: Sequence[Result], *, as_json: bool) -> int:
    whole = averages(results)
    if as_json:
        files = [
            {"name": one.name, "pages": one.pages, "is_best": one.is_best}
            | {reader: asdict(marks) for reader, marks in one.marks.items()}
            for one in results
        ]
        print(json.dumps({"files": files, "averages": whole}, indent=1))
        return 0
    table = Table("file", "pages", *(f"{mark} ours/pypdf/pdfium" for mark in _COMPARED), *_OURS, "", box=None)
    for one in results:
        compared = ["/".join(_figure(getattr(one.marks[reader], mark)) for reader in READERS) for mark in _COMPARED]
        own = [_figure(getattr(one.marks["ours"], mark)) for mark in _OURS]
        table.add_row(one.name, str(one.pages), *compared, *own, "" if one.is_best else "worse")
    compared = ["/".join(_figure(whole[reader][mark]) for reader in READERS) for mark in _COMPARED]
    table.add_row("average", "", *compared, *(_figure(whole["ours"][mark]) for mark in _OURS))
    Console(width=190).print(table)
    wrong = sum(one.marks["ours"].wrong_labels for one in results)
    best = sum(one.is_best for one in results)
    print(f"{best} of {len(results)} files are read at least as well as by the better of the others")
    print(f"page numbers that are wrong: {wrong}")
    return 0


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _print_words(rows: Sequence[dict[str, Any]], *, as_json: bool) -> int:
    if as_json:
        print(json.dumps(rows, indent=1, ensure_ascii=False))
        return 0
    names = [f"{what}_{name}" for name in ("pypdf", "pypdfium2") for what in ("lost_to", "gained_on")]
    table = Table("file", "pages", "words", *(name.replace("_", " ") for name in names), box=None)
    for row in rows:
        cells = ["", "", row["rejected"]] if "rejected" in row else [row[name] for name in names]
        table.add_row(row["file"], str(row.get("pages", "")), str(row.get("pypdfium2_words", "")), *map(str, cells))
    Console(width=170).print(table)
    return 0
