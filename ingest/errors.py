"""Every error this project raises on purpose; each class is a case some caller treats differently."""

from __future__ import annotations

from pathlib import Path


class PolicyKbError(Exception):
    """Base of all: the message says what went wrong, where, and what to do."""


class IngestError(PolicyKbError):
    """A file, or part of one, cannot become part of the knowledge base."""


class FileRejected(IngestError):
    """Nothing of a file can be indexed.

    Attributes:
        path: the file as it was named.
        fault: what is wrong, without the file's name.
        remedy: what the maintainer can do about it.
        seconds: that reading took before it was given up.
    """

    def __init__(self, path: Path, fault: str, remedy: str, *, seconds: float = 0.0) -> None:
        self.path, self.fault, self.remedy, self.seconds = path, fault, remedy, seconds
        super().__init__(f"{path.name}: {fault}. {remedy}")

    def __reduce__(self) -> tuple[type[FileRejected], tuple[Path, str, str], dict[str, float]]:
        # Exceptions with several arguments lose them on the way out of a worker process otherwise.
        return type(self), (self.path, self.fault, self.remedy), {"seconds": self.seconds}


class NoText(FileRejected):
    """Not one page of a file holds text; a scan may be read by recognising it.

    Attributes:
        pages: how many it has.
    """

    def __init__(self, path: Path, fault: str, remedy: str, pages: int) -> None:
        super().__init__(path, fault, remedy)
        self.pages = pages

    def __reduce__(self) -> tuple[type[NoText], tuple[Path, str, str, int], dict[str, float]]:  # type: ignore[override]
        return type(self), (self.path, self.fault, self.remedy, self.pages), {"seconds": self.seconds}


class ManifestError(IngestError):
    """A manifest cannot be used: a column is missing, or a cell holds what it may not."""

    def __init__(self, path: Path, row: int | None, fault: str) -> None:
        self.path, self.row, self.fault = path, row, fault
        where = path.name if row is None else f"{path.name}, row {row}"
        super().__init__(f"{where}: {fault}")


class MetadataError(IngestError):
    """What is said of a document may not stand in a manifest.

    Attributes:
        field: the manifest's column.
    """

    def __init__(self, field: str, fault: str) -> None:
        self.field, self.fault = field, fault
        super().__init__(f"{field}: {fault}")


class FetchError(PolicyKbError):
    """An official document was not brought from its address."""


class FetchRefused(FetchError):
    """It was not asked for, or not taken, because of a rule of ours: no public address, or too large."""


class FetchSkipped(FetchError):
    """The address leads to a page about the document, not to the document."""


class HomeError(PolicyKbError):
    """The home folder cannot be used as it is: not writable, locked, full, or of another version."""


class ModelMismatch(HomeError):
    """The index was built by another embedding model than the one configured.

    Attributes:
        built_with: identity of the model the vectors come from.
        configured: identity of the model that was asked for.
    """

    def __init__(self, built_with: str, configured: str) -> None:
        self.built_with, self.configured = built_with, configured
        super().__init__(
            f"this knowledge base was built with the model {built_with}, but {configured} is configured. "
            "Set the model back, or encode every passage anew: `policy-kb reindex`, or `policy-kb ingest --stage`, "
            "which lets you try it out first."
        )


class ModelError(PolicyKbError):
    """An embedding model cannot be loaded, or is not the one it claims to be."""


class NotHeld(PolicyKbError):
    """A document, revision or page was asked for that the library does not hold."""


class FilterError(PolicyKbError):
    """A filter that says nothing documents could be told apart by.

    Attributes:
        name: of the filter, such as "country".
    """

    def __init__(self, name: str, fault: str) -> None:
        self.name = name
        super().__init__(f"{name}: {fault}")


class SettingsError(PolicyKbError):
    """A setting has a value it may not have."""


class LLMError(PolicyKbError):
    """The configured LLM did not give a usable reply."""


class ResultError(PolicyKbError):
    """What should be a result that a command printed is something else."""


class FeedbackError(PolicyKbError):
    """Feedback that cannot be kept: the answer has no such citation, or the comment is too long."""


class ExportError(PolicyKbError):
    """Something cannot be taken away in the form that was asked for."""
