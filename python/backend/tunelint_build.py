"""Builds the wheel with maturin, and puts the program itself into it.

maturin makes a wheel of a Python module or of a program, not of both. The program is built here and
laid where maturin takes scripts from, so that the command `tunelint` is native and starts at once;
its manual page and completions are laid beside it, where shells look for them.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import maturin

get_requires_for_build_wheel = maturin.get_requires_for_build_wheel
get_requires_for_build_sdist = maturin.get_requires_for_build_sdist
get_requires_for_build_editable = maturin.get_requires_for_build_editable
# There is no `prepare_metadata`: maturin wants the program in its place for that, too.

Settings = dict[str, Any] | None

# maturin's `data` in pyproject.toml.
DATA = Path("python/tunelint.data")
# The folder in it whose files are installed as commands.
SCRIPTS = DATA / "scripts"
# What the program writes of itself, and where that is installed.
PAGES = {
    "share/man/man1/tunelint.1": ["man"],
    "share/bash-completion/completions/tunelint": ["completions", "bash"],
    "share/fish/vendor_completions.d/tunelint.fish": ["completions", "fish"],
    "share/zsh/site-functions/_tunelint": ["completions", "zsh"],
}


def _build_program() -> Path:
    """Build the program, and say where it is."""
    command = ["cargo", "build", "--package", "tunelint", "--bin", "tunelint"]
    # The profile of the Python module: so nothing is built twice.
    command += ["--profile", "python", "--locked", "--message-format", "json-render-diagnostics"]
    built = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    messages = (json.loads(line) for line in built.stdout.splitlines())
    programs = [message["executable"] for message in messages if message.get("executable")]
    return Path(programs[-1])


@contextlib.contextmanager
def _data() -> Iterator[None]:
    """The folder that maturin wants, for as long as something is built."""
    SCRIPTS.mkdir(parents=True, exist_ok=True)
    try:
        yield
    finally:
        shutil.rmtree(DATA)


@contextlib.contextmanager
def _program() -> Iterator[None]:
    """The same with the program in it, and what belongs to the program."""
    program = _build_program()
    with _data():
        shutil.copy2(program, SCRIPTS)
        for name, arguments in PAGES.items():
            page = DATA / "data" / name
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_bytes(subprocess.check_output([program.resolve(), *arguments]))
        yield


def build_wheel(
    wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None
) -> str:
    with _program():
        return str(maturin.build_wheel(wheel_directory, config_settings, metadata_directory))


def build_editable(
    wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None
) -> str:
    with _program():
        return str(maturin.build_editable(wheel_directory, config_settings, metadata_directory))


def build_sdist(sdist_directory: str, config_settings: Settings = None) -> str:
    with _data():
        return str(maturin.build_sdist(sdist_directory, config_settings))
