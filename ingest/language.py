"""The language of a document or a question."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

_SAMPLE_CHARS = 1_500  # per sample; 0.1 ms each, and more text does not change the verdict
_SAMPLES = 5
_FEWEST_LETTERS = 20  # below this a text could be in any language
_CYRILLIC = frozenset({"ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn"})


def detect_language(text: str, *, among: Sequence[str] | None = None) -> str:
    """Return the ISO 639-1 code of a text's language, "und" where there is too little text.

    Args:
        text: of any length; of a long one, a few stretches spread over it are read.
        among: the languages it can be in. With them even one word is judged, as a question needs it.
    """
    sample = _sample(text)
    letters = [char for char in sample if char.isalpha()]
    if len(letters) < (1 if among else _FEWEST_LETTERS):
        return "und"
    cyrillic = _CYRILLIC.intersection(among or ())
    if len(cyrillic) == 1 and 2 * sum(map(_is_cyrillic, letters)) >= len(letters):
        return next(iter(cyrillic))
    code = _identifier(tuple(among) if among else None).classify(sample)[0]
    return code if len(code) == 2 else "und"


def _sample(text: str) -> str:
    """Return the text itself if short, else stretches of it at equal distances."""
    if len(text) <= _SAMPLES * _SAMPLE_CHARS:
        return text
    step = (len(text) - _SAMPLE_CHARS) // (_SAMPLES - 1)
    return "\n".join(text[n * step : n * step + _SAMPLE_CHARS] for n in range(_SAMPLES))


def _is_cyrillic(char: str) -> bool:
    return "\u0400" <= char <= "\u052f"


@lru_cache(maxsize=4)
def _identifier(among: tuple[str, ...] | None) -> Any:
    """Load the model once per set of languages; 0.5 s the first time."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - slow to import

    # An identifier of our own: the module's `set_languages` would bind every other caller of the process too.
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(among)
    return identifier
