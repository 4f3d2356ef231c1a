"""Reading: search under filters, pages, marks and pictures."""

from __future__ import annotations

import shutil
import threading

import numpy as np
import pytest

from index.knowledge_base import KnowledgeBase
from index.records import Filters, SearchResult
from ingest.errors import HomeError, NotHeld
from ingest.records import Span
from tests.index.conftest import Library

MANIFEST = """id,title,country,year,doc_type,language,stands_for
fra,Plan France,FRA,2020,strategy,en,
mlt,Plan Malta,MLT,2022,law,en,
deu,Plan Deutschland,DEU,,strategy,de,
digest,Digest of Malta,MLT,2022,law,en,official
"""


@pytest.fixture
def base(library: Library) -> KnowledgeBase:
    library.write("manifest.csv", MANIFEST)
    library.write("fra.md", "# Registers\n\nHospitals in France keep registers of each model in use.")
    library.write("mlt.md", "# Registers\n\nHospitals in Malta keep registers of each model in use.")
    library.write("deu.md", "# Register\n\nKrankenhäuser führen registers of each model, auch in Bayern.")
    library.write("digest.md", "# Digest\n\nThe digest says that registers of each model are kept by a board.")
    library.ingest()
    return library.base()


def ids(result: SearchResult) -> set[str]:
    return {hit.document.document_id for hit in result.hits}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        pytest.param(None, {"fra", "mlt", "deu", "digest"}, id="none"),
        pytest.param(Filters(countries=("FRA",)), {"fra"}, id="country"),
        pytest.param(Filters(years=(2020, 2021)), {"fra"}, id="years"),
        pytest.param(Filters(languages=("de",)), {"deu"}, id="language"),
        pytest.param(Filters(doc_types=("law",)), {"mlt", "digest"}, id="type"),
        pytest.param(Filters(document_ids=("deu", "fra")), {"deu", "fra"}, id="documents"),
        pytest.param(Filters(countries=("FRA",), years=(2022, 2022)), set(), id="none passes"),
    ],
)
def test_a_search_keeps_to_its_filters(base: KnowledgeBase, filters: Filters | None, expected: set[str]) -> None:
    assert ids(base.search("registers of each model", filters=filters)) == expected


def test_the_same_search_twice_gives_the_same(base: KnowledgeBase) -> None:
    assert base.search("registers of a model") == base.search("registers of a model")


def test_hits_are_ranked_from_one_and_are_slices_of_their_pages(base: KnowledgeBase) -> None:
    hits = base.search("registers", k=3).hits
    assert [hit.rank for hit in hits] == [1, 2, 3]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for hit in hits:
        page = base.page(hit.passage.document_id, hit.passage.page, revision=hit.passage.revision)
        assert hit.passage.span.of(page.text) == hit.passage.text


def test_fewer_hits_are_the_head_of_more(base: KnowledgeBase) -> None:
    assert base.search("registers", k=2).hits == base.search("registers", k=4).hits[:2]


def test_a_digest_gives_way_to_its_official_document(base: KnowledgeBase, library: Library) -> None:
    assert "digest" in ids(base.search("registers of each model"))
    library.write("official.md", "# Official\n\nThe official words on registers of each model kept by a board.")
    library.ingest()
    found = ids(base.search("registers of each model"))
    assert "official" in found
    assert "digest" not in found
    assert {info.document_id: info.replaced_by for info in base.documents()}["digest"] == "official"
    library.updater.remove(["official"])
    assert "digest" in ids(base.search("registers of each model"))


@pytest.mark.parametrize("question", ['"registers', "registers AND (", "title:registers", "registers\0\n", "", " ?"])
def test_query_syntax_is_harmless(base: KnowledgeBase, question: str) -> None:
    result = base.search(question)
    assert result.query == question


def test_an_empty_library_finds_nothing(library: Library) -> None:
    base = library.base()
    assert base.search("registers").hits == ()
    assert (base.documents(), base.problems(), base.mentions("registers")) == ([], [], False)


def test_fewer_than_one_hit_cannot_be_asked_for(base: KnowledgeBase) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        base.search("registers", k=0)


def test_a_whole_phrase_is_known_or_not(base: KnowledgeBase) -> None:
    assert base.mentions("Plan Malta")
    assert base.mentions("hospitals registers", gap=4)
    assert not base.mentions("Malta Plan")


