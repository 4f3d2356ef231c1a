"""The Compare tab: a heat map of topics by countries, and the matrix of quotes behind it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import assert_never

from markupsafe import Markup

from answer.compare import Cell, Row
from answer.export.export import kinds_of
from answer.export.subjects import Matrix as Subject
from answer.records import Citation
from ingest.clean import readable
from ui import faults, html
from ui.names import country_name, page_name, short_code
from ui.place import Place
from ui.strings import strings
from ui.tabs.compare.matrix import MOST_CELLS, MOST_TOPICS, Ending, Matrix, address, quotes
from ui.tabs.compare.strings import words as words_of
from ui.view_taking import file_buttons, taking

_SEEN_AT_ONCE = 2  # quotes of a cell; the others are folded under them
_MOST_THAT_FIT = 4  # topics whose columns find room on a wide page
_DARKEST = 3  # quotes from which on a cell of the heat map gets no darker


def invitation(language: str) -> Markup:
    """Return what stands there before the first comparison."""
    words = words_of(language)
    examples = html.join(
        Markup("<li>{}</li>").format(
            html.button(example, event="kb_topic", payload={"topic": example}, classes="kb-example")
        )
        for example in words.examples
    )
    return Markup(
        '<div class="kb-invitation kb-examples"><p class="kb-lead">{}</p><ul>{}</ul><p class="kb-meta">{}</p></div>'
    ).format(words.intro, examples, limits(language))


def limits(language: str) -> str:
    """Return how much can be compared at once."""
    return words_of(language).limits.format(topics=MOST_TOPICS, cells=MOST_CELLS)


def status(matrix: Matrix, language: str) -> Markup:
    """Return how far a comparison is, or how it ended."""
    words = words_of(language)
    done = len(matrix.rows)
    if matrix.is_running:
        line = words.progress.format(done=done, all=matrix.cells)
        bar = Markup('<progress value="{}" max="{}" aria-label="{}"></progress>').format(
            done, max(matrix.cells, 1), words.tab
        )
        return Markup('<p class="kb-progress" aria-live="off">{} {}</p>').format(bar, line)
    counts = Counter(row.cell for row in matrix.rows.values())
    line = words.done.format(
        found=counts[Cell.FOUND], all=matrix.cells, silent=counts[Cell.SILENT], missing=counts[Cell.NO_DOCUMENT]
    )
    return Markup("{}<p>{}</p>").format(_ending(matrix, language), line)


def _ending(matrix: Matrix, language: str) -> Markup:
    words = words_of(language)
    match matrix.ending:
        case None:
            return html.EMPTY
        case Ending.STOPPED:
            return html.notice(words.stopped)
        case Ending.TOO_SLOW:
            return html.notice(words.too_slow.format(seconds=matrix.detail), kind="warn", role="alert")
        case Ending.KNOWN:
            return html.notice(faults.line(matrix.detail, language), kind="warn", role="alert")
        case Ending.UNEXPECTED:
            return html.notice(words.unexpected, kind="warn", role="alert")
        case Ending.BUSY:
            return html.notice(strings(language).busy, kind="warn", role="alert")
        case _:
            assert_never(matrix.ending)


def comparison(matrix: Matrix, held: Mapping[str, int], language: str) -> Markup:
    """Return the heat map and the matrix.

    Args:
        held: how many documents are held of a country.
    """
    heat = html.when(matrix.cells > 1, _heat(matrix, language))
    return Markup('<div class="kb-compare" data-address="{}"><h2 class="kb-hidden">{}</h2>{}{}</div>').format(
        json.dumps(address(matrix)), words_of(language).tab, heat, _table(matrix, held, language)
    )


def files(subject: Subject | None, language: str, *, line: str = "", is_warned: bool = False) -> Markup:
    """Return the buttons that take the comparison away; nothing where there is none.

    Args:
        line: what became of the last file that was asked for.
        is_warned: whether that failed.
    """
    if subject is None:
        return html.EMPTY
    buttons = file_buttons(kinds_of(subject), {}, label=words_of(language).take_as)
    return taking(buttons, language, line=line, is_warned=is_warned)


# The matrix


def _table(matrix: Matrix, held: Mapping[str, int], language: str) -> Markup:
    words = words_of(language)
    head = html.join(Markup('<th scope="col">{}</th>').format(topic) for topic in matrix.topics)
    rows = html.join(
        _row(number, country, matrix, held.get(country, 0), language)
        for number, country in enumerate(matrix.countries, 1)
    )
    return Markup(
        '<section><h3 id="kb-matrix-name">{0}</h3>'
        '<div class="kb-scroll{5}" role="region" aria-labelledby="kb-matrix-name" tabindex="0">'
        '<table class="kb-matrix" style="--topics:{1}" aria-labelledby="kb-matrix-name">'
        '<thead><tr><th scope="col">{2}</th>{3}</tr></thead><tbody>{4}</tbody></table></div></section>'
    ).format(
        words.matrix, len(matrix.topics), words.country, head, rows,
        " kb-fits" if len(matrix.topics) <= _MOST_THAT_FIT else "",
    )  # fmt: skip


def _row(number: int, country: str, matrix: Matrix, held: int, language: str) -> Markup:
    cells = html.join(
        Markup('<td id="{}" tabindex="-1" data-label="{}">{}</td>').format(
            _anchor(number, place), topic, _cell(matrix, topic, country, held, language)
        )
        for place, topic in enumerate(matrix.topics, 1)
    )
    return Markup('<tr><th scope="row">{}</th>{}</tr>').format(country_name(country, language), cells)


def _anchor(row: int, column: int) -> str:
    return f"kb-cell-{row}-{column}"


def _cell(matrix: Matrix, topic: str, country: str, held: int, language: str) -> Markup:
    words = words_of(language)
    row = matrix.rows.get((topic, country))
    if row is None:
        return Markup('<p class="kb-meta">{}</p>').format(words.pending if matrix.is_running else words.not_asked)
    match row.cell:
        case Cell.FOUND:
            return _quotes(quotes(row), language)
        case Cell.SILENT:
            hint = words.silent_hint.format(count=held)
            return Markup('<p class="kb-silent">{} <span class="kb-meta">{}</span></p>').format(words.silent, hint)
        case Cell.NO_DOCUMENT:
            return Markup('<p class="kb-none">{}</p>').format(words.no_document)
        case _:
            assert_never(row.cell)


def _quotes(citations: Sequence[Citation], language: str) -> Markup:
    items = [Markup("<li>{}</li>").format(_quote(citation, language)) for citation in citations]
    rest = Markup('<details class="kb-fold"><summary>{}</summary><ul>{}</ul></details>').format(
        words_of(language).more_quotes.format(count=len(items) - _SEEN_AT_ONCE), html.join(items[_SEEN_AT_ONCE:])
    )
    return Markup('<ul class="kb-quotes">{}</ul>{}').format(
        html.join(items[:_SEEN_AT_ONCE]), html.when(len(items) > _SEEN_AT_ONCE, rest)
    )


def _quote(citation: Citation, language: str) -> Markup:
    """Return a quote as the button that opens its page."""
    page = page_name(citation.page, citation.page_label, strings(language))
    title = citation.document.title
    shown = Markup('<span class="kb-quote-words" lang="{}">{}</span> <span class="kb-meta">{} · {}</span>').format(
        citation.document.language, readable(citation.quote), page, title
    )
    tip = words_of(language).opens.format(page=page, title=title)
    return html.button(shown, event="kb_open", payload=Place.of_citation(citation), classes="kb-quote", tip=tip)


# The heat map


def _heat(matrix: Matrix, language: str) -> Markup:
    words = words_of(language)
    head = html.join(
        Markup('<th scope="col"><abbr class="{}" title="{}">{}</abbr></th>').format(
            "kb-upright" if len(short_code(code)) > 2 else "", country_name(code, language), short_code(code)
        )
        for code in matrix.countries
    )
    rows = html.join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            topic,
            html.join(
                Markup("<td>{}</td>").format(_heat_cell(matrix, topic, code, _anchor(row, column), language))
                for row, code in enumerate(matrix.countries, 1)
            ),
        )
        for column, topic in enumerate(matrix.topics, 1)
    )
    return Markup(
        '<section class="kb-heat-map"><h3 id="kb-heat-name">{0}</h3><p class="kb-meta">{1}</p>{2}'
        '<div class="kb-scroll" role="region" aria-labelledby="kb-heat-name" tabindex="0">'
        '<table class="kb-heat" aria-labelledby="kb-heat-name"><thead><tr><th scope="col">'
        '<span class="kb-hidden">{3}</span></th>{4}</tr></thead><tbody>{5}</tbody></table></div></section>'
    ).format(words.heat, words.heat_hint, _legend(language), words.topics, head, rows)


def _heat_cell(matrix: Matrix, topic: str, country: str, anchor: str, language: str) -> Markup:
    row = matrix.rows.get((topic, country))
    sign, look, value = _reading(row, language)
    said = words_of(language).heat_cell.format(country=country_name(country, language), topic=topic, value=value)
    return html.button(
        sign, event="kb_table", payload={"id": anchor}, classes=f"kb-heat-cell {look}", label=said, tip=said
    )


def _reading(row: Row | None, language: str) -> tuple[str, str, str]:
    """Return the sign of a cell, its look and its value in words."""
    words = words_of(language)
    if row is None:
        return "·", "kb-level-open", words.pending
    match row.cell:
        case Cell.FOUND:
            count = len(quotes(row))
            return str(count), f"kb-level-{min(count, _DARKEST)}", words.found.format(count=count)
        case Cell.SILENT:
            return "0", "kb-level-silent", words.silent
        case Cell.NO_DOCUMENT:
            return "–", "kb-level-0", words.no_document
        case _:
            assert_never(row.cell)


def _legend(language: str) -> Markup:
    words = words_of(language)
    keys = [
        ("–", "kb-level-0", words.no_document),
        ("0", "kb-level-silent", words.silent),
        *((str(n), f"kb-level-{n}", words.found.format(count=n)) for n in range(1, _DARKEST)),
        (str(_DARKEST), f"kb-level-{_DARKEST}", words.found.format(count=words.heat_or_more.format(count=_DARKEST))),
    ]
    items = html.join(
        Markup('<li><span class="kb-heat-cell {}" aria-hidden="true">{}</span>{}</li>').format(look, sign, name)
        for sign, look, name in keys
    )
    return Markup('<ul class="kb-legend">{}</ul>').format(items)
