"""The report: one HTML file that needs nothing beside it; every plot has a table of its numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from eval import plots
from eval.metrics import MEASURES, Figures
from eval.terminal import answer_rows, headline, pair_cell, with_interval

if TYPE_CHECKING:
    from eval.command import Done

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a }
table { border-collapse: collapse; margin: 1rem 0; font-size: .9rem }
caption { text-align: left; font-weight: 600; padding: .3rem 0 }
th, td { border: 1px solid #bbb; padding: .25rem .6rem; text-align: left; vertical-align: top }
thead th { background: #f0f0f0 }
svg { max-width: 100%; height: auto }
.scroll { overflow-x: auto }
@media (prefers-color-scheme: dark) { body { background: #1a1a1a; color: #eee } thead th { background: #333 }
  svg { background: #fff } }
"""
_MOST_POINTS = 20  # of a curve, in its table


def write_report(done: Sequence[Done]) -> str:
    """Return the page."""
    sections = "\n".join(part for n, one in enumerate(done, start=1) for part in _section(one, f"s{n}"))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>policy-kb: evaluation</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head>\n<body>\n<main>\n<h1>policy-kb: evaluation</h1>\n{_contents(done)}\n"
        f"{sections}\n</main>\n</body>\n</html>\n"
    )


def _contents(done: Sequence[Done]) -> str:
    links = "".join(f'<li><a href="#s{n}">{escape(_name(one))}</a></li>' for n, one in enumerate(done, start=1))
    return f'<nav aria-label="Sets"><ul>{links}</ul></nav>'


def _name(one: Done) -> str:
    return f"{one.result['set']}, {one.result['part']}"


def _section(one: Done, prefix: str) -> Iterator[str]:
    result = one.result
    systems = list(result["systems"])
    yield f'<section aria-labelledby="{prefix}"><h2 id="{prefix}">{escape(_name(one))}</h2>'
    yield f"<p>{escape(headline(result))}. Measured {escape(result['at'])} with {escape(result['model'])}.</p>"
    if result["left_out"]:
        yield f"<p>{len(result['left_out'])} questions are left out: the library does not hold their evidence.</p>"
    groups = {"all": {name: figures["nDCG@10"] for name, figures in result["systems"].items()}, **result["pairs"]}
    yield plots.bars(groups, systems, label=f"nDCG@10 by system and languages, {_name(one)}", prefix=f"{prefix}-bars")
    yield _system_table(result)
    yield _pair_table(result)
    if result["answers"]:
        yield from _answers(result["answers"], _name(one), prefix)
    if one.comparison:
        yield from _comparison(one.comparison, one.texts)
    yield "</section>"


def _table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    columns = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>' + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:]) + "</tr>"
        for row in rows
    )
    return (
        f'<div class="scroll"><table><caption>{escape(caption)}</caption><thead><tr>{columns}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _system_table(result: Figures) -> str:
    rows = [
        [name, *(with_interval(figures[measure]) for measure in MEASURES), f"{figures['p50_ms']}, {figures['p95_ms']}"]
        for name, figures in result["systems"].items()
    ]
    rows += [
        [name, with_interval(figures), *[""] * len(MEASURES)] for name, figures in result["differences"].items()
    ]
    return _table("Retrieval: mean with its 95 % interval", ["system", *MEASURES, "ms, p50 and p95"], rows)


def _pair_table(result: Figures) -> str:
    rows = [
        [pair, str(max(figures["n"] for figures in row.values())), *(pair_cell(row.get(s)) for s in result["systems"])]
        for pair, row in result["pairs"].items()
    ]
    caption = "nDCG@10 by language of question and evidence; in brackets the ratio to questions in the evidence's own"
    return _table(caption, ["languages", "questions", *result["systems"]], rows)


def _answers(answers: Figures, name: str, prefix: str) -> Iterator[str]:
    yield "<h3>Answers and refusals</h3>"
    yield _table("Answers: mean with its 95 % interval", ["figure", "value", "n"], list(answer_rows(answers)))
    keys = ("hit@1", "hit@3", "false_refusals", "false_answers")
    by_language = [[code, *(with_interval(row[key]) for key in keys)] for code, row in answers["by_language"].items()]
    yield _table("By language of the question", ["language", *(key.replace("_", " ") for key in keys)], by_language)
    curve = answers["risk_coverage"]
    yield plots.risk_coverage(curve, label=f"Risk over coverage, {name}", prefix=f"{prefix}-risk")
    step = max(len(curve) // _MOST_POINTS, 1)
    points = [[str(row["confidence"]), str(row["coverage"]), str(row["risk"])] for row in curve[step - 1 :: step]]
    yield _table("Risk over coverage, from the surest answer on", ["confidence", "coverage", "risk"], points)
    bins = answers["reliability"]
    yield plots.reliability(bins, label=f"Reliability of the stated confidence, {name}", prefix=f"{prefix}-calibration")
    shown = [[str(row["stated"]), str(row["found"]), str(row["questions"])] for row in bins]
    yield _table("Reliability of the stated confidence", ["stated", "found right", "questions"], shown)


def _comparison(comparison: Figures, texts: Mapping[str, str]) -> Iterator[str]:
    yield f"<h3>Against {escape(comparison['before'])}</h3>"
    rows = dict(comparison["systems"]) | ({"answers": comparison["answers"]} if comparison["answers"] else {})
    changes = [
        [name, f"{row['mean_change']:+.4f}", str(row["questions"]), str(row["gained"]), str(row["lost"])]
        for name, row in rows.items()
    ]
    yield _table("Changes", ["system", "mean change", "questions", "gained", "lost"], changes)
    for name, row in rows.items():
        for kind in ("gains", "losses"):
            if row[kind]:
                listed = [
                    [one["id"], f"{one['before']:.3f}", f"{one['after']:.3f}", texts.get(one["id"], "")]
                    for one in row[kind]
                ]
                yield _table(f"{name}: the largest {kind}", ["question", "before", "after", "words"], listed)
