"""What the commands printed with `--json`, read back as something to take away."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from answer.export.subjects import Compared, Matrix, Quotations, Subject
from answer.from_json import draft_of, found_of, outcome_of, rows_of
from index.question_language import question_language
from ingest.errors import ResultError

_SHAPES = "ask, search, compare or check"


def read_subject(text: str, *, ranks: Sequence[int] = ()) -> Subject:
    """Return what a command printed: one JSON object, or several of `compare`, one a line, as the topics of one matrix.

    Args:
        ranks: of a search, the hits to take, in this order; all by default.

    Raises:
        ResultError: it is no JSON, or none that one of the commands prints.
    """
    items = _items(text)
    if all("rows" in item for item in items):
        return Matrix(topics=tuple(Compared(topic=topic, rows=rows) for topic, rows in map(rows_of, items)))
    if len(items) > 1:
        raise ResultError(f"{len(items)} results, but only comparisons go together into one file; give one result")
    (item,) = items
    if "hits" in item:
        return _quotations(item, ranks)
    if "statements" in item:
        return outcome_of(item)
    if "sentences" in item:
        return draft_of(item)
    raise ResultError(f"no result that `policy-kb {_SHAPES}` prints with --json")


def _quotations(item: dict[str, Any], ranks: Sequence[int]) -> Quotations:
    found, hits = found_of(item)
    by_rank = {hit.rank: hit for hit in hits}
    missing = [rank for rank in ranks if rank not in by_rank]
    if missing:
        raise ResultError(f"there is no hit {missing[0]}; the search found {len(hits)}")
    if not hits:
        raise ResultError("the search found nothing that could be taken away")
    language = found.language or question_language(found.query)
    chosen = tuple(by_rank[rank] for rank in dict.fromkeys(ranks)) if ranks else hits
    return Quotations(query=found.query, language=language, snapshot=found.snapshot, hits=chosen)


def _items(text: str) -> list[dict[str, Any]]:
    if not text.strip():
        raise ResultError("it is empty; run the command with --json and give what it printed")
    try:
        items = [json.loads(text)]
    except (ValueError, RecursionError):
        items = _lines(text)
    if not all(isinstance(item, dict) for item in items):
        raise ResultError(f"no result that `policy-kb {_SHAPES}` prints with --json")
    return items


def _lines(text: str) -> list[Any]:
    items = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                items.append(json.loads(line))
            except (ValueError, RecursionError) as error:
                raise ResultError(f"line {number} is not JSON ({error})") from error
    return items
