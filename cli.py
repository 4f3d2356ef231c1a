"""The command `policy-kb`: results to stdout, progress to stderr.

Exit codes: 0 all well, 1 some input was rejected or nothing was found, 2 wrong usage. Heavy libraries are imported by
the commands that use them, so that `--help` answers at once.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from commands import edit as edit_command
from commands import evaluate as eval_command
from commands import export as export_command
from commands import feedback as feedback_command
from commands import password as password_command
from commands import progress
from index.given import plain
from ingest.errors import FilterError, NotHeld, PolicyKbError, SettingsError

if TYPE_CHECKING:
    from answer.ask import Assistant
    from answer.pairs import ClaimPair
    from config import Settings
    from eval.command import Rooms
    from index.embed import Encoder
    from index.knowledge_base import KnowledgeBase
    from index.records import DocumentInfo, Filters
    from index.staging import Switch
    from index.stores import Stores
    from index.update import IngestReport, Step
    from ingest.fetch import FetchStep

OK, NOT_ALL, USAGE = 0, 1, 2
_HITS, _MOST_HITS = 10, 1000
_SOURCES = Path(__file__).parent / "corpus" / "sources.csv"
_LINE_ENDS = {code: f"\\u{code:04x}" for code in (0x85, 0x2028, 0x2029)}  # JSON leaves them as they are


def entry() -> None:
    """Run the command and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a console of another encoding must not stop an answer in Russian
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(main(sys.argv[1:]))


