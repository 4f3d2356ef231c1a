"""Conversations in the browser: what goes out comes back only as it went."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from answer.as_json import outcome_json
from ingest.errors import HomeError
from tests.ui.fakes import abstention, answer
from tests.ui.reading import HOSTILE, read
from ui.conversation import Exchange, Fault
from ui.seal import Seal
from ui.tabs.ask.history import MOST_EXCHANGES, Listed, listed, restored, stored
from ui.tabs.ask.strings import words
from ui.tabs.ask.view_history import history, saved

_SEAL = Seal(b"k" * 32)
_CONVERSATION = (
    Exchange(question="How many?", outcome=answer("How many?"), kept_id="0123456789abcdef", address="https://a.org/"),
    Exchange(question="stopped", fault=Fault.STOPPED),
    Exchange(question="Who won?", outcome=abstention("Who won?")),
)


def test_a_conversation_comes_back_as_it_went_without_what_failed() -> None:
    found, left_out = restored(stored(_CONVERSATION, _SEAL), _SEAL)
    assert left_out == 0
    assert [one.question for one in found] == ["How many?", "Who won?"]
    assert [outcome_json(one.outcome) for one in found if one.outcome] == [
        outcome_json(one.outcome) for one in _CONVERSATION if one.outcome
    ]
    assert (found[0].kept_id, found[0].address) == ("0123456789abcdef", "https://a.org/")


def test_an_answer_that_was_changed_in_the_browser_is_left_out() -> None:
    items = stored(_CONVERSATION, _SEAL)
    items[0]["text"] = items[0]["text"].replace("Four of the fifty", "Forty of the fifty")
    found, left_out = restored(items, _SEAL)
    assert ([one.question for one in found], left_out) == (["Who won?"], 1)


def test_an_answer_of_another_library_is_left_out() -> None:
    assert restored(stored(_CONVERSATION, Seal(b"o" * 32)), _SEAL) == ((), 2)


@pytest.mark.parametrize(
    "items",
    [
        None, "text", 7, {"text": "x"}, [None], [{}], [{"text": 1, "mark": 2}], [{"text": "é", "mark": "é"}],
        [{"text": "\ud800", "mark": "\ud800"}],
        [{"text": "no json", "mark": _SEAL.mark("no json")}], [{"text": "{}", "mark": _SEAL.mark("{}")}],
        [{"text": "[]", "mark": _SEAL.mark("[]")}], [{"text": "7", "mark": _SEAL.mark("7")}],
    ],
)  # fmt: skip
def test_what_is_no_conversation_is_none(items: object) -> None:
    found, _ = restored(items, _SEAL)
    assert found == ()


def test_what_a_browser_keeps_is_bounded() -> None:
    many = tuple(replace(_CONVERSATION[0], question=str(n)) for n in range(MOST_EXCHANGES + 9))
    assert len(stored(many, _SEAL)) == MOST_EXCHANGES
    huge = replace(_CONVERSATION[0], outcome=answer("x" * 400_000))
    assert stored((huge,), _SEAL) == []
    assert len(restored(stored(many, _SEAL) * 3, _SEAL)[0]) == MOST_EXCHANGES


@pytest.mark.parametrize("hostile", HOSTILE)
def test_titles_and_stored_texts_are_shown_as_text(hostile: str) -> None:
    shown = read(history([Listed(key="a1", title=hostile, at=1_700_000_000_000, count=2)], "en"))
    assert hostile in shown.text
    conversation = (Exchange(question=hostile, outcome=answer(hostile)),)
    (span,) = read(saved(conversation, _SEAL, key="a1")).of("span")
    assert span["data-title"] == hostile
    assert restored(json.loads(span["data-items"]), _SEAL)[0][0].question == hostile


def test_what_a_browser_lists_is_read_with_care() -> None:
    sound = {"key": "abc1", "title": "How many?", "at": 1_700_000_000_000, "count": 2}
    broken = [
        {**sound, "key": "../x"}, {**sound, "title": "x" * 999}, {**sound, "at": -1}, {**sound, "at": 1 << 60},
        {**sound, "count": 0}, {**sound, "count": "2"}, None, "x", {},
    ]  # fmt: skip
    assert listed([*broken, sound]) == (Listed.model_validate(sound),)
    assert listed("no list") == ()
    assert len(listed([sound] * 500)) == 100


def test_the_list_says_when_the_browser_keeps_none() -> None:
    assert words("en").history_off in read(history(None, "en")).text
    assert words("en").history_none in read(history((), "en")).text


def test_a_home_has_one_key_for_its_owner_alone(tmp_path: Path) -> None:
    mark = Seal.of_home(tmp_path).mark("text")
    assert Seal.of_home(tmp_path).is_ours("text", mark)
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_key_that_is_none_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "page.key").write_bytes(b"short")
    with pytest.raises(HomeError, match="Delete it"):
        Seal.of_home(tmp_path)
