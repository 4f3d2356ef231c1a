"""A result as tables for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Console, RenderableType
from rich.markup import escape
from rich.table import Table

from eval.metrics import MEASURES, Figures

_ANSWER_FIGURES = {
    "hit@1": "answer sentence hit@1", "hit@3": "answer sentence hit@3",
    "citation_precision": "citations on the evidence", "citation_recall": "evidence that is cited",
    "false_answers": "false answers", "right_reason": "right reason of a refusal", "false_refusals": "false refusals",
}  # fmt: skip


def show(
    result: Figures, comparison: Figures | None, texts: Mapping[str, str], *, console: Console | None = None
) -> None:
    """Print a result, and what has changed since the one before."""
    console = console or Console()
    for part in _parts(result, comparison, texts):
        console.print(part)


def _parts(result: Figures, comparison: Figures | None, texts: Mapping[str, str]) -> Iterator[RenderableType]:
    yield f"\n[bold]{escape(headline(result))}[/bold]"
    if result["left_out"]:
        yield f"{len(result['left_out'])} questions are left out: the library does not hold their evidence"
    yield _systems(result)
    if result["pairs"]:
        yield _pairs(result)
    if result["answers"]:
        yield _answers(result["answers"])
    if comparison:
        yield from _comparison(comparison, texts)


def headline(result: Figures) -> str:
    """Return what was measured, in one line."""
    commit = f"{result['commit'] or 'no commit'}{' and changes' if result['has_changes'] else ''}"
    return (
        f"{result['set']}, part {result['part']}: {result['questions']} questions, {result['answerable']} of them with "
        f"an answer; {commit}, decision {result['decision']}"
    )


def with_interval(figures: Figures) -> str:
    """Return a mean with its interval, "–" where nothing was measured."""
    if figures["mean"] is None:
        return "–"
    return f"{figures['mean']:.3f} ({figures['low']:.3f}–{figures['high']:.3f})"


def _systems(result: Figures) -> Table:
    table = Table(title="retrieval, mean (95 % interval)")
    for column in ("system", *MEASURES, "p50 ms", "p95 ms"):
        table.add_column(column)
    for system, figures in result["systems"].items():
        shown = [with_interval(figures[measure]) for measure in MEASURES]
        table.add_row(system, *shown, str(figures["p50_ms"]), str(figures["p95_ms"]))
    for name, figures in result["differences"].items():
        table.add_row(name, f"{figures['mean']:+.3f} ({figures['low']:+.3f}–{figures['high']:+.3f})")
    return table


def _pairs(result: Figures) -> Table:
    table = Table(title="nDCG@10 by language: question -> evidence (ratio to questions in the evidence's language)")
    table.add_column("pair")
    table.add_column("n")
    for system in result["systems"]:
        table.add_column(system)
    for pair, row in result["pairs"].items():
        n = max(figures["n"] for figures in row.values())
        table.add_row(pair, str(n), *(pair_cell(row.get(system)) for system in result["systems"]))
    return table


def pair_cell(figures: Figures | None) -> str:
    """Return the figure of a pair of languages, with its ratio where there is one."""
    if figures is None:
        return "–"
    ratio = figures.get("ratio")
    return f"{figures['mean']:.3f}" + (f" ({ratio:.2f})" if ratio is not None else "")


def _answers(answers: Figures) -> Table:
    table = Table(title="answers, mean (95 % interval)")
    for column in ("figure", "all", "n"):
        table.add_column(column)
    for name, value, n in answer_rows(answers):
        table.add_row(name, value, n)
    return table


def answer_rows(answers: Figures) -> Iterator[tuple[str, str, str]]:
    """Yield name, value and number of questions of each figure of the answers."""
    for key, name in _ANSWER_FIGURES.items():
        yield name, with_interval(answers[key]), str(answers[key]["n"])
        for reason, figures in answers.get(f"{key}_by_reason", {}).items():
            yield f"{name}: {reason}", with_interval(figures), str(figures["n"])
    verbatim = "–" if answers["verbatim"] is None else f"{answers['verbatim']:.3f}"
    yield "verbatim citations", verbatim, str(answers["citations"])
    yield "ask, p50 and p95 in ms", f"{answers['p50_ms']}, {answers['p95_ms']}", ""


def _comparison(comparison: Figures, texts: Mapping[str, str]) -> Iterator[RenderableType]:
    yield f"against {escape(comparison['before'])} ({comparison['commit'] or 'no commit'}):"
    rows = dict(comparison["systems"])
    if comparison["answers"]:
        rows["answers"] = comparison["answers"]
    for name, changes in rows.items():
        yield (
            f"  {name}: {changes['mean_change']:+.4f} over {changes['questions']} questions, "
            f"{changes['gained']} gained, {changes['lost']} lost"
        )
    last = list(comparison["systems"])[-1:]
    for name in [*last, *(["answers"] if comparison["answers"] else [])]:
        yield from _listed(name, rows[name], texts)


def _listed(name: str, changes: dict[str, Any], texts: Mapping[str, str]) -> Iterator[RenderableType]:
    if not changes["gains"] and not changes["losses"]:
        return
    table = Table(title=f"{name}: gains and losses, the largest first")
    for column in ("question", "before", "after", "words"):
        table.add_column(column, overflow="fold")
    for kind in ("gains", "losses"):
        for row in changes[kind]:
            words = escape(texts.get(row["id"], "")[:90])
            table.add_row(row["id"], f"{row['before']:.3f}", f"{row['after']:.3f}", words)
        if kind == "gains":
            table.add_section()
    yield table