def main(argv: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    try:
        arguments = _parser().parse_args(argv)
    except SystemExit as stop:  # argparse has printed what is wrong, or the help
        return int(stop.code or 0)
    return _run(arguments.run, arguments)


def _run(command: Callable[[argparse.Namespace], int], arguments: argparse.Namespace) -> int:
    try:
        return command(arguments)
    except (SettingsError, _UsageError) as error:
        return _fail(error, USAGE)
    except PolicyKbError as error:
        return _fail(error, NOT_ALL)
    except sqlite3.Error as error:
        return _fail(f"the catalogue cannot be used ({error}). Look at the home folder and its disk.", NOT_ALL)
    except BrokenPipeError:  # the reader of our output has left, as `head` does
        sys.stderr.close()
        return OK
    except KeyboardInterrupt:
        return _fail("stopped; what was finished is kept", 130)


class _UsageError(Exception):
    """The command line asks for what cannot be."""


def _fail(error: object, code: int) -> int:
    sys.stderr.write(f"error: {error}\n")
    return code


# The command line.


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="policy-kb", description="A knowledge base of policy documents, whose answers open the lines they rest on."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    fetch = _command(commands, "fetch", "download the official documents of a manifest", _fetch)
    fetch.add_argument("--only", nargs="+", default=[], metavar="ID", help="these documents alone")
    fetch.add_argument("--manifest", type=Path, default=_SOURCES, metavar="CSV", help="default corpus/sources.csv")
    fetch.add_argument("--into", type=Path, metavar="DIR", help="folder for the files (default HOME/fetched)")
    fetch.add_argument("--ingest", action="store_true", help="bring them into the library as well")
    fetch.add_argument("--allow-private", action="store_true", help="allow this machine and private networks too")

    ingest = _command(commands, "ingest", "bring files and folders into the library", _ingest)
    ingest.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    ingest.add_argument("--manifest", type=Path, metavar="CSV", help="what the files are (default: a folder's own)")
    ingest.add_argument("--prune", action="store_true", help="take out documents whose files are gone")
    ingest.add_argument("--workers", type=int, metavar="N", help="processes that read files; 0 for one a core")
    ingest.add_argument(
        "--stage", action="store_true",
        help="build the next state beside the live one: all that is held read anew, and then PATH",
    )  # fmt: skip
    ingest.add_argument("--progress", action="store_true", help="tell each step as a line of JSON on stderr")

    _command(commands, "promote", "make the staged state the live one", _promote)
    rollback = _command(commands, "rollback", "go back to the state before", _rollback)
    rollback.add_argument("--stage", action="store_true", help="throw away what is staged; the live state stays")

    status = _command(commands, "status", "what the library holds, and what needs attention", _status)
    status.add_argument("--problems", action="store_true", help="only what a person should look at, all of it")

    search = _command(commands, "search", "find passages, best first", _search)
    _add_question(search, "words")
    search.add_argument("-k", type=_hits, default=_HITS, metavar="N", help=f"number of hits (default {_HITS})")

    ask = _command(commands, "ask", "ask a question; the answer is cited, or refused with a reason", _ask)
    _add_question(ask, "question")
    ask.add_argument("--keep", action="store_true", help="keep the answer, to open it again by the id that is printed")

    compare = _command(commands, "compare", "ask the same of several countries", _compare)
    compare.add_argument("topic")
    compare.add_argument("--country", required=True, metavar="FRA,MLT", help="codes, separated by commas")

    check = _command(commands, "check", "hold a draft against the library, sentence by sentence", _check)
    check.add_argument("file", type=Path, metavar="FILE", help="a speech or a brief: .txt, .md or .docx")
    _add_filters(check)

    verify = _command(commands, "verify", "say how well texts carry claims, a file of pairs at once", _verify)
    verify.add_argument(
        "--pairs", type=Path, required=True, metavar="JSONL", help='{"id","claim","evidence"} a line'
    )
    verify.add_argument("--out", type=Path, metavar="JSONL", help="where the results go (default: the terminal)")

    export_command.add_arguments(_command(commands, "export", export_command.HELP, _export))
    feedback_command.add_arguments(_command(commands, "feedback", feedback_command.HELP, _feedback))

    page = _command(commands, "page", "one page: its exact text, or its picture with a span marked", _page)
    page.add_argument("document_id")
    page.add_argument("number", type=_positive, metavar="N", help="position in the file, from 1")
    page.add_argument("--revision", help="sha256 of an earlier content")
    page.add_argument("--png", type=Path, metavar="FILE", help="write the picture to FILE")
    page.add_argument("--highlight", type=_span, action="append", default=[], metavar="START:END")

    _add_upkeep(commands)

    eval_command.add_arguments(_command(commands, "eval", eval_command.HELP, _eval))

    _command(commands, "reindex", "build vectors and words anew from the catalogue", _reindex)

    serve = _command(commands, "serve", "open the page", _serve)
    serve.add_argument("--host")
    serve.add_argument("--port", type=int)
    return parser


def _add_upkeep(commands: Any) -> None:
    remove = _command(commands, "remove", "take documents out of the library", _remove)
    remove.add_argument("document_ids", nargs="+", metavar="DOCUMENT_ID")
    edit_command.add_arguments(_command(commands, "edit", edit_command.HELP, _edit))
    _command(commands, "password", password_command.HELP, password_command.run)


def _command(
    commands: Any, name: str, help_line: str, run: Callable[[argparse.Namespace], int]
) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=help_line, description=help_line)
    command.add_argument("--home", type=Path, metavar="DIR", help="folder of the knowledge base (default ./var)")
    command.add_argument("--config", type=Path, metavar="TOML", help="settings file (default ./policy-kb.toml)")
    command.add_argument("--model", help="embedding model: bundled, a folder or a name")
    command.add_argument("--json", action="store_true", help="print JSON")
    command.set_defaults(run=run)
    return command


def _add_question(command: argparse.ArgumentParser, name: str) -> None:
    command.add_argument("question", nargs="?", metavar=name)
    command.add_argument("--questions", type=Path, metavar="JSONL", help='a batch: {"id","question",…filters} a line')
    command.add_argument("--out", type=Path, metavar="JSONL", help="where the batch's results go")
    _add_filters(command)


def _add_filters(command: argparse.ArgumentParser) -> None:
    command.add_argument("--country", metavar="FRA,MLT", help="codes, separated by commas")
    command.add_argument("--year", metavar="2020-2025", help="a year, or the first and last")
    command.add_argument("--language", metavar="fr")
    command.add_argument("--type", metavar="strategy")
    command.add_argument("--document", metavar="ID")


def _positive(text: str) -> int:
    if not _is_number(text) or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 on")
    return int(text)


