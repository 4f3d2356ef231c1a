"""The Search tab in German."""

from __future__ import annotations

from ui.tabs.search.strings import SearchStrings

STRINGS = SearchStrings(
    tab="Suche",
    words="Suchen nach",
    placeholder="Wörter oder eine Frage, in jeder Sprache",
    search="Suchen",
    intro="Die Suche zeigt die Textstellen selbst, die beste zuerst, und markiert die Wörter, durch die sie gefunden "
    "wurden, gleich in welcher Sprache. Die Adresse dieser Seite enthält die Suche: Kopieren Sie sie, um sie "
    "weiterzugeben oder wiederzukommen.",
    examples=(
        "menschliche Aufsicht",
        "Sekundärnutzung von Gesundheitsdaten",
        "Haftung",
        "Schulung des Gesundheitspersonals",
    ),
    searching="Es wird gesucht …",
    found="Textstellen: {passages} · Dokumente: {documents}",
    counted="Von den {considered} besten Textstellen zu diesen Wörtern werden die gezeigt und gezählt, die genug "
    "davon "
    "enthalten, auch in einer anderen Sprache. Die Zahl neben einem Wert sagt, wie viele er hat.",
    nothing="Keine Textstelle gefunden. Versuchen Sie andere Wörter.",
    nothing_filtered="Mit diesen Filtern wurde keine Textstelle gefunden. Nehmen Sie einen weg oder versuchen Sie "
    "andere "
    "Wörter.",
    too_slow="Die Suche dauerte länger als {seconds} Sekunden und wurde abgebrochen. Versuchen Sie es mit weniger "
    "Wörtern.",
    failed="Die Suche ist wegen eines Fehlers auf dem Server gescheitert. Versuchen Sie es noch einmal; geschieht es "
    "wieder, sagen Sie es denen, die diese Bibliothek betreiben.",
    narrow="Eingrenzen",
    facet_year="Jahr",
    facet_document="Dokument",
    facet_hint="Wählen Sie ein zweites Jahr für alle dazwischen.",
    facet_more="Weitere ({count})",
    facet_value="{name}, Textstellen: {count}",
    chosen="Eingegrenzt auf",
    clear="Alle aufheben",
    sort="Reihenfolge",
    by_relevance="Relevanz",
    by_year="Neueste zuerst",
    more="{count} weitere zeigen",
    pick="Auswählen: {title}, {page}",
    picked="Ausgewählt: {count}",
    pick_shown="Alle gezeigten auswählen",
    pick_none="Auswahl aufheben",
    take_picked="Die ausgewählten Textstellen als {kind} mitnehmen",
    take_shown="Alle gezeigten Textstellen als {kind} mitnehmen",
    takes_picked="Ausgewählte Textstellen, die die Datei enthalten wird: {count}",
    takes_shown="Keine ist ausgewählt, daher wird die Datei alle gezeigten Textstellen enthalten: {count}",
)
