"""One set, put to the systems and, where wanted, to the assistant; everything measured in one result."""

from __future__ import annotations

import hashlib
import random
import subprocess
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from answer.decision import FILE as DECISION
from answer.decision import Decision, load_decision
from answer.records import Abstention, Citation, Outcome
from eval.metrics import (
    DEPTH,
    MEASURES,
    Figures,
    Judged,
    answer_figures,
    judge_answer,
    mean_with_interval,
    percentiles,
    rank_figures,
)
from eval.qrels import Found
from eval.questions import check_quotes
from eval.records import EvalError, Part, Question, QuestionSet
from eval.systems import Library, Ranking, make
from index.records import Filters

SEED = 11
MAIN = "nDCG@10"
Ask = Callable[[str], Outcome]
Opener = Callable[[QuestionSet, str], AbstractContextManager[Library]]
Assistants = Callable[[Library, Decision], Ask]

_ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What is measured.

    Attributes:
        systems: names, in the order they are shown.
        part: of a public set; the own sets are one part each.
        most: questions of each pair of languages, drawn by a fixed seed; 0 for all.
        answers: whether the assistant is asked as well.
        curve: whether a refused question is asked again without the threshold, so that risk is known beyond it.
    """

    systems: tuple[str, ...]
    part: Part = Part.DEV
    most: int = 0
    answers: bool = False
    curve: bool = True


@dataclass(slots=True)
class _Measured:
    """What has been measured so far, over the libraries of a set."""

    figures: dict[str, dict[str, dict[str, float]]] = field(default_factory=lambda: defaultdict(dict))  # system, id
    pairs: dict[tuple[str, str], dict[str, dict[str, float]]] = field(default_factory=lambda: defaultdict(dict))
    milliseconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    judged: dict[str, Judged] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    libraries: dict[str, Figures] = field(default_factory=dict)
    asked: list[Question] = field(default_factory=list)


def sample(asked: QuestionSet, options: Options) -> list[Question]:
    """Return the questions of the part, at most `most` of each pair of languages, in the set's order.

    A question without an answer in the documents is only of use to the assistant.
    """
    strata: dict[tuple[str, str, str], list[Question]] = defaultdict(list)
    for question in asked.questions:
        if question.part is options.part and (question.is_answerable or options.answers):
            strata[question.language, question.evidence_language, question.library].append(question)
    chosen: set[str] = set()
    for pool in strata.values():
        few = pool
        if options.most and len(pool) > options.most:
            few = random.Random(SEED).sample(pool, options.most)  # noqa: S311 - a sample, no secret
        chosen |= {question.question_id for question in few}
    return [question for question in asked.questions if question.question_id in chosen]


def evaluate(
    asked: QuestionSet, options: Options, *, open_library: Opener, assistant: Assistants | None = None,
    settings: Mapping[str, Any] | None = None, say: Callable[[str], None] = lambda _: None,
) -> Figures:  # fmt: skip
    """Measure one set.

    Args:
        asked: the set.
        options: what is measured.
        open_library: opens a library of the set by its name.
        assistant: makes what answers from a library; needed for answers.
        settings: kept with the result.
        say: is told what is being done.

    Raises:
        EvalError: a quote does not stand where the set says, or there is no such system.
    """
    questions = sample(asked, options)
    if not questions:
        raise EvalError(f"the set {asked.name} has no questions in its part {options.part.value}")
    measured = _Measured()
    for name in dict.fromkeys(question.library for question in questions):
        some = [question for question in questions if question.library == name]
        with open_library(asked, name) as library:
            _measure(library, some, options, measured=measured, assistant=assistant, say=say)
            measured.libraries[name] = _described(library)
    return _result(asked, options, measured, settings or {})


def _described(library: Library) -> Figures:
    return {
        "documents": len(library.documents), "passages": len(library.passages), "languages": library.languages(),
        "snapshot": library.base.snapshot(), "model": library.base.model(),
    }  # fmt: skip


def _measure(
    library: Library, questions: Sequence[Question], options: Options, *, measured: _Measured,
    assistant: Assistants | None, say: Callable[[str], None],
) -> None:  # fmt: skip
    check_quotes(_on_what_is_held(questions, library), library.page_text)
    found, qrels = judged_evidence(library, questions)
    kept = [question for question in questions if question.question_id in found]
    ranked = [question for question in kept if question.question_id in qrels]
    measured.asked += kept
    measured.left_out += [question.question_id for question in questions if question.question_id not in found]
    for system in options.systems:
        say(f"{system}: {len(ranked)} questions")
        rankings, times = run_system(library, system, ranked)
        measured.figures[system] |= rank_figures(rankings, qrels)
        measured.milliseconds[system] += times
        _measure_pairs(library, system, ranked, qrels, measured)
    if options.answers:
        if assistant is None:
            raise EvalError("answers are wanted, but there is no assistant to ask")
        say(f"answers: {len(kept)} questions")
        _measure_answers(library, kept, found, assistant=assistant, curve=options.curve, measured=measured)


def _on_what_is_held(questions: Sequence[Question], library: Library) -> list[Question]:
    """Return the questions with the evidence whose document is held: a home of one's own need not hold all."""
    return [
        replace(one, evidence=tuple(each for each in one.evidence if each.document_id in library.documents))
        for one in questions
    ]  # fmt: skip


