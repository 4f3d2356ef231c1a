"""Plots as SVG, drawn by matplotlib; each stands beside a table of the same numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any

from eval.metrics import Figures
from eval.records import EvalError

_SIZE = (7.2, 3.4)  # inches
_COLOURS = ("#8c8c8c", "#4477aa", "#cc8833", "#117733", "#aa3377", "#332288")  # told apart by the colour-blind, too
_HEAD = re.compile(r".*?(?=<svg)", re.DOTALL)
_ID = re.compile(r'(?<=\bid=")|(?<=url\(#)|(?<=href="#)')


def _figure() -> tuple[Any, Any]:
    try:
        from matplotlib import rc_context  # noqa: PLC0415 - an extra, and half a second to import
        from matplotlib.figure import Figure  # noqa: PLC0415
    except ImportError as error:
        raise EvalError("the report's plots need the package matplotlib: pip install 'policy-kb[eval]'") from error
    with rc_context({"font.size": 9, "axes.spines.top": False, "axes.spines.right": False}):
        figure = Figure(figsize=_SIZE, layout="constrained")
        return figure, figure.add_subplot()


def _svg(figure: Any, *, label: str, prefix: str) -> str:
    """Return the figure as SVG for a page that holds several: text as text, ids of its own, a label for readers."""
    from matplotlib import rc_context  # noqa: PLC0415

    stream = StringIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": prefix, "font.family": "sans-serif"}):
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    drawn = _ID.sub(f"{prefix}-", _HEAD.sub("", stream.getvalue(), count=1))
    return drawn.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)


def bars(groups: Mapping[str, Mapping[str, Figures]], systems: Sequence[str], *, label: str, prefix: str) -> str:
    """Return bars with their intervals: a group of bars per key, a bar per system."""
    figure, axes = _figure()
    width = 0.8 / max(len(systems), 1)
    for n, system in enumerate(systems):
        rows = [(place, row[system]) for place, row in enumerate(groups.values()) if system in row]
        rows = [(place, figures) for place, figures in rows if figures["mean"] is not None]
        means = [figures["mean"] for _, figures in rows]
        below = [max(figures["mean"] - figures["low"], 0) for _, figures in rows]
        above = [max(figures["high"] - figures["mean"], 0) for _, figures in rows]
        places = [place + (n - (len(systems) - 1) / 2) * width for place, _ in rows]
        axes.bar(
            places, means, width, yerr=[below, above], label=system, color=_COLOURS[n % len(_COLOURS)],
            error_kw={"elinewidth": 0.7, "ecolor": "#333333"},
        )  # fmt: skip
    axes.set_xticks(range(len(groups)), list(groups), rotation=30 if len(groups) > 6 else 0)
    axes.set_ylim(0, 1)
    axes.set_ylabel("nDCG@10")
    axes.legend(ncols=len(systems), frameon=False, loc="lower center", bbox_to_anchor=(0.5, 1.0))
    return _svg(figure, label=label, prefix=prefix)


def risk_coverage(rows: Sequence[Figures], *, label: str, prefix: str) -> str:
    """Return the curve of risk over coverage, with a mark where the system's own threshold stands."""
    figure, axes = _figure()
    axes.step([row["coverage"] for row in rows], [row["risk"] for row in rows], where="post", color=_COLOURS[1])
    own = [row for row in rows if row["is_answered"]][-1:]
    axes.plot([row["coverage"] for row in own], [row["risk"] for row in own], "o", color=_COLOURS[2])
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_xlabel("coverage: share of the questions answered")
    axes.set_ylabel("risk: share of wrong answers")
    return _svg(figure, label=label, prefix=prefix)


def reliability(rows: Sequence[Figures], *, label: str, prefix: str) -> str:
    """Return how often answers are right over how sure they say they are; the diagonal is perfect calibration."""
    figure, axes = _figure()
    most = max((row["questions"] for row in rows), default=1)
    axes.plot([0, 1], [0, 1], color="#999999", linewidth=0.8, linestyle="--")
    axes.scatter(
        [row["stated"] for row in rows], [row["found"] for row in rows],
        s=[20 + 180 * row["questions"] / most for row in rows], color=_COLOURS[1], alpha=0.8,
    )  # fmt: skip
    axes.set_xlim(0, 1)
    axes.set_ylim(-0.03, 1.03)
    axes.set_xlabel("stated confidence")
    axes.set_ylabel("share of right answers")
    return _svg(figure, label=label, prefix=prefix)
