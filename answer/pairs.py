"""Claims and evidence texts in pairs, a file of them at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from answer.stance import Stand, stand
from answer.support import Encode, Reading, are_readable, encoded
from ingest.language import detect_language

_LANGUAGES = ("en", "fr", "de", "ru")
_SURE_CHARS = 25  # below this the language of a sentence is a guess; from it on, 1 in 200 is told wrongly
_BATCH = 256  # pairs encoded at once: enough for full batches, and a long file shows its first lines soon


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPair:
    """A claim and the texts that should carry it.

    Attributes:
        name: the caller's own key.
        language: ISO 639-1 code of the claim, and of the evidence where none is given; detected where it is "".
        evidence_language: of the evidence, where it is another.
    """

    name: Any
    claim: str
    evidence: tuple[str, ...]
    language: str = ""
    evidence_language: str = ""


class PairFault(ValueError):
    """A line that is no pair; its message says what is missing."""


def read_pair(item: Any) -> ClaimPair:
    """Return the pair of a line of JSON: `{"id","claim","evidence"}`, the evidence a text or a list of texts.

    Raises:
        PairFault: something is missing or of another type.
    """
    if not isinstance(item, dict) or "id" not in item:
        raise PairFault('needs "id", "claim" and "evidence"')
    claim, evidence, language = item.get("claim"), item.get("evidence"), item.get("language", "")
    texts = [evidence] if isinstance(evidence, str) else evidence
    if not isinstance(claim, str) or not claim.strip():
        raise PairFault('"claim" must be a text')
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise PairFault('"evidence" must be a text, or a list of texts')
    other = item.get("evidence_language", "")
    if not isinstance(language, str) or not isinstance(other, str):
        raise PairFault('"language" and "evidence_language" must be codes such as "en"')
    return ClaimPair(
        name=item["id"], claim=_plain(claim), evidence=tuple(map(_plain, texts)), language=language,
        evidence_language=other,
    )  # fmt: skip


def _plain(text: str) -> str:
    """Return text without halves of characters, which JSON may hold and UTF-8 may not."""
    return text.encode("utf-8", "replace").decode("utf-8")


def verify_pairs(pairs: Sequence[ClaimPair], *, encode: Encode | None) -> Iterator[tuple[ClaimPair, Stand]]:
    """Yield each pair with where its evidence stands, in order.

    Args:
        encode: gives unit vectors of texts; without it the words are compared alone.
    """
    for start in range(0, len(pairs), _BATCH):
        some = pairs[start : start + _BATCH]
        read = [_read(pair) for pair in some]
        if encode is not None:
            read = _encoded(read, encode)
        for pair, (claim, evidence) in zip(some, read, strict=True):
            yield pair, stand(claim, evidence, encode=encode)


def _read(pair: ClaimPair) -> tuple[Reading, Reading]:
    language, other = (pair.language, pair.language) if pair.language else _languages(pair)
    other = pair.evidence_language or other
    return Reading.of(pair.claim, language=language, is_one=True), Reading.of(*pair.evidence, language=other)


def _languages(pair: ClaimPair) -> tuple[str, str]:
    """Return the languages of claim and evidence; a short claim is in that of its evidence, as far as letters allow."""
    evidence = " ".join(pair.evidence)
    language, other = (detect_language(text, among=_LANGUAGES) for text in (pair.claim, evidence))
    is_unsure = len(pair.claim) < _SURE_CHARS and (language == "ru") == (other == "ru")
    return (other if is_unsure and other != "und" else language), other


def _encoded(read: Sequence[tuple[Reading, Reading]], encode: Encode) -> list[tuple[Reading, Reading]]:
    chosen = [number for number, (claim, evidence) in enumerate(read) if are_readable(claim, evidence)]
    vectors = iter(encoded([one for number in chosen for one in read[number]], encode))
    done = {number: (next(vectors), next(vectors)) for number in chosen}
    return [done.get(number, pair) for number, pair in enumerate(read)]


def stand_json(pair: ClaimPair, found: Stand) -> dict[str, Any]:
    """Return a line of the result in the contract's shape."""
    return {
        "id": pair.name,
        "support": round(found.support, 4),
        "verdict": found.stance.value,
        "reasons": list(found.reasons),
    }
