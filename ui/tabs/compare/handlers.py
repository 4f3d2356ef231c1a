"""What each event of the Compare tab does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import gradio as gr

from answer.export.subjects import Occasion
from ui import html
from ui.names import country_name
from ui.region import SQUARES
from ui.sent import sent
from ui.stopping import Run
from ui.strings import strings
from ui.tabs.compare.matrix import (
    MOST_CELLS,
    MOST_TOPICS,
    Ending,
    Matrix,
    filled,
    read_address,
    read_topics,
    subject_of,
)
from ui.tabs.compare.parts import Parts
from ui.tabs.compare.strings import words as words_of
from ui.tabs.compare.view_compare import comparison, files, invitation, status
from ui.tabs.tab import Changes, Shell
from ui.taking import kind_of, made, today


@dataclass(frozen=True, slots=True)
class Handlers:
    """The tab's events over one shell and one set of components."""

    shell: Shell
    parts: Parts

    # The tab as a whole

    def redraw(self, language: str, matrix: Matrix | None) -> Changes:
        """Show every part in another language; the quotes stay."""
        parts, words = self.parts, words_of(language)
        return {
            parts.topics: gr.Textbox(label=words.topics, placeholder=words.placeholder),
            parts.held: gr.Button(words.all_held),
            parts.stop: gr.Button(words.stop),
            parts.status: status(matrix, language) if matrix else "",
            parts.files: files(subject_of(matrix), language),
            parts.area: self._shown(matrix, language),
            **self.started(language),
        }

    def started(self, language: str) -> Changes:
        """Offer the countries, and let the reader compare once the library is open."""
        words = words_of(language)
        names = sorted(((country_name(code, language), code) for code in self._known()), key=_by_name)
        return {
            self.parts.countries: gr.Dropdown(choices=names, label=words.countries),
            self.parts.go: gr.Button(words.compare, interactive=self.shell.start.rooms is not None),
        }

    def reached(self, said: Mapping[str, str]) -> Changes:
        """Set what an address names; the browser then presses the button."""
        topics, countries = read_address(said, self._known())
        return {self.parts.topics: topics, self.parts.countries: countries}

    def _held(self) -> Counter[str]:
        """Count the documents held of each country."""
        rooms = self.shell.start.rooms
        documents = rooms.library.documents() if rooms else []
        return Counter(one.metadata.country for one in documents if one.metadata.country)

    def _known(self) -> list[str]:
        return list(dict.fromkeys([*strings("en").regions, *SQUARES, *self._held()]))

    def all_held(self, language: str) -> list[str]:
        """Return the countries that documents are held of, by name."""
        return sorted(self._held(), key=lambda code: country_name(code, language).casefold())

    def choose_topic(self, event: gr.EventData, countries: Sequence[str], language: str) -> Changes:
        """Take an example as the topic, for the countries chosen or else all; the browser then presses the button."""
        topic = sent(event).get("topic")
        return {
            self.parts.topics: topic if isinstance(topic, str) else "",
            self.parts.countries: list(countries) or self.all_held(language),
        }

    # Comparing

    def begin(self, text: str, countries: Sequence[str], matrix: Matrix | None, language: str) -> Changes:
        """Lay out an empty comparison of what is written and chosen, or say what is wrong with it."""
        if matrix and matrix.is_running:
            return {self.parts.matrix: matrix}
        wanted = Matrix(topics=read_topics(text), countries=tuple(dict.fromkeys(countries)))
        fault = _fault(wanted, language) if self.shell.start.rooms else strings(language).not_ready
        if fault:
            return {self.parts.status: html.notice(fault, kind="warn", role="alert")}
        return {**self._all(wanted, language), self.parts.run: Run()}

    def run(self, matrix: Matrix | None, run: Run | None, language: str) -> Iterator[Changes]:
        """Fill the comparison that was laid out, showing cells as they come; nothing where none is open."""
        rooms = self.shell.start.rooms
        if not (rooms and matrix and matrix.is_running and run and run.begin()):
            yield {self.parts.matrix: gr.skip()}
            return
        try:
            for state in filled(matrix, rooms.assistant, limit_s=self.shell.limit_s, run=run):
                yield self._all(state, language)
        finally:
            run.end()

    def refuse(self, matrix: Matrix | None, language: str) -> Changes:
        """Say that too many are waiting, so that the comparison was not begun."""
        if matrix is None or not matrix.is_running:
            return {self.parts.matrix: matrix}
        return self._all(replace(matrix, ending=Ending.BUSY), language)

    def halt(self, matrix: Matrix | None, run: Run | None, language: str) -> Changes:
        """Stop the comparison; where it is under way it says so itself."""
        if run and run.stop():
            return {self.parts.matrix: gr.skip()}
        if matrix is None:
            return {self.parts.stop: gr.Button(visible=False), self.parts.go: gr.Button(visible=True)}
        return self._all(replace(matrix, ending=Ending.STOPPED) if matrix.is_running else matrix, language)

    def _all(self, matrix: Matrix, language: str) -> Changes:
        parts = self.parts
        return {
            parts.matrix: matrix,
            parts.status: status(matrix, language),
            parts.files: files(subject_of(matrix), language),
            parts.area: self._shown(matrix, language),
            parts.go: gr.Button(visible=not matrix.is_running),
            parts.stop: gr.Button(visible=matrix.is_running),
        }

    def take(self, event: gr.EventData, matrix: Matrix | None, language: str) -> Changes:
        """Make a file of the comparison and hand it to the browser."""
        subject, kind = subject_of(matrix), kind_of(sent(event))
        if subject is None or kind is None:
            return {self.parts.files: gr.skip()}
        parcel, line = made(subject, kind, Occasion(on=today()), language, limit_s=self.shell.limit_s)
        shown = files(subject, language, line=line, is_warned=parcel is None)
        return {self.parts.files: shown, **({self.parts.file: parcel} if parcel else {})}

    def _shown(self, matrix: Matrix | None, language: str) -> str:
        return comparison(matrix, self._held(), language) if matrix else invitation(language)


def _fault(wanted: Matrix, language: str) -> str:
    """Return what keeps a comparison from being made; "" where nothing does."""
    words = words_of(language)
    topics, countries = len(wanted.topics), len(wanted.countries)
    if not topics:
        return words.no_topic
    if topics > MOST_TOPICS:
        return words.too_many_topics.format(count=topics, most=MOST_TOPICS)
    if not countries:
        return words.no_country
    if wanted.cells > MOST_CELLS:
        return words.too_many_cells.format(count=wanted.cells, topics=topics, countries=countries, most=MOST_CELLS)
    return ""


def _by_name(pair: tuple[str, str]) -> str:
    return pair[0].casefold()
