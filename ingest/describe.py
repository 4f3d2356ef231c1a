"""What the catalogue says of a document: by the manifest first, then by the document itself, its name last."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

from ingest.places import find_countries, is_place
from ingest.records import BlockKind, Document, Metadata

_LONGEST_ID = 60
_LONGEST_TITLE = 300
_LONGEST_PRELUDE = 200  # characters above a title: a publisher, a date
_YEAR = re.compile(r"(?<!\d)(?:19[5-9]\d|20[0-2]\d|203[0-5])(?!\d)")
_AIM = re.compile(r"\b(?:until|by|towards?|horizon|jusqu['’]en|d['’]ici(?: à)?|bis|до|к)\s+(?:20\d\d)\b", re.IGNORECASE)
_PREFIX = re.compile(r"([A-Z]{3})(?=[_\-\s])")
# How letters without an ASCII base are spelled: Cyrillic, and some Latin ones.
_SPELLINGS = (
    "а:a б:b в:v г:g д:d е:e ё:e ж:zh з:z и:i й:y к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:kh ц:ts ч:ch "
    "ш:sh щ:shch ъ: ы:y ь: э:e ю:yu я:ya і:i ї:yi є:ye ґ:g ў:u ј:j љ:lj њ:nj ћ:c ђ:dj џ:dz қ:q ғ:g ң:n ө:o ұ:u "
    "ү:u һ:h ә:a ß:ss ø:o æ:ae œ:oe ł:l đ:d ð:d þ:th ı:i ħ:h"
)
_LETTERS = dict(pair.split(":") for pair in _SPELLINGS.split())

# Titles that programs write on their own, and templates' left-overs.
_NO_TITLE = re.compile(
    r"untitled.*|unbenannt.*|sans titre.*|без имени.*|document ?\d*|dokument ?\d*"
    r"|microsoft (?:word|powerpoint|excel).*|.*\btemplate\b.*"
    r"|markdown to pdf|powerpoint.pr[äe]sentation"
    r"|pr[ée]sentation powerpoint|presentation ?\d*|slide ?\d+|title|titre|titel"
    r"|(?:layout|brochure|cover|book) ?\d*|[\W\d_]*"
    r"|.*\.(?:docx?|pdf|indd|qxd|rtf|odt|pptx?|xlsx?|html?|txt|md|pub|tmp)|\S*_\S*|[\w.-]*\d{4,}[\w.-]*",
    re.IGNORECASE,
)

# Headings that open a part of a document, not the whole.
_CHAPTER = re.compile(
    r"\d{1,2}(?:\.\d{1,2})*\.\s|(?:\d{1,2}\s+)?(?:"
    r"(?:table of )?contents|(?:fore|pre)words?|preface|introduction|(?:executive )?summary|acknowledge?ments?"
    r"|abbreviations|acronyms.*|sommaire|table des matières|avant-propos|préface|résumé|inhalt(?:sverzeichnis)?|vorwort"
    r"|einleitung|zusammenfassung|eingangsformel|содержание|оглавление|предисловие|введение|резюме)$",
    re.IGNORECASE,
)

# Words that tell the kind of a document, the more telling first; keys are the manifest's own words for them.
_KINDS = tuple(
    (kind, re.compile(words, re.IGNORECASE))
    for kind, words in (
        (
            "action_plan",
            r"\baction plan|\broadmap|plan d.action|feuille de route|aktionsplan|fahrplan|"
            r"план\w* действий|дорожн\w+ карт",
        ),
        ("strategy", r"\bstrateg(?:y|ies)\b|\bstratégi|strategie|стратеги|\bnational agenda"),
        (
            "legislation",
            r"\bregulation \(|\bregulations?\b|\bdirective\b|\bact\b|\blaws?\b|\bdecree\b|"
            r"\bloi\b|\bdécret|\brèglement|\barrêté|"
            r"\b\w*gesetz\b|\b\w*gesetzes\b|\b\w*verordnung\b|\brichtlinie\b|\bзакон|\bуказ\b|\bпостановлени|\bприказ|\bкодекс",
        ),
        (
            "guidance",
            r"\bguidance|\bguidelines?\b|\bguide\b|\bhandbook|\bmanual\b|\btoolkit|"
            r"lignes directrices|\bdoctrine\b|\bfiche\b|"
            r"recommandations|leitfaden|leitlinie|handreichung|empfehlung|руководств|рекомендаци|методическ",
        ),
        (
            "report",
            r"\breports?\b|\brapport|\bbericht|\bdoklad|доклад|отчет|отчёт|\breview\b|\bstudy\b|\bétude\b|\bstudie\b|обзор",
        ),
        ("framework", r"\bframework|\bcadre\b|rahmen(?:werk|konzept)|\bконцепци|\bрамочн"),
        ("plan", r"\bplan\b|\bprogramme?\b|\bprogramm\b|\bплан\b|\bпрограмм"),
        ("policy_brief", r"policy brief|\bbrief\b|factsheet|fact sheet|note d.information|faktenblatt|справк"),
        ("policy", r"\bpolicy\b|\bpolitique\b|\bpolitik\b|политик"),
    )
)


def describe(document: Document, *, root: Path | None, manifest_metadata: Metadata | None) -> Metadata:
    """Return what the catalogue keeps of a document; the manifest's word is the last where it says something.

    Args:
        root: the folder that was ingested; a folder in it named by a country's code ("FRA/plan.pdf") tells the country.
    """
    said = manifest_metadata or Metadata(document_id="", title="")
    stem = document.path.stem
    language = document.language if said.language == "und" else said.language
    title = said.title or _title(document)
    return Metadata(
        document_id=said.document_id or slug(stem),
        title=title,
        publisher=said.publisher,
        year=said.year or _first_year(title) or _first_year(stem) or document.year,
        date=said.date,
        country=said.country or _country(document.path, root=root, title=title, language=language),
        doc_type=said.doc_type or guess_type(title) or guess_type(_prettified(stem)),
        language=language,
        url=said.url,
        licence=said.licence,
        status=said.status,
        stands_for=said.stands_for,
    )


def slug(text: str) -> str:
    """Return a key of small ASCII letters, digits and hyphens, 1 to 60 characters, the same for the same text.

    A text that is cut, or of which nothing can be written in ASCII, gets some digits of its sha256, so that two long
    names that begin alike differ.
    """
    normal = unicodedata.normalize("NFC", text).lower()
    spelled = unicodedata.normalize("NFKD", "".join(_LETTERS.get(char, char) for char in normal))
    key = re.sub(r"[^a-z0-9]+", "-", "".join(char for char in spelled if not unicodedata.combining(char))).strip("-")
    if key and len(key) <= _LONGEST_ID:
        return key
    digest = hashlib.sha256(normal.encode("utf-8", errors="replace")).hexdigest()[:8]
    return f"{key[: _LONGEST_ID - 9].strip('-') or 'document'}-{digest}"


def guess_type(title: str) -> str:
    """Return what kind of document a title speaks of, in the manifest's words; "" where it does not say."""
    return next((kind for kind, words in _KINDS if words.search(title)), "")


