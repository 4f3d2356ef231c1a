"""A subject becomes a paper: what is said, with footnotes, sources, and the state of the library it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import assert_never

from answer.check import NOT_CHECKED, CheckedDraft, CheckedSentence, verdict_of
from answer.compare import Cell, Row
from answer.draft import Unchecked
from answer.export.escape import one_line
from answer.export.labels import label, spoken
from answer.export.paper import Block, Heading, Note, Paper, Paragraph, Part, Run, Style, Table, Tone
from answer.export.references import Reference, in_words, merged, shown_date
from answer.export.subjects import Matrix, Occasion, Quotations, Subject
from answer.kept import Change
from answer.records import Abstention, Answer, Citation, Mode
from index.records import Filters, Hit
from ingest.places import country_name

_COLUMNS = 3  # topics side by side on a page
_TONES = {"supported": Tone.SUPPORTED, "contradicted": Tone.CONTRADICTED, "not_found": Tone.NOT_FOUND}


def compose(subject: Subject, occasion: Occasion) -> Paper:
    """Return the paper of a subject, in the language it was asked in."""
    return _Composer(subject, occasion).paper()


def language_of(subject: Subject) -> str:
    """Return the language that a subject's file is labelled in."""
    match subject:
        case Answer() | Abstention():
            return spoken(subject.understanding.language)
        case Quotations() | Matrix():
            return spoken(subject.language)
        case CheckedDraft():
            return spoken(subject.draft.language)
        case _:
            assert_never(subject)


def references_of(subject: Subject, occasion: Occasion) -> list[Reference]:
    """Return what a subject rests on, a reference per document; nothing for a refusal, which rests on none.

    Of a draft the nearest passages are left out: they support nothing.
    """
    return merged(_references(subject, occasion))


def _references(subject: Subject, occasion: Occasion) -> list[Reference]:
    if isinstance(subject, Quotations):
        return [Reference.of_hit(hit, snapshot=subject.snapshot, accessed=occasion.on) for hit in subject.hits]
    return [
        Reference.of_citation(citation, snapshot=snapshot, accessed=occasion.on)
        for citation, snapshot in _cited(subject)
    ]


def _cited(subject: Answer | Abstention | Matrix | CheckedDraft) -> list[tuple[Citation, str]]:
    """Return the citations that a subject rests on, each with its snapshot."""
    match subject:
        case Answer():
            return [(citation, subject.snapshot) for citation in subject.citations]
        case Abstention():
            return []
        case Matrix():
            outcomes = [row.outcome for compared in subject.topics for row in compared.rows]
            return [pair for outcome in outcomes for pair in _cited(outcome)]
        case CheckedDraft():
            resting = [one for one in subject.sentences if verdict_of(one) in {"supported", "contradicted"}]
            return [(citation, subject.snapshot) for one in resting for citation in one.citations]
        case _:
            assert_never(subject)


