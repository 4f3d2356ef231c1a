"""Staging: the live state stays as it is until one switch, which can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from index.knowledge_base import KnowledgeBase
from index.staging import Staging
from index.states import read_states, size_bytes
from index.stores import Stores
from index.update import ReadLimits
from ingest.errors import HomeError
from tests.fakes import HashEncoder
from tests.index.conftest import Library

PLAN = "# National plan\n\nClinicians review every result of a model. The ministry keeps a public register.\n"
NEW_PLAN = "# National plan\n\nClinicians review every result of a model. An agency audits hospitals each spring.\n"
LAW = "# Data act\n\nHospitals share records with researchers. Patients may object at any time.\n"
LONG = "# Guide\n\n" + " ".join(f"Nurses train with tablet number {n} in the wards." for n in range(60)) + "\n"


@pytest.fixture
def held(library: Library) -> Library:
    """A library that holds a plan, a law and a long guide."""
    for name, text in (("plan.md", PLAN), ("law.md", LAW), ("guide.md", LONG)):
        library.write(name, text)
    library.ingest()
    library.encoded()
    return library


def contents(folder: Path) -> dict[str, bytes]:
    """Return the state that lies in a home itself, byte by byte."""
    places = (folder / name for name in ("catalogue.sqlite", "chroma", "lexical"))
    files = (file for place in places for file in (place, *place.rglob("*")) if file.is_file())
    return {str(file): file.read_bytes() for file in files}


def texts(base: KnowledgeBase) -> str:
    """Return what a search for both plans finds."""
    return " ".join(hit.passage.text for hit in base.search("register agency").hits)


# Building and switching.


def test_a_staged_state_is_seen_by_nobody_until_it_is_promoted(held: Library) -> None:
    base = held.base()
    before = base.search("register agency")
    held.write("plan.md", NEW_PLAN)
    touched = contents(held.stores.home)
    report = held.staging.build([held.folder])
    assert {Path(x.path).name: x.status.value for x in report.documents} == {
        "guide.md": "indexed", "law.md": "indexed", "plan.md": "indexed",
    }  # fmt: skip
    assert contents(held.stores.home) == touched
    assert base.search("register agency") == before
    switch = held.staging.promote()
    assert (switch.appeared, switch.changed, switch.gone) == ((), ("plan",), ())
    after = base.search("register agency")
    assert after.snapshot == base.snapshot() == switch.snapshot != before.snapshot
    assert "agency" in texts(base)
    assert held.is_whole()


def test_nothing_is_encoded_that_the_live_state_has_encoded(held: Library) -> None:
    words = len(held.encoder.words_seen)
    report = held.staging.build()
    assert (report.encoded, held.encoded(), len(held.encoder.words_seen)) == (0, 0, words)
    held.write("plan.md", NEW_PLAN)
    assert held.staging.build([held.folder]).encoded == 1
    held.staging.promote()
    held.encoded()
    assert set(held.ingest().values()) == {"unchanged"}
    assert held.encoded() == 0


def test_other_rules_for_passages_go_through_a_stage(held: Library) -> None:
    short = Staging(held.stores, limits=ReadLimits(passage_chars=300))
    before = held.stores.catalogue.live_passage_count()
    short.build()
    assert held.stores.catalogue.live_passage_count() == before
    snapshot = held.base().snapshot()
    switch = short.promote()
    assert switch.passages > before
    assert switch.snapshot != snapshot, "the same documents in other passages answer otherwise"
    assert held.is_whole()
    assert set(held.ingest().values()) == {"unchanged"}


def test_a_rollback_is_at_once_and_a_second_one_returns(held: Library) -> None:
    base = held.base()
    before = base.search("register agency")
    held.write("plan.md", NEW_PLAN)
    held.staging.build([held.folder])
    held.staging.promote()
    after = base.search("register agency")
    held.encoded()
    assert held.staging.rollback().changed == ("plan",)
    assert base.search("register agency") == before
    assert held.is_whole()
    held.staging.rollback()
    assert base.search("register agency") == after
    assert held.is_whole()
    assert held.encoded() == 0


def test_what_a_page_has_open_follows_each_switch_in_another_process(held: Library) -> None:
    """The page holds one object open; the commands open their own."""
    page = Stores(held.stores.home, encoder=HashEncoder())
    base = KnowledgeBase(page)
    assert "public register" in texts(base)
    held.write("plan.md", NEW_PLAN)
    held.staging.build([held.folder])
    held.staging.promote()
    assert [info.passages for info in base.documents()] == [info.passages for info in held.base().documents()]
    assert "public register" not in texts(base)
    assert "agency" in base.page("plan", 1).text
    held.staging.rollback()
    assert "public register" in base.page("plan", 1).text
    page.close()


def test_pages_of_a_state_before_still_open(held: Library) -> None:
    revision = held.stores.catalogue.live_revision("plan")
    held.write("plan.md", NEW_PLAN)
    held.staging.build([held.folder])
    held.staging.promote()
    assert "public register" in held.base().page("plan", 1, revision=revision).text


def test_no_more_than_three_states_are_kept(held: Library) -> None:
    for number in range(3):
        held.write("plan.md", f"{PLAN}\nAmendment {number} adds a report.\n")
        held.staging.build([held.folder])
        held.staging.promote()
    held.staging.build()
    states = read_states(held.stores.home)
    assert len(states.kept) == 3
    folders = {folder.name for folder in (held.stores.home / "states").iterdir()}
    assert folders == {state.name for state in states.kept}
    assert not (held.stores.home / "catalogue.sqlite").exists()
    assert all(size_bytes(state.folder(held.stores.home)) > 0 for state in states.kept)
    assert held.is_whole()


def test_an_empty_library_can_be_filled_by_a_stage(library: Library) -> None:
    library.write("plan.md", PLAN)
    library.staging.build([library.folder])
    assert library.ids() == []
    library.staging.promote()
    assert library.found("register") == ["plan"]


# Another model.


@pytest.fixture
def models(held: Library, monkeypatch: pytest.MonkeyPatch) -> dict[str, HashEncoder]:
    """Encoders by the setting that names them, made as they are asked for; the library's own is `bundled`."""
    made: dict[str, HashEncoder] = {"bundled": held.encoder}
    monkeypatch.setattr(
        "index.stores.open_encoder", lambda model, *_: made.setdefault(model, HashEncoder(f"{model}@1"))
    )
    held.stores.close()
    held.stores = Stores(held.stores.home)
    return made


