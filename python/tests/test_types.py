"""The types are told, and are true."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import REPOSITORY

import tunelint

WRONG = """
import tunelint
report = tunelint.check("a.jsonl", target="together", model="m")
report.erors
tunelint.check("a.jsonl", threads="many")
tunelint.check_records(["{}"], nam="a")
for record in tunelint.Linter().iter_file("a.jsonl"):
    if record.fate == "train":
        pass
"""


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", *map(str, arguments)]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)


def test_the_types_fit() -> None:
    checked = run("mypy")
    assert checked.returncode == 0, checked.stdout


def test_mistakes_are_found(tmp_path: Path) -> None:
    path = tmp_path / "wrong.py"
    path.write_text(WRONG)
    checked = run("mypy", "--strict", path)
    for mistake in ("erors", "threads", "nam", "Non-overlapping"):
        assert mistake in checked.stdout, checked.stdout


def test_the_stubs_are_those_of_the_compiled_module() -> None:
    checked = run("mypy.stubtest", "tunelint._native", "--ignore-missing-stub", "--mypy-config-file", "pyproject.toml")
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("name", tunelint.__all__)
def test_everything_is_documented(name: str) -> None:
    value = getattr(importlib.import_module("tunelint"), name)
    assert value.__doc__
