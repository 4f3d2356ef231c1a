"""Places travel to the browser and back without loss, and nothing else comes back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.records import Span
from tests.ui.fakes import REVISION, citation, hit
from ui.place import Place, read_spans, write_spans

_SPANS = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)).map(sorted).map(tuple), max_size=40)


@given(spans=_SPANS)
def test_spans_survive_an_address(spans: list[tuple[int, int]]) -> None:
    assert read_spans(write_spans(spans)) == [Span(*span) for span in spans]


@pytest.mark.parametrize("text", ["1", "1-", "-2", "a-b", "1-2.", "9-1", "1-2,3-4", "-1-2", ".".join(["1-2"] * 41)])
def test_what_is_not_a_list_of_spans_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="span"):
        read_spans(text)


def test_a_citation_and_its_place_name_the_same_lines() -> None:
    cited = citation()
    place = Place.of_citation(cited)
    assert Place.read(place.model_dump(mode="json")) == place
    assert place.marked() == [cited.span]
    assert place.section == cited.section


def test_a_hit_marks_its_whole_passage() -> None:
    found = hit()
    assert Place.of_hit(found).marked() == [found.passage.span]


def test_turning_the_page_keeps_the_revision_and_marks_nothing() -> None:
    turned = Place.of_citation(citation(page=24)).turned_to(25)
    assert (turned.page, turned.revision, turned.marked()) == (25, REVISION, [])


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(None, id="nothing"),
        pytest.param({}, id="empty"),
        pytest.param({"document_id": "../../etc/passwd", "page": 1}, id="path"),
        pytest.param({"document_id": "a", "page": 0}, id="page 0"),
        pytest.param({"document_id": "a", "page": 1, "revision": "x"}, id="not a sha256"),
        pytest.param({"document_id": "a", "page": 1, "spans": [[5, 2]]}, id="span turned round"),
        pytest.param({"document_id": "a", "page": 1, "spans": [[-1, 2]]}, id="span before the page"),
        pytest.param({"document_id": "a", "page": 1, "spans": [[1, 2]] * 41}, id="too many spans"),
        pytest.param({"document_id": "a", "page": 1, "extra": 1}, id="unknown field"),
    ],
)
def test_what_is_not_a_place_is_none(sent: object) -> None:
    assert Place.read(sent) is None


def test_the_picture_address_is_relative_and_holds_revision_and_spans() -> None:
    place = Place(document_id="a-b", revision=REVISION, page=3, spans=((1, 2), (5, 9)))
    assert place.picture_url == f"picture/a-b/3.png?revision={REVISION}&spans=1-2.5-9"
    assert Place(document_id="a", page=1).picture_url == "picture/a/1.png"
