"""What each state of a home holds, for `policy-kb status`."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from index.catalogue import Catalogue
from index.states import CATALOGUE, State, read_states, size_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class StateInfo:
    """One of the states that a home keeps.

    Attributes:
        part: live, staged or previous.
        name: of its folder; "" for the one in the home itself.
        model: identity of the model that its vectors were made by.
        is_ready: whether it could be made the live one as it is: finished, and of what the library holds now.
        bytes: of its catalogue, vectors and words.
    """

    part: str
    name: str
    since: str
    model: str
    snapshot: str
    documents: int
    passages: int
    is_ready: bool
    bytes: int


def describe_states(home: Path) -> list[StateInfo]:
    """Return the states that a home keeps, the live one first."""
    states = read_states(home)
    live = _info(home, "live", states.live, based_on="")
    others = [("staged", states.staged), ("previous", states.previous)]
    return [live, *(_info(home, part, state, based_on=live.snapshot) for part, state in others if state is not None)]


def _info(home: Path, part: str, state: State, *, based_on: str) -> StateInfo:
    folder = state.folder(home)
    with closing(Catalogue(folder / CATALOGUE)) as catalogue:
        is_ready = part != "staged" or (
            catalogue.meta("stage_kind") == "stage"
            and bool(catalogue.meta("stage_complete"))
            and catalogue.meta("stage_based_on") == based_on
        )
        return StateInfo(
            part=part, name=state.name, since=state.since, model=catalogue.meta("model"),
            snapshot=catalogue.snapshot(), documents=len(catalogue.live_revisions()),
            passages=catalogue.live_passage_count(), is_ready=is_ready, bytes=size_bytes(folder),
        )  # fmt: skip
