"""Options and configurations: what the command understands, and in its words."""

from __future__ import annotations

import datetime
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import REPOSITORY, Chat, Command

import tunelint


@pytest.fixture
def role(chats: Path, tmp_path: Path) -> Path:
    """A dataset with an unknown role, in a directory of its own."""
    return Path(shutil.copy(chats / "role.jsonl", tmp_path / "role.jsonl"))


def write(folder: Path, text: str, name: str = "tunelint.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_no_configuration_is_looked_for(role: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(role.parent, 'ignore = ["unknown-role"]')
    monkeypatch.chdir(role.parent)
    assert tunelint.check(role.name).errors == 1


@pytest.mark.parametrize(
    ("name", "head"), [("tunelint.toml", ""), ("pyproject.toml", "[tool.tunelint]\n")]
)
def test_a_file_is_read_as_the_command_reads_it(
    role: Path, command: Command, name: str, head: str
) -> None:
    text = 'target = ["trl", "together"]\nmodel = "trl=gpt-4o"\nrules = {unknown-role = "warning"}'
    path = write(role.parent, head + text, name)
    output = command("--config", path, "--output-format", "json", role).stdout
    report = tunelint.check(role, config=path)
    assert report.targets == ["trl", "together"]
    assert report.verdict == "warnings"
    assert json.loads(report.to_json()) == json.loads(output)
    assert tunelint.check(role, config=str(path), target="generic").targets == ["generic"]


def test_a_dictionary_says_the_same_as_a_file(role: Path) -> None:
    config: dict[str, Any] = {
        "target": ("together",),
        "max-tokens": 4,
        "pedantic": False,
        "rules": {"unknown-role": "off", "over-context": "error"},
        "suppress": [{"rule": "blank-line", "until": datetime.date(2999, 1, 31)}],
    }
    text = """
        target = "together"
        max-tokens = 4
        rules = {unknown-role = "off", over-context = "error"}
    """
    by_dict = tunelint.check(role, config=config)
    by_file = tunelint.check(role, config=write(role.parent, text))
    assert by_dict.counts == by_file.counts
    assert by_dict.counts["over-context"] == 1, by_dict
    by_option = tunelint.check(role, max_tokens=4, rules=config["rules"])
    assert by_option.counts == by_file.counts


def test_some_files_have_settings_of_their_own(chats: Path, role: Path, chat: Chat) -> None:
    shutil.copy(chats / "good.jsonl", role.parent / "good.jsonl")
    shutil.copy(role, role.parent / "old.jsonl")
    config = write(
        role.parent,
        """
        exclude = ["old.jsonl"]
        [[overrides]]
        files = ["role.jsonl"]
        ignore = ["unknown-role"]
        """,
    )
    linter = tunelint.Linter(config=config)
    report = linter.check(role.parent)
    assert [Path(file).name for file in report.files] == ["good.jsonl", "role.jsonl"]
    assert report.ok, report
    assert [record.fate for record in linter.iter_file(role)] == ["trains", "trains"]
    assert linter.check(role.parent / "old.jsonl").errors == 1
    assert linter.check_records([chat(role="usr")], name="role.jsonl").errors == 1
    with pytest.raises(ValueError, match="settings differ by file"):
        linter.check(role) + linter.check(role.parent / "old.jsonl")
    sums = sum(linter.check_records([chat(n)]) for n in "ab")
    assert isinstance(sums, tunelint.Report) and sums.records == 2


def test_a_file_is_judged_by_its_own_targets(
    chats: Path, role: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(chats / "good.jsonl", role.parent / "good.jsonl")
    monkeypatch.chdir(role.parent)
    config = {"target": "trl", "overrides": [{"files": "role.jsonl", "target": "together"}]}
    linter = tunelint.Linter(config=config)
    report = linter.check(".")
    assert sorted(report.targets) == ["together", "trl"]
    assert [finding.effects for finding in report.findings] == [{"together": "refuses"}]
    fates = [record.fates for record in linter.iter_file(role)]
    assert [sorted(fate) for fate in fates] == [["together"], ["together"]]


def test_what_is_kept_back_is_counted(role: Path, command: Command) -> None:
    report = tunelint.check(role, config={"suppress": [{"rule": "unknown-role"}]})
    assert (report.errors, report.suppressed) == (0, 1)
    assert "1 suppressed" in str(report)
    baseline = role.parent / "known.json"
    assert command("--baseline", baseline, "--write-baseline", role).returncode == 0
    config = write(role.parent, 'baseline = "known.json"')
    report = tunelint.check(role, config=config)
    assert (report.errors, report.suppressed) == (0, 1)
    assert "1 of them by the baseline" in str(report)


def test_each_target_may_have_its_model(chats: Path) -> None:
    reports = [
        tunelint.check(chats / "good.jsonl", target="together,openai", model=model)
        for model in (
            "together=Qwen/Qwen3-8B,openai=gpt-4o",
            {"openai": "gpt-4o", "together": "Qwen/Qwen3-8B"},
        )
    ]
    assert reports[0].forecast == reports[1].forecast
    assert reports[0].forecast["openai"].tokens != reports[0].forecast["together"].tokens
    with pytest.raises(tunelint.ConfigError, match='did you mean "openai"'):
        tunelint.Linter(target="openai", model={"opnai": "gpt-4o"})


def test_a_tokenizer_may_be_chosen(chats: Path, tmp_path: Path) -> None:
    path = chats / "good.jsonl"
    llama = tunelint.check(path, tokenizer="llama3").token_totals
    assert llama is not None and not llama.usual
    assert "Llama 3" in str(llama)
    file = REPOSITORY / "fixtures" / "tokenizers" / "bytes.json"
    assert (tunelint.check(path, tokenizer=file).tokens or 0) > llama.tokens
    both: dict[str, Path | str] = {"together": file, "openai": "o200k"}
    forecast = tunelint.check(path, target=["together", "openai"], tokenizer=both).forecast
    alone = tunelint.check(path, target="openai", tokenizer="o200k").forecast
    assert forecast["openai"].tokens == alone["openai"].tokens != forecast["together"].tokens
    sources = {name: row.token_source for name, row in forecast.items()}
    assert (sources["openai"].by, sources["openai"].tokenizer) == ("exact", "o200k")
    assert (sources["together"].by, sources["together"].file) == ("exact", str(file))
    with pytest.raises(tunelint.ConfigError, match="no tokenizer") as raised:
        tunelint.Linter(tokenizer="morse")
    assert raised.value.hint is not None and "llama3" in raised.value.hint
    (tmp_path / "tokenizer.json").write_text("{")
    with pytest.raises(tunelint.ConfigError, match="no tokenizer.json that"):
        tunelint.Linter(tokenizer=tmp_path / "tokenizer.json")


MISTAKES: list[tuple[dict[str, Any], str]] = [
    ({"config": {"targt": "trl"}}, r'^config: unknown key "targt" \(did you mean "target"\?\)$'),
    ({"config": {"target": 1}}, '"target" must be a string or a list of strings'),
    ({"config": {"rules": {"unknown-roles": "off"}}}, 'no rule or category "unknown-roles"'),
    ({"config": {"max-tokens": -1}}, "must be from 0"),
    ({"config": {"target": "togheter"}}, r'no target "togheter" \(did you mean "together"\?\)'),
    ({"config": {"a": 1, "b": 2}}, '(?s)unknown key "a".*\n.*unknown key "b"'),
    ({"config": "nowhere.toml"}, "nowhere.toml: the configuration cannot be read"),
    ({"max_tokens": -1}, "^max_tokens: .* must be from 0"),
    ({"method": "sftt"}, r'^method: there is no method "sftt" \(did you mean "sft"\?\)'),
    ({"target": []}, "at least one target"),
    ({"counting": "guess"}, "counting is auto, exact or estimate"),
]


@pytest.mark.parametrize(("options", "words"), MISTAKES)
def test_mistakes_are_told(options: dict[str, Any], words: str) -> None:
    with pytest.raises(tunelint.ConfigError) as raised:
        tunelint.Linter(**options)
    assert re.search(words, str(raised.value)), raised.value


def test_a_mistake_in_a_file_has_its_place(tmp_path: Path) -> None:
    path = write(tmp_path, 'target = "trl"\nmodl = "a"\n')
    with pytest.raises(tunelint.ConfigError, match=r'tunelint.toml:2:1: unknown key "modl"'):
        tunelint.Linter(config=path)
    write(tmp_path, "[tool.ruff]\n", "pyproject.toml")
    with pytest.raises(tunelint.ConfigError, match=r"no table \[tool.tunelint\]"):
        tunelint.Linter(config=tmp_path / "pyproject.toml")


def test_what_is_no_setting_is_named() -> None:
    with pytest.raises(TypeError, match=r'config\["rules"\]\["a"\]\[0\]: object is no setting'):
        tunelint.Linter(config={"rules": {"a": [object()]}})
