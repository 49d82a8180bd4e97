"""Datasets of Hugging Face and Arrow data as records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ._native import Linter, Report

# How many rows of an Arrow table become Python objects at a time.
ROWS = 1000


def check(linter: Linter, dataset: Any, name: str | None) -> Report:
    """Check a dataset, or each split of several under its name."""
    if isinstance(dataset, Mapping):
        splits = cast("Mapping[str, Any]", dataset)
        if not splits:
            raise ValueError("there is no split in this dataset")
        reports = [
            check(linter, split, f"{name}/{key}" if name else str(key))
            for key, split in splits.items()
        ]
        report = reports[0]
        for later in reports[1:]:
            report = report + later
        return report
    return linter.check_records(_rows(dataset), name=name or _name(dataset))


def _name(dataset: Any) -> str:
    """The name of the split, if the dataset has one."""
    split = getattr(dataset, "split", None)
    return str(split) if split is not None else "dataset"


def _rows(dataset: Any) -> Iterator[Any]:
    """The rows as dictionaries, read from Arrow: as they are stored, no image is decoded."""
    if hasattr(dataset, "with_format") and hasattr(dataset, "iter") and hasattr(dataset, "data"):
        for table in dataset.with_format("arrow").iter(batch_size=ROWS):
            yield from _plain(table.to_pylist())
    elif hasattr(dataset, "__arrow_c_stream__"):
        import pyarrow

        for batch in pyarrow.RecordBatchReader.from_stream(dataset):
            for start in range(0, batch.num_rows, ROWS):
                yield from _plain(batch.slice(start, ROWS).to_pylist())
    else:
        yield from dataset


def _plain(value: Any) -> Any:
    """The value with media as their path: their bytes have no place in a JSON record."""
    if isinstance(value, dict):
        members = cast("dict[str, Any]", value)
        if members.keys() == {"bytes", "path"} and isinstance(members["bytes"], bytes):
            return members["path"] or ""
        return {key: _plain(member) for key, member in members.items()}
    if isinstance(value, list):
        return [_plain(element) for element in value]
    return value
