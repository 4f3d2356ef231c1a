"""A language model's reply, parted into sentences that are each held against the quotes they cite."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from answer.prompt import NO_ANSWER, Evidence
from answer.reasons import reason
from answer.records import Statement, Withheld
from answer.support import Encode
from answer.verify import check
from ingest.sentences import split_sentences

_NUMBERS = r"[\[【]\s*\^?\d{1,4}(?:\s*[,;–-]\s*\d{1,4})*\s*[\]】]"
_MARKS = re.compile(rf"\s*{_NUMBERS}")
_MARKS_AFTER_STOP = re.compile(rf"([.!?…]+[\"»”’)]*)((?:\s*{_NUMBERS})+)")
_THINKING = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_DECORATION = re.compile(r"^\s*(?:[-*•]+\s+|#+\s+|\d{1,2}[.)]\s+|>\s+)|\*\*|__|`+", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A language model's reply, after the check.

    Attributes:
        statements: sentences that their quotes carry, in the order written; citations are numbers of the evidence.
        withheld: sentences that they do not carry, each with the reason.
        is_refusal: the model says that the evidence does not answer the question.
        reply: what the model wrote.
    """

    statements: tuple[Statement, ...]
    withheld: tuple[Withheld, ...]
    is_refusal: bool
    reply: str


def visible(reply: str) -> str:
    """Return the reply without what a reasoning model says to itself."""
    return _THINKING.sub("", reply).strip()


def read_reply(
    reply: str, evidence: Sequence[Evidence], *, language: str, encode: Encode | None = None
) -> Written:
    """Part a reply into sentences and hold each against the quotes it cites.

    Args:
        reply: what the model wrote, citations as [1], [1, 2] or [1][2], before or after the full stop.
        encode: gives unit vectors of texts; without it the words are compared alone.
    """
    by_number = {one.n: one for one in evidence}
    judged = [
        _judge(sentence, numbers, by_number, language, encode)
        for sentence, numbers in _cited_sentences(reply.replace(NO_ANSWER, " "), language)
    ]
    statements = tuple(dict.fromkeys(one for one in judged if isinstance(one, Statement)))
    withheld = tuple(dict.fromkeys(one for one in judged if isinstance(one, Withheld)))
    is_refusal = NO_ANSWER in reply and not statements
    return Written(statements=statements, withheld=withheld, is_refusal=is_refusal, reply=reply)


def _judge(
    sentence: str, numbers: Sequence[int], evidence: Mapping[int, Evidence], language: str, encode: Encode | None
) -> Statement | Withheld:
    if not numbers:
        return Withheld(text=sentence, reason=reason("UNCITED", language=language))
    invented = [str(n) for n in numbers if n not in evidence]
    if invented:
        return Withheld(text=sentence, reason=reason("INVENTED", ", ".join(invented), language=language))
    cited = [evidence[n] for n in numbers]
    finding = check(
        sentence,
        [one.text for one in cited],
        language=language,
        quote_language=next((one.language for one in cited if one.language not in {"", "und", language}), ""),
        known=[name for one in cited for name in (one.title, one.country, one.publisher) if name],
        encode=encode,
    )
    if finding.reasons:
        return Withheld(text=sentence, reason="; ".join(finding.reasons))
    return Statement(text=sentence, citations=tuple(numbers), support=finding.support)


def _cited_sentences(reply: str, language: str) -> Iterator[tuple[str, list[int]]]:
    """Yield each sentence of a reply without its marks, and the numbers it cites, in order, without repeats."""
    plain = _DECORATION.sub("", reply)
    moved = _MARKS_AFTER_STOP.sub(r"\2\1", plain)
    for line in moved.splitlines():
        for span in split_sentences(line, language=language):
            sentence = span.of(line)
            words = _MARKS.sub("", sentence).strip()
            if any(char.isalnum() for char in words):
                yield words, _numbers(sentence)


def _numbers(sentence: str) -> list[int]:
    found: dict[int, None] = {}
    for marks in _MARKS.findall(sentence):
        for part in re.split(r"[,;]", re.sub(r"[^\d,;–-]", "", marks)):
            first, _, last = part.replace("–", "-").partition("-")
            found |= dict.fromkeys(range(int(first), min(int(last or first), int(first) + 20) + 1))
    return list(found)
