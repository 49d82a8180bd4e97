"""A report as a notebook shows it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ._native import Finding, Report

# How many findings are shown: a page is no place for thousands.
SHOWN = 20

FATES = ("trains", "mistrained", "truncated", "dropped", "refused")


def page(report: Report) -> str:
    """The verdict, what becomes of the records, and the first findings."""
    mark = "✓" if report.ok else "✗"
    verdict = (
        f"<p><strong>{mark} {report.errors:,} errors, {report.warnings:,} warnings</strong>"
        f" in {report.records:,} records</p>"
    )
    forecast = _table(
        ("target", "verdict", "records", *FATES, "tokens", "trained tokens"),
        (
            (
                target,
                "accepted" if row.accepted else "refused",
                f"{row.records:,}",
                *(f"{getattr(row, fate):,}" for fate in FATES),
                f"{row.tokens:,}",
                f"{row.trained_tokens:,}",
            )
            for target, row in report.forecast.items()
        ),
    )
    shown = report.findings[:SHOWN]
    totals = report.token_totals
    tokens = f"<p>{escape(str(totals))}</p>" if totals else ""
    findings = _table(("place", "level", "rule", "what", "path", "help"), map(_cells, shown))
    total = report.errors + report.warnings
    rest = f"<p>… {total - len(shown):,} more</p>" if total > len(shown) else ""
    return f"<div>{verdict}{tokens}{forecast}{findings if shown else ''}{rest}</div>"


def _cells(finding: Finding) -> tuple[str, ...]:
    return (
        f"{finding.file}:{finding.line}:{finding.column}",
        finding.level,
        f"{finding.category}/{finding.rule}",
        finding.message,
        finding.path or "",
        finding.help or "",
    )


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    def row(cells: Iterable[str], tag: str) -> str:
        cell = f'<{tag} style="text-align: left">'
        return f"<tr>{''.join(f'{cell}{escape(text)}</{tag}>' for text in cells)}</tr>"

    body = "".join(row(cells, "td") for cells in rows)
    return f"<table><thead>{row(head, 'th')}</thead><tbody>{body}</tbody></table>"
