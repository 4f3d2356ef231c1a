"""Libraries filled with the documents of a set, kept so that a second run starts at once."""

from __future__ import annotations

import csv
import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from eval.records import EvalError, QuestionSet, Text
from eval.systems import BaseMaker, Library
from index.knowledge_base import KnowledgeBase
from index.plan import FileStatus
from index.stores import Stores
from index.update import IngestReport, ReadLimits, Step, Updater
from ingest.describe import slug
from ingest.manifest import FILE_NAME

StoresMaker = Callable[[Path], Stores]

_ROOT = Path(__file__).parent.parent
# What decides how a document is stored; a library filled by other code is filled anew, with the vectors it has.
_FILLING = ("ingest/**/*.py", "index/texts.py", "index/embed.py", "index/lexical.py", "index/update*.py")


def _silent(_: Step) -> None:
    pass


@contextmanager
def filled(texts: Sequence[Text], *, home: Path | None = None) -> Iterator[KnowledgeBase]:
    """Yield a knowledge base that holds `texts`, in `home` or in a folder that goes when the block ends."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "texts"
        write_texts(texts, folder)
        stores = Stores(home or Path(scratch) / "home")
        Updater(stores).ingest([folder])
        try:
            yield KnowledgeBase(stores)
        finally:
            stores.close()


@contextmanager
def opened(home: Path, *, open_stores: StoresMaker, open_base: BaseMaker) -> Iterator[Library]:
    """Yield the library of a home as it stands."""
    stores = open_stores(home)
    try:
        yield Library(stores, open_base(stores))
    finally:
        stores.close()


@contextmanager
def cached(
    asked: QuestionSet, library: str, *, cache: Path, model: str, open_stores: StoresMaker, open_base: BaseMaker,
    report: Callable[[Step], None] = _silent,
) -> Iterator[Library]:  # fmt: skip
    """Yield a library of a set, filled where it is not, or where the documents or the code that stores them changed.

    Args:
        asked: the set.
        library: which of its libraries.
        cache: folder of all kept libraries.
        model: the embedding model as configured; each has a library of its own.
        open_stores, open_base: how a home is opened.
        report: is shown how far the filling has come.

    Raises:
        EvalError: a document of the set cannot be ingested.
    """
    place = cache / folder_name(asked, library, model)
    texts = [text for text in asked.texts if text.library == library]
    stamp = _stamp(texts, asked)
    stamp_file = place / "filled"
    is_filled = stamp_file.is_file() and stamp_file.read_text(encoding="utf-8") == stamp
    stores = open_stores(place / "home")
    try:
        if not is_filled:
            stamp_file.unlink(missing_ok=True)
            folder = asked.folder or write_texts(texts, place / "texts")
            _fill(stores, folder, asked.passage_chars, report)
            stamp_file.write_text(stamp, encoding="utf-8")
        yield Library(stores, open_base(stores))
    finally:
        stores.close()


def folder_name(asked: QuestionSet, library: str, model: str) -> str:
    """Return the name of the folder, in the cache, of a set's library by a model as configured."""
    name = asked.folder.name if asked.folder else asked.name
    return "-".join(part for part in (name, library, "" if model == "bundled" else slug(model)) if part)


def write_texts(texts: Sequence[Text], folder: Path) -> Path:
    """Write documents into a folder of their own, with a manifest of those that have a title, and return it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for text in texts:
        (folder / f"{text.document_id}.txt").write_text(text.text, encoding="utf-8")
    titled = [text for text in texts if text.title]
    if titled:
        with (folder / FILE_NAME).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(["id", "title", "language"])
            writer.writerows([text.document_id, text.title, text.language] for text in titled)
    return folder


def _fill(stores: Stores, folder: Path, passage_chars: int, report: Callable[[Step], None]) -> None:
    updater = Updater(stores, limits=ReadLimits(passage_chars=passage_chars))
    held = list(stores.catalogue.live_revisions())
    if held:
        updater.remove(held)
    _check(updater.ingest([folder], report=report))


def _check(result: IngestReport) -> None:
    lost = [one for one in result.documents if one.status in (FileStatus.REJECTED, FileStatus.DUPLICATE)]
    if lost or not result.documents:
        faults = "; ".join(f"{Path(one.path).name}: {one.status.value}, {one.message}" for one in lost[:5])
        raise EvalError(f"the set's documents cannot all be ingested: {faults or 'there are none'}")


def _stamp(texts: Sequence[Text], asked: QuestionSet) -> str:
    """Return a digest of the documents, of how they are cut and of the code that reads and stores them."""
    digest = hashlib.sha256(str(asked.passage_chars).encode())
    for text in texts:
        digest.update(repr(asdict(text)).encode())
    files = [file for pattern in _FILLING for file in sorted(_ROOT.glob(pattern))]
    if asked.folder:
        files += sorted(file for file in asked.folder.iterdir() if file.is_file())
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
