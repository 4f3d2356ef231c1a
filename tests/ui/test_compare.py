"""The Compare tab: cells as they come, what each says, and an end in any case."""

from __future__ import annotations

import csv
import io
import json
import threading
from dataclasses import replace
from typing import Any

import docx
import gradio as gr
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.compare import Cell, Row
from answer.records import Outcome
from index.records import Filters
from ingest.errors import LLMError
from ingest.records import Metadata
from tests.ui.fakes import FINDING, FakeAssistant, abstention, answer, citation, rooms
from tests.ui.reading import HOSTILE, carried, read
from ui.start import Start
from ui.stopping import Run
from ui.strings import LANGUAGES, strings
from ui.tabs.compare.handlers import Handlers
from ui.tabs.compare.matrix import (
    MOST_TOPICS,
    Ending,
    Matrix,
    address,
    filled,
    quotes,
    read_address,
    read_topics,
    subject_of,
)
from ui.tabs.compare.parts import Parts
from ui.tabs.compare.strings import words
from ui.tabs.compare.view_compare import comparison, files, invitation, status
from ui.tabs.tab import Shell
from ui.taking import today

_COUNTRIES = ("EURO", "FRA", "PRT", "SMR")
_ASKED = Matrix(topics=("liability", "money"), countries=_COUNTRIES)


class Failing(FakeAssistant):
    """Answers, until a topic says how it fails."""

    def ask(self, question: str, *, filters: Filters) -> Outcome:
        """Answer, fail or never answer."""
        if question.endswith("money"):
            raise LLMError("the model does not reply. Start it again.")
        if question.endswith("crash"):
            raise RuntimeError("secret detail")
        if question.endswith("endless"):
            threading.Event().wait()
        return super().ask(question, filters=filters)


def _whole(matrix: Matrix = _ASKED) -> Matrix:
    *_, last = filled(matrix, FakeAssistant(), limit_s=5.0, run=Run())
    return last


def _handlers() -> Handlers:
    """The tab's events over an opened library; its components are only keys here."""
    start = Start(rooms)
    start.run()
    names = Parts.__dataclass_fields__
    shell: Any = Shell(
        loaded=None, start=start, language=None, tabs=None, viewer=None, limit_s=60.0, concurrency=1  # type: ignore[arg-type]
    )
    return Handlers(shell, Parts(**{name: name for name in names}))  # type: ignore[arg-type]


# What is asked


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        pytest.param("one\n\n  two  words\none\n", ("one", "two words"), id="a line each, once each"),
        pytest.param(" \n", (), id="none"),
        pytest.param("x" * 400, ("x" * 300,), id="shortened"),
    ],
)
def test_topics_are_lines(text: str, topics: tuple[str, ...]) -> None:
    assert read_topics(text) == topics


def test_an_address_says_the_comparison_and_gives_it_back() -> None:
    topics, countries = read_address(address(_ASKED), _COUNTRIES)
    assert (read_topics(topics), tuple(countries)) == (_ASKED.topics, _ASKED.countries)


@given(st.dictionaries(st.sampled_from(["topic", "country"]), st.text(max_size=80)))
def test_no_address_sets_what_cannot_be_chosen(said: dict[str, str]) -> None:
    """Codes that are no country of ours, and more topics than there may be, are left out."""
    topics, countries = read_address(said, _COUNTRIES)
    assert set(countries) <= set(_COUNTRIES)
    assert len(read_topics(topics)) <= MOST_TOPICS


@pytest.mark.parametrize(
    ("text", "countries", "said"),
    [
        pytest.param("", ["FRA"], "no_topic", id="no topic"),
        pytest.param("money", [], "no_country", id="no country"),
        pytest.param("\n".join("abcdefghi"), ["FRA"], "too_many_topics", id="too many topics"),
        pytest.param("\n".join("abcdefgh"), [f"C{n}" for n in range(51)], "too_many_cells", id="too many cells"),
    ],
)
def test_what_cannot_be_compared_is_said_before_it_begins(text: str, countries: list[str], said: str) -> None:
    changes = _handlers().begin(text, countries, None, "en")
    start = getattr(words("en"), said).partition("{")[0]
    assert set(changes) == {"status"}
    assert read(changes["status"]).text.startswith(start)
    assert read(changes["status"]).of("p")[0]["role"] == "alert"


# Cells as they come


