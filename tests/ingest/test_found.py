"""What a reader found, counted."""

from __future__ import annotations

from ingest.found import count_found
from ingest.records import BlockKind
from tests.factories import make_block, make_document, make_page

ROW, TEXT, HEAD = BlockKind.TABLE_ROW, BlockKind.PARAGRAPH, BlockKind.HEADING


def test_pages_labels_headings_and_tables_are_counted() -> None:
    kinds = [(HEAD, 1), (ROW, 1), (ROW, 1), (TEXT, 1), (ROW, 1), (ROW, 2), (HEAD, 2)]
    blocks = tuple(make_block(n, n + 1, kind, page=page) for n, (kind, page) in enumerate(kinds))
    pages = (make_page("a" * 9, label="iv"), make_page("b" * 9, number=2, is_ocr=True))
    document = make_document(pages=pages, blocks=blocks, warnings=("odd",))
    found = count_found(document, language="fr")
    assert (found.headings, found.tables, found.labels, found.ocr_pages) == (2, 3, 1, 1)
    assert (found.language, found.warnings) == ("fr", ("odd",))
