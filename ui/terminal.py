"""Records as lines for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, assert_never

from answer.compare import Row
from answer.records import Abstention, Answer, Citation, Outcome
from index.plan import FileStatus
from index.records import DocumentInfo, Hit, PageView, SearchResult
from index.update import IngestReport
from ingest.clean import readable
from ingest.fetch_record import Entry
from ingest.ocr.engine import Engine, NoEngine
from ingest.places import country_name

if TYPE_CHECKING:  # a search must not wait for the network's libraries
    from index.attention import Attention
    from index.staging import Switch
    from ingest.fetch import FetchReport

_LONGEST = 300  # characters of a passage shown in a list of hits
_UNKNOWN = "unknown"
_QUIET = (FileStatus.UNCHANGED, FileStatus.INDEXED)


def report_lines(report: IngestReport) -> Iterator[str]:
    """Yield a line per file that a person should know of, then the counts."""
    for outcome in report.documents:
        if outcome.status not in _QUIET or outcome.message:
            yield f"{outcome.status}: {outcome.message or outcome.path}"
    counted = ", ".join(f"{number} {status.replace('_', ' ')}" for status, number in report.counts.items() if number)
    yield f"{len(report.documents)} files: {counted or 'none found'}; {report.seconds:.1f} s"
    if report.report is not None:
        yield f"report: {report.report.with_suffix('.html')}"


def switch_lines(switch: Switch) -> Iterator[str]:
    """Yield what is live now and what that changes."""
    model = f", encoded by {switch.live.model}" if switch.live.model else ""
    yield f"live now: {switch.documents} documents, {switch.passages} passages{model}"
    for word, ids in (("new", switch.appeared), ("changed", switch.changed), ("gone", switch.gone)):
        if ids:
            yield f"{word}: {', '.join(ids)}"
    yield "`policy-kb rollback` goes back to the state before"


def fetch_lines(report: FetchReport) -> Iterator[str]:
    """Yield a table of the sources, those that came first, then the counts."""
    order = list(report.counts)
    width = max((len(outcome.id) for outcome in report.sources), default=0)
    for outcome in sorted(report.sources, key=lambda x: order.index(x.status)):
        yield f"{outcome.status:<9}  {outcome.id:<{width}}  {outcome.message}"
    counted = ", ".join(f"{number} {status}" for status, number in report.counts.items() if number)
    yield f"{len(report.sources)} sources: {counted or 'none'}; {report.seconds:.1f} s; files in {report.folder}"


def fetch_items(report: FetchReport) -> Iterator[dict[str, Any]]:
    """Yield each source as the JSON line that other programs read."""
    none = dict.fromkeys(Entry.__dataclass_fields__)
    for outcome in report.sources:
        held = asdict(outcome.entry) if outcome.entry else none
        file = str(report.folder / outcome.entry.file) if outcome.entry else None
        yield {
            **held, "id": outcome.id, "url": outcome.url, "status": outcome.status.value, "file": file,
            "seconds": outcome.seconds, "message": outcome.message,
        }  # fmt: skip


def search_lines(result: SearchResult) -> Iterator[str]:
    """Yield two lines per hit."""
    for hit in result.hits:
        yield f"{hit.rank:>3}. {hit_place(hit)}"
        yield f"     {_shortened(readable(hit.passage.text))}"
    if not result.hits:
        yield "nothing found; widen the filters or use other words"


def outcome_lines(outcome: Outcome) -> Iterator[str]:
    """Yield an answer with its sources, or a refusal with the nearest passages."""
    if outcome.notice:
        yield f"({outcome.notice})"
    match outcome:
        case Answer():
            for statement in outcome.statements:
                marks = "".join(f"[{n}]" for n in statement.citations)
                yield f"{statement.text} {marks}"
            yield ""
            yield from (_citation_line(citation) for citation in outcome.citations)
        case Abstention():
            yield outcome.message
            for hit in outcome.related:
                yield f"  related: {hit_place(hit)}"
        case _:
            assert_never(outcome)


def comparison_lines(rows: Sequence[Row]) -> Iterator[str]:
    """Yield each country with what its documents say, or that they do not."""
    for row in rows:
        yield f"== {country_name(row.country, 'en')}"
        yield from outcome_lines(row.outcome)
        yield ""


def page_lines(view: PageView) -> Iterator[str]:
    """Yield the head of a page and its exact text."""
    yield f"{view.document.title}, {page_place(view.page, view.page_label)} of {view.pages}{_from_scan(view.is_ocr)}"
    yield view.text


def status_lines(
    documents: Sequence[DocumentInfo], problems: Sequence[tuple[str, str, str]], *,
    engine: Engine | NoEngine | None = None, width: int = 80,
) -> Iterator[str]:  # fmt: skip
    """Yield what is held, as a table by country, by year, by language and by type, then what needs attention.

    Args:
        documents: the live ones.
        problems: (path, status, message) of each file that needs attention.
        engine: what reads scans, or why nothing does; None leaves it out.
        width: characters a line may have; a name that is longer still keeps a line of its own.
    """
    yield f"{len(documents)} documents, {sum(d.pages for d in documents)} pages"
    facets = {
        "country": Counter(_country(d) for d in documents),
        "year": Counter(str(d.metadata.year or _UNKNOWN) for d in documents),
        "language": Counter(_language(d) for d in documents),
        "type": Counter(d.metadata.doc_type or _UNKNOWN for d in documents),
    }
    for name, counter in facets.items():
        if counter:
            yield ""
            yield f"by {name}"
            yield from _columns(counter, width)
    if problems:
        yield ""
        yield "needs attention"
        yield from (f"  {status}: {message or path}" for path, status, message in problems)
    if engine:
        yield ""
        yield _scans_line(engine)


def scans_json(engine: Engine | NoEngine) -> dict[str, Any]:
    """Return whether scans can be read, by what, or what would bring it."""
    if isinstance(engine, NoEngine):
        return {"is_ready": False, "engine": "", "fault": engine.fault, "commands": list(engine.commands)}
    return {"is_ready": True, "engine": engine.identity, "fault": "", "commands": []}


def _scans_line(engine: Engine | NoEngine) -> str:
    if isinstance(engine, NoEngine):
        return f"scans are not read: {engine.fault}. `{' && '.join(engine.commands)}` brings it; then ingest them again"
    return f"scans are read by {engine.identity}"


def state_lines(states: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what is kept beside the live state, where anything is."""
    if len(states) == 1:
        return
    yield ""
    yield "states kept"
    for state in states:
        note = "" if state["is_ready"] or state["part"] != "staged" else ", to be staged again before it is promoted"
        yield (
            f"  {state['part']:<8} {state['documents']} documents, {state['passages']} passages, "
            f"{state['bytes'] / 1e6:.0f} MB, since {state['since'] or 'the beginning'}{note}"
        )


