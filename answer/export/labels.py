"""The words of an exported file that are not the documents', in the languages that answers are given in."""

from __future__ import annotations

from collections.abc import Mapping

OTHERWISE = "en"

_EN = {
    "quote": "“{}”",
    "date": "Date of export",
    "snapshot": "State of the library (snapshot)",
    "mode": "How it was written",
    "extractive": "the documents’ own sentences, verbatim",
    "llm": "by a language model from the cited passages alone; each sentence was checked against them",
    "filters": "Searched within",
    "id": "Kept as",
    "kept": "Answer of",
    "no_answer": "No answer",
    "related": "Nearest passages: related, but no answer",
    "withheld": "Withheld: sentences of the language model that the documents do not carry",
    "sources": "Sources",
    "changes": "What has changed since",
    "unchanged": "None of the cited documents has changed since.",
    "revised": "the document has a newer revision; the quote is from the one before",
    "removed": "the document has been taken out of the library",
    "replaced": "this digest has given way to the official document",
    "superseded": "the document is now marked as superseded or expired",
    "statement": "Every quote is verbatim: the characters of the cited page, with line breaks and hyphenation undone. "
    "Page numbers are those printed on the page; “file page” counts the pages of the file.",
    "digests": "Documents marked as digests are written in the library’s own words. They are not the official texts, "
    "and their pages are their own.",
    "digest": "Digest in our own words, not the official text",
    "official": "Official document:",
    "page": "p. {}",
    "file_page": "file page {}",
    "accessed": "Accessed {}",
    "query": "Search",
    "quotations": "Quotations: {}",
    "comparison": "Comparison: {}",
    "country": "Country",
    "silent": "Documents held; silent on this",
    "no_document": "No document held",
    "not_asked": "Not asked",
    "draft": "Draft, checked against the library",
    "result": "Result",
    "counts": "{supported} supported, {contradicted} contradicted, {not_found} not found, {not_checked} not checked",
    "how_to_read": "How to read it",
    "marks": "A footnote gives the source that supports a sentence. A remark says that a sentence is contradicted or "
    "not found.",
    "supported": "Supported",
    "contradicted": "Contradicted",
    "not_found": "Not found",
    "nearest": "Nearest passage:",
    "status_draft": "draft",
    "status_superseded": "superseded",
    "status_expired": "expired",
    "quotes": "Quotes",
    "about": "About",
    "matrix": "Matrix",
    "columns": "Topic;Country;Verdict;Text;Quote;Publisher;Title;Year;Date;Document’s country;Language;Type;"
    "Printed page;File page;Section;Address;Digest of;Document;Revision;Snapshot;Accessed",
}

_FR = {
    "quote": "«\u00a0{}\u00a0»",
    "date": "Date de l’export",
    "snapshot": "État de la bibliothèque (instantané)",
    "mode": "Rédaction",
    "extractive": "les phrases mêmes des documents, mot pour mot",
    "llm": "par un modèle de langage, d’après les seuls passages cités ; chaque phrase a été vérifiée",
    "filters": "Recherche limitée à",
    "id": "Conservé sous",
    "kept": "Réponse du",
    "no_answer": "Pas de réponse",
    "related": "Passages les plus proches : apparentés, mais sans réponse",
    "withheld": "Écarté : phrases du modèle de langage que les documents n’étayent pas",
    "sources": "Sources",
    "changes": "Ce qui a changé depuis",
    "unchanged": "Aucun des documents cités n’a changé depuis.",
    "revised": "le document a une version plus récente ; la citation vient de la précédente",
    "removed": "le document a été retiré de la bibliothèque",
    "replaced": "ce condensé a cédé la place au document officiel",
    "superseded": "le document est désormais signalé comme remplacé ou caduc",
    "statement": "Chaque citation est textuelle : les caractères de la page citée, sans les coupures de ligne et de "
    "mot. Les numéros de page sont ceux imprimés ; « page du fichier » compte les pages du fichier.",
    "digests": "Les documents signalés comme condensés sont rédigés dans les termes de la bibliothèque. Ce ne sont pas "
    "les textes officiels, et leurs pages sont les leurs.",
    "digest": "Condensé dans nos propres termes, et non le texte officiel",
    "official": "Document officiel :",
    "page": "p. {}",
    "file_page": "page {} du fichier",
    "accessed": "Consulté le {}",
    "query": "Recherche",
    "quotations": "Citations : {}",
    "comparison": "Comparaison : {}",
    "country": "Pays",
    "silent": "Documents détenus, muets sur ce point",
    "no_document": "Aucun document détenu",
    "not_asked": "Non demandé",
    "draft": "Projet de texte confronté à la bibliothèque",
    "result": "Résultat",
    "counts": "{supported} étayées, {contradicted} contredites, {not_found} non trouvées, {not_checked} non vérifiées",
    "how_to_read": "Mode de lecture",
    "marks": "Une note donne la source qui étaye une phrase. Une remarque signale une phrase contredite ou non "
    "trouvée.",
    "supported": "Étayé",
    "contradicted": "Contredit",
    "not_found": "Non trouvé",
    "nearest": "Passage le plus proche :",
    "status_draft": "projet",
    "status_superseded": "remplacé",
    "status_expired": "caduc",
    "quotes": "Citations",
    "about": "À propos",
    "matrix": "Tableau",
    "columns": "Sujet;Pays;Verdict;Texte;Citation;Éditeur;Titre;Année;Date;Pays du document;Langue;Type;"
    "Page imprimée;Page du fichier;Section;Adresse;Condensé de;Document;Révision;Instantané;Consulté le",
}

