"""What ships as starter digests holds to the facts it was written from, and says what it is."""

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pypdf import PdfReader

from ingest.manifest import ManifestRow, read_manifest
from ingest.read import read_document

CORPUS = Path(__file__).parents[2] / "corpus"
STARTER = CORPUS / "starter"
FACTS = CORPUS.parents[1] / "shared" / "facts"
DIGESTS = read_manifest(STARTER / "manifest.csv")
SOURCES = read_manifest(CORPUS / "sources.csv")
TEXTS = sorted(path for path in CORPUS.rglob("*") if path.suffix in {".csv", ".md", ".typ", ".html"})

SURVEY = "regional-report-2025.md"
COMPANION = "regional-report-eu-2026.md"
# Which facts a digest was written from; a country's digest and its translations rest on the country's own sheet.
WRITTEN_FROM = {
    "who-euro-ai-readiness-2025": (SURVEY, COMPANION, "country-irl.md"),
    "who-euro-ai-readiness-eu-2026": (COMPANION,),
    "who-symposium-porto-2023": ("symposium-portugal-2023.md",),
    "who-malta-meeting-2025": ("malta-meeting-2025.md", SURVEY),
    "who-guidance-ai": ("who-guidance.md",),
    "who-euro-framework": ("who-europe-framework.md",),
    "eu-law-ai-health": ("eu-law.md",),
    "oecd-ai-health": ("oecd-open-sources.md",),
    "esp": ("country-esp.md", SURVEY),
    "fra": ("country-fra.md", SURVEY),
    "irl": ("country-irl.md", SURVEY),
}
OWN_WORDS = {
    "en": "digest in our own words of",
    "fr": "dans nos propres mots",
    "de": "in eigenen Worten",
    "ru": "своими словами",
}
# Words of a work-in-progress, or of the place it was written in, that have no place in front of a reader.
FORBIDDEN = re.compile(
    r"fact sheet|confidence|inference|seed document|one source each|not opened|/work\b|/tmp\b|https?://(?:127|localhost|pypi)"
    r"|TODO|FIXME|lorem",
    re.IGNORECASE,
)
STATE = re.compile(r"(?:mid-|mi-|Mitte |середину |середина )2026")
MONEY = re.compile(r"\b(?:EUR|USD|GBP|CHF|PLN|RUB|NIS) \d[\d.]*(?: [mb]illion)?")
NAMELESS = re.compile(
    r"(?:^|[.!?]\s+)((?:It|They|He|She|Both|Such|Another|Some of these|The (?:latter|former|same)|These|Those"
    r"|This(?! digest)) \w+)",
    re.MULTILINE,
)


def rows(language: str = "") -> list[object]:
    return [pytest.param(row, id=key) for key, row in DIGESTS.items() if language in {"", row.metadata.language}]


@cache  # each digest is asked for by six tests
def text_of(path: Path) -> str:
    """Return what a reader is told: the text without what the layout prints (heads, page numbers, contents list)."""
    if path.suffix == ".pdf":
        return "\n".join(pdf_pages(path))
    return "\n".join(page.text for page in read_document(path).pages)


def pdf_pages(path: Path) -> Iterator[str]:
    pdf = PdfReader(path)
    for number, page in enumerate(pdf.pages):
        lines = page.extract_text().splitlines()
        assert lines.pop().strip() == pdf.page_labels[number], f"{path.name}, page {number + 1}: foot and label differ"
        told = lines[1:] if number else lines
        yield "\n".join(line for line in told if not re.search(r"(?:\. ){5}\.?\s*[\divxl]+$", line))


def plain(text: str) -> str:
    """Undo thousands separators, decimal commas, dashes and line breaks, so that one amount is written one way."""
    text = re.sub(r"[\s\u00a0\u202f]+", " ", text).replace("–", "-")
    text = re.sub(r"(?<!\d)(\d{1,3})[ ,.](?=\d{3}(?!\d))", r"\1", text)
    return re.sub(r"(?<=\d),(?=\d)", ".", text)


def facts_of(row: ManifestRow) -> str:
    if not FACTS.is_dir():
        pytest.skip("the fact sheets of ../shared/facts are not on this machine")
    key = re.sub(r"-(?:fr|de|ru)$", "", row.metadata.document_id.removeprefix("digest-"))
    names = WRITTEN_FROM.get(key, (f"country-{key}.md",))
    told = "\n".join((FACTS / name).read_text(encoding="utf-8") for name in names)
    told = re.sub(r"\[[^\]]*(?:https?:|announcement)[^\]]*\]", "", told)  # the pages a fact rests on are no facts
    official = SOURCES[row.metadata.stands_for].metadata
    return plain(f"{told}\n{official.url}\n{official.title}")


