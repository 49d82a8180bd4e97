"""The hooks are run by the real pre-commit, in a repository made for it.

pre-commit builds them from nothing, and `try-repo` does so each time: it is called once. The rest is
done as by a user, with the configurations that the documentation shows.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import REPOSITORY, blocks

CHATS = REPOSITORY / "fixtures" / "chat"
HOOKS = ["tunelint", "tunelint-rust"]


def git(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    settings = ["-c", "user.name=me", "-c", "user.email=me@example.com", "-c", "commit.gpgsign=false"]
    return subprocess.run(
        ["git", *settings, *arguments], cwd=place, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def ran(place: Path, *arguments: str) -> str:
    done = git(place, *arguments)
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This repository, with what is not committed yet."""
    source = tmp_path_factory.mktemp("source") / "tunelint"
    ran(REPOSITORY, "clone", "--quiet", ".", str(source))
    changed = ran(REPOSITORY, "ls-files", "--modified", "--others", "--exclude-standard")
    for name in changed.splitlines():
        (source / name).unlink(missing_ok=True)
        if (REPOSITORY / name).exists():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(REPOSITORY / name, source / name)
    ran(source, "add", "--all")
    ran(source, "commit", "--quiet", "--allow-empty", "-m", "As it is")
    return source


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """A repository with a good dataset, and a bad one that its configuration excludes."""
    place = tmp_path / "scratch"
    place.mkdir()
    ran(place, "init", "--quiet")
    shutil.copy(CHATS / "good.jsonl", place)
    shutil.copy(CHATS / "role.jsonl", place / "drafts.jsonl")
    (place / "tunelint.toml").write_text("exclude = ['drafts.jsonl']\n")
    ran(place, "add", ".")
    return place


def add_bad(place: Path, name: str) -> None:
    # A NUL makes other tools take it for no text, and pass it by.
    (place / name).write_bytes((CHATS / "role.jsonl").read_bytes() + b"\0\n")
    ran(place, "add", "--all")


def test_both_hooks_can_be_tried(source: Path, scratch: Path) -> None:
    add_bad(scratch, "bad.jsonl")
    command = [sys.executable, "-m", "pre_commit", "try-repo", str(source), "--all-files"]
    tried = subprocess.run(command, cwd=scratch, capture_output=True, text=True)
    assert tried.returncode == 1, tried.stdout + tried.stderr
    for hook in HOOKS:
        assert f"- hook id: {hook}\n" in tried.stdout
    assert tried.stdout.count('unknown role "asistant"') == len(HOOKS), tried.stdout
    assert tried.stdout.count("bad.jsonl:1:156") == len(HOOKS)
    assert "good.jsonl:" not in tried.stdout
    assert "drafts.jsonl" not in tried.stdout


def test_the_documented_configurations_stop_a_bad_commit(
    source: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "cache"))
    shown = blocks("README.md", "yaml") + blocks("docs/ci.md", "yaml")
    configurations = [yaml.safe_load(block) for block in shown if block.startswith("repos:\n")]
    hooks = [hook for shown in configurations for hook in shown["repos"][0]["hooks"]]
    assert [hook["id"] for hook in hooks] == HOOKS
    revision = ran(source, "rev-parse", "HEAD").strip()
    # This repository in the place of the published one.
    configuration = {"repos": [{"repo": str(source), "rev": revision, "hooks": hooks}]}
    (scratch / ".pre-commit-config.yaml").write_text(yaml.safe_dump(configuration))
    ran(scratch, "add", ".")
    subprocess.run([sys.executable, "-m", "pre_commit", "install"], cwd=scratch, check=True)

    good = git(scratch, "commit", "-m", "Good, and drafts")
    assert good.returncode == 0, good.stdout
    assert good.stdout.count("Passed") == len(HOOKS), good.stdout

    add_bad(scratch, "bad.jsonl")
    bad = git(scratch, "commit", "-m", "Bad")
    assert bad.returncode != 0, bad.stdout
    assert bad.stdout.count("bad.jsonl:1:156") == len(HOOKS), bad.stdout
    assert ran(scratch, "log", "--format=%s").splitlines() == ["Good, and drafts"]

    (scratch / "bad.jsonl").unlink()
    add_bad(scratch, "bad.txt")
    other = git(scratch, "commit", "-m", "No dataset")
    assert other.returncode == 0, other.stdout
    assert other.stdout.count("Skipped") == len(HOOKS), other.stdout