def test_a_staged_model_encodes_once_and_a_page_takes_it_over(
    held: Library, models: dict[str, HashEncoder]
) -> None:
    base = held.base()
    base.search("register")
    assert Staging(held.stores, model="other").build().encoded > 0
    assert base.model() == "hash@1"
    assert models["other"].seen
    models["other"].seen.clear()
    assert Staging(held.stores, model="other").build().encoded == 0
    assert Staging(held.stores, limits=ReadLimits(passage_chars=2000), model="other").build().encoded == 2
    Staging(held.stores).promote()
    assert base.model() == "other@1"
    assert base.search("register").hits
    Staging(held.stores).rollback()
    assert base.model() == "hash@1"
    assert "plan" in held.found("register")


def test_a_library_opened_with_the_model_before_uses_the_promoted_one(
    held: Library, models: dict[str, HashEncoder]
) -> None:
    Staging(held.stores, model="other").build()
    Staging(held.stores).promote()
    later = Stores(held.stores.home)
    later.check_model()
    assert later.encoder is models["other"]
    third = Stores(held.stores.home, model="third")
    with pytest.raises(HomeError, match="third@1"):
        third.check_model()


# What cannot be done says what to do.


@pytest.mark.parametrize(("action", "word"), [
    (Staging.promote, "ingest --stage"), (Staging.drop, "ingest --stage"), (Staging.rollback, "promote"),
])  # fmt: skip
def test_without_a_state_for_it_an_action_says_what_leaves_one(
    held: Library, action: Callable[[Staging], object], word: str
) -> None:
    before = contents(held.stores.home)
    with pytest.raises(HomeError, match=word):
        action(held.staging)
    assert contents(held.stores.home) == before


def test_a_stage_that_the_library_has_overtaken_is_not_promoted(held: Library) -> None:
    held.staging.build()
    held.write("new.md", "# New\n\nParliament debates a register of models in autumn.\n")
    held.ingest()
    with pytest.raises(HomeError, match="has changed"):
        held.staging.promote()
    held.staging.build()
    assert held.staging.promote().documents == 4


def test_what_was_staged_before_is_staged_again(held: Library) -> None:
    """The library went on meanwhile: the paths handed in for the stage need not be named a second time."""
    extra = held.folder.with_name("extra")
    extra.mkdir()
    (extra / "extra.md").write_text("# Extra\n\nPharmacies report every month.\n", encoding="utf-8")
    held.staging.build([extra])
    held.updater.remove(["law"])
    held.encoded()
    held.staging.build()
    assert held.encoded() == 0
    assert held.staging.promote().appeared == ("extra",)
    assert held.ids() == ["extra", "guide", "plan"]


def test_a_stage_can_be_dropped(held: Library) -> None:
    held.staging.build()
    held.staging.drop()
    assert read_states(held.stores.home).staged is None
    assert list((held.stores.home / "states").iterdir()) == []
    assert "plan" in held.found("register")


def test_a_reindex_waits_for_what_is_staged(held: Library) -> None:
    held.staging.build()
    with pytest.raises(HomeError, match="rollback --stage"):
        held.staging.reindex()


def test_a_document_whose_original_is_lost_is_named_and_its_loss_is_told(held: Library) -> None:
    held.stores.files.find(held.stores.catalogue.live_revision("law")).unlink()
    (held.folder / "law.md").unlink()
    report = held.staging.build()
    assert [(x.document_id, x.status.value) for x in report.documents if "original" in x.message] == [
        ("law", "rejected")
    ]
    assert held.staging.promote().gone == ("law",)
    held.staging.rollback()
    assert "law" in held.ids()


def test_a_missing_list_of_states_is_told_and_nothing_is_swept(held: Library) -> None:
    for _ in range(2):
        held.write("plan.md", PLAN + "More.\n")
        held.staging.build([held.folder])
        held.staging.promote()
    pointer = held.stores.home / "states.json"
    kept = pointer.read_bytes()
    pointer.unlink()
    with pytest.raises(HomeError, match=r"states\.json is missing"):
        Stores(held.stores.home, encoder=HashEncoder())
    pointer.write_text("{", encoding="utf-8")
    with pytest.raises(HomeError, match="cannot be read"):
        Stores(held.stores.home, encoder=HashEncoder())
    pointer.write_bytes(kept)
    assert "plan" in held.found("register")
