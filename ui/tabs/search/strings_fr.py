"""The Search tab in French."""

from __future__ import annotations

from ui.tabs.search.strings import SearchStrings

STRINGS = SearchStrings(
    tab="Recherche",
    words="Rechercher",
    placeholder="Des mots ou une question, dans toute langue",
    search="Rechercher",
    intro="La recherche montre les passages eux-mêmes, du plus proche au moins proche, en surlignant les mots qui les "
    "ont "
    "fait trouver, quelle que soit leur langue. L’adresse de cette page contient la recherche : copiez-la pour la "
    "partager ou y revenir.",
    examples=(
        "contrôle humain",
        "utilisation secondaire des données de santé",
        "responsabilité",
        "formation des soignants",
    ),
    searching="Recherche en cours …",
    found="Passages : {passages} · documents : {documents}",
    counted="Parmi les {considered} meilleurs passages pour ces mots, sont montrés et comptés ceux qui en partagent "
    "assez, "
    "même dans une autre langue. Le nombre à côté d’une valeur dit combien de passages elle compte.",
    nothing="Aucun passage trouvé. Essayez d’autres mots.",
    nothing_filtered="Aucun passage trouvé avec ces filtres. Retirez-en un, ou essayez d’autres mots.",
    too_slow="La recherche a dépassé {seconds} secondes et a été abandonnée. Réessayez avec moins de mots.",
    failed="La recherche a échoué à cause d’une panne du serveur. Réessayez ; si cela se reproduit, prévenez la "
    "personne "
    "qui gère ce fonds.",
    narrow="Affiner",
    facet_year="Année",
    facet_document="Document",
    facet_hint="Choisissez une seconde année pour toutes celles entre les deux.",
    facet_more="Autres ({count})",
    facet_value="{name}, passages : {count}",
    chosen="Limité à",
    clear="Tout effacer",
    sort="Ordre",
    by_relevance="Pertinence",
    by_year="Plus récents d’abord",
    more="En montrer {count} de plus",
    pick="Sélectionner : {title}, {page}",
    picked="Sélection : {count}",
    pick_shown="Sélectionner tout ce qui est montré",
    pick_none="Ne rien sélectionner",
    take_picked="Emporter les passages sélectionnés en {kind}",
    take_shown="Emporter tous les passages montrés en {kind}",
    takes_picked="Passages sélectionnés que contiendra le fichier : {count}",
    takes_shown="Aucun n’est sélectionné : le fichier contiendra tous les passages montrés : {count}",
)
