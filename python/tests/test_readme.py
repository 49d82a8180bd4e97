"""The examples of the package's README are run, in a directory with a `train.jsonl`."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from conftest import REPOSITORY

README = (REPOSITORY / "python" / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("example", EXAMPLES)
def test_examples_run(
    example: str, chats: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(chats / "good.jsonl", tmp_path / "train.jsonl")
    monkeypatch.chdir(tmp_path)
    exec(compile(example, "README.md", "exec"), {})
