"""The page viewer: one page of a document with the quote's lines marked."""

from __future__ import annotations

from markupsafe import Markup

from index.records import PageView
from ui import html
from ui.place import Place
from ui.strings import Strings, strings
from ui.view_sources import about, badges, official_address

_MAX_QUOTE_IN_ALT = 300  # characters a screen reader is asked to speak before the reader can stop it


def viewer(view: PageView, place: Place, language: str) -> Markup:
    """Return the page that `place` names, as `view` holds it."""
    words = strings(language)
    return Markup(
        '<article class="kb-viewer">{head}<p class="kb-meta">{about} {badges}</p>'
        "{path}{earlier}{ocr}{body}{nav}</article>"
    ).format(
        head=_head(view, place, words),
        about=about(view.document, language),
        badges=badges(view.document, words),
        path=html.breadcrumb(place.section),
        earlier=html.EMPTY if view.is_live else html.notice(words.earlier_revision, kind="warn"),
        ocr=html.notice(words.recognised_hint, kind="warn") if view.is_ocr else html.EMPTY,
        body=_body(view, place, words),
        nav=_turning(view, place, words),
    )


def not_shown(line: str, language: str) -> Markup:
    """Return one plain line in place of a page."""
    return Markup(
        '<article class="kb-viewer"><div class="kb-viewer-bar">{}</div>'
        '<p class="kb-notice" id="kb-viewer-heading" tabindex="-1">{}</p></article>'
    ).format(_close(strings(language)), line)


def _close(words: Strings) -> Markup:
    return html.button(words.close_page, event="kb_close", classes="kb-quiet kb-close")


def _head(view: PageView, place: Place, words: Strings) -> Markup:
    return Markup(
        '<div class="kb-viewer-bar">{close}{official}</div>'
        '<h3 id="kb-viewer-heading" tabindex="-1">{title}</h3>'
        '<div class="kb-viewer-bar"><p class="kb-position">{position}</p>{turning}</div>'
    ).format(
        close=_close(words),
        official=html.outside_link(official_address(view.document, view.page), words.official, words),
        title=view.document.title,
        position=position(view, words),
        turning=_turning(view, place, words),
    )


def position(view: PageView, words: Strings) -> str:
    """Return where the page stands: "page 24 of 106 (printed 12)"."""
    pattern = words.page_of if view.has_picture else words.part_of
    where = pattern.format(page=view.page, pages=view.pages)
    is_told = view.page_label and view.page_label != str(view.page)
    return f"{where} ({words.printed.format(label=view.page_label)})" if is_told else where


def _turning(view: PageView, place: Place, words: Strings) -> Markup:
    before = _turn(words.previous_page, view.page - 1, view, place)
    after = _turn(words.next_page, view.page + 1, view, place)
    return Markup('<p class="kb-actions">{}{}</p>').format(before, after)


def _turn(text: str, page: int, view: PageView, place: Place) -> Markup:
    if not 1 <= page <= view.pages:
        return Markup('<button type="button" class="kb-button" disabled>{}</button>').format(text)
    return html.button(text, event="kb_open", payload=place.turned_to(page))


def _body(view: PageView, place: Place, words: Strings) -> Markup:
    text = Markup('<div class="kb-page-text" lang="{}">{}</div>').format(
        view.document.language, html.marked(view.text, place.spans)
    )
    if not view.has_picture:
        return text
    return Markup(
        '<figure class="kb-picture"><img src="{src}" alt="{alt}" data-failed="{failed}"></figure>'
        '<details class="kb-fold"><summary>{summary}</summary>{text}</details>'
    ).format(
        src=place.model_copy(update={"revision": view.revision}).picture_url,
        alt=_alternative(view, place, words),
        failed=words.picture_failed,
        summary=words.page_text,
        text=text,
    )


def _alternative(view: PageView, place: Place, words: Strings) -> str:
    what = words.picture_of.format(page=view.page, title=view.document.title)
    quotes = " … ".join(span.of(view.text) for span in place.marked())
    marked = words.picture_marked.format(quote=" ".join(quotes.split())[:_MAX_QUOTE_IN_ALT])
    return f"{what} {marked}" if quotes.strip() else what