def _hits(text: str) -> int:
    if _positive(text) > _MOST_HITS:
        raise argparse.ArgumentTypeError(f"{text} is more than the {_MOST_HITS} that one search gives")
    return int(text)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18


def _span(text: str) -> tuple[int, int]:
    start, colon, end = text.partition(":")
    if not (colon and _is_number(start) and _is_number(end) and int(start) <= int(end)):
        raise argparse.ArgumentTypeError(f"{text!r} is not START:END, such as 1023:1188")
    return int(start), int(end)


# Opening the rooms.


def _settings(arguments: argparse.Namespace) -> Settings:
    from config import Settings  # noqa: PLC0415

    names = ("home", "model", "workers", "host", "port")
    given = {name: getattr(arguments, name, None) for name in names}
    return Settings.load(arguments.config, **{name: value for name, value in given.items() if value is not None})


@contextmanager
def _stores(settings: Settings) -> Iterator[Stores]:
    from index.stores import Stores  # noqa: PLC0415

    stores = Stores(
        settings.home, model=settings.model, precision=settings.precision, chroma_url=settings.chroma_url
    )
    try:
        yield stores
    finally:
        stores.close()


@contextmanager
def _library(arguments: argparse.Namespace) -> Iterator[KnowledgeBase]:
    settings = _settings(arguments)
    with _stores(settings) as stores:
        yield _knowledge_base(settings, stores)


def _knowledge_base(settings: Settings, stores: Stores) -> KnowledgeBase:
    from index.knowledge_base import KnowledgeBase  # noqa: PLC0415

    return KnowledgeBase(stores, candidates=settings.candidates)


def _assistant(settings: Settings, library: KnowledgeBase) -> Assistant:
    from answer.ask import Assistant  # noqa: PLC0415
    from app import configured_llm  # noqa: PLC0415

    return Assistant(library, llm=configured_llm(settings), llm_timeout_s=settings.llm_timeout_s)


# The commands.


def _fetch(arguments: argparse.Namespace) -> int:
    from ingest.fetch import fetch  # noqa: PLC0415
    from ingest.fetch_addresses import Guard  # noqa: PLC0415
    from ingest.manifest import read_manifest  # noqa: PLC0415
    from ui.terminal import fetch_items, fetch_lines  # noqa: PLC0415

    rows = read_manifest(arguments.manifest)
    unknown = [name for name in arguments.only if name not in rows]
    if unknown:
        raise _UsageError(f"--only: {', '.join(unknown)} is not in {arguments.manifest.name}")
    home = _settings(arguments).home
    folder = arguments.into or home / "fetched"
    with _fetch_progress() as report:
        result = fetch(
            rows, folder=folder, only=arguments.only, guard=Guard(allow_private=arguments.allow_private), report=report
        )
    lines = (_json_line(item) for item in fetch_items(result)) if arguments.json else _ended(fetch_lines(result))
    sys.stdout.writelines(lines)
    code = OK if result.is_complete and result.sources else NOT_ALL
    if arguments.ingest:
        arguments.paths, arguments.manifest, arguments.prune, arguments.stage = [folder], None, False, False
        arguments.progress = False
        code = max(code, _ingest(arguments))
    return code


def _ingest(arguments: argparse.Namespace) -> int:
    from index.plan import FileStatus  # noqa: PLC0415
    from ui.terminal import report_lines  # noqa: PLC0415

    if not arguments.paths and not arguments.stage:
        raise _UsageError("name the files and folders to bring in; only --stage goes without")
    settings = _settings(arguments)
    with _stores(settings) as stores, _progress("ingest", is_told=arguments.progress) as report:
        result = _taken_in(arguments, settings, stores, report)
    documents = [
        {
            "path": outcome.path,
            "document_id": outcome.document_id,
            "status": outcome.status.value,
            "pages": outcome.pages,
            "empty_pages": list(outcome.empty_pages),
            "passages": outcome.passages,
            "seconds": outcome.seconds,
            "message": outcome.message,
        }
        for outcome in result.documents
    ]
    summary = {
        "documents": documents,
        "counts": result.counts,
        "encoded": result.encoded,
        "seconds": result.seconds,
        "snapshot": result.snapshot,
        "report": None if result.report is None else str(result.report),
    }
    _print(arguments, summary, report_lines(result))
    if not arguments.stage and any(not state["is_ready"] for state in _states(settings.home)):
        _say("what is staged is not up to date; `policy-kb ingest --stage` takes in what has changed since")
    return NOT_ALL if result.counts[FileStatus.REJECTED] or not result.documents else OK