_DE = {
    "quote": "„{}“",
    "date": "Datum des Exports",
    "snapshot": "Stand der Bibliothek (Snapshot)",
    "mode": "Wie es verfasst wurde",
    "extractive": "Sätze der Dokumente selbst, wörtlich",
    "llm": "von einem Sprachmodell, allein aus den zitierten Stellen; jeder Satz wurde an ihnen geprüft",
    "filters": "Gesucht innerhalb von",
    "id": "Aufbewahrt als",
    "kept": "Antwort vom",
    "no_answer": "Keine Antwort",
    "related": "Nächstliegende Stellen: verwandt, aber keine Antwort",
    "withheld": "Zurückgehalten: Sätze des Sprachmodells, die die Dokumente nicht tragen",
    "sources": "Quellen",
    "changes": "Was sich seither geändert hat",
    "unchanged": "Keines der zitierten Dokumente hat sich seither geändert.",
    "revised": "das Dokument hat eine neuere Fassung; das Zitat stammt aus der vorigen",
    "removed": "das Dokument wurde aus der Bibliothek genommen",
    "replaced": "diese Zusammenfassung ist dem amtlichen Dokument gewichen",
    "superseded": "das Dokument ist jetzt als ersetzt oder abgelaufen gekennzeichnet",
    "statement": "Jedes Zitat ist wörtlich: die Zeichen der zitierten Seite, ohne Zeilenumbrüche und Worttrennungen. "
    "Seitenzahlen sind die gedruckten; „Dateiseite“ zählt die Seiten der Datei.",
    "digests": "Als Zusammenfassung gekennzeichnete Dokumente sind in den Worten der Bibliothek verfasst. Sie sind "
    "nicht die amtlichen Texte, und ihre Seiten sind ihre eigenen.",
    "digest": "Zusammenfassung in eigenen Worten, nicht der amtliche Text",
    "official": "Amtliches Dokument:",
    "page": "S. {}",
    "file_page": "Dateiseite {}",
    "accessed": "Abgerufen am {}",
    "query": "Suche",
    "quotations": "Zitate: {}",
    "comparison": "Vergleich: {}",
    "country": "Land",
    "silent": "Dokumente vorhanden, hierzu stumm",
    "no_document": "Kein Dokument vorhanden",
    "not_asked": "Nicht gefragt",
    "draft": "Entwurf, an der Bibliothek geprüft",
    "result": "Ergebnis",
    "counts": "{supported} belegt, {contradicted} widersprochen, {not_found} nicht gefunden, "
    "{not_checked} nicht geprüft",
    "how_to_read": "Wie es zu lesen ist",
    "marks": "Eine Fußnote nennt die Quelle, die einen Satz belegt. Eine Anmerkung sagt, dass einem Satz widersprochen "
    "wird oder er nicht gefunden wurde.",
    "supported": "Belegt",
    "contradicted": "Widersprochen",
    "not_found": "Nicht gefunden",
    "nearest": "Nächstliegende Stelle:",
    "status_draft": "Entwurf",
    "status_superseded": "ersetzt",
    "status_expired": "abgelaufen",
    "quotes": "Zitate",
    "about": "Über diese Datei",
    "matrix": "Tabelle",
    "columns": "Thema;Land;Urteil;Text;Zitat;Herausgeber;Titel;Jahr;Datum;Land des Dokuments;Sprache;Art;"
    "Gedruckte Seite;Dateiseite;Abschnitt;Adresse;Zusammenfassung von;Dokument;Fassung;Snapshot;Abgerufen am",
}

