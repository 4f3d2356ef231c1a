"""The catalogue: what is written comes back, and states change whole."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import numpy as np
import pytest

from index.catalogue import Catalogue
from index.catalogue_files import Location
from ingest.errors import HomeError, NotHeld
from ingest.passages import cut_passages
from ingest.records import BlockKind, CharBoxes, Document, OutlineEntry, Page, Span, Status
from tests.factories import REVISION, TEXT, make_block, make_document, make_metadata

AT = "2026-01-01T00:00:00+00:00"


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return Catalogue(tmp_path / "c.sqlite")


def put(catalogue: Catalogue, document: Document, *, document_id: str = "plan", live: bool = True, **metadata) -> None:
    described = make_metadata(document_id, **metadata)
    catalogue.stage(described, document, cut_passages(document, document_id=document_id), at=AT)
    if live:
        catalogue.go_live([(described, document.revision)], at=AT)


def test_a_document_comes_back_as_it_was_written(catalogue: Catalogue) -> None:
    boxes = CharBoxes.pack([(1.0, 2.0, 3.0, 4.0)] * len(TEXT))
    pages = (
        Page(number=1, label="iv", text=TEXT, width=595.0, height=842.0, boxes=boxes, is_ocr=True),
        Page(number=2, label="", text="Zeile\0mit „Zeichen“ 𝔘 и\n"),
    )
    blocks = (
        make_block(0, len(TEXT), section=("Один", "Zwei"), context="Country"),
        make_block(0, 20, BlockKind.TABLE_ROW, page=2, context="Country", reading="Country: „Zeichen“ 𝔘"),
    )
    document = make_document(
        blocks=blocks, pages=pages, outline=(OutlineEntry(title="Один", level=1, page=1),), warnings=("odd labels",)
    )
    put(catalogue, document, status=Status.ADOPTED, title="Plan „2025“")
    assert [catalogue.page(REVISION, n) for n in (1, 2)] == list(pages)
    assert catalogue.passages("plan", REVISION) == cut_passages(document, document_id="plan")
    assert catalogue.metadata("plan") == make_metadata(status=Status.ADOPTED, title="Plan „2025“")
    held = catalogue.revision("plan", REVISION)
    assert (held.is_live, held.pages, held.outline, held.warnings) == (True, 2, document.outline, ("odd labels",))


def test_a_staged_revision_is_seen_by_no_search(catalogue: Catalogue) -> None:
    put(catalogue, make_document(), live=False)
    ids = catalogue.passage_ids("plan", REVISION)
    assert (catalogue.documents(), catalogue.live_passages(ids)) == ([], {})
    assert catalogue.unfinished() == [("plan", REVISION)]
    catalogue.go_live([(make_metadata(), REVISION)], at=AT)
    assert set(catalogue.live_passages(ids)) == set(ids)
    assert catalogue.unfinished() == []


def test_staging_again_replaces_what_an_interrupted_run_left(catalogue: Catalogue) -> None:
    put(catalogue, make_document(TEXT, TEXT), live=False)
    put(catalogue, make_document(TEXT), live=False)
    assert len(catalogue.passage_ids("plan", REVISION)) == 1


def test_forgetting_a_staged_revision_leaves_no_trace(catalogue: Catalogue) -> None:
    put(catalogue, make_document(), live=False)
    catalogue.forget_passages("plan", REVISION)
    assert catalogue.unfinished() == []
    for call in (lambda: catalogue.metadata("plan"), lambda: catalogue.page(REVISION, 1)):
        with pytest.raises(NotHeld):
            call()


def test_a_new_revision_retires_the_one_before_at_the_same_moment(catalogue: Catalogue) -> None:
    put(catalogue, make_document())
    new = make_document("Another text.", revision="b" * 64)
    put(catalogue, new, live=False)
    assert catalogue.go_live([(make_metadata(), "b" * 64)], at=AT) == [("plan", REVISION)]
    assert catalogue.live_revision("plan") == "b" * 64
    assert catalogue.live_passages(catalogue.passage_ids("plan", REVISION)) == {}
    assert catalogue.page(REVISION, 1).text == TEXT
    assert not catalogue.revision("plan", REVISION).is_live


def test_a_failure_on_the_way_live_changes_nothing(catalogue: Catalogue) -> None:
    put(catalogue, make_document())
    before = catalogue.snapshot()
    broken = [(make_metadata(), "b" * 64), (make_metadata(title=b"no text"), "c" * 64)]
    with pytest.raises(TypeError):
        catalogue.go_live(broken, at=AT)
    assert (catalogue.snapshot(), catalogue.live_revision("plan")) == (before, REVISION)
    catalogue.set_meta(still="writable")


def test_the_snapshot_names_documents_and_metadata(catalogue: Catalogue, tmp_path: Path) -> None:
    empty = catalogue.snapshot()
    put(catalogue, make_document())
    one = catalogue.snapshot()
    catalogue.set_metadata(make_metadata(title="Other"), at=AT)
    two = catalogue.snapshot()
    catalogue.set_metadata(make_metadata(), at="2027-01-01T00:00:00+00:00")
    assert len({empty, one, two}) == 3
    assert catalogue.snapshot() == one
    assert catalogue.remove(["plan", "nothing"], at=AT) == [("plan", REVISION)]
    assert catalogue.snapshot() == empty == Catalogue(tmp_path / "other.sqlite").snapshot()


@pytest.mark.parametrize(
    ("stands_for", "official", "replaced_by"),
    [("official", True, "official"), ("official", False, ""), ("", True, ""), ("digest", True, "")],
    ids=["official held", "official not held", "no digest", "a digest of itself"],
)
def test_a_digest_is_replaced_when_its_official_document_is_held(
    catalogue: Catalogue, stands_for: str, official: bool, replaced_by: str
) -> None:
    put(catalogue, make_document(), document_id="digest", stands_for=stands_for)
    if official:
        put(catalogue, make_document("Another text.", revision="b" * 64), document_id="official")
    assert catalogue.documents()[0].replaced_by == replaced_by


def test_locations_problems_and_vectors_come_back(catalogue: Catalogue) -> None:
    here = Location("/a", "plan", REVISION, 5, 7)
    there = Location("/b", "plan", REVISION, 5, 7, is_twin=True)
    catalogue.set_locations([here, there])
    assert catalogue.locations_of(REVISION) == [here, there]
    catalogue.set_locations([Location("/b", "plan", REVISION, 5, 8)], gone=["/a"])
    assert catalogue.locations() == [Location("/b", "plan", REVISION, 5, 8)]
    assert catalogue.location("/a") is None
    catalogue.set_problem("/a", status="rejected", message="why", at=AT)
    assert catalogue.problems() == [("/a", "rejected", "why")]
    catalogue.set_problem("/a", status="rejected", message="", at=AT)
    assert catalogue.problems() == []
    vectors = np.arange(6, dtype=np.float32).reshape(2, 3)
    catalogue.keep_vectors("m@1", ["one", "two"], vectors)
    found = catalogue.cached_vectors("m@1", ["two", "three", "one"])
    assert {place: vector.tolist() for place, vector in found.items()} == {0: [3, 4, 5], 2: [0, 1, 2]}
    assert catalogue.cached_vectors("m@2", ["one"]) == {}


def test_more_passages_than_one_statement_takes_are_all_found(catalogue: Catalogue) -> None:
    text = " ".join(f"Sentence number {n}." for n in range(1200))
    document = make_document(text)
    passages = cut_passages(document, document_id="plan", max_chars=25)
    catalogue.stage(make_metadata(), document, passages, at=AT)
    catalogue.go_live([(make_metadata(), REVISION)], at=AT)
    found = catalogue.live_passages([passage.passage_id for passage in passages])
    assert [found[p.passage_id][0] for p in passages] == passages


def test_what_is_not_held_says_so(catalogue: Catalogue) -> None:
    put(catalogue, make_document())
    for call in (
        lambda: catalogue.metadata("nothing"), lambda: catalogue.revision("plan", "b" * 64),
        lambda: catalogue.page(REVISION, 2),
    ):  # fmt: skip
        with pytest.raises(NotHeld):
            call()
    assert (catalogue.live_revision("nothing"), catalogue.document_of("b" * 64), catalogue.meta("nothing")) == ("",) * 3


def test_threads_read_and_write_side_by_side(catalogue: Catalogue) -> None:
    faults: list[Exception] = []

    def work(name: str) -> None:
        try:
            for n in range(20):
                catalogue.set_meta(**{f"{name}{n}": name})
                assert catalogue.meta(f"{name}{n}") == name
        except Exception as error:  # noqa: BLE001 - it is shown in the main thread
            faults.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


@pytest.mark.parametrize("content", [b"no database at all", None], ids=["no database", "a folder"])
def test_a_catalogue_that_cannot_be_opened_is_one_clear_line(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "c.sqlite"
    path.write_bytes(content) if content else path.mkdir()
    with pytest.raises(HomeError, match="cannot be opened"):
        Catalogue(path)


def test_a_catalogue_of_another_version_is_refused(catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.set_meta(schema_version="99")
    with pytest.raises(HomeError, match="another version"):
        Catalogue(tmp_path / "c.sqlite")


def test_a_transaction_that_fails_leaves_nothing(catalogue: Catalogue) -> None:
    def half() -> None:
        with catalogue.transaction() as connection:
            connection.execute("INSERT INTO meta VALUES ('half', 'done')")
            connection.execute("INSERT INTO nothing VALUES (1)")

    with pytest.raises(sqlite3.Error):
        half()
    assert catalogue.meta("half") == ""


def test_spans_of_sentences_come_back(catalogue: Catalogue) -> None:
    put(catalogue, make_document("One sentence. Another one."))
    (passage,) = catalogue.passages("plan", REVISION)
    assert passage.sentences == (Span(0, 13), Span(14, 26))


def test_words_are_kept_by_model_with_their_languages(catalogue: Catalogue) -> None:
    vectors = np.array([[1, 0], [0.5, 0.5]], dtype=np.float32)
    catalogue.keep_words("m@1", ["учет", "register"], [frozenset({"ru"}), frozenset({"fr", "en"})], vectors)
    assert catalogue.word_languages("m@1") == {"учет": {"ru"}, "register": {"en", "fr"}}
    assert [(word, languages, vector.tolist()) for word, languages, vector in catalogue.words("m@1")] == [
        ("register", "en,fr", [0.5, 0.5]), ("учет", "ru", [1, 0]),
    ]  # fmt: skip
    assert catalogue.word_languages("m@2") == {}
    assert list(catalogue.words("m@2")) == []


def test_a_word_met_in_a_further_language_keeps_its_vector(catalogue: Catalogue) -> None:
    vector = np.array([[0.5, 0.25]], dtype=np.float32)
    for model in ("m@1", "m@2"):
        catalogue.keep_words(model, ["plan"], [frozenset({"en"})], vector)
    catalogue.note_languages("m@1", {"plan": frozenset({"en", "de"}), "unheard": frozenset({"de"})})
    ((word, languages, kept),) = catalogue.words("m@1")
    assert (word, languages, kept.tolist()) == ("plan", "de,en", [0.5, 0.25])
    assert catalogue.word_languages("m@2") == {"plan": {"en"}}