def _taken_in(
    arguments: argparse.Namespace, settings: Settings, stores: Stores, report: Callable[[Step], None]
) -> IngestReport:
    """Ingest into the live state, or into the next one."""
    from index.staging import Staging  # noqa: PLC0415
    from index.update import ReadLimits, Updater  # noqa: PLC0415

    limits = ReadLimits(**settings.read_limits())
    paths, given = arguments.paths, {"manifest": arguments.manifest, "prune": arguments.prune, "report": report}
    if arguments.stage:
        return Staging(stores, model=arguments.model or "", limits=limits).build(paths, **given)
    return Updater(stores, limits=limits).ingest(paths, **given)


def _promote(arguments: argparse.Namespace) -> int:
    from index.staging import Staging  # noqa: PLC0415

    with _stores(_settings(arguments)) as stores:
        return _switched(arguments, Staging(stores).promote())


def _rollback(arguments: argparse.Namespace) -> int:
    from index.staging import Staging  # noqa: PLC0415

    with _stores(_settings(arguments)) as stores:
        if not arguments.stage:
            return _switched(arguments, Staging(stores).rollback())
        Staging(stores).drop()
    _print(arguments, {"dropped": "staged"}, ["what was staged is thrown away; the live state is as it was"])
    return OK


def _switched(arguments: argparse.Namespace, switch: Switch) -> int:
    from dataclasses import asdict  # noqa: PLC0415

    from ui.terminal import switch_lines  # noqa: PLC0415

    _print(arguments, asdict(switch), switch_lines(switch))
    return OK


def _status(arguments: argparse.Namespace) -> int:
    from answer.as_json import status_json  # noqa: PLC0415
    from ingest.ocr.engine import scan_engine  # noqa: PLC0415
    from ui.terminal import scans_json, state_lines, status_lines  # noqa: PLC0415

    if arguments.problems:
        return _problems(arguments)
    engine = scan_engine(_settings(arguments).ocr_limits())
    with _library(arguments) as library:
        documents, problems = library.documents(), library.problems()
        states = _states(library.home)
        summary = {
            **status_json(documents, problems, model=library.model(), snapshot=library.snapshot()),
            "ocr": scans_json(engine),
            "states": states,
            "report": _last_report(library.home),
        }
    width = shutil.get_terminal_size().columns
    lines = [*status_lines(documents, problems, engine=engine, width=width), *state_lines(states)]
    _print(arguments, summary, lines)
    return OK


def _states(home: Path) -> list[dict[str, Any]]:
    from dataclasses import asdict  # noqa: PLC0415

    from index.state_info import describe_states  # noqa: PLC0415

    return [asdict(state) for state in describe_states(home)]


def _last_report(home: Path) -> str | None:
    from index.run_report import reports  # noqa: PLC0415

    return next((str(file) for file in reversed(reports(home))), None)


def _problems(arguments: argparse.Namespace) -> int:
    from dataclasses import asdict  # noqa: PLC0415

    from ui.terminal import attention_lines  # noqa: PLC0415

    with _library(arguments) as library:
        found, snapshot = library.needs_attention(), library.snapshot()
    _print(arguments, {"problems": [asdict(one) for one in found], "snapshot": snapshot}, attention_lines(found))
    return OK


def _search(arguments: argparse.Namespace) -> int:
    from answer.as_json import search_json  # noqa: PLC0415
    from ui.terminal import search_lines  # noqa: PLC0415

    with _library(arguments) as library:
        if arguments.questions:
            k = arguments.k
            return _batch(arguments, lambda text, filters: search_json(library.search(text, filters=filters, k=k)))
        result = library.search(_question(arguments), filters=_filters(arguments), k=arguments.k)
    _print(arguments, search_json(result), search_lines(result))
    return OK if result.hits else NOT_ALL


