"""The types of what goes in and comes out."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, Protocol, TypeAlias, TypedDict, Union

__all__ = [
    "ArrowStream",
    "Counting",
    "DatasetLike",
    "Effect",
    "Fate",
    "HasFormat",
    "Level",
    "LinterOptions",
    "OutputFormat",
    "Path",
    "Paths",
    "RecordLike",
    "TokensBy",
]

Level: TypeAlias = Literal["off", "warning", "error"]
Counting: TypeAlias = Literal["auto", "exact", "estimate"]
TokensBy: TypeAlias = Literal["exact", "near", "sampled", "estimated"]
Effect: TypeAlias = Literal[
    "accepts", "unknown", "ignores", "mistrains", "truncates", "drops", "refuses"
]
Fate: TypeAlias = Literal["trains", "mistrained", "truncated", "dropped", "refused"]
OutputFormat: TypeAlias = Literal[
    "full", "concise", "grouped", "json", "jsonl", "github", "gitlab", "sarif", "junit"
]

Path: TypeAlias = Union[str, "os.PathLike[str]"]
Paths: TypeAlias = Union[Path, Sequence[Path]]
"""A file or directory, or several."""

RecordLike: TypeAlias = Union[Mapping[str, Any], str, bytes]
"""A record: a dictionary, or one as JSON text."""


class ArrowStream(Protocol):
    """Anything that gives Arrow data: a table of pyarrow, polars or pandas."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


class HasFormat(Protocol):
    """A `datasets.Dataset`."""

    @property
    def with_format(self) -> Callable[..., Any]: ...


DatasetLike: TypeAlias = Union[
    HasFormat, ArrowStream, Iterable[RecordLike], Mapping[Any, Union[HasFormat, ArrowStream]]
]
"""A dataset of the `datasets` package, several by name, Arrow data, or an iterable of records."""


class LinterOptions(TypedDict, total=False):
    """The options of a `Linter`."""

    target: Union[str, Sequence[str], None]
    model: Union[str, Mapping[str, str], None]
    method: Union[str, None]
    rules: Union[Mapping[str, Union[Level, Mapping[str, Any]]], None]
    pedantic: Union[bool, None]
    config: Union[Path, Mapping[str, Any], None]
    tokenizer: Union[Path, Mapping[str, Path], None]
    max_tokens: Union[int, None]
    counting: Counting
    threads: Union[int, None]
    max_per_rule: int
