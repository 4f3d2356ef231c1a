"""A home filled with the documents of a question set."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from eval.adapters import Text
from index.knowledge_base import KnowledgeBase
from index.stores import Stores
from index.update import Updater


@contextmanager
def filled(texts: Sequence[Text], *, home: Path | None = None) -> Iterator[KnowledgeBase]:
    """Yield a knowledge base that holds `texts`, in `home` or in a folder that goes when the block ends."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "texts"
        folder.mkdir()
        for text in texts:
            (folder / f"{text.document_id}.txt").write_text(text.text, encoding="utf-8")
        stores = Stores(home or Path(scratch) / "home")
        Updater(stores).ingest([folder])
        try:
            yield KnowledgeBase(stores)
        finally:
            stores.close()
