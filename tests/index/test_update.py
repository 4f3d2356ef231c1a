"""Ingest: how every file ends, and that nothing is lost, doubled or half done."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.catalogue import Catalogue
from index.dense import DenseIndex
from index.plan import FileStatus
from index.staging import Staging
from index.stores import Stores
from index.update import ReadLimits, Step, Updater
from ingest.errors import HomeError, ManifestError, ModelMismatch, NotHeld
from tests.fakes import HashEncoder, read_inline
from tests.index.conftest import Library

PLAN = "# National plan\n\nClinicians review every result of a model. The ministry keeps a public register.\n"
LAW = "# Data act\n\nHospitals share records with researchers. Patients may object at any time.\n"
NEW_PLAN = "# National plan\n\nClinicians review every result of a model. An agency audits hospitals each spring.\n"


# How files end.


def test_files_of_several_formats_are_indexed(library: Library) -> None:
    library.write("plan.md", PLAN)
    library.write("law.txt", "Hospitals share records with researchers under the new act.")
    library.write("page.html", "<html><body><h1>Guide</h1><p>Nurses train with tablets in wards.</p></body></html>")
    assert set(library.ingest().values()) == {"indexed"}
    assert library.ids() == ["law", "page", "plan"]
    assert library.found("nurses tablets")[0] == "page"
    assert library.is_whole()


def test_reading_in_worker_processes_gives_the_same(tmp_path: Path) -> None:
    library = Library(tmp_path)
    library.write("plan.md", PLAN)
    library.write("broken.pdf", "%PDF-1.7 nothing")
    assert library.ingest() == {"broken.pdf": "rejected", "plan.md": "indexed"}
    library.stores.close()


def test_ingesting_twice_changes_nothing(library: Library) -> None:
    library.write("plan.md", PLAN)
    library.write("law.md", LAW)
    library.ingest()
    snapshot = library.report.snapshot
    assert library.encoded() == 2
    assert library.ingest() == {"plan.md": "unchanged", "law.md": "unchanged"}
    assert (library.report.snapshot, library.report.encoded, library.encoded()) == (snapshot, 0, 0)
    assert library.is_whole()


def test_a_touched_file_is_unchanged(library: Library) -> None:
    path = library.write("plan.md", PLAN)
    library.ingest()
    os.utime(path, ns=(1, 1))
    assert library.ingest() == {"plan.md": "unchanged"}


def test_a_renamed_file_moves_and_embeds_nothing(library: Library) -> None:
    path = library.write("plan.md", PLAN)
    library.ingest()
    snapshot, _ = library.report.snapshot, library.encoded()
    path.rename(library.folder / "strategy.md")
    assert library.ingest() == {"strategy.md": "moved"}
    assert (library.ids(), library.encoded(), library.report.snapshot) == (["plan"], 0, snapshot)
    assert library.ingest() == {"strategy.md": "unchanged"}


def test_two_twins_in_one_run_are_one_document(library: Library) -> None:
    library.write("a.md", PLAN)
    library.write("b.md", PLAN)
    assert library.ingest() == {"a.md": "indexed", "b.md": "duplicate"}
    assert "document a" in library.report.documents[1].message
    assert library.ids() == ["a"]
    assert library.ingest() == {"a.md": "unchanged", "b.md": "duplicate"}


def test_a_twin_that_comes_later_stays_the_twin(library: Library) -> None:
    library.write("b.md", PLAN)
    library.ingest()
    library.write("a.md", PLAN)
    snapshot = library.report.snapshot
    for _ in range(2):
        assert library.ingest() == {"a.md": "duplicate", "b.md": "unchanged"}
        assert library.report.snapshot == snapshot


def test_a_twin_takes_over_when_the_first_is_gone(library: Library) -> None:
    first = library.write("a.md", PLAN)
    library.write("b.md", PLAN)
    library.ingest()
    first.unlink()
    assert library.ingest(prune=True) == {"b.md": "unchanged"}
    assert library.ids() == ["a"]


def test_an_edited_twin_becomes_a_document_of_its_own(library: Library) -> None:
    library.write("a.md", PLAN)
    library.write("b.md", PLAN)
    library.ingest()
    library.write("b.md", NEW_PLAN)
    assert library.ingest() == {"a.md": "unchanged", "b.md": "indexed"}
    assert library.ids() == ["a", "b"]
    assert library.is_whole()


def test_when_the_first_of_two_twins_is_edited_the_old_content_stays_held(library: Library) -> None:
    library.write("a.md", PLAN)
    library.write("b.md", PLAN)
    library.ingest()
    library.write("a.md", NEW_PLAN)
    assert library.ingest() == {"a.md": "indexed", "b.md": "indexed"}
    assert library.ids() == ["a", "b"]
    assert library.base().page("b", 1).text.strip().endswith("public register.")
    assert library.is_whole()
    assert set(library.ingest().values()) == {"unchanged"}


def test_the_old_content_goes_to_its_twin_at_the_moment_the_new_one_comes(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However small the batches are: never is the old content held twice, and never by nobody."""
    monkeypatch.setattr("index.update._FLUSH_PASSAGES", 1)
    library.write("z.md", PLAN)
    library.ingest()
    library.write("a.md", PLAN)
    library.write("z.md", NEW_PLAN)
    library.write("m.md", LAW)
    held: list[list[str]] = []
    go_live = Catalogue.go_live

    def watched(catalogue: Catalogue, *args, **kwargs):
        retired = go_live(catalogue, *args, **kwargs)
        held.append([library.base().page(name, 1).text for name in catalogue.live_revisions()])
        return retired

    monkeypatch.setattr(Catalogue, "go_live", watched)
    assert library.ingest() == {"a.md": "indexed", "m.md": "indexed", "z.md": "indexed"}
    assert all(sum("public register" in text for text in texts) == 1 for texts in held)


