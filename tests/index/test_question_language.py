"""The language of a question, down to one word."""

from __future__ import annotations

import pytest

from index.question_language import question_language


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("en", ["consent", "liability", "privacy", "AI", "AI strategy Austria", "Norway telemedicine", "Spain"]),
        ("fr", ["éthique", "IA", "RGPD", "Estonie", "données", "Allemagne IA"]),
        ("de", ["Ethik", "Haftung", "KI", "DSGVO", "Deutschland", "KI Strategie Österreich", "Datenschutz"]),
        ("ru", ["ИИ", "Этика", "ответственность", "Казахстан"]),
    ],
)
def test_a_word_or_two_are_in_the_language_that_calls_it_so(language: str, texts: list[str]) -> None:
    assert [question_language(text) for text in texts] == [language] * len(texts)


def test_what_many_languages_call_so_is_english() -> None:
    assert {question_language(text) for text in ("Malta", "Monitoring", "EHDS")} == {"en"}


def test_letters_tell_the_language_of_a_whole_question_whatever_terms_stand_in_it() -> None:
    assert question_language("Qui est responsable quand un logiciel « sandbox » AI se trompe ?") == "fr"
    assert question_language("Wer haftet, wenn ein Machine Learning Tool einen Fehler macht?") == "de"


@pytest.mark.parametrize("text", ["2025", "?!", "  "])
def test_what_has_no_letter_has_no_language(text: str) -> None:
    assert question_language(text) == "und"
