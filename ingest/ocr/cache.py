"""What was recognised before, by the picture it was recognised in: a page is never read twice by the same engine."""

from __future__ import annotations

import json
import os
import zlib
from dataclasses import dataclass
from pathlib import Path

from ingest.ocr.records import Recognition


@dataclass(frozen=True, slots=True)
class RecognitionCache:
    """Files under a folder, a few KB each, named by a key of 64 hexadecimal digits.

    Each is written whole and at once, by whichever process has read the page, so that nothing is lost when a run is
    interrupted, and several processes may share the folder.
    """

    folder: Path

    def find(self, key: str) -> Recognition | None:
        """Return what is kept under a key; None where nothing is, or nothing that can be read."""
        try:
            return Recognition.from_json(json.loads(zlib.decompress(self._file(key).read_bytes())))
        except (OSError, zlib.error, KeyError, TypeError, ValueError):
            return None

    def keep(self, key: str, recognition: Recognition) -> None:
        """Keep a page's recognition; on a full disk it is not kept, and that is all."""
        file = self._file(key)
        partial = file.with_name(f"{file.name}.{os.getpid()}.partial")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            partial.write_bytes(zlib.compress(json.dumps(recognition.as_json(), ensure_ascii=False).encode()))
            partial.replace(file)
        except OSError:
            partial.unlink(missing_ok=True)

    def _file(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key[2:]}.json.z"
