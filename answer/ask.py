"""From a question to an outcome: the documents' own sentences with their places, or an abstention that says why."""

from __future__ import annotations

import logging
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from answer.candidates import Candidate, candidates
from answer.decision import Decision, load_decision
from answer.llm import Evidence, Written, write
from answer.messages import message, refusal
from answer.names import quoted, thing_asked, unknown_names
from answer.polarity import denies
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
)
from answer.select import MAX_GATHERED, MAX_STATEMENTS, is_about, select
from answer.support import fitting_encode
from answer.topic import load_topic
from answer.understand import understand
from answer.wanted import asks_countries, asks_twice
from index.glossary import load_glossary
from index.knowledge_base import KnowledgeBase
from index.records import DocumentInfo, Filters, Hit, SearchResult
from index.words import split_words
from ingest.errors import LLMError
from ingest.places import country_name
from ingest.records import BlockKind, Span

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

logger = logging.getLogger(__name__)
HITS = 24  # passages whose sentences are looked at
_EVIDENCE = 8  # sentences an LLM is given to write from
# Likeness from which a sentence has a term of a thing asked for, of a title in another language, of one in its own.
_IS_HELD, _IS_SAID, _IS_WRITTEN = 0.5, 0.6, 0.95
# Cosine from which one title is another's translation: those are at 0.71 to 0.94, titles on one matter below 0.66.
_SAME_TITLE = 0.7
_FEW_WORDS = 3
_HEARD = 0.5  # share of a question that passages must have, where they are far from it and hardly answer
_SURE = 0.3  # confidence from which an answer stands although a word of the question, such as a city, is nowhere named
# Probability from which a number that does not stand beside what is counted is one of it in other words: on development
# such sentences answer from 0.29 up ("4 million active users" of a record), and two of 22 below 0.25.
_SURE_OF_ANOTHER_NUMBER = 0.25
_DOUBTFUL = 0.2  # confidence below which two answers of five are right, on development
_LIKELY = 0.65  # confidence from which a few words that name nothing of the field are a question all the same
_NEIGHBOURS = 2  # sentences shown before and after a quote
_RELATED = 5  # passages offered beside an answer or in place of one


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What the library has on a question.

    Attributes:
        hits: passages near the question, best first.
        scored: (probability, sentence), likeliest first.
        result: of the search.
        leaning: log odds that the question is off topic; None where nothing tells.
        floor: probability from which a sentence answers it.
    """

    hits: tuple[Hit, ...]
    scored: tuple[tuple[float, Candidate], ...]
    result: SearchResult
    leaning: float | None
    floor: float

    @property
    def snapshot(self) -> str:
        """The state that was searched."""
        return self.result.snapshot

    def holds_together(self, phrase: str, *, likeness: float, own_likeness: float = 0.0, fewest: int = 1) -> bool:
        """Whether some sentence, with what stands above it, has all of the question's terms that are in the phrase.

        Args:
            likeness: from which a sentence has a term, be it in other words or another language.
            own_likeness: the same for documents in the question's language, where that is more.
            fewest: terms that the phrase must have; one of fewer says too little.
        """
        reading = self.result.reading
        words = set(split_words(phrase))
        places = [n for n, term in enumerate(reading.terms) if set(term.text.split()) <= words]
        if len(places) < fewest:
            return False
        for hit in self.hits:
            told = self.result.evidence[hit.passage.passage_id]
            floor = max(likeness, own_likeness) if hit.document.language == reading.language else likeness
            if (np.maximum(told.matches, told.above)[:, places] >= floor).all(axis=1).any():
                return True
        return False

    @property
    def share_heard(self) -> float:
        """Share of the question, by weight of its terms, that the passages found have between them, 0 to 1."""
        rows = [np.maximum(told.matches.max(axis=0, initial=0.0), told.above) for told in self.result.evidence.values()]
        return float(self.result.reading.coverage(np.max(rows, axis=0)[None])[0]) if rows else 0.0

    @property
    def confidence(self) -> float:
        """Probability that the likeliest sentence answers, 0 where there is none."""
        return self.scored[0][0] if self.scored else 0.0


class Assistant:
    """Answers questions from one knowledge base. Safe to share between threads."""

    def __init__(
        self, knowledge_base: KnowledgeBase, *, decision: Decision | None = None,
        llm: LLM | None = None, llm_timeout_s: float = 30,
    ) -> None:  # fmt: skip
        """Answer from `knowledge_base`.

        Args:
            knowledge_base: what is asked.
            decision: when a sentence is an answer; by default the one that ships with the project.
            llm: writes the answer from the evidence where there is one; otherwise the documents' own sentences answer.
            llm_timeout_s: for its whole reply; then the documents' own sentences answer.
        """
        self._library = knowledge_base
        self._decision = decision or load_decision()
        self._llm = llm
        self._llm_timeout_s = llm_timeout_s

    def ask(self, question: str, *, filters: Filters | None = None, history: Sequence[Turn] = ()) -> Outcome:
        """Answer from the documents, or abstain.

        Args:
            question: in English, French, German or Russian.
            filters: which documents may answer; all by default.
            history: earlier turns of the conversation, oldest first.
        """
        for event in self.events(question, filters=filters, history=history):
            if isinstance(event, Answer | Abstention):
                return event
        raise AssertionError("events end with an outcome")

    def events(
        self, question: str, *, filters: Filters | None = None, history: Sequence[Turn] = ()
    ) -> Iterator[Event]:
        """Yield what is being done, then exactly one Answer or Abstention."""
        started = time.monotonic()
        yield Progress("understand")
        understanding = understand(question, filters=filters or Filters(), history=history)
        documents = _passing(self._library.documents(), understanding.filters)
        yield Progress("search")
        found = self._find(understanding)
        searched = time.monotonic()
        yield Progress("select")
        outcome = self._outcome(understanding, documents, found)
        if self._llm is not None and isinstance(outcome, Answer):
            yield Progress("compose")
            outcome = yield from self._written(self._llm, outcome, found)
        outcome = _with_doubt(outcome)
        timings = {"search": _ms(started, searched), "answer": _ms(searched, time.monotonic())}
        yield replace(outcome, timings_ms=timings)

    def _find(self, understanding: Understanding) -> _Found:
        found = self._library.search(
            understanding.standalone, filters=understanding.filters, k=HITS, language=understanding.language,
            countries=understanding.countries,
        )  # fmt: skip
        judged = ((self._decision.probability(candidate), candidate) for candidate in fitting(found))
        scored = sorted(
            ((probability, one) for probability, one in judged if one.counts or probability >= _SURE_OF_ANOTHER_NUMBER),
            key=lambda pair: (-pair[0], pair[1].rank, pair[1].span),
        )
        # The question by itself: the words it shares with documents, such as a country's, are not all that it is about.
        leaning = load_topic().leaning(found.reading.probes.meaning[-1], model=self._library.model())
        floor = self._decision.floor(leaning)
        return _Found(hits=found.hits, scored=tuple(scored), result=found, leaning=leaning, floor=floor)

    def _outcome(
        self, understanding: Understanding, documents: Sequence[DocumentInfo], found: _Found
    ) -> Answer | Abstention:
        if not documents:
            return _abstain(understanding, found, Reason.NO_DOCUMENT, self._nothing_held(understanding))
        titles, unknown = self._unknown(understanding, found)
        if not titles and self._is_off_topic(understanding, documents, found):
            text = refusal(Reason.OFF_TOPIC, understanding)
            return _abstain(understanding, found, Reason.OFF_TOPIC, text)
        if titles or unknown:
            text = refusal(Reason.UNKNOWN_NAME, understanding, names=titles or unknown)
            return _abstain(understanding, found, Reason.UNKNOWN_NAME, text)
        years = _years_not_held(understanding, documents, found)
        if years and set(years) == set(understanding.years):
            text = refusal(Reason.NO_DOCUMENT, understanding, names=[str(year) for year in years])
            return _abstain(understanding, found, Reason.NO_DOCUMENT, text)
        chosen = _select(understanding, found)
        if not chosen:
            return self._no_answer(understanding, documents, found)
        notice = _left_out(understanding, documents, [candidate for _, candidate in chosen])
        return replace(self._answer(understanding, found, chosen), notice=notice)

    def _unknown(self, understanding: Understanding, found: _Found) -> tuple[list[str], list[str]]:
        """Return what the question names that the library does not hold, so that it must not be answered.

        Returns:
            titles of one certain act, body or text; and what else is named.
        """
        question, language = understanding.question, understanding.language
        unknown = unknown_names(
            question,
            language=language,
            holds=lambda phrase, gap: self._library.mentions(phrase, gap=gap, language=language),
            means=self._library.means_a_word,
        )
        # A title may be held in another language: then its words stand together there.
        titles = [
            name.text for name in unknown
            if name.is_title
            and not found.holds_together(name.text, likeness=_IS_SAID, own_likeness=_IS_WRITTEN, fewest=3)
            and not self._is_titled_elsewhere(name.text, found)
        ]  # fmt: skip
        thing = thing_asked(question)
        if not titles and thing and not found.holds_together(thing, likeness=_IS_HELD):
            return [thing], []
        return titles, [name.text for name in unknown] if found.confidence < _SURE else []

    def _is_titled_elsewhere(self, title: str, found: _Found) -> bool:
        """Whether the passages found have a title in another language: in quotation marks, or as their document's."""
        reading = found.result.reading
        foreign = [hit for hit in found.hits if hit.document.language != reading.language]
        titles = {text for hit in foreign for text in (hit.document.title, *quoted(hit.passage.text))}
        if not titles:
            return False
        vectors = reading.probes.in_any_language(self._library.encode([title, *sorted(titles)]))
        return bool((vectors[1:] @ vectors[0]).max() >= _SAME_TITLE)

    def _nothing_held(self, understanding: Understanding) -> str:
        """Say why no document could answer: an empty library, a country without one, or other filters."""
        filters = understanding.filters
        held = {info.metadata.country for info in self._library.documents()}
        if filters.countries and not held & set(filters.countries):
            return refusal(Reason.NO_DOCUMENT, replace(understanding, countries=filters.countries))
        return message("filters" if filters and held else "empty", understanding.language)

    def _no_answer(
        self, understanding: Understanding, documents: Sequence[DocumentInfo], found: _Found
    ) -> Abstention:
        missing = _not_held(understanding, documents)
        if missing:
            text = refusal(Reason.NO_DOCUMENT, replace(understanding, countries=missing))
            return _abstain(understanding, found, Reason.NO_DOCUMENT, text)
        understanding = replace(understanding, countries=understanding.countries or understanding.filters.countries)
        return _abstain(understanding, found, Reason.SILENT, refusal(Reason.SILENT, understanding))

    def _is_off_topic(
        self, understanding: Understanding, documents: Sequence[DocumentInfo], found: _Found
    ) -> bool:
        """Whether nothing the library holds is near a question that no sentence answers."""
        is_answered = found.confidence >= found.floor
        if not is_answered and found.leaning is not None and found.leaning >= 0:
            return True
        nearest = max((hit.similarity for hit in found.hits), default=0.0)
        is_far = nearest < self._decision.off_topic_similarity
        is_held = not _not_held(understanding, documents)
        is_unheard = is_far and is_held and found.share_heard < _HEARD
        if not is_answered:
            return is_unheard or (is_far and not understanding.countries)
        if is_unheard:
            return found.confidence < _SURE
        return found.confidence < _LIKELY and self._is_small_talk(understanding)

    def _is_small_talk(self, understanding: Understanding) -> bool:
        """Whether a few words ("Good morning!") name nothing of the field and stand in no document."""
        words = split_words(understanding.question)
        is_follow_up = understanding.standalone != understanding.question.strip()
        if len(words) > _FEW_WORDS or understanding.countries or is_follow_up:
            return False
        names_nothing = not load_glossary().find(understanding.question, language=understanding.language)
        return names_nothing and not self._library.mentions(understanding.question, gap=1)

    def _answer(
        self, understanding: Understanding, found: _Found, chosen: Sequence[tuple[float, Candidate]]
    ) -> Answer:
        citations = [self._cite(n, candidate) for n, (_, candidate) in enumerate(chosen, start=1)]
        statements = [
            Statement(text=candidate.text, citations=(n,), support=1.0)
            for n, (_, candidate) in enumerate(chosen, start=1)
        ]
        used = {candidate.hit.passage.passage_id for _, candidate in chosen}
        return Answer(
            understanding=understanding,
            statements=tuple(statements),
            citations=tuple(citations),
            confidence=found.confidence,
            mode=Mode.EXTRACTIVE,
            snapshot=found.snapshot,
            timings_ms={},
            related=tuple(hit for hit in found.hits if hit.passage.passage_id not in used)[:_RELATED],
        )

    def _written(self, llm: LLM, extractive: Answer, found: _Found) -> Generator[Event, None, Answer]:
        """Let the LLM write from the evidence; where it fails, the documents' own sentences stand, with a notice."""
        chosen = _select(extractive.understanding, found, most=_EVIDENCE)
        citations = {n: self._cite(n, candidate) for n, (_, candidate) in enumerate(chosen, start=1)}
        language = extractive.understanding.language
        evidence = [_evidence(citations[n], one.text, language) for n, (_, one) in enumerate(chosen, start=1)]
        failed = " ".join(filter(None, (message("llm_failed", language), extractive.notice)))
        written: Written | None = None
        try:
            for piece in write(
                llm, extractive.understanding.standalone, evidence, language=language, timeout_s=self._llm_timeout_s,
                encode=fitting_encode(self._library.encode, self._library.model()),
            ):  # fmt: skip
                if isinstance(piece, Written):
                    written = piece
                else:
                    yield piece
        except LLMError as error:
            logger.warning("%s", error)  # English, and about settings: nothing for whoever asked
            return replace(extractive, notice=failed)
        yield Progress("verify")
        if written is None or written.is_refusal or not written.statements:
            withheld = written.withheld if written else ()
            return replace(extractive, notice=failed, withheld=withheld)
        used = {n for statement in written.statements for n in statement.citations}
        return replace(
            extractive,
            statements=written.statements,
            citations=tuple(citation for n, citation in citations.items() if n in used),
            withheld=written.withheld,
            mode=Mode.LLM,
        )

    def _cite(self, n: int, candidate: Candidate) -> Citation:
        """Cite the page as the catalogue holds it, so that the quote is checked against it and not against a hit."""
        passage = candidate.hit.passage
        page = self._library.page(passage.document_id, passage.page, revision=passage.revision)
        return Citation.of_page(
            page.text,
            n=n,
            document=candidate.hit.document,
            revision=passage.revision,
            page=passage.page,
            page_label=page.page_label,
            section=passage.section,
            span=candidate.span,
            is_ocr=page.is_ocr,
            around=_around(candidate),
        )


