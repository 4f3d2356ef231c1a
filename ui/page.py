"""The page: the frame, the tabs in it, and the viewer beside them. How a tab is added stands in ui/tabs/__init__.py."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from itertools import islice
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read while gradio is imported

import gradio as gr  # after the line above

from ui.api.endpoints import Endpoint
from ui.api.rest import add_rest
from ui.sent import sent
from ui.start import Phase, Start
from ui.strings import LANGUAGES, best_language, strings
from ui.tabs import TABS
from ui.tabs.maintain.maintenance import Maintenance
from ui.tabs.maintain.tab import MaintainTab
from ui.tabs.tab import QUICK, Changes, Shell, Tab
from ui.view_frame import heading
from ui.viewer import Opened, Viewer

_FORGET_UPLOADS = (3600, 3600)  # look every hour for files that were sent an hour ago and never read


def build(
    start: Start, *, title: str = "", answer_limit_s: float = 120.0, concurrency: int = 4, most_waiting: int = 200,
    rest: Sequence[Endpoint] = (), maintenance: Maintenance | None = None,
) -> gr.Blocks:  # fmt: skip
    """Return the page.

    Args:
        start: the library, or what it will be.
        title: name of the page, the same in every language; "" for its own, translated.
        answer_limit_s: seconds after which the page stops waiting for an answer and says so.
        concurrency: questions answered at once; more wait in line.
        most_waiting: questions in line, beyond which one is refused.
        rest: what other programs may call.
        maintenance: what the Maintain tab works with; None leaves the tab out.
    """
    page: gr.Blocks
    with gr.Blocks(
        title=title or strings("en").title, analytics_enabled=False, fill_width=True, delete_cache=_FORGET_UPLOADS
    ) as page:
        add_rest(rest, concurrency=concurrency)
        tabs: list[Tab] = [tab(start) for tab in TABS]
        if maintenance is not None:
            tabs.append(MaintainTab(start, maintenance))
        frame = Frame(start, tabs, title)
        frame.lay_out()
        frame.wire(page, limit_s=answer_limit_s, concurrency=concurrency)
    page.queue(default_concurrency_limit=concurrency, max_size=most_waiting, api_open=False)
    return page


class Frame:
    """What is the same whichever tab is open: heading, language, address, the library's start, the viewer."""

    def __init__(self, start: Start, tabs: Sequence[Tab], title: str) -> None:
        self._start, self._list, self._title = start, tabs, title
        self._viewer = Viewer(start)

    def lay_out(self) -> None:
        """Make the components, those of the tabs too; call inside a `gr.Blocks`."""
        first = strings("en")  # shown for a moment, until the reader's language is known
        self._timer = gr.Timer(1.0, active=True)
        self._told_in = gr.State("")  # the language of what the timer said last
        self._address = gr.HTML("", elem_id="kb-address", js_on_load="kb.listenToAddress(trigger, 'kb_address');")
        with gr.Row(elem_id="kb-header"):
            self._heading = gr.HTML("", padding=False)
            self._language = gr.Dropdown(
                [(name, code) for code, name in LANGUAGES.items()], value="en", label=first.language,
                filterable=False, elem_id="kb-language", container=False, interactive=True,
            )  # fmt: skip
        with gr.Row(elem_id="kb-layout"):
            with gr.Column(elem_id="kb-main"):
                self._lay_out_tabs()
            with gr.Column(elem_id="kb-side"):
                self._viewer.lay_out()

    def _lay_out_tabs(self) -> None:
        # Every tab is rendered from the start: a part that is not there yet cannot be told what to show.
        with gr.Tabs(selected=self._list[0].name, elem_id="kb-tabs", overflow_behavior="wrap") as self._tabs:
            for tab in self._list:
                with gr.Tab(
                    tab.title("en"), id=tab.name, elem_id=f"kb-tab-{tab.name}", render_children=True
                ) as tab.item:
                    tab.lay_out()

    def wire(self, page: gr.Blocks, *, limit_s: float, concurrency: int) -> None:
        """Wire what the tabs share, then each tab."""
        self._viewer.wire(self._language)
        loaded = page.load(self.load, None, self._redrawn, **QUICK)
        shell = Shell(
            loaded=loaded, start=self._start, language=self._language, tabs=self._tabs, viewer=self._viewer,
            limit_s=limit_s, concurrency=concurrency,
        )  # fmt: skip
        for tab in self._list:
            tab.wire(shell)
            tab.item.select(None, js=f"() => kb.selected({json.dumps(tab.name)})")
        named = _language_js(self._title)
        loaded.then(None, self._language, js=named).then(None, js="() => kb.reach()")
        # "once", which is Gradio's own, would drop a choice that is made while an earlier one is being drawn.
        self._language.input(
            self.switch, [self._language, *self._kept], self._redrawn, trigger_mode="always_last", **QUICK
        ).then(None, self._language, js=named)
        self._timer.tick(
            self.tick, [self._language, *self._tabs_kept], [*self._starting, self._told_in], **QUICK
        ).then(self.retell, [self._told_in, self._language, *self._tabs_kept], self._starting, **QUICK)
        self._address.kb_address(self.reach, None, [self._tabs, *self._addressed], **QUICK).then(
            None, js=f"() => kb.reached({json.dumps({tab.name: tab.run_button for tab in self._list})})"
        )

    # What is read and changed

    @property
    def _tabs_kept(self) -> list[Any]:
        return [part for tab in self._list for part in tab.kept]

    @property
    def _kept(self) -> list[Any]:
        return [self._viewer.opened, *self._tabs_kept]

    @property
    def _redrawn(self) -> list[Any]:
        """Return what a change of language may change: all but what the tabs keep."""
        own = [self._heading, self._language, self._viewer.area, *(tab.item for tab in self._list)]
        return _once([*own, *(part for tab in self._list for part in tab.redrawn)])

    @property
    def _starting(self) -> list[Any]:
        return _once([self._timer, *(part for tab in self._list for part in tab.starting)])

    @property
    def _addressed(self) -> list[Any]:
        return _once([part for tab in self._list for part in tab.addressed])

    # Handlers

    def load(self, request: gr.Request) -> Changes:
        """Show the page in the reader's language."""
        query = request.query_params or {}
        language = best_language(request.headers.get("accept-language", ""), query.get("lang", ""))
        return self.switch(language, None, *(getattr(part, "value", None) for part in self._tabs_kept))

    def switch(self, language: str, opened: Opened | None, *kept: Any) -> Changes:
        """Show every part in another language, keeping what is open and set."""
        changes: Changes = {
            self._heading: heading(language, self._title),
            self._language: gr.Dropdown(value=language, label=strings(language).language),
            self._viewer.area: self._viewer.redraw(opened, language),
        }
        values = iter(kept)
        for tab in self._list:
            changes[tab.item] = gr.Tab(tab.title(language))
            changes |= tab.redraw(language, *islice(values, len(tab.kept)))
        return changes

    def tick(self, language: str, *kept: Any) -> Changes:
        """Show how far the start is; once it is over, show what there is and stop asking."""
        is_over = self._start.state.phase not in {Phase.INGESTING, Phase.OPENING}
        changes: Changes = {self._timer: gr.Timer(active=False)} if is_over else {}
        return changes | {self._told_in: language} | self._started(language, kept)

    def retell(self, told_in: str, language: str, *kept: Any) -> Changes:
        """Say it again in the reader's language, where the timer's reply came after that had changed.

        The timer asks in the language that the page has at that moment. While its reply is on the way, the page may
        get the reader's own; and the last reply is the one that stays.
        """
        changes = {} if told_in == language else self._started(language, kept)
        return changes or {self._timer: gr.skip()}

    def _started(self, language: str, kept: Sequence[Any]) -> Changes:
        changes: Changes = {}
        values = iter(kept)
        for tab in self._list:
            changes |= tab.started(language, *islice(values, len(tab.kept)))
        return changes

    def reach(self, event: gr.EventData) -> Changes:
        """Open the tab that an address names, and set in it what the address says."""
        said = {name: value for name, value in sent(event).items() if isinstance(value, str)}
        named = next((tab for tab in self._list if tab.name == said.get("tab")), self._list[0])
        return {self._tabs: gr.Tabs(selected=named.name), **named.reached(said)}


def _once(parts: Sequence[Any]) -> list[Any]:
    return list(dict.fromkeys(parts))


def _language_js(title: str) -> str:
    titles = json.dumps({code: title or strings(code).title for code in LANGUAGES})
    return f"(language) => {{ kb.setLanguage(language, ({titles})[language]); }}"
