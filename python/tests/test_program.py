"""The wheel brings the program along."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from conftest import Command

import tunelint
from tunelint.__main__ import program


def test_the_command_is_the_program_itself(command: Command, chats: Path) -> None:
    # A script of Python would start with `#!`, and take ten times as long to start.
    assert program().read_bytes()[:2] != b"#!"
    assert command("--version").stdout.split() == ["tunelint", tunelint.__version__]
    assert command(chats / "good.jsonl").returncode == 0
    assert command(chats / "role.jsonl").returncode == 1


def test_its_manual_page_and_completions_come_along() -> None:
    share = program().parent.parent / "share"
    pages = {
        "man/man1/tunelint.1": ".TH",
        "bash-completion/completions/tunelint": "complete -F",
        "fish/vendor_completions.d/tunelint.fish": "complete -c tunelint",
        "zsh/site-functions/_tunelint": "#compdef tunelint",
    }
    for page, mark in pages.items():
        assert mark in (share / page).read_text(encoding="utf-8"), page


def test_python_runs_it_as_a_module(chats: Path) -> None:
    arguments = [sys.executable, "-m", "tunelint", str(chats / "role.jsonl")]
    ran = subprocess.run(arguments, capture_output=True, text=True, encoding="utf-8")
    assert ran.returncode == 1
    assert "unknown role" in ran.stdout
