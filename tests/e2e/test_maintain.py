"""The Maintain tab in a browser, at both widths: the login, files taken in, states, metadata, what readers said.

The home, its commands and the jobs that run them are the real ones; only the models are stand-ins (`tests.e2e.quick`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

import cli
from corpus import __file__ as corpus_file
from tests.e2e.access import complaints
from tests.e2e.conftest import NARROW, WIDE, Open, Visit
from tests.e2e.serving import serving
from tests.fakes import without_model
from ui.login import hash_password
from ui.strings import LANGUAGES
from ui.tabs.maintain.parts import SECTIONS
from ui.tabs.maintain.strings import maintain_strings

pytestmark = pytest.mark.e2e

_BOTH = pytest.mark.parametrize("size", [pytest.param(WIDE, id="wide"), pytest.param(NARROW, id="narrow")])
_PASSWORD = "correct horse battery"
_JOB_MS = 120_000  # a job is a program of its own, which a busy machine takes long to load
_MEASURED_MS = 300_000  # the development questions without an answer are asked whatever the library holds
_PLAN = """# {title}

## Oversight

Every clinic of {place} names a steward for artificial intelligence. The steward of {place} keeps a public register.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A page with its Maintain tab.

    Attributes:
        folder: from which the tab may take documents.
        gate: while this file is there, an ingest waits once it has told which files cannot be read, and a measurement.
    """

    address: str
    folder: Path
    gate: Path

    @contextmanager
    def half_way(self) -> Iterator[None]:
        """Hold what is taken in or measured half way."""
        self.gate.touch()
        try:
            yield
        finally:
            self.gate.unlink()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A page over a home that holds a digest and two small plans."""
    root = tmp_path_factory.mktemp("maintain")
    home, held, folder, gate = root / "home", root / "held", root / "folder", root / "gate"
    held.mkdir()
    folder.mkdir()
    digest = Path(corpus_file).parent / "starter" / "digest-mlt.pdf"
    (held / digest.name).write_bytes(digest.read_bytes())
    for place in ("Norway", "Malta"):
        (held / f"{place.lower()}.md").write_text(_PLAN.format(title=f"Plan of {place}", place=place))
    settings = root / "settings.toml"
    settings.write_text(
        f'maintainer_password_hash = "{hash_password(_PASSWORD)}"\nmaintainer_folders = "{folder}"\n'
        "keep_questions = true\n"
    )
    with pytest.MonkeyPatch.context() as patched:
        without_model(patched)
        assert cli.main(["ingest", "--json", "--home", str(home), str(held)]) == 0
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("QUICK_GATE", str(gate))
        command = ("app", "--home", str(home), "--config", str(settings), "--port", "{port}")
        with serving("-m", "tests.e2e.quick", *command) as address:
            yield Served(address=address, folder=folder, gate=gate)


def _text_of(page: Page, name: str) -> Locator:
    return page.locator(f"#kb-{name} :is(input, textarea)").first


def _open_section(page: Page, name: str) -> Locator:
    """Open a section, unless it is open."""
    section = page.locator(f"#kb-section-{name}")
    if not section.locator("> button").evaluate("button => button.classList.contains('open')"):
        section.locator("> button").click()
    return section


def _fill_in(page: Page, password: str) -> None:
    page.get_by_label("Name", exact=True).fill("maintainer")
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Log in").click()


def _log_in(page: Page, served: Served) -> None:
    form: dict[str, str | float | bool] = {"user": "maintainer", "password": _PASSWORD}
    page.request.post(f"{served.address}maintain/login", form=form, max_redirects=0)


def _maintain(visit: Open, served: Served, *, size: tuple[int, int]) -> Visit:
    """Open the tab with a session."""
    seen = visit(f"{served.address}?tab=maintain", size=size, before=lambda page: _log_in(page, served))
    expect(seen.page.locator(".kb-job")).to_be_visible()
    return seen


def _begun(page: Page, button: str, kind: str) -> Locator:
    """Press a button and return the area that shows its job, which has begun."""
    page.locator(f"#kb-do-{button}").click()
    job = page.locator("#kb-maintain-job")
    expect(job).to_contain_text(kind)
    return job


