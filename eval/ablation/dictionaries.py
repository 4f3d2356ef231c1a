"""Whether dictionaries add to the words' vectors: `python -m eval.ablation.dictionaries FOLDER`.

FOLDER holds FreeDict's German-English, French-English and English-Russian dictionaries in dictd's form, as Debian's
packages dict-freedict-deu-eng, -fra-eng and -eng-rus bring them to /usr/share/dictd. A word of a question that the
glossary does not name gets its translations, of which those count that English documents of the library use. The
weights are the product's for every row, and each row is held against the one without dictionaries.
"""

from __future__ import annotations

import argparse
import gzip
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from eval.ablation.study import READINGS, readers
from eval.command import CACHE, Place, read_set
from eval.library import cached
from eval.metrics import mean_with_interval, rank_figures
from eval.rank import MOST, PROPOSED, judged, rank
from eval.records import Question
from eval.run import MAIN, Options, judged_evidence, sample
from eval.systems import Library
from index.embed import BUNDLED
from index.glossary import Concept, Glossary, Mention, load_glossary
from index.knowledge_base import KnowledgeBase
from index.rank import load_ranking
from index.records import Filters
from index.retrieve import Retriever
from index.stores import Stores
from index.words import split_words

Words = Mapping[str, Sequence[str]]
"""Word -> its translations, all in lower case."""

_DIGITS = {
    digit: n for n, digit in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
}  # fmt: skip
_ASIDE = re.compile(r"<[^>]*>|\[[^\]]*\]|\([^)]*\)|^\d+\.")
_MOST_TRANSLATIONS = 4


def read_dictionary(folder: Path, name: str) -> dict[str, list[str]]:
    """Return the single words of a dictionary with those translations that are one word.

    Args:
        folder: holds `freedict-NAME.index` and `freedict-NAME.dict.dz`.
        name: such as "deu-eng".
    """
    text = gzip.decompress((folder / f"freedict-{name}.dict.dz").read_bytes())
    words: dict[str, list[str]] = defaultdict(list)
    for line in (folder / f"freedict-{name}.index").read_text(encoding="utf-8").splitlines():
        headword, start, length = line.split("\t")[:3]
        if headword.startswith("00database") or len(split_words(headword)) != 1:
            continue
        entry = text[_number(start) : _number(start) + _number(length)].decode("utf-8", "replace")
        words[headword.lower()] += _translations(entry)
    return {word: list(dict.fromkeys(some)) for word, some in words.items() if some}


def _number(digits: str) -> int:
    """Return what dictd writes in 64 digits."""
    value = 0
    for digit in digits:
        value = value * 64 + _DIGITS[digit]
    return value


def _translations(entry: str) -> Iterator[str]:
    for line in entry.split("\n")[1:]:
        if not line or line[0].isspace():  # references, notes and examples are indented
            continue
        for part in re.split(r"[,;]", _ASIDE.sub("", line)):
            words = split_words(part.removeprefix("to "))
            if len(words) == 1:
                yield words[0]


def turned(words: Words) -> dict[str, list[str]]:
    """Return a dictionary the other way round."""
    other: dict[str, list[str]] = defaultdict(list)
    for word, translations in words.items():
        for translation in translations:
            other[translation].append(word)
    return dict(other)


class WithDictionaries(Glossary):
    """A glossary, and dictionaries for the words that it does not name."""

    def __init__(self, own: Glossary, translate: Callable[[str, str], Sequence[str]]) -> None:
        """Put dictionaries beside a glossary.

        Args:
            own: the glossary.
            translate: (word, its language) -> English words, best first.
        """
        super().__init__([])
        self._own, self._translate = own, translate

    def find(self, text: str, *, language: str) -> list[Mention]:
        """Return the glossary's mentions, and one for each other word that a dictionary translates."""
        mentions = self._own.find(text, language=language)
        named = {place for mention in mentions for place in range(mention.start, mention.end)}
        for place, word in enumerate(split_words(text)):
            translations = () if place in named else self._translate(word, language)
            if translations:
                concept = Concept(
                    key=word, preferred={language: word, "en": translations[0]},
                    forms=((word,), *((one,) for one in translations)), is_question=False,
                )  # fmt: skip
                mentions.append(Mention(place, place + 1, (concept,)))
        return sorted(mentions, key=lambda mention: mention.start)


