"""Every setting of the project: one frozen object, built by the entry points and handed down as plain arguments."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from ingest.errors import SettingsError
from ingest.ocr.records import OcrLimits

CONFIG_FILE = "policy-kb.toml"  # read from the working directory where no other is named
_PREFIX = "POLICY_KB_"
_KINDS = {
    "string_too_short": "text that is not empty", "string_type": "text", "path_type": "the path of a folder",
    "bool_parsing": "true or false", "bool_type": "true or false",
}  # fmt: skip
_HASH = re.compile(r"(scrypt:\d{1,8}:\d{1,3}:\d{1,3}:[\w-]{22}:[\w-]{43})?", re.ASCII)
_SECRETS = frozenset({"llm_api_key", "maintainer_password_hash"})
_STARTER = Path(__file__).parent / "corpus" / "starter"


class Settings(BaseSettings):
    """What can be set, each with its unit, its range and the reason for its default.

    `Settings()` holds the defaults alone; `Settings.load` reads the file and the environment as well.
    """

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix=_PREFIX, env_ignore_empty=True, validate_default=True
    )

    # Where things are
    home: Path = Field(
        default=Path("var"),
        description="Folder of the knowledge base; made when missing. Beside the program, so that a trial leaves no "
        "trace elsewhere.",
    )
    corpus: Path = Field(
        default=_STARTER,
        description="Folder of documents that an empty home is filled with on the page's first start; the starter "
        "corpus that comes with the program.",
    )
    chroma_url: str = Field(
        default="",
        description="Address of a Chroma server, http(s)://host:port; empty keeps the vectors in the home folder, "
        "which is enough for one machine.",
    )

    # How text is encoded
    model: str = Field(
        default="bundled",
        min_length=1,
        description="Embedding model: `bundled` (all-MiniLM-L6-v2 for English and the Universal Sentence Encoder for "
        "16 languages, side by side; they need no download), or the name or folder of any sentence-transformers "
        "model. Changing it asks for `policy-kb reindex`, or for `policy-kb ingest --stage` to try it out first.",
    )
    precision: Literal["auto", "float32", "bfloat16"] = Field(
        default="auto",
        description="Number format of the encoder: `auto`, `float32` or `bfloat16`. `auto` takes bfloat16 where the "
        "processor computes in it (AMX or AVX512-BF16), about three times as fast there.",
    )

    # How files are read
    workers: int = Field(
        default=0, ge=0, le=256, description="Processes that read files, 0 to 256; 0 means one for each processor core."
    )
    read_timeout_s: int = Field(
        default=120,
        ge=1,
        le=86_400,
        description="Seconds one file may take to be read, 1 to 86400; at tens of pages a second only a file that "
        "hangs its reader takes longer.",
    )
    read_memory_mb: int = Field(
        default=4096,
        ge=256,
        le=1_048_576,
        description="Memory one reading process may take, in MiB, 256 to 1048576; a file made to exhaust the machine "
        "fails alone.",
    )
    max_pages: int = Field(
        default=5000, ge=1, le=100_000, description="Pages one file may have, 1 to 100000; far above a policy document."
    )
    max_file_mb: int = Field(
        default=500, ge=1, le=10_000, description="Size one file may have, in MiB, 1 to 10000; room for a scanned book."
    )
    passage_chars: int = Field(
        default=900,
        ge=200,
        le=4000,
        description="Longest passage, in characters, 200 to 4000; 900 fit the window of 256 tokens of the bundled "
        "model together with the title and the section. Takes effect on what is ingested from then on, and with "
        "`policy-kb ingest --stage` on everything.",
    )

    # How scans are read, where tesseract is there
    ocr: Literal["auto", "off"] = Field(
        default="auto",
        description="Whether pages without text are recognised: `auto` does so where the extra `ocr` and the program "
        "tesseract are installed, `off` never.",
    )
    ocr_languages: str = Field(
        default="en,fr,de,ru",
        description="Languages that a scan may be in where neither the manifest nor its other pages tell, as ISO 639-1 "
        "codes with commas; tesseract must have them, and each more makes telling them slower.",
    )
    ocr_page_timeout_s: int = Field(
        default=120,
        ge=5,
        le=3600,
        description="Seconds one page may take to be recognised, 5 to 3600; it usually takes 2 to 10. `read_timeout_s` "
        "does not count here.",
    )
    ocr_min_confidence: int = Field(
        default=65,
        ge=0,
        le=100,
        description="Confidence of the engine in a page, 0 to 100, from which its text is taken; a clean scan reaches "
        "95, a bad copy 70, a page upside down 35.",
    )

    # How the library is searched
    candidates: int = Field(
        default=60,
        ge=5,
        le=1000,
        description="Passages that the word index and each of the models propose for the final order, 5 to 1000; more "
        "costs time and seldom changes the first ten.",
    )

    # What is kept of what people ask
    keep_questions: bool = Field(
        default=False,
        description="Whether questions that are refused are kept in the home, to show what the library lacks; "
        "otherwise a question is written only where its reader keeps the answer or says whether it is right.",
    )

    # The page
    host: str = Field(
        default="127.0.0.1",
        min_length=1,
        description="Address the page listens on; this machine alone. `0.0.0.0` opens it to the network.",
    )
    port: int = Field(default=7860, ge=1, le=65_535, description="Port of the page, 1 to 65535; Gradio's usual one.")
    page_root: str = Field(
        default="", description="Path under which a reverse proxy shows the page, such as `/policy`; empty for none."
    )
    page_title: str = Field(
        default="", description="Title of the page, the same in every language; empty for its own, translated."
    )
    most_waiting: int = Field(
        default=200,
        ge=1,
        le=10_000,
        description="Questions and calls that may wait in line, 1 to 10000; one more is told to try again, since its "
        "wait would outlast its reader's patience.",
    )

    # Other programs
    rest: bool = Field(
        default=True,
        description="Whether other programs may call the library over REST, with the rights of a reader of the page.",
    )
    mcp: bool = Field(
        default=True, description="Whether they may over the Model Context Protocol, at `/mcp`, with the same rights."
    )

    # Who maintains the library on the page
    maintainer_user: str = Field(
        default="maintainer", min_length=1, description="Name that the maintainer logs in with on the page."
    )
    maintainer_password_hash: SecretStr = Field(
        default=SecretStr(""),
        description="Salted hash of the maintainer's password, as `policy-kb password` makes it; empty leaves the "
        "Maintain tab out.",
    )
    maintainer_folders: str = Field(
        default="",
        description="Folders of this machine from which the Maintain tab may take documents, separated by `:` (`;` on "
        "Windows); empty for none.",
    )
    upload_files: int = Field(
        default=500, ge=1, le=100_000, description="Files that may lie in the folder of uploads, 1 to 100000."
    )
    upload_total_mb: int = Field(
        default=5000,
        ge=1,
        le=10_000_000,
        description="Size of all uploads together, in MiB, 1 to 10000000; one file may have `max_file_mb`.",
    )

    # The language model, which is optional
    llm_url: str = Field(
        default="",
        description="Base address of an OpenAI-compatible service, such as `http://127.0.0.1:11434/v1`; empty answers "
        "with the documents' own sentences.",
    )
    llm_model: str = Field(default="", description="Name of the model at that address; must be given with it.")
    llm_api_key: SecretStr = Field(
        default=SecretStr(""), description="Key for that address, where it asks for one; better set in the environment."
    )
    llm_timeout_s: int = Field(
        default=30,
        ge=1,
        le=600,
        description="Seconds the language model may take for a whole reply, 1 to 600; then the extractive answer is "
        "shown, so that nobody waits without an end.",
    )

    def read_limits(self) -> dict[str, Any]:
        """Return what one file may cost before it is rejected, as the ingest takes it."""
        return {
            "workers": self.workers,
            "timeout_s": self.read_timeout_s,
            "max_memory_mb": self.read_memory_mb,
            "max_pages": self.max_pages,
            "max_file_mb": self.max_file_mb,
            "passage_chars": self.passage_chars,
            "ocr": self.ocr_limits(),
        }

    def allowed_folders(self) -> tuple[Path, ...]:
        """Return the folders that the maintainer may point at."""
        return tuple(Path(part).expanduser() for part in self.maintainer_folders.split(os.pathsep) if part.strip())

    def for_commands(self) -> dict[str, str]:
        """Return the settings as the environment of a command that is to work as this program does, without secrets."""
        values = self.model_dump(exclude=set(_SECRETS | {"llm_url", "llm_model"}))
        return {f"{_PREFIX}{name.upper()}": str(value) for name, value in values.items()}

    def ocr_limits(self) -> OcrLimits:
        """Return whether and how scans are read."""
        return OcrLimits(
            is_on=self.ocr == "auto", languages=tuple(self.ocr_languages.split(",")),
            page_timeout_s=self.ocr_page_timeout_s, min_confidence=self.ocr_min_confidence,
        )  # fmt: skip

    @classmethod
    def load(cls, config: Path | None = None, **flags: object) -> Self:
        """Return the settings: defaults, overlaid by the file, the environment and the flags, in this order.

        Args:
            config: a TOML file that must exist; None reads policy-kb.toml in the working directory where there is one.
            flags: by setting name; one that is None was not given.

        Raises:
            SettingsError: one line that names the setting, where its value comes from, and what it may be.
        """
        layers = {
            (config or Path(CONFIG_FILE)).name: _read_file(config),
            "environment": EnvSettingsSource(cls)(),
            "flag": {name: value for name, value in flags.items() if value is not None},
        }
        merged = {name: value for layer in layers.values() for name, value in layer.items()}
        try:
            return cls(**merged)
        except ValidationError as error:
            raise SettingsError(_explain(error, layers)) from error

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003  # the signature is the library's
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Leave the merging to `load`, which has to know where each value comes from."""
        return (init_settings,)

    @field_validator("home", "corpus")
    @classmethod
    def _expand_home(cls, value: Path) -> Path:
        return value.expanduser()

    @field_validator("chroma_url", "llm_url")
    @classmethod
    def _check_address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("an address that begins with http:// or https://, or none")
        return value.rstrip("/")

    @field_validator("ocr_languages")
    @classmethod
    def _check_languages(cls, value: str) -> str:
        codes = [code.strip().lower() for code in value.split(",") if code.strip()]
        if not codes or not all(len(code) == 2 and code.isascii() and code.isalpha() for code in codes):
            raise ValueError("codes of two letters with commas between them, such as en,fr")
        return ",".join(codes)

    @field_validator("page_root")
    @classmethod
    def _check_root(cls, value: str) -> str:
        if value and not value.startswith("/"):
            raise ValueError("a path that begins with /, or none")
        return value.rstrip("/")

    @field_validator("maintainer_password_hash")
    @classmethod
    def _check_hash(cls, value: SecretStr) -> SecretStr:
        if not _HASH.fullmatch(value.get_secret_value()):
            raise ValueError("the line that `policy-kb password` prints, or nothing")
        return value

    @model_validator(mode="after")
    def _check_llm(self) -> Self:
        if self.llm_url and not self.llm_model:
            raise ValueError("llm_url is set, so llm_model must name the model at that address")
        return self


