"""What the tests share: the datasets of the repository, and the program that was installed."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tunelint.__main__ import program

REPOSITORY = Path(__file__).parents[2]

Chat = Callable[..., dict[str, Any]]
Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def chats() -> Path:
    """The folder of the bookshop's chats: `good.jsonl`, `bad.jsonl`, `role.jsonl`."""
    return REPOSITORY / "fixtures" / "chat"


@pytest.fixture
def chat() -> Chat:
    """Makes a record: a question and an answer."""

    def make(question: str = "Is it?", answer: str = "Yes.", role: str = "user") -> dict[str, Any]:
        messages = [(role, question), ("assistant", answer)]
        return {"messages": [{"role": role, "content": content} for role, content in messages]}

    return make


@pytest.fixture
def command() -> Command:
    """Runs the program."""

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [program(), *arguments], capture_output=True, text=True, encoding="utf-8", timeout=60
        )

    return run
