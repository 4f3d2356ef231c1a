"""The page's heading."""

from __future__ import annotations

from markupsafe import Markup

from ui.strings import strings


def heading(language: str, title: str = "") -> Markup:
    """Return the page's name, or the one it was given, and what it promises."""
    words = strings(language)
    return Markup('<div class="kb-heading"><h1>{}</h1><p>{}</p></div>').format(title or words.title, words.tagline)
