"""The steps of the GitHub Action are run as GitHub would run them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import REPOSITORY, blocks

from tunelint.__main__ import program

ACTION: dict[str, Any] = yaml.safe_load((REPOSITORY / "action.yml").read_text(encoding="utf-8"))
CHATS = REPOSITORY / "fixtures" / "chat"


@dataclass
class Ran:
    """What came of a step."""

    code: int
    output: str
    outputs: dict[str, str] = field(default_factory=dict)
    summary: str = ""

    @property
    def annotations(self) -> list[str]:
        return [line for line in self.output.splitlines() if re.match("::(error|warning) ", line)]


class Runner:
    """A machine of GitHub's, as far as the action sees it."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.path = f"{program().parent}{os.pathsep}{os.environ['PATH']}"

    def environment(self, step: dict[str, Any], inputs: dict[str, str]) -> dict[str, str]:
        defaults = {name: str(about["default"]) for name, about in ACTION["inputs"].items()}
        contexts = {f"inputs.{name}": value for name, value in (defaults | inputs).items()}
        contexts["github.action_path"] = str(REPOSITORY)

        def value(match: re.Match[str]) -> str:
            return contexts[match[1]]

        # A value is put in as it is; it is never looked into for more of them.
        return {
            name: re.sub(r"\$\{\{ (.+?) \}\}", value, text) for name, text in step["env"].items()
        }

    def run(self, number: int, inputs: dict[str, str]) -> Ran:
        step = ACTION["runs"]["steps"][number]
        assert "${{" not in step["run"], "an input would be a part of the script"
        output, summary, path = (self.place / name for name in ("output", "summary", "path"))
        for file in (output, summary, path):
            file.write_text("")
        environment = {
            **os.environ,
            **self.environment(step, inputs),
            "PATH": self.path,
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(summary),
            "GITHUB_PATH": str(path),
            "RUNNER_TEMP": str(self.place),
        }
        # As GitHub starts `shell: bash`.
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        ran = subprocess.run(
            command, env=environment, cwd=self.place, capture_output=True, encoding="utf-8"
        )
        self.path = os.pathsep.join([*path.read_text().splitlines(), self.path])
        pairs = (line.split("=", 1) for line in output.read_text().splitlines())
        return Ran(ran.returncode, ran.stdout + ran.stderr, dict(pairs), summary.read_text())

    def check(self, **inputs: str) -> Ran:
        return self.run(1, {name.replace("_", "-"): value for name, value in inputs.items()})


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


def test_a_clean_dataset(runner: Runner) -> None:
    ran = runner.check(paths=f"{CHATS / 'good.jsonl'}\n")
    assert ran.code == 0, ran.output
    assert (ran.outputs["verdict"], ran.outputs["errors"], ran.outputs["warnings"]) == (
        "clean",
        "0",
        "0",
    )
    assert ran.annotations == []
    assert "sarif-file" not in ran.outputs


def test_errors_are_annotated_summed_up_and_counted(runner: Runner) -> None:
    paths = f"{CHATS / 'bad.jsonl'}\n{CHATS / 'role.jsonl'}"
    ran = runner.check(paths=paths, target="together", sarif="true")
    assert ran.code == 1
    report = json.loads(Path(ran.outputs["json-file"]).read_text(encoding="utf-8"))
    assert ran.outputs["verdict"] == report["verdict"] == "errors"
    for level in ("errors", "warnings"):
        assert ran.outputs[level] == str(sum(file[level] for file in report["files"])) != "0"
    assert 1 <= sum(line.startswith("::error ") for line in ran.annotations) <= 10
    assert "together" in ran.summary and "refused" in ran.summary
    sarif = json.loads(Path(ran.outputs["sarif-file"]).read_text(encoding="utf-8"))
    assert sarif["version"] == "2.1.0"
    assert sarif["runs"][0]["results"]


