"""Rooms of paper: a small library and an assistant that answers by rule, for the page's own tests."""

from __future__ import annotations

import io
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image, ImageDraw

from answer.check import CheckedDraft, CheckedSentence
from answer.draft import Draft
from answer.kept import Kept
from answer.records import (
    Abstention,
    Answer,
    Citation,
    Event,
    Mode,
    Outcome,
    Progress,
    Reason,
    Statement,
    Turn,
    Understanding,
)  # fmt: skip
from answer.stance import Stance, Stand
from index.records import DocumentInfo, Filters, Hit, PageView, SearchResult
from ingest.errors import NotHeld
from ingest.records import Box, Metadata, OutlineEntry, Passage, Span, Status
from tests.factories import make_result
from ui.ports import Check, Rooms
from ui.seal import Seal

REVISION = "a" * 64
SNAPSHOT = "5f3c9a01b7e2"
FINDING = "Four of the fifty countries that answered (8%) have liability standards\nfor AI in health."
_FILLER = "Legal uncertainty was the first barrier that countries named, and money the second.\n"
_PAGE = f"The guardrails\n{_FILLER * 3}{FINDING}\n{_FILLER * 4}"

REPORT = Metadata(
    document_id="regional-report-2025", title="Artificial intelligence is reshaping health systems: state of readiness",
    publisher="WHO Regional Office for Europe", year=2025, country="EURO", doc_type="regional_report", language="en",
    url="https://example.org/report.pdf", status=Status.ADOPTED,
)  # fmt: skip
STRATEGY = Metadata(
    document_id="fra-strategy-2025", title="Stratégie nationale : IA et données de santé",
    publisher="Ministère de la Santé", year=2025, country="FRA", doc_type="strategy", language="fr",
    url="https://example.org/strategie", stands_for="fra-2025",
)  # fmt: skip
LAW = Metadata(
    document_id="eu-ehds-2025", title="Regulation (EU) 2025/327 on the European Health Data Space",
    publisher="European Union", year=2025, country="EU", doc_type="legislation", language="en",
    url="https://example.org/ehds", status=Status.DRAFT,
)  # fmt: skip
AGENDA = Metadata(
    document_id="prt-agenda-2026", title="National AI agenda", publisher="Government of Portugal", year=2026,
    country="PRT", doc_type="strategy", language="en", status=Status.SUPERSEDED,
)  # fmt: skip
_OUTLINE = (
    OutlineEntry(title="Findings", level=1, page=12), OutlineEntry(title="The guardrails", level=2, page=24),
    OutlineEntry(title="Annex", level=1, page=40),
)  # fmt: skip
_HELD = ((REPORT, 106, "pdf"), (STRATEGY, 9, "html"), (LAW, 96, "pdf"), (AGENDA, 48, "pdf"))


def info(metadata: Metadata, *, pages: int = 3, fmt: str = "pdf", empty_pages: int = 0) -> DocumentInfo:
    """A live document."""
    return DocumentInfo(
        metadata=metadata, revision=REVISION, format=fmt, pages=pages, empty_pages=empty_pages, passages=pages * 4,
        file_name=f"{metadata.document_id}.{fmt}",
    )  # fmt: skip


def citation(*, n: int = 1, document: Metadata = REPORT, page: int = 24, label: str = "12") -> Citation:
    """A citation of the fake page's finding."""
    start = _PAGE.index(FINDING)
    return Citation.of_page(
        _PAGE, n=n, document=document, revision=REVISION, page=page, page_label=label,
        section=("Findings", "The guardrails"), span=Span(start, start + len(FINDING)),
        around=Span(max(start - 60, 0), start + len(FINDING) + 60),
    )  # fmt: skip


def hit(*, rank: int = 1, document: Metadata = STRATEGY, text: str = _FILLER, label: str = "") -> Hit:
    """A found passage."""
    passage = Passage(
        document_id=document.document_id, revision=REVISION, page=2, span=Span(15, 15 + len(text)), text=text,
        section=("Annexe",),
    )  # fmt: skip
    return Hit(rank=rank, score=1 / rank, passage=passage, document=document, page_label=label)


