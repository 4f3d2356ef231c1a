"""What can be done with an answer, in German."""

from __future__ import annotations

from ui.tabs.ask.strings import AskStrings

STRINGS = AskStrings(
    take_as="Diese Antwort als {kind} mitnehmen",
    keep="Dauerhafte Adresse",
    keep_hint="Bewahrt die Frage, die Antwort und die zitierten Seiten auf dem Server auf und gibt eine Adresse, die "
    "sie so wieder öffnet, wie sie heute sind.",
    kept="Aufbewahrt. Wer diese Adresse hat, kann die Antwort so öffnen, wie sie heute ist:",
    copy="Adresse kopieren",
    copied="Kopiert.",
    not_copied="Ihr Browser lässt die Seite nicht kopieren. Die Adresse ist markiert: Kopieren Sie sie von dort.",
    not_stored="Das konnte auf dem Server nicht gespeichert werden. Versuchen Sie es noch einmal; geschieht es wieder, "
    "sagen Sie es denen, die diese Bibliothek betreiben.",
    judge="Ist diese Antwort richtig?",
    judge_citation="Ist dieses Zitat richtig?",
    verdicts={"right": "Richtig", "wrong": "Falsch", "not_supported": "Nicht belegt"},
    with_comment="Zuerst einen Kommentar schreiben",
    comment="Kommentar, wird mit Ihrem Urteil gesendet",
    judge_hint="Ihr Urteil wird auf dem Server mit der Frage und der ganzen Antwort gespeichert, ohne Ihren Namen.",
    thanks="Danke. Vermerkt: {verdict}.",
    kept_answer="Aufbewahrte Antwort",
    given_on="Antwort vom {date}, so gezeigt, wie sie gegeben wurde. Stand der Bibliothek damals: {snapshot}.",
    unchanged="Keines der zitierten Dokumente hat sich seither geändert.",
    changed="Zitierte Dokumente, die sich seither geändert haben: {count} von {all}. Bei den Quellen steht, wie.",
    changes={
        "revised": "Seither geändert: Die Bibliothek hat jetzt eine neuere Fassung. Das Zitat stammt aus der vorigen.",
        "removed": "Seither entfernt: Die Bibliothek hat dieses Dokument nicht mehr.",
        "replaced": "Seither ersetzt: Das amtliche Dokument ist an die Stelle dieser Zusammenfassung getreten.",
        "superseded": "Nicht mehr gültig: Das Dokument ist jetzt als ersetzt oder abgelaufen gekennzeichnet.",
    },
    ask_again="Die heutige Bibliothek noch einmal fragen",
    close_kept="Diese Antwort schließen",
    not_kept="Unter dieser Adresse ist keine Antwort aufbewahrt. Prüfen Sie, ob die Adresse vollständig ist, oder "
    "stellen Sie Ihre Frage neu.",
    kept_waits="Die Bibliothek wird noch geöffnet. Danach erscheint die aufbewahrte Antwort.",
    show_kept="Die Antwort jetzt zeigen",
    kept_sources="Quellen der aufbewahrten Antwort",
    history="Frühere Gespräche ({count})",
    history_none="Es gibt keine früheren Gespräche. Sie werden in diesem Browser aufbewahrt und sonst nirgends.",
    history_hint="In diesem Browser aufbewahrt und sonst nirgends; sind es zu viele, weichen die ältesten.",
    history_off="Dieser Browser bewahrt keine Gespräche auf: Das Fenster ist privat, oder der Speicher ist "
    "abgeschaltet.",
    restore="Gespräch öffnen: {question}",
    delete="Löschen",
    delete_this="Gespräch löschen: {question}",
    delete_all="Alle löschen",
    questions="Fragen: {count}",
    not_restored="Dieses Gespräch kann nicht geöffnet werden: Was der Browser davon aufbewahrt hat, ist beschädigt "
    "oder stammt aus einer anderen Bibliothek. Löschen Sie es und fragen Sie neu.",
    left_out="Ausgelassene Antworten, weil sie nicht so sind, wie diese Bibliothek sie gab: {count}.",
)