@pytest.mark.parametrize(
    ("dataset", "fail_on", "code"),
    [
        ("role", "error", 1),
        ("role", "warning", 1),
        ("role", "never", 0),
        ("warned", "error", 0),
        ("warned", "warning", 1),
        ("warned", "never", 0),
        ("good", "warning", 0),
        ("nowhere", "never", 2),
        ("good", "sometimes", 2),
    ],
)
def test_what_fails_the_step(runner: Runner, dataset: str, fail_on: str, code: int) -> None:
    warned = runner.place / "warned.jsonl"
    good = (CHATS / "good.jsonl").read_text(encoding="utf-8").splitlines()
    # What stands twice is trained twice.
    warned.write_text("\n".join([*good, good[0]]), encoding="utf-8")
    path = warned if dataset == "warned" else CHATS / f"{dataset}.jsonl"
    ran = runner.check(paths=str(path), fail_on=fail_on, target="together")
    assert ran.code == code, ran.output
    if code == 2 and fail_on != "sometimes":
        assert ran.outputs["verdict"] == "failed"


def test_without_annotations_and_summary(runner: Runner) -> None:
    ran = runner.check(paths=str(CHATS / "role.jsonl"), annotations="false", summary="false")
    assert ran.code == 1
    assert ran.annotations == []
    assert "schema/unknown-role" in ran.output
    assert ran.summary == ""


def test_inputs_are_never_a_part_of_the_script(runner: Runner) -> None:
    trap = "$(touch trapped)`touch trapped`'\"; touch trapped #"
    runner.check(paths=trap, target=trap, model=trap, args=f"--exclude\n{trap}", fail_on="never")
    hidden = runner.place / "--help.jsonl"
    hidden.write_bytes((CHATS / "role.jsonl").read_bytes())
    ran = runner.check(paths="--help.jsonl")
    assert (ran.code, ran.outputs["errors"]) == (1, "1"), ran.output
    assert not (runner.place / "trapped").exists()


def test_more_arguments_come_one_on_a_line(runner: Runner) -> None:
    (runner.place / "good one.jsonl").write_bytes((CHATS / "good.jsonl").read_bytes())
    (runner.place / "bad one.jsonl").write_bytes((CHATS / "bad.jsonl").read_bytes())
    ran = runner.check(args="--exclude\nbad one.jsonl\n")
    assert (ran.code, ran.outputs["verdict"]) == (0, "clean"), ran.output


def test_it_installs_itself(runner: Runner) -> None:
    assert runner.run(0, {"version": "installed"}).code == 0
    before = runner.path
    ran = runner.run(0, {"version": "source"})
    assert ran.code == 0, ran.output
    assert runner.path != before
    assert runner.check(paths=str(CHATS / "good.jsonl")).code == 0


def test_the_steps_in_the_readme(runner: Runner) -> None:
    (shown,) = (block for block in blocks("README.md", "yaml") if block.startswith("steps:"))
    _, step = yaml.safe_load(shown)["steps"]
    assert re.fullmatch(r"tunelint/tunelint@v[\d.]+", step["uses"])
    data = runner.place / "data"
    data.mkdir()
    for name, code in [("good", 0), ("role", 1)]:
        (data / "train.jsonl").write_bytes((CHATS / f"{name}.jsonl").read_bytes())
        ran = runner.check(**step["with"])
        assert ran.code == code, ran.output
    assert [line.split("::")[1].split(",")[0] for line in ran.annotations] == [
        "error file=data/train.jsonl"
    ]
    assert "refused" in ran.summary


def schema(name: str, *files: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", name, *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True)


def test_the_files_are_what_github_wants(tmp_path: Path) -> None:
    checked = schema("vendor.github-actions", REPOSITORY / "action.yml")
    assert checked.returncode == 0, checked.stdout
    (workflow,) = (block for block in blocks("docs/ci.md", "yaml") if "\njobs:" in block)
    path = tmp_path / "workflow.yml"
    path.write_text(workflow)
    checked = schema("vendor.github-workflows", path)
    assert checked.returncode == 0, checked.stdout
    steps = yaml.safe_load(workflow)["jobs"]["tunelint"]["steps"]
    (given,) = [step["with"] for step in steps if step["uses"].startswith("tunelint/")]
    assert given.keys() <= ACTION["inputs"].keys()


def test_the_image_is_described_well() -> None:
    linter = Path(sys.executable).parent / "hadolint"
    linted = subprocess.run(
        [linter, REPOSITORY / "Dockerfile"], capture_output=True, text=True
    )
    assert linted.returncode == 0, linted.stdout + linted.stderr