def test_threads_search_side_by_side_while_another_writes(base: KnowledgeBase, library: Library) -> None:
    faults: list[Exception] = []

    def search() -> None:
        try:
            for _ in range(6):
                assert base.search("registers of each model", k=3).hits
        except Exception as error:  # noqa: BLE001 - it is shown in the main thread
            faults.append(error)

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    library.write("new.md", "# New\n\nA new file on registers comes in while others search.")
    library.ingest()
    for thread in threads:
        thread.join()
    assert faults == []


# Pages.


def test_a_page_has_its_text_and_its_place(base: KnowledgeBase) -> None:
    view = base.page("fra", 1)
    assert (view.page, view.pages, view.is_live, view.has_picture) == (1, 1, True, False)
    assert "France" in view.text
    assert base.page("fra", 1, revision=f"sha256:{view.revision}") == view


@pytest.mark.parametrize(
    ("document_id", "page", "revision"),
    [
        pytest.param("nothing", 1, None, id="unknown document"),
        pytest.param("fra", 2, None, id="past the end"),
        pytest.param("fra", 0, None, id="page 0"),
        pytest.param("fra", -1, None, id="before the start"),
        pytest.param("fra", 10**30, None, id="far past the end"),
        pytest.param("fra", 1, "b" * 64, id="unknown revision"),
    ],
)
def test_what_is_not_held_says_so(
    base: KnowledgeBase, document_id: str, page: int, revision: str | None
) -> None:
    calls = (
        lambda: base.page(document_id, page, revision=revision),
        lambda: base.marks(document_id, page, [], revision=revision),
        lambda: base.picture(document_id, page, revision=revision),
    )
    for call in calls:
        with pytest.raises(NotHeld) as told:
            call()
        assert "\n" not in str(told.value)


def test_an_old_revision_stays_readable(base: KnowledgeBase, library: Library) -> None:
    old = base.page("fra", 1)
    library.write("fra.md", "# Registers\n\nFrance has closed its registers for good this year.")
    library.ingest()
    again = base.page("fra", 1, revision=old.revision)
    assert (again.text, again.is_live) == (old.text, False)
    assert "closed" in base.page("fra", 1).text


def test_a_text_has_no_picture_and_no_marks(base: KnowledgeBase) -> None:
    with pytest.raises(NotHeld, match="not a PDF"):
        base.picture("fra", 1)
    assert base.marks("fra", 1, [Span(0, 5)]) == []
    with pytest.raises(ValueError, match="past"):
        base.marks("fra", 1, [Span(0, 10_000)])


def test_a_pdf_shows_the_lines_of_a_span_even_when_its_source_has_gone(library: Library) -> None:
    typst = pytest.importorskip("typst", reason="typst is part of the dev extra")
    pdf = library.folder / "plan.pdf"
    pdf.write_bytes(typst.compile(b"Clinicians review each result.\n\nHospitals keep registers."))
    library.ingest()
    pdf.unlink()
    base = library.base()
    (hit, *_) = base.search("registers").hits
    (box,) = base.marks("plan", 1, [hit.passage.sentences[-1]])
    assert box.left < box.right
    assert box.top < box.bottom
    plain, marked = base.picture("plan", 1), base.picture("plan", 1, spans=[hit.passage.sentences[-1]])
    assert plain[:8] == marked[:8] == b"\x89PNG\r\n\x1a\n"
    assert plain != marked
    assert base.page("plan", 1).has_picture


def test_vectors_of_sentences_are_kept_or_made(base: KnowledgeBase, library: Library) -> None:
    kept = base.search("registers").evidence
    with library.stores.catalogue.transaction() as connection:
        connection.execute("DELETE FROM sentence_vectors")
    made = base.search("registers").evidence
    assert set(kept) == set(made)
    for key, told in kept.items():
        assert np.allclose(told.vectors, made[key].vectors, atol=1e-3)


@pytest.mark.parametrize("arm", ["chroma", "lexical"])
def test_an_arm_that_was_lost_is_told_and_mended(library: Library, arm: str) -> None:
    """A search over half an index would miss documents and say nothing."""
    library.write("plan.md", "# Plan\n\nClinicians review each result of the model.\n")
    library.ingest()
    library.stores.close()
    shutil.rmtree(library.stores.home / arm)
    with pytest.raises(HomeError, match="reindex"):
        library.found("Who reviews the results?")
    library.staging.reindex()
    assert library.found("Who reviews the results?") == ["plan"]
