"""The house's own rules: what may import what, what is packaged, pinned and documented, and what is never written."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from config import Settings

ROOT = Path(__file__).parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

# Addresses of one machine or one network. Each is written in two parts, so that this file does not hold it.
FORBIDDEN = [
    re.compile(rf"(?<![\w.])/{folder}/") for folder in ("wo" "rk", "ro" "ot", "fa" "rm")
] + [
    re.compile(re.escape(host))
    for host in ("py" "pi.org", "python" "hosted.org", "npm" "js.org", "deb.deb" "ian.org", "download.py" "torch.org")
]  # fmt: skip


def test_the_rooms_import_one_way() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def rooms() -> list[str]:
    """Return the folders that packaging looks for packages in."""
    return [pattern.removesuffix("*") for pattern in PROJECT["tool"]["setuptools"]["packages"]["find"]["include"]]


def test_every_room_is_packaged() -> None:
    """Packaging takes what is named; a room that is not would be missing once installed."""
    found = {init.parent.name for init in ROOT.glob("*/__init__.py")} - {"tests"}
    assert sorted(found) == sorted(rooms())


def test_every_folder_of_code_is_a_package() -> None:
    folders = {module.parent for room in rooms() for module in (ROOT / room).rglob("*.py")}
    assert [str(folder) for folder in folders if not (folder / "__init__.py").exists()] == []


def test_every_dependency_is_pinned() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {canonicalize_name(line.split("==")[0]) for line in lines if "==" in line}
    extras = PROJECT["project"]["optional-dependencies"].values()
    wanted = [*PROJECT["project"]["dependencies"], *(name for extra in extras for name in extra)]
    named = {canonicalize_name(Requirement(name).name) for name in wanted}
    assert sorted(named - pinned - {PROJECT["project"]["name"]}) == []  # an extra may contain another of our own


def settings_table() -> str:
    """Return the rows that README.md must hold, one for each setting in the order of `Settings`."""
    return "\n".join(
        f"| `{name}` | {_shown(field.default)} | {field.description} |" for name, field in Settings.model_fields.items()
    )


def _shown(default: object) -> str:
    text = "corpus/starter" if isinstance(default, Path) and default.is_absolute() else str(default)
    return f"`{text}`" if text else ""


def test_every_setting_is_documented() -> None:
    """On a failure, put the table shown below between the markers."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    between = readme.partition("<!-- settings -->")[2].partition("<!-- /settings -->")[0]
    rows = [line for line in between.splitlines() if line.startswith("| `")]
    assert "\n".join(rows) == settings_table()


def tracked_files() -> list[Path]:
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def test_no_file_names_one_machine_or_network() -> None:
    offences = []
    for path in tracked_files():
        content = path.read_bytes()
        if b"\0" in content:
            continue
        text = content.decode(errors="replace")
        offences += [f"{path.relative_to(ROOT)}: {found.group()}" for rule in FORBIDDEN if (found := rule.search(text))]
    assert offences == []


@pytest.mark.parametrize(("text", "is_offence"), [
    ("cd /wo" "rk/main", True),
    ("https://example.org/wo" "rk/programme", False),
    ("pip install --index-url https://py" "pi.org/simple", True),
])  # fmt: skip
def test_the_rule_tells_a_machines_path_from_a_web_address(text: str, is_offence: bool) -> None:
    assert any(rule.search(text) for rule in FORBIDDEN) is is_offence
