"""Things to take away, with defaults; and text that would do harm where a format took it for more than text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from pylatexenc.latex2text import LatexNodes2Text

from answer.check import CheckedDraft, CheckedSentence
from answer.compare import Cell, Row
from answer.draft import Draft, DraftSentence, Unchecked
from answer.export.subjects import Compared, Matrix, Occasion, Quotations
from answer.records import Abstention, Answer, Citation, Mode, Reason, Statement, Understanding, Withheld
from answer.stance import Stance, Stand
from index.records import Filters
from ingest.records import Span
from tests.factories import REVISION, make_hit, make_metadata

DAY = date(2026, 3, 9)
OCCASION = Occasion(on=DAY)
PDF = "https://example.org/plan.pdf"
SENTENCES = {
    "en": "A clinician must review each result.",
    "fr": "Un médecin doit vérifier chaque résultat, même à l’hôpital.",
    "de": "Ein Arzt muss jedes Ergebnis prüfen, auch außerhalb der Übergänge.",
    "ru": "Врач обязан проверять каждый результат, включая объём данных.",
}
HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(1)>",
    "[click](javascript:alert(1)) ![i](https://evil.example/x.png) <javascript:alert(1)>",
    "$x$ \\input{secret} \\write18{ls} } { % & # _ ^ ~ \" \\",
    "=HYPERLINK(\"https://evil.example\",\"x\")",
    "+1+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "-2+3",
    "#set page(fill: red); #read(\"x\") `code` *b* _i_ ~~s~~ | cell | == head",
    "&lt;b&gt; &amp;copy; &#60;",
    "null\x00 bell\x07 tab\x0b turned \u202eabc\u2066 end\ufffe",
    "one line\nER  - \nTY  - BOOK\n# heading\n---",
    "1. list",
    "> quote",
    "[^1]: no footnote",
)


def make_citation(
    quote: str = SENTENCES["en"], *, n: int = 1, page: int = 14, label: str = "8", **about: Any
) -> Citation:
    """A citation of a PDF with page labels, whose page holds the quote after a few words."""
    before = "Before. "
    document = make_metadata(**({"url": PDF, "date": "2025-11-19"} | about))
    return Citation.of_page(
        f"{before}{quote}", n=n, document=document, revision=REVISION, page=page, page_label=label,
        section=("Oversight",), span=Span(len(before), len(before) + len(quote)),
    )  # fmt: skip


def make_understanding(question: str = "Who reviews results?", language: str = "en", **changes: Any) -> Understanding:
    """A question that is whole by itself."""
    return Understanding(question=question, standalone=question, language=language, **changes)


def make_answer(*citations: Citation, language: str = "en", **changes: Any) -> Answer:
    """A statement per citation."""
    cited = citations or (make_citation(SENTENCES[language]),)
    fields: dict[str, Any] = {
        "understanding": make_understanding(language=language), "citations": cited, "confidence": 0.9,
        "statements": tuple(Statement(text=one.quote, citations=(one.n,), support=1.0) for one in cited),
        "mode": Mode.EXTRACTIVE, "snapshot": "5nap5h07", "timings_ms": {"search": 1, "answer": 2},
    }  # fmt: skip
    return Answer(**(fields | changes))


def make_abstention(language: str = "en", **changes: Any) -> Abstention:
    """A refusal with one passage that is near."""
    fields: dict[str, Any] = {
        "understanding": make_understanding(language=language), "reason": Reason.SILENT, "message": "Nothing is said.",
        "related": (make_hit(SENTENCES[language]),), "confidence": 0.1, "snapshot": "5nap5h07", "timings_ms": {},
    }  # fmt: skip
    return Abstention(**(fields | changes))


def make_quotations(*texts: str, query: str = "oversight", language: str = "en", **about: Any) -> Quotations:
    """A hit per text, all of one document."""
    document = make_metadata(**({"url": PDF} | about))
    hits = tuple(
        make_hit(text, rank=rank, document=document) for rank, text in enumerate(texts or (SENTENCES[language],), 1)
    )
    return Quotations(query=query, language=language, snapshot="5nap5h07", hits=hits)


def make_matrix(*topics: str, answer: Answer | None = None, language: str = "en") -> Matrix:
    """France says something on each topic, Malta is silent, and of Monaco nothing is held."""

    def rows(topic: str) -> tuple[Row, ...]:
        asked = make_understanding(topic, language)
        found = replace(answer or make_answer(language=language), understanding=asked)
        silent = make_abstention(language, understanding=asked)
        unheld = replace(silent, reason=Reason.NO_DOCUMENT)
        return (
            Row(country="FRA", cell=Cell.FOUND, outcome=found), Row(country="MLT", cell=Cell.SILENT, outcome=silent),
            Row(country="MCO", cell=Cell.NO_DOCUMENT, outcome=unheld),
        )  # fmt: skip

    return Matrix(topics=tuple(Compared(topic=topic, rows=rows(topic)) for topic in topics or ("Oversight",)))


def make_draft(
    supported: str = "Clinicians review results.", *, title: str = "Speech", reason: str = "the cited text says “7”",
    citation: Citation | None = None, language: str = "en",
) -> CheckedDraft:  # fmt: skip
    """A heading, then a paragraph with a supported, a contradicted and a missing sentence."""
    cited = citation or make_citation(SENTENCES[language])
    told = [
        (title, None, Unchecked.HEADING, 1), (supported, Stand(stance=Stance.SUPPORTED, support=0.9), None, 2),
        ("Nine states do.", Stand(stance=Stance.CONTRADICTED, support=0.4, reasons=(reason,)), None, 2),
        ("The moon is cheese.", Stand(stance=Stance.NOT_FOUND, support=0.1, reasons=("not said",)), None, 2),
    ]  # fmt: skip
    checked = tuple(
        CheckedSentence(
            sentence=DraftSentence(text=text, page=1, start=0, end=len(text), paragraph=paragraph, unchecked=unchecked),
            stand=stand, citations=(cited,) if stand else (),
        )
        for text, stand, unchecked, paragraph in told
    )  # fmt: skip
    draft = Draft(title=title, language=language, sentences=tuple(one.sentence for one in checked))
    return CheckedDraft(draft=draft, sentences=checked, snapshot="5nap5h07")


def hostile_subjects(text: str) -> dict[str, Any]:
    """Everything that can be taken away, with this text wherever a document, a reader or a model could have put it."""
    about: dict[str, Any] = {
        "title": text, "publisher": text, "url": "javascript:alert(1)", "doc_type": text, "stands_for": text,
        "country": text, "language": text, "date": text, "licence": text,
    }  # fmt: skip
    citation = make_citation(text, label=text, **about)
    answer = make_answer(
        citation, understanding=make_understanding(text, filters=Filters(doc_types=(text,))), notice=text,
        withheld=(Withheld(text=text, reason=text),), snapshot=text,
    )  # fmt: skip
    hit = make_hit(text, document=make_metadata(**about))
    return {
        "answer": answer,
        "refusal": make_abstention(understanding=make_understanding(text), message=text, related=(hit,)),
        "hits": make_quotations(text, query=text, **about),
        "comparison": make_matrix(text, answer=answer),
        "draft": make_draft(text, title=text, reason=text, citation=citation),
    }


def read_latex(source: str) -> str:
    """Return the text that LaTeX sets: by pylatexenc, and what it does not know of LaTeX's own commands by hand."""
    known = {
        r"\textless{}": "<", r"\textgreater{}": ">", r"\symbol{34}": "\u2033", r"\textbraceleft{}": "\ue000",
        r"\textbraceright{}": "\ue001", r"\textasciicircum{}": "^",
    }  # fmt: skip
    for command, char in known.items():
        source = source.replace(command, char)
    read = str(LatexNodes2Text(strict_latex_spaces=True).latex_to_text(source))
    return read.translate({0x2033: '"', 0xE000: "{", 0xE001: "}"})