def translator(stores: Stores, dictionaries: Mapping[str, Words]) -> Callable[[str, str], list[str]]:
    """Return what translates a word by the dictionary of its language, by its stem where it is not there itself."""
    lexical, vocabulary = stores.lexical, stores.vocabulary
    used = {word for word, place in vocabulary.places.items() if vocabulary.is_english[place]}
    by_stem: dict[str, dict[str, list[str]]] = {}
    for language, words in dictionaries.items():
        stems = by_stem.setdefault(language, {})
        for word, translations in words.items():
            for stem in lexical.terms(word, language):
                stems.setdefault(stem, []).extend(translations)

    def translate(word: str, language: str) -> list[str]:
        if language not in dictionaries or lexical.stops([word])[0]:
            return []
        found = dictionaries[language].get(word) or [
            one for stem in lexical.terms(word, language) for one in by_stem[language].get(stem, ())
        ]
        held = [one for one in dict.fromkeys(found) if one in used]
        return sorted(held, key=lambda one: -lexical.frequency([one])[0])[:_MOST_TRANSLATIONS]

    return translate


def measured(name: str, library: Library, questions: Sequence[Question], dictionaries: Mapping[str, Words]) -> None:
    """Print nDCG@10 in documents in English, by reading and language of the question."""
    _, qrels = judged_evidence(library, questions)
    stores, retriever = library.stores, Retriever(library.stores)
    weights = load_ranking().weights.astype(np.float64)
    read, translate = readers(stores), translator(stores, dictionaries)
    for base in READINGS:
        own = Glossary([]) if base in ("without the glossary", "without both") else load_glossary()
        both = (read[base], readers(stores, WithDictionaries(own, translate))[base])
        rows: dict[str, list[tuple[float, float, str]]] = defaultdict(list)
        for question in (one for one in questions if one.language in dictionaries):
            grades = {key: n for key, n in qrels.get(question.question_id, {}).items() if _is_english(library, key)}
            if not grades:
                continue
            figures = []
            for reader in both:
                found = retriever.consider(reader(question), filters=Filters(languages=("en",)), k=PROPOSED)
                ranking = rank(judged(name, question, found, grades), weights)
                figures.append(rank_figures({"q": ranking}, {"q": grades})["q"][MAIN])
            rows[question.language].append((figures[0], figures[1], question.group or question.question_id))
        for language, some in sorted(rows.items()):
            change = mean_with_interval([after - before for before, after, _ in some], [group for *_, group in some])
            before, after = np.mean([one[:2] for one in some], axis=0)
            print(
                f"{name} {language} -> en, {base:26} {before:.3f}, with dictionaries {after:.3f}, "
                f"difference {change['mean']:+.4f} [{change['low']:+.4f}, {change['high']:+.4f}], {len(some)} questions"
            )


def _is_english(library: Library, passage_id: str) -> bool:
    return library.documents[library.passages[passage_id].document_id].language == "en"


def main(argv: Sequence[str]) -> int:
    """Measure the sets and print."""
    parser = argparse.ArgumentParser(prog="python -m eval.ablation.dictionaries", description=__doc__)
    parser.add_argument("folder", type=Path, help="of dictd's files")
    parser.add_argument("--cache", type=Path, default=CACHE, help="filled libraries")
    parser.add_argument("--sets", default="own-dev", help="of own-dev, tico and ntrex, separated by commas")
    parser.add_argument("--most", type=int, default=MOST, help="questions of each language in a set")
    arguments = parser.parse_args(argv)
    dictionaries = {
        "de": read_dictionary(arguments.folder, "deu-eng"), "fr": read_dictionary(arguments.folder, "fra-eng"),
        "ru": turned(read_dictionary(arguments.folder, "eng-rus")),
    }  # fmt: skip
    print({language: f"{len(words)} words" for language, words in dictionaries.items()})
    for name in arguments.sets.split(","):
        asked = read_set(name, Place())
        every = sample(asked, Options(systems=(), most=arguments.most))
        questions = [question for question in every if question.evidence_language in ("", "en")]
        with cached(
            asked, questions[0].library, cache=arguments.cache, model=BUNDLED, open_stores=Stores,
            open_base=KnowledgeBase,
        ) as library:  # fmt: skip
            measured(name, library, questions, dictionaries)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
