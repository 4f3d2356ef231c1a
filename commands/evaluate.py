"""`policy-kb eval`: measure on question sets, fit the decision anew, put all kept figures on one page."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.given import split_list
from ingest.errors import SettingsError

if TYPE_CHECKING:
    from eval.command import Done, Place, Rooms
    from index.update import Step

HELP = "measure retrieval and answers on question sets; fit the decision; gather all figures on one page"
_MEASURE, _CALIBRATE, _SUMMARY = "measure", "calibrate", "summary"

Progress = Callable[[str], AbstractContextManager[Callable[["Step"], None]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What the command works with.

    Attributes:
        place: where things are.
        rooms: how the libraries are opened.
        progress: shows how far the filling of a library has come.
        write: writes a file that `--out` names.
        say: tells on stderr.
    """

    place: Place
    rooms: Rooms
    progress: Progress
    write: Callable[[Path, bytes], None]
    say: Callable[[str], None]


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    command.add_argument(
        "action", nargs="?", choices=(_MEASURE, _CALIBRATE, _SUMMARY), default=_MEASURE,
        help="measure (default); calibrate: fit anew when a sentence is an answer; summary: one page of what was kept",
    )  # fmt: skip
    command.add_argument("--set", nargs="+", default=["own-dev"], metavar="NAME", help="sets (default own-dev)")
    command.add_argument("--part", choices=("dev", "report"), default="dev", help="of a public set (default dev)")
    command.add_argument("--systems", default="bm25,dense,rrf,ours", metavar="bm25,ours", help="separated by commas")
    command.add_argument("--answers", action="store_true", help="ask the questions as well")
    command.add_argument("--stage", action="store_true", help="put the own sets to what is staged in --home")
    command.add_argument("--most", type=_count_or_all, metavar="N", help="questions per pair of languages; 0 for all")
    command.add_argument("--cache", type=Path, metavar="DIR", help="filled libraries (default var/eval)")
    command.add_argument("--data", type=Path, metavar="DIR", help="the public sets (default ../shared/data/questions)")
    command.add_argument("--results", type=Path, metavar="DIR", help="results that are kept (default eval/results)")
    command.add_argument("--dry", action="store_true", help="calibrate: print the decision and write nothing")
    command.add_argument(
        "--out", type=Path, metavar="FILE",
        help="measure: the report, HTML (default CACHE/report.html); calibrate: the decision, JSON (default the one "
        "in use); summary: the page, Markdown (default docs/quality.md)",
    )  # fmt: skip


def _count_or_all(text: str) -> int:
    if text.isascii() and text.isdigit():
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no number from 0 on")


def place_of(arguments: argparse.Namespace, home: Path) -> Place:
    """Return where things are: what the arguments name, else the defaults; what is staged is that of `home`."""
    from eval.command import Place  # noqa: PLC0415

    given = {name: getattr(arguments, name) for name in ("home", "cache", "data", "results")}
    if arguments.stage:
        given["home"] = home
    return Place(**{name: path for name, path in given.items() if path is not None}, is_staged=arguments.stage)


def run(arguments: argparse.Namespace, means: Means) -> int:
    """Do what is asked for and return 0.

    Args:
        arguments: as `add_arguments` declares them.
        means: what it is done with.

    Raises:
        SettingsError: a set that does not exist is asked for.
        EvalError: a set, a system or a package is missing, or what is kept cannot be read.
    """
    from eval.command import SETS  # noqa: PLC0415

    unknown = [name for name in arguments.set if name not in SETS]
    if unknown:
        raise SettingsError(f"--set: there is no set {unknown[0]!r}; there are {', '.join(SETS)}")
    action = {_MEASURE: _measure, _CALIBRATE: _calibrate, _SUMMARY: _summary}[arguments.action]
    action(arguments, means)
    return 0


def _measure(arguments: argparse.Namespace, means: Means) -> None:
    from eval import command  # noqa: PLC0415
    from eval.records import Part  # noqa: PLC0415
    from eval.report import write_report  # noqa: PLC0415
    from eval.run import Options  # noqa: PLC0415
    from eval.terminal import show  # noqa: PLC0415

    options = Options(
        systems=split_list(arguments.systems), part=Part(arguments.part), answers=arguments.answers,
        most=command.MOST if arguments.most is None else arguments.most,
    )  # fmt: skip
    out = arguments.out or means.place.cache / "report.html"
    done: list[Done] = []
    with means.progress("eval") as report:
        measured = command.run(
            arguments.set, options, place=means.place, rooms=means.rooms, say=means.say, report=report
        )
        for one in measured:
            done.append(one)
            if not arguments.json:
                show(one.result, one.comparison, one.texts)
    means.write(out, write_report(done).encode())
    means.say(f"the report: {out}")
    if arguments.json:
        shown = [
            {**one.result, "per_question": {}, "kept": one.file.name, "comparison": one.comparison} for one in done
        ]
        _print({"results": shown, "report": str(out)})


def _calibrate(arguments: argparse.Namespace, means: Means) -> None:
    from answer.decision import FILE  # noqa: PLC0415
    from answer.topic import FILE as TOPIC_FILE  # noqa: PLC0415
    from eval.calibrate import MOST, at_threshold, calibrate  # noqa: PLC0415

    most = MOST if arguments.most is None else arguments.most
    with means.progress("eval") as report:
        decision, topic = calibrate(
            arguments.set, most=most, place=means.place, rooms=means.rooms, say=means.say, report=report
        )
    text = json.dumps(decision, indent=1) + "\n"
    out = arguments.out or FILE
    if not arguments.dry:
        means.write(out, text.encode())
        topic.save(out.with_name(TOPIC_FILE.name))
        means.say(f"the decision: {out}, {TOPIC_FILE.name} beside it")
    if arguments.json:
        _print(decision)
    elif arguments.dry:
        sys.stdout.write(text)
    else:
        sys.stdout.writelines(f"{line}\n" for line in at_threshold(decision))


def _summary(arguments: argparse.Namespace, means: Means) -> None:
    from eval.summary import PAGE, summary  # noqa: PLC0415

    out = arguments.out or PAGE
    means.write(out, summary(means.place.results).encode())
    means.say(f"the page: {out}")
    if arguments.json:
        _print({"page": str(out)})


def _print(item: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(item, ensure_ascii=False) + "\n")
