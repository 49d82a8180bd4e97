"""The examples of both READMEs are run."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from conftest import REPOSITORY


def examples(page: str) -> list[str]:
    text = (REPOSITORY / page).read_text(encoding="utf-8")
    found = re.findall(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert found
    return found


def run(example: str) -> None:
    exec(compile(example, "README.md", "exec"), {})


@pytest.mark.parametrize("example", examples("python/README.md"))
def test_those_of_the_package_run_beside_a_dataset(
    example: str, chats: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(chats / "good.jsonl", tmp_path / "train.jsonl")
    monkeypatch.chdir(tmp_path)
    run(example)


@pytest.mark.parametrize("example", examples("README.md"))
def test_those_of_the_repository_run_in_it(example: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    run(example)