def answer(question: str = "How many?", **changes: object) -> Answer:
    """An answer of two statements on three citations."""
    fields: dict[str, object] = {
        "understanding": Understanding(question=question, standalone=question, language="en"),
        "statements": (
            Statement(text=" ".join(FINDING.split()), citations=(1, 2), support=1.0),
            Statement(text=_FILLER.strip(), citations=(3,), support=1.0),
        ),
        "citations": (
            citation(), citation(n=2, document=STRATEGY, page=2, label=""), citation(n=3, page=6, label="iv"),
        ),
        "confidence": 0.9, "mode": Mode.EXTRACTIVE, "snapshot": SNAPSHOT, "timings_ms": {"search": 3, "answer": 4},
        "related": (hit(), hit(rank=2, document=LAW)),
    }  # fmt: skip
    return Answer(**(fields | changes))  # type: ignore[arg-type]


def abstention(question: str = "Who won the cup?", reason: Reason = Reason.SILENT, **changes: object) -> Abstention:
    """A refusal with two related passages."""
    fields: dict[str, object] = {
        "understanding": Understanding(question=question, standalone=question, language="en"),
        "reason": reason, "message": "The library holds documents of France, but none of them speaks of this.",
        "related": (hit(), hit(rank=2, document=LAW)), "confidence": 0.1, "snapshot": SNAPSHOT, "timings_ms": {},
    }  # fmt: skip
    return Abstention(**(fields | changes))  # type: ignore[arg-type]


def _finding(document: Metadata) -> tuple[Passage, Metadata]:
    start = _PAGE.index(FINDING)
    return _passage(document, Span(start, start + len(FINDING))), document


def _filler(document: Metadata) -> tuple[Passage, Metadata]:
    start = _PAGE.index(_FILLER)
    return _passage(document, Span(start, start + len(_FILLER))), document


def _passage(document: Metadata, span: Span) -> Passage:
    return Passage(
        document_id=document.document_id, revision=REVISION, page=2, span=span, text=span.of(_PAGE), sentences=(span,),
        section=("Findings",),
    )  # fmt: skip


def _passes(document: Metadata, filters: Filters) -> bool:
    first, last = filters.years or (0, 9999)
    chosen = (
        (filters.countries, document.country), (filters.languages, document.language),
        (filters.doc_types, document.doc_type), (filters.document_ids, document.document_id),
    )  # fmt: skip
    return first <= (document.year or 0) <= last and all(not some or value in some for some, value in chosen)


class FakeLibrary:
    """A library of four documents whose pages all say the same."""

    def __init__(self, documents: Sequence[DocumentInfo] | None = None) -> None:
        held = [info(metadata, pages=pages, fmt=fmt) for metadata, pages, fmt in _HELD]
        self._documents = held if documents is None else list(documents)

    def snapshot(self) -> str:
        """The one state there is."""
        return SNAPSHOT

    def documents(self) -> list[DocumentInfo]:
        """All four."""
        return self._documents

    def problems(self) -> list[tuple[str, str, str]]:
        """One scan, in a folder of the maintainer's."""
        return [("/srv/policies/scan.pdf", "rejected", "scan.pdf: no page holds text.")]

    def model(self) -> str:
        """A model of paper."""
        return "paper"

    def search(self, question: str, *, filters: Filters, k: int) -> SearchResult:
        """The finding of each document that the filters let through, and of the first one more passage."""
        held = [info.metadata for info in self._documents]
        passing = [one for one in held if _passes(one, filters)]
        passages = [_finding(one) for one in passing] + [_filler(one) for one in passing[:1]]
        hits = [
            Hit(rank=rank, score=1 / rank, passage=passage, document=document, page_label="12")
            for rank, (passage, document) in enumerate(passages[:k], start=1)
        ]
        return make_result(*hits, question=question)

    def page(self, document_id: str, page: int, *, revision: str | None = None) -> PageView:
        """A page that says the finding."""
        held = next((d for d in self._documents if d.document_id == document_id), None)
        if held is None or not 1 <= page <= held.pages or revision not in {None, REVISION}:
            raise NotHeld(f"{document_id}, page {page}: not held")
        is_pdf = held.format == "pdf"
        return PageView(
            document=held.metadata, revision=REVISION, page=page,
            page_label=str(page - 12) if is_pdf and page > 12 else "", pages=held.pages, text=_PAGE,
            has_picture=is_pdf, is_ocr=False, is_live=True, outline=_OUTLINE if is_pdf else (),
        )  # fmt: skip

    def picture(
        self,
        document_id: str,
        page: int,
        *,
        revision: str | None = None,
        spans: Sequence[Span] = (),
        scale: float = 1.5,
    ) -> bytes:
        """A drawn page; lines that hold a span are yellow."""
        view = self.page(document_id, page, revision=revision)
        image = Image.new("RGB", (int(595 * scale), int(842 * scale)), "white")
        draw = ImageDraw.Draw(image)
        at = 0
        for row, line in enumerate(view.text.split("\n")):
            top = (60 + 22 * row) * scale
            if any(span.start < at + len(line) and span.end > at for span in spans):
                draw.rectangle((50 * scale, top - 2, 545 * scale, top + 16 * scale), fill="#ffe97a")
            draw.text((52 * scale, top), line, fill="black", font_size=11 * scale)
            at += len(line) + 1
        out = io.BytesIO()
        image.save(out, "PNG")
        return out.getvalue()

    def marks(self, document_id: str, page: int, spans: Sequence[Span], *, revision: str | None = None) -> list[Box]:
        """A line for each span."""
        self.page(document_id, page, revision=revision)
        return [Box(50.0, 60.0, 545.0, 76.0) for _ in spans]

    def original(self, revision: str) -> Path:
        """No file is kept."""
        raise NotHeld(f"{revision[:12]}: its file is not kept")


