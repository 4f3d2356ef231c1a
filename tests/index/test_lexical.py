"""The lexical arm: stems, filters, and words that are only words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.lexical import Entry, LexicalIndex, plain_words
from index.records import Filters
from ingest.errors import HomeError
from tests.factories import make_metadata

ALL = Filters()


def entry(passage_id: str, body: str, *, head: str = "", revision: str = "r1", **metadata) -> Entry:
    document = make_metadata(metadata.pop("document_id", passage_id), **metadata)
    return Entry(passage_id=passage_id, revision=revision, document=document, head=head, body=body)


ENTRIES = [
    entry("en", "Clinicians review the registers of hospitals.", country="FRA", year=2020, doc_type="strategy"),
    entry("fr", "Les cliniciens tiennent des registres.", language="fr", country="MLT", year=2021, doc_type="law"),
    entry("de", "Krankenhäuser führen Register der Fälle.", language="de", country="DEU", year=2022, doc_type="law"),
    entry("ru", "Стратегия развития ИИ в здравоохранении.", language="ru", country="RUS", year=None, doc_type=""),
    entry("mt", "Pjan nazzjonali tas-saħħa.", language="mt", country="MLT", year=2019, doc_type="strategy"),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    index = LexicalIndex(tmp_path_factory.mktemp("lexical"))
    index.write(ENTRIES)
    return index


def found(index: LexicalIndex, question: str, language: str = "en", filters: Filters = ALL) -> list[str]:
    return [passage_id for passage_id, _ in index.search(question, language=language, filters=filters, k=10)]


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        pytest.param("a hospital's register", "en", ["en", "de"], id="en stem, and a whole word in another language"),
        pytest.param("registre de clinicien", "fr", ["fr"], id="fr stem"),
        pytest.param("Krankenhaus Fall", "de", ["de"], id="de stem, umlauts undone"),
        pytest.param("ein Fälle", "de", ["de"], id="de"),
        pytest.param("стратегии ИИ", "ru", ["ru"], id="ru stem and acronym"),
        pytest.param("saħħa", "mt", ["mt"], id="language without a stemmer"),
        pytest.param("the of and", "en", [], id="stop words alone"),
        pytest.param("?!", "en", [], id="no words"),
        pytest.param("", "und", [], id="empty"),
    ],
)
def test_words_are_found_by_their_stems(
    index: LexicalIndex, question: str, language: str, expected: list[str]
) -> None:
    assert found(index, question, language) == expected


@pytest.mark.parametrize(
    "question",
    [
        '"registers', "body_en:registers", "(registers OR", "registers AND NOT x", "+registers -clinicians",
        "registers^9", "registers~", "[2020 TO registers]", "regis*ters registers",
        "\\registers", "registers\0", "IN [registers]",
    ],
)  # fmt: skip
def test_query_syntax_is_only_words(index: LexicalIndex, question: str) -> None:
    assert found(index, question)[0] == "en"


@given(question=st.text(max_size=60), language=st.sampled_from(["en", "ru", "und", "xx"]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_question_is_too_odd(index: LexicalIndex, question: str, language: str) -> None:
    assert isinstance(found(index, question, language), list)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        pytest.param(Filters(countries=("DEU",)), {"de"}, id="country"),
        pytest.param(Filters(countries=("DEU", "FRA")), {"de", "en"}, id="countries"),
        pytest.param(Filters(languages=("de",)), {"de"}, id="language"),
        pytest.param(Filters(doc_types=("strategy",)), {"en"}, id="type"),
        pytest.param(Filters(document_ids=("en", "ru")), {"en", "ru"}, id="document"),
        pytest.param(Filters(years=(2020, 2021)), {"en"}, id="years, both included"),
        pytest.param(Filters(years=(0, 2022)), {"en", "de"}, id="a document without a year does not pass"),
        pytest.param(Filters(years=(2022, 2020)), set(), id="years the wrong way round"),
        pytest.param(Filters(countries=("DEU",), languages=("en",)), set(), id="all must hold"),
        pytest.param(Filters(countries=("XXX",)), set(), id="nothing there"),
    ],
)
def test_filters_let_through_what_they_name(index: LexicalIndex, filters: Filters, expected: set[str]) -> None:
    assert set(found(index, "register registers ИИ", "en", filters)) == expected


def test_filters_do_not_change_scores(index: LexicalIndex) -> None:
    free = dict(index.search("registers", language="en", filters=ALL, k=5))
    bound = dict(index.search("registers", language="en", filters=Filters(countries=("FRA",)), k=5))
    assert bound == {"en": pytest.approx(free["en"])}


@pytest.mark.parametrize(
    ("phrase", "gap", "expected"),
    [
        ("review the registers", 0, True), ("registers review", 0, False), ("Clinicians registers", 2, True),
        ("Clinicians registers", 1, False), ("ИИ", 0, True), ("nothing", 0, False), ("?", 0, False),
    ],
)  # fmt: skip
def test_a_phrase_is_held_in_this_order_and_form(index: LexicalIndex, phrase: str, gap: int, expected: bool) -> None:
    assert index.holds(phrase, gap=gap) is expected


def test_terms_keep_order_and_repeats_and_leave_out_stop_words(index: LexicalIndex) -> None:
    assert index.terms("The registers of the register", "en") == ["regist", "regist"]
    assert index.terms("Ir-Registru", "mt") == ["ir", "registru"]


def test_plain_words_are_lower_case_without_stop_words() -> None:
    assert plain_words(["The Register", "Das Register"]) == [["register"], ["register"]]


def test_equal_scores_are_ordered_by_id(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path)
    index.write([entry(key, "the same words") for key in ("c", "a", "b")])
    assert found(index, "words") == ["a", "b", "c"]


def test_writing_again_replaces_and_revisions_go_whole(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path)
    index.write([entry("p1", "old words", document_id="d"), entry("p2", "more words", document_id="d")])
    index.write([entry("p1", "new words", document_id="d")])
    assert (index.count(), found(index, "old"), found(index, "new")) == (2, [], ["p1"])
    index.write([entry("p3", "other words", document_id="d", revision="r2")], gone=[("d", "r1")])
    assert (index.count(), found(index, "words")) == (1, ["p3"])
    index.clear()
    assert (index.count(), found(index, "words")) == (0, [])


def test_a_reader_sees_what_was_written_at_its_next_reload(tmp_path: Path) -> None:
    writer, reader = LexicalIndex(tmp_path), LexicalIndex(tmp_path)
    writer.write([entry("p1", "old words")])
    reader.reload()
    writer.clear()
    writer.write([entry("p2", "new words")])
    reader.reload()
    assert found(reader, "words") == ["p2"]


def test_a_folder_that_is_no_index_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text("{")
    with pytest.raises(HomeError, match="reindex"):
        LexicalIndex(tmp_path)
    (tmp_path / "file").write_text("x")
    with pytest.raises(HomeError):
        LexicalIndex(tmp_path / "file")
