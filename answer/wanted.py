"""The kind of thing a question asks for - a number, a year, a person, a firm - and whether a sentence holds one.

A sentence on the matter that lacks what is asked for answers nothing: it only hides that the documents are silent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from babel.numbers import list_currencies
from numpy.typing import NDArray

from answer.names import is_everyday
from index.reading import PLACE_NAMES, Reading
from index.records import Hit
from index.words import split_words
from ingest.place_names import REGIONS
from ingest.places import find_countries
from ingest.records import BlockKind

Tells = Callable[[str, Hit, NDArray[np.float32]], bool]

_ASKS_NUMBER = re.compile(
    r"\b(?:how (?:many|much|often|large|old|long|high)|"
    r"what (?:share|percentage|proportion|number|budget|amount)|percent|"
    r"combien|quelle (?:part|proportion)|quel (?:nombre|pourcentage|budget|montant)|"
    r"wie ?viele?[nr]?|welcher anteil|wie hoch|wie lange|"
    r"сколько|как(?:ая|ой) (?:доля|процент))\b",
    re.IGNORECASE,
)
_ASKS_MONEY = re.compile(
    r"\bhow much\b.*\b(?:costs?|money|budget|fund(?:s|ing)?|spend|spent|invest(?:s|ed|ment)?|pay|paid|earns?|"
    r"EUR|euros?|USD|dollars?|GBP|pounds?|CHF)\b|"
    r"\bwhat (?:will|would|does|do|did|must|should)\b.{1,60}\b(?:cost|pay(?! attention| heed))\b|"
    r"\b(?:what|which) budget\b|"
    r"\bwhat (?:is|was|are|were|will be) (?:the |its )?(?:\w+ ){0,2}(?:costs?|budget|price)\b|"
    r"\bcombien\b(?! d(?:e |['’])(?!argent|euros|fonds|milli\w+)).*\b(?:coût\w*|argent|budget|dépens\w+|investi\w*)\b|"
    r"\bquels? (?:est le |était le |sont les )?(?:budgets?|coûts?|montants?)\b|"
    r"\bque (?:coûte|coûtent|coûtera|coûtait)\b|\bwelches budget\b|"
    r"\bwas (?:kost(?:en|et|ete|eten)|zahl(?:t|en)|bezahl(?:t|en))\b|"
    r"\bwie ?viel\b.*\b(?:kostet|kosten|geld|ausgeben|investier\w+|euro|EUR)\b|"
    r"\bwie hoch (?:ist|sind|war\w*) .*(?:budget|kosten|bußgeld\w*|strafe\w*|förderung)\b|"
    r"\bсколько\b.*\b(?:стоит|стоить|денег|средств|потратит\w*|плат[яи]т|злотых|рублей|евро\b|долларов|обойд\w+)|"
    r"\bкаков?\w* бюджет",
    re.IGNORECASE,
)
# A currency: "million" alone counts people and records too. EUR/RC72 is no money, but a document of the Region.
_CURRENCIES = "|".join(sorted({*list_currencies(), "NIS"}))  # new shekels are written so, though their code is ILS
_MONEY = re.compile(
    rf"[€$£₽]|\b(?:EUR|USD|GBP|CHF|RUB)\b(?!/)|\b(?:{_CURRENCIES}) ?\d|(?<![^\W\d_])\d[\d.,]* ?(?:{_CURRENCIES})\b|"
    r"\b(?:euros?|dollars?|pounds?|kwacha|руб\w*|евро)\b"
)
_COUNTRY_WORDS = (
    r"(?:countr(?:y|ies)|states|member state|governments|nations|jurisdictions|pays|états|état membre|gouvernements|"
    r"länder\w*|land|\w*staaten|mitgliedstaat|"
    r"regierungen|стран\w*|государств\w*|правительств\w*)"
)
_COUNTS_COUNTRIES = re.compile(
    r"\b(?:how many|what (?:share|percentage|proportion)|combien|quelle (?:part|proportion)|quel pourcentage|"
    r"wie ?viele?|welcher anteil|сколько|как(?:ая|ой|ую|ова|ов) (?:доля|долю|процент|часть))\b(?: [\w'’-]+){0,5} "
    rf"{_COUNTRY_WORDS}\b",
    re.IGNORECASE,
)
_ON_COUNTRIES = re.compile(rf"\b{_COUNTRY_WORDS}\b", re.IGNORECASE)
_ASKS_SHARE = re.compile(
    r"\b(?:what|which) (?:share|percentage|proportion)\b|\bhow many percent\b|\bshare of \w+|"
    r"\bquel(?:le)? (?:est (?:la|le) )?(?:part|proportion|pourcentage)\b|\bwelche[rn]? anteil\b|\bwie viel prozent\b|"
    r"\bкак(?:ая|ой|ую|ова|ов) (?:доля|долю|процент|часть)\b|\bсколько процентов\b",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"\d\s?%|\b(?:percent|per cent|pour cent|prozent|процент\w*|half|moitié|hälfte|половин\w+|third|tiers|drittel|"
    r"трет\w+|quarter|quart|viertel|четверт\w+)\b|\d+ (?:of|out of|sur|von|из) (?:the |les |den )?\d+",
    re.IGNORECASE,
)
_ASKS_COUNTRIES = re.compile(
    r"\b(?:which|what(?! (?:do|does|did|is|are|was|were|will|would|can|could|should|must|have|has|had)\b)|name the|"
    r"list the)(?: \w+){0,2} (?:countries|(?:member )?states|governments)\b|"
    r"\bquels?(?: \w+){0,2} (?:pays|états)\b|"
    r"\bwelche[nr]?(?: \w+){0,2}[ -](?:länder\w*|staaten|mitgliedstaaten|eu-länder\w*)\b|"
    r"\b(?:как(?:ие|их|им)|назовите)(?: \w+){0,2} (?:стран\w*|государств\w*)\b",
    re.IGNORECASE,
)
_ASKS_TIME = re.compile(
    r"^\W*(?:since |until |by |from )?when\b|\bwhen (?:do|does|did|will|is|are|was|were|has|have|can|should|must)\b|"
    r"\bwhat (?:year|date)\b|^\W*(?:depuis |à partir de )?quand\b|\ben quelle année\b|^\W*(?:seit |bis |ab )?wann\b|"
    r"^\W*(?:с |до )?когда\b|\bв каком году\b",
    re.IGNORECASE,
)
# A count is asked for, so that a year alone answers nothing, nor an ordinal ("the 9th congress"), nor the number of a
# paper ("2024:83"); nor does "one", which is an article in French and German
# and stands in "according to one source", nor "no" ("No strategy was found"), unless it counts countries.
_NUMBER = re.compile(
    r"(?<![\d.,:/–-])(?!(?:19|20)\d\d(?!\d))(?!\d+ ?(?:st|nd|rd|th|ère?|er|e|-?[йяе]|-?го|-?му)\b)"
    r"(?!\d+[:/]\d)\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|third|quarter|all|none|"
    rf"(?:no|aucun|keine?) (?:\w+ ){{0,2}}?{_COUNTRY_WORDS}|"
    r"deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|moitié|tiers|quart|tous|toutes|"
    r"zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|hälfte|drittel|viertel|alle|"
    r"дв[ае]|три|четыре|пять|шесть|семь|восемь|девять|десять|"
    r"половин\w+|треть|четверт\w+|все|ни одн\w+)\b",
    re.IGNORECASE,
)
_TIME = re.compile(r"(?<![\d/])(?:19|20)\d\d(?![\d/])")  # a year, not the number of a regulation (2025/327)
_ASKS_ACCURACY = re.compile(
    r"\b(?:how accurate|(?:what|which) accuracy|quelle (?:précision|exactitude)|"
    r"(?:welcher|wie hoch\w*) (?:treffsicherheit|genauigkeit)|как(?:ой|ая|ова) точност\w*)\b",
    re.IGNORECASE,
)
_ACCURACY = re.compile(r"\d\s?(?:%|percent|per cent|pour cent|prozent|процент)|\d[.,]\d", re.IGNORECASE)
_AMOUNT = re.compile(
    r"(?:(?:[€$£₽]|\b[A-Z]{3})\s?)?(?<![\d.,])(?P<figure>\d+(?:[.,\u00a0\u202f]\d+)*)"
    r"(?:\s?(?:milli\w+|billions?|Mio\.?|Mrd\.?|млн|млрд))?(?:\s(?:d['’])?(?:euros?|EUR|руб\w*|евро)\b(?!\s?\d))?"
)
_ITEM_NUMBER = re.compile(r"\A\(?\d{1,3}(?:\.\d{1,3})*[a-z]?(?:\)|\.)\s+")  # of a list's item: it counts nothing
_COUNTED = re.compile(
    r"\b(?:how many|combien d(?:e |['’])|wie ?viele[nr]? |сколько )\s*(?P<noun>[^?.,;:!]{3,60})", re.IGNORECASE
)
# What is counted stands elsewhere: "of the tools, how many are in use".
_COUNTED_ELSEWHERE = re.compile(
    r"(?:are|is|were|was|have|has|had|do|does|did|will|can|sont|ont|étaient|y|en|sind|haben|waren|werden|davon|"
    r"было|были|будет|есть|их|уже|всего)\b",
    re.IGNORECASE,
)
_OF_ALL = re.compile(
    r"^(?:of|d['’]entre|von|der|des|из)\s+(?:(?:the|all|these|les|ces|den|diesen|всех)\s+)?(?:\d+\s+)?", re.IGNORECASE
)
_MOST_COUNTED = 2
_IS_COUNTED = 0.3  # how far a sentence must have the words for what is counted
_BEFORE, _AFTER = 80, 80  # characters about a number in which they stand
_ASKS_FIRM = re.compile(
    r"\b(?:which|what)(?: \w+)? (?:compan(?:y|ies)|firms?|vendors?|suppliers?|manufacturers?|start-?ups?)\b|"
    r"\bquel(?:le)?s?(?: \w+)? (?:entreprises?|sociétés?|fournisseurs?|éditeurs?|fabricants?|start-?ups?)\b|"
    r"\bwelche[nrms]?(?: \w+)? (?:firm\w+|unternehmen|anbieter|hersteller|start-?ups?)\b|"
    r"\bкак(?:ая|ие|ой|ую|ими?|их)(?: \w+)? (?:компани|фирм|производител|поставщик|стартап|разработчик)\w*",
    re.IGNORECASE,
)
_FIRM = re.compile(
    r"\b(?:compan(?:y|ies)|firms?|vendors?|suppliers?|manufacturers?|start-?ups?|industry|"
    r"(?:developed|built|supplied|provided|made) by|entreprises?|sociétés?|fournisseurs?|éditeurs?|fabricants?|"
    r"(?:développée?|conçue?|fournie?) par|\w*firm(?:a|en)|\w*unternehmen\w*|\w*anbieter\w*|\w*hersteller\w*|"
    r"entwickelt von|компани\w*|фирм\w*|производител\w*|поставщик\w*|стартап\w*|разработчик\w*)\b|"
    r"\b(?:Ltd|GmbH|Inc|AG|LLC|S\.A\.|ООО)\b",
    re.IGNORECASE,
)
# "What are the six flagships?" is answered by a list, or by one that an ordinal counts, and not by "There are six."
_SEVERAL = (
    r"(?:three|four|five|six|seven|eight|nine|ten|eleven|twelve|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|"
    r"drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|три|четыре|пять|шесть|семь|восемь|девять|десять|"
    r"[3-9]|1\d)"
)
_ASKS_LIST = re.compile(
    r"\b(?:(?:what|which)(?: (?:are|were))?|name|list|enumerate)(?: (?:the|its|his|their|these)(?: \w+)?)? "
    rf"{_SEVERAL} [^\W\d]|"
    rf"\b(?:quel(?:le)?s(?: sont| étaient)?|citez|énumérez|nommez)(?: les| ses| leurs| ces)? {_SEVERAL} [^\W\d]|"
    rf"\b(?:was|welche[ns]?|nenne[n]?(?: sie)?)(?: sind| waren)?(?: die| diese| ihre| seine)? {_SEVERAL} [^\W\d]|"
    rf"\b(?:каковы|какие|какими|каких|назовите|перечислите)(?: эти| те)? {_SEVERAL} [^\W\d]",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"[,;:•|\n].*[,;•|\n]|\b(?:first|second|third|fourth|fifth|sixth|last|premi[eè]re?s?|deuxième|troisième|quatrième|"
    r"cinquième|sixième|derni[eè]re?s?|erste[nrs]?|zweite[nrs]?|dritte[nrs]?|vierte[nrs]?|fünfte[nrs]?|sechste[nrs]?|"
    r"letzte[nrs]?|перв\w+|втор\w+|треть\w+|четв[её]рт\w+|пят(?:ый|ая|ое)|шест(?:ой|ая|ое)|последн\w+)\b",
    re.IGNORECASE | re.DOTALL,
)
_OFFICE = (
    r"(?:minist(?:er|re|ry)|heads?|directors?|chair(?:s|man|woman|person)?|presidents?|members|commissioner|chief)"
)
_ASKS_PERSON = re.compile(
    rf"\bwho (?:is|was|are|were)(?: \w+){{1,5}}? {_OFFICE}\b|\bwho (?:is|are) (?:the )?{_OFFICE}\b|"
    r"\bwho(?: currently| now)? (?:chairs?|chaired|heads|headed)\b|"
    r"\bname of (?:the |its )?(?:\w+ ){0,3}?(?:minister|director|head|chair)\b|"
    r"\bqui (?:dirige|préside|présidait|a présidé)\b|"
    r"\bqui (?:est|sont|était)(?: \w+){0,3}? ?(?:l['’])?(?:ministres?|direct(?:eur|rice)|président\w*|membres|chef)\b|"
    r"\bcomment s['’]appelle(?: \w+){0,3}? (?:ministre|direct(?:eur|rice)|président\w*)\b|"
    r"\bwer (?:ist|war|sind)(?: \w+){0,4}? (?:\w*minister\w*|\w*leiter\w*|direktor\w*|\w*vorsitzend\w*|präsident\w*|"
    r"chef\w*|mitglieder|[\w-]*beauftragt\w*)\b|\bwer (?:leitet|aus de[mr])\b|"
    r"\bwie heißt(?: \w+){0,3}? (?:\w*minister\w*|\w*leiter\w*|direktor\w*|[\w-]*beauftragt\w*)\b|"
    r"\bкто(?: \w+)? (?:министр|директор|глава|председател|руководител|член)\w*|"
    r"\bкто (?:возглав|руковод|председательств)\w+|\bкак зовут\b",
    re.IGNORECASE,
)
_ASKS_PLACE = re.compile(
    r"\b(?:which|what)(?: \w+){0,2} (?:hospitals?|regions|cit(?:y|ies)|universit(?:y|ies)|cantons?|clinics?|"
    r"provinces?|count(?:y|ies)|municipalit(?:y|ies)|federal states)\b|"
    r"\bquel(?:le)?s?(?: \w+)? (?:hôpita(?:l|ux)|régions|villes?|universités?|cantons?|cliniques?|"
    r"provinces?|communes?)\b|"
    r"\bwelche[nrms]?(?: \w+)? (?:krankenh\w+|spitäler\w*|regionen|städte\w*|universität\w*|kanton\w*|kliniken|"
    r"bundesländer\w*|provinz\w*|gemeinden|landkreise\w*)\b|"
    r"\bкак(?:ие|их|ой|ая|ом)(?: \w+){0,2} "
    r"(?:больниц|регион|город|университет|клиник|субъект|округ|муниципал)\w*",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"(?<![\w’'-])[A-ZÀ-ÖØ-ÞА-ЯЁ][\w’'-]*[^\W\d_]")
_CAPITALS = re.compile(
    r"(?<![\w’'-])[A-ZÀ-ÖØ-ÞА-ЯЁ][\w’'-]*[^\W\d_]"
    r"(?: (?:(?:van|von|der|den|de|da|di|al|el|bin|[A-ZА-ЯЁ]\.) ){0,2}[A-ZÀ-ÖØ-ÞА-ЯЁ][\w’'-]*[^\W\d_])+"
)
# A part of many countries' names.
_STATE = re.compile(
    r"^(?:federation|republic|kingdom|fédération|république|royaume|федераци\w+|республик\w+|королевств\w+)$",
    re.IGNORECASE,
)
# Names of people may end so too, but are shorter ("Young", "Kaplan").
_NOUN = re.compile(
    r"^\w{5,}(?:ung|heit|keit|schaft|tion|ismus|zentrum|zentr|dienst|daten|gesetz|ministerium|strategie|register|versicherte)"
    r"(?:e?[ns]|e)?$"
)
_TITLED = re.compile(r"\b(?:Dr|Prof|Mr|Ms|Mrs|Mme|Herr|Frau|г-н|г-жа)\b\.? (?=[A-ZÀ-ÖØ-ÞА-ЯЁ])")
_ASKS_TWICE = re.compile(
    r"\band (?:(?:by|for|to|with|in|on|from|of|at|since|until) )?(?:who|whom|whose|what|which|when|where|how|why)\b|"
    r"\bet (?:(?:à|de|par|pour|avec|dans|en|sur|depuis) |d['’])?"
    r"(?:qui|que|quoi|quel(?:le)?s?|quand|où|comment|combien|pourquoi|qu['’])(?!\w)|"
    r"\bund (?:(?:von|für|mit|in|seit|bis|ab|zu|an) )?(?:wer|wen|wem|was|welche\w*|wann|wohin|wo|wie|warum|wozu)\b|"
    r"\bи (?:(?:с|в|на|для|от|до|по|за|о|об) )?"
    r"(?:кто|кому|кем|кого|что|чем|как\w*|когда|где|куда|сколько|почему|зачем|чей)\b",
    re.IGNORECASE,
)
# "Besides X, what …?" asks for what is not X.
_SET_ASIDE = re.compile(
    r"\b(?:besides|apart from|aside from|other than|in addition to|"
    r"outre|hormis|à part(?! enti)|en dehors d[eu']|en plus d[eu']|"
    r"neben|abgesehen von|zusätzlich z(?:u|ur|um)|кроме|помимо|наряду с)\b(?P<matter>[^,?;:]{3,80})",
    re.IGNORECASE,
)
_FEWEST_SET_ASIDE = 2  # terms; a sentence with the only one may as well be the list that has it and others
_IS_SET_ASIDE = 0.7  # how far a sentence must have them, on average
_ORDINALS = {
    number: re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for number, words in (
        (1, r"first|1st|premi[eè]re?|1(?:er|re|ère)|erste[nrs]?|erstmals|перв(?:ый|ого|ом|ому|ым|ая|ой|ую)"),
        (2, r"second|2nd|deuxième|seconde?|2e|zweite[nrsm]?|втор(?:ой|ого|ом|ому|ым|ая|ую)"),
        (3, r"third|3rd|troisième|3e|dritte[nrsm]?|трет(?:ий|ьего|ьем|ьему|ьим|ья|ьей|ью)"),
        (4, r"fourth|4th|quatrième|4e|vierte[nrsm]?|четв[её]рт(?:ый|ого|ом|ому|ым|ая|ой|ую)"),
    )
}  # fmt: skip
_SHORTEST_FIRM = 2  # letters of an acronym that is none: "AI", "EU", "UK"
_OPENING = " \n\t•●▪■–—-*\"“„«("


def asks_twice(question: str) -> bool:
    """Whether a question asks for two things ("What is X, and who runs it?"), so that one sentence may answer half."""
    return bool(_ASKS_TWICE.search(question))


def asks_countries(question: str) -> bool:
    """Whether a question asks which countries do something, so that each of several sentences may answer a part."""
    asks_how_many = _ASKS_SHARE.search(question) or _ASKS_NUMBER.search(question)
    return bool(_ASKS_COUNTRIES.search(question)) and not asks_how_many


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What tells whether a sentence holds the kind of thing that a question asks for.

    Each part takes the sentence, its hit, and how far the sentence has each of the question's terms, shape (terms,).

    Attributes:
        fits: whether it holds one at all; what does not is no answer.
        counts: whether its number is one of what is counted, as far as words tell; true where nothing is counted.
    """

    fits: Tells
    counts: Tells


