"""Metadata edited by a maintainer: checked as a manifest is, searched by, and kept."""

from __future__ import annotations

import pytest

from index.update import Updater
from ingest.errors import MetadataError, NotHeld
from tests.index.conftest import Library

PLAN = "# National plan\n\nClinicians review every result of a model. The ministry keeps a public register.\n"
NEW_PLAN = "# National plan\n\nClinicians review every result of a model. An agency audits hospitals each spring.\n"


def test_an_edit_stays_when_the_file_and_its_manifest_come_again(library: Library) -> None:
    library.write("plan.md", PLAN)
    library.write("manifest.csv", "id,title,country\nplan,Plan of the manifest,FRA\n")
    library.ingest()
    before = library.stores.catalogue.snapshot()
    edited = Updater(library.stores).edit("plan", {"title": "The plan", "year": "2025"})
    assert (edited.title, edited.year, edited.country) == ("The plan", 2025, "FRA")
    assert library.stores.catalogue.snapshot() != before
    assert library.is_whole()
    library.ingest()
    assert library.stores.catalogue.metadata("plan") == edited
    library.write("plan.md", NEW_PLAN)
    library.ingest()
    assert library.stores.catalogue.metadata("plan") == edited
    library.staging.build()
    library.staging.promote()
    assert library.stores.catalogue.metadata("plan") == edited


def test_an_edit_that_says_the_same_changes_nothing(library: Library) -> None:
    library.write("plan.md", PLAN)
    library.ingest()
    before = library.stores.catalogue.snapshot()
    title = library.stores.catalogue.metadata("plan").title
    Updater(library.stores).edit("plan", {"title": title})
    assert library.stores.catalogue.snapshot() == before
    assert library.stores.catalogue.edits("plan") == {}


def test_a_removed_document_is_forgotten_with_its_edits(library: Library) -> None:
    library.write("plan.md", PLAN)
    library.ingest()
    Updater(library.stores).edit("plan", {"country": "FRA"})
    Updater(library.stores).remove(["plan"])
    assert library.stores.catalogue.edits("plan") == {}
    with pytest.raises(NotHeld):
        Updater(library.stores).edit("plan", {"country": "FRA"})


@pytest.mark.parametrize(("field", "cell"), [
    ("country", "XX"), ("year", "25"), ("status", "odd"), ("title", " "), ("date", "2025-13"), ("id", "other"),
    ("language", "French"),
])  # fmt: skip
def test_what_a_manifest_may_not_say_an_edit_may_not_either(library: Library, field: str, cell: str) -> None:
    library.write("plan.md", PLAN)
    library.ingest()
    before = library.stores.catalogue.metadata("plan")
    with pytest.raises(MetadataError) as fault:
        Updater(library.stores).edit("plan", {field: cell})
    assert fault.value.field == field
    assert library.stores.catalogue.metadata("plan") == before