def test_a_twin_stays_one_where_the_new_content_is_rejected(library: Library) -> None:
    library.write("a.md", PLAN)
    library.ingest()
    library.write("b.md", PLAN)
    library.write("a.md", "")
    assert library.ingest() == {"a.md": "rejected", "b.md": "duplicate"}
    assert library.ids() == ["a"]
    assert library.is_whole()


def test_a_file_renamed_while_another_takes_its_name_is_not_lost(library: Library) -> None:
    library.write("plan.md", PLAN).rename(library.folder / "plan.md")
    library.ingest()
    (library.folder / "plan.md").rename(library.folder / "plan-2019.md")
    library.write("plan.md", NEW_PLAN)
    assert library.ingest() == {"plan-2019.md": "indexed", "plan.md": "indexed"}
    assert library.ids() == ["plan", "plan-2019"]
    assert "agency" in library.base().page("plan", 1).text
    assert "register" in library.base().page("plan-2019", 1).text
    assert library.is_whole()


def test_two_files_that_swap_their_contents_are_both_held(library: Library) -> None:
    one, two = library.write("a.md", PLAN), library.write("b.md", LAW)
    library.ingest()
    one.rename(library.folder / "c.tmp")
    two.rename(one)
    (library.folder / "c.tmp").rename(two)
    library.ingest()
    assert sorted(library.found("register researchers")) == ["a", "b"]
    assert set(library.ingest().values()) == {"unchanged"}


def test_a_changed_file_is_replaced_and_only_new_passages_are_encoded(library: Library) -> None:
    library.updater = Updater(library.stores, limits=ReadLimits(passage_chars=60))
    library.write("plan.md", PLAN)
    library.ingest()
    library.encoded()
    library.write("plan.md", NEW_PLAN)
    assert library.ingest() == {"plan.md": "indexed"}
    assert library.encoded() == 1
    text = " ".join(hit.passage.text for hit in library.base().search("register agency").hits)
    assert "agency" in text
    assert "register" not in text
    assert library.is_whole()


def test_a_content_that_comes_back_is_live_again_without_encoding(library: Library) -> None:
    for text in (PLAN, NEW_PLAN):
        library.write("plan.md", text)
        library.ingest()
    library.encoded()
    library.write("plan.md", PLAN)
    library.ingest()
    assert library.encoded() == 0
    assert "register" in library.base().search("register").hits[0].passage.text
    assert library.is_whole()


