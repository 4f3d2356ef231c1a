"""The Check tab: a draft within bounds, checked to an end, shown as what it is."""

from __future__ import annotations

import base64
import time
import zipfile
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from pathlib import Path

import docx
import pytest

from answer.check import CheckedDraft, verdict_of
from answer.draft import Draft, Unchecked
from answer.export.export import Kind
from answer.export.subjects import Occasion
from answer.stance import Stance
from index.records import Filters
from tests.ui.fakes import checked_by_rule
from tests.ui.reading import HOSTILE, read
from ui.conversation import Fault
from ui.stopping import Run
from ui.strings import LANGUAGES, strings
from ui.tabs.check.check import VIEWS, Checking, running
from ui.tabs.check.draft import (
    MOST_CHARACTERS,
    MOST_MEGABYTES,
    MOST_SENTENCES,
    DraftRefused,
    read_pasted,
    read_uploaded,
)
from ui.tabs.check.strings import words
from ui.tabs.check.view_check import result, status
from ui.taking import made, today

_SPEECH = (
    "Four countries have liability standards for AI in health today.\n\n"
    "The national team won the football cup in Paris.\n\n"
    "Hospitals of the whole region bought many robots last year.\n\n"
    "Who are you?"
)
_WORDS = words("en")


def _checked(text: str = _SPEECH, **changes: object) -> Checking:
    *_, last = running(Checking(draft=read_pasted(text, "en"), **changes), checked_by_rule, limit_s=5.0, run=Run())  # type: ignore[arg-type]
    return last


def _word_file(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


# Reading


def test_a_pasted_draft_is_read_sentence_by_sentence() -> None:
    draft = read_pasted(_SPEECH, "en")
    assert len(draft.sentences) == 4
    assert draft.sentences[3].unchecked is Unchecked.QUESTION


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_pasted_stays_as_it_is(text: str) -> None:
    sentence = f"Hospitals of the region wrote {text} in their reports."
    draft = read_pasted(sentence, "en")
    assert "".join(one.text for one in draft.sentences).replace(" ", "") == sentence.replace(" ", "")


def test_control_characters_and_half_characters_do_no_harm() -> None:
    draft = read_pasted("Hospitals\x00 of the\ud800 region \x1b[31mbought many robots last year.", "en")
    (sentence,) = draft.sentences
    assert sentence.text == "Hospitals of the region [31mbought many robots last year."


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param(" \n ", _WORDS.nothing, id="nothing"),
        pytest.param("\x00\x01", _WORDS.nothing, id="nothing printable"),
        pytest.param(
            "a" * (MOST_CHARACTERS + 1),
            _WORDS.too_long.format(count=MOST_CHARACTERS + 1, most=MOST_CHARACTERS), id="too long",
        ),
        pytest.param(
            "It is so.\n\n" * (MOST_SENTENCES + 1),
            _WORDS.too_many.format(count=MOST_SENTENCES + 1, most=MOST_SENTENCES), id="too many sentences",
        ),
    ],
)  # fmt: skip
def test_a_draft_out_of_bounds_is_refused_with_what_to_do(text: str, line: str) -> None:
    with pytest.raises(DraftRefused) as refused:
        read_pasted(text, "en")
    assert str(refused.value) == line


def test_a_word_file_is_read_and_deleted(tmp_path: Path) -> None:
    path = tmp_path / "speech.docx"
    path.write_bytes(_word_file("Hospitals of the whole region bought many robots last year.", "Who are you?"))
    draft = read_uploaded(path, "en")
    assert [sentence.text for sentence in draft.sentences][-1] == "Who are you?"
    assert not path.exists()