class FakeAssistant:
    """Answers questions with "liability" in them, refuses the others; `pause_s` between its steps."""

    def __init__(self, *, pause_s: float = 0.0) -> None:
        self._pause_s = pause_s

    def ask(self, question: str, *, filters: Filters) -> Outcome:
        """What comes last."""
        *_, outcome = self.events(question, filters=filters)
        assert isinstance(outcome, Answer | Abstention)
        return outcome

    def events(self, question: str, *, filters: Filters, history: Sequence[Turn] = ()) -> Iterator[Event]:
        """Three steps, then the outcome."""
        slowness = 20 if "slow" in question else 1
        for stage in ("understand", "search", "select", "compose", "verify"):
            yield Progress(stage)
            time.sleep(self._pause_s * slowness)
        if "crash" in question:
            raise RuntimeError("secret detail")
        if not set(filters.countries) <= {"EURO", "FRA", "EU", "PRT"}:
            yield abstention(question, Reason.NO_DOCUMENT)
        elif "liability" in question and filters.countries != ("PRT",):
            yield answer(question)
        else:
            yield abstention(question)


def checked_by_rule(
    draft: Draft, *, filters: Filters | None = None, pause_s: float = 0.0
) -> Iterator[CheckedDraft]:
    """Sentences with "liability" are supported, with "cup" contradicted, all others not found."""
    found: list[CheckedSentence] = []
    for sentence in draft.sentences:
        time.sleep(pause_s * (20 if "slow" in sentence.text else 1))
        if "crash" in sentence.text:
            raise RuntimeError("secret detail")
        if sentence.unchecked:
            found.append(CheckedSentence(sentence=sentence, stand=None))
        elif "liability" in sentence.text:
            stand = Stand(stance=Stance.SUPPORTED, support=0.97)
            cited = (citation(), citation(n=2, document=STRATEGY, page=2, label=""))
            found.append(CheckedSentence(sentence=sentence, stand=stand, citations=cited))
        else:
            stance = Stance.CONTRADICTED if "cup" in sentence.text else Stance.NOT_FOUND
            stand = Stand(stance=stance, support=0.2, reasons=("the sources say otherwise",))
            nearest = (citation(n=3, page=6, label="iv"),)
            found.append(CheckedSentence(sentence=sentence, stand=stand, citations=nearest))
        yield CheckedDraft(draft=draft, sentences=tuple(found), snapshot=SNAPSHOT)


def rooms(
    *, library: FakeLibrary | None = None, assistant: FakeAssistant | None = None, check: Check = checked_by_rule,
    home: Path | None = None, keeps_questions: bool = False,
) -> Rooms:  # fmt: skip
    """Open rooms of paper; answers are kept in a real store, which goes with the program where no home is named."""
    home = home or Path(_HOMES.name, str(time.monotonic_ns()))
    return Rooms(
        library=library or FakeLibrary(), assistant=assistant or FakeAssistant(), kept=Kept(home), check=check,
        seal=Seal(b"k" * 32), keeps_questions=keeps_questions,
    )  # fmt: skip


_HOMES = tempfile.TemporaryDirectory()
