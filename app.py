"""The page: `python app.py`, then open the address it prints. Takes the same settings as the command `policy-kb`."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

# What speaks outward unless told not to; read while the libraries are imported.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["ANONYMIZED_TELEMETRY"] = "False"

from config import Settings
from ingest.errors import PolicyKbError, SettingsError

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

    from index.stores import Stores
    from index.update import Step
    from ui.ports import Report, Rooms
    from ui.tabs.maintain.maintenance import Maintenance

OK, NOT_ALL, USAGE = 0, 1, 2
_COMMAND = (sys.executable, str(Path(__file__).with_name("cli.py")))
_PATIENCE_S = 90  # the whole of an answer: the search, and an LLM's reply with its second try


def main(argv: Sequence[str]) -> int:
    """Serve the page until interrupted and return the exit code."""
    parser = argparse.ArgumentParser(prog="app.py", description=__doc__)
    parser.add_argument("--home", type=Path, metavar="DIR", help="folder of the knowledge base (default ./var)")
    parser.add_argument("--config", type=Path, metavar="TOML", help="settings file (default ./policy-kb.toml)")
    parser.add_argument("--host", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on (default 7860)")
    given = vars(parser.parse_args(argv))
    try:
        return serve(Settings.load(given.pop("config"), **given))
    except SettingsError as error:
        sys.stderr.write(f"error: {error}\n")
        return USAGE
    except PolicyKbError as error:
        sys.stderr.write(f"error: {error}\n")
        return NOT_ALL


def serve(settings: Settings) -> int:
    """Serve the page at once; fill an empty home and open it meanwhile.

    Raises:
        SettingsError: nothing can listen on this host and port.
    """
    _check_address(settings.host, settings.port)
    from ui.serve import run, web_app  # noqa: PLC0415  # gradio takes seconds to import; a wrong flag should not
    from ui.start import prepare  # noqa: PLC0415

    stores = cache(partial(_stores, settings))
    start = prepare(lambda: _rooms(stores(), settings), ingest=lambda report: _fill(stores(), settings, report))
    app = web_app(
        start, title=settings.page_title, root_path=settings.page_root,
        answer_limit_s=settings.llm_timeout_s + _PATIENCE_S, max_upload_mb=settings.max_file_mb,
        most_waiting=settings.most_waiting, has_rest=settings.rest, has_mcp=settings.mcp,
        maintenance=_maintenance(settings),
    )  # fmt: skip
    sys.stderr.write(f"The page is at http://{settings.host}:{settings.port}{settings.page_root}/ - Ctrl+C ends it.\n")
    run(app, host=settings.host, port=settings.port)
    return OK


def _maintenance(settings: Settings) -> Maintenance | None:
    """Return what the Maintain tab works with, None where no login is set."""
    hashed = settings.maintainer_password_hash.get_secret_value()
    if not hashed:
        return None
    from ui.login import Login  # noqa: PLC0415
    from ui.tabs.maintain.desk import Desk  # noqa: PLC0415
    from ui.tabs.maintain.maintenance import Maintenance  # noqa: PLC0415
    from ui.tabs.maintain.uploads import Uploads  # noqa: PLC0415

    uploads = Uploads(
        settings.home, max_files=settings.upload_files, max_file_mb=settings.max_file_mb,
        max_total_mb=settings.upload_total_mb,
    )  # fmt: skip
    uploads.forget_partial()
    return Maintenance(
        home=settings.home, login=Login(settings.maintainer_user, hashed), uploads=uploads,
        desk=Desk(_COMMAND, settings.for_commands()), folders=settings.allowed_folders(),
    )  # fmt: skip


def _check_address(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        fault = error.strerror or str(error)
        raise SettingsError(f"{host}, port {port}: {fault}. Choose another with --host and --port.") from error


def _stores(settings: Settings) -> Stores:
    from index.stores import Stores  # noqa: PLC0415  # likewise

    return Stores(settings.home, model=settings.model, precision=settings.precision, chroma_url=settings.chroma_url)


def _fill(stores: Stores, settings: Settings, report: Report) -> None:
    """Bring the starter corpus into a home that holds no document."""
    if stores.catalogue.documents():
        return
    from index.update import ReadLimits, Updater  # noqa: PLC0415

    limits = ReadLimits(**settings.read_limits())
    if settings.corpus.is_dir():
        Updater(stores, limits=limits).ingest([settings.corpus], report=_Telling(report))


class _Telling:
    """Tells the page how far an ingest is: files while they are read, passages while they are encoded.

    A file counts as done for the updater when it is searchable, which many become at one moment; a bar that waited for
    that would stand still.
    """

    def __init__(self, report: Report) -> None:
        self._report = report
        self._read: set[str] = set()

    def __call__(self, step: Step) -> None:
        if step.name == "encoding":
            self._report(step.encoded, step.to_encode, "")
        else:
            self._read.add(step.name)
            self._report(min(len(self._read), step.files), step.files, step.name)


def _rooms(stores: Stores, settings: Settings) -> Rooms:
    from answer.ask import Assistant  # noqa: PLC0415
    from answer.check import checking  # noqa: PLC0415
    from answer.kept import Kept  # noqa: PLC0415
    from index.knowledge_base import KnowledgeBase  # noqa: PLC0415
    from ui.ports import Rooms  # noqa: PLC0415
    from ui.seal import Seal  # noqa: PLC0415

    library = KnowledgeBase(stores, candidates=settings.candidates)
    library.encode(["the first question should not wait for the model"])
    return Rooms(
        library=library,
        assistant=Assistant(library, llm=configured_llm(settings), llm_timeout_s=settings.llm_timeout_s),
        kept=Kept(settings.home), check=partial(checking, library=library), seal=Seal.of_home(settings.home),
        keeps_questions=settings.keep_questions,
    )  # fmt: skip


def configured_llm(settings: Settings) -> LLM | None:
    """Return the language model that the settings name, None where they name none."""
    if not settings.llm_url:
        return None
    from answer.llm import connect  # noqa: PLC0415  # imports llama-index, which takes over a second

    key = settings.llm_api_key.get_secret_value()
    return connect(settings.llm_url, settings.llm_model, api_key=key, timeout_s=settings.llm_timeout_s)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
