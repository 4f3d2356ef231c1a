"""A question as the library reads it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from index.bundled import BundledEncoder
from index.embed import Encoder
from index.glossary import Glossary, load_glossary
from index.lexical import Entry, Form, LexicalIndex
from index.multilingual import MultilingualEncoder
from index.reading import Reading, read_question, written_out
from index.vocabulary import Vocabulary, is_indexed
from index.words import split_words
from tests.factories import make_metadata
from tests.fakes import AS_IT_IS, HashEncoder

ANSWER = "Hospitals must report every serious incident to the ministry within 15 days of 2024."
OTHER = "Farmers were pleased with a harvest of apples, pears and quinces."
NEAR = "Hospitals train their nurses in the use of new devices in France."
TEXTS = (ANSWER, OTHER, NEAR)

GLOSSARY = """key,en,fr,de,ru,domain
ehds,European Health Data Space;EHDS,espace européen des données de santé;EEDS,Europäischer Raum für Gesundheitsdaten;EHDS,Европейское пространство данных о здоровье;ЕПДЗ,data
ehr,electronic health record;EHR,dossier médical électronique;DME,elektronische Patientenakte;ePA,электронная медицинская карта;ЭМК,digital-health
ai,artificial intelligence;AI,intelligence artificielle;IA,künstliche Intelligenz;KI,искусственный интеллект;ИИ,ai
who,World Health Organization;WHO,organisation mondiale;OMS,Weltorganisation;WGO,Всемирная организация;ВОЗ,bodies
one,data protection officer;DPO,délégué;DPD,Beauftragter;DSB,инспектор;ИЗД,data
two,digital policy office;DPO,bureau;BPN,Büro;BDP,бюро;БЦП,data
how-many,how many,combien de,wie viele,сколько,question
"""  # noqa: E501 - rows of a table

Read = Callable[..., Reading]


@pytest.fixture(scope="module")
def glossary(tmp_path_factory: pytest.TempPathFactory) -> Glossary:
    file = tmp_path_factory.mktemp("glossary") / "glossary.csv"
    file.write_text(GLOSSARY, encoding="utf-8")
    return load_glossary(file)


@pytest.fixture(scope="module")
def lexical(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    lexical = LexicalIndex(tmp_path_factory.mktemp("lexical"))
    document = make_metadata()
    lexical.write(
        Entry(passage_id=str(n), revision="r1", document=document, head="", body=text) for n, text in enumerate(TEXTS)
    )
    return lexical


def reader(encoder: Encoder, lexical: LexicalIndex, glossary: Glossary) -> Read:
    """Return what reads a question against the three texts."""
    words = sorted({word for text in TEXTS for word in split_words(text) if is_indexed(word)})
    vectors = encoder.encode_words(words)
    held = Vocabulary.of((word, "en", vector) for word, vector in zip(words, vectors, strict=True))

    def read(question: str, language: str = "en", vocabulary: Vocabulary = held) -> Reading:
        return read_question(
            question, language=language, encoder=encoder, lexical=lexical, vocabulary=vocabulary, glossary=glossary
        )

    return read


@pytest.fixture(scope="module")
def read(lexical: LexicalIndex, glossary: Glossary) -> Read:
    """Reads with hashed words."""
    return reader(HashEncoder(), lexical, glossary)


@pytest.fixture(scope="module")
def read_any(lexical: LexicalIndex, glossary: Glossary, multilingual: MultilingualEncoder) -> Read:
    """Reads with the model for any language."""
    return reader(BundledEncoder(HashEncoder(), multilingual, maps=AS_IT_IS), lexical, glossary)


def texts_of(reading: Reading) -> list[str]:
    return [term.text for term in reading.terms]


# What a question names.


@pytest.mark.parametrize(
    ("question", "language", "terms"),
    [
        pytest.param("Which hospitals report incidents?", "en", ["hospitals", "report", "incidents"], id="words"),
        pytest.param("hospitals and hospitals", "en", ["hospitals"], id="each once"),
        pytest.param("Is AI in the EHDS?", "en", ["ai", "ehds"], id="acronyms"),
        pytest.param("What does WHO say of it?", "en", ["who"], id="a concept that is written like a stop word"),
        pytest.param("an electronic health record", "en", ["electronic health record"], id="several words as one"),
        pytest.param("How many hospitals?", "en", ["hospitals"], id="what only asks is no term"),
        pytest.param("Combien de dossiers médicaux électroniques ?", "fr", ["dossiers médicaux électroniques"],
                     id="inflected"),
        pytest.param("the of which", "en", [], id="stop words alone"),
        pytest.param("?", "en", [], id="no words"),
        pytest.param("", "en", [], id="empty"),
    ],
)  # fmt: skip
def test_a_question_is_cut_into_terms(read: Read, question: str, language: str, terms: list[str]) -> None:
    assert texts_of(read(question, language)) == terms


@pytest.mark.parametrize("question", ["", "?", "the of which", "\0", "🙂"])
def test_a_question_without_terms_asks_for_nothing_and_matches_nothing(read: Read, question: str) -> None:
    reading = read(question)
    assert reading.weights.shape == (0,)
    assert reading.matches(TEXTS).shape == (3, 0)
    assert reading.coverage(reading.matches(TEXTS)).tolist() == [0, 0, 0]
    assert reading.lexical_terms() == []
    assert reading.probes.meaning.shape == reading.probes.answer.shape == (1, 256)


def test_a_very_long_question_keeps_its_first_terms(read: Read) -> None:
    reading = read(" ".join(f"hospital{n}" for n in range(3000)))
    assert texts_of(reading) == [f"hospital{n}" for n in range(len(reading.terms))]
    assert 1 < len(reading.terms) < 100


@pytest.mark.parametrize(
    "question", ["Hospitals", "Which hospitals report incidents?", "apples apples quince of the EHDS", "x" * 50]
)
def test_weights_sum_to_one(read: Read, question: str) -> None:
    weights = read(question).weights
    assert weights.sum() == pytest.approx(1, abs=1e-5)
    assert (weights > 0).all()


def test_a_rare_term_weighs_more_than_a_common_one(read: Read) -> None:
    hospitals, harvest, unheard = read("hospitals harvest helicopters").weights
    assert hospitals < harvest < unheard


def test_a_library_without_words_can_be_asked(read: Read) -> None:
    reading = read("Which hospitals report?", vocabulary=Vocabulary.of([]))
    assert reading.matches([ANSWER]).tolist() == [[1.0, 1.0]]
    assert read("Welche Krankenhäuser?", "de", Vocabulary.of([])).english == "krankenhäuser"


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        ("hospitals in France", "en", ("FRA",)), ("Krankenhäuser in Frankreich und Malta", "de", ("FRA", "MLT")),
        ("французские больницы", "ru", ("FRA",)), ("hospitals", "en", ()),
    ],
)  # fmt: skip
def test_countries_are_named(read: Read, question: str, language: str, expected: tuple[str, ...]) -> None:
    assert set(read(question, language).countries) == set(expected)


# Acronyms written out.


@pytest.mark.parametrize(
    ("language", "question", "written"),
    [
        pytest.param("en", "Does the EHDS apply?", "Does the EHDS (European Health Data Space) apply?", id="en"),
        pytest.param("de", "Wer nutzt die ePA?", "Wer nutzt die ePA (elektronische Patientenakte)?", id="de"),
        pytest.param("ru", "Что такое ЭМК?", "Что такое ЭМК (электронная медицинская карта)?", id="ru"),
        pytest.param("fr", "Quand l'EHDS s'applique-t-il ?",
                     "Quand l'EHDS (espace européen des données de santé) s'applique-t-il ?", id="of another language"),
        pytest.param("en", "What is the European Health Data Space (EHDS)?", None, id="written out already"),
        pytest.param("en", "Who names the DPO?", None, id="two meanings"),
        pytest.param("it", "Cos'è lo EHDS?", None, id="no words for it in this language"),
        pytest.param("en", "Who is in charge?", None, id="none"),
        pytest.param("en", "does the ehds apply?", None, id="not written as an acronym"),
        pytest.param("en", "What does WHO say of AI?", None, id="known by their acronyms"),
    ],
)  # fmt: skip
def test_an_acronym_is_followed_by_what_it_stands_for(
    glossary: Glossary, language: str, question: str, written: str | None
) -> None:
    assert written_out(question, language=language, glossary=glossary) == (written or question)


def test_without_a_glossary_a_question_stays_as_it_is(tmp_path: Path) -> None:
    empty = load_glossary(tmp_path / "none.csv")
    assert written_out("What is the EHDS?", language="en", glossary=empty) == "What is the EHDS?"


# What a text has of it.


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "When must hospitals report a serious incident to the ministry?"),
        ("fr", "Dans quel délai les hôpitaux doivent-ils signaler les incidents graves au ministère ?"),
        ("de", "Wann müssen Krankenhäuser schwere Vorfälle dem Ministerium melden?"),
        ("ru", "Когда больницы должны сообщать министерству о серьёзных инцидентах?"),
    ],
)
def test_a_sentence_that_answers_is_covered_in_any_language(read_any: Read, language: str, question: str) -> None:
    reading = read_any(question, language)
    answer, other, near = reading.coverage(reading.matches(TEXTS))
    assert other < 0.05
    assert answer > near + 0.2


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        pytest.param("2024", "In 2024.", 1, id="number"),
        pytest.param("2024", "In 2023, 20 24.", 0, id="another number"),
        pytest.param("EHDS", "der Europäische Raum für Gesundheitsdaten", 0, id="no form of it"),
        pytest.param("EHDS", "Das EHDS gilt.", 1, id="acronym"),
        pytest.param("EHDS", "L'EEDS commence.", 1, id="acronym in French"),
        pytest.param("EHDS", "espace européen des données de santé", 1, id="in French words"),
        pytest.param("EHDS", "données de santé, espace européen", 0, id="in another order"),
        pytest.param("Frankreich", "In France, doctors decide.", 1, id="country in English"),
        pytest.param("Frankreich", "Во Франции. Франция.", 1, id="country in Russian"),
        pytest.param("Frankreich", "In Malta, doctors decide.", 0, id="another country"),
        pytest.param("серьёзный", "серьезный", 1, id="Russian ё"),
    ],
)  # fmt: skip
def test_a_text_has_a_term_in_one_of_its_forms(read: Read, question: str, text: str, expected: float) -> None:
    language = "ru" if question == "серьёзный" else "de"
    assert read(question, language).matches([text]).tolist() == [[expected]]


def test_words_of_a_term_that_stand_apart_count_nearly_as_much(lexical: LexicalIndex, glossary: Glossary) -> None:
    encoder = HashEncoder()
    words = ["electronic", "health", "record"]
    vectors = encoder.encode_words(words)
    reading = read_question(
        "electronic health record", language="en", encoder=encoder, lexical=lexical, glossary=glossary,
        vocabulary=Vocabulary.of((word, "en", vector) for word, vector in zip(words, vectors, strict=True)),
    )  # fmt: skip
    together, apart, some, none = reading.matches(
        ["an electronic health record", "a record of health, electronic", "public health", "apples"]
    )[:, 0]
    assert together == 1
    assert none == 0 < some < apart < 1
    assert some == pytest.approx(apart / 3)


@given(text=st.text() | st.lists(st.sampled_from([*split_words(ANSWER), "ehds", "France"])).map(" ".join))
@example(text="İ ё \0")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_text_has_between_nothing_and_all_of_it(read: Read, text: str) -> None:
    reading = read("When must hospitals of France report to the EHDS in 2024?")
    matches = reading.matches([text, ANSWER])
    assert ((matches >= 0) & (matches <= 1)).all()
    assert 0 <= reading.coverage(matches)[0] <= 1 + 1e-6
    assert np.array_equal(matches[1:], reading.matches([ANSWER]))


# What is looked for.


def test_the_word_index_is_asked_for_a_word_its_stem_and_the_words_near_it(read_any: Read) -> None:
    ((first, *others),) = read_any("Krankenhaus", "de").lexical_terms()
    assert first == Form(("krankenhaus",), 1.0)
    assert Form(("krankenhaus",), 1.0, stem_of="de") in others
    (near,) = [form for form in others if form.words == ("hospitals",)]
    assert 0 < near.weight < 1
    assert not {("apples",), ("farmers",), ("ministry",)} & {form.words for form in others}


def test_the_word_index_is_asked_for_every_form_of_a_concept(read: Read) -> None:
    (forms,) = read("What is an EHR?").lexical_terms()
    words = {" ".join(form.words) for form in forms if form.weight == 1}
    assert {"ehr", "dme", "эмк", "electronic health record", "dossier médical électronique"} <= words


@pytest.mark.parametrize(
    ("question", "language", "words"),
    [
        pytest.param("больницы Франции", "ru", ["hospitals", "France"], id="words and countries"),
        pytest.param("Qu'est-ce que l'EEDS ?", "fr", ["European", "Health", "Data", "Space"], id="concepts"),
        pytest.param("Krankenhäuser und Xyzzyabc", "de", ["hospitals", "xyzzyabc"], id="what has no English word"),
        pytest.param("Which EHDS?", "en", ["Which", "EHDS", "European", "Health", "Data", "Space"], id="English"),
    ],
)
def test_a_question_is_said_in_english(read_any: Read, question: str, language: str, words: list[str]) -> None:
    assert split_words(read_any(question, language).english, keep_case=True) == words


def test_probes_read_the_english_words_and_the_question(read_any: Read, multilingual: MultilingualEncoder) -> None:
    reading = read_any("больницы Франции", "ru")
    encoder = BundledEncoder(HashEncoder(), multilingual, maps=AS_IT_IS)
    probes = encoder.probes("больницы Франции", english=reading.english)
    assert np.array_equal(reading.probes.meaning, probes.meaning)
    assert np.array_equal(reading.probes.answer, probes.answer)
