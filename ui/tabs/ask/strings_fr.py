"""What can be done with an answer, in French."""

from __future__ import annotations

from ui.tabs.ask.strings import AskStrings

STRINGS = AskStrings(
    take_as="Emporter cette réponse en {kind}",
    keep="Adresse permanente",
    keep_hint="Conserve sur le serveur la question, la réponse et les pages qu’elle cite, et donne une adresse qui les "
    "rouvre telles qu’elles sont aujourd’hui.",
    kept="Conservée. Avec cette adresse, chacun peut ouvrir la réponse telle qu’elle est aujourd’hui :",
    copy="Copier l’adresse",
    copied="Copiée.",
    not_copied="Votre navigateur ne laisse pas la page copier. L’adresse est sélectionnée : copiez-la vous-même.",
    not_stored="Cela n’a pas pu être enregistré sur le serveur. Réessayez ; si cela se reproduit, prévenez les "
    "responsables de cette bibliothèque.",
    judge="Cette réponse est-elle juste ?",
    judge_citation="Cette citation est-elle juste ?",
    verdicts={"right": "Juste", "wrong": "Fausse", "not_supported": "Non étayée"},
    with_comment="Ajouter d’abord un commentaire",
    comment="Commentaire, envoyé avec votre avis",
    judge_hint="Votre avis est enregistré sur le serveur avec la question et toute la réponse, sans votre nom.",
    thanks="Merci. Noté : {verdict}.",
    kept_answer="Réponse conservée",
    given_on="Réponse du {date}, montrée telle qu’elle fut donnée. État de la bibliothèque alors : {snapshot}.",
    unchanged="Aucun des documents cités n’a changé depuis.",
    changed="Documents cités qui ont changé depuis : {count} sur {all}. Leurs sources disent en quoi.",
    changes={
        "revised": "Modifié depuis : la bibliothèque détient une version plus récente. La citation vient de la version "
        "citée.",
        "removed": "Retiré depuis : la bibliothèque ne détient plus ce document.",
        "replaced": "Remplacé depuis : le document officiel a pris la place de ce condensé.",
        "superseded": "Plus en vigueur : le document est désormais signalé comme remplacé ou caduc.",
    },
    ask_again="Reposer la question à la bibliothèque d’aujourd’hui",
    close_kept="Fermer cette réponse",
    not_kept="Aucune réponse n’est conservée à cette adresse. Vérifiez que l’adresse est entière, ou reposez votre "
    "question.",
    kept_waits="La bibliothèque est en cours d’ouverture. La réponse conservée s’affichera aussitôt après.",
    show_kept="Afficher la réponse maintenant",
    kept_sources="Sources de la réponse conservée",
    history="Conversations précédentes ({count})",
    history_none="Il n’y a pas de conversation précédente. Elles seront gardées dans ce navigateur, et nulle part "
    "ailleurs.",
    history_hint="Gardées dans ce navigateur et nulle part ailleurs ; les plus anciennes s’effacent quand il y en a "
    "trop.",
    history_off="Ce navigateur ne garde pas de conversations : la fenêtre est privée, ou le stockage est désactivé.",
    restore="Ouvrir la conversation : {question}",
    delete="Supprimer",
    delete_this="Supprimer la conversation : {question}",
    delete_all="Tout supprimer",
    questions="questions : {count}",
    not_restored="Cette conversation ne peut pas être ouverte : ce que le navigateur en a gardé est endommagé ou vient "
    "d’une autre bibliothèque. Supprimez-la et reposez vos questions.",
    left_out="Réponses laissées de côté, car elles ne sont pas telles que cette bibliothèque les a données : {count}.",
)
