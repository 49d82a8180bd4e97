"""The types of the compiled part."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, TypeVar, final, overload

from .types import (
    Counting,
    DatasetLike,
    Effect,
    Fate,
    Level,
    OutputFormat,
    Path,
    Paths,
    RecordLike,
    TokensBy,
)

__version__: str

_Record = TypeVar("_Record", bound=RecordLike)

@final
class Related:
    """Another place that belongs to a finding."""

    @property
    def message(self) -> str: ...
    @property
    def file(self) -> str: ...
    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...

@final
class Finding:
    """One defect at one place, the same that the command shows.

    Lines, columns and records count from 1, columns in Unicode characters; byte offsets count
    from 0 in the unpacked file.
    """

    @property
    def rule(self) -> str:
        """The name of the rule: `unknown-role`."""
    @property
    def category(self) -> str:
        """The category of the rule: `schema`."""
    @property
    def level(self) -> Literal["warning", "error"]: ...
    @property
    def message(self) -> str: ...
    @property
    def help(self) -> str | None:
        """What to do about it."""
    @property
    def file(self) -> str: ...
    @property
    def record(self) -> int | None:
        """The number of the record, blank lines not counted, from 1; None outside of records."""
    @property
    def index(self) -> int | None:
        """The position of the record in the iterable that was checked, from 0; None in files."""
    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...
    @property
    def end_line(self) -> int: ...
    @property
    def end_column(self) -> int: ...
    @property
    def byte_start(self) -> int: ...
    @property
    def byte_end(self) -> int: ...
    @property
    def path(self) -> str | None:
        """The JSON path of the value: `messages[2].role`; None for a line or file as a whole."""
    @property
    def related(self) -> list[Related]: ...
    @property
    def effects(self) -> dict[str, Effect]:
        """What it does at each target."""
    def __hash__(self) -> int: ...

@final
class Forecast:
    """What becomes of the records at one target."""

    @property
    def target(self) -> str: ...
    @property
    def records(self) -> int: ...
    @property
    def trains(self) -> int:
        """Those that train in full, as meant."""
    @property
    def truncated(self) -> int: ...
    @property
    def dropped(self) -> int: ...
    @property
    def mistrained(self) -> int: ...
    @property
    def refused(self) -> int: ...
    @property
    def tokens(self) -> int:
        """The tokens of all records, with what the chat template adds."""
    @property
    def trained_tokens(self) -> int:
        """Those that are trained on: nothing of what is cut off, dropped or refused."""
    @property
    def tokens_lost(self) -> int:
        """The tokens that are lost because records are cut."""
    @property
    def token_source(self) -> TokenSource:
        """Where the numbers of tokens are from."""
    @property
    def accepted(self) -> bool:
        """Whether the target takes the dataset at all."""

@final
class TokenSource:
    """Where the numbers of tokens at a target are from."""

    @property
    def by(self) -> TokensBy:
        """`exact`, `near` (the nearest vocabulary), `sampled` (some were counted) or `estimated`."""
    @property
    def tokenizer(self) -> str:
        """The family of tokenizers, such as `o200k`, or `tokenizer.json`."""
    @property
    def usual(self) -> bool:
        """Whether that is only the usual one, because none is known for the model."""
    @property
    def margin(self) -> float:
        """How far off the number may be, as a part of it: in 19 of 20 runs it is less."""
    @property
    def file(self) -> str | None:
        """The path of the `tokenizer.json` that counts."""

@final
class LongestRecord:
    """The record with the most tokens."""

    @property
    def tokens(self) -> int: ...
    @property
    def file(self) -> str: ...
    @property
    def line(self) -> int: ...
    def __hash__(self) -> int: ...

@final
class TokenTotals:
    """How many tokens the records have at the first target, how that is known, and how long they are.

    As a string it is the line that a report has about them.
    """

    @property
    def by(self) -> TokensBy:
        """`exact`, `near` (the nearest vocabulary), `sampled` (some were counted) or `estimated`."""
    @property
    def tokenizer(self) -> str:
        """The family of tokenizers: `o200k`."""
    @property
    def usual(self) -> bool:
        """Whether that is only the usual one, because none is known for the model."""
    @property
    def margin(self) -> float:
        """How far off the number may be, as a part of it: in 19 of 20 runs it is less."""
    @property
    def records(self) -> int: ...
    @property
    def tokens(self) -> int: ...
    @property
    def median(self) -> int:
        """Half of the records have no more tokens than this."""
    @property
    def p95(self) -> int:
        """95 of 100 records have no more tokens than this."""
    @property
    def longest(self) -> LongestRecord | None: ...
    @property
    def buckets(self) -> list[tuple[int, int]]:
        """Up to how many tokens, and how many records: those longer than in the pair before."""

@final
class Report:
    """What a check found: exact counts, and the first findings of each rule.

    Reports add up: `a + b` is the report of the data of both, duplicates between them included.
    """

    @property
    def ok(self) -> bool:
        """Whether there are no errors."""
    @property
    def errors(self) -> int: ...
    @property
    def warnings(self) -> int: ...
    @property
    def records(self) -> int: ...
    @property
    def tokens(self) -> int | None:
        """The tokens of all records at the first target; None if there are no records."""
    @property
    def token_totals(self) -> TokenTotals | None:
        """How the tokens were found, and how long the records are."""
    @property
    def suppressed(self) -> int:
        """How many findings a suppression or the baseline of the configuration kept back."""
    @property
    def bytes(self) -> int:
        """How many bytes were read, after unpacking."""
    @property
    def verdict(self) -> Literal["clean", "warnings", "errors"]: ...
    @property
    def targets(self) -> list[str]: ...
    @property
    def files(self) -> list[str]: ...
    @property
    def findings(self) -> tuple[Finding, ...]:
        """The first findings of each rule, as many as `max_per_rule` of the linter says."""
    @property
    def counts(self) -> dict[str, int]:
        """How often each rule found something, the most serious first."""
    @property
    def forecast(self) -> dict[str, Forecast]:
        """What becomes of the records, by target."""
    def raise_for_errors(self) -> None:
        """Raise a `DatasetError` if there are errors."""
    def to_text(
        self,
        format: OutputFormat = "full",
        *,
        color: bool = False,
        width: int = 80,
        max_per_rule: int | None = None,
    ) -> str:
        """The report as the command writes it."""
    def to_json(self) -> str:
        """The report as JSON, in the form of `tunelint --output-format json`."""
    def _repr_html_(self) -> str: ...
    def __add__(self, later: Report, /) -> Report: ...
    def __radd__(self, start: int, /) -> Report: ...

@final
class CheckedRecord:
    """A record that was checked: where it is, what was found in it, and what becomes of it.

    What shows only at the end of a file, such as a column that changes its type later on, is not
    in it.
    """

    @property
    def file(self) -> str: ...
    @property
    def line(self) -> int: ...
    @property
    def record(self) -> int: ...
    @property
    def fate(self) -> Fate:
        """The worst that becomes of it at any target; `trains` is good."""
    @property
    def fates(self) -> dict[str, Fate]:
        """What becomes of it at each target."""
    @property
    def tokens(self) -> int:
        """Its tokens at the first target that judges it, counted when they are asked for.

        What the chat template adds is among them. They are counted with the vocabulary nearest to
        that of the model, and with a usual one where no model is known.
        """
    @property
    def trained_tokens(self) -> int:
        """Those of them that are trained on: none if the record is dropped or refused there."""
    @property
    def findings(self) -> list[Finding]: ...
    @property
    def raw(self) -> bytes:
        """The line, without its end."""
    @property
    def value(self) -> Any:
        """The object that was handed over, or the line read with `json.loads`."""

@final
class FileRecords(Iterator[CheckedRecord]):
    """The records of files; checking goes on beside the iteration, a little ahead of it."""

    def __iter__(self) -> FileRecords: ...
    def __next__(self) -> CheckedRecord: ...
    @property
    def report(self) -> Report:
        """The report of all records, once the iteration has come to its end."""

@final
class Records(Iterator[CheckedRecord]):
    """Records that are taken from an iterable, some at a time, and checked."""

    def __iter__(self) -> Records: ...
    def __next__(self) -> CheckedRecord: ...
    @property
    def report(self) -> Report:
        """The report of all records, once the iteration has come to its end."""

@final
class Linter:
    """Checks datasets for what their target would refuse, drop, cut or train otherwise than meant.

    `target` names one or several, or files that define one; without any it is `together`. `model`
    and `method` (`sft`, `dpo`, `rft`) say more about the job; a dictionary of models has one for
    each target, as `together=ID,openai=ID` does. `rules` gives rules and categories another level,
    or a rule its options. `pedantic` says what is not established, too.

    `config` is the path of a `tunelint.toml` or `pyproject.toml`, or a dictionary of the settings
    that such a file has; the options lie over it. Without it no configuration is looked for. What
    it says of some files only (`overrides`, the `file` of a suppression) concerns files, and no
    records; when the command fails (`deny-warnings`, `max-errors` and the like) concerns only the
    command.

    `tokenizer` is a family such as `llama3`, or the path of a `tokenizer.json`, that counts instead
    of what the model tells, or one of them for each target; `max_tokens` is the longest record. `counting` is for the totals: what
    is at hand (`auto`), every record (`exact`), or none (`estimate`).

    Of each rule the first `max_per_rule` findings are kept; the counts are exact.

    A linter does not change, and may be used by several threads.
    """

    def __new__(
        cls,
        *,
        target: str | Sequence[str] | None = None,
        model: str | Mapping[str, str] | None = None,
        method: str | None = None,
        rules: Mapping[str, Level | Mapping[str, Any]] | None = None,
        pedantic: bool | None = None,
        config: Path | Mapping[str, Any] | None = None,
        tokenizer: Path | Mapping[str, Path] | None = None,
        max_tokens: int | None = None,
        counting: Counting = "auto",
        threads: int | None = None,
        max_per_rule: int = 100,
    ) -> Linter: ...
    @property
    def targets(self) -> list[str]: ...
    def check(self, paths: Paths) -> Report:
        """Check files, and the datasets in directories."""
    def check_records(self, records: Iterable[RecordLike], *, name: str = "records") -> Report:
        """Check dictionaries or JSON texts, any iterable of them, without holding them all."""
    def check_dataset(self, dataset: DatasetLike, *, name: str | None = None) -> Report:
        """Check a `Dataset`, a `DatasetDict` (each split under its name), or Arrow data."""
    def iter_file(self, paths: Paths) -> FileRecords:
        """Each record of files, with what was found in it and what becomes of it."""
    def iter_records(self, records: Iterable[RecordLike], *, name: str = "records") -> Records:
        """Each of the records, with what was found in it and what becomes of it."""
    @overload
    def filter(self, data: Path) -> Iterator[dict[str, Any]]: ...
    @overload
    def filter(self, data: Iterable[_Record]) -> Iterator[_Record]:
        """Only the records that train in full, as meant, at every target.

        Those of a file are read as dictionaries, those of an iterable are handed on as they are.
        Of what is no dataset at all a `DatasetError` is raised.
        """

def targets() -> list[str]:
    """The names of all targets that come along."""

def rules() -> list[str]:
    """The names of all rules."""
