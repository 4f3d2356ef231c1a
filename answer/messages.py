"""What is said when there is no answer, in the question's language."""

from __future__ import annotations

from collections.abc import Sequence

from answer.records import Reason, Understanding
from ingest.places import country_name

_OTHERWISE = "en"

_TEXTS: dict[str, dict[str, str]] = {
    "empty": {
        "en": "The library is empty. Add documents with `policy-kb ingest`, then ask again.",
        "fr": "La bibliothèque est vide. Ajoutez des documents avec `policy-kb ingest`, puis posez à nouveau "
        "la question.",
        "de": "Die Bibliothek ist leer. Nehmen Sie mit `policy-kb ingest` Dokumente auf und fragen Sie dann "
        "noch einmal.",
        "ru": "Библиотека пуста. Добавьте документы командой `policy-kb ingest` и задайте вопрос ещё раз.",
    },
    "filters": {
        "en": "No document of the library passes the filters that are set. Widen or clear them.",
        "fr": "Aucun document de la bibliothèque ne correspond aux filtres choisis. Élargissez-les ou effacez-les.",
        "de": "Kein Dokument der Bibliothek entspricht den gesetzten Filtern. Erweitern oder löschen Sie sie.",
        "ru": "Ни один документ библиотеки не соответствует выбранным фильтрам. Расширьте или сбросьте их.",
    },
    "country": {
        "en": "The library holds no document for {names}, and no other document says anything on this about it.",
        "fr": "La bibliothèque ne contient aucun document pour : {names}, et aucun autre document ne répond "
        "sur ce point.",
        "de": "Die Bibliothek enthält kein Dokument für {names}, und auch kein anderes Dokument sagt dazu etwas.",
        "ru": "В библиотеке нет документов по стране: {names}; другие документы тоже не отвечают на этот вопрос.",
    },
    "year": {
        "en": "The library holds no document of {names}, and no document says anything on this about that year.",
        "fr": "La bibliothèque ne contient aucun document de {names}, et aucun document ne répond pour cette année.",
        "de": "Die Bibliothek enthält kein Dokument von {names}, und keines sagt dazu etwas über dieses Jahr.",
        "ru": "В библиотеке нет документов за {names} год, и ни один документ не отвечает на вопрос об этом годе.",
    },
    "name": {
        "en": "The library nowhere mentions {names}. Check the name; it may not exist, or not be held here.",
        "fr": "La bibliothèque ne mentionne nulle part {names}. Vérifiez le nom : il se peut qu’il n’existe pas.",
        "de": "Die Bibliothek erwähnt {names} nirgends. Prüfen Sie den Namen; vielleicht gibt es das nicht.",
        "ru": "В библиотеке нигде не упоминается {names}. Проверьте название: возможно, такого нет.",
    },
    "off_topic": {
        "en": "The library is about health, digital health and artificial intelligence policy; this question "
        "lies outside it.",
        "fr": "La bibliothèque porte sur les politiques de santé, de santé numérique et d’IA ; cette question "
        "n’en relève pas.",
        "de": "Die Bibliothek behandelt Politik zu Gesundheit, digitaler Gesundheit und KI; diese Frage liegt "
        "außerhalb.",
        "ru": "Библиотека посвящена политике в области здравоохранения, цифрового здоровья и ИИ; вопрос к ней "
        "не относится.",
    },
    "silent": {
        "en": "The documents held do not answer this question. The nearest passages are shown: related, but no answer.",
        "fr": "Les documents disponibles ne répondent pas à cette question. Les passages les plus proches "
        "sont indiqués.",
        "de": "Die vorhandenen Dokumente beantworten diese Frage nicht. Die nächstliegenden Stellen sind angegeben.",
        "ru": "Имеющиеся документы не отвечают на этот вопрос. Ниже приведены наиболее близкие по теме отрывки.",
    },
    "silent_country": {
        "en": "The library holds documents for {names}, but they do not answer this question.",
        "fr": "La bibliothèque contient des documents pour : {names}, mais ils ne répondent pas à cette question.",
        "de": "Die Bibliothek enthält Dokumente für {names}, doch sie beantworten diese Frage nicht.",
        "ru": "В библиотеке есть документы по стране: {names}, но они не отвечают на этот вопрос.",
    },
    "doubtful": {
        "en": "No sentence of the documents surely answers this; what is shown is the nearest. Read it with care.",
        "fr": "Aucune phrase des documents ne répond à coup sûr à cette question ; la plus proche est à lire avec "
        "prudence.",
        "de": "Kein Satz der Dokumente beantwortet dies sicher; gezeigt wird das Nächstliegende. Lesen Sie es mit "
        "Vorsicht.",
        "ru": "Ни одно предложение документов не отвечает на этот вопрос наверняка; показано ближайшее по смыслу, "
        "читайте его с осторожностью.",
    },
    "llm_failed": {
        "en": "The language model did not give a usable reply; these are the documents’ own sentences.",
        "fr": "Le modèle de langage n’a pas donné de réponse utilisable ; voici les phrases mêmes des documents.",
        "de": "Das Sprachmodell gab keine brauchbare Antwort; dies sind die Sätze der Dokumente selbst.",
        "ru": "Языковая модель не дала пригодного ответа; приведены предложения самих документов.",
    },
}

# French has no-break spaces inside.
_QUOTES = {"en": ("“", "”"), "fr": ("«\u00a0", "\u00a0»"), "de": ("„", "“"), "ru": ("«", "»")}
_KEYS = {Reason.OFF_TOPIC: "off_topic", Reason.SILENT: "silent", Reason.UNKNOWN_NAME: "name"}


def message(key: str, language: str, names: Sequence[str] = ()) -> str:
    """Return a message in a language, in English where there is none in it.

    Args:
        key: of `_TEXTS`.
        names: put where the message names something.
    """
    texts = _TEXTS[key]
    return texts.get(language, texts[_OTHERWISE]).format(names=", ".join(names))


def refusal(reason: Reason, understanding: Understanding, *, names: Sequence[str] = ()) -> str:
    """Return what is said for a reason; for documents not held, `names` are years or nothing (then the countries)."""
    language = understanding.language
    places = [country_name(code, language) for code in understanding.countries]
    if reason is Reason.NO_DOCUMENT:
        return message("year", language, names) if names else message("country", language, places)
    if reason is Reason.SILENT and places:
        return message("silent_country", language, places)
    return message(_KEYS[reason], language, [_quoted(name, language) for name in names])


def _quoted(name: str, language: str) -> str:
    left, right = _QUOTES.get(language, _QUOTES[_OTHERWISE])
    return f"{left}{name}{right}"
