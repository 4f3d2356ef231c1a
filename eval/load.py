"""Many readers at once, and one reader's browser, against the real page: `python -m eval.load --home DIR`.

The page is started in a process of its own on this machine, over a library that exists. Each reader asks questions of
the development set one after another, over REST as any program may, all beginning at the same moment. The browser then
opens the page, alone, and tells when something first stood there, and when a question's first step and its whole answer
did. With `--llm`, a scripted language model on loopback writes at a stated pace instead, and the browser tells when its
first and its last token stood on the page, and when the checked answer did. What is measured is told with the machine's
load, since both depend on who else is at work.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from eval import scripted_llm
from eval.questions import own_set

_ROOT = Path(__file__).parent.parent
_SEED = 11
_START_S, _CALL_S = 300.0, 120.0
_FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
_MOST_QUOTED = 3  # sentences that the scripted model writes
# Notes the moments by the browser's own clock: a key pressed, the first step shown, the draft begun and grown, the
# outcome shown.
_WATCH = """
window.seen = {};
const note = (name) => { if (!(name in window.seen)) window.seen[name] = performance.now(); };
addEventListener("keydown", (event) => { if (event.key === "Enter") note("asked"); }, true);
new MutationObserver(() => {
  if (document.querySelector(".kb-opening h2")) note("opened");
  if (document.querySelector(".kb-steps")) note("first");
  const draft = document.querySelector(".kb-draft p + p")?.textContent ?? "";
  if (draft) note("first_token");
  if (draft.length > (window.drafted ?? 0)) {
    window.drafted = draft.length;
    window.seen.last_token = performance.now();
  }
  if (document.querySelector(".kb-statements, .kb-refusal")) note("last");
}).observe(document, { childList: true, subtree: true, characterData: true });
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question, as its reader lived through it.

    Attributes:
        first_s, last_s: seconds until the first step and until the outcome; None where none came.
        fault: why there is no outcome; "" where there is one.
    """

    first_s: float | None = None
    last_s: float | None = None
    fault: str = ""


@contextlib.contextmanager
def page(home: Path, **settings: str) -> Iterator[tuple[str, int]]:
    """Serve a library on this machine; yield address and process id once questions are answered.

    Args:
        settings: further ones, as the environment gives them.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}/"
    command = [sys.executable, "app.py", "--home", str(home.resolve()), "--port", str(port)]
    environment = os.environ | {f"POLICY_KB_{name.upper()}": value for name, value in settings.items()}
    server = subprocess.Popen(  # noqa: S603  # this program itself
        command, cwd=_ROOT, env=environment, stderr=subprocess.DEVNULL
    )
    try:
        _await(address, server)
        yield address, server.pid
    finally:
        server.terminate()
        server.wait(timeout=20)