def test_a_file_that_becomes_the_copy_of_another_leaves_its_document_to_prune(library: Library) -> None:
    library.write("a.md", PLAN)
    library.write("b.md", LAW)
    library.ingest()
    library.write("a.md", LAW)
    assert library.ingest() == {"a.md": "duplicate", "b.md": "unchanged"}
    assert library.ingest(prune=True)["a.md"] == "removed"
    assert library.ids() == ["b"]


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        pytest.param("empty.md", "", "empty", id="empty"),
        pytest.param("blank.txt", " \n\n ", "empty", id="white space"),
        pytest.param("sheet.xlsx", "x", "not read", id="format"),
        pytest.param("plan.pdf", "plain words", "plan.pdf", id="not what its name says"),
    ],
)
def test_a_rejected_file_says_why_and_the_others_go_on(library: Library, name: str, text: str, word: str) -> None:
    library.write(name, text)
    library.write("law.md", LAW)
    assert library.ingest() == {name: "rejected", "law.md": "indexed"}
    (message,) = [x.message for x in library.report.documents if x.status is FileStatus.REJECTED]
    assert word in message
    assert "\n" not in message
    assert [Path(path).name for path, *_ in library.base().problems()] == [name]


def test_a_file_of_page_numbers_alone_is_rejected_and_stops_nothing(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.update.cut_passages", lambda *_, **__: [])
    library.write("plan.md", PLAN)
    assert library.ingest() == {"plan.md": "rejected"}


def test_a_rejected_replacement_leaves_what_was_there(library: Library) -> None:
    library.write("plan.md", PLAN)
    library.ingest()
    library.write("plan.md", "")
    assert library.ingest() == {"plan.md": "rejected"}
    assert library.found("register") == ["plan"]


def test_a_mended_or_vanished_file_is_a_problem_no_more(library: Library) -> None:
    one, two = library.write("a.md", ""), library.write("b.md", "")
    library.ingest()
    assert len(library.base().problems()) == 2
    one.write_text(PLAN, encoding="utf-8")
    two.unlink()
    library.ingest()
    assert library.base().problems() == []


def test_a_pdf_with_an_empty_page_is_partly_indexed(library: Library) -> None:
    typst = pytest.importorskip("typst", reason="typst is part of the dev extra")
    pdf = typst.compile(b"Clinicians review each result of the model.\n#pagebreak()\n#pagebreak()\nThe last page.")
    (library.folder / "scan.pdf").write_bytes(pdf)
    assert library.ingest() == {"scan.pdf": "partly_indexed"}
    (outcome,) = library.report.documents
    assert (outcome.pages, outcome.empty_pages) == (3, (2,))
    assert "page 2 of 3" in outcome.message
    library.ingest()
    assert len(library.base().problems()) == 1


@pytest.mark.parametrize("limits", [ReadLimits(max_file_mb=0)], ids=["size"])
def test_a_file_over_a_limit_is_rejected(library: Library, limits: ReadLimits) -> None:
    library.updater = Updater(library.stores, limits=limits)
    library.write("plan.md", PLAN)
    assert library.ingest() == {"plan.md": "rejected"}
    assert "max_file_mb" in library.report.documents[0].message


def test_two_files_of_one_name_in_two_folders_have_different_ids(library: Library) -> None:
    library.write("FRA/plan.md", PLAN)
    library.write("DEU/plan.md", NEW_PLAN)
    library.ingest()
    assert library.ids() == ["fra-plan", "plan"]
    assert {info.metadata.country for info in library.base().documents()} == {"DEU", "FRA"}
    assert set(library.ingest().values()) == {"unchanged"}


def test_a_file_that_changes_while_it_is_read_is_rejected(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    path = library.write("plan.md", PLAN)
    library.write("law.md", LAW)

    def read_then_change(paths, **limits):
        for found, result in read_inline(paths, **limits):
            path.write_text(NEW_PLAN, encoding="utf-8")
            yield found, result

    monkeypatch.setattr("index.update.read_many", read_then_change)
    assert library.ingest() == {"plan.md": "rejected", "law.md": "indexed"}
    monkeypatch.setattr("index.update.read_many", read_inline)
    assert library.ingest() == {"plan.md": "indexed", "law.md": "unchanged"}


def test_a_file_that_vanishes_while_it_is_read_costs_itself_alone(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = library.write("plan.md", PLAN)
    library.write("law.md", LAW)

    def read_then_delete(paths, **limits):
        results = list(read_inline(paths, **limits))
        path.unlink()
        return iter(results)

    monkeypatch.setattr("index.update.read_many", read_then_delete)
    assert library.ingest() == {"plan.md": "rejected", "law.md": "indexed"}


def test_progress_reaches_the_number_of_files(library: Library) -> None:
    library.write("plan.md", PLAN)
    library.write("law.md", LAW)
    steps: list[Step] = []
    library.updater.ingest([library.folder], report=steps.append)
    assert steps
    assert all(step.files_done <= step.files == 2 for step in steps)
    assert steps[-1].encoded == steps[-1].to_encode == 2


# Removing.


def test_only_prune_takes_out_what_is_gone(library: Library) -> None:
    library.write("plan.md", PLAN).unlink()
    path = library.write("plan.md", PLAN)
    library.write("law.md", LAW)
    library.ingest()
    path.unlink()
    assert library.ingest() == {"law.md": "unchanged"}
    assert library.ids() == ["law", "plan"]
    assert library.ingest(prune=True) == {"law.md": "unchanged", "plan.md": "removed"}
    assert library.ids() == ["law"]
    assert library.found("register") in ([], ["law"])
    assert library.is_whole()


def test_prune_of_one_folder_leaves_the_others(library: Library) -> None:
    library.write("one/a.md", PLAN).with_name("a.md")
    gone = library.write("two/b.md", LAW)
    library.ingest()
    gone.unlink()
    library.updater.ingest([library.folder / "one"], prune=True)
    assert library.ids() == ["a", "b"]


def test_prune_of_a_folder_that_is_not_there_removes_nothing(library: Library) -> None:
    library.write("plan.md", PLAN)
    library.ingest()
    library.folder.rename(library.folder.with_name("unmounted"))
    assert library.ingest(prune=True) == {"docs": "rejected"}
    assert library.ids() == ["plan"]


def test_a_removed_document_is_found_no_more_but_its_page_still_opens(library: Library) -> None:
    library.write("plan.md", PLAN)
    library.ingest()
    revision = library.base().documents()[0].revision
    library.updater.remove(["plan"])
    assert (library.ids(), library.found("register"), library.arms()) == ([], [], (0, 0))
    assert "register" in library.base().page("plan", 1, revision=revision).text
    with pytest.raises(NotHeld, match="removed"):
        library.base().page("plan", 1)
    assert library.ingest() == {"plan.md": "indexed"}


@pytest.mark.parametrize("document_id", ["nothing", "law"])
def test_removing_what_is_not_there_changes_nothing(library: Library, document_id: str) -> None:
    library.write("plan.md", PLAN)
    library.write("law.md", LAW)
    library.ingest()
    library.updater.remove(["law"])
    with pytest.raises(NotHeld, match=document_id):
        library.updater.remove(["plan", document_id])
    assert library.ids() == ["plan"]


# The manifest.


HEAD = "id,title,file,country,year,doc_type,stands_for\n"


def test_the_manifest_says_what_a_file_is(library: Library) -> None:
    library.write("plan.md", PLAN)
    library.write("manifest.csv", HEAD + "mlt-ai-2019,Malta AI plan,plan.md,MLT,2019,strategy,\n")
    assert library.ingest() == {"plan.md": "indexed"}
    (info,) = library.base().documents()
    assert (info.document_id, info.metadata.title, info.metadata.country) == ("mlt-ai-2019", "Malta AI plan", "MLT")


def test_a_changed_manifest_is_taken_over_without_reading_the_file(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.write("plan.md", PLAN)
    library.ingest()
    before = library.report.snapshot
    library.write("manifest.csv", HEAD + "plan,Malta AI plan,,MLT,2019,strategy,\n")
    monkeypatch.setattr("index.update.read_many", lambda *_, **__: pytest.fail("the file was read"))
    assert library.ingest() == {"plan.md": "unchanged"}
    assert library.report.snapshot != before
    assert "manifest" in library.report.documents[0].message
    (info,) = library.base().documents()
    assert (info.metadata.country, info.metadata.year) == ("MLT", 2019)
    assert library.found("Malta") == ["plan"]
    snapshot = library.report.snapshot
    library.ingest()
    assert (library.report.snapshot, library.is_whole()) == (snapshot, True)


def test_a_manifest_named_by_hand_is_no_document(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.write("plan.md", PLAN)
    manifest = library.write("list.csv", HEAD + "plan,Malta AI plan,,MLT,2019,strategy,\n")
    monkeypatch.chdir(library.folder)
    for named in (manifest, Path("list.csv")):
        assert set(library.ingest(manifest=named)) == {"plan.md"}
    assert library.base().documents()[0].metadata.country == "MLT"


def test_a_manifest_with_a_fault_changes_nothing(library: Library) -> None:
    library.write("plan.md", PLAN)
    library.write("manifest.csv", HEAD + "plan,Title,,Atlantis,2019,strategy,\n")
    with pytest.raises(ManifestError, match="country"):
        library.ingest()
    assert library.ids() == []


def test_one_id_in_the_manifests_of_two_folders_is_refused(library: Library) -> None:
    for name in ("one", "two"):
        library.write(f"{name}/manifest.csv", HEAD + "plan,Title,,,,,\n")
    with pytest.raises(ManifestError, match="another folder"):
        library.updater.ingest([library.folder / "one", library.folder / "two"])


# Snapshots and models.


def test_equal_contents_have_equal_snapshots_in_two_homes(library: Library, tmp_path: Path) -> None:
    library.write("plan.md", PLAN)
    library.write("law.md", LAW)
    library.ingest()
    other = Library(tmp_path, home="other")
    other.updater.ingest([library.folder / "plan.md"])
    assert other.base().snapshot() != library.report.snapshot
    other.updater.ingest([library.folder / "law.md"])
    assert other.base().snapshot() == library.report.snapshot
    other.stores.close()


def test_a_home_of_another_model_refuses_until_reindexed(library: Library) -> None:
    library.write("plan.md", PLAN)
    library.ingest()
    library.stores.close()
    stores = Stores(library.stores.home, encoder=HashEncoder("other@2"))
    with pytest.raises(ModelMismatch, match="reindex"):
        Updater(stores).ingest([library.folder])
    library.stores = stores
    with pytest.raises(ModelMismatch):
        library.base()
    assert Staging(stores).reindex() == 1
    assert library.found("register") == ["plan"]
    assert library.is_whole()


def test_reindexing_with_the_same_model_encodes_nothing(library: Library) -> None:
    library.write("plan.md", PLAN)
    library.ingest()
    library.encoded()
    assert library.staging.reindex() == 1
    assert (library.encoded(), library.found("register"), library.is_whole()) == (0, ["plan"], True)


def test_a_search_during_and_after_an_interrupted_reindex_goes_on_with_what_was(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.write("plan.md", PLAN)
    library.ingest()
    base = library.base()
    before = base.search("register")
    with monkeypatch.context() as patch:
        patch.setattr(DenseIndex, "add", _fails)
        with pytest.raises(HomeError):
            library.staging.reindex()
    assert base.search("register") == before
    with pytest.raises(HomeError, match="policy-kb reindex"):
        library.staging.promote()
    library.staging.reindex()
    assert base.search("register").hits == before.hits
    assert library.is_whole()


def _fails(*_, **__):
    raise HomeError("the store gave up")


def test_a_document_that_comes_as_another_kind_of_file_is_its_new_content(library: Library) -> None:
    """A plan fetched as a web page, and later as a text: one document, not an old one beside a new one."""
    library.write("manifest.csv", "id,title,file\nplan,The plan,plan.md\n")
    old = library.write("plan.md", "# Plan\n\nClinicians review each result of the model.\n")
    library.ingest()
    old.unlink()
    library.write("manifest.csv", "id,title,file\nplan,The plan,plan.txt\n")
    library.write("plan.txt", "The ministry keeps a register of all models in use.\n")
    assert library.ingest() == {"plan.txt": "indexed"}
    assert library.ids() == ["plan"]
    assert library.is_whole()


def test_two_files_never_take_over_one_document(library: Library) -> None:
    library.write("manifest.csv", "id,title\nplan,The plan\n")
    library.write("plan.md", "# Plan\n\nClinicians review each result of the model.\n")
    library.ingest()
    (library.folder / "plan.md").unlink()
    library.write("plan.txt", "The ministry keeps a register of all models in use.\n")
    library.write("plan.html", "<html><body><p>The parliament debates the register of models.</p></body></html>")
    library.ingest()
    assert len(library.ids()) == 2
    assert library.is_whole()


# Words.


def languages(library: Library) -> dict[str, frozenset[str]]:
    return library.stores.catalogue.word_languages(library.encoder.identity)


def test_the_words_of_new_documents_join_those_held_and_none_is_encoded_twice(library: Library) -> None:
    library.write("plan.md", "# Plan\n\nClinicians review each result of the model.\n")
    library.ingest()
    first = list(library.encoder.words_seen)
    assert {"plan", "clinicians", "review", "model"} <= set(first) == set(languages(library))
    assert len(first) == len(set(first))
    library.encoder.words_seen.clear()
    assert library.ingest() == {"plan.md": "unchanged"}
    assert library.encoder.words_seen == []
    library.write("law.md", "# Law\n\nClinicians keep a register of the model.\n")
    library.ingest()
    assert set(library.encoder.words_seen) == {"law", "keep", "register"}
    assert library.stores.vocabulary.words == tuple(sorted(languages(library)))


def test_words_of_the_title_and_the_headings_are_met_too(library: Library) -> None:
    library.write("manifest.csv", HEAD + "plan,Quokka strategy,plan.md,MLT,2019,strategy,\n")
    library.write("plan.md", "# Oversight\n\nClinicians review each result of the model.\n")
    library.ingest()
    assert {"quokka", "malta", "oversight", "clinicians"} <= set(languages(library))
    assert "2019" not in languages(library)


def test_a_word_knows_every_language_it_was_met_in(library: Library) -> None:
    head = "id,title,file,language\n"
    library.write("manifest.csv", head + "en,Plan,en.md,en\nde,Plan,de.md,de\n")
    library.write("en.md", "The register of hospitals is kept by the ministry of health.")
    library.ingest()
    assert languages(library)["register"] == {"en"}
    library.encoder.words_seen.clear()
    library.write("de.md", "Das Register der Kliniken wird vom Ministerium geführt.")
    library.ingest()
    assert languages(library)["register"] == {"de", "en"}
    assert languages(library)["hospitals"] == {"en"}
    assert languages(library)["kliniken"] == {"de"}
    assert "register" not in library.encoder.words_seen


def test_a_search_reads_its_question_against_words_that_have_just_come_in(library: Library) -> None:
    library.write("plan.md", PLAN)
    library.ingest()
    base = library.base()
    assert "quokkas" not in base.search("quokkas").reading.vocabulary.places
    library.write("law.md", "# Law\n\nQuokkas are reviewed by the clinicians of the ministry.\n")
    library.ingest()
    assert "quokkas" in base.search("quokkas").reading.vocabulary.places


def test_another_model_encodes_the_words_anew(library: Library) -> None:
    library.write("plan.md", PLAN)
    library.ingest()
    words = set(languages(library))
    library.stores.close()
    library.encoder = HashEncoder("other@2")
    library.stores = Stores(library.stores.home, encoder=library.encoder)
    library.staging.reindex()
    assert set(library.encoder.words_seen) == set(languages(library)) == words