class _Composer:
    """Puts one subject into the shape of a paper."""

    def __init__(self, subject: Subject, occasion: Occasion) -> None:
        self._subject, self._occasion = subject, occasion
        self._language = language_of(subject)
        self._references = references_of(subject, occasion)

    def _say(self, key: str) -> str:
        return label(key, self._language)

    def paper(self) -> Paper:
        """Compose it."""
        subject = self._subject
        match subject:
            case Answer():
                title, blocks = subject.understanding.question, self._answer(subject)
            case Abstention():
                title, blocks = subject.understanding.question, self._abstention(subject)
            case Quotations():
                title, blocks = self._say("quotations").format(subject.query), self._quotations(subject)
            case Matrix():
                topics = "; ".join(one.topic for one in subject.topics)
                title, blocks = self._say("comparison").format(topics), self._matrix(subject)
            case CheckedDraft():
                title, blocks = subject.draft.title or self._say("draft"), self._draft(subject)
            case _:
                assert_never(subject)
        return Paper(
            title=title, language=self._language, facts=tuple(self._facts()), blocks=(*blocks, *self._changes()),
            sources_title=self._say("sources"), closing=self._closing(), is_wide=isinstance(subject, Matrix),
            sources=tuple(in_words(one, self._language, is_dated=True) for one in self._references),
        )  # fmt: skip

    # What stands above and below.

    def _facts(self) -> Iterator[tuple[str, str]]:
        subject, occasion = self._subject, self._occasion
        if isinstance(subject, Answer | Abstention) and subject.understanding.filters:
            yield self._say("filters"), filters_in_words(subject.understanding.filters, self._language)
        if isinstance(subject, Answer):
            yield self._say("mode"), self._say("llm" if subject.mode is Mode.LLM else "extractive")
        if isinstance(subject, Quotations):
            yield self._say("query"), subject.query
            if subject.filters:
                yield self._say("filters"), filters_in_words(subject.filters, self._language)
        if isinstance(subject, CheckedDraft):
            yield self._say("result"), self._say("counts").format(**subject.counts)
            yield self._say("how_to_read"), self._say("marks")
        if occasion.kept_id:
            yield self._say("id"), occasion.address or occasion.kept_id
        if occasion.kept_on:
            yield self._say("kept"), shown_date(occasion.kept_on, self._language)
        yield self._say("date"), shown_date(occasion.on, self._language)
        yield self._say("snapshot"), subject.snapshot

    def _closing(self) -> tuple[str, ...]:
        shown = list(self._references)
        if isinstance(self._subject, Abstention):
            shown = [self._reference(hit) for hit in self._subject.related]
        is_digested = any(one.is_digest for one in shown)
        return (self._say("statement"), *([self._say("digests")] if is_digested else []))

    def _changes(self) -> Iterator[Block]:
        changes = self._occasion.changes
        if changes is None or not isinstance(self._subject, Answer):
            return
        yield Heading(self._say("changes"))
        changed = {n: change for n, change in changes.items() if change is not Change.NONE}
        if not changed:
            yield _plain(self._say("unchanged"))
        said: dict[str, None] = {}
        for citation in self._subject.citations:
            if citation.n in changed:
                what = self._say(changed[citation.n].value)
                said[f"{_marked(citation.document.title, self._language)}: {what}."] = None
        yield from (_plain(line) for line in said)

    # An answer and a refusal.

    def _answer(self, answer: Answer) -> Iterator[Block]:
        if answer.notice:
            yield _plain(answer.notice, style=Style.SMALL)
        by_number = {citation.n: citation for citation in answer.citations}
        for statement in answer.statements:
            notes = tuple(self._note(by_number[n], answer.snapshot) for n in statement.citations)
            yield Paragraph(runs=(Run(text=statement.text, notes=notes),))
        if answer.withheld:
            yield Heading(self._say("withheld"))
            for one in answer.withheld:
                runs = (Run(text=one.text, tone=Tone.STRUCK), Run(text=f"({one.reason})", tone=Tone.MUTED))
                yield Paragraph(runs=runs)

    def _abstention(self, abstention: Abstention) -> Iterator[Block]:
        yield _plain(f"{self._say('no_answer')}. {abstention.message}", style=Style.STRONG)
        if abstention.notice:
            yield _plain(abstention.notice, style=Style.SMALL)
        if abstention.related:
            yield Heading(self._say("related"))
            yield from self._passages(abstention.related)

    # Passages, countries, sentences.

    def _quotations(self, quotations: Quotations) -> Iterator[Block]:
        yield from self._passages(quotations.hits)

    def _passages(self, hits: Sequence[Hit]) -> Iterator[Block]:
        for hit in hits:
            yield _plain(_marked(one_line(hit.passage.text), self._language), style=Style.QUOTE)
            yield Paragraph(style=Style.SMALL, parts=in_words(self._reference(hit), self._language))

    def _reference(self, hit: Hit) -> Reference:
        return Reference.of_hit(hit, snapshot=self._subject.snapshot, accessed=self._occasion.on)

    def _matrix(self, matrix: Matrix) -> Iterator[Block]:
        for first in range(0, len(matrix.topics), _COLUMNS):
            some = matrix.topics[first : first + _COLUMNS]
            rows_of = [{row.country: row for row in one.rows} for one in some]
            yield Table(
                header=(self._say("country"), *(one.topic for one in some)),
                rows=tuple(
                    ((_plain(country_name(code, self._language)),), *(self._cell(rows.get(code)) for rows in rows_of))
                    for code in matrix.countries
                ),
            )

    def _cell(self, row: Row | None) -> tuple[Paragraph, ...]:
        if row is None:
            return (Paragraph(runs=(Run(text=self._say("not_asked"), tone=Tone.MUTED),)),)
        outcome = row.outcome
        if not isinstance(outcome, Answer):
            said = self._say("no_document" if row.cell is Cell.NO_DOCUMENT else "silent")
            return (Paragraph(runs=(Run(text=said, tone=Tone.MUTED),)),)
        by_number = {citation.n: citation for citation in outcome.citations}
        return tuple(
            Paragraph(
                runs=(
                    Run(
                        text=statement.text,
                        notes=tuple(self._note(by_number[n], outcome.snapshot) for n in statement.citations),
                    ),
                )
            )
            for statement in outcome.statements
        )

    def _draft(self, checked: CheckedDraft) -> Iterator[Block]:
        for _, sentences in groupby(checked.sentences, key=lambda one: one.sentence.paragraph):
            some = list(sentences)
            if all(one.sentence.unchecked is Unchecked.HEADING for one in some):
                text = " ".join(one.sentence.text for one in some)
                if text != checked.draft.title:  # that stands above already
                    yield Heading(text)
            else:
                yield Paragraph(runs=tuple(map(self._sentence, some)))

    def _sentence(self, one: CheckedSentence) -> Run:
        verdict, text = verdict_of(one), one.sentence.text
        if verdict == NOT_CHECKED or one.stand is None:
            return Run(text=text)
        snapshot = self._subject.snapshot
        if verdict == "supported":
            notes = tuple(self._note(citation, snapshot) for citation in one.citations)
            return Run(text=text, tone=Tone.SUPPORTED, notes=notes)
        said = f"{self._say(verdict)}: {'; '.join(one.stand.reasons)}".rstrip(": ") + "."
        lead = "" if verdict == "contradicted" else f"{self._say('nearest')} "
        quoted = [(Part(lead), *self._note(citation, snapshot)) for citation in one.citations]
        return Run(text=text, tone=_TONES[verdict], remarks=((Part(said),), *quoted))

    def _note(self, citation: Citation, snapshot: str) -> Note:
        reference = Reference.of_citation(citation, snapshot=snapshot, accessed=self._occasion.on)
        quoted = _marked(one_line(citation.quote), self._language)
        return (Part(f"{quoted} "), *in_words(reference, self._language))


def filters_in_words(filters: Filters, language: str) -> str:
    """Return what a question was limited to, "" for nothing."""
    years = "–".join(dict.fromkeys(map(str, filters.years))) if filters.years else ""
    said = [
        *(country_name(code, language) for code in filters.countries), years, *filters.languages, *filters.doc_types,
        *filters.document_ids,
    ]  # fmt: skip
    return ", ".join(part for part in said if part)


def _plain(text: str, *, style: Style = Style.BODY) -> Paragraph:
    return Paragraph(runs=(Run(text=text),), style=style)


def _marked(text: str, language: str) -> str:
    return label("quote", language).format(text)
