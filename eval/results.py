"""Results, kept as files and held against the last one, question by question."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eval.metrics import MEASURES, Figures
from eval.records import EvalError

FOLDER = Path(__file__).parent / "results"
_SHOWN = 10  # gains and losses listed, of each
_SAME = 1e-4  # figures are kept with four digits
_NEEDED = {"at", "run", "commit", "systems", "answers", "per_question"}
_MAIN = MEASURES.index("nDCG@10")


def keep(result: Figures, folder: Path = FOLDER) -> Path:
    """Write a result and return its file, named by set, part and date; one of the same day gets a number."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{_series(result['set'], result['part'])}-{result['at'][:10]}"
    number = max((_number(file, name) for file in folder.glob(f"{name}*.json")), default=0) + 1
    file = folder / (f"{name}.json" if number == 1 else f"{name}-{number}.json")
    file.write_text(_written({**result, "run": number}), encoding="utf-8")
    return file


def _written(result: Figures) -> str:
    """Return JSON with one question a line, so that a difference between two files can be read."""
    whole = json.dumps({**result, "per_question": {}}, indent=1, ensure_ascii=False)
    rows = [
        f'  {json.dumps(key)}: {json.dumps(row, ensure_ascii=False, separators=(",", ":"))}'
        for key, row in result["per_question"].items()
    ]
    return whole.replace('"per_question": {}', '"per_question": {\n' + ",\n".join(rows) + "\n }") + "\n"


def last(
    name: str, part: str, folder: Path = FOLDER, *, system: str = "", with_answers: bool = False
) -> tuple[Path, Figures] | None:
    """Return the newest result that was kept of a set's part, None where there is none.

    Args:
        name: of the set.
        part: of the set.
        folder: where results are kept.
        system: one that must be among those measured; any by default.
        with_answers: whether questions must have been asked.

    Raises:
        EvalError: a kept file cannot be read.
    """
    series = _series(name, part)
    files = [file for file in folder.glob(f"{series}-*.json") if _is_of(file, series)]
    results = [(file, _read(file)) for file in files]
    results = [
        (file, result) for file, result in results
        if (not system or system in result["systems"]) and (result["answers"] or not with_answers)
    ]  # fmt: skip
    return max(results, key=lambda pair: (pair[1]["at"], pair[1]["run"]), default=None)


def _series(name: str, part: str) -> str:
    return name if name.endswith(f"-{part}") else f"{name}-{part}"


def _is_of(file: Path, series: str) -> bool:
    return bool(re.fullmatch(rf"{re.escape(series)}-\d{{4}}-\d\d-\d\d(-\d+)?", file.stem))


def _number(file: Path, name: str) -> int:
    tail = file.stem.removeprefix(name)
    return int(tail[1:]) if re.fullmatch(r"-\d+", tail) else 1


def _read(file: Path) -> Figures:
    try:
        result: Figures = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EvalError(f"{file.name}: this kept result cannot be read ({error}); mend it or delete it") from error
    if not isinstance(result, dict) or not result.keys() >= _NEEDED:
        raise EvalError(f"{file.name}: this is no kept result, or one of another form; delete it")
    return result


def compare(result: Figures, before: Figures, *, name: str) -> Figures:
    """Return gains and losses against an earlier result, of the questions that both asked.

    Of systems, the change in nDCG@10; of answers, whether the outcome was right: a statement among the first three on
    the evidence, or a refusal where there is none.

    Args:
        result: the new one.
        before: the earlier one.
        name: what the earlier one is called.
    """
    rows: Figures = {"before": name, "commit": before["commit"], "at": before["at"], "systems": {}, "answers": None}
    for system in result["systems"]:
        if system in before["systems"]:
            rows["systems"][system] = _changes(_system(result, system), _system(before, system))
    if result["answers"] and before["answers"]:
        rows["answers"] = _changes(_outcomes(result), _outcomes(before))
    return rows


def _system(result: Figures, system: str) -> dict[str, float]:
    rows: dict[str, Any] = result["per_question"]
    return {key: row[system][_MAIN] for key, row in rows.items() if system in row}


def _outcomes(result: Figures) -> dict[str, float]:
    rows: dict[str, Any] = result["per_question"]
    return {key: float(is_right(row["answer"])) for key, row in rows.items() if "answer" in row}


def is_right(answer: Mapping[str, Any]) -> bool:
    """Whether an outcome is right: the evidence where there is some, a refusal where there is none."""
    return bool(answer["hit@3"]) if answer["answerable"] else not answer["answered"]


def _changes(after: Mapping[str, float], before: Mapping[str, float]) -> Figures:
    common = [key for key in after if key in before]
    moved = sorted(
        ((after[key] - before[key], key) for key in common if abs(after[key] - before[key]) > _SAME),
        key=lambda pair: (-pair[0], pair[1]),
    )
    gains = [(change, key) for change, key in moved if change > 0]
    losses = [(change, key) for change, key in reversed(moved) if change < 0]
    mean = sum(change for change, _ in moved) / len(common) if common else 0.0
    return {
        "questions": len(common), "mean_change": round(mean, 4), "gained": len(gains), "lost": len(losses),
        "gains": [_row(key, before, after) for _, key in gains[:_SHOWN]],
        "losses": [_row(key, before, after) for _, key in losses[:_SHOWN]],
    }  # fmt: skip


def _row(key: str, before: Mapping[str, float], after: Mapping[str, float]) -> Figures:
    return {"id": key, "before": before[key], "after": after[key]}
