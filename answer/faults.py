"""What gives a sentence away beside its quotes: a figure or name that stands in none, a denial of what they say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from answer.figures import figures, held_figures
from answer.foreign_names import missing_foreign_names
from answer.polarity import contradicts, differ_in_denial
from answer.proper_names import missing_names
from answer.quantities import missing_quantities
from index.embed import Vectors


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """The faults of a sentence, by rules.

    Attributes:
        figures: numbers, percentages, dates and years of the sentence that stand in no quote, as written.
        quantities: "all", "half", "the second" and the like that no quote states.
        names: proper names of the sentence that stand in no quote, nor in what is known of the documents.
        is_denial: one of the two denies what the other says, as far as words of negation tell.
    """

    figures: tuple[str, ...] = ()
    quantities: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    is_denial: bool = False

    def __bool__(self) -> bool:
        return bool(self.figures or self.quantities or self.names or self.is_denial)


def find_faults(
    sentence: str, quotes: Sequence[str], *, language: str, quote_language: str = "", known: Sequence[str] = (),
    encode_words: Callable[[Sequence[str]], Vectors] | None = None,
) -> Faults:  # fmt: skip
    """Hold the figures, names and negation of a sentence against its quotes.

    Args:
        language: ISO 639-1 code of the sentence.
        quote_language: of the quotes, where it is another: a denial then counts only where one of the two has no
            word of denial at all.
        known: names that the sentence may use, such as the title and country of the document quoted.
        encode_words: gives unit vectors of words in any language, for the names of quotes in another one.
    """
    text, sources = " ".join(quotes), [*quotes, *known]
    missing = _missing_figures(sentence, quotes, language)
    if (quote_language or language) == language:
        names = missing_names(sentence, sources, language=language)
        is_denial = contradicts(sentence, quotes, language=language)
    else:
        names = missing_foreign_names(sentence, sources, language=language, encode_words=encode_words)
        is_denial = differ_in_denial(sentence, text, language=language, source_language=quote_language)
    return Faults(
        figures=tuple(missing),
        quantities=tuple(
            missing_quantities(sentence, text, language=language, source_language=quote_language or language)
        ),
        names=tuple(name for name in names if name not in missing),  # a month has a capital in English and German
        is_denial=is_denial,
    )


def _missing_figures(sentence: str, quotes: Sequence[str], language: str) -> list[str]:
    held = frozenset[str]().union(*(held_figures(quote) for quote in quotes))
    missing = [figure.text for figure in figures(sentence, language=language) if not figure.readings & held]
    return list(dict.fromkeys(missing))
