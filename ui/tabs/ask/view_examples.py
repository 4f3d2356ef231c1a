"""The Examples tab: questions by theme."""

from __future__ import annotations

from markupsafe import Markup

from ui import html
from ui.strings import strings


def examples(language: str) -> Markup:
    """Return a list of questions per theme, each a button that asks it."""
    words = strings(language)
    themes = html.join(_theme(theme, questions) for theme, questions in words.examples)
    return Markup('<div class="kb-examples"><p class="kb-lead">{}</p>{}</div>').format(words.examples_intro, themes)


def _theme(theme: str, questions: tuple[str, ...]) -> Markup:
    items = html.join(
        Markup("<li>{}</li>").format(
            html.button(question, event="kb_ask", payload={"question": question}, classes="kb-example")
        )
        for question in questions
    )
    return Markup("<section><h3>{}</h3><ul>{}</ul></section>").format(theme, items)
