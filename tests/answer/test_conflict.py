"""Contradictions: rare, and right."""

from __future__ import annotations

import pytest

from answer.conflict import find_conflict_across
from answer.faults import find_faults
from answer.stance import Stance, stand
from answer.support import Reading

QUOTE = "The second plan of Estonia was adopted in 2021, covers 40 hospitals and costs about EUR 20 million."


def stance(claim: str, quote: str, language: str = "en") -> Stance:
    return stand(Reading.of(claim, language=language, is_one=True), Reading.of(quote, language=language)).stance


@pytest.mark.parametrize(("claim", "quote", "language"), [
    pytest.param("38 of 50 states use the tool.", "32 of 50 states use the tool.", "en", id="count"),
    pytest.param("The plan covers 60% of hospitals.", "The plan covers 64% of hospitals.", "en", id="percentage"),
    pytest.param("Malta published its national strategy in 2017.",
                 "Malta published its national strategy in 2019, with a vision to 2030.", "en", id="year, by its word"),
    pytest.param("The record has about 9 million active users.",
                 "The record has about 4 million active users.", "en", id="round, but far off"),
    pytest.param("The AI Act is not based on risk.", "The AI Act is based on risk.", "en", id="denied"),
    pytest.param("Clinics must report each incident.", "Clinics need not report each incident.", "en", id="asserted"),
    pytest.param("Reporting of incidents is voluntary for clinics.",
                 "Reporting of incidents is mandatory for clinics.", "en", id="opposite"),
    pytest.param("Le plan couvre 12 hôpitaux publics.", "Le plan couvre 15 hôpitaux publics.", "fr", id="fr"),
    pytest.param("Der Plan gilt für 12 Krankenhäuser.", "Der Plan gilt für 15 Krankenhäuser.", "de", id="de"),
    pytest.param("Estonia adopted its first plan on 12 March 2015.",
                 "The Cabinet of Estonia adopted the first plan on 25 July 2019.", "en", id="date"),
    pytest.param("Der Plan gilt von 2021 bis 2022 für Kliniken.",
                 "Der Plan gilt von 2024 bis 2025 für Kliniken.", "de", id="period"),
    pytest.param("The programme of Malta costs CHF 900 million.",
                 "The programme of Malta costs about CHF 400 million for 2025-2034.", "en", id="money"),
    pytest.param("План охватывает 12 больниц.", "План охватывает 15 больниц.", "ru", id="ru"),
])  # fmt: skip
def test_the_same_matter_with_another_figure_or_the_opposite_is_contradicted(
    claim: str, quote: str, language: str
) -> None:
    assert stance(claim, quote, language) is Stance.CONTRADICTED


@pytest.mark.parametrize(("claim", "quote"), [
    pytest.param("Latvia has 40 hospitals.", "Estonia has 45 hospitals.", id="another country"),
    pytest.param("About 60% of hospitals use the tool.", "64% of hospitals use the tool.", id="round"),
    pytest.param("At least 30 states use the tool.", "32 states use the tool.", id="bound"),
    pytest.param("In 2023, 30 states used the tool.", "In 2024, 32 states used the tool.", id="another year"),
    pytest.param("25 of 27 states use the tool.", "25 of 50 states use the tool.", id="out of others"),
    pytest.param("The plan trains 40 nurses.", "The plan covers 60 hospitals.", id="another thing"),
    pytest.param("The plan was adopted on 12 November 2025.", "The plan was adopted in November 2025.", id="no day"),
    pytest.param("The plan was adopted on 12 May 2025.", "The plan was drawn up in May 2024 and adopted in June 2025.",
                 id="two dates"),
    pytest.param("The programme costs EUR 40 million.", "The programme reaches 30 million.", id="money and no money"),
    pytest.param("If clinics report, 12 inspectors look at it.", "Clinics report, and 15 inspectors look at it.",
                 id="a condition"),
    pytest.param("The ministry does not pay for nurses.", "The ministry keeps a register of models.", id="other words"),
    pytest.param("Clinics report each incident.", "Clinics report each incident.", id="the same"),
])  # fmt: skip
def test_what_leaves_doubt_is_not_contradicted(claim: str, quote: str) -> None:
    assert stance(claim, quote) is not Stance.CONTRADICTED


def across(claim: str, quote: str, language: str = "de") -> tuple[str, str] | None:
    ours, theirs = Reading.of(claim, language=language, is_one=True), Reading.of(quote, language="en")
    faults = find_faults(claim, [quote], language=language, quote_language="en")
    conflict = find_conflict_across(ours, theirs, faults)
    return (conflict.ours, conflict.theirs) if conflict else None


def test_another_figure_or_date_tells_across_languages() -> None:
    assert across("In 31 von 50 Staaten gibt es Chatbots.", "25 of 50 states (50%) use chatbots.") == ("31", "25")
    assert across("Der Plan wurde am 12. März 2015 angenommen.", "The plan was adopted on 25 July 2019.") == (
        "12. März 2015", "25 July 2019",
    )  # fmt: skip
    assert across("Le plan couvre 2021 à 2022.", "The plan runs from 2024 to 2025.", "fr") == (
        "2021 à 2022", "2024 to 2025",
    )  # fmt: skip


@pytest.mark.parametrize(("claim", "quote"), [
    pytest.param("In 31 von 50 Staaten gibt es Chatbots.", "25 of 50 use chatbots, and 32 use diagnostics.", id="two"),
    pytest.param("In 31 Staaten gibt es Chatbots.", "Half of them, 50%, use chatbots.", id="another kind"),
    pytest.param("Es kostet 31 Millionen Euro.", "It reaches 25 million.", id="money and no money"),
    pytest.param("Der Plan wurde am 12. März 2015 angenommen.", "The plan of March 2015 has 32 parts.", id="no day"),
    pytest.param("In 31 Staaten gibt es keine Chatbots.", "25 states use chatbots.", id="a denial besides"),
    pytest.param("In 25 von 50 Staaten gibt es Chatbots.", "25 of 50 Member States use chatbots.", id="the same"),
])  # fmt: skip
def test_what_leaves_doubt_across_languages_does_not(claim: str, quote: str) -> None:
    assert across(claim, quote) is None
