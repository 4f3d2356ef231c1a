"""The interface speaks four languages, completely."""

from __future__ import annotations

import string
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from answer.records import Reason
from ingest.records import Status
from ui.strings import LANGUAGES, best_language, strings

_UI = Path(__file__).parents[2] / "ui"
_ENGLISH = strings("en")
_OTHERS = [code for code in LANGUAGES if code != "en"]
_TABLES = {
    path.parent.name: f"{'.'.join(path.parent.relative_to(_UI.parent).parts)}.strings"
    for path in _UI.rglob("strings_en.py")
}
"""Folder of each table of words -> the module that its languages' modules are named after."""
_EVERY_TABLE = pytest.mark.parametrize("module", _TABLES.values(), ids=_TABLES)  # not every word: there are thousands


def _words(module: str, language: str) -> dict[str, list[str]]:
    """Name of each entry of a table -> its texts."""
    table = import_module(f"{module}_{language}").STRINGS
    return {f.name: _flat(getattr(table, f.name)) for f in fields(table)}


def _flat(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for key in sorted(value) for text in _flat(value[key])]
    return [text for item in value for text in _flat(item)]


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _all_places(words: dict[str, list[str]]) -> dict[str, list[set[str]]]:
    return {name: [_places(text) for text in texts] for name, texts in words.items()}


def test_every_tab_with_words_of_its_own_is_held_to_them() -> None:
    assert {"ui", *(path.parent.name for path in (_UI / "tabs").glob("*/strings.py"))} == _TABLES.keys()


@pytest.mark.parametrize("language", LANGUAGES)
@_EVERY_TABLE
def test_no_string_is_empty(language: str, module: str) -> None:
    words = _words(module, language)
    assert words
    assert [name for name, texts in words.items() if not all(text.strip() for text in texts)] == []


@pytest.mark.parametrize("language", _OTHERS)
@_EVERY_TABLE
def test_every_translation_fills_the_same_places(language: str, module: str) -> None:
    english, other = _words(module, "en"), _words(module, language)
    assert _all_places(other) == _all_places(english)


@pytest.mark.parametrize("language", _OTHERS)
@pytest.mark.parametrize("name", ["stages", "reasons", "advice", "statuses", "doc_types", "regions"])
def test_every_code_has_a_name_in_every_language(language: str, name: str) -> None:
    assert getattr(strings(language), name).keys() == getattr(_ENGLISH, name).keys()


@pytest.mark.parametrize("language", _OTHERS)
@_EVERY_TABLE
def test_sentences_are_translated(language: str, module: str) -> None:
    """Short words may agree between languages; a sentence that does was forgotten."""
    other = _words(module, language)
    pairs = [pair for name, texts in _words(module, "en").items() for pair in zip(texts, other[name], strict=True)]
    assert [a for a, b in pairs if a == b and a.count(" ") > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_and_status_has_its_words(language: str) -> None:
    words = strings(language)
    assert set(words.reasons) == set(words.advice) == {reason.value for reason in Reason}
    assert set(words.statuses) == {status.value for status in Status if status.value}


@pytest.mark.parametrize(
    ("accepted", "chosen", "language"),
    [
        pytest.param("fr-FR,fr;q=0.9,en;q=0.8", "", "fr", id="region of a known language"),
        pytest.param("en;q=0.5,de;q=0.9", "", "de", id="weights before order"),
        pytest.param("ja,ru;q=0.1", "", "ru", id="first language unknown"),
        pytest.param("ja", "", "en", id="none known"),
        pytest.param("", "", "en", id="no header"),
        pytest.param(";;q=x,=,fr;q=", "", "fr", id="broken header"),
        pytest.param("fr", "de", "de", id="the reader's choice wins"),
        pytest.param("fr", "xx", "fr", id="an unknown choice does not"),
    ],
)
def test_the_language_is_the_readers(accepted: str, chosen: str, language: str) -> None:
    assert best_language(accepted, chosen) == language


def test_an_unknown_language_gets_the_english_words() -> None:
    assert strings("xx") is _ENGLISH