def _read_file(config: Path | None) -> dict[str, Any]:
    path = config or Path(CONFIG_FILE)
    if config is None and not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror}). Check the path after --config.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name}: not valid TOML: {error}") from error


def _explain(error: ValidationError, layers: Mapping[str, Mapping[str, Any]]) -> str:
    """Return one line on the first fault: the setting, where its value comes from, the value, what it may be."""
    fault = error.errors(include_url=False)[0]
    if not fault["loc"]:
        return str(fault["msg"]).removeprefix("Value error, ")
    name = str(fault["loc"][0])
    source = next(layer for layer, values in reversed(list(layers.items())) if name in values)
    if fault["type"] == "extra_forbidden":
        return f"{source}: there is no setting {name!r}. README.md lists them all."
    shown = "the value given" if name in _SECRETS else repr(fault["input"])
    return f"{_place(name, source)}: {shown} will not do; it takes {_allowed(name, fault)}."


def _place(name: str, source: str) -> str:
    if source == "flag":
        return "--" + name.replace("_", "-")
    return _PREFIX + name.upper() if source == "environment" else f"{source}, {name}"


def _allowed(name: str, fault: Mapping[str, Any]) -> str:
    if fault["type"] == "value_error":
        return str(fault["msg"]).removeprefix("Value error, ")
    if fault["type"] == "literal_error":
        return str(fault["ctx"]["expected"]).replace("'", "")
    limits = Settings.model_fields[name].metadata
    low = next((limit.ge for limit in limits if hasattr(limit, "ge")), None)
    high = next((limit.le for limit in limits if hasattr(limit, "le")), None)
    if low is not None:
        return f"a whole number from {low} to {high}"
    return _KINDS.get(fault["type"], str(fault["msg"]))