def _around(candidate: Candidate) -> Span | None:
    """Return the span of a sentence with its neighbours in the passage; None of a table's row, whose are other rows."""
    passage, span = candidate.hit.passage, candidate.span
    if passage.kind is BlockKind.TABLE_ROW:
        return None
    before = [one.start for one in passage.sentences if one.end <= span.start][-_NEIGHBOURS:]
    after = [one.end for one in passage.sentences if one.start >= span.end][:_NEIGHBOURS]
    return Span(min([span.start, *before]), max([span.end, *after]))


def _with_doubt(outcome: Answer | Abstention) -> Answer | Abstention:
    """Say of the documents' own sentences that they may not answer, where that is so."""
    if isinstance(outcome, Abstention) or outcome.mode is not Mode.EXTRACTIVE or outcome.confidence >= _DOUBTFUL:
        return outcome
    doubt = message("doubtful", outcome.understanding.language)
    return replace(outcome, notice=" ".join(filter(None, (outcome.notice, doubt))))


def _not_held(understanding: Understanding, documents: Sequence[DocumentInfo]) -> tuple[str, ...]:
    """Return the countries a question names of which there is no document."""
    held = {info.metadata.country for info in documents}
    return tuple(code for code in understanding.countries if code not in held)


def _select(understanding: Understanding, found: _Found, *, most: int = 0) -> list[tuple[float, Candidate]]:
    """Choose the sentences to show, at most so many or as many as an answer has."""
    question = understanding.standalone
    gathers = asks_countries(question)
    return select(
        found.scored, threshold=found.floor, most=most or (MAX_GATHERED if gathers else MAX_STATEMENTS),
        gathers=gathers, is_double=asks_twice(question), is_denied=denies(question, language=understanding.language),
        language=understanding.language, countries=understanding.countries,
    )  # fmt: skip


