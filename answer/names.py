"""Things a question names, and whether the library knows them.

A question about an act or a body that does not exist must not be answered from what sounds like it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from babel.dates import get_day_names, get_month_names

from index.reading import PLACE_NAMES
from ingest.places import find_countries

_LINK = r"(?:of|for|on|the|and|in|to|de|du|des|d['’]|la|le|les|pour|et|sur|für|der|die|das|und|zur|zum|о|об|и|для|по|в)"
_CAPITAL = r"[A-ZÀ-ÖØ-ÞА-ЯЁ][\w’'.-]*"
_NAME = re.compile(rf"(?<!\w){_CAPITAL}(?:\s+(?:{_LINK}\s+){{0,2}}{_CAPITAL})*")
_QUOTED = re.compile(r"[“„«\"]([^“”„«»\"]{3,80})[”“»\"]")
_POSSESSIVE = re.compile(r"['’]s?$")
_WORD = re.compile(r"[\w’'-]+")
_ACRONYM = re.compile(r"^(?=.*[A-ZА-ЯЁ].*[A-ZА-ЯЁ])[\w-]{2,12}$")

# A name that ends in one of these is that of one certain law, and must stand in the library as it is.
_LAW = re.compile(
    r"^(?:act|law|bill|statutes?|statuts?|regulation|directive|ordinance|decree|treaty|convention|code|charter|declaration|accords?|pact|"
    r"concordat|konkordat|"
    r"loi|règlement|décret|ordonnance|traité|charte|déclaration|pacte|"
    r".*gesetz(?:es)?|.*verordnung|.*richtlinie|.*vertrag|.*abkommen|.*übereinkommen|"
    r"закон\w*|указ\w*|директив\w*|регламент\w*|конвенци\w*|харти\w*|деклараци\w*)$",
    re.IGNORECASE,
)
# Bodies and programmes: theirs too, unless made of everyday words alone ("National Digital Health Strategy").
_BODY = re.compile(
    r"^(?:agency|institute|authority|office|initiative|council|commission|committee|cent(?:er|re)|fund|platform|"
    r"inspectorate|directorate|secretariat|tribunal|ombudsman|foundation|academy|"
    r"registry|register|observatory|alliance|network|hub|programme|program|project|plan|strategy|framework|roadmap|"
    r"report|barometer|atlas|index|scoreboard|monitor|protocol|partnership|compact|board|rapport|baromètre|.*bericht|.*gutachten|доклад\w*|"
    r"inspection|secrétariat|médiateur|fondation|académie|.*inspektion|.*stiftung|.*akademie|инспекци\w*|академи\w*|"
    r"agence|institut|autorité|bureau|conseil|comité|fonds|plateforme|observatoire|programme|projet|stratégie|feuille|"
    r".*agentur|.*institut|.*behörde|.*amt|.*rat|.*kommission|.*ausschuss|.*fonds|.*programm|.*projekt|.*strategie|"
    r"агентств\w*|институт\w*|комисси\w*|комитет\w*|фонд\w*|программ\w*|проект\w*|стратеги\w*|центр\w*)$",
    re.IGNORECASE,
)
_EVERYDAY_WORDS = """
a action agenda ai and artificial authorities care clinical commission committee conference council countries country
data digital e ehealth electronic eu europe european evidence for framework government guidance health healthcare
hospital in information innovation intelligence law act medical medicine meeting member minister ministry national of
office on plan policy privacy programme project public region regional regulation report research roadmap safety
services social state states strategies strategy summit survey symposium system systems technology the to un union
bank president resolution world
what which who how when where why is are does do did has have can
ia santé données numérique nationale national stratégie européen européenne pays ministère
ki gesundheit daten digitale nationale strategie europäische ministerium
ии здоровья здравоохранения данные национальная стратегия европейский министерство
central eastern western northern southern asia caucasus balkans baltic nordic asie centrale caucase
zentralasien kaukasus osteuropa baltikum центральной центральная азии азия азией кавказа кавказ балтии
"""
# English and German write months and days with a capital.
_CALENDAR = (name.lower() for code in ("en", "de") for kind in (get_month_names, get_day_names)
             for name in kind("wide", locale=code).values())  # fmt: skip
_EVERYDAY = frozenset([*_EVERYDAY_WORDS.split(), *_CALENDAR])
_SPELLINGS = (
    (re.compile(r"\bartificial intelligence\b", re.IGNORECASE), "AI"),
    (re.compile(r"\bAI\b"), "artificial intelligence"),
)
_GAP = 2
_KIND = re.compile(r"^[A-ZА-ЯЁ]{2,5}s$")  # "GPs", "SMEs": the plural of an acronym is a kind of people or things
# "das Wegiz-Gesetz" is the Wegiz: the second half only says what it is.
_NAMED_LAW = re.compile(r"^(?P<name>[A-ZÄÖÜ][\w.]+)-(?:Gesetz|Verordnung|Richtlinie|Abkommen|Übereinkommen)\w{0,2}$")
_OF_A_PLACE = re.compile(r"^[A-ZÄÖÜ][a-zäöüß]{3,}er$")
_TEXT = re.compile(
    r"(?:kommen|konvention|charta|erklärung|pakt|kodex|statut|leitfaden|vertrag|agenda|plan|programm)$", re.IGNORECASE
)
# A law, a body or a register by what it is on, which French, German and Russian write without capitals: "la loi sur la
# robotique médicale", "registre luxembourgeois des algorithmes". English gives such names capitals.
_ON = re.compile(
    r"(?<![\w-])(?:"
    r"(?:(?:lois?|règlements?|directives?|conventions?|chartes?|traités?|décrets?|agences?|instituts?|autorités?|offices?|"
    r"observatoires?|fonds|registres?|atlas|conseils?|comités?|accords?|pactes?|protocoles?|déclarations?)"
    r"(?: [\w’'-]+){0,3}? "
    r"(?:sur|relati\w+ (?:à|aux?)|pour|des?|du|de l['’]|d['’]|en) ?)|"
    r"(?:[\w-]*(?:gesetz|verordnung|abkommen|übereinkommen|konvention|konkordat|charta|vertrag|agentur|institut|behörde|fonds|register|"
    r"atlas|beauftragte|ausschuss|beirat)\w{0,2} (?:über|zur|zum|für|medizinisch\w+|klinisch\w+|der|des|von) ?)|"
    r"(?:(?:закон|указ|конвенци|харти|кодекс|директив|протокол|соглашени|агентств|институт|фонд|реестр|регистр|атлас|совет|комитет)"
    r"(?:а|у|ом|е|ы|и|ов|ам|ами|ах|я|ю|ей|й|ям|ями|ях|ем)?"  # of a noun: "советует" is no council
    r"(?: \w+){0,2}? (?:об|о|по|для) )|"
    r"(?:(?:[\w-]+ ){1,2}(?:агентств|институт|фонд|реестр|атлас)\w{0,3} )|"
    r"(?:(?:агентств|институт|фонд|реестр|атлас)\w{0,3} )"
    r")(?P<matter>[^,.;:?!«»„“()]{3,90})",
    re.IGNORECASE,
)
_MOST_WORDS_ON = 9
# "… принял Закон об ИИ и в каком чтении?": what is asked besides is no part of the name.
_ASKED_BESIDES = re.compile(
    r"\s+(?:and|et|und|и)\s+(?:(?:in|on|by|for|à|de|en|par|pour|dans|von|für|mit|bis|seit|в|на|с|для|к|о|об|от|до|по|за)\s+)?"
    r"(?:wh(?:o|om|ose|at|ich|en|ere|y)|how|qui|que|quoi|quel(?:le)?s?|quand|où|comment|combien|"
    r"wer|wen|wem|was|welche\w*|wann|wo|wie|warum|кто|кому|кем|кого|что|чем|чему|как\w*|когда|где|сколько|почему)\b.*$",
    re.IGNORECASE,
)
_IN_A_YEAR = re.compile(r"\s+(?:(?:en|im Jahr|von|vom|in|of|в|от)\s+)?(?:19|20)\d\d\b.*$")  # no part of a name
_EXAMPLE = re.compile(  # "models like ChatGPT": whatever is not known may still be spoken of by its kind
    r"(?:\b(?:like|such as|e\.g\.|for example|comme|tel(?:le)?s? que|par exemple|wie|z\. ?B\.|zum Beispiel|"
    r"вроде|типа|например|такие как|таких как))[,:]? $",
    re.IGNORECASE,
)
# "a law", not "the law"
_ANY = re.compile(r"\b(?:une?|des|eine?[mnrs]?|как\w+-либо)\s+(?:[\w’'-]+\s+)?$", re.IGNORECASE)
# "les fonds de relance" are money, "le fonds de relance" is a body.
_SEVERAL = re.compile(r"\b(?:les|des|aux|ces|ses|leurs|quels)\s+$", re.IGNORECASE)
_NUMBERED = re.compile(r"(?<!\d)(?:(?:19|20)\d\d/\d{2,5}|COM\s?\(\d{4}\)\s?\d+)(?!\d)")
# also a product's: TriageWise, MediGPT, KotiTekoäly
_LONG_ACRONYM = re.compile(
    r"^(?:[A-ZА-ЯЁ]{4,12}|[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]{2,}[A-ZÀ-ÖØ-Þ][A-Za-zÀ-ÖØ-öø-ÿ]+|"
    r"[А-ЯЁ][а-яё]{2,}[А-ЯЁ][А-ЯЁа-яё]+)$"
)
_SHORT_ACRONYM = re.compile(r"^[A-ZА-ЯЁ]{3}$")  # of a body as often as not; a word that means the same will do
_ASKS_WHETHER = re.compile(
    r"^\W*(?:is there|are there|does .* have|has |have |y a-t-il|existe-t-il|gibt es|hat |haben |есть ли|"
    r"существу\w+ ли|имеет\w* ли)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A name that the library does not hold.

    Attributes:
        is_title: whether it is that of one certain act, body or text, so that nothing else can answer for it; otherwise
            it is a word written like a name, such as a city's.
    """

    text: str
    is_title: bool


