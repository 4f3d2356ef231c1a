"""The next state of a home, built beside the live one, and the switch between them.

The staged state begins as a copy of the live catalogue, with all that has been encoded, and without its documents:
these are read anew from their originals, by today's rules and model, and what is new comes in beside them. Nothing of
the live state is touched until `promote`, which replaces one small file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from index.catalogue import Catalogue
from index.catalogue_copy import copy_catalogue, lend_vectors
from index.catalogue_files import Location
from index.dense import DenseIndex
from index.embed import BUNDLED
from index.plan import FileStatus, absolute, sha256
from index.states import (
    CATALOGUE,
    State,
    States,
    delete_state,
    new_name,
    read_states,
    unnamed,
    write_states,
)
from index.stores import NOTHING_STAGED, Stores, model_name
from index.update import Updater
from index.update_arms import Arms
from index.update_lock import locked, now
from index.update_records import FileOutcome, Held, IngestReport, ReadLimits, Run, Step, silent
from index.update_scans import scan_reader
from ingest.errors import HomeError, NotHeld

_READING = Path(__file__).parent.parent / "ingest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """What a switch from one state to another has changed.

    Attributes:
        live, before: the state that is live now, and the one that was.
        snapshot: of what is live now.
        documents, passages: that are live now.
        appeared, changed, gone: ids of documents that only the one holds, that both hold with different content, that
            only the other held.
    """

    live: State
    before: State
    snapshot: str
    documents: int
    passages: int
    appeared: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]


class Staging:
    """Builds, promotes and takes back the states of one home. One at a time, over all processes, as every writing."""

    def __init__(self, stores: Stores, *, model: str = "", limits: ReadLimits | None = None) -> None:
        """Work beside `stores`.

        Args:
            stores: the home, opened for what is live.
            model: what the next state is encoded by; "" for the model that `stores` use.
            limits: within which files are read.
        """
        self._stores = stores
        self._home = stores.home
        self._model = model_name(model) if model else ""
        self._limits = limits or ReadLimits()

    def build(
        self, paths: Sequence[Path] = (), *, manifest: Path | None = None, prune: bool = False,
        report: Callable[[Step], None] = silent,
    ) -> IngestReport:  # fmt: skip
        """Build the next state: every document of the live one read anew, and then what is in `paths`.

        A staged state that is still up to date is carried on, whether or not it was finished; one that is not is begun
        anew, has what was encoded for it, and takes in again the paths that were staged before.

        Args:
            paths: files and folders beside what the library holds.
            manifest, prune: as for an ingest of these.
            report: called with progress, often.

        Raises:
            ManifestError: the manifest cannot be used.
            HomeError: another ingest is running, or the home cannot be written.
        """
        request = {
            "paths": [str(absolute(path)) for path in paths],
            "manifest": str(absolute(manifest)) if manifest else "",
            "prune": prune,
        }
        with self._writing() as states:
            scans = scan_reader(self._home, self._limits).identity
            rules = f"{self._identity()} {self._limits.passage_chars} {_reading_code()} {scans}".strip()
            self._prepared(states, kind="stage", rules=rules)
            with self._staged() as staged:
                return self._filled(staged, [request] if paths else [], report)

    def reindex(self, *, report: Callable[[Step], None] = silent) -> int:
        """Build vectors and words anew from the catalogue, and switch to them; return the number of passages.

        Raises:
            HomeError: another ingest is running, a state is staged, or the home cannot be written.
        """
        with self._writing() as states:
            if states.staged and self._meta(states.staged, "stage_kind") != "reindex":
                raise HomeError(
                    f"{self._home}: a state is staged. Promote it, or drop it with `policy-kb rollback --stage`, "
                    "then reindex."
                )
            live = self._stores.catalogue
            is_same = live.meta("model") == self._identity()
            rules = live.meta("rules") if is_same else f"{self._identity()} {live.meta('rules')}".strip()
            self._prepared(states, kind="reindex", rules=rules)
            with self._staged() as staged:
                passages = _with_arms(staged, report)
                _finish(staged)
            self._promoted(read_states(self._home))
        return passages

    def promote(self) -> Switch:
        """Make the staged state the live one, at one moment; the one that was live is kept as the one before.

        Raises:
            HomeError: nothing is staged, it is not finished, or the library has changed since.
        """
        with self._writing() as states:
            if states.staged is None:
                raise HomeError(f"{self._home}: {NOTHING_STAGED}")
            self._check_finished(states.staged)
            with self._staged() as staged:
                staged.check_whole()
            return self._promoted(states)

    def rollback(self) -> Switch:
        """Make the state before the live one; the one that was live is kept, and a second rollback returns to it.

        Raises:
            HomeError: there is none before.
        """
        with self._writing() as states:
            if states.previous is None:
                raise HomeError(
                    f"{self._home}: there is no state before this one. `policy-kb promote` and `policy-kb reindex` "
                    "leave one."
                )
            return self._switched(states, states.previous)

    def drop(self) -> None:
        """Throw the staged state away; the live one stays as it is.

        Raises:
            HomeError: nothing is staged.
        """
        with self._writing() as states:
            if states.staged is None:
                raise HomeError(f"{self._home}: {NOTHING_STAGED}")
            self._name(replace(states, staged=None))

    # The switch.

    @contextmanager
    def _writing(self) -> Iterator[States]:
        with locked(self._home):
            self._stores.follow()
            states = read_states(self._home)
            self._sweep(states)
            yield states

    def _check_finished(self, staged: State) -> None:
        if self._meta(staged, "stage_kind") == "reindex":
            raise HomeError(f"{self._home}: a reindex was broken off. `policy-kb reindex` finishes it.")
        if not self._meta(staged, "stage_complete"):
            raise HomeError(f"{self._home}: what is staged is not finished. `policy-kb ingest --stage` finishes it.")
        if self._meta(staged, "stage_based_on") != self._stores.catalogue.snapshot():
            raise HomeError(
                f"{self._home}: the library has changed since the next state was begun. `policy-kb ingest --stage` "
                "takes that in; what is encoded already is not encoded again."
            )

    def _promoted(self, states: States) -> Switch:
        assert states.staged is not None
        return self._switched(replace(states, staged=None), states.staged)

    def _switched(self, states: States, following: State) -> Switch:
        """Make a state the live one, and the live one the one before."""
        before, at = states.live, now()
        was = self._stores.catalogue.live_revisions()
        live = replace(following, since=at)
        self._name(replace(states, live=live, previous=replace(before, since=at)))
        self._stores.follow()
        held = self._stores.catalogue.live_revisions()
        return Switch(
            live=live, before=before, snapshot=self._stores.catalogue.snapshot(), documents=len(held),
            passages=self._stores.catalogue.live_passage_count(),
            appeared=tuple(sorted(held.keys() - was.keys())), gone=tuple(sorted(was.keys() - held.keys())),
            changed=tuple(sorted(key for key in held.keys() & was.keys() if held[key] != was[key])),
        )  # fmt: skip

    def _name(self, states: States) -> None:
        write_states(self._home, states)
        self._sweep(states)

    def _sweep(self, states: States) -> None:
        """Delete the states that play no part any more."""
        for folder in unnamed(self._home, states):
            if self._stores.chroma_url and (folder / CATALOGUE).exists():
                with closing(Catalogue(folder / CATALOGUE)) as catalogue:
                    DenseIndex(self._stores.chroma_url, library=catalogue.library_id()).drop()
            delete_state(folder)

    def _meta(self, state: State, key: str) -> str:
        with closing(Catalogue(state.folder(self._home) / CATALOGUE)) as catalogue:
            return catalogue.meta(key)

    # The building.

    def _identity(self) -> str:
        return self._stores.encoder_of(self._model).identity

    @contextmanager
    def _staged(self) -> Iterator[Stores]:
        staged = self._stores.staged(self._model)
        try:
            yield staged
        finally:
            staged.close()

    def _prepared(self, states: States, *, kind: str, rules: str) -> None:
        """Have a staged state of these rules: the one there is, where it was begun like that, or a new one."""
        based_on = self._stores.catalogue.snapshot()
        begun = {"stage_kind": kind, "stage_based_on": based_on, "rules": rules}
        if states.staged and all(self._meta(states.staged, key) == value for key, value in begun.items()):
            return
        state = State(new_name(), self._model or self._stores.encoder_name, now())
        file = state.folder(self._home) / CATALOGUE
        file.parent.mkdir(parents=True)
        copy_catalogue(states.live.folder(self._home) / CATALOGUE, file, with_documents=kind == "reindex")
        requests = "[]"
        if states.staged:
            lend_vectors(states.staged.folder(self._home) / CATALOGUE, file)
            requests = self._meta(states.staged, "stage_requests") or requests
        with closing(Catalogue(file)) as catalogue:
            catalogue.set_meta(**begun, stage_requests=requests)
        live = replace(states.live, model=states.live.model or self._model_of_live())
        self._name(replace(states, live=live, staged=state))

    def _model_of_live(self) -> str:
        """Return the setting that the live state was made by, "" where that cannot be told."""
        built_with = self._stores.catalogue.meta("model")
        for name in (self._stores.encoder_name, BUNDLED):
            if self._stores.encoder_of(name).identity == built_with:
                return name
        return ""

    def _filled(
        self, staged: Stores, requests: list[dict[str, Any]], report: Callable[[Step], None]
    ) -> IngestReport:
        asked = json.loads(staged.catalogue.meta("stage_requests"))
        asked += [request for request in requests if request not in asked]
        staged.catalogue.set_meta(stage_requests=json.dumps(asked), stage_complete="")
        updater = Updater(staged, limits=self._limits, reports=False)
        results = [updater.read_again(self._held(), report=report)]
        for one in asked:
            paths, manifest = [Path(path) for path in one["paths"]], one["manifest"]
            results.append(
                updater.ingest(
                    paths, manifest=Path(manifest) if manifest else None, prune=one["prune"], report=report
                )
            )
        if all(result.is_whole for result in results):
            _finish(staged)
        return updater.keep_report(_together(results, staged.catalogue.snapshot()), action="stage")

    def _held(self) -> list[Held]:
        """Return the documents of the live state, with what they can be read from."""
        catalogue = self._stores.catalogue
        places = {x.document_id: x for x in sorted(catalogue.locations(), key=lambda x: not x.is_twin)}
        held = []
        for info in catalogue.documents():
            place = places.get(info.document_id)
            original = self._original(info.revision, place)
            path = Path(place.path) if place else original or Path(info.file_name)
            held.append(
                Held(metadata=info.metadata, revision=info.revision, path=path, place=place, original=original)
            )
        return held

    def _original(self, revision: str, place: Location | None) -> Path | None:
        try:
            return self._stores.files.find(revision)
        except NotHeld:
            file = Path(place.path) if place else None
            return file if file and file.is_file() and sha256(file) == revision else None


def _with_arms(staged: Stores, report: Callable[[Step], None]) -> int:
    """Write vectors and words of all that a catalogue holds; return the number of passages."""
    live = staged.catalogue.live_revisions()
    run, arms = Run(files=len(live), report=report), Arms(staged)
    for number, (document_id, revision) in enumerate(sorted(live.items()), start=1):
        metadata = staged.catalogue.metadata(document_id)
        arms.write([(metadata, staged.catalogue.passages(document_id, revision))], run)
        done = run.encoded
        report(Step(files_done=number, files=len(live), encoded=done, to_encode=done, name=document_id))
    arms.note_model()
    return run.encoded


def _finish(staged: Stores) -> None:
    staged.catalogue.renew_snapshot()
    staged.catalogue.set_meta(stage_complete=now())


def _together(results: Sequence[IngestReport], snapshot: str) -> IngestReport:
    """Return the reports as one: a file that several name has ended as it did last, unless that changed nothing."""
    ended: dict[str, FileOutcome] = {}
    for result in results:
        for outcome in result.documents:
            if outcome.path not in ended or outcome.status is not FileStatus.UNCHANGED:
                ended[outcome.path] = outcome
    return IngestReport(
        documents=tuple(ended.values()), encoded=sum(result.encoded for result in results),
        seconds=round(sum(result.seconds for result in results), 3), snapshot=snapshot,
        is_whole=all(result.is_whole for result in results),
    )  # fmt: skip


@lru_cache(maxsize=1)
def _reading_code() -> str:
    """Return a digest of the code that reads files: a state that other code has begun is not carried on."""
    digest = hashlib.sha256()
    for file in sorted(_READING.rglob("*.py")):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]