def test_every_cell_is_found_silent_or_without_document() -> None:
    whole = _whole()
    assert not whole.is_running
    assert {key: row.cell for key, row in whole.rows.items()} == {
        ("liability", "EURO"): Cell.FOUND, ("liability", "FRA"): Cell.FOUND, ("liability", "PRT"): Cell.SILENT,
        ("liability", "SMR"): Cell.NO_DOCUMENT, ("money", "EURO"): Cell.SILENT, ("money", "FRA"): Cell.SILENT,
        ("money", "PRT"): Cell.SILENT, ("money", "SMR"): Cell.NO_DOCUMENT,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("topic", "ending", "detail"),
    [
        pytest.param("money", Ending.KNOWN, "llm", id="a known fault"),
        pytest.param("crash", Ending.UNEXPECTED, "", id="a fault of ours"),
        pytest.param("endless", Ending.TOO_SLOW, "3", id="a cell without end"),
    ],
)
def test_a_comparison_ends_with_what_it_has_and_says_why(topic: str, ending: Ending, detail: str) -> None:
    matrix = Matrix(topics=("liability", topic), countries=("FRA",))
    *_, last = filled(matrix, Failing(), limit_s=3.0, run=Run())  # the first cells read tables from files
    assert (last.ending, last.detail) == (ending, detail)
    assert list(last.rows) == [("liability", "FRA")]
    assert not last.is_running
    assert "secret" not in status(last, "en")
    assert words("en").not_asked in read(comparison(last, {}, "en")).text


def test_a_stopped_comparison_keeps_its_cells_and_can_be_begun_again() -> None:
    do = _handlers()
    laid_out = do.begin("liability\nmoney", list(_COUNTRIES), None, "en")["matrix"]
    half = replace(laid_out, rows=dict(list(_whole().rows.items())[:3]))
    stopped = do.halt(half, Run(), "en")["matrix"]
    assert stopped.ending is Ending.STOPPED
    assert len(stopped.rows) == 3
    assert list(do.run(stopped, Run(), "en")) == [{"matrix": gr.skip()}], "what is over is not asked on"
    assert do.begin("money", ["FRA"], stopped, "en")["matrix"].is_running


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_that_is_not_let_into_the_line_says_so_and_one_that_is_over_stays(language: str) -> None:
    refused = _handlers().refuse(_ASKED, language)
    assert refused["matrix"].ending is Ending.BUSY
    assert strings(language).busy in read(refused["status"]).text
    assert _handlers().refuse(_whole(), language) == {"matrix": _whole()}
    assert _handlers().refuse(None, language) == {"matrix": None}


def test_a_running_comparison_is_not_begun_twice() -> None:
    do = _handlers()
    assert do.begin("money", ["FRA"], _ASKED, "en") == {"matrix": _ASKED}


# What is taken away


def _taken(kind: str, matrix: Matrix, language: str = "en") -> tuple[str, bytes]:
    changes = _handlers().take(gr.EventData(None, {"kind": kind}), matrix, language)
    name, data = carried(changes["file"])
    assert name in read(changes["files"]).text, "the reader is told"
    return name, data


def test_a_comparison_is_taken_away_as_the_matrix_that_is_shown() -> None:
    name, data = _taken("xlsx", _whole())
    assert name == f"liability-{today().isoformat()}.xlsx"
    header, *lines = openpyxl.load_workbook(io.BytesIO(data))["Matrix"].values
    assert header == ("Country", "liability", "money")
    assert [line[0] for line in lines] == ["WHO European Region", "France", "Portugal", "San Marino"]
    assert lines[0][1].startswith(f"“{' '.join(FINDING.split())}” (")
    assert lines[2][1:] == ("Documents held; silent on this",) * 2
    assert lines[3][1:] == ("No document held",) * 2
    (table,) = docx.Document(io.BytesIO(_taken("docx", _whole())[1])).tables
    assert [row.cells[0].text for row in table.rows[1:]] == [line[0] for line in lines]


def test_of_a_stopped_comparison_the_file_says_what_was_not_asked() -> None:
    some = replace(_ASKED, rows=dict(list(_whole().rows.items())[:3]), ending=Ending.STOPPED)
    lines = list(openpyxl.load_workbook(io.BytesIO(_taken("xlsx", some)[1]))["Matrix"].values)
    assert [line[0] for line in lines[1:]] == ["WHO European Region", "France", "Portugal", "San Marino"]
    assert [line[2] for line in lines[1:]] == ["Not asked"] * 4
    assert lines[4][1] == "Not asked"
    rows = list(csv.DictReader(io.StringIO(_taken("csv", some)[1].decode("utf-8-sig"), newline="")))
    assert sum(row["Verdict"] == "Not asked" for row in rows) == 5