def _do(page: Page, button: str, kind: str, *, end: str = "Done", patience_ms: int = _JOB_MS) -> Locator:
    """Press a button, wait until its job has ended, and return the area that shows it."""
    job = _begun(page, button, kind)
    expect(job).to_contain_text(re.compile(rf"{re.escape(kind)}.* – {re.escape(end)}"), timeout=patience_ms)
    expect(page.locator("#kb-do-stop")).to_be_hidden()
    return job


def _upload(page: Page, files: dict[str, bytes]) -> None:
    chosen = [{"name": name, "mimeType": "text/plain", "buffer": data} for name, data in files.items()]
    page.locator("#kb-files").set_input_files(chosen)  # type: ignore[arg-type]
    page.get_by_role("button", name="Upload", exact=True).click()
    expect(page.locator(".kb-upload [role=status]")).to_have_text(f"Uploaded: {len(files)} of {len(files)}")


def _in_library(page: Page, title: str, *, is_held: bool) -> None:
    """Hold that the Library tab lists a title, or that it does not; and come back."""
    page.get_by_role("tab", name="Library").click()
    expect(page.locator("#kb-library .kb-table").first).to_be_visible()
    expect(page.locator("#kb-library").get_by_text(title, exact=True)).to_have_count(int(is_held))
    page.get_by_role("tab", name="Maintain").click()


def _choose_language(page: Page, language: str) -> None:
    page.locator("#kb-language input").click()
    page.get_by_role("option", name=LANGUAGES[language]).click()


