"""The Check tab in German."""

from __future__ import annotations

from ui.tabs.check.strings import CheckStrings

STRINGS = CheckStrings(
    tab="Entwurf prüfen",
    text="Ihr Entwurf",
    placeholder="Fügen Sie eine Rede oder einen Vermerk ein",
    upload="Datei wählen",
    check="Prüfen",
    stop="Anhalten",
    intro="Jeder Satz Ihres Entwurfs wird an die Bibliothek gehalten: belegt, widersprochen oder dort nicht gefunden. "
    "Jedes Urteil öffnet die Zeilen, auf denen es beruht. Der Entwurf wird nicht auf dem Server aufbewahrt.",
    limits="Text oder eine Datei .txt, .md oder .docx mit höchstens {megabytes} MB; höchstens {characters} Zeichen und "
    "{sentences} Sätze auf einmal.",
    reading="Der Entwurf wird gelesen",
    nothing="Es gibt nichts zu prüfen. Fügen Sie einen Text ein, oder wählen Sie eine Datei.",
    no_sentence="In diesem Entwurf wurde kein Satz gefunden. Fügen Sie seinen Text hier ein.",
    too_long="Der Entwurf hat {count} Zeichen; höchstens {most} lassen sich auf einmal prüfen. Prüfen Sie ihn in "
    "Teilen.",
    too_large="Die Datei ist größer als {megabytes} MB. Speichern Sie nur ihren Text, oder fügen Sie ihn ein.",
    too_many="Der Entwurf hat {count} Sätze; höchstens {most} lassen sich auf einmal prüfen. Prüfen Sie ihn in Teilen.",
    not_text="{name} ist kein Entwurf, der sich prüfen lässt. Speichern Sie ihn als .txt, .md oder .docx, oder fügen "
    "Sie seinen Text ein.",
    unreadable="{name} lässt sich nicht lesen: beschädigt, geschützt oder nicht das, was der Name sagt. Speichern Sie "
    "die Datei noch einmal als .docx oder .txt, oder fügen Sie ihren Text ein.",
    progress="Bisher geprüft: {done} von {all} Sätzen",
    done="Geprüfte Sätze: {count}",
    stopped="Angehalten nach {done} von {all} Sätzen.",
    too_slow="Ein Satz dauerte länger als {seconds} Sekunden, darum wurde der Rest aufgegeben. Prüfen Sie noch einmal, "
    "um neu zu beginnen.",
    unexpected="Der Entwurf konnte wegen eines Fehlers auf dem Server nicht zu Ende geprüft werden. Prüfen Sie noch "
    "einmal; geschieht es wieder, sagen Sie es denen, die diese Bibliothek betreiben.",
    result="Ihr Entwurf, Satz für Satz",
    show="Zeigen",
    everything="Alle Sätze",
    to_look_at="Widersprochen oder nicht gefunden",
    hidden="Nicht gezeigte Sätze: {count}",
    none_shown="Es gibt keinen solchen Satz.",
    verdicts={
        "supported": "Belegt",
        "contradicted": "Widersprochen",
        "not_found": "Nicht gefunden",
        "not_checked": "Nicht geprüft",
    },
    unchecked={
        "heading": "eine Überschrift",
        "question": "eine Frage",
        "greeting": "Anrede oder Dank",
        "no_claim": "sagt nichts, was sich nachschlagen ließe",
    },
    support="Rückhalt {share}",
    nearest="Nächstliegende Stelle:",
    ways={
        "comments": "Word mit Kommentaren",
        "footnotes": "Word mit Fußnoten",
        "pdf": "PDF",
        "md": "Markdown",
    },
)
