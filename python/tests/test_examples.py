"""The examples are run, with stand-ins for what would cost money or hours."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from conftest import REPOSITORY

STAND_INS = Path(__file__).parent / "stand_ins"


def run(name: str, path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, REPOSITORY / "python" / "examples" / name, path],
        env={**os.environ, "PYTHONPATH": str(STAND_INS), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def test_only_what_together_takes_is_uploaded(chats: Path) -> None:
    good = run("together_upload.py", chats / "good.jsonl")
    assert f"upload {chats / 'good.jsonl'} to fine-tune" in good.stdout, good.stderr
    assert "started ft-1" in good.stdout
    bad = run("together_upload.py", chats / "role.jsonl")
    assert bad.returncode == 1
    assert "upload" not in bad.stdout
    assert "DatasetError" in bad.stderr


def test_trl_trains_on_what_trains_in_full(chats: Path) -> None:
    ran = run("trl_sft.py", chats / "role.jsonl")
    assert "train Qwen/Qwen3-0.6B on 1 records" in ran.stdout, ran.stderr