def wanted(reading: Reading) -> Wanted:
    """Return what the question asks for."""
    question = reading.question
    if asks_countries(question):
        return Wanted(fits=lambda text, hit, _: _is_on_a_country(text, hit), counts=_always)
    kind = _kind(question)
    tests = [*_tests(question, kind), *_not_set_aside(reading)]
    counted = _counted(question, reading) if kind is _NUMBER and not _COUNTS_COUNTRIES.search(question) else []
    return Wanted(
        fits=lambda text, hit, matches: all(test(text, hit, matches) for test in tests),
        counts=(lambda text, hit, matches: _counts(text, hit, matches, counted, reading)) if counted else _always,
    )


def _always(_text: str, _hit: Hit, _matches: NDArray[np.float32]) -> bool:
    return True


def _tests(question: str, kind: re.Pattern[str] | None) -> Iterator[Tells]:
    counts = kind in {_NUMBER, _MONEY, _SHARE}  # a date asked for may well have the year of the question
    given = frozenset(found["figure"] for found in _AMOUNT.finditer(question) if counts)
    if kind is not None:
        yield lambda text, _, __: bool(kind.search(_without(given, _ITEM_NUMBER.sub("", text, count=1))))
    own = frozenset(split_words(question))
    ordinals = _ordinals(question)
    if ordinals:
        yield lambda text, _, __: not (said := _ordinals(text)) or bool(said & ordinals)
    if _COUNTS_COUNTRIES.search(question):
        yield lambda text, hit, _: _is_on_countries(text, hit)
    if _ASKS_LIST.search(question):
        yield lambda text, _, __: bool(_LIST.search(text))
    if _ASKS_PERSON.search(question):
        yield lambda text, _, __: any(_persons(text, own))
    if kind is _FIRM or (kind is None and _ASKS_PLACE.search(question)):
        # German gives every noun a capital, so that a name cannot be told there.
        is_firm = kind is _FIRM
        yield lambda text, hit, _: hit.document.language == "de" or any(_new_names(text, own, acronyms=is_firm))


