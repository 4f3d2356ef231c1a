"""The reader's language, whatever order the server's replies come in."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from tests.e2e.conftest import Open
from ui.strings import strings
from ui.tabs.check.strings import words as check_words
from ui.tabs.compare.strings import words as compare_words
from ui.tabs.search.strings import words as search_words

pytestmark = pytest.mark.e2e

_CALLS = "**/gradio_api/run/predict*"


class Held:
    """The replies to the first load and the first tick of a page, kept back until they are let go."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._kept: dict[str, tuple[Route, APIResponse]] = {}

    def hold(self, page: Page) -> None:
        """Begin to keep them back."""
        page.route(_CALLS, self._pass)

    def _pass(self, route: Route) -> None:
        event = self._event(route)
        if event not in {"load", "tick"} or event in self._kept:
            route.continue_()
            return
        self._kept[event] = (route, route.fetch())

    def _event(self, route: Route) -> str:
        sent: Any = route.request.post_data_json
        return str(self._page.evaluate(
            "(index) => window.gradio_config.dependencies.find((one) => one.id === index).targets[0]?.[1]",
            sent["fn_index"],
        ))  # fmt: skip

    def let_go(self, event: str) -> None:
        """Let the reply reach the page, as soon as there is one."""
        while event not in self._kept:
            self._page.wait_for_timeout(50)
        route, response = self._kept[event]
        route.fulfill(response=response)


def test_a_late_word_on_the_start_does_not_bring_another_language_back(visit: Open, ready: str) -> None:
    held: list[Held] = []

    def hold(page: Page) -> None:
        held.append(Held(page))
        held[0].hold(page)

    seen = visit(ready, locale="de-DE", before=hold, waits=False)
    page, replies = seen.page, held[0]
    replies.let_go("load")
    expect(page.get_by_role("tab", name=compare_words("de").tab)).to_be_visible()
    with page.expect_response(_CALLS):
        replies.let_go("tick")
    for name, words in (
        (compare_words("de").tab, (compare_words("de").countries, compare_words("de").compare)),
        (search_words("de").tab, (search_words("de").search,)),
        (check_words("de").tab, (check_words("de").check, check_words("de").upload)),
        (strings("de").tab_ask, (strings("de").ask, strings("de").welcome)),
    ):
        seen.tab(name)
        for word in words:
            expect(page.get_by_text(word, exact=True).locator("visible=true").first).to_be_visible()
    for english in (compare_words("en").countries, strings("en").welcome, check_words("en").upload):
        expect(page.get_by_text(english, exact=True)).to_have_count(0)