def _ask(arguments: argparse.Namespace) -> int:
    from answer.as_json import outcome_json  # noqa: PLC0415
    from ui.terminal import outcome_lines  # noqa: PLC0415

    settings = _settings(arguments)
    with _library(arguments) as library:
        assistant = _assistant(settings, library)
        if arguments.questions:
            return _batch(arguments, lambda text, filters: outcome_json(assistant.ask(text, filters=filters)))
        outcome = assistant.ask(_question(arguments), filters=_filters(arguments))
        kept = feedback_command.kept_id(
            outcome, library, settings.home, is_wanted=arguments.keep, keeps_questions=settings.keep_questions
        )
    summary, lines = outcome_json(outcome), list(outcome_lines(outcome))
    if kept:
        summary["answer_id"] = kept
        lines.append(f"Kept: policy-kb export --answer {kept} --out answer.docx")
    _print(arguments, summary, lines)
    return OK


def _compare(arguments: argparse.Namespace) -> int:
    from answer.compare import compare, comparison_json  # noqa: PLC0415
    from ui.terminal import comparison_lines  # noqa: PLC0415

    countries = _countries(arguments.country)
    if not countries or not arguments.topic.strip():
        raise _UsageError("give a topic, and with --country the countries to compare, such as FRA,MLT")
    with _library(arguments) as library:
        assistant = _assistant(_settings(arguments), library)
        rows = compare(plain(arguments.topic), countries=countries, assistant=assistant)
    _print(arguments, comparison_json(arguments.topic, rows), comparison_lines(rows))
    return OK


def _check(arguments: argparse.Namespace) -> int:
    from answer.check import check_draft, draft_json  # noqa: PLC0415
    from answer.draft import read_draft  # noqa: PLC0415
    from ui.checked import print_checked  # noqa: PLC0415

    draft, filters = read_draft(arguments.file), _filters(arguments)
    with _library(arguments) as library, _counting("check") as report:
        if not library.documents():
            raise NotHeld("the library is empty; bring documents in with `policy-kb ingest` first")
        checked = check_draft(draft, library, filters=filters, report=report)
    if arguments.json:
        sys.stdout.write(_json_line(draft_json(checked)))
    else:
        print_checked(checked, sys.stdout)
    return OK if any(one.stand for one in checked.sentences) else NOT_ALL


def _export(arguments: argparse.Namespace) -> int:
    settings = _settings(arguments)

    def documents() -> list[DocumentInfo]:
        with _stores(settings) as stores:
            return stores.catalogue.documents()

    return export_command.run(arguments, settings.home, documents)


def _feedback(arguments: argparse.Namespace) -> int:
    return feedback_command.run(arguments, _settings(arguments).home)


def _verify(arguments: argparse.Namespace) -> int:
    from answer.pairs import stand_json, verify_pairs  # noqa: PLC0415
    from answer.support import fitting_encode  # noqa: PLC0415

    pairs, faults = _pairs(arguments.pairs)
    encoder = _encoder(_settings(arguments))
    encode = fitting_encode(encoder.encode_questions, encoder.identity)
    with _opened(arguments.out) as out:
        for pair, found in verify_pairs(pairs, encode=encode):
            out.write(_json_line(stand_json(pair, found)))
    for fault in faults:
        sys.stderr.write(f"error: {fault}\n")
    return OK if pairs and not faults else NOT_ALL


def _pairs(file: Path) -> tuple[list[ClaimPair], list[str]]:
    """Return the pairs of a file, and what is wrong with the lines that are none."""
    from answer.pairs import PairFault, read_pair  # noqa: PLC0415

    pairs, faults = [], []
    for number, line in _lines(file, "--pairs"):
        try:
            pairs.append(read_pair(json.loads(line)))
        except PairFault as fault:
            faults.append(f"{file}, line {number}: {fault}")
        except (ValueError, RecursionError) as error:
            faults.append(f"{file}, line {number}: not JSON ({error})")
    return pairs, faults


