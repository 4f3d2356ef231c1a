"""Bar charts of what is held, each count written beside its bar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from markupsafe import Markup

from index.records import DocumentInfo
from ui import html
from ui.names import language_name, type_name
from ui.strings import strings


def charts(documents: Sequence[DocumentInfo], language: str) -> Markup:
    """Return a chart by year, newest first, and charts by language and by type, longest bar first."""
    words = strings(language)
    years = Counter(d.metadata.year for d in documents)
    languages = Counter(language_name(d.metadata.language, language) or words.no_language for d in documents)
    types = Counter(type_name(d.metadata.doc_type, words) or words.no_type for d in documents)
    by_year = sorted(years.items(), key=lambda pair: -(pair[0] or 0))
    drawn = [
        _chart(words.by_year, [(str(year or words.no_year), count) for year, count in by_year]),
        _chart(words.by_language, _longest_first(languages)),
        _chart(words.by_type, _longest_first(types)),
    ]
    return html.when(documents, Markup('<div class="kb-charts">{}</div>').format(html.join(drawn)))


def _longest_first(counted: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0].casefold()))


def _chart(heading: str, rows: Sequence[tuple[str, int]]) -> Markup:
    return Markup('<section><h4>{}</h4><ul class="kb-bars">{}</ul></section>').format(heading, html.join(_bars(rows)))


def _bars(rows: Sequence[tuple[str, int]]) -> Iterable[Markup]:
    most = max((count for _, count in rows), default=1)
    for name, count in rows:
        yield Markup('<li><span>{}</span><span class="kb-bar" style="--share:{}%"></span><span>{}</span></li>').format(
            name, round(100 * count / most), count
        )
