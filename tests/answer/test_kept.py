"""Kept answers: opened again as they were, whatever has become of the library; and what people said of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from answer.as_json import outcome_json
from answer.kept import FILE, MOST_COMMENT, Change, Judgement, Kept, changes_since, id_of
from answer.records import Abstention, Answer, Citation
from index.knowledge_base import KnowledgeBase
from index.records import Filters
from index.stores import Stores
from index.update import Updater
from ingest.errors import FeedbackError, HomeError, NotHeld
from ingest.records import Span
from tests.answer.export.making import make_abstention, make_answer, make_understanding
from tests.factories import make_info
from tests.fakes import HashEncoder, read_inline
from tests.ingest.pdfs import make_pdf

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
PLAN = "# National plan\n\nA clinician must review each result. The ministry keeps a register.\n"
LAW = "# Data act\n\nHospitals share records with researchers.\n"


class Home:
    """A library of two documents, and the store beside it."""

    def __init__(self, folder: Path) -> None:
        self.docs, self.path = folder / "docs", folder / "home"
        self.docs.mkdir()
        self.write("plan", PLAN)
        self.write("law", LAW)
        self.stores = Stores(self.path, encoder=HashEncoder())
        self.ingest()
        self.base = KnowledgeBase(self.stores)
        self.kept = Kept(self.path)

    def write(self, name: str, text: str) -> None:
        (self.docs / f"{name}.md").write_text(text, encoding="utf-8")

    def ingest(self, *, prune: bool = False) -> None:
        Updater(self.stores).ingest([self.docs], prune=prune)

    def cite(self, name: str, quote: str, *, n: int = 1) -> Citation:
        """Cite a quote of a document as it is now."""
        (info,) = (info for info in self.base.documents() if Path(info.file_name).stem == name)
        view = self.base.page(info.document_id, 1)
        start = view.text.index(quote)
        return Citation.of_page(
            view.text, n=n, document=info.metadata, revision=info.revision, page=1, page_label=view.page_label,
            section=(), span=Span(start, start + len(quote)),
        )  # fmt: skip

    def answer(self) -> Answer:
        return make_answer(
            self.cite("plan", "A clinician must review each result."), self.cite("law", "Hospitals share records", n=2),
            snapshot=self.base.snapshot(),
        )  # fmt: skip

    def changes(self, answer: Answer) -> dict[int, Change]:
        return changes_since(answer.citations, self.base.documents())


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    monkeypatch.setattr("index.update.read_many", read_inline)
    opened = Home(tmp_path)
    yield opened
    opened.stores.close()


# Keeping and opening again.


def test_a_kept_answer_opens_as_it_was_given(home: Home) -> None:
    answer = replace(home.answer(), understanding=make_understanding(filters=Filters(years=(2020, 2025))))
    kept_id = home.kept.keep(answer, home.base, at=NOON)
    opened = home.kept.reopen(kept_id)
    assert outcome_json(opened.outcome) == outcome_json(answer) | {"timings_ms": {}}
    assert (opened.kept_id, opened.at) == (kept_id, NOON)
    for citation in opened.citations:
        page = opened.pages[citation.revision, citation.page]
        assert citation.span.of(page.text) == citation.quote


def test_the_same_answer_on_the_same_snapshot_has_one_id(home: Home) -> None:
    answer = home.answer()
    kept_id = home.kept.keep(answer, home.base, at=NOON)
    slower = replace(answer, timings_ms={"search": 99, "answer": 99}, confidence=0.8999)
    assert home.kept.keep(slower, home.base, at=NOON + timedelta(days=1)) == kept_id == id_of(slower)
    assert home.kept.reopen(kept_id).at == NOON
    assert id_of(home.kept.reopen(kept_id).outcome) == kept_id
    others: tuple[Answer | Abstention, ...] = (
        replace(answer, snapshot="another"), replace(answer, understanding=make_understanding("Another?")),
        replace(answer, statements=answer.statements[::-1]), make_abstention(snapshot=answer.snapshot),
    )  # fmt: skip
    assert len({kept_id, *map(id_of, others)}) == 5


def test_a_kept_answer_outlives_the_library(home: Home) -> None:
    """The text of its pages is kept beside it: a catalogue that never held them does not matter."""
    kept_id = home.kept.keep(home.answer(), home.base, at=NOON)
    home.stores.close()
    for file in home.path.glob("catalogue.sqlite*"):
        file.unlink()
    opened = Kept(home.path).reopen(kept_id)
    assert [page.text for page in opened.pages.values()] != []
    assert all(one.span.of(opened.pages[one.revision, one.page].text) == one.quote for one in opened.citations)


def test_the_picture_of_a_cited_page_outlives_the_catalogue_too(home: Home) -> None:
    """With the same lines marked as on the day it was kept, as long as the original file is there."""
    make_pdf(home.docs, "Each system is registered.", name="rules.pdf")
    home.ingest()
    answer = make_answer(home.cite("rules", "Each system is registered."))
    citation = answer.citations[0]
    kept_id = home.kept.keep(answer, home.base, at=NOON)
    before = home.base.picture(
        citation.document.document_id, 1, revision=citation.revision, spans=[citation.span], scale=1.5
    )
    home.stores.close()
    for file in home.path.glob("catalogue.sqlite*"):
        file.unlink()
    with closing(Stores(home.path, encoder=HashEncoder())) as stores:
        anew = KnowledgeBase(stores)
        opened = Kept(home.path).reopen(kept_id)
        assert opened.picture(1, anew, scale=1.5) == before
        with pytest.raises(NotHeld, match="no citation 2"):
            opened.picture(2, anew)
        (home.path / "files" / citation.revision[:2] / f"{citation.revision[2:]}.pdf").unlink()
        with pytest.raises(NotHeld, match="is not kept"):
            opened.picture(1, anew)


def test_what_is_no_pdf_has_no_picture(home: Home) -> None:
    opened = home.kept.reopen(home.kept.keep(home.answer(), home.base, at=NOON))
    assert opened.marks == {1: (), 2: ()}
    with pytest.raises(NotHeld, match="is not a PDF"):
        opened.picture(1, home.base)


def test_only_what_stands_on_a_page_is_kept(home: Home) -> None:
    answer = home.answer()
    forged = replace(answer.citations[0], quote="A clinician may review each result")
    with pytest.raises(NotHeld, match="does not stand there"):
        home.kept.keep(replace(answer, citations=(forged, answer.citations[1])), home.base, at=NOON)
    elsewhere = replace(answer.citations[0], revision="c" * 64)
    with pytest.raises(NotHeld):
        home.kept.keep(replace(answer, citations=(elsewhere, answer.citations[1])), home.base, at=NOON)
    with sqlite3.connect(home.path / FILE) as connection:
        assert connection.execute("SELECT COUNT(*) FROM answers").fetchone() == (0,)


@pytest.mark.parametrize("kept_id", ["0" * 16, "", "../../etc/passwd", "' OR 1=1 --", "A" * 16])
def test_an_id_that_names_nothing_is_said_to(home: Home, kept_id: str) -> None:
    with pytest.raises(NotHeld, match="no answer is kept as"):
        home.kept.reopen(kept_id)


def test_a_refusal_can_be_kept_too(home: Home) -> None:
    refusal = make_abstention()
    opened = home.kept.reopen(home.kept.keep(refusal, home.base, at=NOON))
    assert isinstance(opened.outcome, Abstention)
    assert opened.citations == ()
    assert outcome_json(opened.outcome) == outcome_json(refusal)


def test_half_a_character_in_a_question_does_not_lose_the_answer(home: Home) -> None:
    refusal = make_abstention(understanding=make_understanding("half \ud83d of one"))
    opened = home.kept.reopen(home.kept.keep(refusal, home.base, at=NOON))
    assert opened.outcome.understanding.question == "half ? of one"


# What has changed since.


def test_nothing_has_changed_at_first(home: Home) -> None:
    assert home.changes(home.answer()) == {1: Change.NONE, 2: Change.NONE}


def test_a_revised_and_a_removed_document_are_told_and_their_pages_still_open(home: Home) -> None:
    answer = home.answer()
    kept_id = home.kept.keep(answer, home.base, at=NOON)
    home.write("plan", PLAN.replace("must", "may"))
    (home.docs / "law.md").unlink()
    home.ingest(prune=True)
    assert home.changes(answer) == {1: Change.REVISED, 2: Change.REMOVED}
    opened = home.kept.reopen(kept_id)
    assert "must review" in opened.pages[answer.citations[0].revision, 1].text
    assert home.kept.keep(answer, home.base, at=NOON) == kept_id, "retired pages can still be read"


def test_a_digest_that_gave_way_and_a_document_that_is_past_are_told(home: Home) -> None:
    answer = home.answer()
    plan, law = (citation.document.document_id for citation in answer.citations)
    held = [
        replace(make_info(plan, replaced_by="official"), revision=answer.citations[0].revision),
        replace(make_info(law, status="superseded"), revision=answer.citations[1].revision),
    ]
    assert changes_since(answer.citations, held) == {1: Change.REPLACED, 2: Change.SUPERSEDED}


# What people say.


def test_feedback_is_kept_with_the_whole_answer(home: Home) -> None:
    kept_id = home.kept.keep(home.answer(), home.base, at=NOON)
    home.kept.judge(kept_id, Judgement.RIGHT, at=NOON)
    home.kept.judge(kept_id, Judgement.NOT_SUPPORTED, at=NOON + timedelta(hours=1), citation=2, comment=" Not\x00 so. ")
    newest, oldest = home.kept.feedback()
    assert (newest.citation, newest.judgement, newest.comment) == (2, Judgement.NOT_SUPPORTED, "Not so.")
    assert (newest.kept_id, newest.question, newest.at) == (kept_id, "Who reviews results?", NOON + timedelta(hours=1))
    assert (oldest.citation, oldest.judgement) == (None, Judgement.RIGHT)
    assert home.kept.counts() == {Judgement.RIGHT: 1, Judgement.WRONG: 0, Judgement.NOT_SUPPORTED: 1}
    assert home.kept.feedback(kept_id) == [newest, oldest]
    assert home.kept.feedback("0" * 16) == []
    assert home.kept.reopen(kept_id).citations != ()


@pytest.mark.parametrize(("given", "said"), [
    ({"citation": 3}, "no citation 3; it has 1, 2"), ({"citation": 0}, "no citation 0"),
    ({"comment": "x" * (MOST_COMMENT + 1)}, "2001 characters; 2000 is the most"),
])  # fmt: skip
def test_feedback_on_nothing_or_without_end_is_not_kept(home: Home, given: dict[str, object], said: str) -> None:
    kept_id = home.kept.keep(home.answer(), home.base, at=NOON)
    with pytest.raises(FeedbackError, match=said):
        home.kept.judge(kept_id, Judgement.WRONG, at=NOON, **given)  # type: ignore[arg-type]
    assert home.kept.feedback() == []
    with pytest.raises(NotHeld):
        home.kept.judge("0" * 16, Judgement.WRONG, at=NOON)


def test_questions_without_an_answer_are_listed_those_asked_most_first(home: Home) -> None:
    often, once = (make_abstention(understanding=make_understanding(text)) for text in ("Often?", "Once?"))
    for day in range(2):
        at = NOON + timedelta(days=day)
        home.kept.note_refused(replace(often, snapshot=f"s{day}"), home.base, at=at)
    home.kept.note_refused(once, home.base, at=NOON + timedelta(days=5))
    home.kept.keep(home.answer(), home.base, at=NOON)
    listed = home.kept.unanswered()
    assert [(one.question, one.asked) for one in listed] == [("Often?", 2), ("Once?", 1)]
    assert {one.reason for one in listed} == {"silent"}
    assert listed[0].last_at == NOON + timedelta(days=1)


def test_what_is_forgotten_is_gone(home: Home) -> None:
    answer = home.answer()
    first, second = (home.kept.keep(one, home.base, at=NOON) for one in (answer, replace(answer, snapshot="another")))
    home.kept.judge(first, Judgement.WRONG, at=NOON, comment="secret")
    home.kept.forget(first)
    with pytest.raises(NotHeld):
        home.kept.reopen(first)
    assert home.kept.feedback() == []
    assert home.kept.reopen(second).pages, "the pages that another answer cites stay"
    home.kept.forget(second)
    with sqlite3.connect(home.path / FILE) as connection:
        assert connection.execute("SELECT (SELECT COUNT(*) FROM pages), (SELECT COUNT(*) FROM marks)").fetchone() == (
            0, 0,
        )  # fmt: skip
    with pytest.raises(NotHeld):
        home.kept.forget(first)


def test_a_store_of_another_version_is_not_touched(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.execute("PRAGMA user_version = 7")
    with pytest.raises(HomeError, match="schema 7"):
        Kept(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(HomeError, match="cannot be opened"):
        Kept(tmp_path / "file")
