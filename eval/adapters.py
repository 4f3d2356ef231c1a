"""Public question sets, read where they lie beside the project, in one form.

Nothing of them is copied into the project; see `../shared/data/README.md` for what each is and under which licence.

Each set is parted by document into what may be fitted on and what is reported: of the documents in the set's order,
the first, third, fifth … are `dev` and the others `report`, whatever is sampled from them later. A question belongs
where the document of its first gold passage does.
"""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

from eval.records import EvalError, Evidence, Part, Question, QuestionSet, Text, visible

DATA = Path(__file__).parent.parent.parent / "shared" / "data" / "questions"

_PAGE_BREAK = "\n\f\n"
_WHOLE = 4000  # a numbered passage or a sentence stays whole; of 13,732 numbered passages a few dozen are longer
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def load(name: str, *, data: Path = DATA) -> QuestionSet:
    """Return a public set by name, one of `PUBLIC_SETS`.

    Raises:
        EvalError: there is no such set, or its files are not there.
    """
    if name not in PUBLIC_SETS:
        raise EvalError(f"there is no set {name!r}; the public ones are {', '.join(PUBLIC_SETS)}")
    try:
        return PUBLIC_SETS[name](data)
    except FileNotFoundError as error:
        raise EvalError(
            f"the set {name} is not there: {error.filename} is missing. Public sets are not part of the project; name "
            "the folder that holds them with --data."
        ) from error


def alternate(ids: Iterable[str]) -> dict[str, Part]:
    """Return the part of each document: every second one, in the order given, is reported on."""
    return {key: (Part.DEV, Part.REPORT)[n % 2] for n, key in enumerate(dict.fromkeys(ids))}


# Articles in SQuAD's form.


def squad_form(name: str, file: Path, *, language: str) -> QuestionSet:
    """Read a file in SQuAD's form; an article is a document, its paragraphs are parted by blank lines.

    Raises:
        FileNotFoundError: the data is not beside the project.
    """
    articles = json.loads(file.read_text(encoding="utf-8"))
    articles = articles["data"] if isinstance(articles, dict) else articles
    ids = [f"{name}-{number}" for number in range(len(articles))]
    parts = alternate(ids)
    texts, questions = [], []
    for document_id, article in zip(ids, articles, strict=True):
        texts.append(Text(document_id=document_id, text="\n\n".join(p["context"] for p in article["paragraphs"])))
        questions += list(_questions(article, document_id, language, parts[document_id]))
    return QuestionSet(name=name, texts=tuple(texts), questions=tuple(questions))


def _questions(article: dict[str, Any], document_id: str, language: str, part: Part) -> Iterator[Question]:
    before = 0  # visible characters of the paragraphs above
    for paragraph in article["paragraphs"]:
        context = paragraph["context"]
        for item in paragraph["qas"]:
            answers = [] if item.get("is_impossible") else item["answers"]
            found = [(answer["text"].strip(), answer["answer_start"]) for answer in answers]
            evidence = dict.fromkeys(
                Evidence(document_id=document_id, quote=quote, near=before + _offset(context, quote, start))
                for quote, start in found
                if visible(quote)
            )
            yield Question(
                question_id=f"{document_id}-{item['id']}", text=item["question"].strip(), document_id=document_id,
                language=language, answers=tuple(quote for quote, _ in found), evidence=tuple(evidence), part=part,
                reasons=() if evidence else ("silent",), evidence_language=language,
            )  # fmt: skip
        before += len(visible(context))


def _offset(context: str, quote: str, start: int) -> int:
    """Return how many visible characters stand before the quote: at `start`, or at the place nearest to it.

    234 of COVID-QA's offsets are wrong, so the words count and not the offset.
    """
    places = [match.start() for match in re.finditer(re.escape(quote), context)]
    place = min(places, key=lambda found: abs(found - start), default=start)
    return len(visible(context[:place]))


# Numbered passages of rules.


def obliqa(data: Path = DATA) -> QuestionSet:
    """Return ObliQA: 40 documents in 13,732 numbered passages, the 2,788 questions of its development part.

    A numbered passage is a page of its document, so that no passage of the library holds two of them.
    """
    folder = data / "obliqa"
    asked = json.loads((folder / "ObliQA_dev.json").read_text(encoding="utf-8"))
    texts, starts = [], {}
    files = sorted((folder / "documents").glob("*.json"), key=lambda file: int(file.stem))
    for file in files:
        document_id, before, pages = f"obliqa-{file.stem}", 0, []
        for item in json.loads(file.read_text(encoding="utf-8")):
            text = item["Passage"].strip()
            if text:
                starts[document_id, item["PassageID"], visible(text)] = before
                before += len(visible(text))
                pages.append(text)
        texts.append(
            Text(document_id=document_id, text=_PAGE_BREAK.join(pages), title=f"Rules {file.stem}", language="en")
        )
    parts = alternate(text.document_id for text in texts)
    questions = tuple(_obliged(item, starts, parts) for item in asked)
    return QuestionSet(name="obliqa", texts=tuple(texts), questions=questions, passage_chars=_WHOLE)


