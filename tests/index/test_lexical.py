"""The lexical arm: stems, filters, and words that are only words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.lexical import Entry, Form, LexicalIndex, plain_words
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
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
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


def test_a_reader_sees_what_was_written_at_its_next_reload(tmp_path: Path) -> None:
    writer, reader = LexicalIndex(tmp_path), LexicalIndex(tmp_path)
    writer.write([entry("p1", "old words")])
    reader.reload()
    writer.write([entry("p2", "new words")], gone=[("p1", "r1")])
    reader.reload()
    assert found(reader, "words") == ["p2"]


def test_a_folder_that_is_no_index_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text("{")
    with pytest.raises(HomeError, match="reindex"):
        LexicalIndex(tmp_path)
    (tmp_path / "file").write_text("x")
    with pytest.raises(HomeError):
        LexicalIndex(tmp_path / "file")


# Terms that may be said in several ways.


def by_terms(index: LexicalIndex, *terms: list[Form], filters: Filters = ALL, k: int = 10) -> dict[str, float]:
    return dict(index.search_terms(terms, filters=filters, k=k))


def test_a_term_is_found_in_each_of_its_forms(index: LexicalIndex) -> None:
    forms = [Form(("registers",), 1.0), Form(("registres",), 1.0), Form(("стратегия",), 1.0)]
    assert set(by_terms(index, forms)) == {"en", "fr", "ru"}
    assert set(by_terms(index, forms, filters=Filters(countries=("RUS", "MLT")))) == {"fr", "ru"}


def test_a_term_of_many_forms_counts_no_more_than_its_best(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path)
    index.write([entry("many", "registers lists records"), entry("one", "registers of hospitals"), entry("none", "x")])
    registers, lists, records = (Form((word,), 1.0) for word in ("registers", "lists", "records"))
    assert by_terms(index, [registers, lists, records])["many"] == max(
        by_terms(index, [form])["many"] for form in (registers, lists, records)
    )
    assert by_terms(index, [registers], [lists])["many"] > by_terms(index, [registers, lists])["many"]


def test_a_passage_with_more_of_the_terms_is_better(index: LexicalIndex) -> None:
    assert next(iter(by_terms(index, [Form(("register",), 1.0)], [Form(("fälle",), 1.0)]))) == "de"
    assert by_terms(index, [Form(("registers",), 1.0)], [Form(("nothing",), 1.0)]).keys() == {"en"}


def test_a_form_of_several_words_stands_together_and_in_order(index: LexicalIndex) -> None:
    assert by_terms(index, [Form(("review", "the", "registers"), 1.0)]).keys() == {"en"}
    assert by_terms(index, [Form(("registers", "review"), 1.0)]) == {}


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        pytest.param("register", "en", {"en"}, id="en"), pytest.param("registre", "fr", {"fr"}, id="fr"),
        pytest.param("стратегии", "ru", {"ru"}, id="ru"), pytest.param("saħħa", "mt", {"mt"}, id="no stemmer"),
        pytest.param("registri", "", set(), id="as it is written"),
    ],
)  # fmt: skip
def test_a_stem_is_looked_for_in_its_language(
    index: LexicalIndex, word: str, language: str, expected: set[str]
) -> None:
    assert by_terms(index, [Form((word,), 1.0, stem_of=language)]).keys() == expected


def test_a_form_counts_as_much_as_its_weight_says(index: LexicalIndex) -> None:
    whole, half = (by_terms(index, [Form(("registers",), weight)])["en"] for weight in (1.0, 0.5))
    assert half == pytest.approx(whole / 2)


def test_nothing_to_look_for_finds_nothing(index: LexicalIndex) -> None:
    assert by_terms(index) == by_terms(index, []) == {}


def test_terms_are_ordered_by_score_then_id_and_cut_at_k(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path)
    index.write([entry(key, "the same words") for key in ("c", "a", "b")])
    assert list(by_terms(index, [Form(("words",), 1.0)])) == ["a", "b", "c"]
    assert len(by_terms(index, [Form(("words",), 1.0)], k=2)) == 2


def test_frequency_counts_passages_and_not_words(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path)
    index.write([entry("a", "register register"), entry("b", "Register"), entry("c", "registers")])
    assert index.frequency(["register", "registers", "nothing"]) == [2, 1, 0]
    assert index.frequency([]) == []


def test_frequency_does_not_count_what_is_deleted_though_its_file_keeps_it_for_a_while(tmp_path: Path) -> None:
    index, reader = LexicalIndex(tmp_path), LexicalIndex(tmp_path)
    index.write([entry(key, f"a register {key}") for key in ("x", "y", "z")])
    reader.reload()
    index.write([], gone=[("y", "r1")])
    assert '"num_deleted_docs": 1' in (tmp_path / "meta.json").read_text(encoding="utf-8")
    assert index.frequency(["register", "y"]) == [2, 0]
    assert reader.frequency(["register", "y"]) == [3, 1]  # what it has not yet seen changes nothing
    reader.reload()
    assert reader.frequency(["register", "y"]) == [2, 0]


def test_stop_words_and_words_that_only_ask_are_told(index: LexicalIndex) -> None:
    words = ["the", "which", "les", "combien", "der", "welche", "и", "сколько", "еще", "register", "ии", "2025"]
    assert index.stops(words) == [True] * 9 + [False] * 3


@pytest.mark.parametrize("asked", ["учёт", "учет"])
@pytest.mark.parametrize("written", ["Учёт данных", "Учет данных"])
def test_russian_yo_is_one_letter_with_ye(tmp_path: Path, written: str, asked: str) -> None:
    index = LexicalIndex(tmp_path)
    index.write([entry("ru", written, language="ru")])
    assert found(index, asked, "ru") == found(index, asked, "en") == ["ru"]
    assert index.holds(f"{asked} данных")
    assert index.frequency(["учет"]) == [1]
    assert by_terms(index, [Form(("учет", "данных"), 1.0)]).keys() == {"ru"}


def test_an_error_that_is_held_on_to_does_not_keep_the_index_locked(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path / "lexical")

    def broken() -> Iterator[Entry]:
        yield ENTRIES[0]
        raise OSError(28, "No space left on device")

    with pytest.raises(HomeError, match="No space left") as told:
        index.write(broken())
    index.write(ENTRIES[1:3])
    assert told.value.__cause__ is not None
    assert index.count() == 2


def test_a_deletion_whose_commit_was_broken_off_can_be_done_again(tmp_path: Path) -> None:
    """Killed just before `meta.json` is replaced, a writer leaves a file of the name that the next one needs."""
    index = LexicalIndex(tmp_path / "lexical")
    index.write([entry("a", "Registers."), entry("b", "Audits.")])
    committed = tmp_path / "lexical" / "meta.json"
    before = committed.read_bytes()
    index.write([], gone=[("a", "r1")])
    committed.write_bytes(before)
    again = LexicalIndex(tmp_path / "lexical")
    assert again.count() == 2
    again.write([], gone=[("a", "r1")])
    assert again.count() == 1
    assert found(again, "audits") == ["b"]