def _await(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(httpx.HTTPError):
            if not ask(address, "Who governs AI in health?").fault:
                return
        time.sleep(0.5)
    raise SystemExit("the page did not start; try `python app.py` with this home")


def ask(address: str, question: str) -> Asked:
    """Ask one question over REST, and wait for the outcome."""
    begun = time.perf_counter()
    first: float | None = None
    joined = httpx.post(f"{address}gradio_api/call/v2/ask", json={"question": question}, timeout=_CALL_S)
    if joined.status_code != httpx.codes.OK:
        return Asked(fault=f"{joined.status_code} {joined.text[:200]}")
    waiting = f"{address}gradio_api/call/ask/{joined.json()['event_id']}"
    with httpx.stream("GET", waiting, timeout=_CALL_S) as stream:
        event = ""
        for line in stream.iter_lines():
            name, _, value = line.partition(": ")
            if name == "event":
                event = value
            elif name == "data" and event in {"generating", "complete"}:
                first = first or time.perf_counter() - begun
                if event == "complete":
                    return Asked(first_s=first, last_s=time.perf_counter() - begun)
            elif name == "data" and event == "error":
                return Asked(first_s=first, fault=value[:200])
    return Asked(first_s=first, fault="the stream ended early")


def _cpu_s(process: int) -> float:
    """Return the processor time that a process has taken; it hardly depends on who else is at work."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")  # utime and stime, man 5 proc_pid_stat


def crowd(address: str, server: int, questions: Sequence[str], *, users: int, rounds: int) -> dict[str, Any]:
    """Return what `users` readers lived through who asked `rounds` questions each, all beginning at one moment."""
    asked: list[Asked] = []
    gate = threading.Barrier(users + 1)

    def read(user: int) -> None:
        gate.wait()
        for turn in range(rounds):
            try:
                asked.append(ask(address, questions[(user * rounds + turn) % len(questions)]))
            except httpx.HTTPError as error:
                asked.append(Asked(fault=f"{type(error).__name__}: {error}"))

    readers = [threading.Thread(target=read, args=(user,)) for user in range(users)]
    for reader in readers:
        reader.start()
    gate.wait()
    begun, worked = time.perf_counter(), _cpu_s(server)
    for reader in readers:
        reader.join()
    seconds, worked = time.perf_counter() - begun, _cpu_s(server) - worked
    faults = [one.fault for one in asked if one.fault]
    return {
        "users": users, "questions": len(asked), "errors": len(faults), "faults": sorted(set(faults))[:5],
        "questions_per_s": round(len(asked) / seconds, 2), "cpu_ms_per_question": round(worked * 1000 / len(asked)),
        "first_step": _quantiles([one.first_s for one in asked]), "answer": _quantiles([one.last_s for one in asked]),
    }  # fmt: skip


def _quantiles(seconds: Sequence[float | None]) -> dict[str, float]:
    told = [one * 1000 for one in seconds if one is not None]
    return {f"p{p}_ms": round(float(np.percentile(told, p)), 1) for p in (50, 95, 100)} if told else {}


def browse(address: str, questions: Sequence[str]) -> dict[str, Any]:
    """Return what a reader's browser saw, each question in a page opened anew."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # only where a browser is asked for

    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if path is None:
        raise SystemExit("Chromium is not installed: install Debian's package `chromium`, or name one in CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        moments = [_visit(browser.new_context(locale="en-GB"), address, question) for question in questions]
        browser.close()
    drafted = [one for one in moments if "first_token" in one]
    spans = {
        "first_contentful_paint": [one["paint"] for one in moments],
        "page_ready": [one["opened"] for one in moments],
        "question_to_first_step": [one["first"] - one["asked"] for one in moments],
        "question_to_first_token": [one["first_token"] - one["asked"] for one in drafted],
        "question_to_last_token": [one["last_token"] - one["asked"] for one in drafted],
        "question_to_checked_answer": [one["last"] - one["asked"] for one in drafted],
        "question_to_answer": [one["last"] - one["asked"] for one in moments],
    }
    told = {name: _quantiles([ms / 1000 for ms in all_]) for name, all_ in spans.items()}
    return {"visits": len(moments), "drafted_by_model": len(drafted), **told}


def _visit(context: Any, address: str, question: str) -> dict[str, float]:
    """Open the page with an empty cache, ask one question, and return the moments in milliseconds."""
    context.add_init_script(_WATCH)
    tab = context.new_page()
    tab.goto(address)
    tab.locator(".kb-opening h2").wait_for()
    tab.locator("#kb-ask:not([disabled])").wait_for()
    tab.locator("#kb-question textarea").fill(question)
    tab.keyboard.press("Enter")
    tab.locator(".kb-statements, .kb-refusal").first.wait_for(timeout=_CALL_S * 1000)
    paint = tab.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0")
    moments: dict[str, float] = {**tab.evaluate("window.seen"), "paint": paint}
    context.close()
    return moments


def development_questions() -> list[str]:
    """Return the development questions, their sets and languages mixed, in the same order each time."""
    asked = [question.text for question in own_set("own-dev").questions]
    return [asked[place] for place in np.random.default_rng(_SEED).permutation(len(asked))]


def main(argv: Sequence[str]) -> int:
    """Measure and print one JSON object; 1 where a question got no outcome."""
    parser = argparse.ArgumentParser(prog="python -m eval.load", description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="folder of a filled library; it is only read")
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3, help="questions that each reader asks (default 3)")
    parser.add_argument("--repeat", type=int, default=2, help="how often all is measured (default 2)")
    parser.add_argument("--visits", type=int, default=5, help="pages opened in the browser; 0 for none (default 5)")
    parser.add_argument(
        "--llm", type=float, metavar="SECONDS", default=None,
        help="let a scripted model write, one piece of seven characters after so many seconds; browser only",
    )  # fmt: skip
    arguments = parser.parse_args(argv)
    questions = development_questions()
    if arguments.llm is not None:
        return _written(arguments, questions)
    result: dict[str, Any] = {"cores": os.cpu_count(), "runs": []}
    with page(arguments.home) as (address, server):
        for _ in range(arguments.repeat):
            run: dict[str, Any] = {"load_before": round(os.getloadavg()[0], 1)}
            run["alone"] = crowd(address, server, questions, users=1, rounds=10)
            run["crowd"] = crowd(address, server, questions, users=arguments.users, rounds=arguments.rounds)
            if arguments.visits:
                run["browser"] = browse(address, questions[: arguments.visits])
            run["load_after"] = round(os.getloadavg()[0], 1)
            result["runs"].append(run)
    print(json.dumps(result, indent=1, ensure_ascii=False))
    return 1 if any(run["crowd"]["errors"] for run in result["runs"]) else 0


def _written(arguments: argparse.Namespace, questions: Sequence[str]) -> int:
    """Measure in the browser with a model that writes at a stated pace, and print one JSON object."""
    result: dict[str, Any] = {"cores": os.cpu_count(), "seconds_per_piece": arguments.llm, "runs": []}
    reply = partial(scripted_llm.quotes, most=_MOST_QUOTED, gap_s=arguments.llm)
    with (
        scripted_llm.serve(reply) as model,
        page(arguments.home, llm_url=model.url, llm_model="scripted") as (address, _),
    ):
        for _ in range(arguments.repeat):
            run: dict[str, Any] = {"load_before": round(os.getloadavg()[0], 1)}
            run["browser"] = browse(address, questions[: arguments.visits])
            result["runs"].append(run | {"load_after": round(os.getloadavg()[0], 1)})
    print(json.dumps(result, indent=1, ensure_ascii=False))
    return 0 if all(run["browser"]["drafted_by_model"] for run in result["runs"]) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
