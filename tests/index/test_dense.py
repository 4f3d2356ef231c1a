"""The dense arm: vectors, filters, and a store that is not what it should be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index.dense import DenseIndex
from index.embed import Vectors
from index.records import Filters
from ingest.errors import HomeError
from tests.factories import make_metadata
from tests.fakes import HashEncoder

TEXTS = {
    "en": "Clinicians review the registers of hospitals.", "fr": "registers in France", "de": "registers in Germany",
    "ru": "registers in Russia",
}  # fmt: skip
DOCUMENTS = [
    make_metadata("en", country="FRA", year=2020, doc_type="strategy"),
    make_metadata("fr", country="MLT", year=2021, doc_type="law", language="fr"),
    make_metadata("de", country="DEU", year=2022, doc_type="law", language="de"),
    make_metadata("ru", country="RUS", year=None, doc_type="", language="ru"),
]
ENCODER = HashEncoder()


def vector(text: str) -> Vectors:
    row: Vectors = ENCODER.encode_questions([text])[0]
    return row


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DenseIndex]:
    index = DenseIndex(tmp_path_factory.mktemp("chroma"), library="one")
    index.add(list(TEXTS), ENCODER.encode_questions(list(TEXTS.values())), DOCUMENTS)
    yield index
    index.close()


def test_the_nearest_comes_first_with_its_cosine(index: DenseIndex) -> None:
    found = index.search(vector(TEXTS["de"]), filters=Filters(), k=3)
    assert [key for key, _ in found][:1] == ["de"]
    assert found[0][1] == pytest.approx(1.0, abs=1e-5)
    assert len(found) == 3
    scores = [score for _, score in found]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        pytest.param(Filters(), {"en", "fr", "de", "ru"}, id="none"),
        pytest.param(Filters(countries=("DEU",)), {"de"}, id="country"),
        pytest.param(Filters(languages=("fr", "ru")), {"fr", "ru"}, id="languages"),
        pytest.param(Filters(doc_types=("law",)), {"fr", "de"}, id="type"),
        pytest.param(Filters(document_ids=("en",)), {"en"}, id="document"),
        pytest.param(Filters(years=(2020, 2021)), {"en", "fr"}, id="years, both included"),
        pytest.param(Filters(years=(0, 2020)), {"en"}, id="a document without a year does not pass"),
        pytest.param(Filters(countries=("DEU",), languages=("en",)), set(), id="all must hold"),
    ],
)
def test_filters_let_through_what_they_name(index: DenseIndex, filters: Filters, expected: set[str]) -> None:
    assert {key for key, _ in index.search(vector("registers"), filters=filters, k=10)} == expected


def test_adding_again_overwrites_and_deleting_what_is_not_there_is_harmless(tmp_path: Path) -> None:
    index = DenseIndex(tmp_path, library="one")
    for country in ("FRA", "MLT"):
        index.add(["p"], vector("words")[None], [make_metadata(country=country)])
    assert index.count() == 1
    assert index.search(vector("words"), filters=Filters(countries=("FRA",)), k=1) == []
    index.delete(["p", "nothing"])
    index.delete([])
    assert (index.count(), index.search(vector("words"), filters=Filters(), k=1)) == (0, [])
    index.close()


def test_vectors_of_two_libraries_do_not_meet(tmp_path: Path) -> None:
    one = DenseIndex(tmp_path, library="one")
    one.add(["p"], vector("words")[None], [make_metadata()])
    two = DenseIndex(tmp_path, library="two")
    assert (one.count(), two.count()) == (1, 0)
    one.drop()
    assert two.count() == 0
    two.close()
    again = DenseIndex(tmp_path, library="one")
    assert again.count() == 0
    again.close()


def test_a_store_that_cannot_be_opened_is_one_clear_line_and_can_be_mended(tmp_path: Path) -> None:
    (tmp_path / "chroma.sqlite3").write_text("no database")
    with pytest.raises(HomeError, match="reindex") as told:
        DenseIndex(tmp_path, library="one")
    assert "\n" not in str(told.value)
    (tmp_path / "chroma.sqlite3").unlink()
    index = DenseIndex(tmp_path, library="one")
    assert index.count() == 0
    index.close()


def test_a_server_that_is_not_there_is_one_clear_line() -> None:
    with pytest.raises(HomeError, match="server") as told:
        DenseIndex("http://127.0.0.1:9", library="one")
    assert "\n" not in str(told.value)


def test_a_search_that_fails_is_one_clear_line(index: DenseIndex) -> None:
    with pytest.raises(HomeError, match="reindex"):
        index.search(np.ones(3, dtype=np.float32), filters=Filters(), k=1)