def is_everyday(word: str) -> bool:
    """Whether a word stands in the names of many laws, bodies and programmes, so that alone it names none."""
    return word.lower() in _EVERYDAY or bool(_LAW.match(word) or _BODY.match(word))


def unknown_names(
    question: str, *, language: str, holds: Callable[[str, int], bool], means: Callable[[str], bool] = lambda _: False
) -> list[UnknownName]:
    """Return the names in a question that the library does not hold, in order.

    Args:
        question: as asked.
        language: ISO 639-1 code of the question.
        holds: whether the library has these words together, with at most so many others between.
        means: whether it has a word that means the same, be it in another language.
    """
    return [
        UnknownName(name.text, name.is_title or bool(_SHORT_ACRONYM.match(name.text)))
        for name in _names(question, language)
        if not _is_known(name, holds, means)
    ]


def quoted(text: str) -> list[str]:
    """Return what stands in quotation marks, such as titles."""
    return [found.strip() for found in _QUOTED.findall(text)]


def thing_asked(question: str) -> str:
    """Return the law, body or register that a question names by its matter; "" where it names none.

    Whether there is one at all is another question, and names none.
    """
    found = _ON.search(question)
    if found and found[0].lower().startswith("fonds") and _SEVERAL.search(question[: found.start()]):
        return ""
    if found is None or _ASKS_WHETHER.search(question) or _ANY.search(question[: found.start()]):
        return ""
    return " ".join(_IN_A_YEAR.sub("", _ASKED_BESIDES.sub("", found[0])).split()[:_MOST_WORDS_ON])


