"""A search over documents of four languages, with the models that ship."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from index.bundled import BundledEncoder
from index.knowledge_base import KnowledgeBase
from index.records import Filters, SearchResult
from index.stores import Stores
from index.update import Updater
from tests.fakes import read_inline
from tests.index.conftest import Library

DOCUMENTS = {
    "fra": ("fr", "FRA", "Les hôpitaux déclarent les incidents graves au ministère dans un délai de quinze jours. "
                         "Les professionnels de santé sont formés à l'intelligence artificielle."),
    "deu": ("de", "DEU", "Die Aufsicht über Medizinprodukte liegt bei den Ländern. "
                         "Krankenkassen erstatten digitale Anwendungen auf Rezept."),
    "rus": ("ru", "RUS", "Пациент должен дать согласие на обработку данных. "
                         "Реестр программного обеспечения ведёт федеральная служба."),
    "gbr": ("en", "GBR", "Patients may opt out of the sharing of their records. "
                         "A sandbox lets developers try their devices with the regulator."),
}  # fmt: skip
TITLES = {"fra": "Feuille de route", "deu": "Strategie", "rus": "Концепция", "gbr": "Roadmap"}
QUESTION = "How soon must hospitals report serious incidents to the ministry?"


def fill(home: Path, encoder: BundledEncoder, documents: dict[str, tuple[str, str, str]]) -> Stores:
    """Return a home with these documents."""
    folder = home.with_name(f"{home.name}-docs")
    folder.mkdir()
    rows = ["id,title,country,year,doc_type,language"]
    for name, (language, country, text) in documents.items():
        rows.append(f"{name},{TITLES.get(name, 'Bulletin')},{country},2025,strategy,{language}")
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    (folder / "manifest.csv").write_text("\n".join(rows), encoding="utf-8")
    stores = Stores(home, encoder=encoder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.update.read_many", read_inline)
        Updater(stores).ingest([folder])
    return stores


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, bundled: BundledEncoder) -> Iterator[KnowledgeBase]:
    """Four documents, one a language."""
    stores = fill(tmp_path_factory.mktemp("search") / "home", bundled, DOCUMENTS)
    yield KnowledgeBase(stores)
    stores.close()


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory, bundled: BundledEncoder) -> Iterator[KnowledgeBase]:
    """The same four, and forty in English on the same matters, of which none answers; each arm proposes eight."""
    subjects = "nurses beds ambulances kitchens laundries roofs gardens lifts parking heating"
    further = {
        f"more-{subject}-{number}": ("en", "GBR", f"Hospitals plan their {subject} in step {number} with the ministry.")
        for subject in subjects.split()
        for number in ("one", "two", "three", "four")
    }
    stores = fill(tmp_path_factory.mktemp("crowded") / "home", bundled, {**DOCUMENTS, **further})
    yield KnowledgeBase(stores, candidates=8)
    stores.close()


def ids(result: SearchResult) -> list[str]:
    return [hit.document.document_id for hit in result.hits]


@pytest.mark.parametrize(
    ("question", "document_id"),
    [
        pytest.param(QUESTION, "fra", id="en to fr"),
        pytest.param("Who reimburses digital applications?", "deu", id="en to de"),
        pytest.param("Who keeps the register of software?", "rus", id="en to ru"),
        pytest.param("Les patients peuvent-ils s'opposer au partage de leurs dossiers ?", "gbr", id="fr to en"),
        pytest.param("Können Patienten der Weitergabe ihrer Akten widersprechen?", "gbr", id="de to en"),
        pytest.param("Где разработчики испытывают устройства вместе с регулятором?", "gbr", id="ru to en"),
        pytest.param("Wie schnell melden Krankenhäuser schwere Vorfälle?", "fra", id="de to fr"),
        pytest.param("Quand le patient doit-il consentir au traitement des données ?", "rus", id="fr to ru"),
        pytest.param("Пациенты могут отказаться от передачи записей?", "gbr", id="ru to en, by meaning"),
    ],
)
def test_a_document_is_found_by_a_question_in_another_language(
    base: KnowledgeBase, question: str, document_id: str
) -> None:
    assert ids(base.search(question))[0] == document_id


@pytest.mark.parametrize(
    ("question", "document_id"),
    [
        (QUESTION, "fra"), ("Who reimburses digital applications?", "deu"),
        ("Who keeps the register of software?", "rus"),
    ],
)  # fmt: skip
def test_documents_of_one_language_push_no_other_out(crowded: KnowledgeBase, question: str, document_id: str) -> None:
    assert document_id in ids(crowded.search(question, k=3))


def test_the_same_question_on_the_same_snapshot_gives_the_same(
    base: KnowledgeBase, bundled: BundledEncoder, tmp_path: Path
) -> None:
    """In this library twice, and in one that was filled the other way round."""
    stores = fill(tmp_path / "home", bundled, dict(reversed(DOCUMENTS.items())))
    first, again, other = base.search(QUESTION), base.search(QUESTION), KnowledgeBase(stores).search(QUESTION)
    stores.close()
    assert first == again
    assert (first.snapshot, ids(first)) == (other.snapshot, ids(other))
    assert [hit.score for hit in first.hits] == pytest.approx([hit.score for hit in other.hits], abs=1e-3)


def test_every_hit_has_its_evidence_and_the_question_its_reading(base: KnowledgeBase) -> None:
    result = base.search("Wer führt das Register in Russland?", k=3)
    assert set(result.evidence) == {hit.passage.passage_id for hit in result.hits}
    assert (result.reading.language, result.reading.countries) == ("de", ("RUS",))
    assert "register" in result.reading.english.lower()
    for hit in result.hits:
        evidence = result.evidence[hit.passage.passage_id]
        assert hit.similarity == evidence.meaning
        assert len(evidence.sentences) == len(evidence.matches) == len(hit.passage.sentences)


def test_filters_hold_for_every_way_into_the_choice(base: KnowledgeBase) -> None:
    filters = Filters(countries=("DEU",))
    assert set(ids(base.search("hospitals in France", filters=filters))) <= {"deu"}
    assert set(ids(base.search("hospitals", filters=Filters(languages=("fr",)), countries=["DEU"]))) <= {"fra"}


# Countries.


KEEPS = "The ministry keeps the register of models."


@pytest.fixture
def registers(library: Library) -> Library:
    """A Maltese document that says what thirty French ones say, in a few words more."""
    rows = ["id,title,country,year,doc_type,language", "mlt,Plan,MLT,2025,strategy,en"]
    library.write("mlt.txt", "The ministry keeps the register of models too, as others do.")
    for number in range(30):
        rows.append(f"fra-{number},Plan,FRA,2025,strategy,en")
        library.write(f"fra-{number}.txt", f"{KEEPS[:-1]} {'abcdefghijklmnopqrstuvwxyzäöüß'[number]}.")
    library.write("manifest.csv", "\n".join(rows))
    library.ingest()
    return library


def asked(library: Library, countries: Sequence[str]) -> list[str]:
    base = KnowledgeBase(library.stores, candidates=6)
    return ids(base.search("Which ministry keeps the register of models?", k=3, countries=countries))


def test_a_country_named_brings_its_documents_into_the_choice(registers: Library) -> None:
    assert "mlt" not in asked(registers, ())
    assert asked(registers, ("MLT",))[0] == "mlt"


def test_a_country_named_in_the_question_counts_unless_others_are_given(registers: Library) -> None:
    base = KnowledgeBase(registers.stores, candidates=6)
    question = "Which ministry keeps the register of models in Malta?"
    assert base.search(question, k=3).reading.countries == ("MLT",)
    assert ids(base.search(question, k=3))[0] == "mlt"
    assert base.search(question, k=3, countries=["FRA"]).reading.countries == ("FRA",)


def test_a_country_without_documents_brings_none(registers: Library) -> None:
    assert len(asked(registers, ("PRT",))) == 3


def test_a_digest_that_was_replaced_stays_out_even_where_its_country_is_named(library: Library) -> None:
    library.write(
        "manifest.csv",
        "id,title,country,year,doc_type,language,stands_for\n"
        "digest,Digest,MLT,2025,law,en,official\nofficial,Act,MLT,2025,law,en,\n",
    )
    library.write("digest.txt", KEEPS)
    library.write("official.txt", "A board of Malta looks after the devices of the islands.")
    library.ingest()
    assert ids(library.base().search("Which ministry keeps the register in Malta?")) == ["official"]
