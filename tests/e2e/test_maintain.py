"""The run of a maintainer, over the real commands: log in, add, edit, stage, promote, roll back, remove, log out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import NARROW, Open, serving
from ui.login import hash_password

pytestmark = pytest.mark.e2e

PASSWORD = "correct horse battery"
_DONE_MS = 180_000  # a command loads the models anew, on a busy machine
_PLAN = "# National plan\n\nClinicians review every result of a model. The ministry keeps a public register.\n"
_LAW = "# Data act\n\nHospitals share records with researchers. Patients may object at any time.\n"


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "law.md").write_text(_LAW, encoding="utf-8")
    monkeypatch.setenv("POLICY_KB_CORPUS", str(corpus))
    monkeypatch.setenv("POLICY_KB_MAINTAINER_PASSWORD_HASH", hash_password(PASSWORD))
    with serving("app.py", "--home", str(tmp_path / "home"), "--port", "{port}") as served:
        yield served


def _log_in(page: Page, password: str = PASSWORD) -> None:
    page.locator(".kb-login input[name=user]").fill("maintainer")
    page.locator(".kb-login input[name=password]").fill(password)
    page.keyboard.press("Enter")


def _section(page: Page, name: str) -> None:
    page.locator(f"#kb-section-{name} > button").click()


def _done(page: Page, words: str) -> None:
    line = page.locator("#kb-maintain-job [role=status]")
    expect(line).to_contain_text(words, timeout=_DONE_MS)
    expect(line).to_contain_text("Done", timeout=_DONE_MS)


def test_a_maintainer_adds_edits_stages_promotes_rolls_back_and_removes(visit: Open, address: str) -> None:
    seen = visit(address)
    page = seen.page
    expect(page.locator(".kb-opening h2")).to_have_text("Ask the documents", timeout=_DONE_MS)
    seen.tab("Maintain")
    _log_in(page, "a wrong password")
    expect(page.get_by_role("alert")).to_contain_text("Name or password is wrong")
    _log_in(page)
    expect(page.locator("#kb-desk")).to_be_visible()
    page.locator("#kb-files").set_input_files([
        {"name": "plan.md", "mimeType": "text/markdown", "buffer": _PLAN.encode()},
        {"name": "broken.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 nothing"},
    ])  # fmt: skip
    page.get_by_role("button", name="Upload", exact=True).click()
    expect(page.locator(".kb-upload [role=status]")).to_have_text("Uploaded: 2 of 2")
    page.locator("#kb-do-ingest").click()
    page.reload()  # the job goes on, and is shown again
    _done(page, "Adding documents")
    expect(page.locator("#kb-maintain-job table")).to_contain_text("plan.md")
    _section(page, "report")
    report = page.locator("#kb-maintain-report")
    expect(report).to_contain_text(re.compile("Needs a person .*broken.pdf.*Rejected", re.DOTALL))
    _section(page, "document")
    page.get_by_label("Document", exact=True).click()
    page.get_by_role("option", name="(plan)").click()
    title = page.get_by_label("Title")
    expect(title).to_have_value("National plan")
    title.fill("The plan <b>2025</b>")
    page.locator("#kb-do-save").click()
    _done(page, "Changing what is known")
    page.locator("#kb-do-ingest_staged").click()
    _done(page, "Building the next state")
    _section(page, "states")
    page.locator("#kb-do-promote").click()
    _done(page, "Making the next state the live one")
    page.locator("#kb-do-roll_back").click()
    _done(page, "Rolling back")
    page.locator("#kb-sure input").check()
    page.locator("#kb-do-remove").click()
    _done(page, "Removing a document")
    expect(page.locator("#kb-maintain-states")).to_contain_text(re.compile(r"Live\s.*\s1\s"))
    page.get_by_role("button", name="Log out").click()
    expect(page.locator(".kb-login")).to_be_visible()
    expect(page.locator("#kb-desk")).not_to_be_visible()


def test_the_desk_fits_a_telephone(visit: Open, address: str) -> None:
    seen = visit(address, size=NARROW)
    expect(seen.page.locator(".kb-opening h2")).to_have_text("Ask the documents", timeout=_DONE_MS)
    seen.tab("Maintain")
    _log_in(seen.page)
    expect(seen.page.locator("#kb-desk")).to_be_visible()
    for name in ("report", "states", "document", "quality", "readers"):
        _section(seen.page, name)
    expect(seen.page.locator("#kb-maintain-states table")).to_be_visible()
    assert seen.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