@pytest.mark.parametrize(
    ("name", "data", "line"),
    [
        pytest.param("speech.pdf", b"%PDF-1.7", _WORDS.not_text, id="another kind"),
        pytest.param("speech.docx", b"no archive", _WORDS.unreadable, id="no Word file"),
        pytest.param("speech.txt", b"\x00\x01\x02" * 99, _WORDS.unreadable, id="no text"),
        pytest.param("speech.txt", b"a" * (MOST_MEGABYTES << 20) + b"b", _WORDS.too_large, id="too large"),
    ],
)
def test_a_file_that_is_no_draft_is_refused_and_deleted(tmp_path: Path, name: str, data: bytes, line: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(DraftRefused) as refused:
        read_uploaded(path, "en")
    assert str(refused.value) == line.format(name=name, megabytes=MOST_MEGABYTES)
    assert not path.exists()


# Checking


def test_a_draft_is_shown_as_it_is_checked_and_ends() -> None:
    *before, last = running(
        Checking(draft=read_pasted(_SPEECH, "en")), partial(checked_by_rule, pause_s=0.3), limit_s=9.0,
        run=Run(),
    )
    assert before
    assert all(state.is_running for state in before)
    assert not last.is_running
    assert last.fault is None
    assert [verdict_of(one) for one in last.sentences] == ["supported", "contradicted", "not_found", "not_checked"]


def test_a_check_that_hangs_is_given_up() -> None:
    def hanging(draft: Draft, *, filters: Filters | None = None) -> Iterator[CheckedDraft]:
        steps = checked_by_rule(draft)
        yield next(steps)
        time.sleep(5)

    *_, last = running(Checking(draft=read_pasted(_SPEECH, "en")), hanging, limit_s=0.2, run=Run())
    assert (last.fault, len(last.sentences)) == (Fault.TOO_SLOW, 1)


def test_a_check_that_fails_says_so_without_details() -> None:
    state = _checked("Hospitals crash in the region of the north.")
    assert state.fault is Fault.UNEXPECTED
    assert read(status(state, "en")).text == _WORDS.unexpected


def test_a_check_that_ends_too_early_is_a_fault() -> None:
    nothing = Checking(draft=read_pasted(_SPEECH, "en"))
    *_, last = running(nothing, lambda _, filters=None: iter(()), limit_s=2.0, run=Run())
    assert last.fault is Fault.UNEXPECTED


# The view


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_verdict_is_a_sign_and_a_word(language: str) -> None:
    said = read(result(_checked(), language)).text
    for verdict in (*(stance.value for stance in Stance), "not_checked"):
        assert words(language).verdicts[verdict] in said
    assert all(sign in said for sign in "✓✗?–")


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("word", ["liability", "cup", "robots"])
def test_a_draft_is_shown_as_text_whatever_it_holds(hostile: str, word: str) -> None:
    state = _checked(f"Hospitals of the region wrote {hostile} about {word} in their reports.")
    shown = read(result(state, "en"))
    assert "".join(one.sentence.text for one in state.sentences).replace(" ", "") in shown.text.replace(" ", "")
    assert not shown.of("a")
    assert not shown.of("img")
    assert not read(status(state, "en")).of("img")


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_shows_the_sentences_that_it_counts(view: str) -> None:
    state = _checked(view=view)
    shown = read(result(state, "en"))
    (pressed,) = (one for one in shown.of("button", "kb-view") if one.get("aria-pressed") == "true")
    assert view in pressed["data-payload"]
    assert len(shown.of("li", "kb-said")) == sum(verdict_of(one) in VIEWS[view] for one in state.sentences)


def test_what_is_contradicted_shows_what_the_library_says_and_opens_it() -> None:
    shown = read(result(_checked(view="contradicted"), "en"))
    assert "the sources say otherwise" in shown.text
    assert "Four of the fifty countries" in shown.text
    assert any(one["data-event"] == "kb_open" for one in shown.of("button", "kb-cite"))


# Files


@pytest.mark.parametrize(("is_commented", "comments"), [(True, 2), (False, 0)])
def test_a_word_file_carries_remarks_as_comments_or_as_footnotes(is_commented: bool, comments: int) -> None:
    checked = _checked().checked
    assert checked is not None
    parcel, line = made(
        checked, Kind.DOCX, Occasion(on=today()), "en", limit_s=60.0, is_commented=is_commented
    )
    assert parcel is not None
    assert ".docx" in line
    (span,) = read(parcel).of("span")
    with zipfile.ZipFile(BytesIO(base64.b64decode(span["data-content"]))) as archive:
        found = archive.read("word/comments.xml") if "word/comments.xml" in archive.namelist() else b""
        notes = archive.read("word/footnotes.xml").decode()
    assert found.count(b"<w:comment ") == comments
    assert ("the sources say otherwise" in notes) is not is_commented


def test_a_fault_while_a_file_is_made_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> bytes:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("ui.taking.export", fail)
    checked = _checked().checked
    assert checked is not None
    parcel, line = made(checked, Kind.PDF, Occasion(on=today()), "fr", limit_s=5.0)
    assert parcel is None
    assert line == strings("fr").not_taken
