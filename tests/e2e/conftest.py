"""A real page in a process of its own, and a real browser that may speak to nobody else."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, ViewportSize, expect, sync_playwright

from tests.e2e.serving import serving

_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
WIDE, NARROW = (1280, 800), (390, 844)

expect.set_options(timeout=20_000)  # ms; a busy machine is slow, a wrong page stays wrong

Open = Callable[..., "Visit"]
Scheme = Literal["light", "dark"]


@dataclass
class Visit:
    """One tab of the browser on the page.

    Attributes:
        errors: what the console and the scripts complained of.
        strangers: addresses outside this machine that the page asked for.
    """

    page: Page
    errors: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Begin to note errors and requests."""
        self.page.on("console", lambda line: self.errors.append(line.text) if line.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", self._note)

    def _note(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in {"data", "blob"} and address.hostname != "127.0.0.1":
            self.strangers.append(request.url)

    def ask(self, question: str) -> None:
        """Write a question and press Enter."""
        self.page.locator("#kb-question textarea").fill(question)
        self.page.keyboard.press("Enter")

    def tab(self, name: str) -> None:
        """Open one of the tabs."""
        self.page.get_by_role("tab", name=name).click()

    def download(self, button: str) -> tuple[str, bytes]:
        """Press a button, and return the name and the content of the file that the browser then saves."""
        with self.page.expect_download() as started:
            self.page.get_by_role("button", name=button).click()
        return started.value.suggested_filename, Path(started.value.path()).read_bytes()

    @property
    def fits(self) -> bool:
        """Whether the page needs no scrolling sideways."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))

    def fits_at_both_widths(self) -> bool:
        """Whether the page as it stands needs none at a telephone's width, nor at a desk's, in which it is left."""
        fits = []
        for width, height in (NARROW, WIDE):
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.wait_for_function("width => window.innerWidth === width", arg=width)
            fits.append(self.fits)
        return all(fits)


def _chromium() -> str:
    # Without a window the same browser does a page in two fifths of the processor time.
    found = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if found and Path(found).exists():
        return found
    message = (
        "Chromium is not installed: install Debian's package `chromium-headless-shell` or `chromium`, or name one in "
        "the variable CHROMIUM"
    )
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


# Not for the session: Playwright keeps an event loop running, in which no other test could start its own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium of the system."""
    path = _chromium()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def ready() -> Iterator[str]:
    """Address of a page over rooms of paper."""
    with serving("-m", "tests.e2e.serve_fake", "{port}", "ready") as address:
        yield address


@pytest.fixture
def serve() -> Iterator[Callable[[str], str]]:
    """Start a page of a kind of its own, and get its address."""
    with contextlib.ExitStack() as stack:
        yield lambda mode: stack.enter_context(serving("-m", "tests.e2e.serve_fake", "{port}", mode))


@pytest.fixture
def visit(browser: Browser, serve: Callable[[str], str]) -> Iterator[Open]:
    """Open a page in a fresh context; afterwards hold that nothing complained and nobody else was asked.

    What is to be done before it is opened, such as logging in, is given as `before`; `waits` is off where the page
    is not to be waited for.
    It builds on `serve` so that every tab is closed before its server goes.
    """
    visits: list[Visit] = []

    def open_page(
        address: str, *, size: tuple[int, int] = WIDE, locale: str = "en-GB", scheme: Scheme = "light",
        before: Callable[[Page], object] | None = None, waits: bool = True,
    ) -> Visit:  # fmt: skip
        viewport: ViewportSize = {"width": size[0], "height": size[1]}
        context = browser.new_context(viewport=viewport, locale=locale, color_scheme=scheme)
        opened = Visit(context.new_page())
        opened.watch()
        visits.append(opened)
        if before is not None:
            before(opened.page)
        opened.page.goto(address)
        if waits:
            opened.page.locator(".kb-opening h2").wait_for(state="attached")  # it may stand in a tab that is not open
        return opened

    yield open_page
    errors = [line for opened in visits for line in opened.errors]  # a tab that is closed breaks off what still runs
    for opened in visits:
        opened.page.context.close()
    assert errors == []
    assert [address for opened in visits for address in opened.strangers] == []
