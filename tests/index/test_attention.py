"""What a person should look at: what is missing first, then what may be wrong."""

from __future__ import annotations

import pytest

from index.plan import sha256
from tests.factories import make_document
from tests.index.conftest import Library

TEXT = "Clinicians review every result of a model. The ministry keeps a public register of all models in use."


def listed(library: Library) -> list[tuple[str, str]]:
    return [(one.document_id, one.status) for one in library.base().needs_attention()]


def test_files_not_taken_in_come_before_documents_told_badly(library: Library) -> None:
    library.write("manifest.csv", "id,title,file,country,year,language\nplan,Plan,plan.md,MLT,2025,en\n")
    library.write("plan.md", TEXT)
    library.write("other.md", TEXT.replace("public", "secret"))
    library.write("zero.md", "")
    library.ingest()
    found = library.base().needs_attention()
    assert [(one.document_id, one.status) for one in found] == [("", "rejected"), ("other", "incomplete")]
    assert "country and year" in found[1].message
    assert found[1].path == str(library.folder / "other.md")


def test_the_warnings_of_a_reader_are_listed_until_its_document_goes(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.write("manifest.csv", "id,title,file,country,year,language\nplan,Plan,plan.md,MLT,2025,en\n")
    path = library.write("plan.md", TEXT)

    def read_with_warning(paths, **_):
        for one in paths:
            yield one, make_document(TEXT, path=one, revision=sha256(one), warnings=("the labels repeat",))

    monkeypatch.setattr("index.update.read_many", read_with_warning)
    library.ingest()
    assert listed(library) == [("plan", "warning")]
    assert library.base().needs_attention()[0].message == "the labels repeat"
    path.unlink()
    library.ingest(prune=True)
    assert listed(library) == []
