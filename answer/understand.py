"""What a question means: its language, the countries and years it names, and what the conversation adds to it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from answer.records import Turn, Understanding
from index.question_language import question_language
from index.reading import PLACE_NAMES
from index.records import Filters
from ingest.place_names import REGIONS
from ingest.places import find_countries

_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d]|[.,]\d)")
# How a question begins that only the one before it completes.
_FOLLOW_UP = re.compile(
    r"^\W*(?:and|but|what about|how about|same for|also|et|mais|qu['’]en est[- ]il|und|aber|wie (?:sieht|steht|ist) es|"
    r"а|и|но|как насчет|как насчёт|что насчет|что насчёт)\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|their|them|that|those|these|there|ces|cela|leur|leurs|ils|elles|dort|deren|dessen|sie|"
    r"их|его|её|ее|этого|этой|этих|там)\b",
    re.IGNORECASE,
)
_FEW_WORDS = 8


def understand(question: str, *, filters: Filters, history: Sequence[Turn]) -> Understanding:
    """Read a question.

    Args:
        question: as asked.
        filters: set by the user; they bind.
        history: earlier turns, oldest first; the last completes a follow-up ("and in Malta?").
    """
    language = question_language(question)
    places = find_countries(question, language=language, extra=PLACE_NAMES)
    countries = tuple(code for code in places if code not in REGIONS)
    standalone = question.strip()
    if history and _is_follow_up(question):
        before = history[-1]
        standalone = f"{before.standalone.rstrip(' ?.!')} — {standalone}"
        countries = countries or before.countries
    years = tuple(dict.fromkeys(int(year) for year in _YEAR.findall(question)))
    return Understanding(
        question=question, standalone=standalone, language=language, filters=filters, countries=countries, years=years
    )


def _is_follow_up(question: str) -> bool:
    is_short = len(question.split()) <= _FEW_WORDS
    return is_short and bool(_FOLLOW_UP.match(question) or _POINTS_BACK.search(question))
