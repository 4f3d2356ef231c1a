"""Grids of drawn rules: the cells are pdfplumber's, found faster."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st
from pdfplumber import table as plumber

from ingest.readers.pdf_grids import _edge, _smallest_cells

_place = st.integers(0, 6).map(lambda n: 20.0 * n)
_level = st.tuples(_place, _place, _place).map(lambda ends: (min(ends[:2]), ends[2], max(ends[:2]), ends[2]))
_upright = st.tuples(_place, _place, _place).map(lambda ends: (ends[2], min(ends[:2]), ends[2], max(ends[:2])))
_RULES = [(0.0, 0.0, 40.0, 0.0), (0.0, 20.0, 40.0, 20.0), (0.0, 0.0, 0.0, 20.0), (40.0, 0.0, 40.0, 20.0)]


@given(rules=st.lists(st.one_of(_level, _upright), max_size=30))
@example(rules=_RULES)
@settings(max_examples=200)
def test_the_cells_of_rules_are_those_that_pdfplumber_finds(rules: list[tuple[float, float, float, float]]) -> None:
    drawn = [_edge(rule) for rule in rules if rule[:2] != rule[2:]]
    crossings = plumber.edges_to_intersections(plumber.merge_edges(drawn, 3, 3, 3, 3), 3, 3) if drawn else {}
    assert _smallest_cells(crossings) == plumber.intersections_to_cells(crossings)


def test_four_rules_around_a_box_are_one_cell() -> None:
    crossings = plumber.edges_to_intersections([_edge(rule) for rule in _RULES], 3, 3)
    assert _smallest_cells(crossings) == [(0.0, 0.0, 40.0, 20.0)]