def _no_sideways_scrolling(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


# The login


def test_a_reader_sees_a_login_and_nothing_behind_it(visit: Open, served: Served) -> None:
    seen = visit(f"{served.address}?tab=maintain", size=NARROW)
    page = seen.page
    expect(page.get_by_role("tab", name="Maintain")).to_have_attribute("aria-selected", "true")
    expect(page.locator(".kb-login")).to_be_visible()
    expect(page.locator("#kb-desk")).to_be_hidden()
    expect(page.get_by_role("alert")).to_have_count(0)
    assert page.locator(".kb-job, .kb-upload, .kb-uploads, .kb-data, .kb-leave").count() == 0
    page.get_by_role("tab", name="Ask").click()
    page.get_by_role("tab", name="Maintain").click()
    expect(page.locator(".kb-login")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    assert seen.fits_at_both_widths()


def test_a_wrong_password_is_told_and_the_right_one_opens_the_desk_until_the_maintainer_leaves(
    visit: Open, served: Served
) -> None:
    page = visit(f"{served.address}?tab=maintain", size=NARROW).page
    _fill_in(page, "wrong horse battery")
    expect(page.get_by_role("alert")).to_have_text("Name or password is wrong. Try again.")
    expect(page.locator("#kb-desk")).to_be_hidden()
    _fill_in(page, _PASSWORD)
    expect(page.locator(".kb-job")).to_be_visible()
    expect(page.locator(".kb-login")).to_have_count(0)
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_role("button", name="Log out").click()
    expect(page.locator(".kb-login")).to_be_visible()
    expect(page.locator("#kb-desk")).to_be_hidden()
    expect(page.get_by_role("alert")).to_have_count(0)
    assert page.locator(".kb-job").count() == 0


def test_a_session_that_has_ended_meanwhile_is_told_and_nothing_is_done(visit: Open, served: Served) -> None:
    page = _maintain(visit, served, size=WIDE).page
    # All that the page asks for as it opens must have come; what is uploaded elsewhere is shown by what comes later.
    page.request.put(f"{served.address}maintain/uploads/seen.md", data=b"# Seen")
    page.get_by_role("tab", name="Ask").click()
    page.get_by_role("tab", name="Maintain").click()
    page.get_by_role("button", name="Delete seen.md").click()
    expect(page.locator("#kb-maintain-uploaded")).not_to_contain_text("seen.md")
    page.context.clear_cookies()
    page.locator("#kb-do-ingest").click()
    expect(page.get_by_role("alert")).to_have_text("The session has ended. Log in again.")
    expect(page.locator(".kb-login")).to_be_visible()
    expect(page.locator("#kb-desk")).to_be_hidden()


def test_the_tab_speaks_the_readers_language(visit: Open, served: Served) -> None:
    page = visit(f"{served.address}?tab=maintain", size=NARROW).page
    for language in LANGUAGES:
        _choose_language(page, language)
        expect(page.locator(".kb-login h3")).to_have_text(maintain_strings(language).login)
    page = _maintain(visit, served, size=NARROW).page
    for name in SECTIONS:
        _open_section(page, name)
    for language in LANGUAGES:
        words = maintain_strings(language)
        _choose_language(page, language)
        expect(page.locator("#kb-maintain-job h3")).to_have_text(words.job)
        for name in SECTIONS:
            expect(page.locator(f"#kb-section-{name} > button")).to_contain_text(getattr(words, name))
        for name in ("ingest", "promote", "save", "remove", "measure"):
            expect(page.locator(f"#kb-do-{name}")).to_have_text(getattr(words, name))
        expect(page.locator("#kb-section-states .kb-lead")).to_have_text(words.states_text)
        assert _no_sideways_scrolling(page), language


# Documents


def test_files_are_uploaded_and_taken_in_one_by_one(visit: Open, served: Served) -> None:
    seen = _maintain(visit, served, size=NARROW)
    page, title, broken, good = seen.page, "Plan of Iceland", "a-broken.pdf", "z-iceland.md"
    job, listed = page.locator("#kb-maintain-job"), page.locator(".kb-uploads li")
    held = listed.count()
    plan = _PLAN.format(title=title, place="Iceland").encode()
    _upload(page, {broken: f"%PDF-1.7 {broken}".encode(), "<img src=x onerror=alert(1)>.md": b"# Odd", good: plan})
    expect(listed).to_have_count(held + 3)
    page.get_by_role("button", name="Delete _img src_x onerror_alert(1)_.md").click()
    expect(listed).to_have_count(held + 2)
    with served.half_way():
        page.locator("#kb-do-ingest").click()
        expect(job).to_contain_text("Adding documents")
        expect(job.locator("tr", has_text=broken)).to_contain_text("Rejected", timeout=_JOB_MS)
        expect(job).to_contain_text("in progress")
        expect(job).to_contain_text(f"Files: {held + 1} of {held + 2}")
        expect(job.locator("progress").first).to_have_attribute("value", str(held + 1))
        page.reload()  # it goes on, whoever is looking
        expect(job).to_contain_text("in progress")
        page.locator("#kb-do-ingest").click()
        expect(page.get_by_role("alert")).to_contain_text("Something else is being done.")
    expect(job.locator("tr", has_text=good)).to_contain_text("Indexed", timeout=_JOB_MS)
    expect(page.locator("#kb-do-stop")).to_be_hidden()
    expect(job).to_contain_text("Indexed: 1")
    report = _open_section(page, "report")
    expect(report).to_contain_text("Needs a person")
    expect(report.locator("tr", has_text=broken).first).to_contain_text("Fetch it again from its source")
    address = report.get_by_role("link", name="Whole report").get_attribute("href")
    assert page.request.get(f"{served.address}{address}").ok
    page.get_by_role("button", name=f"Delete {broken}").click()
    expect(report.locator("table").first).not_to_contain_text(broken)  # nobody need look at it any more
    assert seen.fits_at_both_widths()
    _in_library(page, title, is_held=True)


def test_a_document_is_put_right_cited_so_and_removed(visit: Open, served: Served) -> None:
    seen = _maintain(visit, served, size=NARROW)
    page, alert = seen.page, seen.page.get_by_role("alert")
    _open_section(page, "report").get_by_role("button", name="Edit norway", exact=True).click()
    title, year = _text_of(page, "field-title"), _text_of(page, "field-year")
    expect(title).to_have_value("Plan of Norway")
    expect(title).to_be_focused()
    year.fill("next year")
    page.locator("#kb-do-save").click()
    expect(alert).to_contain_text("Year will not do")
    year.fill("2026")
    title.fill("Clinics of Norway")
    _do(page, "save", "Changing what is known of a document")
    _in_library(page, "Clinics of Norway", is_held=True)
    page.get_by_role("tab", name="Ask").click()
    seen.ask("Who keeps a public register in Norway?")
    expect(page.locator("#kb-sources .kb-card").first).to_contain_text("Clinics of Norway")
    page.get_by_role("tab", name="Maintain").click()
    page.locator("#kb-do-remove").click()
    expect(alert).to_contain_text("I want to remove this document")
    page.get_by_label("I want to remove this document").check()
    _do(page, "remove", "Removing a document")
    expect(title).to_have_value("")
    _in_library(page, "Clinics of Norway", is_held=False)


# States and quality


def test_the_next_state_is_built_measured_made_live_and_rolled_back(visit: Open, served: Served) -> None:
    seen = _maintain(visit, served, size=NARROW)
    page = seen.page
    states, quality = _open_section(page, "states"), _open_section(page, "quality")
    expect(page.locator("#kb-do-promote")).to_be_disabled()
    plan = served.folder / "latvia.md"
    plan.write_text(_PLAN.format(title="Plan of Latvia", place="Latvia"))
    _text_of(page, "path").fill("/etc/passwd")
    page.locator("#kb-do-path_staged").click()
    expect(page.get_by_role("alert")).to_contain_text(str(served.folder))
    _text_of(page, "path").fill(str(plan))
    _do(page, "path_staged", "Building the next state")
    expect(states.locator("tbody th")).to_contain_text(["Live", "Next"])
    _in_library(page, "Plan of Latvia", is_held=False)
    with served.half_way():
        _begun(page, "measure", "Measuring")
        page.locator("#kb-do-stop").click()
        expect(page.locator("#kb-maintain-job")).to_contain_text("Stopped; what was finished is kept", timeout=_JOB_MS)
    _do(page, "measure_staged", "Measuring", patience_ms=_MEASURED_MS)
    row = quality.locator("tbody tr").first
    expect(row).to_contain_text(re.compile(r"Next [0-9a-f]{12}"))
    expect(row).to_contain_text(re.compile(r"\d %"))
    address = row.get_by_role("link", name="Whole report").get_attribute("href")
    assert page.request.get(f"{served.address}{address}").ok
    job = _do(page, "promote", "Making the next state the live one")
    expect(job).to_contain_text("new: 1")
    expect(states.locator("tbody th")).to_contain_text(["Live", "Before"])
    _in_library(page, "Plan of Latvia", is_held=True)
    expect(_do(page, "roll_back", "Rolling back")).to_contain_text("gone: 1")
    assert seen.fits_at_both_widths()
    _in_library(page, "Plan of Latvia", is_held=False)


# Readers


def test_what_readers_said_and_asked_in_vain_is_shown(visit: Open, served: Served) -> None:
    reader = visit(served.address, size=NARROW)
    reader.ask("Who keeps a public register in Malta?")
    judge = reader.page.locator("#kb-transcript .kb-judge")
    judge.locator("summary").click()
    judge.get_by_role("textbox").fill("<b>Seen</b> at noon")
    judge.get_by_role("button", name="Right").click()
    expect(judge).to_contain_text("Thank you.")
    vain = "What does the Robot Nursing Act require?"
    reader.ask(vain)
    expect(reader.page.locator("#kb-transcript .kb-refusal")).to_be_visible()
    page = _maintain(visit, served, size=WIDE).page
    readers = _open_section(page, "readers")
    expect(readers).to_contain_text("<b>Seen</b> at noon")
    expect(readers).to_contain_text(vain)


# For everybody


@_BOTH
def test_neither_login_nor_desk_has_a_serious_violation(visit: Open, served: Served, size: tuple[int, int]) -> None:
    page = visit(f"{served.address}?tab=maintain&login=wrong", size=size, scheme="dark").page
    expect(page.get_by_role("alert")).to_be_visible()
    found = complaints(page, "login")
    _log_in(page, served)
    page.goto(f"{served.address}?tab=maintain")
    expect(page.locator(".kb-job")).to_be_visible()
    for name in SECTIONS:
        _open_section(page, name)
    page.locator("#kb-do-path_ingest").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("#kb-section-readers .kb-lead")).to_be_visible()
    found += complaints(page, "desk")
    assert found == []
