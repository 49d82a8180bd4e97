"""What goes wrong has a type, a message and a hint."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import tunelint


def test_options_that_make_no_linter() -> None:
    with pytest.raises(tunelint.ConfigError, match='no target "nowhere"') as raised:
        tunelint.Linter(target="nowhere")
    assert raised.value.hint is not None and "together" in raised.value.hint
    assert isinstance(raised.value, ValueError)
    with pytest.raises(tunelint.ConfigError, match='no rule or category "no-rule"'):
        tunelint.Linter(rules={"no-rule": "off"})
    with pytest.raises(tunelint.ConfigError, match='no level "fatal"'):
        tunelint.Linter(rules={"unknown-role": "fatal"})  # type: ignore[dict-item]
    with pytest.raises(tunelint.ConfigError, match="one thread"):
        tunelint.Linter(threads=0)
    with pytest.raises(TypeError):
        tunelint.check("a.jsonl", colour="red")  # type: ignore[call-arg]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no such file") as raised:
        tunelint.check(tmp_path / "a.jsonl")
    assert isinstance(raised.value, tunelint.InputError)
    assert isinstance(raised.value, tunelint.TunelintError)
    with pytest.raises(tunelint.InputError, match="no datasets found"):
        tunelint.check(tmp_path)
    with pytest.raises(tunelint.InputError, match="nothing was checked"):
        tunelint.check([])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs names that are not UTF-8")
def test_a_name_that_is_not_utf8(chats: Path, tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xff.jsonl"
    with open(path, "wb") as file:
        file.write((chats / "role.jsonl").read_bytes())
    assert tunelint.check(os.fsdecode(path)).errors == 1


def test_names() -> None:
    assert "together" in tunelint.targets()
    assert "unknown-role" in tunelint.rules()
    assert tunelint.Linter(target="together, trl").targets == ["together", "trl"]
    assert tunelint.__version__[0].isdigit()
