"""What a tab of the page is, and what the tabs share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import gradio as gr
from gradio.events import Dependency

from ui.start import Start
from ui.viewer import Viewer

Changes = dict[Any, Any]
"""New values or settings by component; a component that is not named stays as it is."""

QUICK: Mapping[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
"""Settings of quick events: they pass by the queue, so that opening a page never waits for somebody's answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """What the tabs share: the frame around them, the viewer beside them, and what the page was started with.

    Attributes:
        loaded: the event of the page's being drawn in the reader's language; what a tab asks for as the page opens
            follows it, since before it the language is nobody's.
        start: the library and the assistant, once they are open.
        language: the reader's language; an input of every handler that writes words.
        tabs: to lead to another tab, return `gr.Tabs(selected=name)` for it.
        limit_s: seconds after which a wait is given up.
        concurrency: long runs at once; more wait in line.
    """

    loaded: Dependency
    start: Start
    language: gr.Dropdown
    tabs: gr.Tabs
    viewer: Viewer
    limit_s: float
    concurrency: int


class Tab(ABC):
    """One tab: its parts, its words in every language, and its events.

    The page calls `lay_out` once inside the tab, then `wire` once, and after that the other methods whenever the
    language changes or the library has opened. A tab keeps its components to itself; nothing outside reads or changes
    them.

    Attributes:
        name: as the address has it, `?tab=name`, and as `gr.Tabs(selected=…)` does.
        item: the tab's own component; set by the page before `lay_out`.
        run_button: element id of the button that is pressed once an address has been followed; "" for none. A tab with
            such a button keeps what it shows in the address: its HTML holds an element whose `data-address` is the
            address as JSON, and its run ends with the script `kb.ran()`.
    """

    name: ClassVar[str]
    run_button: ClassVar[str] = ""
    item: gr.Tab

    def __init__(self, start: Start) -> None:
        self.start = start

    @abstractmethod
    def title(self, language: str) -> str:
        """Return what stands on the tab."""

    @abstractmethod
    def lay_out(self) -> None:
        """Make the components; they show their words once `redraw` was called."""

    @abstractmethod
    def wire(self, shell: Shell) -> None:
        """Say which event calls what."""

    @property
    @abstractmethod
    def kept(self) -> Sequence[Any]:
        """Components whose values `redraw` and `started` are given."""

    @property
    @abstractmethod
    def redrawn(self) -> Sequence[Any]:
        """Components that `redraw` may change."""

    @abstractmethod
    def redraw(self, language: str, *kept: Any) -> Changes:
        """Return every part in a language, with what is open and set."""

    @property
    def starting(self) -> Sequence[Any]:
        """Components that `started` may change: never one that an answer or another long run changes too.

        The timer's last reply may reach the browser after that answer, and would undo it.
        """
        return ()

    def started(self, language: str, *kept: Any) -> Changes:  # noqa: ARG002  # the base has nothing to start
        """Return what changes as the library opens, or has failed to."""
        return {}

    def reached(self, query: Mapping[str, str]) -> Changes:  # noqa: ARG002  # nor anything to set
        """Return what an address sets, of the components in `addressed`; "" stands for what it does not name."""
        return {}

    @property
    def addressed(self) -> Sequence[Any]:
        """Components that `reached` may change."""
        return ()
