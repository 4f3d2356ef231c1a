"""Sentences against quotes: what is carried, and what gives a sentence away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.verify import Verdict, check

SURVEY = (
    "In 2024, 32 of 50 Member States (64%) reported that AI-assisted diagnostics were already in use, but only "
    "4 countries (8%) had issued a dedicated national strategy for artificial intelligence in health."
)
FRENCH = "La stratégie ne prévoit pas de budget propre ; l’Organisation mondiale de la Santé soutient 12 pays."
GERMAN = "Die Strategie gilt seit dem 3. März 2021 für alle Krankenhäuser und kostet 1,2 Millionen Euro."
RUSSIAN = "Стратегия принята 5 мая 2021 года; Министерство здравоохранения Германии выделило 1 234 рубля."


def verdict(sentence: str, quote: str, language: str = "en", **more: object) -> Verdict:
    return check(sentence, [quote], language=language, **more).verdict  # type: ignore[arg-type]


@pytest.mark.parametrize(("sentence", "quote", "language"), [
    pytest.param(
        "Only 4 of the 50 Member States had issued a national strategy for AI in health.",
        SURVEY, "en", id="shorter",
    ),
    pytest.param(
        "Four countries (8 per cent) had a national AI strategy for health in 2024.",
        SURVEY, "en", id="spelled out",
    ),
    pytest.param("In 64 % of Member States, AI-assisted diagnostics were in use.", SURVEY, "en", id="spaced percent"),
    pytest.param("WHO supports it.", "The World Health Organization supports it.", "en", id="short name"),
    pytest.param(
        "The European Medicines Agency approves each device that hospitals buy for patients.",
        "The EMA approves each device that hospitals buy for patients.", "en", id="long name",
    ),
    pytest.param("L’OMS soutient douze pays.", FRENCH, "fr", id="fr"),
    pytest.param("Die Strategie gilt seit März 2021 für Krankenhäuser.", GERMAN, "de", id="de"),
    pytest.param("Die Strategie kostet 1.200.000 Euro.", GERMAN, "de", id="de millions"),
    pytest.param("Министерство здравоохранения Германии выделило 1234 рубля.", RUSSIAN, "ru", id="ru"),
    pytest.param("Стратегия принята 05.05.2021.", RUSSIAN, "ru", id="ru date"),
])  # fmt: skip
def test_a_faithful_sentence_is_supported(sentence: str, quote: str, language: str) -> None:
    finding = check(sentence, [quote], language=language)
    assert (finding.verdict, finding.reasons) == (Verdict.SUPPORTED, ())
    assert 0.5 <= finding.support <= 1


@pytest.mark.parametrize(("sentence", "quote", "language", "expected"), [
    pytest.param(
        "Five countries had a national strategy.",
        SURVEY, "en", Verdict.FIGURE_MISSING, id="word for a number",
    ),
    pytest.param(
        "8 Member States had a national strategy.",
        SURVEY, "en", Verdict.FIGURE_MISSING, id="percent is no count",
    ),
    pytest.param(
        "32% of Member States reported diagnostics in use.",
        SURVEY, "en", Verdict.FIGURE_MISSING, id="count is no percent",
    ),
    pytest.param("Die Strategie gilt seit dem 3. Mai 2021.", GERMAN, "de", Verdict.FIGURE_MISSING, id="month"),
    pytest.param("Die Strategie kostet 1,2 Milliarden Euro.", GERMAN, "de", Verdict.FIGURE_MISSING, id="scale"),
    pytest.param(
        "4 countries, Malta among them, had a national strategy.",
        SURVEY, "en", Verdict.NAME_MISSING, id="country",
    ),
    pytest.param("Министерство Франции выделило 1234 рубля.", RUSSIAN, "ru", Verdict.NAME_MISSING, id="ru country"),
    pytest.param(
        "Die Strategie gilt in Frankreich für alle Krankenhäuser.",
        GERMAN, "de", Verdict.NAME_MISSING, id="de country",
    ),
    pytest.param(
        "4 countries had issued a Lighthouse strategy for health.",
        SURVEY, "en", Verdict.NAME_MISSING, id="proper name",
    ),
    pytest.param(
        "4 countries had issued an OECD strategy for health.",
        SURVEY, "en", Verdict.NAME_MISSING, id="acronym",
    ),
    pytest.param(
        "AI-assisted diagnostics were not already in use.",
        SURVEY, "en", Verdict.NEGATION, id="negation added",
    ),
    pytest.param("La stratégie prévoit un budget propre.", FRENCH, "fr", Verdict.NEGATION, id="negation dropped"),
    pytest.param(
        "Doctors trust machines when these explain themselves.",
        SURVEY, "en", Verdict.NOT_SUPPORTED, id="other matter",
    ),
    pytest.param("…", SURVEY, "en", Verdict.NOT_SUPPORTED, id="no word"),
])  # fmt: skip
def test_an_unfaithful_sentence_is_not_supported(sentence: str, quote: str, language: str, expected: Verdict) -> None:
    finding = check(sentence, [quote], language=language)
    assert finding.verdict is expected
    assert finding.support < 0.5
    assert finding.reasons


@pytest.mark.parametrize(("sentence", "quote"), [
    ("The law does not apply to hospitals.", "Hospitals are excluded: the law fails to apply to them."),
    ("No later than 2026 the law applies.", "The law applies not later than 2026."),
    ("The law applies to clinics.", "The law does not apply to hospitals, but it applies to clinics."),
    ("The plan covers not only hospitals but also clinics.", "The plan covers hospitals and clinics."),
])  # fmt: skip
def test_a_turn_of_phrase_is_no_contradiction(sentence: str, quote: str) -> None:
    assert verdict(sentence, quote) is not Verdict.NEGATION


def test_a_sentence_may_name_the_document_it_cites_but_take_no_figure_from_its_title() -> None:
    known = ["National AI Strategy 2019", "Malta"]
    quote = "The ministry trains 300 clinicians a year."
    assert verdict("In Malta, the ministry trains 300 clinicians a year.", quote, known=known) is Verdict.SUPPORTED
    assert verdict("In 2019, the ministry trains 300 clinicians.", quote, known=known) is Verdict.FIGURE_MISSING


def test_several_quotes_carry_a_sentence_together() -> None:
    finding = check(
        "Malta trains clinicians, and Estonia pays for it.",
        ["Malta trains clinicians.", "Estonia pays for the training."],
        language="en",
    )
    assert finding.verdict is Verdict.SUPPORTED


def test_no_quote_supports_nothing() -> None:
    assert check("Malta trains clinicians.", [], language="en").verdict is not Verdict.SUPPORTED


def test_reasons_are_in_the_readers_language() -> None:
    assert check("Fünf Länder.", ["Vier Länder."], language="de").reasons == ("„Fünf“ steht nicht im zitierten Text",)
    assert "„" not in check("Six pays.", ["Sept pays."], language="fr").reasons[0]


def test_words_of_another_language_are_said_to_be_beyond_comparison() -> None:
    finding = check("Ärzte prüfen die Entscheidung.", ["Clinicians review it."], language="de", quote_language="en")
    assert finding.verdict is Verdict.NOT_SUPPORTED
    assert "anderen Sprache" in finding.reasons[0]


def test_a_country_is_the_same_in_every_language() -> None:
    finding = check(
        "Deutschland: Strategie.", ["Germany has a strategy."], language="de", quote_language="en", min_support=0.3
    )
    assert finding.verdict is Verdict.SUPPORTED


LANGUAGES = st.sampled_from(["en", "fr", "de", "ru", "und", "sv"])
SENTENCES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=120)
REAL = st.sampled_from([SURVEY, FRENCH, GERMAN, RUSSIAN])


@given(sentence=SENTENCES.filter(lambda text: any(char.isalpha() for char in text)) | REAL, language=LANGUAGES)
def test_a_sentence_supports_itself(sentence: str, language: str) -> None:
    finding = check(sentence, [sentence], language=language)
    assert finding.reasons == ()
    assert (finding.verdict, finding.support) == (Verdict.SUPPORTED, 1.0)


@given(
    sentence=st.sampled_from([
        "The plan costs {} euros.", "It covers {} % of hospitals.", "Since {} the law applies.", "See Article {}.",
        "Le plan coûte {} euros.", "Das Gesetz gilt für {} Länder.", "Закон действует с {} года.",
    ]),
    number=st.one_of(
        st.integers(0, 10**7).map(str),
        st.integers(1000, 10**7).map("{:,}".format),
        st.integers(1000, 10**7).map(lambda n: f"{n:,}".replace(",", " ")),
        st.integers(1000, 10**7).map(lambda n: f"{n:,}".replace(",", ".")),
        st.decimals(0, 1000, places=2).map(str),
        st.dates().map(lambda day: day.strftime("%d.%m.%Y")),
        st.dates().map(lambda day: day.isoformat()),
    ),
    language=LANGUAGES,
    data=st.data(),
)  # fmt: skip
def test_changing_any_digit_breaks_a_sentence(sentence: str, number: str, language: str, data: st.DataObject) -> None:
    quote = sentence.format(number)
    at = data.draw(st.sampled_from([place for place, char in enumerate(quote) if char.isdigit()]))
    digit = data.draw(st.sampled_from([one for one in "0123456789" if one != quote[at]]))
    changed = quote[:at] + digit + quote[at + 1 :]
    assert check(quote, [quote], language=language).verdict is Verdict.SUPPORTED
    assert check(changed, [quote], language=language).verdict is Verdict.FIGURE_MISSING
