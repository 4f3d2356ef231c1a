"""Where a quote stands, and which passages hold it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.qrels import DocumentText, Found, Judge, Place, stands_on
from eval.records import Evidence, visible
from ingest.records import Passage, Span
from tests.factories import make_passage

PAGE = "One law binds all. The register is public. Fees are 10 euros a year, and 5 for small firms."


def make_judge(page: str, *cuts: int, document_id: str = "plan") -> Judge:
    """A judge of one page, cut at some offsets."""
    edges = [0, *cuts, len(page)]
    passages: list[Passage] = [
        make_passage(page[start:end], start=start, document_id=document_id)
        for start, end in pairwise(edges)
    ]
    return Judge(passages, page_count=lambda _: 1, page_text=lambda *_: page)


def grades(judge: Judge, *evidence: Evidence) -> list[tuple[str, int]]:
    """Text and grade of each relevant passage, in the page's order."""
    qrels = judge.qrels([judge.find(one) for one in evidence])
    passages = sorted(judge._passages["plan", 1], key=lambda passage: passage.span)
    return [(passage.text, qrels[passage.passage_id]) for passage in passages if passage.passage_id in qrels]


def evidence(quote: str, **changes: object) -> Evidence:
    """Evidence of page 1 of the plan."""
    fields: dict[str, object] = {"document_id": "plan", "quote": quote, "page": 1, "grade": 2}
    return Evidence(**(fields | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(("quote", "text", "stands"), [
    pytest.param("a public register", "It is a public\n  register.", True, id="line break on the page"),
    pytest.param("information", "infor\u00ad\nmation", True, id="word broken by a soft hyphen"),
    pytest.param("infor\u00admation", "information", True, id="soft hyphen in the quote"),
    pytest.param("a private register", "It is a public register.", False, id="another word"),
    pytest.param("  ", "It is a public register.", False, id="no words"),
])  # fmt: skip
def test_a_quote_stands_where_its_visible_characters_do(quote: str, text: str, stands: bool) -> None:
    assert stands_on(quote, text) is stands


@given(text=st.text(min_size=1, max_size=80), data=st.data())
def test_every_slice_of_a_page_is_found_at_its_place(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = text[start:end]
    places = DocumentText("plan", [(1, text)]).find(Evidence(document_id="plan", quote=quote))
    if not visible(quote):
        assert places == ()
    else:
        assert all(visible(place.span.of(text)) == visible(quote) for place in places)
        assert any(start <= place.span.start and place.span.end <= end for place in places)


def test_the_page_named_counts_alone() -> None:
    document = DocumentText("plan", [(1, "Fees rise."), (2, "Then fees rise. Fees rise.")])
    assert [place.page for place in document.find(Evidence(document_id="plan", quote="Fees rise.", page=2))] == [2]
    assert [place.page for place in document.find(Evidence(document_id="plan", quote="Fees rise."))] == [1, 2]


def test_the_place_meant_is_the_nearest_to_its_offset() -> None:
    document = DocumentText("plan", [(1, "In 2019. In 2020. In 2019.")])
    (place,) = document.find(Evidence(document_id="plan", quote="2019", near=16))
    assert place.span == Span(21, 25)


def test_a_quote_over_a_page_end_has_a_place_on_each_page() -> None:
    document = DocumentText("plan", [(1, "The register"), (2, "is public.")])
    places = document.find(Evidence(document_id="plan", quote="register is public"))
    assert places == (Place("plan", 1, Span(4, 12)), Place("plan", 2, Span(0, 9)))


@pytest.mark.parametrize(("cuts", "quote", "relevant"), [
    pytest.param((18, 42), "The register is public.", [" The register is public."], id="a passage that holds it"),
    pytest.param((25,), "The register is public.", [PAGE[25:]], id="cut in two: the part that holds most of it"),
    pytest.param((18, 42), PAGE, [PAGE[:18], PAGE[18:42], PAGE[42:]], id="a quote of the whole page: all its parts"),
    pytest.param((5,), "One law binds all. The register", [PAGE[:5], PAGE[5:]], id="most of it, and all of a scrap"),
])  # fmt: skip
def test_a_passage_is_relevant_by_what_it_shares(cuts: tuple[int, ...], quote: str, relevant: list[str]) -> None:
    assert [text for text, _ in grades(make_judge(PAGE, *cuts), evidence(quote))] == relevant


def test_where_no_passage_holds_half_the_one_that_holds_most_counts() -> None:
    page = "x" * 100 + "a" * 12 + "-" + "b" * 13 + "-" + "c" * 12 + "y" * 100
    quote = page[100:139]
    judge = Judge(
        [make_passage(page[a:b], start=a) for a, b in ((0, 112), (113, 126), (127, 239))],
        page_count=lambda _: 1, page_text=lambda *_: page,
    )  # fmt: skip
    assert [text for text, _ in grades(judge, evidence(quote))] == ["b" * 13]


def test_the_highest_grade_counts() -> None:
    judge = make_judge(PAGE)
    some = [evidence("One law", grade=1), evidence("The register is public.", grade=2), evidence("Fees", grade=1)]
    found = grades(judge, *some)
    assert found == [(PAGE, 2)]


def test_evidence_of_a_document_not_held_stands_nowhere() -> None:
    judge = make_judge(PAGE)
    found = judge.find(evidence("One law", document_id="other"))
    assert found.places == ()
    assert judge.qrels([found]) == {}


@pytest.mark.parametrize(("cited", "is_held"), [
    pytest.param("The register is public.", True, id="the very words"),
    pytest.param("public", True, id="a part of them"),
    pytest.param(PAGE, True, id="a sentence around them"),
    pytest.param("c. Fees are 10 euros a year", False, id="two letters in common"),
    pytest.param("One law binds all.", False, id="another sentence"),
])  # fmt: skip
def test_a_citation_counts_that_shares_half_of_the_shorter(cited: str, is_held: bool) -> None:
    judge = make_judge(PAGE)
    found = judge.find(evidence("The register is public."))
    start = PAGE.index(cited)
    assert judge.holds(Place("plan", 1, Span(start, start + len(cited))), found) is is_held


def test_a_citation_of_another_page_or_document_does_not_count() -> None:
    judge = make_judge(PAGE)
    found = Found(evidence("One law"), (Place("plan", 1, Span(0, 7)),))
    assert not judge.holds(Place("plan", 2, Span(0, 7)), found)
    assert not judge.holds(Place("other", 1, Span(0, 7)), found)