def test_what_still_runs_or_never_began_is_not_offered() -> None:
    assert subject_of(None) is subject_of(_ASKED) is subject_of(replace(_ASKED, ending=Ending.STOPPED)) is None
    assert files(None, "en") == ""
    assert _handlers().begin("money", ["FRA"], _whole(), "en")["files"] == ""
    assert set(_handlers().take(gr.EventData(None, {"kind": "docx"}), _ASKED, "en")) == {"files"}
    assert set(_handlers().take(gr.EventData(None, {"kind": "exe"}), _whole(), "en")) == {"files"}


def test_where_all_are_silent_there_are_no_references_to_take() -> None:
    def kinds(matrix: Matrix) -> set[str]:
        buttons = read(files(subject_of(matrix), "en")).of("button")
        return {json.loads(one["data-payload"])["kind"] for one in buttons}

    silent = _whole(Matrix(topics=("money",), countries=("FRA", "SMR")))
    assert kinds(_whole()) - kinds(silent) == {"ris", "bib"}
    assert {"docx", "xlsx"} <= kinds(silent)


# What is shown


def test_a_cell_shows_the_documents_words_with_their_page_and_opens_it() -> None:
    shown = read(comparison(_whole(), {"FRA": 2, "PRT": 1}, "en"))
    assert " ".join(FINDING.split()) in shown.text
    assert "p. 12 (PDF page 24)" in shown.text
    assert json.loads(shown.of("button", "kb-quote")[0]["data-payload"])["page"] == 24
    assert "More quotes (1)" in shown.text
    assert "Document held, silent Documents held: 1" in shown.text
    assert "No document held" in shown.text


def test_the_heat_map_says_each_value_in_words_and_leads_to_its_cell() -> None:
    shown = read(comparison(_whole(), {}, "en"))
    cells = shown.of("button", "kb-heat-cell")
    assert [a["aria-label"] for a in cells][:4] == [
        "WHO European Region on liability: quotes: 3", "France on liability: quotes: 3",
        "Portugal on liability: Document held, silent", "San Marino on liability: No document held",
    ]  # fmt: skip
    targets = {a["id"] for a in shown.of("td") if "id" in a}
    assert {json.loads(a["data-payload"])["id"] for a in cells} == targets


def test_one_cell_needs_no_heat_map() -> None:
    one = _whole(Matrix(topics=("liability",), countries=("FRA",)))
    assert not read(comparison(one, {}, "en")).of("table", "kb-heat")


def test_progress_is_shown_while_cells_come() -> None:
    half = replace(_ASKED, rows=dict(list(_whole().rows.items())[:3]))
    bar = read(status(half, "en")).of("progress")[0]
    assert (bar["value"], bar["max"]) == ("3", "8")
    assert "3 of 8" in read(status(half, "en")).text
    assert words("en").pending in read(comparison(half, {}, "en")).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tab_speaks_every_language(language: str) -> None:
    own = words(language)
    shown = read(comparison(_whole(), {"PRT": 1}, language)).text
    assert all(said in shown for said in (own.matrix, own.heat, own.silent, own.no_document))
    assert own.intro in read(invitation(language)).text
    buttons = read(files(subject_of(_whole()), language)).of("button")
    assert own.take_as.format(kind="Word") in [one["aria-label"] for one in buttons]
    assert own.done.format(found=2, all=8, silent=4, missing=2) in read(status(_whole(), language)).text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    document = Metadata(
        document_id="hostile", title=text, publisher=text, year=2025, country=text, doc_type=text, language=text
    )
    cited = tuple(replace(citation(n=n, document=document), quote=text, page_label=text) for n in (1, 2, 3))
    row = Row(country=text, cell=Cell.FOUND, outcome=answer(text, citations=cited))
    silent = Row(country=text, cell=Cell.SILENT, outcome=abstention(text, message=text))
    matrix = Matrix(topics=(text, "b"), countries=(text,), rows={(text, text): row, ("b", text): silent})
    shown = read(comparison(matrix, {text: 1}, "en"))
    assert len(quotes(row)) == 3
    assert shown.text.count(text) >= 5
    assert not shown.of("a")
    failed = replace(matrix, ending=Ending.TOO_SLOW, detail=text)
    assert text in read(status(failed, "en")).text