def _ordinals(text: str) -> set[int]:
    return {number for number, words in _ORDINALS.items() if words.search(text)}


def _not_set_aside(reading: Reading) -> Iterator[Tells]:
    found = _SET_ASIDE.search(reading.question)
    words = set(split_words(found["matter"])) if found else set()
    terms = [n for n, term in enumerate(reading.terms) if set(term.text.split()) & words]
    if _FEWEST_SET_ASIDE <= len(terms) < len(reading.terms):
        yield lambda _, __, matches: bool(matches[terms].mean() < _IS_SET_ASIDE)


def _without(given: frozenset[str], text: str) -> str:
    """Return a text without the figures of the question: "How much of the EUR 12 million …?" asks for another."""
    return _AMOUNT.sub(lambda found: "" if found["figure"] in given else found[0], text) if given else text


def _counted(question: str, reading: Reading) -> list[int]:
    """Return the terms of what is counted: of "how many rural clinics …" those with one of these two words."""
    found = _COUNTED.search(question)
    if found is None or _COUNTED_ELSEWHERE.match(found["noun"]):
        return []
    counted = split_words(_OF_ALL.sub("", found["noun"]))
    words = [word for word in counted if not _is_of_a_place(word, reading.language)][:_MOST_COUNTED]
    return [n for n, term in enumerate(reading.terms) if set(term.text.split()) & set(words)]


