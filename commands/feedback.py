"""`policy-kb feedback`, and the keeping of answers: what people said of them, and what was asked in vain."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.errors import SettingsError

if TYPE_CHECKING:
    from answer.kept import Kept, Pages
    from answer.records import Outcome

HELP = "say whether a kept answer is right; without an id, list what people said and what was asked in vain"
_VERDICTS = ("right", "wrong", "not_supported")


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    command.add_argument("answer_id", nargs="?", metavar="ID", help="of an answer that `policy-kb ask --keep` kept")
    command.add_argument("verdict", nargs="?", choices=_VERDICTS, metavar="VERDICT", help=", ".join(_VERDICTS))
    command.add_argument("--citation", type=int, metavar="N", help="the verdict is on this citation alone")
    command.add_argument("--comment", default="", metavar="TEXT")
    command.add_argument("--forget", metavar="ID", help="delete a kept answer and what was said of it")


def run(arguments: argparse.Namespace, home: Path) -> int:
    """Give or list feedback, and return 0.

    Raises:
        SettingsError: an id without a verdict.
        FeedbackError, NotHeld: as `Kept.judge`.
    """
    from answer.kept import Judgement, Kept  # noqa: PLC0415

    kept = Kept(home)
    if arguments.forget:
        kept.forget(arguments.forget)
        _say(arguments, {"forgotten": arguments.forget}, [f"forgotten: {arguments.forget}"])
        return 0
    if not arguments.answer_id:
        _say(arguments, _summary(kept), _lines(kept))
        return 0
    if not arguments.verdict:
        raise SettingsError(f"say what you think of answer {arguments.answer_id}: {', '.join(_VERDICTS)}")
    kept.judge(
        arguments.answer_id, Judgement(arguments.verdict), at=datetime.now(UTC), citation=arguments.citation,
        comment=arguments.comment,
    )  # fmt: skip
    item = {"answer_id": arguments.answer_id, "verdict": arguments.verdict, "citation": arguments.citation}
    _say(arguments, item, [f"noted: {arguments.verdict}"])
    return 0


def kept_id(outcome: Outcome, pages: Pages, home: Path, *, is_wanted: bool, keeps_questions: bool) -> str:
    """Keep an answer where its reader wants it, or a refusal where the settings do; return its id, "" if neither."""
    from answer.kept import Kept  # noqa: PLC0415
    from answer.records import Abstention  # noqa: PLC0415

    found = ""
    if is_wanted:
        found = Kept(home).keep(outcome, pages, at=datetime.now(UTC))
    if keeps_questions and isinstance(outcome, Abstention):
        Kept(home).note_refused(outcome, pages, at=datetime.now(UTC))
    return found


def _summary(kept: Kept) -> dict[str, Any]:
    return {
        "counts": {judgement.value: count for judgement, count in kept.counts().items()},
        "feedback": [
            {
                "answer_id": one.kept_id, "question": one.question, "citation": one.citation,
                "verdict": one.judgement.value, "comment": one.comment, "at": one.at.isoformat(),
            }
            for one in kept.feedback()
        ],
        "unanswered": [
            {
                "answer_id": one.kept_id, "question": one.question, "language": one.language, "reason": one.reason,
                "asked": one.asked, "last_at": one.last_at.isoformat(),
            }
            for one in kept.unanswered()
        ],
    }  # fmt: skip


def _lines(kept: Kept) -> Iterator[str]:
    yield ", ".join(f"{count} {judgement.value.replace('_', ' ')}" for judgement, count in kept.counts().items())
    for one in kept.feedback():
        where = f" [{one.citation}]" if one.citation is not None else ""
        comment = f" - {' '.join(one.comment.split())}" if one.comment else ""
        yield f"{one.at:%Y-%m-%d}  {one.judgement.value:13}  {one.kept_id}{where}  {one.question}{comment}"
    unanswered = kept.unanswered()
    if unanswered:
        yield "Not answered:"
    for question in unanswered:
        asked = f"  (asked {question.asked} times)" if question.asked > 1 else ""
        yield f"{question.last_at:%Y-%m-%d}  {question.reason:13}  {question.kept_id}  {question.question}{asked}"


def _say(arguments: argparse.Namespace, summary: dict[str, Any], lines: Iterator[str] | list[str]) -> None:
    if arguments.json:
        sys.stdout.write(f"{json.dumps(summary, ensure_ascii=False)}\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in lines)
