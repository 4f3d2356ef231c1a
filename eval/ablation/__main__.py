"""What each part of the search is worth: `python -m eval.ablation`.

Every variant is put to the development questions of several sets, at most 150 of each, and each question is ranked by
weights of a fit that did not see its group. Prints nDCG@10 with the difference to ours, and writes it with 95 %
bootstrap intervals of the paired differences to `eval/results/ablation.json`.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from eval.ablation.figures import Values, across_languages, row, values
from eval.ablation.filled import OtherVectors, headless, propose_with
from eval.ablation.study import CROSS_SET, Studied, study
from eval.ablation.variants import Variant, all_variants, ranked
from eval.adapters import DATA
from eval.command import CACHE, Place, read_set
from eval.library import cached, folder_name
from eval.metrics import Figures
from eval.rank import FOLDS, MOST, SETS, Proposed, propose
from eval.records import DEFAULT_PASSAGE_CHARS, QuestionSet
from eval.results import FOLDER
from eval.run import MAIN, SEED, Options, git_state, sample
from eval.systems import Library
from index.embed import BUNDLED, Precision, SentenceTransformerEncoder, find_model
from index.knowledge_base import KnowledgeBase
from index.stores import Stores, open_encoder

FILE = FOLDER / "ablation.json"
_LENGTHS = (450, 1800)  # characters of a passage, beside the product's
_LENGTH_SETS = ("own-dev", "squad2")  # each is filled anew for each length
_HEADLESS_SETS = ("own-dev", "obliqa")
_BY_LANGUAGE = ("ours", "read otherwise")  # kinds of variants whose figures are told by the question's language too


def _say(text: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S} {text}", file=sys.stderr, flush=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Where things are, and what is asked.

    Attributes:
        most: questions of each pair of languages in a set.
        cache: folder of the libraries that are filled.
    """

    place: Place
    most: int
    cache: Path

    def read(self, name: str) -> QuestionSet:
        """Return a set with the questions that are put to its library."""
        asked = read_set(name, self.place)
        return replace(asked, questions=tuple(sample(asked, Options(systems=(), most=self.most))))

    @contextmanager
    def open(self, asked: QuestionSet, *, folder: str = "") -> Iterator[Library]:
        """Yield the library of a set, filled where it is not; in another folder with the vectors of the first."""
        cache, name = self.cache / folder, folder_name(asked, asked.libraries[0], BUNDLED)
        if folder and not (cache / name).exists():
            shutil.copytree(self.cache / name, cache / name)
        with cached(
            asked, asked.libraries[0], cache=cache, model=BUNDLED, open_stores=Stores,
            open_base=KnowledgeBase,
        ) as library:  # fmt: skip
            yield library


def studied_sets(bench: Bench, names: Sequence[str]) -> list[Studied]:
    """Return what is known of the questions of some sets."""
    model = SentenceTransformerEncoder(find_model(BUNDLED), Precision.AUTO).load()
    studied = []
    for name in names:
        asked = bench.read(name)
        with bench.open(asked) as library:
            studied += study(name, library, asked.questions, model=model, say=_say)
    return studied


def filled_otherwise(bench: Bench, proposed: Sequence[Proposed]) -> Iterator[Variant]:
    """Yield ours on libraries that are filled otherwise; a set that is not takes part in the fit as it is."""
    names = list(dict.fromkeys(one.name for one in proposed))
    for length in _LENGTHS:
        changed: list[Proposed] = []
        for name in (name for name in names if name in _LENGTH_SETS):
            asked = replace(bench.read(name), passage_chars=length)
            _say(f"{name}: passages of {length} characters")
            with bench.open(asked, folder=f"passages-{length}") as library:
                changed += propose(name, library, asked.questions)
        yield _changed(f"passages of {length} characters, not {DEFAULT_PASSAGE_CHARS}", changed, proposed)
    changed = []
    for name in (name for name in names if name in _HEADLESS_SETS):
        asked = bench.read(name)
        with bench.open(asked) as library:
            _say(f"{name}: vectors of {len(library.passages)} passages without their heads")
            changed += propose_with(name, library, asked.questions, OtherVectors(library.stores, headless(library)))
    yield _changed("passages' vectors without title, country, year, headings", changed, proposed)


