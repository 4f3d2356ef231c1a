"""A draft as the page holds it while it is checked, and after."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from answer.check import CheckedDraft, CheckedSentence, verdict_of
from answer.draft import Draft
from ingest.errors import PolicyKbError
from ui.conversation import Fault
from ui.faults import kind_of
from ui.ports import Check
from ui.stopping import Run, Stopped
from ui.waiting import bounded

logger = logging.getLogger(__name__)
_PICTURE_EVERY_S = 0.5  # a draft of hundreds of sentences is not sent to the browser for each of them

VIEWS: Mapping[str, frozenset[str]] = {
    "everything": frozenset({"supported", "contradicted", "not_found", "not_checked"}),
    "to_look_at": frozenset({"contradicted", "not_found"}),
    "supported": frozenset({"supported"}),
    "contradicted": frozenset({"contradicted"}),
    "not_found": frozenset({"not_found"}),
}
"""What can be shown of a checked draft: name -> the verdicts that are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checking:
    """A draft, and how far it is checked.

    Attributes:
        checked: what is done; None before the first sentence.
        fault: why the rest will not be checked; None where all was, or is still to be.
        detail: the kind of a known fault, or the seconds waited.
        view: which of `VIEWS` is shown.
        told: what became of the last file that was asked for.
    """

    draft: Draft
    checked: CheckedDraft | None = None
    fault: Fault | None = None
    detail: str = ""
    view: str = "everything"
    told: str = ""
    is_warned: bool = False

    @property
    def sentences(self) -> tuple[CheckedSentence, ...]:
        """What is done."""
        return self.checked.sentences if self.checked else ()

    @property
    def is_running(self) -> bool:
        """Whether sentences are still to come."""
        return self.fault is None and len(self.sentences) < len(self.draft.sentences)

    @property
    def shown(self) -> tuple[CheckedSentence, ...]:
        """Those of the done sentences that the view has."""
        return tuple(one for one in self.sentences if verdict_of(one) in VIEWS[self.view])


def running(state: Checking, check: Check, *, limit_s: float, run: Run) -> Iterator[Checking]:
    """Yield the draft as its sentences are checked; the last one yielded is not running.

    Args:
        limit_s: seconds after which one sentence is given up, and the rest with it.
        run: what its reader may stop.
    """
    try:
        steps = check(state.draft)
        shown = time.monotonic()
        while state.is_running:
            state = replace(state, checked=bounded(lambda: next(steps), limit_s=limit_s, run=run))
            if time.monotonic() - shown >= _PICTURE_EVERY_S and state.is_running:
                shown = time.monotonic()
                yield state
        yield state
    except Stopped:
        yield replace(state, fault=Fault.STOPPED)
    except TimeoutError:
        yield replace(state, fault=Fault.TOO_SLOW, detail=f"{limit_s:.0f}")
    except PolicyKbError as error:
        yield replace(state, fault=Fault.KNOWN, detail=kind_of(error))
    except Exception:
        logger.exception("a draft could not be checked")
        yield replace(state, fault=Fault.UNEXPECTED)
