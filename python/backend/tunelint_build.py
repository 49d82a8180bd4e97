"""Builds the wheel with maturin, and puts the program itself into it.

maturin makes a wheel of a Python module or of a program, not of both. The program is built here and
laid where maturin takes scripts from, so that the command `tunelint` is native and starts at once.
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

# maturin's `data` in pyproject.toml, with the folder whose files are installed as commands.
SCRIPTS = Path("python/tunelint.data/scripts")


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
def _scripts() -> Iterator[Path]:
    """The folder of scripts, for as long as something is built."""
    SCRIPTS.mkdir(parents=True, exist_ok=True)
    try:
        yield SCRIPTS
    finally:
        shutil.rmtree(SCRIPTS.parent)


def build_wheel(
    wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None
) -> str:
    program = _build_program()
    with _scripts() as scripts:
        shutil.copy2(program, scripts)
        return str(maturin.build_wheel(wheel_directory, config_settings, metadata_directory))


def build_editable(
    wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None
) -> str:
    program = _build_program()
    with _scripts() as scripts:
        shutil.copy2(program, scripts)
        return str(maturin.build_editable(wheel_directory, config_settings, metadata_directory))


def build_sdist(sdist_directory: str, config_settings: Settings = None) -> str:
    with _scripts():
        return str(maturin.build_sdist(sdist_directory, config_settings))
