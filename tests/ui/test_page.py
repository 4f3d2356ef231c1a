"""How the page is wired: which event may change which part."""

from __future__ import annotations

import gradio as gr
import pytest

from tests.ui.fakes import rooms
from ui.page import build
from ui.start import prepare


@pytest.fixture(scope="module")
def wired() -> dict[str, list[set[str]]]:
    """What each handler may change, by its name: a set of element ids for each event that calls it."""
    page = build(prepare(rooms))
    changed: dict[str, list[set[str]]] = {}
    for block in page.fns.values():
        ids = {str(part.elem_id) for part in block.outputs if isinstance(part, gr.blocks.Block)}
        changed.setdefault(str(block.name), []).append(ids)
    return changed


def test_the_start_of_the_library_never_changes_what_an_answer_changes(wired: dict[str, list[set[str]]]) -> None:
    # The timer's last reply may reach the browser after an answer that was given meanwhile.
    (by_tick,), (by_retell,) = wired["tick"], wired["retell"]
    assert by_retell <= by_tick
    assert {"kb-opening", "kb-library"} <= by_tick
    assert {"kb-transcript", "kb-viewer"}.isdisjoint(by_tick)
    assert all("kb-transcript" in by_answer for by_answer in wired["answer"])
    assert {"kb-sources", "kb-stop", "kb-new"}.isdisjoint(by_tick)
    for long_run, area in (("search", "kb-search-results"), ("run", "kb-compare-area"), ("check", "kb-check-area")):
        assert all(area in changed for changed in wired[long_run])
        assert area not in by_tick


def test_what_an_address_opens_never_changes_what_an_answer_changes(wired: dict[str, list[set[str]]]) -> None:
    # The page follows its address by itself, and the browser tells by itself which conversations it keeps.
    (by_reach,), (by_list,) = wired["reach"], wired["list_stored"]
    assert {"kb-kept", "kb-kept-sources"} <= by_reach
    assert "kb-history" in by_list
    for by_answer in wired["answer"]:
        assert {"kb-transcript", "kb-sources", "kb-saved"} <= by_answer
        assert not (by_answer - {"None"}) & (by_reach | by_list)
