"""What people found who read answers and citations one by one: `eval/judged/*.jsonl`, explained in its README."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "judged"
KINDS = ("silent", "invented", "not held", "off topic")

Line = dict[str, Any]


@cache
def read(file: Path) -> tuple[Line, ...]:
    """Return what one batch holds, a question and its answer a line."""
    return tuple(json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())


def batches(folder: Path = FOLDER) -> Iterator[tuple[str, tuple[Line, ...]]]:
    """Yield each batch's name and lines, in the order in which they were judged."""
    for file in sorted(folder.glob("*.jsonl"), key=lambda file: (len(file.stem), file.stem)):
        yield file.stem, read(file)


def citation_shares(of: Sequence[Line]) -> dict[str, float | None]:
    """Return shares of the citations, 0 to 1; None where there is none.

    - supports: the quote carries the statement it is cited for, which Liu, Zhang and Liang ("Evaluating Verifiability
      in Generative Search Engines", 2023) call citation precision.
    - answers: the statement answers the question or a part of it.
    - on_the_matter: it answers it, or is on the very matter.
    """
    cited = [citation for line in of for citation in line["citations"]]
    pertinent = Counter(citation["pertinence"] for citation in cited)
    counts = {
        "supports": sum(citation["supports"] for citation in cited),
        "answers": pertinent["answers"],
        "on_the_matter": pertinent["answers"] + pertinent["related"],
    }
    return {name: count / len(cited) if cited else None for name, count in counts.items()}


def answerable(of: Sequence[Line]) -> list[Line]:
    """Return the lines of questions that the library answers."""
    return [line for line in of if line["verdict"]["answerable"]]


def wrongly_answered(of: Sequence[Line], kind: str) -> tuple[int, int]:
    """Return how many questions without an answer of a kind were answered, and how many there are."""
    asked = [line for line in of if line["verdict"].get("unanswerable") == kind]
    return sum(line["status"] == "answered" for line in asked), len(asked)
