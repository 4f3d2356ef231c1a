"""What axe-core finds on a page."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
_DARK = re.compile(r"\bdark\b")


def complaints(page: Page, where: str) -> list[str]:
    """Return the serious and critical violations of WCAG 2.2 AA on the page as it stands, in the dark and in the light.

    The page follows the reader's scheme without being loaded anew, and without motion at once; it is left in the light.
    """
    body = page.locator("body")
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    expect(body).to_have_class(_DARK)
    found = _found(page, f"{where}, dark")
    page.emulate_media(color_scheme="light")
    expect(body).not_to_have_class(_DARK)
    return found + _found(page, f"{where}, light")


def _found(page: Page, where: str) -> list[str]:
    found = Axe().run(page, options=_RULES).response["violations"]
    return [
        f"{where}: {one['id']} ({one['impact']}): {node['target']} {node['failureSummary']}"
        for one in found
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]