def _changed(name: str, changed: Sequence[Proposed], proposed: Sequence[Proposed]) -> Variant:
    own = {one.question.question_id: one for one in changed}
    everything = [own.get(one.question.question_id, one) for one in proposed]
    rankings = ranked(everything)
    return Variant(
        name=name, kind="filled otherwise", rankings={key: rankings[key] for key in own},
        qrels={key: one.qrels for key, one in own.items()},
    )  # fmt: skip


def measured(
    studied: Sequence[Studied], more: Callable[[Sequence[Proposed]], Iterator[Variant]]
) -> Iterator[Figures]:  # fmt: skip
    """Yield the rows of the table, ours first.

    Args:
        studied: the questions of all sets.
        more: makes the variants that need libraries of their own.
    """
    proposed = [one.proposed for one in studied]
    ours: Values = {}
    for variant in chain(all_variants(studied), more(proposed)):
        own = values(variant, proposed)
        ours = ours or own
        yield row(variant, own, ours, proposed, by_language=variant.kind in _BY_LANGUAGE)


def _line(figures: Figures, sets: Sequence[str]) -> str:
    cells = [_cell(figures["sets"].get(name)) for name in sets]
    return f"{figures['name'][:44]:44} " + " ".join(f"{cell:>23}" for cell in cells)


def _cell(figures: Figures | None) -> str:
    """Return nDCG@10, the difference to ours and, where its interval holds no 0, a star."""
    if figures is None:
        return "–"
    difference = figures["difference"]
    star = "*" if difference["low"] > 0 or difference["high"] < 0 else " "
    return f"{figures['ndcg@10']:.3f} {difference['mean']:+.3f}{star}"


def print_table(result: Figures) -> None:
    """Print the rows, and the ratios across languages."""
    sets = list(result["questions"])
    print(f"{'nDCG@10, difference to ours':44} " + " ".join(f"{name:>23}" for name in sets))
    for figures in result["variants"]:
        print(_line(figures, sets))
    print("* the 95 % interval of the difference holds no 0")
    for reading, languages in result["across_languages"].items():
        cells = [f"{code} {one['ratio']} [{one['low']}, {one['high']}], {one['n']}" for code, one in languages.items()]
        print(f"{CROSS_SET}, of the same questions in English, {reading}: " + "; ".join(cells))


def main(argv: Sequence[str]) -> int:
    """Measure, print and write the table."""
    parser = argparse.ArgumentParser(prog="python -m eval.ablation", description=__doc__)
    parser.add_argument("--cache", type=Path, default=CACHE, help="filled libraries")
    parser.add_argument("--data", type=Path, default=DATA, help="public sets")
    parser.add_argument("--sets", default=",".join(SETS), help="separated by commas")
    parser.add_argument("--most", type=int, default=MOST, help="questions of each pair of languages in a set")
    parser.add_argument("--out", type=Path, default=FILE, help="default eval/results/ablation.json")
    arguments = parser.parse_args(argv)
    bench = Bench(place=Place(data=arguments.data), most=arguments.most, cache=arguments.cache)
    commit, is_changed = git_state()
    studied = studied_sets(bench, arguments.sets.split(","))
    rows: list[Figures] = []
    result: Figures = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit,
        "has_changes": is_changed,
        "model": open_encoder(BUNDLED, Precision.AUTO, bench.cache).identity,
        "settings": {
            "measure": MAIN, "most": arguments.most, "seed": SEED, "folds": FOLDS,
            "characters_of_passages": [DEFAULT_PASSAGE_CHARS, *_LENGTHS],
        },
        "questions": dict(Counter(one.proposed.name for one in studied)),
        "across_languages": across_languages(studied),
        "variants": rows,
    }  # fmt: skip
    for figures in measured(studied, lambda proposed: filled_otherwise(bench, proposed)):
        rows.append(figures)
        _say(_line(figures, list(result["questions"])))
        # After each row, since the last ones need hours where their libraries have yet to be filled.
        arguments.out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print_table(result)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
