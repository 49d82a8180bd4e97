"""All that the package offers, in the few lines in which it is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import datasets
import pytest

import tunelint
from tunelint.types import RecordLike


def test_all_of_it_runs(
    chats: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(chats / "bad.jsonl", tmp_path / "train.jsonl")
    monkeypatch.chdir(tmp_path)
    model = "Qwen/Qwen3.5-9B"

    report = tunelint.check("train.jsonl", target="together", model=model)
    assert (report.ok, report.verdict) == (False, "errors")
    assert report.errors > 10 and report.warnings >= 0 and report.records > 10
    forecast = report.forecast["together"]
    assert report.tokens == forecast.tokens and forecast.tokens > forecast.trained_tokens > 0
    for f in report.findings:
        assert f.rule and f.level and f.file == "train.jsonl" and f.line > 0 and f.column > 0
        assert f.message and set(f.effects) == {"together"}
        assert all(value is None or isinstance(value, str) for value in (f.path, f.help))
    with pytest.raises(tunelint.DatasetError):
        report.raise_for_errors()
    print(report)
    assert "tokens" in capsys.readouterr().out
    assert report.to_json().startswith("{")
    assert report._repr_html_().startswith("<div>")

    record = {"messages": [{"role": "user", "content": "Is it?"}]}
    records: list[RecordLike] = [record, '{"messages": []}']
    assert tunelint.check_records(iter(records), target="together", model=model).records == 2

    rows = datasets.Dataset.from_list([record])
    assert tunelint.check_dataset(rows, target="together", model=model).records == 1

    linter = tunelint.Linter(target="together", model=model, config={"ignore": ["blank-line"]})
    a, b = linter.check("train.jsonl"), linter.check(chats / "good.jsonl")
    assert (a + b).records == a.records + b.records

    tokens = 0
    for r in linter.iter_file("train.jsonl"):
        assert r.line > 0 and r.trained_tokens <= r.tokens
        assert bool(r.findings) or r.fate == "trains"
        tokens += r.tokens
    assert a.token_totals is not None
    assert abs(tokens - a.token_totals.tokens) <= a.token_totals.margin * tokens

    # That model reasons, and nothing here does: it would mistrain on all of it.
    assert list(linter.filter("train.jsonl")) == []
    linter = tunelint.Linter(target="together")
    clean = list(linter.filter("train.jsonl"))
    assert linter.check_records(clean).forecast["together"].trains == len(clean) > 0
    assert list(linter.filter([*records, *clean])) == clean
