"""Claims with texts and what people said of them: the public sets that the support score is fitted and reported on.

Nothing of them is copied into the project; see `../shared/data/README.md` for what each is and under which licence.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from eval.adapters import DATA


class Label(StrEnum):
    """What people said of an evidence text and a claim."""

    SUPPORTS = "supports"
    REFUTES = "refutes"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A claim, a text, and whether the text carries the claim.

    Attributes:
        group: what pairs have in common that must not be parted between fitting and reporting: a question, and with
            it every pair of the same claim or the same text.
    """

    pair_id: str
    claim: str
    evidence: tuple[str, ...]
    label: Label
    group: str


_EXPERTQA_LABELS = {"Complete": Label.SUPPORTS, "Incomplete": Label.NEITHER, "Partial": Label.NEITHER}
_HEALTHVER_LABELS = {"Supports": Label.SUPPORTS, "Refutes": Label.REFUTES, "Neutral": Label.NEITHER}


def expertqa() -> list[Pair]:
    """Return ExpertQA: 969 sentences of language models with what they cite, judged by experts.

    The evidence of 228 of them is a bare address, which holds no text.
    """
    lines = (DATA / "expertqa" / "support_dev.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        Pair(
            pair_id=f"expertqa-{number}", claim=item["claim"], evidence=tuple(dict.fromkeys(item["evidence"])),
            label=_EXPERTQA_LABELS[item["support"]], group=item["question"],
        )
        for number, item in enumerate(map(json.loads, lines))
    ]  # fmt: skip


def healthver() -> list[Pair]:
    """Return the development part of HealthVer: 1,917 claims about COVID-19 with sentences from scientific articles."""
    with (DATA / "healthver" / "healthver_dev.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    groups = _joined((row["question"], row["claim"], row["evidence"]) for row in rows)
    return [
        Pair(
            pair_id=f"healthver-{row['id']}", claim=row["claim"], evidence=(row["evidence"],),
            label=_HEALTHVER_LABELS[row["label"]], group=groups[_key(row["question"])],
        )
        for row in rows
    ]  # fmt: skip


def _joined(rows: Iterable[tuple[str, ...]]) -> dict[str, str]:
    """Return text -> one name for all texts that are joined by rows, directly or through others."""
    parent: dict[str, str] = {}

    def root(text: str) -> str:
        while parent.setdefault(text, text) != text:
            text = parent[text]
        return text

    for first, *others in rows:
        for other in others:
            parent[root(_key(other))] = root(_key(first))
    return {text: root(text) for text in list(parent)}


def _key(text: str) -> str:
    return text.strip().casefold()