def attention_lines(found: Sequence[Attention]) -> Iterator[str]:
    """Yield what a person should look at, a line each, and how much of it there is."""
    for one in found:
        where = one.document_id or one.path
        yield f"{one.status}: {one.message if one.message.startswith(where) else f'{where}: {one.message}'}"
    counted = Counter(one.status.replace("_", " ") for one in found)
    yield ", ".join(f"{number} {status}" for status, number in counted.items()) or "nothing needs attention"


def _columns(counter: Counter[str], width: int) -> Iterator[str]:
    """Yield names with their counts in as many columns as fit, read downwards; what is not known comes last."""
    names = sorted(counter, key=lambda name: (name == _UNKNOWN, name.casefold()))
    longest = max(map(len, names))
    digits = max(len(str(count)) for count in counter.values())
    cells = [f"  {name:<{longest}} {counter[name]:>{digits}}" for name in names]
    across = max(1, (width + 1) // (len(cells[0]) + 1))
    rows = -(-len(cells) // across)
    for row in range(rows):
        yield " ".join(cells[row::rows])


def hit_place(hit: Hit) -> str:
    """Return where a hit stands: document, year, page, section."""
    document, passage = hit.document, hit.passage
    section = f" › {' › '.join(passage.section)}" if passage.section else ""
    place = f"{page_place(passage.page, hit.page_label)}{_from_scan(hit.is_ocr)}"
    return f"{_titled(document.title, document.year)}, {place}{section}"


def page_place(page: int, label: str) -> str:
    """Return both page numbers: the one printed and the position in the file."""
    return f"p. {label} (page {page} of the file)" if label else f"page {page}"


def _from_scan(is_ocr: bool) -> str:
    return " (text recognised from a scan)" if is_ocr else ""


def _citation_line(citation: Citation) -> str:
    place = f"{page_place(citation.page, citation.page_label)}{_from_scan(citation.is_ocr)}"
    url = f" {citation.url}" if citation.url else ""
    return f"[{citation.n}] {_titled(citation.document.title, citation.document.year)}, {place}.{url}"


def _titled(title: str, year: int | None) -> str:
    return f"{title} ({year})" if year else title


def _country(info: DocumentInfo) -> str:
    code = info.metadata.country
    return country_name(code, "en") if code else _UNKNOWN


def _language(info: DocumentInfo) -> str:
    code = info.metadata.language
    return code if code and code != "und" else _UNKNOWN


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0]} …"
