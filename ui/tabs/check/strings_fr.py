"""The Check tab in French."""

from __future__ import annotations

from ui.tabs.check.strings import CheckStrings

STRINGS = CheckStrings(
    tab="Vérifier un texte",
    text="Votre texte",
    placeholder="Collez un discours ou une note",
    upload="Choisir un fichier",
    check="Vérifier",
    stop="Arrêter",
    intro="Chaque phrase de votre texte est confrontée à la bibliothèque : étayée, contredite ou introuvable. Chaque "
    "verdict ouvre les lignes sur lesquelles il repose. Le texte n’est pas conservé sur le serveur.",
    limits="Du texte, ou un fichier .txt, .md ou .docx de {megabytes} Mo au plus ; au plus {characters} caractères et "
    "{sentences} phrases à la fois.",
    reading="Lecture du texte",
    nothing="Il n’y a rien à vérifier. Collez un texte, ou choisissez un fichier.",
    no_sentence="Aucune phrase n’a été trouvée dans ce texte. Collez-le plutôt ici.",
    too_long="Le texte compte {count} caractères ; on peut en vérifier au plus {most} à la fois. Vérifiez-le en "
    "plusieurs parties.",
    too_large="Le fichier dépasse {megabytes} Mo. Enregistrez-en le texte seul, ou collez-le.",
    too_many="Le texte compte {count} phrases ; on peut en vérifier au plus {most} à la fois. Vérifiez-le en plusieurs "
    "parties.",
    not_text="{name} n’est pas un texte que l’on puisse vérifier. Enregistrez-le en .txt, .md ou .docx, ou collez-en "
    "le texte.",
    unreadable="{name} ne peut pas être lu : il est endommagé, protégé ou d’une autre nature que ne le dit son nom. "
    "Enregistrez-le à nouveau en .docx ou .txt, ou collez-en le texte.",
    progress="Vérifiées jusqu’ici : {done} phrases sur {all}",
    done="Phrases vérifiées : {count}",
    stopped="Arrêté après {done} phrases sur {all}.",
    too_slow="Une phrase a pris plus de {seconds} secondes ; le reste a donc été abandonné. Vérifiez de nouveau pour "
    "recommencer.",
    unexpected="Le texte n’a pas pu être vérifié jusqu’au bout à cause d’une erreur du serveur. Vérifiez de nouveau ; "
    "si cela se reproduit, prévenez les responsables de cette bibliothèque.",
    result="Votre texte, phrase par phrase",
    show="Afficher",
    everything="Toutes les phrases",
    to_look_at="Contredites ou introuvables",
    hidden="Phrases non affichées : {count}",
    none_shown="Il n’y a pas de telle phrase.",
    verdicts={
        "supported": "Étayée",
        "contradicted": "Contredite",
        "not_found": "Introuvable",
        "not_checked": "Non vérifiée",
    },
    unchecked={
        "heading": "un titre",
        "question": "une question",
        "greeting": "une salutation ou un remerciement",
        "no_claim": "ne dit rien que l’on puisse chercher",
    },
    support="appui {share}",
    nearest="Passage le plus proche :",
    ways={
        "comments": "Word avec commentaires",
        "footnotes": "Word avec notes",
        "pdf": "PDF",
        "md": "Markdown",
    },
)
