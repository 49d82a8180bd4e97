"""What tunelint raises."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._native import Report

__all__ = [
    "ConfigError",
    "DatasetError",
    "InputError",
    "InputNotFoundError",
    "TunelintError",
]


class TunelintError(Exception):
    """What all exceptions of tunelint are.

    `hint` says what to do about it, where there is something to be said.
    """

    hint: str | None

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint

    def __str__(self) -> str:
        message = str(self.args[0])
        return f"{message} ({self.hint})" if self.hint else message


class ConfigError(TunelintError, ValueError):
    """The options or the configuration do not make a linter: there is no such target, rule or key."""


class InputError(TunelintError, OSError):
    """A dataset cannot be read."""


class InputNotFoundError(InputError, FileNotFoundError):
    """There is no such file or directory."""


class DatasetError(TunelintError):
    """A dataset has errors, and `raise_for_errors` was asked for; `report` says which."""

    report: Report

    def __init__(self, report: Report) -> None:
        super().__init__(str(report))
        self.report = report
