"""tunelint finds what is wrong in fine-tuning datasets before they are uploaded.

    import tunelint

    report = tunelint.check("train.jsonl", target="together", model="Qwen/Qwen3.5-9B")
    print(report)
    report.raise_for_errors()

The functions of this module make a `Linter` from their options each time; to check more than
once, make one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._native import (
    CheckedRecord,
    FileRecords,
    Finding,
    Forecast,
    Linter,
    LongestRecord,
    Records,
    Related,
    Report,
    TokenSource,
    TokenTotals,
    __version__,
    rules,
    targets,
)
from .errors import (
    ConfigError,
    DatasetError,
    InputError,
    InputNotFoundError,
    TunelintError,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from typing_extensions import Unpack

    from .types import DatasetLike, LinterOptions, Paths, RecordLike

__all__ = [
    "CheckedRecord",
    "ConfigError",
    "DatasetError",
    "FileRecords",
    "Finding",
    "Forecast",
    "InputError",
    "InputNotFoundError",
    "Linter",
    "LongestRecord",
    "Records",
    "Related",
    "Report",
    "TokenSource",
    "TokenTotals",
    "TunelintError",
    "__version__",
    "check",
    "check_dataset",
    "check_records",
    "rules",
    "targets",
]


def check(paths: Paths, **options: Unpack[LinterOptions]) -> Report:
    """Check files, and the datasets in directories; the options are those of `Linter`."""
    return Linter(**options).check(paths)


def check_records(
    records: Iterable[RecordLike],
    *,
    name: str = "records",
    **options: Unpack[LinterOptions],
) -> Report:
    """Check dictionaries or JSON texts, any iterable of them, without holding them all.

    The findings are called by `name`, and their `index` is the position of the record.
    """
    return Linter(**options).check_records(records, name=name)


def check_dataset(
    dataset: DatasetLike,
    *,
    name: str | None = None,
    **options: Unpack[LinterOptions],
) -> Report:
    """Check a `Dataset`, a `DatasetDict` (each split under its name), or Arrow data."""
    return Linter(**options).check_dataset(dataset, name=name)
