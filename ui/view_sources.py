"""The Sources tab: the passages an answer rests on, and those that were found beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from answer.records import Abstention, Answer, Citation, Outcome
from index.records import Hit
from ingest.records import Metadata
from ui import html
from ui.names import country_name, language_name, page_name, type_name
from ui.place import Place
from ui.strings import Strings, strings


def sources(outcome: Outcome | None, language: str, *, beside: Mapping[int, Markup] | None = None) -> Markup:
    """Return the sources of an answer, or the nearest passages of a refusal; an invitation where nothing was asked.

    Args:
        beside: number of a citation -> what stands at the foot of its card.
    """
    words = strings(language)
    if outcome is None:
        return Markup('<div class="kb-sources">{}</div>').format(html.notice(words.sources_empty))
    if isinstance(outcome, Answer):
        parts = _of_answer(outcome, language, beside or {})
    else:
        parts = _of_abstention(outcome, language)
    asked = words.sources_for.format(question=outcome.understanding.question)
    return Markup('<div class="kb-sources"><p class="kb-lead">{}</p>{}</div>').format(asked, html.join(parts))


def _of_answer(answer: Answer, language: str, beside: Mapping[int, Markup]) -> list[Markup]:
    words = strings(language)
    return [
        Markup("<h3>{}</h3>").format(words.cited),
        cited_cards(answer.citations, language, beside=beside),
        folded_hits(answer.related, words.unused, language),
    ]


def _of_abstention(abstention: Abstention, language: str) -> list[Markup]:
    words = strings(language)
    heading = Markup("<h3>{}</h3>").format(words.related.format(count=len(abstention.related)))
    if not abstention.related:
        return [html.notice(words.unused_none)]
    return [heading, hit_cards(abstention.related, language)]


def cited_cards(
    citations: Sequence[Citation], language: str, *, beside: Mapping[int, Markup] | None = None, kept_id: str = ""
) -> Markup:
    """Return one card per citation, in the order of their numbers.

    Args:
        beside: number of a citation -> what stands at the foot of its card.
        kept_id: of the kept answer that they belong to; "" for none.
    """
    feet = beside or {}
    cards = html.join(_cited_card(one, language, feet.get(one.n, html.EMPTY), kept_id) for one in citations)
    return Markup('<ol class="kb-cards">{}</ol>').format(cards)


def hit_cards(hits: Sequence[Hit], language: str) -> Markup:
    """Return one card per found passage, best first, without numbers: nothing cites them."""
    return Markup('<ul class="kb-cards">{}</ul>').format(html.join(hit_card(hit, language) for hit in hits))


def folded_hits(hits: Sequence[Hit], heading: str, language: str) -> Markup:
    """Return found passages folded under a heading that counts them; nothing where there are none."""
    if not hits:
        return html.EMPTY
    return Markup('<details class="kb-fold"><summary>{}</summary>{}</details>').format(
        heading.format(count=len(hits)), hit_cards(hits, language)
    )


def _cited_card(citation: Citation, language: str, foot: Markup, kept_id: str) -> Markup:
    words = strings(language)
    head = Markup('<span class="kb-number" aria-hidden="true">{}</span>').format(citation.n)
    return _card(
        head=head,
        document=citation.document,
        page=page_name(citation.page, citation.page_label, words),
        section=citation.section,
        quote=_in_context(citation),
        is_ocr=citation.is_ocr,
        place=Place.of_citation(citation, kept_id=kept_id),
        url=official_address(citation.document, citation.page),
        language=language,
        foot=foot,
    )


def _in_context(citation: Citation) -> Markup:
    """Return the quote, and what stands around it set apart: often it says what a reader would ask next."""
    if not (citation.before or citation.after):
        return Markup("{}").format(citation.quote)
    around = Markup('<span class="kb-around">{}</span>')
    return Markup("{}<mark>{}</mark>{}").format(
        around.format(citation.before) if citation.before else html.EMPTY, citation.quote,
        around.format(citation.after) if citation.after else html.EMPTY,
    )  # fmt: skip


def hit_card(
    hit: Hit, language: str, *, head: Markup = html.EMPTY, marks: Sequence[tuple[int, int]] = ()
) -> Markup:
    """Return a found passage as a card.

    Args:
        head: what stands before the title.
        marks: (start, end) of what is marked in the passage's text.
    """
    return _card(
        head=head,
        document=hit.document,
        page=page_name(hit.passage.page, hit.page_label, strings(language)),
        section=hit.passage.section,
        quote=html.marked(hit.passage.text, marks),
        is_ocr=hit.is_ocr,
        place=Place.of_hit(hit),
        url=official_address(hit.document, hit.passage.page),
        language=language,
    )


def _card(
    *,
    head: Markup,
    document: Metadata,
    page: str,
    section: Sequence[str],
    quote: str,
    is_ocr: bool,
    place: Place,
    url: str,
    language: str,
    foot: Markup = html.EMPTY,
) -> Markup:
    words = strings(language)
    ocr = html.badge(words.recognised, kind="warn", tip=words.recognised_hint) if is_ocr else html.EMPTY
    opener = html.button(words.open_page, event="kb_open", payload=place, label=f"{words.open_page}: {page}")
    return Markup(
        '<li class="kb-card"><div class="kb-card-head">{head}<h4>{title}</h4></div>'
        '<p class="kb-meta">{meta}</p><p class="kb-meta"><strong>{page}</strong> {badges}{ocr}</p>{path}'
        '<blockquote lang="{lang}">{quote}</blockquote><p class="kb-actions">{opener}{official}</p>{foot}</li>'
    ).format(
        head=head,
        title=document.title,
        meta=about(document, language),
        page=page,
        badges=badges(document, words),
        ocr=ocr,
        path=html.breadcrumb(section),
        lang=document.language,
        quote=quote,
        opener=opener,
        official=html.outside_link(url, words.official, words),
        foot=foot,
    )


def official_address(document: Metadata, page: int) -> str:
    """Return where the official document is, opened at the page where that is known.

    A digest's own page number says nothing about the official document, so its link leads to the beginning.
    """
    is_pdf = document.url.lower().split("?")[0].endswith(".pdf")
    return f"{document.url}#page={page}" if is_pdf and not document.stands_for else document.url


def about(document: Metadata, language: str) -> str:
    """Return publisher, year, country, type and language in one line."""
    words = strings(language)
    year = str(document.year) if document.year else ""
    country = country_name(document.country, language) if document.country else ""
    kind = type_name(document.doc_type, words)
    parts = [document.publisher, year, country, kind, language_name(document.language, language)]
    return " · ".join(part for part in parts if part)


def badges(document: Metadata, words: Strings) -> Markup:
    """Return what a reader must know of a document's standing: draft, superseded, only a digest."""
    status = words.statuses.get(document.status.value, "")
    kind = "good" if document.status.value == "adopted" else "warn"
    digest = html.badge(words.digest, kind="info", tip=words.digest_hint) if document.stands_for else html.EMPTY
    return html.join([html.badge(status, kind=kind) if status else html.EMPTY, digest])
