"""Scans among the files that were read: their pages recognised, or what it would take to do so.

A file is read first as any other, within the limits that hold for all. Where some of its pages hold no text, these are
recognised, each a task of its own with a time of its own: so a long scan takes as long as it takes, a bad page costs
itself alone, and what was recognised is kept at once. Then the file is read again with what they hold.
"""

from __future__ import annotations

import shlex
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from ingest.errors import FileRejected, NoText
from ingest.isolate import Workers, read_one, running
from ingest.language import detect_language
from ingest.ocr.cache import RecognitionCache
from ingest.ocr.engine import Engine, NoEngine, code_of, install_command, scan_engine
from ingest.ocr.page import PageTask, recognise_page
from ingest.ocr.records import OcrLimits, PageOutcome, Recognition
from ingest.page_numbers import pages_named
from ingest.records import Document, Format

Read = tuple[Path, Document | FileRejected]
Shown = Callable[[str], None]

_SAMPLES = 3  # pages that tell the language of a scan
_FEWEST_LETTERS = 80  # of a page that tells its language
_GRACE_S = 30  # for a process to draw a page and to send its text, beside the time that reading may take
_SURE = 80  # confidence from which nothing need be said of a page


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a file before its pages are looked at.

    Attributes:
        path: what it goes by in messages; a kept copy is read in its place.
        language: ISO 639-1 code of the language that it is declared to be in, "und" for none.
    """

    path: Path
    language: str = "und"


@dataclass(slots=True, kw_only=True)
class ScanReader:
    """Reads the scans among files, each page once.

    Attributes:
        cache: folder of what was recognised before.
        workers: processes that read pages, at least 1.
        max_memory_mb: MiB for one process.
        timeout_s: seconds for a file to be read again with what its pages hold.
        max_pages: pages one file may have.
    """

    limits: OcrLimits
    cache: Path
    workers: int
    max_memory_mb: int
    timeout_s: float
    max_pages: int
    _engine: Engine | NoEngine | None = field(default=None, init=False)

    @property
    def engine(self) -> Engine | NoEngine:
        """What reads; looked for once."""
        if self._engine is None:
            self._engine = scan_engine(self.limits)
        return self._engine

    @property
    def identity(self) -> str:
        """What reads and what it takes; "" where scans cannot be read. Another one may read what this one could not."""
        engine = self.engine
        if not isinstance(engine, Engine):
            return ""
        return f"{engine.identity}; from {self.limits.min_confidence:g}, within {self.limits.page_timeout_s:g} s"

    def complete(
        self, results: Iterable[Read], *, known_of: Callable[[Path], Known], show: Shown = lambda _: None
    ) -> Iterator[Read]:
        """Yield each result, that of a scan with the text of its pages.

        Args:
            results: as `read_many` gives them.
            known_of: gives what is known of a file, by the path it was read from.
            show: called with each page that is done.
        """
        with ExitStack() as stack:
            processes: Workers | None = None
            for path, result in results:
                pages = _without_text(result)
                if not pages:
                    yield path, result
                elif isinstance(self.engine, NoEngine):
                    yield path, _explained(result, _lacking(self.engine, known_of(path).path), reader="")
                else:
                    processes = processes or stack.enter_context(
                        running(workers=self.workers, max_memory_mb=self.max_memory_mb)
                    )
                    start = time.perf_counter()
                    scan = _Scan(
                        path, result, pages, known=known_of(path), reader=self, engine=self.engine,
                        processes=processes, show=show,
                    )  # fmt: skip
                    yield path, _timed(scan.read(), result.seconds + time.perf_counter() - start)


@dataclass(frozen=True, slots=True)
class _Scan:
    """One file with pages that hold no text."""

    path: Path
    result: Document | FileRejected
    pages: Sequence[int]
    known: Known = field(kw_only=True)
    reader: ScanReader = field(kw_only=True)
    engine: Engine = field(kw_only=True)
    processes: Workers = field(kw_only=True)
    show: Shown = field(kw_only=True)

    def read(self) -> Document | FileRejected:
        """Return the document with what its pages show."""
        languages, missing = self._languages(self.known.language)
        if not languages:
            return self._explained(f"tesseract lacks their language. {self._to_get(missing)}", self.result)
        outcomes = self._recognised(self.pages, languages)
        faults = {page: self._fault(outcome) for page, outcome in outcomes.items()}
        good = {
            page: outcome.recognition
            for page, outcome in outcomes.items()
            if outcome.recognition is not None and not faults[page]
        }
        blank = tuple(page for page, outcome in outcomes.items() if outcome.is_blank)
        if not good:  # in a scan the back of a sheet is often blank; elsewhere it may be a fault of the file
            faults |= dict.fromkeys(blank, "nothing is seen on it")
            blank = ()
        result = self._read_again(good) if good else self.result
        if isinstance(result, Document):
            result = replace(result, blank=blank, warnings=(*_other_warnings(result), *self._warnings(good)))
        return self._explained(_told(faults, self._hint(missing)), result)

    def _languages(self, declared: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return tesseract's names of the languages to read the pages in, and the codes of those it lacks."""
        held = self.engine.languages
        if code_of(declared):
            return ((code_of(declared),), ()) if code_of(declared) in held else ((), (declared,))
        if isinstance(self.result, Document) and code_of(self.result.language) in held:
            return (code_of(self.result.language),), ()
        wanted = {code_of(language): language for language in self.reader.limits.languages}
        among = {code: language for code, language in wanted.items() if code in held}
        missing = tuple(language for code, language in wanted.items() if code not in held)
        return (self._told_languages(among) if len(among) > 1 else ()) or tuple(among), missing

    def _told_languages(self, among: Mapping[str, str]) -> tuple[str, ...]:
        """Return tesseract's names of the languages that some pages are in, the commonest first; none where unclear."""
        last = len(self.pages) - 1
        some = sorted({self.pages[last * part // (_SAMPLES - 1)] for part in range(_SAMPLES)})
        found: defaultdict[str, int] = defaultdict(int)
        codes = {language: code for code, language in among.items()}
        for outcome in self._recognised(some, tuple(among)).values():
            text = outcome.recognition.text if outcome.recognition else ""
            letters = sum(map(str.isalpha, text))
            if letters >= _FEWEST_LETTERS and not self._fault(outcome):
                found[detect_language(text, among=tuple(codes))] += letters
        return tuple(codes[language] for language in sorted(found, key=lambda x: -found[x]) if language in codes)

    def _recognised(self, pages: Sequence[int], languages: tuple[str, ...]) -> dict[int, PageOutcome]:
        limits = self.reader.limits
        tasks = [
            PageTask(
                path=self.path, page=page, engine=self.engine, languages=languages,
                cache=RecognitionCache(self.reader.cache), timeout_s=limits.page_timeout_s,
            )
            for page in pages
        ]  # fmt: skip
        outcomes: dict[int, PageOutcome] = {}
        results = self.processes.run(
            recognise_page, tasks, timeout_s=limits.page_timeout_s + _GRACE_S, failed=_failed_page
        )
        for task, outcome in results:
            outcomes[task.page] = outcome
            self.show(f"{self.known.path.name}, page {task.page}")
        return outcomes

    def _fault(self, outcome: PageOutcome) -> str:
        """Return why a page's text is not taken, "" where it is, or where there is nothing on the page."""
        if outcome.recognition is not None and outcome.recognition.confidence < self.reader.limits.min_confidence:
            return f"too hard to read for its text to be quoted (below {self.reader.limits.min_confidence:g} of 100)"
        return outcome.fault

    def _read_again(self, recognised: Mapping[int, Recognition]) -> Document | FileRejected:
        job = partial(read_one, max_pages=self.reader.max_pages, recognised=recognised)
        ((_, result),) = self.processes.run(job, [self.path], timeout_s=self.reader.timeout_s, failed=FileRejected)
        return result

    def _warnings(self, good: Mapping[int, Recognition]) -> list[str]:
        weak = [page for page, recognition in good.items() if recognition.confidence < _SURE]
        if not weak:
            return []
        named = f"{self.known.path.name}: the text of {pages_named(weak)}"
        return [f"{named} was recognised with some doubt; check it against the page."]

    def _hint(self, missing: Sequence[str]) -> str:
        """Return what may help where a language is missing that a page may be in."""
        return f" {self._to_get(missing)}" if missing else ""

    def _to_get(self, missing: Sequence[str]) -> str:
        return _to_get(install_command(missing), self.known.path)

    def _explained(self, note: str, result: Document | FileRejected) -> Document | FileRejected:
        return _explained(result, note, reader=self.reader.identity)


def _without_text(result: Document | FileRejected) -> list[int]:
    """Return the numbers of the pages of a PDF that hold no text."""
    if isinstance(result, NoText):
        return list(range(1, result.pages + 1))
    if isinstance(result, Document) and result.format is Format.PDF:
        return result.empty_pages
    return []


def _other_warnings(document: Document) -> list[str]:
    """Return the warnings but the one that counts the pages without text: these are named with their reasons."""
    return [warning for warning in document.warnings if "pages hold no text" not in warning]


def _failed_page(_: PageTask, fault: str, __: str) -> PageOutcome:
    return PageOutcome(fault=fault.replace("this file", "it"))


def _lacking(engine: NoEngine, path: Path) -> str:
    return f"To have scans read ({engine.fault}): {_to_get(' && '.join(engine.commands), path)}"


def _to_get(command: str, path: Path) -> str:
    return f"`{command}`, then `policy-kb ingest {shlex.quote(str(path))}`."


def _told(faults: Mapping[int, str], hint: str) -> str:
    """Return the reasons why pages have not been read, each with its pages; "" where all have."""
    pages: defaultdict[str, list[int]] = defaultdict(list)
    for page, fault in faults.items():
        if fault:
            pages[fault].append(page)
    reasons = "; ".join(f"{pages_named(numbers)}: {fault}" for fault, numbers in pages.items())
    return f"{reasons[0].upper()}{reasons[1:]}.{hint}" if reasons else ""


def _timed(result: Document | FileRejected, seconds: float) -> Document | FileRejected:
    """Return the result with the time that the file took, its pages included."""
    if isinstance(result, Document):
        return replace(result, seconds=seconds)
    result.seconds = seconds
    return result


def _explained(result: Document | FileRejected, note: str, *, reader: str) -> Document | FileRejected:
    """Return the result with what is to be said of its pages without text."""
    if isinstance(result, NoText):
        return FileRejected(result.path, result.fault, note, seconds=result.seconds)
    if isinstance(result, Document):
        return replace(result, unread=note, scan_reader=reader)
    return result