def is_title(text: str) -> bool:
    """Whether an embedded title is one that a person wrote for readers."""
    return 4 <= len(text) <= _LONGEST_TITLE and not _NO_TITLE.fullmatch(text.strip())


def _title(document: Document) -> str:
    embedded = " ".join(document.title.split())
    if is_title(embedded) and slug(embedded) != slug(document.path.name) and not _CHAPTER.match(embedded):
        return embedded
    heading = _first_heading(document)
    return heading if is_title(heading) and not _CHAPTER.match(heading) else _prettified(document.path.stem)


def _first_heading(document: Document) -> str:
    """Return the heading the document begins with, "" where running text comes first."""
    before = 0
    for block in document.blocks:
        text = " ".join(block.span.of(document.pages[block.page - 1].text).split())
        if block.kind is BlockKind.HEADING:
            return text if before <= _LONGEST_PRELUDE else ""
        before += len(text)
    return ""


def _prettified(stem: str) -> str:
    """Return a file name as words: its own capitals, without underscores and running numbers before it."""
    words = " ".join(re.sub(r"[_\s]+", " ", re.sub(r"(?<=[^\W\d_])-(?=[^\W\d_])", " ", stem)).split())
    words = re.sub(r"^\d{1,3}[ .-]+(?=\D)", "", words) or stem or "document"
    return words[0].upper() + words[1:]


def _first_year(text: str) -> int | None:
    """Return the first year in a title that can be its own: "until 2030" names an aim."""
    latest = datetime.now(UTC).year
    years = (int(match[0]) for match in _YEAR.finditer(_AIM.sub(" ", text)))
    return next((year for year in years if year <= latest), None)


def _country(path: Path, *, root: Path | None, title: str, language: str) -> str:
    """Return the country by the file's prefix, its folder, or the title or name if that names one place only."""
    match = _PREFIX.match(path.stem)
    if match and is_place(match[1]):
        return match[1]
    folders = path.parent.parts[len(root.parts) :] if root is not None and path.is_relative_to(root) else ()
    for folder in reversed(folders):
        if is_place(folder):
            return folder
    name = re.sub(r"[\W_]+", " ", path.stem)
    for text in (title, name):
        named = find_countries(text, language=language, regions=True)
        if named:
            return named[0] if len(named) == 1 else ""
    return ""
