"""Whether a sentence is carried by the quotes it cites: rules over figures, names and negation, and a fitted score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import floor

from answer.faults import Faults, find_faults
from answer.reasons import reason
from answer.support import (
    Encode,
    Means,
    Reading,
    Vectors,
    are_readable,
    encoded,
    features,
    is_verbatim,
    load_support,
    means_of,
)
from index.bundled import halves

NO_FAULTS = {"missing_figures": 0.0, "missing_names": 0.0}
_WRONG_FIGURE = 0.5  # what is left of the support where a figure is not the quotes'
_JUST_BELOW = 0.001  # a sentence with another fault comes to stand this far under the line, or lower by its own score


class Verdict(StrEnum):
    """What the quotes make of a sentence."""

    SUPPORTED = "supported"
    FIGURE_MISSING = "figure missing"  # a number, percentage, date, year or "all" stands in no quote
    NAME_MISSING = "name missing"  # a proper name stands in no quote
    NEGATION = "negation"  # the sentence denies what the quotes say, or says what they deny
    NOT_SUPPORTED = "not supported"  # the quotes are too far from what it says


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found of one sentence.

    Attributes:
        verdict: the gravest fault, in the order of `Verdict`.
        support: 0 to 1; at least the threshold exactly where the verdict is SUPPORTED; 1 for the quotes' own words.
        reasons: one line per fault, in the sentence's language; empty where it is supported.
        faults: what the rules found.
    """

    verdict: Verdict
    support: float
    reasons: tuple[str, ...] = ()
    faults: Faults = field(default=Faults(), compare=False)


def check(
    sentence: str,
    quotes: Sequence[str],
    *,
    language: str,
    quote_language: str = "",
    known: Sequence[str] = (),
    min_support: float | None = None,
    encode: Encode | None = None,
) -> Finding:
    """Hold a sentence against the quotes it cites.

    Args:
        sentence: without its citation marks.
        quotes: as readable text; all of them together must carry the sentence.
        language: ISO 639-1 code of the sentence.
        quote_language: of the quotes, where it is another. Then `encode` must read both; without it only figures,
            names and words of one origin can be compared, and a sentence in other words is not supported.
        known: what is known of the cited documents from the catalogue (title, country, publisher): a sentence may
            name it, though no figure may rest on it.
        min_support: 0 to 1; the score that a sentence needs; the fitted threshold by default.
        encode: gives unit vectors of texts by the bundled models, shape (n, dim). Without it, and in languages that
            they do not read, the words are compared alone.
    """
    claim = Reading.of(sentence, language=language, is_one=True)
    evidence = Reading.of(*quotes, language=quote_language or language)
    if encode is not None and are_readable(claim, evidence):
        claim, evidence = encoded([claim, evidence], encode)
    return judge(claim, evidence, known=known, min_support=min_support, encode=encode)


def judge(
    claim: Reading, evidence: Reading, *, known: Sequence[str] = (), min_support: float | None = None,
    is_best_of_many: bool = False, encode: Encode | None = None,
) -> Finding:  # fmt: skip
    """Hold a claim against its evidence, both read, and encoded where the vectors are to count.

    Args:
        known: names that the claim may use, such as the title of the document.
        min_support: 0 to 1; the fitted threshold by default.
        is_best_of_many: the evidence was chosen as the nearest of many texts, so the fitted threshold is higher.
        encode: gives unit vectors of texts by the bundled models; reads names in another language.
    """
    is_across = means_of(claim, evidence) is Means.ACROSS
    faults = find_faults(
        claim.text, evidence.texts, language=claim.language, quote_language=evidence.language, known=known,
        encode_words=_reading_words(encode) if encode is not None and is_across else None,
    )  # fmt: skip
    found = features(claim, evidence, faults, known=known)
    weights = load_support().weights(claim, evidence)
    score = 1.0 if is_verbatim(claim.text, evidence.texts) else weights.score(found)
    matter = max(score, weights.score(found | NO_FAULTS))  # a missing figure is reason enough, and named by itself
    fitted = weights.draft_threshold if is_best_of_many else weights.threshold
    threshold = fitted if min_support is None else min_support
    support = _rounded_down(under_faults(score, faults, threshold))
    verdicts = [
        *((Verdict.FIGURE_MISSING, item) for item in (*faults.figures, *faults.quantities)),
        *((Verdict.NAME_MISSING, item) for item in faults.names),
        *([(Verdict.NEGATION, "")] if faults.is_denial else []),
        *([(Verdict.NOT_SUPPORTED, "")] if matter < threshold or not evidence.sentences else []),
    ]
    if not verdicts:
        return Finding(verdict=Verdict.SUPPORTED, support=support)
    is_foreign = evidence.language != claim.language and not is_across  # across, the meaning was compared
    reasons = tuple(
        reason(verdict.name, item, language=claim.language, is_foreign=is_foreign) for verdict, item in verdicts
    )
    return Finding(verdict=verdicts[0][0], support=support, reasons=reasons, faults=faults)


def _reading_words(encode: Encode) -> Encode:
    """Return what encodes single words in any language."""

    def read(words: Sequence[str]) -> Vectors:
        return halves(encode(words))["multilingual"]

    return read


def under_faults(score: float, faults: Faults, threshold: float) -> float:
    """Return the score, brought below the threshold by any fault, and far below it by a figure."""
    below = max(threshold - _JUST_BELOW, 0.0)
    if faults.figures:
        return min(score * _WRONG_FIGURE, below)
    return min(score, below) if faults else score


def _rounded_down(score: float) -> float:
    """Return the score to three digits; rounded up, it could seem to reach a threshold that it does not."""
    return floor(score * 1000 + 1e-9) / 1000
