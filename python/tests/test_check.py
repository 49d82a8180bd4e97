"""Files are checked, and what is found is what the command finds."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import Command

import tunelint

# What a finding of Python has under the same name in the command's JSON.
SAME = (
    "rule category level message help record line column end_line end_column "
    "byte_start byte_end path effects"
).split()


@pytest.mark.parametrize("name", ["good.jsonl", "bad.jsonl", "role.jsonl"])
@pytest.mark.parametrize("target", ["together", "openai,trl,llama-factory"])
def test_findings_are_those_of_the_command(
    chats: Path, command: Command, name: str, target: str
) -> None:
    path = chats / name
    output = command("--target", target, "--output-format", "json", path).stdout
    wanted = json.loads(output)
    report = tunelint.check(path, target=target)
    found = [{key: getattr(finding, key) for key in SAME} for finding in report.findings]
    # The command tells last of what shows at the end of a file; a report has all in order.
    wanted["findings"].sort(key=lambda finding: (finding["line"], finding["column"]))
    assert found == [{key: finding[key] for key in SAME} for finding in wanted["findings"]]
    assert json.loads(report.to_json()) == wanted
    assert report.verdict == wanted["verdict"]
    for name, forecast in wanted["forecast"].items():
        row = report.forecast[name]
        source = forecast.pop("token_source")
        # What programs read is rounded.
        assert row.token_source.margin == pytest.approx(source.pop("margin"), abs=1e-4)
        assert {key: getattr(row.token_source, key) for key in source} == source
        verdict = forecast.pop("verdict")
        assert {key: getattr(row, key) for key in forecast} == forecast
        assert row.accepted == (verdict == "accepted")


def test_a_clean_file_is_ok(chats: Path) -> None:
    report = tunelint.check(chats / "good.jsonl")
    assert (report.ok, report.errors, report.warnings, report.records) == (True, 0, 0, 22)
    assert report.findings == ()
    report.raise_for_errors()
    assert "✓ no problems in 22 records" in str(report)


def test_a_finding_says_all_there_is(chats: Path) -> None:
    report = tunelint.check([str(chats / "role.jsonl")], target=["together"])
    (finding,) = report.findings
    assert (finding.category, finding.rule, finding.level) == ("schema", "unknown-role", "error")
    assert (finding.line, finding.column, finding.end_column) == (1, 156, 166)
    assert (finding.path, finding.record, finding.index) == ("messages[2].role", 1, None)
    assert finding.message == 'unknown role "asistant"'
    assert finding.help == 'write "assistant" instead'
    assert finding.effects == {"together": "refuses"}
    assert str(finding).endswith('role.jsonl:1:156: error[schema/unknown-role] unknown role "asistant"')
    assert report.counts == {"unknown-role": 1}
    forecast = report.forecast["together"]
    assert (forecast.trains, forecast.refused, forecast.accepted) == (1, 1, False)


def test_errors_are_raised_when_asked_for(chats: Path) -> None:
    report = tunelint.check(chats / "role.jsonl")
    with pytest.raises(tunelint.DatasetError, match="unknown role") as raised:
        report.raise_for_errors()
    assert raised.value.report is report


def test_a_directory_and_packed_files(chats: Path, tmp_path: Path) -> None:
    shutil.copy(chats / "good.jsonl", tmp_path / "b.jsonl")
    with gzip.open(tmp_path / "a.jsonl.gz", "wb") as packed:
        packed.write((chats / "role.jsonl").read_bytes())
    report = tunelint.check(tmp_path, target="generic")
    assert [Path(file).name for file in report.files] == ["a.jsonl.gz", "b.jsonl"]
    assert report.records == 24


def test_reports_add_up(chats: Path) -> None:
    linter = tunelint.Linter(target="together")
    good, role = (linter.check(chats / name) for name in ("good.jsonl", "role.jsonl"))
    both = linter.check([chats / "good.jsonl", chats / "role.jsonl"])
    for joined in (good + role, sum([good, role])):
        assert isinstance(joined, tunelint.Report)
        assert joined.findings == both.findings
        assert joined.forecast == both.forecast
        assert joined.records == 24
    assert good.records == 22, "what was added is as it was"
    with pytest.raises(ValueError, match="different targets"):
        good + tunelint.check(chats / "good.jsonl", target="generic")
    with pytest.raises(TypeError):
        good + 1  # type: ignore[operator]


def test_how_many_findings_are_kept_does_not_change_the_counts(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("{]\n" * 500)
    report = tunelint.check(path, max_per_rule=3)
    assert [finding.line for finding in report.findings] == [1, 2, 3]
    assert report.counts["invalid-json"] == 500
    assert len(tunelint.check(path).findings) == 100


def test_levels_are_as_chosen(chats: Path) -> None:
    path = chats / "role.jsonl"
    assert tunelint.check(path, rules={"unknown-role": "warning"}).verdict == "warnings"
    assert tunelint.check(path, rules={"unknown-role": "off"}).verdict == "clean"


def test_texts_of_a_report(chats: Path) -> None:
    report = tunelint.check(chats / "role.jsonl")
    assert "\x1b[" in report.to_text(color=True)
    assert report.to_text("concise").count("unknown role") == 1
    lines = [json.loads(line) for line in report.to_text("jsonl").splitlines()]
    assert [line["type"] for line in lines] == ["finding", "summary"]
    with pytest.raises(ValueError, match="no output format"):
        report.to_text("pdf")  # type: ignore[arg-type]


def test_a_notebook_shows_a_table_and_no_markup_of_the_data(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    record: Any = {"messages": [{"role": "<script>", "content": "a"}]}
    path.write_text(json.dumps(record) + "\n" + "{]\n" * 30)
    page = tunelint.check(path)._repr_html_()
    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    assert "more</p>" in page
    assert page.count("<tr>") == page.count("</tr>")