def figures(text: str) -> set[str]:
    return set(re.findall(r"\d+(?:\.\d+)?", text))


def percentages(text: str) -> set[str]:
    return set(re.findall(r"(\d+(?:\.\d+)?) ?(?:%|Prozent|процент)", text))


@pytest.mark.parametrize("row", rows())
def test_every_figure_of_a_digest_stands_in_its_facts(row: ManifestRow) -> None:
    told = plain(STATE.sub("", re.sub(r"https?://\S+", "", text_of(Path(row.file)))))
    facts = facts_of(row)
    assert figures(told) - figures(facts) == set()
    assert percentages(told) - percentages(facts) == set()


@pytest.mark.parametrize("row", rows("en"))
def test_every_amount_of_money_stands_in_the_facts_with_its_currency(row: ManifestRow) -> None:
    assert set(MONEY.findall(plain(text_of(Path(row.file))))) - set(MONEY.findall(facts_of(row))) == set()


@pytest.mark.parametrize("row", rows())
def test_a_digest_says_what_it_is_and_where_the_official_document_is(row: ManifestRow) -> None:
    opening = text_of(Path(row.file))[:1_200]
    assert OWN_WORDS[row.metadata.language] in plain(opening)
    assert STATE.search(opening)
    assert row.metadata.url in re.sub(r"\s+", "", opening)


@pytest.mark.parametrize("row", rows())
def test_a_digest_is_never_taken_for_the_original(row: ManifestRow) -> None:
    digest, official = row.metadata, SOURCES[row.metadata.stands_for].metadata
    assert digest.title.startswith("Digest: ")
    assert digest.publisher == "policy-kb (digest)"
    assert digest.licence == "Apache-2.0"
    assert digest.document_id not in SOURCES
    assert (digest.url, digest.year, digest.status) == (official.url, official.year, official.status)


@pytest.mark.parametrize("row", rows("en"))
def test_sentences_name_what_they_speak_of(row: ManifestRow) -> None:
    """A sentence is shown alone, so none may start with a word that points back."""
    assert NAMELESS.findall(text_of(Path(row.file))) == []


@pytest.mark.parametrize("row", rows())
def test_a_digest_is_written_in_the_language_the_manifest_names(row: ManifestRow) -> None:
    path = Path(row.file)
    cyrillic = len(re.findall(r"[а-яё]", text_of(path)))
    assert (cyrillic > 500) == (row.metadata.language == "ru")
    if path.suffix != ".pdf":
        assert read_document(path).language == row.metadata.language


def test_the_manifest_lists_the_files_of_the_starter_and_no_others() -> None:
    listed = {Path(row.file).name for row in DIGESTS.values()}
    assert listed == {path.name for path in STARTER.iterdir()} - {"manifest.csv"}
    assert len(listed) == len(DIGESTS)


def test_every_country_with_facts_has_a_digest() -> None:
    if not FACTS.is_dir():
        pytest.skip("the fact sheets of ../shared/facts are not on this machine")
    with_facts = {path.stem.removeprefix("country-").upper() for path in FACTS.glob("country-*.md")}
    assert with_facts <= {row.metadata.country for row in DIGESTS.values()}


@pytest.mark.parametrize("path", TEXTS, ids=[path.name for path in TEXTS])
def test_no_word_of_the_workshop_is_left(path: Path) -> None:
    # The glossary is a word list of the field, in which "confidence" is a term like any other.
    allowed = ["confidence"] if path.name == "glossary.csv" else []
    assert [word for word in FORBIDDEN.findall(path.read_text(encoding="utf-8")) if word not in allowed] == []


def test_every_official_document_has_an_address_and_says_how_it_is_known() -> None:
    known = {"seen", "linked", "pattern", "landing", "copy"}
    for key, row in SOURCES.items():
        assert row.metadata.url.startswith(("https://", "http://")), key
        assert row.url_status in known, key
        assert row.metadata.language != "und", key
        assert row.metadata.date[:4] == str(row.metadata.year or ""), key


def test_sources_keep_every_document_of_the_facts() -> None:
    if not FACTS.is_dir():
        pytest.skip("the fact sheets of ../shared/facts are not on this machine")
    with (FACTS / "sources.csv").open(encoding="utf-8", newline="") as file:
        assert {row["id"] for row in csv.DictReader(file)} <= set(SOURCES)
