"""Where a text stands on a claim: it supports it, contradicts it, or neither."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from answer.conflict import Conflict, find_conflict
from answer.faults import find_faults
from answer.reasons import reason
from answer.support import Encode, Reading, features, is_verbatim, load_support
from answer.verify import NO_FAULTS, Finding, Verdict, judge


class Stance(StrEnum):
    """What a text does with a claim; the values are part of the JSON contract."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where a text stands on a claim.

    Attributes:
        support: 0 to 1; 1 where the claim stands there word for word, below the threshold unless it is supported.
        reasons: why it is not supported, in the claim's language.
    """

    stance: Stance
    support: float
    reasons: tuple[str, ...] = ()


def stand(
    claim: Reading, evidence: Reading, *, known: Sequence[str] = (), is_best_of_many: bool = False,
    encode: Encode | None = None,
) -> Stand:  # fmt: skip
    """Hold a claim against a text, both read, and encoded where their vectors are to count.

    Args:
        known: names that the claim may use, such as the title of the document.
        is_best_of_many: the text was chosen as the nearest of many, so more is asked of it.
        encode: gives unit vectors of texts by the bundled models; reads names in another language.
    """
    if not evidence.sentences:
        return Stand(
            stance=Stance.NOT_FOUND, support=0.0, reasons=(reason("NO_TEXT", language=claim.language),)
        )
    finding = judge(claim, evidence, known=known, is_best_of_many=is_best_of_many, encode=encode)
    parts = evidence.parts()
    conflicts = [conflict_with(claim, one, known=known, is_best_of_many=is_best_of_many) for one in parts]
    conflict = next(filter(None, conflicts), None)
    if finding.verdict is Verdict.SUPPORTED:
        # "Voluntary" for "mandatory" breaks no rule: then a sentence without the conflict must carry the claim.
        free = [one for one, found in zip(parts, conflicts, strict=True) if found is None]
        if conflict is None or any(judge(claim, one, known=known).verdict is Verdict.SUPPORTED for one in free):
            return Stand(stance=Stance.SUPPORTED, support=finding.support)
    if conflict is not None:
        return contradicted(claim, finding, conflict)
    return Stand(stance=Stance.NOT_FOUND, support=finding.support, reasons=finding.reasons)


def contradicted(claim: Reading, finding: Finding, conflict: Conflict) -> Stand:
    """Return a stand that names the point of conflict."""
    below = load_support().lowest_threshold - 0.001
    key = "CONFLICT" if conflict.theirs else "NEGATION"
    text = reason(key, conflict.ours, other=conflict.theirs, language=claim.language)
    return Stand(stance=Stance.CONTRADICTED, support=min(finding.support, below), reasons=(text,))


def conflict_with(
    claim: Reading, sentence: Reading, *, known: Sequence[str] = (), is_best_of_many: bool = False, said: float = 0.0
) -> Conflict | None:
    """Return where one sentence contradicts the claim: only one that would support it but for the conflict.

    Args:
        known: names that the claim may use.
        is_best_of_many: the sentence was chosen as the nearest of many.
        said: share of the claim's words that it is known to say in its own, 0 to 1.
    """
    faults = find_faults(
        claim.text, sentence.texts, language=claim.language, quote_language=sentence.language, known=known
    )
    conflict = find_conflict(claim, sentence, faults, said=said)
    if conflict is None or is_verbatim(claim.text, sentence.texts):
        return None
    found = features(claim, sentence, faults, known=known) | NO_FAULTS
    weights = load_support().weights(claim, sentence)
    needed = weights.draft_threshold if is_best_of_many else weights.threshold
    return conflict if weights.score(found) >= needed else None
