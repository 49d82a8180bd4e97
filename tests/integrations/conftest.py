"""What the tests of the integrations share."""

from __future__ import annotations

import re
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


def blocks(page: str, mark: str) -> list[str]:
    """The fenced blocks with this mark in a page of the documentation."""
    text = (REPOSITORY / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{mark}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
