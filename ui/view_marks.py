"""The numbers behind a sentence, each of which opens the lines that it rests on."""

from __future__ import annotations

from markupsafe import Markup

from answer.records import Citation
from ingest.clean import readable
from ui import html
from ui.names import page_name
from ui.place import Place
from ui.strings import Strings


def mark(citation: Citation, words: Strings, *, kept_id: str = "") -> Markup:
    """Return a citation's number as a button.

    Args:
        kept_id: of the kept answer that the citation belongs to; "" for none.
    """
    page = page_name(citation.page, citation.page_label, words)
    return html.button(
        str(citation.n),
        event="kb_open",
        payload=Place.of_citation(citation, kept_id=kept_id),
        classes="kb-cite",
        label=words.cites.format(n=citation.n, title=citation.document.title, page=page),
        quote=(readable(citation.quote), f"{citation.document.title}, {page}"),
    )
