"""The hooks are run by the real pre-commit, in a repository made for it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import REPOSITORY

CHATS = REPOSITORY / "fixtures" / "chat"

def git(place: Path, *arguments: str) -> str:
    settings = ["-c", "user.name=me", "-c", "user.email=me@example.com", "-c", "commit.gpgsign=false"]
    return subprocess.check_output(["git", *settings, *arguments], cwd=place, text=True)


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """A repository with a good dataset."""
    place = tmp_path / "scratch"
    place.mkdir()
    git(place, "init", "--quiet")
    shutil.copy(CHATS / "good.jsonl", place)
    git(place, "add", ".")
    return place


def try_hook(hook: str, place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a hook over all that is added."""
    source = place.parent / "tunelint"
    if not source.exists():
        # What is not committed yet is to be tried as well.
        git(REPOSITORY, "clone", "--quiet", ".", str(source))
        changed = git(REPOSITORY, "ls-files", "--modified", "--others", "--exclude-standard")
        for name in changed.splitlines():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            if (REPOSITORY / name).exists():
                shutil.copy(REPOSITORY / name, source / name)
        git(source, "add", ".")
        git(source, "commit", "--quiet", "--allow-empty", "-m", "As it is")
    command = [sys.executable, "-m", "pre_commit", "try-repo", str(source), hook, "--all-files"]
    return subprocess.run([*command, *arguments], cwd=place, capture_output=True, text=True)


@pytest.mark.parametrize("hook", ["tunelint", "tunelint-rust"])
def test_a_bad_dataset_stops_the_commit(hook: str, scratch: Path) -> None:
    good = try_hook(hook, scratch)
    assert good.returncode == 0, good.stdout + good.stderr
    assert "Passed" in good.stdout

    # A NUL makes other tools take it for no text, and pass it by.
    record = (CHATS / "role.jsonl").read_bytes()
    (scratch / "bad.jsonl").write_bytes(record + b"\0\n")
    git(scratch, "add", ".")
    bad = try_hook(hook, scratch)
    assert bad.returncode == 1, bad.stdout + bad.stderr
    assert 'unknown role "asistant"' in bad.stdout
    assert "bad.jsonl:1:156" in bad.stdout

    (scratch / "bad.jsonl").rename(scratch / "bad.txt")
    git(scratch, "add", "--all")
    assert try_hook(hook, scratch).returncode == 0


def test_what_is_excluded_is_left_out(scratch: Path) -> None:
    shutil.copy(CHATS / "role.jsonl", scratch / "drafts.jsonl")
    git(scratch, "add", ".")
    assert try_hook("tunelint", scratch).returncode == 1
    source = scratch.parent / "tunelint" / ".pre-commit-hooks.yaml"
    # As `args` of a user's configuration come: behind the entry.
    text = source.read_text()
    source.write_text(text.replace("--no-progress\n", "--no-progress --exclude drafts.jsonl\n"))
    git(source.parent, "commit", "--quiet", "--all", "-m", "Exclude")
    assert try_hook("tunelint", scratch).returncode == 0
