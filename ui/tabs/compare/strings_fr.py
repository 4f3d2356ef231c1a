"""The Compare tab in French."""

from __future__ import annotations

from ui.tabs.compare.strings import CompareStrings

STRINGS = CompareStrings(
    tab="Comparer",
    topics="Thèmes ou questions, un par ligne",
    placeholder="responsabilité en cas d’erreur de l’IA en santé",
    countries="Pays et régions",
    all_held="Tous ceux dont un document est détenu",
    compare="Comparer",
    stop="Arrêter",
    intro="Le même thème est posé aux documents de chaque pays. Une case contient leurs propres mots, avec la page où "
    "ils se trouvent, ou dit qu’un document est détenu mais muet, ou qu’aucun n’est détenu. Choisissez des pays et "
    "écrivez des thèmes, ou commencez par l’un de ceux-ci :",
    limits="Au plus {topics} thèmes à la fois, et {cells} cases : thèmes fois pays.",
    examples=(
        "responsabilité en cas d’erreur de l’IA en santé",
        "formation des soignants à l’IA",
        "utilisation secondaire des données de santé",
        "stratégie nationale d’IA en santé",
    ),
    no_topic="Écrivez au moins un thème.",
    no_country="Choisissez au moins un pays.",
    too_many_topics="Cela fait {count} thèmes ; on peut en comparer {most} à la fois au plus. Retirez-en.",
    too_many_cells="Cela fait {count} cases, {topics} thèmes pour {countries} pays ; on peut en comparer {most} à la "
    "fois au plus. Retirez des thèmes ou des pays.",
    progress="Demandé jusqu’ici : {done} sur {all}",
    done="Cases avec citations : {found} sur {all} · muettes : {silent} · sans document : {missing}",
    stopped="Arrêté. Ce qui n’a pas été demandé est signalé.",
    too_slow="Une case a pris plus de {seconds} secondes ; le reste a été abandonné. Comparez de nouveau pour "
    "reprendre.",
    unexpected="La comparaison n’a pas pu être achevée à cause d’une panne du serveur. Comparez de nouveau ; si cela "
    "se reproduit, prévenez la personne qui gère ce fonds.",
    heat="La couverture d’un coup d’œil",
    heat_hint="Le nombre de citations de chaque case ; plus c’est foncé, plus il y en a. Choisissez une case pour "
    "aller à ses citations.",
    heat_cell="{country} sur « {topic} » : {value}",
    heat_or_more="{count} ou plus",
    matrix="Ce que disent les documents de chaque pays",
    country="Pays",
    found="citations : {count}",
    silent="Document détenu, muet",
    silent_hint="Documents détenus : {count}",
    no_document="Aucun document détenu",
    pending="Pas encore demandé",
    not_asked="Non demandé",
    more_quotes="Autres citations ({count})",
    opens="Ouvrir {page} de {title}",
    take_as="Emporter cette comparaison en {kind}",
)
