"""One page of all figures that are kept: `policy-kb eval summary`.

Nothing is measured here. Each table says where its numbers stand, so that the page can be made again and held against
them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from answer.decision import FILE as DECISION
from answer.support import FILE as SUPPORT
from eval import by_hand, questions, results
from eval.adapters import PUBLIC_SETS
from eval.metrics import Figures
from eval.records import EvalError, Part
from eval.terminal import answer_rows, pair_cell, with_interval

PAGE = Path("docs") / "quality.md"
ABLATION, SCALE = "ablation.json", "scale.json"
_SYSTEMS = {
    "bm25": "words alone (BM25)", "dense": "English model alone", "rrf": "rank fusion of these", "ours": "ours",
    "multilingual": "multilingual model alone",
}  # fmt: skip
_ACROSS = ("own-report", "ntrex", "tico")  # sets that ask in one language for what stands in another
_SUPPORT_FIGURES = ("auc", "precision_at_90_recall", "supported")
_ALWAYS = 3  # sections that need no kept result: answers read by hand, the decision, the support score
_STEPS = (0.05, 0.1, 0.14, 0.2, 0.3, 0.5)  # thresholds shown of the curve, beside the one in use


def summary(folder: Path = results.FOLDER) -> str:
    """Return the page, Markdown.

    Args:
        folder: where results are kept.

    Raises:
        EvalError: a kept file cannot be read, or there is none.
    """
    sections = [
        section for section in (
            _search(folder), _across(folder), _answers(folder), _by_hand(), _decision(), _ablation(folder),
            _support(), _speed(folder),
        ) if section
    ]  # fmt: skip
    if len(sections) <= _ALWAYS:
        raise EvalError(f"{folder} keeps no result yet: run policy-kb eval first")
    head = (
        "# The figures\n\nMade by `policy-kb eval summary` from what `policy-kb eval` and the benchmarks kept; nothing "
        "here is written by hand. *Development* sets are those that weights and rules were chosen by, *report* sets "
        "those that nothing was chosen by. In brackets: 95 % intervals by bootstrap over groups of questions.\n"
    )
    return "\n".join([head, *sections])


def _search(folder: Path) -> str:
    rows = []
    for name in ("own", *PUBLIC_SETS):
        for part in (Part.DEV, Part.REPORT):
            found = _last(name, part, folder)
            if found:
                file, result = found
                cells = [_ndcg(result, system) for system in _SYSTEMS]
                rows.append([name, part.value, str(result["answerable"]), *cells, f"`{file.name}`"])
    if not rows:
        return ""
    return _section("Search: nDCG@10", ["set", "part", "questions", *_SYSTEMS.values(), "kept as"], rows)


def _last(name: str, part: Part, folder: Path) -> tuple[Path, Figures] | None:
    """Return the newest result of a set that compares systems, or the newest one where none does."""
    series = f"own-{part.value}" if name == "own" else name
    return results.last(series, part.value, folder, system="rrf") or results.last(series, part.value, folder)


def _ndcg(result: Figures, system: str) -> str:
    figures = result["systems"].get(system)
    return with_interval(figures["nDCG@10"]) if figures else "–"


def _across(folder: Path) -> str:
    rows = []
    for name in _ACROSS:
        found = results.last(name, Part.REPORT.value, folder)
        for pair, row in found[1]["pairs"].items() if found else ():
            asked, _, held = pair.partition(" -> ")
            if "ours" in row and held not in {asked, "any"}:
                rows.append([name, asked, held, str(row["ours"]["n"]), pair_cell(row["ours"])])
    head = ["set", "asked in", "answered in", "questions", "nDCG@10 (ratio to questions in the evidence's language)"]
    return _section("Across languages", head, rows) if rows else ""


def _answers(folder: Path) -> str:
    columns = []
    for name in questions.FILES:
        part = Part.REPORT if name.endswith(Part.REPORT.value) else Part.DEV
        found = results.last(name, part.value, folder, with_answers=True)
        if found:
            columns.append((name, found[0].name, dict(_answer_cells(found[1]))))
    if not columns:
        return ""
    names = list(dict.fromkeys(key for *_, cells in columns for key in cells))
    rows = [[key, *(cells.get(key, "–") for *_, cells in columns)] for key in names]
    rows.append(["kept as", *(f"`{file}`" for _, file, _ in columns)])
    return _section("Answers, without a language model", ["figure", *(name for name, *_ in columns)], rows)


def _answer_cells(result: Figures) -> Iterator[tuple[str, str]]:
    for name, value, n in answer_rows(result["answers"]):
        yield name, f"{value}, n = {n}" if n else value


def _by_hand() -> str:
    rows = []
    for name, lines in by_hand.batches():
        held = by_hand.answerable(lines)
        first = [line["verdict"]["first_sentence"] for line in held]
        wrong = (by_hand.wrongly_answered(lines, kind) for kind in by_hand.KINDS)
        rows.append([
            f"`{name}`", str(len(lines)), str(sum(len(line["citations"]) for line in lines)),
            _percent(by_hand.citation_shares(lines)["supports"]),
            *(
                f"{_percent(by_hand.citation_shares(lines)[key])} ({_percent(by_hand.citation_shares(held)[key])})"
                for key in ("on_the_matter", "answers")
            ),
            f"{first.count('right')} of {len(held)}",
            f"{sum(line['status'] != 'answered' for line in held)} of {len(held)}",
            *(f"{count} of {asked}" if asked else "–" for count, asked in wrong),
        ])  # fmt: skip
    head = [
        "batch", "questions", "citations", "carry their statement", "answer it or are on the matter", "answer it",
        "first sentence right", "refused wrongly", *(f"{kind}, answered" for kind in by_hand.KINDS),
    ]  # fmt: skip
    note = (
        "Each batch was new when it was asked, of the state that `eval/judged/README.md` names. To carry the statement "
        "it is cited for is a citation's precision in the literature; whether the statement belongs in the answer is "
        "another question, in brackets for the questions that the corpus answers. The first batch does not say why a "
        "question has no answer."
    )
    return _section("Answers and citations read by hand (`eval/judged/`)", head, rows, note)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"


def _decision() -> str:
    fitted = _read(DECISION)
    threshold = fitted["threshold"]
    parts = []
    for name, curve in fitted["curves_left_out"].items():
        rows = [
            [f"**{row['threshold']}**" if row["threshold"] == threshold else str(row["threshold"])]
            + [f"{row[key]:.0%}" for key in ("answered", "right_of_answered", "false_answers")]
            for row in curve if row["threshold"] in {*_STEPS, threshold}
        ]  # fmt: skip
        head = ["threshold", "answered, of those with an answer", "right, of these", "answered, of those without"]
        parts.append(_table(head, rows, f"{name}, {fitted['fitted_on'][name]} questions, each by a fit without it"))
    rows = [
        [f"{row['stated']:.2f}", f"{row['found']:.2f}", str(row["questions"])] for row in fitted["reliability_left_out"]
    ]
    parts.append(_table(["stated probability", "share right", "questions"], rows, "Reliability, likewise"))
    return "## The decision (`answer/decision.json`, `policy-kb eval calibrate`)\n\n" + "\n".join(parts)


def _ablation(folder: Path) -> str:
    file = folder / ABLATION
    if not file.is_file():
        return ""
    kept = _read(file)
    sets = kept["questions"]
    rows = [[row["name"], *(_change(row["sets"].get(one)) for one in sets)] for row in kept["variants"]]
    head = ["variant", *(f"{name} ({n})" for name, n in sets.items())]
    note = "Each question ranked by a fit that did not see it; after the figure the difference to *ours*."
    return _section("What each part of the search is worth: nDCG@10 (`python -m eval.ablation`)", head, rows, note)


def _change(cell: Figures | None) -> str:
    if cell is None:
        return "–"
    change = cell.get("difference")
    return f"{cell['ndcg@10']:.3f}" + (f" ({change['mean']:+.3f})" if change else "")


def _support() -> str:
    fitted = _read(SUPPORT)
    rows = []
    for kind, group in fitted.items():
        for name, row in group.get("reported", {}).items() if isinstance(group, dict) else ():
            if isinstance(row, dict) and "auc" in row:
                cells = [f"{row[key]:.3f}" if key in row else "–" for key in _SUPPORT_FIGURES]
                rows.append([kind, name, str(row.get("pairs", "–")), *cells])
    head = ["fit", "set", "pairs", "AUC", "precision at 90 % recall", "share supported"]
    title = "The support score, on pairs it was not fitted on (`answer/support.json`, `python -m eval.support`)"
    return _section(title, head, rows)


def _speed(folder: Path) -> str:
    file = folder / SCALE
    if not file.is_file():
        return ""
    kept = _read(file)
    rows = [
        [f"{one['passages']:,}", *(f"{one[what][p]:.0f}" for what in ("search", "ask") for p in ("p50_ms", "p95_ms"))]
        for one in kept["libraries"]
    ]
    head = ["passages", "search p50, ms", "p95", "ask p50, ms", "p95"]
    return _section(f"Latency on {kept['cores']} cores (`python -m eval.scale`)", head, rows)


def _read(file: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EvalError(f"{file} cannot be read ({error})") from error
    return found


def _section(title: str, head: Sequence[str], rows: Sequence[Sequence[str]], note: str = "") -> str:
    return f"## {title}\n\n" + _table(head, rows, note)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], note: str = "") -> str:
    lines = [f"{note}\n"] if note else []
    lines += [_row(head), _row(["---"] * len(head)), *map(_row, rows)]
    return "\n".join(lines) + "\n"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
