"""The Compare tab in German."""

from __future__ import annotations

from ui.tabs.compare.strings import CompareStrings

STRINGS = CompareStrings(
    tab="Vergleich",
    topics="Themen oder Fragen, eines je Zeile",
    placeholder="Haftung für KI im Gesundheitswesen",
    countries="Länder und Regionen",
    all_held="Alle, von denen Dokumente vorliegen",
    compare="Vergleichen",
    stop="Anhalten",
    intro="Dasselbe Thema wird den eigenen Dokumenten jedes Landes vorgelegt. Eine Zelle enthält deren Worte mit der "
    "Seite, auf der sie stehen, oder sagt, dass ein Dokument vorliegt und schweigt oder dass keines vorliegt. Wählen "
    "Sie Länder und schreiben Sie Themen, oder beginnen Sie mit einem von diesen:",
    limits="Höchstens {topics} Themen auf einmal und {cells} Zellen: Themen mal Länder.",
    examples=(
        "Haftung für KI im Gesundheitswesen",
        "Schulung des Gesundheitspersonals in KI",
        "Sekundärnutzung von Gesundheitsdaten",
        "nationale KI-Strategie für Gesundheit",
    ),
    no_topic="Schreiben Sie mindestens ein Thema.",
    no_country="Wählen Sie mindestens ein Land.",
    too_many_topics="Das sind {count} Themen; höchstens {most} lassen sich auf einmal vergleichen. Nehmen Sie einige "
    "weg.",
    too_many_cells="Das sind {count} Zellen, {topics} Themen für {countries} Länder; höchstens {most} lassen sich auf "
    "einmal vergleichen. Nehmen Sie Themen oder Länder weg.",
    progress="Bisher gefragt: {done} von {all}",
    done="Zellen mit Zitaten: {found} von {all} · schweigend: {silent} · ohne Dokument: {missing}",
    stopped="Angehalten. Was nicht gefragt wurde, ist so bezeichnet.",
    too_slow="Eine Zelle dauerte länger als {seconds} Sekunden, darum wurde der Rest aufgegeben. Vergleichen Sie noch "
    "einmal, um neu zu beginnen.",
    unexpected="Der Vergleich konnte wegen eines Fehlers auf dem Server nicht beendet werden. Vergleichen Sie noch "
    "einmal; geschieht es wieder, sagen Sie es denen, die diese Bibliothek betreiben.",
    heat="Abdeckung auf einen Blick",
    heat_hint="Die Zahl der Zitate in jeder Zelle; je dunkler, desto mehr. Wählen Sie eine Zelle, um zu ihren Zitaten "
    "zu gelangen.",
    heat_cell="{country} zu „{topic}“: {value}",
    heat_or_more="{count} oder mehr",
    matrix="Was die Dokumente jedes Landes sagen",
    country="Land",
    found="Zitate: {count}",
    silent="Dokument vorhanden, schweigt",
    silent_hint="Dokumente vorhanden: {count}",
    no_document="Kein Dokument vorhanden",
    pending="Noch nicht gefragt",
    not_asked="Nicht gefragt",
    more_quotes="Weitere Zitate ({count})",
    opens="{page} von {title} öffnen",
    take_as="Diesen Vergleich als {kind} mitnehmen",
)