def _counts(text: str, hit: Hit, matches: NDArray[np.float32], counted: list[int], reading: Reading) -> bool:
    """Whether a number stands beside what is counted; of a table's row, which has it in a cell, somewhere in it."""
    if matches[counted].max() < _IS_COUNTED:
        return False
    if hit.passage.kind is BlockKind.TABLE_ROW:
        return True
    beside = [f"{text[: found.start()][-_BEFORE:]} {text[found.end() :][:_AFTER]}" for found in _NUMBER.finditer(text)]
    return bool((reading.matches(beside)[:, counted] >= _IS_COUNTED).any()) if beside else False


def _is_of_a_place(word: str, language: str) -> bool:
    return bool(find_countries(word.title(), language=language, extra=PLACE_NAMES))


def _persons(text: str, own: frozenset[str]) -> Iterator[str]:
    """Yield what looks like a person's name and is not in the question."""
    if _TITLED.search(text):
        yield text
    for run in _CAPITALS.findall(text):
        words = _CAPITAL.findall(run)
        is_short = 2 <= len(words) <= 3
        if is_short and not any(_is_no_name(word) or _is_noun(word) or word.lower() in own for word in words):
            yield run


def _is_noun(word: str) -> bool:
    """Whether a word ends as German nouns do, which have a capital too, and names of people hardly ever."""
    return bool(_NOUN.search(word))


