"""Only the records that train in full."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from .errors import DatasetError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ._native import Linter


def clean(linter: Linter, data: Any) -> Iterator[Any]:
    """The records of a file or an iterable that train in full, as meant, at every target."""
    if isinstance(data, (str, os.PathLike)):
        path: str | os.PathLike[str] = data
        return _clean(linter.iter_file(path))
    records: Iterable[Any] = data
    return _clean(linter.iter_records(records))


def _clean(records: Any) -> Iterator[Any]:
    seen = False
    for record in records:
        seen = True
        if record.fate == "trains":
            yield record.value
    # Of what is no dataset at all there is no record: nobody should train on the nothing left.
    if not seen and not records.report.ok:
        raise DatasetError(records.report)
