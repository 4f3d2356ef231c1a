"""Public question sets, read where they lie beside the project, in one form.

Nothing of them is copied into the project; see `../shared/data/README.md` for what each is and under which licence.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent.parent.parent / "shared" / "data" / "questions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One document of a question set."""

    document_id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of a set.

    Attributes:
        answers: words that answer it, as they stand in the document; empty where the set says that nothing does.
    """

    question_id: str
    text: str
    document_id: str
    language: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSet:
    """Documents with the questions put to them."""

    name: str
    texts: tuple[Text, ...]
    questions: tuple[Question, ...]


def squad_form(name: str, file: Path, *, language: str) -> QuestionSet:
    """Read a file in SQuAD's form; an article is a document, its paragraphs are parted by blank lines.

    Raises:
        FileNotFoundError: the data is not beside the project.
    """
    articles = json.loads(file.read_text(encoding="utf-8"))
    articles = articles["data"] if isinstance(articles, dict) else articles
    texts, questions = [], []
    for number, article in enumerate(articles):
        document_id = f"{name}-{number}"
        texts.append(Text(document_id=document_id, text="\n\n".join(p["context"] for p in article["paragraphs"])))
        questions += list(_questions(article, document_id, language))
    return QuestionSet(name=name, texts=tuple(texts), questions=tuple(questions))


def _questions(article: dict[str, Any], document_id: str, language: str) -> Iterator[Question]:
    for paragraph in article["paragraphs"]:
        for item in paragraph["qas"]:
            answers = () if item.get("is_impossible") else tuple(answer["text"].strip() for answer in item["answers"])
            yield Question(
                question_id=f"{document_id}-{item['id']}", text=item["question"].strip(), document_id=document_id,
                language=language, answers=answers,
            )  # fmt: skip


def squad2() -> QuestionSet:
    """Return the half of SQuAD 2.0's development part: 8 articles, 2,828 questions, 1,529 without an answer."""
    return squad_form("squad2", DATA / "squad2" / "half_of_dev.json", language="en")


def covidqa() -> QuestionSet:
    """Return COVID-QA: 98 scientific articles, 1,380 questions."""
    return squad_form("covidqa", DATA / "covidqa" / "200423_covidQA.json", language="en")


def piaf() -> QuestionSet:
    """Return PIAF: 191 French articles, 3,835 questions."""
    return squad_form("piaf", DATA / "piaf_fr" / "piaf-v1.0.json", language="fr")