def _obliged(
    item: dict[str, Any], starts: Mapping[tuple[str, str, str], int], parts: Mapping[str, Part]
) -> Question:
    evidence = []
    for passage in item["Passages"]:
        document_id, quote = f"obliqa-{passage['DocumentID']}", passage["Passage"].strip()
        near = starts.get((document_id, passage["PassageID"], visible(quote)))
        evidence.append(Evidence(document_id=document_id, quote=quote, near=near))
    first = evidence[0].document_id
    return Question(
        question_id=item["QuestionID"], text=item["Question"].strip(), language="en", evidence=tuple(evidence),
        document_id=first, part=parts[first], evidence_language="en",
    )  # fmt: skip


# Parallel sentences: one library per language, each sentence a page.


def tico(data: Path = DATA) -> QuestionSet:
    """Return TICO-19's translation memories: 3,071 health sentences, English with French and with Russian."""
    rows, sources = tico_rows(data)
    return _parallel("tico", rows, sources, [("en", "fr"), ("fr", "en"), ("en", "ru"), ("ru", "en")])


def tico_rows(data: Path = DATA) -> tuple[list[dict[str, str]], list[str]]:
    """Return TICO-19's sentences, language -> sentence, and the document of each."""
    rows: dict[str, dict[str, str]] = defaultdict(dict)
    for language in ("fr", "ru"):
        tree = ET.parse(data / "parallel" / f"all.en-{language}.tmx")  # noqa: S314 - a file beside the project
        for unit in tree.iter("tu"):
            for variant in unit.iter("tuv"):
                words = " ".join("".join(variant.itertext()).split())
                rows[unit.attrib["tuid"]][variant.attrib[_XML_LANG][:2]] = words
    return list(rows.values()), [key.split(":")[0] for key in rows]


def ntrex(data: Path = DATA) -> QuestionSet:
    """Return NTREX-128: 1,997 news sentences in English, German, French and Russian, each language to each."""
    rows, sources = ntrex_rows(data)
    return _parallel("ntrex", rows, sources, list(permutations(rows[0], 2)))


def ntrex_rows(data: Path = DATA) -> tuple[list[dict[str, str]], list[str]]:
    """Return NTREX-128's sentences, language -> sentence, and the document of each."""
    folder = data / "parallel"
    files = {
        "en": "newstest2019-src.eng.txt", "de": "newstest2019-ref.deu.txt", "fr": "newstest2019-ref.fra.txt",
        "ru": "newstest2019-ref.rus.txt",
    }  # fmt: skip
    lines = {
        language: [" ".join(line.split()) for line in (folder / file).read_text(encoding="utf-8").splitlines()]
        for language, file in files.items()
    }
    documents = (folder / "DOCUMENT_IDS.tsv").read_text(encoding="utf-8").splitlines()
    return [dict(zip(lines, row, strict=True)) for row in zip(*lines.values(), strict=True)], documents


def _parallel(
    name: str, rows: Sequence[Mapping[str, str]], sources: Sequence[str], pairs: Sequence[tuple[str, str]]
) -> QuestionSet:
    """Ask each sentence of one language for its counterpart among all the sentences of the other.

    Args:
        rows: language -> sentence, one row per sentence.
        sources: the document that each row stems from.
        pairs: language of the question, language of the library.
    """
    numbers = {source: number for number, source in enumerate(dict.fromkeys(sources))}
    parts = alternate(sources)
    texts, questions = [], []
    for target in dict.fromkeys(target for _, target in pairs):
        ids = [f"{name}-{target}-{numbers[source]}" for source in sources]
        pages: dict[str, list[str]] = defaultdict(list)
        places: dict[str, list[Evidence]] = defaultdict(list)  # a sentence may come twice, and each place is right
        before: dict[str, int] = defaultdict(int)
        for row, document_id in zip(rows, ids, strict=True):
            sentence = row[target]
            pages[document_id].append(sentence)
            places[visible(sentence).lower()].append(
                Evidence(document_id=document_id, quote=sentence, near=before[document_id])
            )
            before[document_id] += len(visible(sentence))
        texts += [
            Text(document_id=key, text=_PAGE_BREAK.join(some), title=key, language=target, library=target)
            for key, some in pages.items()
        ]
        for asked in (asked for asked, library in pairs if library == target):
            questions += [
                Question(
                    question_id=f"{name}-{asked}-{target}-{n}", text=row[asked], language=asked, document_id=ids[n],
                    evidence=tuple(places[visible(row[target]).lower()]), group=f"{name}-{n}", part=parts[sources[n]],
                    library=target, evidence_language=target,
                )
                for n, row in enumerate(rows)
            ]  # fmt: skip
    return QuestionSet(name=name, texts=tuple(texts), questions=tuple(questions), passage_chars=_WHOLE)


def squad2(data: Path = DATA) -> QuestionSet:
    """Return the half of SQuAD 2.0's development part: 8 articles, 2,828 questions, 1,529 without an answer."""
    return squad_form("squad2", data / "squad2" / "half_of_dev.json", language="en")


def covidqa(data: Path = DATA) -> QuestionSet:
    """Return COVID-QA: 98 scientific articles, 1,380 questions."""
    return squad_form("covidqa", data / "covidqa" / "200423_covidQA.json", language="en")


def piaf(data: Path = DATA) -> QuestionSet:
    """Return PIAF: 191 French articles, 3,835 questions."""
    return squad_form("piaf", data / "piaf_fr" / "piaf-v1.0.json", language="fr")


PUBLIC_SETS: dict[str, Callable[[Path], QuestionSet]] = {
    "covidqa": covidqa, "piaf": piaf, "obliqa": obliqa, "tico": tico, "ntrex": ntrex, "squad2": squad2,
}  # fmt: skip