def _encoder(settings: Settings) -> Encoder:
    """Return the library's encoder alone: pairs need no library."""
    from index.stores import open_encoder  # noqa: PLC0415

    return open_encoder(settings.model, settings.precision, settings.home)


def _page(arguments: argparse.Namespace) -> int:
    from answer.as_json import page_json  # noqa: PLC0415
    from ingest.records import Span  # noqa: PLC0415
    from ui.terminal import page_lines  # noqa: PLC0415

    with _library(arguments) as library:
        view = library.page(arguments.document_id, arguments.number, revision=arguments.revision)
        spans = [Span(start, end) for start, end in arguments.highlight]
        if any(span.end > len(view.text) for span in spans):
            raise _UsageError(f"the page has {len(view.text)} characters; --highlight reaches past them")
        if arguments.png:
            picture = library.picture(
                arguments.document_id, arguments.number, revision=arguments.revision, spans=spans
            )
            _write(arguments.png, picture)
    _print(arguments, page_json(view), page_lines(view))
    return OK


def _remove(arguments: argparse.Namespace) -> int:
    from index.update import Updater  # noqa: PLC0415

    with _stores(_settings(arguments)) as stores:
        Updater(stores).remove(arguments.document_ids)
    _print(arguments, {"removed": arguments.document_ids}, [f"removed: {name}" for name in arguments.document_ids])
    return OK


def _edit(arguments: argparse.Namespace) -> int:
    from index.update import Updater  # noqa: PLC0415

    with _stores(_settings(arguments)) as stores:
        return edit_command.run(arguments, Updater(stores))


def _eval(arguments: argparse.Namespace) -> int:
    settings = _settings(arguments)
    means = eval_command.Means(
        place=eval_command.place_of(arguments, settings.home), rooms=_eval_rooms(settings, staged=arguments.stage),
        progress=_progress, write=lambda file, data: _write(file, data, option="--out"), say=_say,
    )  # fmt: skip
    return eval_command.run(arguments, means)


def _eval_rooms(settings: Settings, *, staged: bool) -> Rooms:
    from answer.ask import Assistant  # noqa: PLC0415
    from eval.command import Rooms  # noqa: PLC0415
    from index.stores import Stores  # noqa: PLC0415

    return Rooms(
        model=settings.model,
        stores=lambda home: Stores(home, model=settings.model, precision=settings.precision, staged=staged),
        base=lambda stores: _knowledge_base(settings, stores),
        assistant=lambda library, decision: Assistant(library, decision=decision).ask,
        settings=settings.model_dump(include={"model", "precision", "candidates"}),
    )


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _reindex(arguments: argparse.Namespace) -> int:
    from index.staging import Staging  # noqa: PLC0415

    with _stores(_settings(arguments)) as stores, _progress("reindex") as report:
        passages = Staging(stores, model=arguments.model or "").reindex(report=report)
        model = stores.encoder.identity
    _print(arguments, {"passages": passages, "model": model}, [f"{passages} passages indexed with {model}"])
    return OK


def _serve(arguments: argparse.Namespace) -> int:
    from app import serve  # noqa: PLC0415

    return serve(_settings(arguments))


# Questions, filters and batches.


def _question(arguments: argparse.Namespace) -> str:
    if not (arguments.question or "").strip():
        raise _UsageError("give a question, or --questions FILE")
    return plain(arguments.question)


def _filters(arguments: argparse.Namespace) -> Filters:
    return _filters_of(_given(arguments))


def _given(arguments: argparse.Namespace) -> dict[str, Any]:
    return {name: getattr(arguments, name) for name in ("country", "year", "language", "type", "document")}


def _filters_of(given: dict[str, Any]) -> Filters:
    from index.given import read_filters  # noqa: PLC0415

    try:
        return read_filters(given)
    except FilterError as error:
        raise _UsageError(f"--{error}") from error


def _countries(value: Any) -> tuple[str, ...]:
    return _filters_of({"country": value}).countries


