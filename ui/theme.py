"""The page's look: own colours, the reader's own fonts, nothing fetched from outside."""

from __future__ import annotations

from pathlib import Path

import gradio as gr
from gradio.themes.utils import colors, sizes

_ASSETS = Path(__file__).parent / "assets"
STYLESHEETS = [_ASSETS / "page.css", _ASSETS / "desk.css", _ASSETS / "maintain.css"]

_SANS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "Arial", "sans-serif"]
_MONO = ["ui-monospace", "Consolas", "Liberation Mono", "monospace"]

_BLUE = colors.Color(
    c50="#eef5fa", c100="#d7e7f2", c200="#b2d0e5", c300="#82b4d5", c400="#4b91be", c500="#1f72a6", c600="#0b5c8f",
    c700="#084a75", c800="#083c5e", c900="#0a2f49", c950="#071f31", name="policy-blue",
)  # fmt: skip
_GREY = colors.Color(
    c50="#f7f8f9", c100="#eef0f2", c200="#dde1e5", c300="#c3c9d0", c400="#8c96a1", c500="#65707c", c600="#4c5662",
    c700="#38414b", c800="#252c34", c900="#1a2027", c950="#12171c", name="policy-grey",
)  # fmt: skip


def theme() -> gr.themes.Base:
    """Return the theme; names alone as fonts, so that gradio links no font file."""
    base = gr.themes.Base(
        primary_hue=_BLUE,
        secondary_hue=_BLUE,
        neutral_hue=_GREY,
        text_size=sizes.text_lg,
        radius_size=sizes.radius_sm,
        spacing_size=sizes.spacing_md,
        font=_SANS,
        font_mono=_MONO,
    )
    return base.set(
        body_background_fill="#ffffff",
        body_background_fill_dark="*neutral_950",
        body_text_color="*neutral_900",
        body_text_color_dark="*neutral_100",
        body_text_color_subdued="*neutral_600",
        body_text_color_subdued_dark="#b4bdc7",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_shadow="none",
        input_background_fill="#ffffff",
        input_background_fill_dark="*neutral_900",
        input_border_color="*neutral_400",
        input_border_color_dark="*neutral_500",
        input_placeholder_color="*neutral_500",
        input_placeholder_color_dark="#98a3ae",
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_hover="*primary_700",
        button_primary_background_fill_dark="*primary_600",
        button_primary_background_fill_hover_dark="*primary_500",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="#ffffff",
    )


def head() -> str:
    """Return what goes into the page's head: the scripts, in place, so that they are there before the parts are."""
    scripts = [(_ASSETS / name).read_text(encoding="utf-8") for name in ("page.js", "desk.js")]
    return "".join(f"<script>{script}</script>" for script in scripts)
