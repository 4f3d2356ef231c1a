"""The page viewer: one page of a document with the quote's lines marked."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from answer.records import Citation
from index.records import PageView
from ingest.records import OutlineEntry, Page
from ui import html
from ui.finding import MOST_CHARS, MOST_MATCHES, Match
from ui.names import page_name
from ui.place import Place
from ui.strings import Strings, strings
from ui.view_sources import about, badges, official_address

_MAX_QUOTE_IN_ALT = 300  # characters a screen reader is asked to speak before the reader can stop it


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is looked for in the document, and where it stands; no words where nothing is looked for."""

    words: str = ""
    matches: tuple[Match, ...] = ()


NOTHING_SOUGHT = Finding()


def viewer(
    view: PageView, place: Place, language: str, finding: Finding = NOTHING_SOUGHT, *, is_removed: bool = False
) -> Markup:
    """Return the page that `place` names, as `view` holds it.

    Args:
        is_removed: whether the library no longer holds the document.
    """
    words = strings(language)
    return Markup(
        '<article class="kb-viewer">{head}<p class="kb-meta">{about} {badges}</p>'
        "{path}{earlier}{ocr}{tools}{contents}{found}{body}{nav}</article>"
    ).format(
        head=_head(view, place, words),
        about=about(view.document, language),
        badges=badges(view.document, words),
        path=html.breadcrumb(place.section),
        earlier=_earlier(view, words, is_removed=is_removed),
        ocr=html.notice(words.recognised_hint, kind="warn") if view.is_ocr else html.EMPTY,
        tools=_tools(view, finding, words),
        contents=_contents(view, words),
        found=_found(view, finding, words),
        body=_body(view, place, words),
        nav=_turning(view, place, words),
    )


def _earlier(view: PageView, words: Strings, *, is_removed: bool) -> Markup:
    """Say that the page is not one of what the library holds now, where it is not."""
    if view.is_live:
        return html.EMPTY
    return html.notice(words.removed_document if is_removed else words.earlier_revision, kind="warn")


def kept_page(page: Page, citation: Citation, place: Place, language: str, *, has_picture: bool) -> Markup:
    """Return a page that the library holds no longer, as a kept answer has it, with the quote marked.

    Args:
        has_picture: whether its file is still there to draw it from.
    """
    words, document = strings(language), citation.document
    text = Markup('<div class="kb-page-text" lang="{}">{}</div>').format(
        document.language, html.marked(page.text, place.spans)
    )
    return Markup(
        '<article class="kb-viewer"><div class="kb-viewer-bar">{close}{official}</div>'
        '<h3 id="kb-viewer-heading" tabindex="-1">{title}</h3><p class="kb-position">{position}</p>'
        '<p class="kb-meta">{about} {badges}</p>{path}{notice}{ocr}{picture}{text}</article>'
    ).format(
        close=_close(words),
        official=html.outside_link(official_address(document, page.number), words.official, words),
        title=document.title,
        position=page_name(page.number, page.label, words),
        about=about(document, language),
        badges=badges(document, words),
        path=html.breadcrumb(place.section),
        notice=html.notice(words.kept_page, kind="warn"),
        ocr=html.notice(words.recognised_hint, kind="warn") if page.is_ocr else html.EMPTY,
        picture=html.when(has_picture, _kept_picture(citation, place, words)),
        text=text,
    )


def _kept_picture(citation: Citation, place: Place, words: Strings) -> Markup:
    said = words.picture_marked.format(quote=" ".join(citation.quote.split())[:_MAX_QUOTE_IN_ALT])
    return Markup(
        '<figure class="kb-picture" tabindex="0" aria-label="{}"><img src="picture-kept/{}/{}.png" alt="{} {}"'
        ' data-failed="{}"></figure>'
    ).format(
        words.picture, place.kept_id, citation.n,
        words.picture_of.format(page=citation.page, title=citation.document.title), said, words.picture_failed,
    )  # fmt: skip


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
        '<figure class="kb-picture" tabindex="0" aria-label="{picture}">'
        '<img src="{src}" alt="{alt}" data-failed="{failed}"></figure>'
        '<details class="kb-fold"><summary>{summary}</summary>{text}</details>'
    ).format(
        picture=words.picture,
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


def _tools(view: PageView, finding: Finding, words: Strings) -> Markup:
    """Return what zooms the picture, and the box that finds words in the document."""
    zoom = Markup(
        '<div class="kb-zoom" role="group" aria-label="{}">{}'
        '<span class="kb-zoom-level" role="status">100 %</span>{}</div>'
    ).format(
        words.zoom,
        html.button("−", event="kb_zoom", payload={"by": -1}, classes="kb-button", label=words.zoom_out),
        html.button("+", event="kb_zoom", payload={"by": 1}, classes="kb-button", label=words.zoom_in),
    )
    find = Markup(
        '<div class="kb-find" role="search"><input type="search" id="kb-find-box" aria-label="{}" placeholder="{}" '
        'value="{}" maxlength="{}" autocomplete="off">{}</div>'
    ).format(
        words.find, words.find, finding.words, MOST_CHARS,
        html.button(words.find_button, event="kb_find", input_id="kb-find-box"),
    )  # fmt: skip
    return Markup('<div class="kb-tools">{}{}</div>').format(html.when(view.has_picture, zoom), find)


def _contents(view: PageView, words: Strings) -> Markup:
    """Return the document's own table of contents, folded; nothing where it has none."""
    at = max((n for n, entry in enumerate(view.outline) if entry.page <= view.page), default=-1)
    items = html.join(_entry(entry, view, is_here=n == at) for n, entry in enumerate(view.outline))
    return html.when(
        view.outline,
        Markup('<details class="kb-fold kb-contents"><summary>{}</summary><ol>{}</ol></details>').format(
            words.contents, items
        ),
    )


def _entry(entry: OutlineEntry, view: PageView, *, is_here: bool) -> Markup:
    place = Place(document_id=view.document.document_id, revision=view.revision, page=max(entry.page, 1))
    shown = Markup('<span>{}</span> <span class="kb-count">{}</span>').format(entry.title, entry.page)
    opener = html.button(shown, event="kb_open", payload=place, classes="kb-value")
    here = Markup(' aria-current="true"') if is_here else html.EMPTY
    return Markup('<li style="--level:{}"{}>{}</li>').format(min(max(entry.level, 1), 6), here, opener)


def _found(view: PageView, finding: Finding, words: Strings) -> Markup:
    """Return the matches, each a button that opens its page with the words marked."""
    if not finding.words:
        return html.EMPTY
    count = len(finding.matches)
    line = words.find_none if not count else words.find_first if count == MOST_MATCHES else words.find_count
    summary = line.format(words=finding.words, count=count)
    items = html.join(_match(match, view, words) for match in finding.matches)
    if not count:
        return html.notice(summary, role="status")
    return Markup(
        '<details class="kb-fold kb-found" open><summary><span role="status">{}</span></summary><ol>{}</ol></details>'
    ).format(summary, items)


def _match(match: Match, view: PageView, words: Strings) -> Markup:
    place = Place(
        document_id=view.document.document_id, revision=view.revision, page=match.page, spans=(match.span,)
    )
    shown = Markup('<span class="kb-count">{}</span> <span lang="{}">{}<mark>{}</mark>{}</span>').format(
        page_name(match.page, match.page_label, words), view.document.language, match.lead, match.words, match.rest
    )
    return Markup("<li>{}</li>").format(html.button(shown, event="kb_open", payload=place, classes="kb-value"))
