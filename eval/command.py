"""What `policy-kb eval` does: open the libraries, measure each set, keep, compare, and write the report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from answer.decision import Decision
from answer.records import Outcome
from eval import adapters, questions, results
from eval.library import StoresMaker, cached, opened
from eval.metrics import Figures, ir_measures
from eval.records import EvalError, QuestionSet
from eval.run import Assistants, Options, evaluate
from eval.systems import BaseMaker, Library, names
from index.knowledge_base import KnowledgeBase
from index.update import Step

SETS = (*questions.FILES, *adapters.PUBLIC_SETS)
CACHE = Path("var") / "eval"
MOST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where things are.

    Attributes:
        home: a library that the own sets are put to as it stands; None fills one with the starter corpus.
        is_staged: what is staged in `home` is measured, and not what is live.
        cache: folder of the libraries that are filled.
        data: folder of the public sets.
        results: folder of the results that are kept.
    """

    home: Path | None = None
    is_staged: bool = False
    cache: Path = CACHE
    data: Path = adapters.DATA
    results: Path = results.FOLDER


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """How the libraries are opened: by the settings, which only the entry points know.

    Attributes:
        model: the embedding model as configured.
        stores, base: how a home is opened.
        assistant: what answers from a knowledge base by a decision.
        settings: kept with each result.
    """

    model: str
    stores: StoresMaker
    base: BaseMaker
    assistant: Callable[[KnowledgeBase, Decision], Callable[[str], Outcome]]
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One set, measured.

    Attributes:
        file: where the result is kept.
        comparison: gains and losses against the last one; None where there was none.
        texts: question id -> words, for showing; they are not kept.
    """

    result: Figures
    file: Path
    comparison: Figures | None
    texts: Mapping[str, str]


def run(
    sets: Sequence[str], options: Options, *, place: Place, rooms: Rooms,
    say: Callable[[str], None], report: Callable[[Step], None],
) -> Iterator[Done]:  # fmt: skip
    """Measure the sets one by one, each kept as soon as it is done.

    Args:
        sets: some of `SETS`.
        options: what is measured.
        place: where things are.
        rooms: how the libraries are opened.
        say: is told what is being done.
        report: is shown how far the filling of a library has come.

    Raises:
        EvalError: a set, a system or a package is missing, or a quote does not stand where the set says.
    """
    ir_measures()
    unknown = [name for name in options.systems if name not in names()]
    if unknown:
        raise EvalError(f"there is no system {unknown[0]!r}; there are {', '.join(names())}")
    public = [name for name in sets if name not in questions.FILES]
    if place.is_staged and public:
        raise EvalError(f"--stage measures the project's own sets; {public[0]} fills a library of its own")
    for asked in [read_set(name, place) for name in sets]:  # a set that is missing is told before hours of measuring
        yield _measured(asked, options, place=place, rooms=rooms, say=say, report=report)


def read_set(name: str, place: Place) -> QuestionSet:
    """Return one of `SETS`.

    Raises:
        EvalError: it is missing or breaks its form.
    """
    return questions.own_set(name) if name in questions.FILES else adapters.load(name, data=place.data)


def _measured(
    asked: QuestionSet, options: Options, *, place: Place, rooms: Rooms,
    say: Callable[[str], None], report: Callable[[Step], None],
) -> Done:  # fmt: skip
    if asked.folder:
        options = replace(options, part=asked.questions[0].part)  # the own sets are one part each
    settings = {**rooms.settings, "library": "staged"} if place.is_staged else rooms.settings
    if place.is_staged:
        say(f"{asked.name}: on what is staged in {place.home}")
    before = results.last(asked.name, options.part.value, place.results)
    result = evaluate(
        asked, options, open_library=library_opener(place, rooms, report), assistant=_assistants(rooms),
        settings=settings, say=lambda text: say(f"{asked.name}: {text}"),
    )  # fmt: skip
    comparison = results.compare(result, before[1], name=before[0].name) if before else None
    texts = {question.question_id: question.text for question in asked.questions}
    return Done(result=result, file=results.keep(result, place.results), comparison=comparison, texts=texts)


def library_opener(
    place: Place, rooms: Rooms, report: Callable[[Step], None]
) -> Callable[[QuestionSet, str], AbstractContextManager[Library]]:
    """Return what opens a library of a set: the home that was named, for the own sets, or one that is filled."""

    @contextmanager
    def open_library(asked: QuestionSet, name: str) -> Iterator[Library]:
        if asked.folder and place.home:
            with opened(place.home, open_stores=rooms.stores, open_base=rooms.base) as library:
                yield library
            return
        with cached(
            asked, name, cache=place.cache, model=rooms.model, open_stores=rooms.stores, open_base=rooms.base,
            report=report,
        ) as library:  # fmt: skip
            yield library

    return open_library


def _assistants(rooms: Rooms) -> Assistants:
    return lambda library, decision: rooms.assistant(library.base, decision)