def judged_evidence(
    library: Library, questions: Sequence[Question]
) -> tuple[dict[str, list[Found]], dict[str, dict[str, int]]]:
    """Return by question id where the evidence stands, and the qrels of those that have some.

    A question is in neither where the library holds none of its evidence.
    """
    found: dict[str, list[Found]] = {}
    qrels: dict[str, dict[str, int]] = {}
    for question in questions:
        places = [one for one in map(library.judge.find, question.evidence) if one.places]
        grades = library.judge.qrels(places)
        if grades:
            qrels[question.question_id] = grades
        if grades or not question.is_answerable:
            found[question.question_id] = places
    return found, qrels


def run_system(
    library: Library, system: str, questions: Sequence[Question], *, filters: Filters | None = None
) -> tuple[dict[str, Ranking], list[float]]:
    """Return a system's rankings by question id, and the milliseconds of each search after a first one to warm up."""
    search = make(system, library, filters=filters)
    rankings: dict[str, Ranking] = {}
    times = []
    for question in questions[:1]:
        search(question.text, question.language, DEPTH)
    for question in questions:
        start = time.perf_counter()
        rankings[question.question_id] = search(question.text, question.language, DEPTH)
        times.append((time.perf_counter() - start) * 1000)
    return rankings, times


def _measure_pairs(
    library: Library, system: str, questions: Sequence[Question], qrels: Mapping[str, Mapping[str, int]],
    measured: _Measured,
) -> None:  # fmt: skip
    """Measure the documents of each language alone: the question's language against the evidence's.

    In a library of several languages the search is filtered by language, so that evidence in another one, which is as
    right, neither helps nor stands in the way; its unfiltered figures stand under "any".
    """
    languages = library.languages()
    if len(languages) > 1:
        for question in questions:
            row = measured.pairs[question.language, "any"].setdefault(system, {})
            row[question.question_id] = measured.figures[system][question.question_id][MAIN]
    for language in languages:
        grades = {
            question.question_id: {
                key: grade for key, grade in qrels[question.question_id].items()
                if library.documents[library.passages[key].document_id].language == language
            }
            for question in questions
        }  # fmt: skip
        some = [question for question in questions if grades[question.question_id]]
        if not some:
            continue
        of_some = {question.question_id: grades[question.question_id] for question in some}
        if len(languages) == 1:
            figures = {key: measured.figures[system][key] for key in of_some}
        else:
            rankings, _ = run_system(library, system, some, filters=Filters(languages=(language,)))
            figures = rank_figures(rankings, of_some)
        for question in some:
            pair = (question.language, language)
            measured.pairs[pair].setdefault(system, {})[question.question_id] = figures[question.question_id][MAIN]


def _measure_answers(
    library: Library, questions: Sequence[Question], found: Mapping[str, Sequence[Found]], *, assistant: Assistants,
    curve: bool, measured: _Measured,
) -> None:  # fmt: skip
    def page_text(citation: Citation) -> str:
        return library.base.page(citation.document.document_id, citation.page, revision=citation.revision).text

    decision = load_decision()
    ask, ask_without_threshold = assistant(library, decision), assistant(library, replace(decision, threshold=0.0))
    for question in questions[:1]:
        ask(question.text)
    for question in questions:
        start = time.perf_counter()
        outcome = ask(question.text)
        milliseconds = (time.perf_counter() - start) * 1000
        is_asked_again = curve and isinstance(outcome, Abstention)
        measured.judged[question.question_id] = judge_answer(
            question, outcome, found[question.question_id], judge=library.judge, page_text=page_text,
            milliseconds=milliseconds, proposed=ask_without_threshold(question.text) if is_asked_again else None,
        )  # fmt: skip


