"""The words that the two arms read of a passage: its own, and what it is about."""

from __future__ import annotations

from index.lexical import Entry
from ingest.places import country_name
from ingest.records import Metadata, Passage


def encoder_text(passage: Passage, document: Metadata) -> str:
    """Return what the encoder reads: the head on one line, then the passage's text."""
    return f"{head(passage, document)}\n{body(passage)}"


def entry(passage: Passage, document: Metadata) -> Entry:
    """Return what the lexical index holds of a passage."""
    return Entry(
        passage_id=passage.passage_id,
        revision=passage.revision,
        document=document,
        head=head(passage, document),
        body=body(passage),
    )


def head(passage: Passage, document: Metadata) -> str:
    """Return title, country, year and section path: what a passage is about, in the document's language."""
    place = country_name(document.country, document.language) if document.country else ""
    year = str(document.year) if document.year else ""
    about = ", ".join(part for part in (document.title, place, year) if part)
    return " › ".join([about, *passage.section])


def body(passage: Passage) -> str:
    """Return the passage on one line: a table's rows with their header's cells, items below what announces them."""
    if passage.context and not passage.readings:  # of a list, or of rows ingested before they had readings
        return f"{passage.context}: {passage.read()}"
    return passage.read()