def _batch(arguments: argparse.Namespace, answer: Callable[[str, Filters], dict[str, Any]]) -> int:
    """Answer a file of questions, one JSON object a line; the results carry the questions' ids."""
    items = [_batch_item(arguments, number, line) for number, line in _lines(arguments.questions)]
    with _opened(arguments.out) as out:
        for name, question, filters in items:
            out.write(_json_line({"id": name, **answer(question, filters)}))
    return OK


@contextmanager
def _opened(file: Path | None) -> Iterator[TextIO]:
    if file is None:
        yield sys.stdout
        return
    try:
        stream = file.open("w", encoding="utf-8")
    except OSError as error:
        raise _UsageError(f"--out: {file} cannot be written ({error.strerror})") from error
    with stream:
        yield stream


def _lines(file: Path, flag: str = "--questions") -> list[tuple[int, str]]:
    """Return the lines that are not blank, with their numbers in the file."""
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")  # JSON may hold what `splitlines` takes for line ends
    except (OSError, UnicodeDecodeError) as error:
        raise _UsageError(f"{flag}: {file} cannot be read ({error})") from error
    return [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]


def _batch_item(arguments: argparse.Namespace, number: int, line: str) -> tuple[Any, str, Filters]:
    """Return id, question and filters of a line; a filter that the line does not name is the command line's."""
    where = f"{arguments.questions}, line {number}"
    try:
        item = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _UsageError(f"{where}: not JSON ({error})") from error
    if not isinstance(item, dict) or "id" not in item or not str(item.get("question") or "").strip():
        raise _UsageError(f'{where}: needs "id" and "question"')
    try:
        return item["id"], plain(str(item["question"])), _filters_of({**_given(arguments), **item})
    except _UsageError as error:
        raise _UsageError(f"{where}: {error}") from error


# Output.


def _print(arguments: argparse.Namespace, summary: dict[str, Any], lines: Iterable[str]) -> None:
    if arguments.json:
        sys.stdout.write(_json_line(summary))
    else:
        sys.stdout.writelines(_ended(lines))


def _ended(lines: Iterable[str]) -> Iterator[str]:
    return (f"{line}\n" for line in lines)


def _json_line(item: dict[str, Any]) -> str:
    """Return JSON on one line, whatever a reader takes for a line's end."""
    return json.dumps(item, ensure_ascii=False).translate(_LINE_ENDS) + "\n"


def _write(file: Path, data: bytes, *, option: str = "--png") -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    except OSError as error:
        raise _UsageError(f"{option}: {file} cannot be written ({error.strerror})") from error


@contextmanager
def _progress(action: str, *, is_told: bool = False) -> Iterator[Callable[[Step], None]]:
    """Show two bars on stderr, files and passages; plain silence where stderr is no terminal, unless it `is_told`."""
    if is_told:
        yield progress.tell
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    shown = (*columns, TextColumn("{task.fields[name]}", markup=False))
    with Progress(*shown, console=console, disable=not console.is_terminal) as bars:
        files = bars.add_task(f"{action}: files", total=None, name="")
        passages = bars.add_task("passages encoded", total=None, name="")

        def show(step: Step) -> None:
            bars.update(files, completed=step.files_done, total=step.files, name=step.name)
            bars.update(passages, completed=step.encoded, total=max(step.to_encode, step.encoded))

        yield show


@contextmanager
def _counting(action: str) -> Iterator[Callable[[int, int], None]]:
    """Show one bar on stderr."""
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as bars:
        sentences = bars.add_task(f"{action}: sentences", total=None)
        yield lambda done, of: bars.update(sentences, completed=done, total=of)


@contextmanager
def _fetch_progress() -> Iterator[Callable[[FetchStep], None]]:
    """Show a bar of sources on stderr, and what has come over the network."""
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (TextColumn("fetch: sources"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    shown = (*columns, TextColumn("{task.fields[received]:.1f} MB {task.fields[name]}", markup=False))
    with Progress(*shown, console=console, disable=not console.is_terminal) as bars:
        sources = bars.add_task("", total=None, received=0.0, name="")
        yield lambda step: bars.update(
            sources, completed=step.done, total=step.sources, received=step.received / 1e6, name=step.name
        )


if __name__ == "__main__":
    entry()