def _left_out(
    understanding: Understanding, documents: Sequence[DocumentInfo], chosen: Sequence[Candidate]
) -> str:  # fmt: skip
    """Say on which of several countries that a question names the answer is silent; "" where on none."""
    if len(understanding.countries) < 2 or understanding.filters.countries:
        return ""
    missing = [code for code in understanding.countries if not any(is_about(one, [code]) for one in chosen)]
    unheld = [code for code in missing if code in _not_held(understanding, documents)]
    silent = [code for code in missing if code not in unheld]
    return " ".join(
        refusal(reason, replace(understanding, countries=tuple(codes)))
        for reason, codes in ((Reason.NO_DOCUMENT, unheld), (Reason.SILENT, silent)) if codes
    )  # fmt: skip


def fitting(found: SearchResult) -> list[Candidate]:
    """Return the sentences that could answer, those about other countries than the question's left out."""
    countries = found.reading.countries
    return [one for one in candidates(found) if not countries or is_about(one, countries)]


def _evidence(citation: Citation, text: str, language: str) -> Evidence:
    document = citation.document
    return Evidence(
        n=citation.n,
        text=text,
        title=document.title,
        country=country_name(document.country, language) if document.country else "",
        publisher=document.publisher,
        year=document.year,
        page_label=citation.page_label or str(citation.page),
        language=document.language,
    )