_RU = {
    "quote": "«{}»",
    "date": "Дата выгрузки",
    "snapshot": "Состояние библиотеки (снимок)",
    "mode": "Как составлено",
    "extractive": "предложения самих документов, дословно",
    "llm": "языковой моделью только по цитируемым отрывкам; каждое предложение сверено с ними",
    "filters": "Область поиска",
    "id": "Сохранён как",
    "kept": "Ответ от",
    "no_answer": "Ответа нет",
    "related": "Ближайшие отрывки: по теме, но не ответ",
    "withheld": "Не показано как ответ: предложения языковой модели, которых документы не подтверждают",
    "sources": "Источники",
    "changes": "Что изменилось с тех пор",
    "unchanged": "Ни один из цитируемых документов с тех пор не изменился.",
    "revised": "у документа есть более новая редакция; цитата взята из прежней",
    "removed": "документ изъят из библиотеки",
    "replaced": "этот дайджест уступил место официальному документу",
    "superseded": "документ теперь отмечен как заменённый или утративший силу",
    "statement": "Каждая цитата дословна: это знаки цитируемой страницы без переносов строк и слов. Номера страниц — "
    "напечатанные; «страница файла» — порядковый номер в файле.",
    "digests": "Документы, отмеченные как дайджесты, изложены словами библиотеки. Это не официальные тексты, и "
    "нумерация страниц у них своя.",
    "digest": "Дайджест, изложенный нашими словами, а не официальный текст",
    "official": "Официальный документ:",
    "page": "с. {}",
    "file_page": "страница файла {}",
    "accessed": "Дата обращения: {}",
    "query": "Поиск",
    "quotations": "Цитаты: {}",
    "comparison": "Сравнение: {}",
    "country": "Страна",
    "silent": "Документы есть, но об этом не говорят",
    "no_document": "Документов нет",
    "not_asked": "Не спрошено",
    "draft": "Проект текста, сверенный с библиотекой",
    "result": "Результат",
    "counts": "подтверждено: {supported}, опровергнуто: {contradicted}, не найдено: {not_found}, "
    "не проверено: {not_checked}",
    "how_to_read": "Как читать",
    "marks": "Сноска называет источник, который подтверждает предложение. Примечание говорит, что предложение "
    "опровергнуто или не найдено.",
    "supported": "Подтверждено",
    "contradicted": "Опровергнуто",
    "not_found": "Не найдено",
    "nearest": "Ближайший отрывок:",
    "status_draft": "проект",
    "status_superseded": "заменён",
    "status_expired": "утратил силу",
    "quotes": "Цитаты",
    "about": "О файле",
    "matrix": "Таблица",
    "columns": "Тема;Страна;Оценка;Текст;Цитата;Издатель;Название;Год;Дата;Страна документа;Язык;Вид;"
    "Печатная страница;Страница файла;Раздел;Адрес;Дайджест документа;Документ;Редакция;Снимок;Дата обращения",
}

LABELS: Mapping[str, Mapping[str, str]] = {"en": _EN, "fr": _FR, "de": _DE, "ru": _RU}


def spoken(language: str) -> str:
    """Return the language that a file for a reader of `language` is labelled in."""
    return language if language in LABELS else OTHERWISE


def label(key: str, language: str) -> str:
    """Return one label, in English where there is none in the language."""
    return LABELS[spoken(language)][key]