@dataclass(frozen=True, slots=True)
class _Name:
    text: str
    is_quoted: bool = False

    @property
    def words(self) -> list[str]:
        return [word for word in _WORD.findall(self.text) if not re.fullmatch(_LINK, word, re.IGNORECASE)]

    @property
    def distinctive(self) -> list[str]:
        return [word for word in self.words if word.lower() not in _EVERYDAY and not _KIND.match(word)]

    @property
    def is_title(self) -> bool:
        """Whether it names one certain act, body or text, and must stand in the library as it is."""
        words = self.words
        is_law = len(words) > 1 and any(_LAW.match(word) for word in words)
        is_body = len(words) > 1 and any(_BODY.match(word) for word in words) and bool(self.distinctive)
        is_one_word = bool(_LONG_ACRONYM.match(self.text) or _NUMBERED.fullmatch(self.text))
        is_quoted = self.is_quoted and len(words) > 1
        return is_law or is_body or is_quoted or is_one_word or _is_german_law(self.text)


def _names(question: str, language: str) -> Iterator[_Name]:
    seen: set[str] = set()
    titles = [_Name(name, is_quoted=True) for name in quoted(question)]
    yield from map(_Name, dict.fromkeys(_NUMBERED.findall(question)))
    for name in (*titles, *map(_Name, _capitalized(question))):
        short = name if name.is_quoted else _Name(_without_place(name.text, language))
        for one in _german_names(short) if language == "de" and not name.is_quoted else [short]:
            if one.text and one.text.lower() not in seen:
                seen.add(one.text.lower())
                yield one