def _new_names(text: str, own: frozenset[str], *, acronyms: bool) -> Iterator[str]:
    """Yield the words written like a name that the question does not have, nor every policy has.

    Args:
        acronyms: whether one by itself is a name: of a firm it may be, "EUR" is neither a hospital nor a city.
    """
    for found in _CAPITAL.finditer(text):
        opens = not text[: found.start()].strip(_OPENING) or text[: found.start()].rstrip().endswith((".", ":", "|"))
        word = found[0].split("-")[0]  # of "AI-assisted" the part with the capital
        is_acronym = word.isupper() and not (acronyms and len(word) > _SHORTEST_FIRM)
        if not opens and not is_acronym and word.lower() not in own and not _is_no_name(word):
            yield word


def _is_no_name(word: str) -> bool:
    """Whether a word with a capital is one of many titles, or of a place that is a country."""
    if is_everyday(word) or _STATE.match(word):
        return True
    return any(_is_of_a_place(word, language) for language in ("en", "fr", "ru"))


def _is_on_countries(text: str, hit: Hit) -> bool:
    """Whether a figure may be one of countries: a sentence says so, of a table row perhaps what stands above it."""
    is_row = hit.passage.kind is BlockKind.TABLE_ROW
    return bool(_ON_COUNTRIES.search(" ".join((text, hit.passage.context, *hit.passage.section)) if is_row else text))


def _is_on_a_country(text: str, hit: Hit) -> bool:
    country = hit.document.country
    about_one = bool(country) and country not in REGIONS
    return about_one or bool(find_countries(text, language=hit.document.language))


def _kind(question: str) -> re.Pattern[str] | None:
    for asks, holds in (
        (_ASKS_MONEY, _MONEY), (_ASKS_SHARE, _SHARE), (_ASKS_ACCURACY, _ACCURACY), (_ASKS_NUMBER, _NUMBER),
        (_ASKS_TIME, _TIME), (_ASKS_FIRM, _FIRM),
    ):  # fmt: skip
        if asks.search(question):
            return holds
    return None
