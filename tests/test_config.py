"""Settings: which source wins, and what a wrong value is told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from config import CONFIG_FILE, Settings
from ingest.errors import SettingsError


@pytest.fixture(autouse=True)
def bare_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in os.environ:
        if name.upper().startswith("POLICY_KB_"):
            monkeypatch.delenv(name)


def write_config(text: str, name: str = CONFIG_FILE) -> Path:
    path = Path.cwd() / name
    path.write_text(text, encoding="utf-8")
    return path


def test_without_any_source_the_defaults_hold() -> None:
    settings = Settings.load()
    assert settings == Settings()
    assert (settings.home, settings.model, settings.port) == (Path("var"), "bundled", 7860)


def test_each_source_overrules_the_ones_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    write_config("port = 1001\nworkers = 1\nmax_pages = 10")
    monkeypatch.setenv("POLICY_KB_PORT", "1002")
    monkeypatch.setenv("POLICY_KB_WORKERS", "2")
    settings = Settings.load(port=1003)
    assert (settings.port, settings.workers, settings.max_pages, settings.candidates) == (1003, 2, 10, 60)


def test_a_flag_that_is_none_was_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_KB_PORT", "1002")
    assert Settings.load(port=None).port == 1002


def test_a_named_file_takes_the_place_of_the_one_in_the_working_directory() -> None:
    write_config("port = 1001")
    other = write_config("workers = 4", "other.toml")
    settings = Settings.load(other)
    assert (settings.port, settings.workers) == (7860, 4)


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_KB_PORT", "")
    assert Settings.load().port == 7860


def test_a_foreign_variable_with_the_prefix_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kubernetes gives every container variables such as POLICY_KB_SERVICE_HOST for a service of that name."""
    monkeypatch.setenv("POLICY_KB_SERVICE_HOST", "10.0.0.1")
    assert Settings.load() == Settings()


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        Settings().port = 1


def test_the_key_is_never_printed() -> None:
    settings = Settings.load(llm_api_key="s3cret")
    assert settings.llm_api_key.get_secret_value() == "s3cret"
    assert "s3cret" not in repr(settings) + str(settings)


def test_paths_begin_at_the_users_home_where_a_tilde_says_so() -> None:
    assert Settings.load(home="~/policy").home == Path.home() / "policy"


def test_the_starter_corpus_is_the_packages_own() -> None:
    assert Settings().corpus.parent == Path(__file__).parent.parent / "corpus"


@pytest.mark.parametrize(("name", "value", "message"), [
    ("workers", -1, "--workers: -1 will not do; it takes a whole number from 0 to 256."),
    ("port", "x", "--port: 'x' will not do; it takes a whole number from 1 to 65535."),
    ("passage_chars", 50, "--passage-chars: 50 will not do; it takes a whole number from 200 to 4000."),
    ("precision", "fp16", "--precision: 'fp16' will not do; it takes auto, float32 or bfloat16."),
    ("model", "", "--model: '' will not do; it takes text that is not empty."),
    ("home", 3, "--home: 3 will not do; it takes the path of a folder."),
    ("llm_url", "m", "--llm-url: 'm' will not do; it takes an address that begins with http:// or https://, or none."),
    ("page_root", "kb", "--page-root: 'kb' will not do; it takes a path that begins with /, or none."),
    ("llm_api_key", 5, "--llm-api-key: the value given will not do; it takes text."),
    ("prot", 1, "flag: there is no setting 'prot'. README.md lists them all."),
])  # fmt: skip
def test_a_bad_value_is_told_in_one_line(name: str, value: Any, message: str) -> None:
    with pytest.raises(SettingsError) as error:
        Settings.load(**{name: value})
    assert str(error.value) == message


def test_a_bad_value_is_blamed_on_the_source_it_comes_from(monkeypatch: pytest.MonkeyPatch) -> None:
    write_config("port = 0\nworkers = 1")
    with pytest.raises(SettingsError, match=r"^policy-kb\.toml, port: 0 will not do"):
        Settings.load()
    monkeypatch.setenv("POLICY_KB_PORT", "tcp://10.0.0.1:80")
    with pytest.raises(SettingsError, match=r"^POLICY_KB_PORT: 'tcp://10\.0\.0\.1:80' will not do"):
        Settings.load()


@pytest.mark.parametrize(("text", "message"), [
    pytest.param("= 3", r"^policy-kb\.toml: not valid TOML: .*line 1", id="not TOML"),
    pytest.param("prot = 1", r"^policy-kb\.toml: there is no setting 'prot'", id="misspelt"),
    pytest.param("[page]\nport = 1", r"^policy-kb\.toml: there is no setting 'page'", id="a table"),
])  # fmt: skip
def test_a_bad_file_is_told_in_one_line(text: str, message: str) -> None:
    write_config(text)
    with pytest.raises(SettingsError, match=message) as error:
        Settings.load()
    assert "\n" not in str(error.value)


def test_a_named_file_must_exist() -> None:
    with pytest.raises(SettingsError, match=r"cannot be read .* --config"):
        Settings.load(Path("nowhere.toml"))


def test_an_address_without_a_model_is_refused() -> None:
    with pytest.raises(SettingsError, match="llm_model must name the model"):
        Settings.load(llm_url="http://127.0.0.1:11434/v1")


def test_importing_the_settings_stays_light() -> None:
    """The command's help has 0.3 s, so nothing heavy may come in here."""
    probe = "import sys, config; print({'torch', 'chromadb', 'gradio', 'llama_index'} & set(sys.modules))"
    here = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", probe], cwd=here, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
