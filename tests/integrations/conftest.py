"""What the tests of the integrations share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def building(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is built meanwhile is built quickly, and with what was built before."""
    target = os.environ.get("CARGO_TARGET_DIR", REPOSITORY / "target")
    monkeypatch.setenv("CARGO_TARGET_DIR", str(target))
    for profile in ("RELEASE", "PYTHON"):
        monkeypatch.setenv(f"CARGO_PROFILE_{profile}_LTO", "off")
        monkeypatch.setenv(f"CARGO_PROFILE_{profile}_OPT_LEVEL", "1")
        monkeypatch.setenv(f"CARGO_PROFILE_{profile}_CODEGEN_UNITS", "16")