def _capitalized(question: str) -> Iterator[str]:
    for match in _NAME.finditer(question):
        if _EXAMPLE.search(question[: match.start()]):
            continue
        words = _WORD.findall(match[0])
        opens = match.start() == 0 or question[: match.start()].rstrip()[-1:] in {".", "?", "!", ":", "—"}
        if opens and not _ACRONYM.match(words[0]):
            words = words[1:]  # a capital that begins a sentence says nothing
        while words and words[0].lower() in _EVERYDAY and not _ACRONYM.match(words[0]):
            if any(_LAW.match(word) or _BODY.match(word) for word in words[1:]):
                break
            words = words[1:]
        if words:
            yield " ".join(words)


def _german_names(name: _Name) -> Iterator[_Name]:
    """Yield the acronyms and laws among the words: where every noun has a capital, a capital says nothing.

    So does an adjective made of a place ("Potsdamer Kodex"), where what follows is that of one certain text.
    """
    words = name.text.split()
    for word, following in zip_longest(words, words[1:], fillvalue=""):
        acronym = word.split("-")[0]
        if (_ACRONYM.match(word) and "-" not in word) or _is_german_law(word):
            yield _Name(word)
        elif _LONG_ACRONYM.match(acronym):
            yield _Name(acronym)
        elif _OF_A_PLACE.match(word) and _TEXT.search(following):
            yield _Name(f"{word} {following}")


def _is_german_law(word: str) -> bool:
    return bool(_LAW.match(word)) and not re.fullmatch(r"(?:Gesetz|Verordnung|Richtlinie|Vertrag)\w{0,2}", word)


def _without_place(name: str, language: str) -> str:
    """Return a name without the countries in it: "Germany's AI Liability Act" is the AI Liability Act."""
    words = [_POSSESSIVE.sub("", word) for word in name.split()]
    kept = [word for word in words if not find_countries(word, language=language, extra=PLACE_NAMES)]
    if find_countries(" ".join(words), language=language, extra=PLACE_NAMES) and len(kept) == len(words):
        return ""  # a country's name of several words
    while kept and re.fullmatch(_LINK, kept[0], re.IGNORECASE):
        kept = kept[1:]
    while kept and re.fullmatch(_LINK, kept[-1], re.IGNORECASE):
        kept = kept[:-1]
    return " ".join(kept)


def _is_known(name: _Name, holds: Callable[[str, int], bool], means: Callable[[str], bool]) -> bool:
    if name.is_title:
        return any(holds(spelling, _GAP) for spelling in _spellings(name.text))
    return all(holds(part, 0) or means(part) for word in name.distinctive for part in _parts(word))


def _parts(word: str) -> list[str]:
    """Return what of a word is a name: of "ИИ-решение" and "X-rays" what has a capital and more than one letter."""
    return [part for part in word.split("-") if len(part) > 1 and part[0].isupper()] if "-" in word else [word]


def _spellings(name: str) -> Iterator[str]:
    yield name
    named = _NAMED_LAW.match(name)
    if named and _Name(named["name"]).distinctive:
        yield named["name"]
    for pattern, other in _SPELLINGS:
        if pattern.search(name):
            yield pattern.sub(other, name)