def _abstain(understanding: Understanding, found: _Found, reason: Reason, text: str) -> Abstention:
    return Abstention(
        understanding=understanding,
        reason=reason,
        message=text,
        related=found.hits[:_RELATED],
        confidence=found.confidence,
        snapshot=found.snapshot,
        timings_ms={},
    )


def _passing(documents: Sequence[DocumentInfo], filters: Filters) -> list[DocumentInfo]:
    """Return the documents that the filters let through."""
    return [info for info in documents if not info.replaced_by and _passes(info, filters)]


def _passes(info: DocumentInfo, filters: Filters) -> bool:
    metadata = info.metadata
    chosen = (
        (filters.countries, metadata.country),
        (filters.languages, metadata.language),
        (filters.doc_types, metadata.doc_type),
        (filters.document_ids, metadata.document_id),
    )
    in_years = not filters.years or (
        metadata.year is not None and filters.years[0] <= metadata.year <= filters.years[1]
    )
    return in_years and all(not some or value in some for some, value in chosen)


def _years_not_held(
    understanding: Understanding, documents: Sequence[DocumentInfo], found: _Found
) -> list[int]:
    """Return the years a question names that are no document's year, nor named in any title or sentence found."""
    held = {info.metadata.year for info in documents}
    texts = [candidate.text for _, candidate in found.scored] + [info.metadata.title for info in documents]
    return [
        year for year in understanding.years if year not in held and not any(str(year) in text for text in texts)
    ]


def _ms(start: float, end: float) -> int:
    return round((end - start) * 1000)
