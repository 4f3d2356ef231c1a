"""Progress for another program: a line of JSON on stderr for each step of an ingest."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.update import Step


def tell(step: Step) -> None:
    """Write how far an ingest has come, and with `ended` how its last file ended, in the words of the report."""
    line: dict[str, object] = {
        "files_done": step.files_done, "files": step.files, "encoded": step.encoded, "to_encode": step.to_encode,
        "name": step.name,
    }  # fmt: skip
    if step.ended is not None:
        ended = step.ended
        line["ended"] = {
            "path": ended.path, "document_id": ended.document_id, "status": ended.status.value,
            "pages": ended.pages, "passages": ended.passages, "seconds": ended.seconds, "message": ended.message,
        }  # fmt: skip
    sys.stderr.write(json.dumps({"progress": line}) + "\n")
    sys.stderr.flush()
