"""The documents of the benchmark, and their making."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from eval.layout import typst_files
from eval.layout.records import Break, Heading, Part, Spec
from eval.layout.texts import ANNEX, FRONT, Writer

LANGUAGES = ("en", "fr", "de", "ru")
_SANS = "DejaVu Sans"


def specs() -> list[Spec]:
    """Return all documents: a set of kinds in four languages from three producers, and some oddities."""
    return [spec for seed, language in enumerate(LANGUAGES) for spec in _of_language(language, 100 * seed)]


def _of_language(language: str, seed: int) -> Iterator[Spec]:
    """Yield the documents in one language."""
    plain = {"language": language}
    yield _typst("one-column", _text(language, seed, notes=True), **plain)
    yield _typst("two-columns", _text(language, seed + 1, notes=True), columns=2, numbers="head", **plain)
    yield _typst("tables-ruled", _tables(language, seed + 2), **plain)
    yield _typst("tables-some-rules", _tables(language, seed + 3), rules="some", has_outline=False, **plain)
    yield _typst("tables-unruled", _tables(language, seed + 4), rules="none", numbers="", **plain)
    yield _typst("labels", _with_front(language, seed + 5), front=2, annex=2, has_contents=False, **plain)
    yield _typst("odd-letters", _text(language, seed + 6, notes=False), has_marks=True, has_outline=False, **plain)
    yield _chromium("one-column", _text(language, seed + 10, notes=False), **plain)
    yield _chromium("two-columns", _text(language, seed + 11, notes=False), columns=2, has_outline=False, **plain)
    yield _chromium("tables", _tables(language, seed + 12), font=_SANS, **plain)
    yield _chromium("tables-unruled", _tables(language, seed + 13), rules="none", numbers="head", **plain)
    yield _libreoffice("one-column", _text(language, seed + 20, notes=True), **plain)
    yield _libreoffice("two-columns", _text(language, seed + 21, notes=True), columns=2, has_outline=False, **plain)
    yield _libreoffice("tables", _tables(language, seed + 22), rules="some", font=_SANS, **plain)
    yield _libreoffice("labels", _with_front(language, seed + 23), front=2, annex=2, **plain)


def _typst(name: str, parts: tuple[Part, ...], *, language: str, **fields: object) -> Spec:
    return _spec("typst", name, parts, language, fields)


def _chromium(name: str, parts: tuple[Part, ...], *, language: str, **fields: object) -> Spec:
    return _spec("chromium", name, parts, language, fields)


def _libreoffice(name: str, parts: tuple[Part, ...], *, language: str, **fields: object) -> Spec:
    return _spec("libreoffice", name, parts, language, fields)


def _spec(producer: str, name: str, parts: tuple[Part, ...], language: str, fields: dict[str, object]) -> Spec:
    return Spec(name=f"{producer}-{name}-{language}", producer=producer, language=language, parts=parts, **fields)  # type: ignore[arg-type]


def _text(language: str, seed: int, *, notes: bool) -> tuple[Part, ...]:
    writer = Writer(language, seed)
    return tuple(writer.chapters(6, paragraphs=3, notes=notes))


def _tables(language: str, seed: int) -> tuple[Part, ...]:
    """Return text with tables of every kind, one of them longer than a page."""
    writer = Writer(language, seed)
    parts: list[Part] = []
    kinds = (("plain", 6), ("wrapped", 5), ("spanned", 6), ("merged", 6), ("plain", 45))
    for n, (kind, rows) in enumerate(kinds):
        parts += [*list(writer.chapters(n + 1, paragraphs=1, notes=False))[2 * n :][:2], writer.table(kind, rows=rows)]
        parts += [writer.paragraph(3)]
    return tuple(parts)


def _with_front(language: str, seed: int) -> tuple[Part, ...]:
    """Return text after two pages of front matter and before two pages of an annex."""
    writer = Writer(language, seed)
    foreword, thanks = FRONT[language]
    return (
        Heading(foreword, 1), writer.paragraph(4), Break(), Heading(thanks, 1), writer.paragraph(3),
        Break("arabic"), *writer.chapters(10, paragraphs=3, notes=True),
        Break("annex"), Heading(ANNEX[language], 1), writer.paragraph(4),
        Break(), Heading(f"{ANNEX[language]} 2", 1), writer.paragraph(4),
    )  # fmt: skip


def make(chosen: list[Spec], folder: Path) -> tuple[list[Spec], list[str]]:
    """Write the documents as NAME.pdf into a folder; return those made, and a line for each producer not there."""
    folder.mkdir(parents=True, exist_ok=True)
    made: list[Spec] = []
    missing: list[str] = []
    by_producer = {name: [spec for spec in chosen if spec.producer == name] for name in _PRODUCERS}
    for producer, some in by_producer.items():
        fault = _PRODUCERS[producer](some, folder) if some else ""
        if fault:
            missing.append(fault)
        else:
            made += some
    return made, missing


def path_of(spec: Spec, folder: Path) -> Path:
    """Return where a document lies."""
    return folder / f"{spec.name}.pdf"


def _by_typst(some: list[Spec], folder: Path) -> str:
    for spec in some:
        path_of(spec, folder).write_bytes(typst_files.make(spec))
    return ""


def _by_chromium(some: list[Spec], folder: Path) -> str:
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not found:
        return f"Chromium is not installed: {len(some)} documents are left out"
    from eval.layout import chromium_files  # noqa: PLC0415 - needs the browser's driver

    for spec, pdf in zip(some, chromium_files.make(some, Path(found)), strict=True):
        path_of(spec, folder).write_bytes(pdf)
    return ""


def _by_libreoffice(some: list[Spec], folder: Path) -> str:
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if not found:
        return f"LibreOffice is not installed: {len(some)} documents are left out"
    from eval.layout import libreoffice_files  # noqa: PLC0415 - as above

    libreoffice_files.make(some, Path(found), folder)
    return ""


_PRODUCERS = {"typst": _by_typst, "chromium": _by_chromium, "libreoffice": _by_libreoffice}
