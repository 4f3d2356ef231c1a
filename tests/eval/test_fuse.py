"""Reciprocal rank fusion."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.fuse import fuse

_RUNS = st.lists(st.lists(st.text("abcdefgh", min_size=1, max_size=1), unique=True), max_size=4)


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        pytest.param([], [], id="no run"),
        pytest.param([[], []], [], id="empty runs"),
        pytest.param([["a", "b"]], [("a", 1 / 61), ("b", 1 / 62)], id="one run"),
        pytest.param([["a", "b"], ["b"]], [("b", 1 / 62 + 1 / 61), ("a", 1 / 61)], id="found twice"),
        pytest.param([["b"], ["a"]], [("a", 1 / 61), ("b", 1 / 61)], id="ties by id"),
    ],
)
def test_ranks_become_scores(runs: list[list[str]], expected: list[tuple[str, float]]) -> None:
    assert fuse(runs, k=10) == expected


@given(runs=_RUNS, k=st.integers(1, 10), c=st.integers(1, 100))
def test_scores_fall_and_stay_within_their_bounds(runs: list[list[str]], k: int, c: int) -> None:
    fused = fuse(runs, k=k, c=c)
    scores = [score for _, score in fused]
    assert scores == sorted(scores, reverse=True)
    assert len(fused) == min(k, len(set().union(*runs)))
    assert all(0 < score <= len(runs) / (c + 1) + 1e-12 for score in scores)


@given(runs=_RUNS)
def test_fewer_results_are_the_head_of_more(runs: list[list[str]]) -> None:
    assert fuse(runs, k=3) == fuse(runs, k=8)[:3]


def test_fewer_than_one_result_cannot_be_asked_for() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        fuse([["a"]], k=0)
