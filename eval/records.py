"""What an evaluation is made of: documents, questions, and the evidence that answers them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ingest.errors import PolicyKbError

DEFAULT_PASSAGE_CHARS = 900  # the default of the setting, so that a set is cut as a library is
# White space, soft hyphens, and what readers drop because nobody sees it: zero-width and control characters.
_HIDDEN = r"\s\u00ad\u200b\u2060\ufeff\x00-\x1f\x7f-\x9f"
_UNSEEN = re.compile(f"[{_HIDDEN}]+")
SEEN = re.compile(f"[^{_HIDDEN}]+")


def visible(text: str) -> str:
    """Return `text` without white space, soft hyphens and unseen characters: what quotes are compared by."""
    return _UNSEEN.sub("", text)


class EvalError(PolicyKbError):
    """A set cannot be used: it is absent, it breaks its form, or a quote does not stand where it says."""


class Part(StrEnum):
    """Which part of a set a question belongs to; told by its document, so that the two share none."""

    DEV = "dev"  # to fit and to choose by
    REPORT = "report"  # to report on; nothing is chosen by it


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    r"""One document of a public set.

    Attributes:
        text: form feeds part its pages.
        title: what the library calls it; "" lets the reader find one.
        language: ISO 639-1 code; counts where a title is given.
        library: which library of the set holds it; a set of one library has "".
    """

    document_id: str
    text: str
    title: str = ""
    language: str = ""
    library: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Words of a document that answer a question: the qrels, which no cutting of passages can spoil.

    Attributes:
        grade: 2 answers alone, 1 answers a part; public sets know 1 only.
        page: position in the file, 1-based; None where the set does not say.
        near: visible characters before the quote in the document, where the set tells which of several places it
            means; None where every place counts.
    """

    document_id: str
    quote: str
    grade: int = 1
    page: int | None = None
    near: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of a set.

    Attributes:
        group: the same for one question in several languages, which are resampled together.
        document_id: the document that the question was made from; "" where it was made from none.
        answers: words that answer it, as they stand in the document.
        reasons: acceptable reasons for a refusal; empty where there is an answer.
        evidence_language: the one language that the library asked holds; "" where it holds several.
    """

    question_id: str
    text: str
    language: str
    evidence: tuple[Evidence, ...] = ()
    document_id: str = ""
    answers: tuple[str, ...] = ()
    group: str = ""
    part: Part = Part.DEV
    kind: str = ""
    reasons: tuple[str, ...] = ()
    library: str = ""
    evidence_language: str = ""

    @property
    def is_answerable(self) -> bool:
        """Whether the documents answer it."""
        return bool(self.evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSet:
    """Documents with the questions put to them.

    Attributes:
        texts: the documents; empty where they are the files of `folder`.
        folder: files with their manifest.
        passage_chars: length to which a passage grows.
    """

    name: str
    questions: tuple[Question, ...]
    texts: tuple[Text, ...] = ()
    folder: Path | None = None
    passage_chars: int = DEFAULT_PASSAGE_CHARS

    @property
    def libraries(self) -> list[str]:
        """Names of the libraries that the questions are put to, in the questions' order."""
        return list(dict.fromkeys(question.library for question in self.questions))
