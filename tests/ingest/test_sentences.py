"""Sentences: exact spans that leave nothing out, whatever the language."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.records import Span
from ingest.sentences import split_sentences, strip


def sentences(text: str, language: str) -> list[str]:
    return [span.of(text) for span in split_sentences(text, language=language)]


def words(text: str) -> str:
    return "".join(text.split())


@given(text=st.text(max_size=300), language=st.sampled_from(["en", "fr", "de", "ru"]))
@example(text="1. a) \n(2)\n• \n3.\n\n4.", language="de")
@example(text="a.\n\nb. C…\u2029D?! “E.” 𝔉. é̃. G", language="en")
@settings(max_examples=300)
def test_sentences_leave_out_nothing_but_white_space(text: str, language: str) -> None:
    spans = split_sentences(text, language=language)
    assert words("".join(span.of(text) for span in spans)) == words(text)
    assert all(span and strip(text, span) == span for span in spans)
    assert all(one.end <= two.start for one, two in pairwise(spans))


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        pytest.param("en", "See e.g. the plan. It is old.", ["See e.g. the plan.", "It is old."], id="en e.g."),
        pytest.param("en", "Dr. Smith agreed. So did we.", ["Dr. Smith agreed.", "So did we."], id="en title"),
        pytest.param("en", "It rose 3.5 per cent. It fell.", ["It rose 3.5 per cent.", "It fell."], id="en decimal"),
        pytest.param("en", "Is it safe? Yes! Go on.", ["Is it safe?", "Yes!", "Go on."], id="en marks"),
        pytest.param("en", "See Fig. 3 for this. Next.", ["See Fig. 3 for this.", "Next."], id="en figure"),
        pytest.param("fr", "Selon M. Dupont, oui. Non.", ["Selon M. Dupont, oui.", "Non."], id="fr title"),
        pytest.param("fr", "L'art. 5 le dit. C'est clair.", ["L'art. 5 le dit.", "C'est clair."], id="fr article"),
        pytest.param("fr", "Est-ce sûr ? Oui.", ["Est-ce sûr ?", "Oui."], id="fr spaced mark"),
        pytest.param(
            "de", "Nach Art. 5 Abs. 1 gilt dies. Es gilt z. B. hier.",
            ["Nach Art. 5 Abs. 1 gilt dies.", "Es gilt z. B. hier."], id="de article",
        ),
        pytest.param("de", "Am 3. Mai begann es. Gut.", ["Am 3. Mai begann es.", "Gut."], id="de date"),
        pytest.param("de", "Es sind 1.250 Fälle. Mehr nicht.", ["Es sind 1.250 Fälle.", "Mehr nicht."], id="de nr"),
        pytest.param(
            "de", "Das breitet sich aus. 9 von 50 tun es (8 %). 12 nicht.",
            ["Das breitet sich aus.", "9 von 50 tun es (8 %).", "12 nicht."], id="de figure begins a sentence",
        ),
        pytest.param("de", "Es gilt ab 2025. 12 Staaten.", ["Es gilt ab 2025.", "12 Staaten."], id="de year"),
        pytest.param(
            "de", "Es kostet ca. 50 Euro, inkl. 5 Euro.", ["Es kostet ca. 50 Euro, inkl. 5 Euro."], id="de short word",
        ),
        pytest.param("de", "Er kam am 9. 12. 2025 an.", ["Er kam am 9. 12. 2025 an."], id="de date in figures"),
        pytest.param("ru", "Это, т. е. план, готово. Всё.", ["Это, т. е. план, готово.", "Всё."], id="ru т. е."),
        pytest.param("ru", "В 2025 г. принят закон. Он новый.", ["В 2025 г. принят закон.", "Он новый."], id="ru year"),
        pytest.param("ru", "Согласно ст. 5 можно. Нет.", ["Согласно ст. 5 можно.", "Нет."], id="ru article"),
        pytest.param("en", "", [], id="empty"),
        pytest.param("en", " \n\t ", [], id="white space"),
        pytest.param("und", "One. Two.", ["One.", "Two."], id="language unknown"),
        pytest.param("mt", "Waħda. Tnejn.", ["Waħda.", "Tnejn."], id="language without rules"),
    ],
)  # fmt: skip
def test_abbreviations_and_numbers_do_not_end_a_sentence(language: str, text: str, expected: list[str]) -> None:
    assert sentences(text, language) == expected


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("en", "Art is free.", "The freedom of teaching holds."),
        ("de", "Die Kunst ist frei.", "Die Lehre ist es auch."),
        ("fr", "La loi est adoptée.", "Elle entre en vigueur."),
        ("ru", "Закон принят.", "Он вступает в силу."),
    ],
)
@pytest.mark.parametrize(
    "mark",
    [
        "(3)",
        "(1a)",
        "(100)",
        "(a)",
        "a)",
        "(iv)",
        "•",
        "▪",
        "–",
        "3.",
        "3a.",
        "12.",
        "1.1.4",
        "1.1.4.",
        "a.",
        "IV.",
        "2°",
    ],
)
def test_a_numbered_paragraph_splits_and_its_number_stays_with_the_first_sentence(
    mark: str, language: str, first: str, second: str
) -> None:
    assert sentences(f"{mark} {first} {second}", language) == [f"{mark} {first}", second]
    assert sentences(f"{mark}\n{first} {second}", language) == [f"{mark}\n{first}", second]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        pytest.param("en", "It grew in 2019. Hospitals did.", ["It grew in 2019.", "Hospitals did."], id="a year"),
        pytest.param("de", "Es gilt Satz 3. Der Rat tagt.", ["Es gilt Satz 3.", "Der Rat tagt."], id="number cited"),
        pytest.param(
            "de", "Nach Absatz 2 und 3. Der Rat tagt.", ["Nach Absatz 2 und 3.", "Der Rat tagt."], id="two cited"
        ),
        pytest.param(
            "de", "Bis er das 68.\nLebensjahr vollendet. Danach nicht.",
            ["Bis er das 68.\nLebensjahr vollendet.", "Danach nicht."], id="an ordinal",
        ),
        pytest.param("en", "He went. 3. He left. 4. So.", ["He went.", "3. He left.", "4. So."], id="items in a line"),
        pytest.param("en", "He went. (2) He left. So.", ["He went.", "(2) He left.", "So."], id="number further down"),
        pytest.param("de", "3. den Krieg verherrlichen,", ["3. den Krieg verherrlichen,"], id="small letter"),
        pytest.param("fr", "Fin. 1. La loi. 2", ["Fin.", "1. La loi.", "2"], id="a number at the end"),
        pytest.param("en", "3.", ["3."], id="nothing to number"),
    ],
)  # fmt: skip
def test_a_number_belongs_to_what_it_numbers_and_ends_no_other_sentence(
    language: str, text: str, expected: list[str]
) -> None:
    assert sentences(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "They must be fair. 58 Trustworthy AI can be."),
        ("de", "Das ist geregelt.58 Der Rat tagt."),
        ("fr", "La loi est adoptée. 58 Elle s'applique."),
        ("ru", "Закон принят.58 Он вступает в силу."),
    ],
)
def test_the_mark_of_a_note_belongs_to_the_sentence_before(language: str, text: str) -> None:
    at = text.index("58")
    spans = split_sentences(text, language=language, marks=[Span(at, at + 2)])
    assert [span.of(text) for span in spans] == [text[: at + 2], text[at + 3 :]]


def test_a_raised_figure_is_a_mark_without_being_named() -> None:
    assert sentences("It is so.⁵⁸ Others agree.", "en") == ["It is so.⁵⁸", "Others agree."]


def test_a_number_that_is_no_mark_begins_its_sentence() -> None:
    assert sentences("It is so. 58 States agree.", "en") == ["It is so.", "58 States agree."]


def test_a_blank_line_ends_a_sentence_even_before_a_small_letter() -> None:
    assert sentences("First part.\n\nsecond part.", "en") == ["First part.", "second part."]


def test_strip_leaves_an_empty_span_of_white_space_alone() -> None:
    assert not strip("  \n ", Span(0, 4))
