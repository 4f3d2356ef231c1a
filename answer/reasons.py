"""Why a sentence is withheld or not found, for the reader, in four languages."""

from __future__ import annotations

_REASONS = {
    "en": {
        "FIGURE_MISSING": "“{item}” does not stand in the cited text",
        "NAME_MISSING": "“{item}” is not named in the cited text",
        "NEGATION": "the cited text does not say so: one of the two is a denial",
        "NOT_SUPPORTED": "the cited text does not say this",
        "FOREIGN": "the cited text is in another language, and its words could not be compared",
        "CONFLICT": "the cited text says “{other}” where the sentence says “{item}”",
        "NO_TEXT": "the evidence holds no text",
        "UNCITED": "it cites nothing",
        "INVENTED": "it cites [{item}], which is not among the sources",
    },
    "fr": {
        "FIGURE_MISSING": "« {item} » ne figure pas dans le texte cité",
        "NAME_MISSING": "« {item} » n’est pas nommé dans le texte cité",
        "NEGATION": "le texte cité ne dit pas cela : l’un des deux est une négation",
        "NOT_SUPPORTED": "le texte cité ne dit pas cela",
        "FOREIGN": "le texte cité est dans une autre langue et ses mots n’ont pas pu être comparés",
        "CONFLICT": "le texte cité dit « {other} » là où la phrase dit « {item} »",
        "NO_TEXT": "la preuve ne contient aucun texte",
        "UNCITED": "elle ne cite rien",
        "INVENTED": "elle cite [{item}], qui n’est pas parmi les sources",
    },
    "de": {
        "FIGURE_MISSING": "„{item}“ steht nicht im zitierten Text",
        "NAME_MISSING": "„{item}“ wird im zitierten Text nicht genannt",
        "NEGATION": "der zitierte Text sagt das nicht: eines von beiden ist verneint",
        "NOT_SUPPORTED": "der zitierte Text sagt das nicht",
        "FOREIGN": "der zitierte Text ist in einer anderen Sprache, und seine Wörter ließen sich nicht vergleichen",
        "CONFLICT": "der zitierte Text sagt „{other}“, der Satz „{item}“",
        "NO_TEXT": "der Beleg enthält keinen Text",
        "UNCITED": "er zitiert nichts",
        "INVENTED": "er zitiert [{item}], das nicht unter den Quellen ist",
    },
    "ru": {
        "FIGURE_MISSING": "«{item}» нет в цитируемом тексте",
        "NAME_MISSING": "«{item}» не упоминается в цитируемом тексте",
        "NEGATION": "цитируемый текст этого не говорит: одно из двух — отрицание",
        "NOT_SUPPORTED": "цитируемый текст этого не говорит",
        "FOREIGN": "цитируемый текст на другом языке, и сравнить слова не удалось",
        "CONFLICT": "в цитируемом тексте «{other}», в предложении — «{item}»",
        "NO_TEXT": "в доказательстве нет текста",
        "UNCITED": "оно ни на что не ссылается",
        "INVENTED": "оно ссылается на [{item}], которого нет среди источников",
    },
}


def reason(key: str, item: str = "", *, language: str, other: str = "", is_foreign: bool = False) -> str:
    """Return one reason in the reader's language; in English where the language has none.

    Args:
        item: the words of the sentence that it is about.
        other: what the cited text has in their place.
        is_foreign: the cited text is in another language.
    """
    if key == "NOT_SUPPORTED" and is_foreign:
        key = "FOREIGN"
    return _REASONS.get(language, _REASONS["en"])[key].format(item=item, other=other)