# The result.


def _result(asked: QuestionSet, options: Options, measured: _Measured, settings: Mapping[str, Any]) -> Figures:
    groups = {question.question_id: question.group or question.question_id for question in measured.asked}
    commit, is_changed = git_state()
    result: Figures = {
        "set": asked.name,
        "part": options.part.value,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit,
        "has_changes": is_changed,
        "model": next(iter(measured.libraries.values()))["model"],
        "decision": hashlib.sha256(DECISION.read_bytes()).hexdigest()[:12],
        "settings": {
            **settings, "systems": list(options.systems), "most": options.most, "seed": SEED, "depth": DEPTH,
            "passage_chars": asked.passage_chars,
        },
        "libraries": measured.libraries,
        "questions": len(measured.asked),
        "answerable": sum(question.is_answerable for question in measured.asked),
        "left_out": measured.left_out,
        "systems": {
            system: _system_figures(measured.figures[system], measured.milliseconds[system], groups)
            for system in options.systems
        },
        "differences": _differences(options.systems, measured, groups),
        "pairs": _pair_figures(measured, groups),
        "answers": answer_figures(list(measured.judged.values())) if measured.judged else None,
        "per_question": _per_question(options.systems, measured),
    }  # fmt: skip
    return result


def _system_figures(
    figures: Mapping[str, Mapping[str, float]], milliseconds: Sequence[float], groups: Mapping[str, str]
) -> Figures:
    rows = {
        measure: mean_with_interval([row[measure] for row in figures.values()], [groups[key] for key in figures])
        for measure in MEASURES
    }
    return {**rows, **percentiles(milliseconds)}


def _differences(systems: Sequence[str], measured: _Measured, groups: Mapping[str, str]) -> dict[str, Figures]:
    """Return how far the last system is ahead of each other in nDCG@10, question by question."""
    *others, last = systems
    rows = {}
    for other in others:
        keys = list(measured.figures[last])
        values = [measured.figures[last][key][MAIN] - measured.figures[other][key][MAIN] for key in keys]
        rows[f"{last} - {other}"] = mean_with_interval(values, [groups[key] for key in keys])
    return rows


def _pair_figures(measured: _Measured, groups: Mapping[str, str]) -> dict[str, Figures]:
    """Return nDCG@10 per pair of languages and system; `ratio` is that to the evidence's own language.

    The ratio is of questions that were asked in both languages.
    """
    rows: dict[str, Figures] = {}
    for (asked, held), systems in sorted(measured.pairs.items()):
        row: Figures = {}
        for system, values in systems.items():
            row[system] = mean_with_interval(list(values.values()), [groups[key] for key in values])
            own = measured.pairs.get((held, held), {}).get(system, {})
            if asked != held and own:
                row[system]["ratio"] = _ratio(values, own, groups)
        rows[f"{asked} -> {held}"] = row
    return rows


def _ratio(values: Mapping[str, float], own: Mapping[str, float], groups: Mapping[str, str]) -> float | None:
    by_group, own_by_group = ({groups[key]: value for key, value in some.items()} for some in (values, own))
    common = by_group.keys() & own_by_group.keys()
    total = sum(own_by_group[group] for group in common)
    return round(sum(by_group[group] for group in common) / total, 4) if total else None


def _per_question(systems: Sequence[str], measured: _Measured) -> dict[str, Figures]:
    """Return the figures of each question, without its text: public sets have licences of their own."""
    rows: dict[str, Figures] = {}
    for question in measured.asked:
        key = question.question_id
        row: Figures = {"language": question.language}
        for system in systems:
            if key in measured.figures[system]:
                row[system] = [round(measured.figures[system][key][measure], 4) for measure in MEASURES]
        if key in measured.judged:
            row["answer"] = measured.judged[key].row() | {"answerable": question.is_answerable}
        rows[key] = row
    return rows


def git_state() -> tuple[str, bool]:
    """Return the commit that was measured, and whether there are changes that it does not hold; ("", False) unknown."""
    commit, changes = _git("rev-parse", "--short=12", "HEAD"), _git("status", "--porcelain", "--untracked-files=no")
    return commit, bool(changes)


def _git(*words: str) -> str:
    try:
        done = subprocess.run(["git", *words], cwd=_ROOT, capture_output=True, text=True, check=False)  # noqa: S603, S607
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
