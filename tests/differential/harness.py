"""What every comparison needs: files, the environment of a package, a run of tunelint."""

import dataclasses
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from random import Random

import records

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUILD = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "differential"


@dataclasses.dataclass
class Probe:
    """One file that both sides judge."""

    fault: str  # "valid", or the name of the fault
    base: str  # the kind of record that it was made from
    where: str  # "alone", "within" other lines, or "file"
    content: bytes
    line: int | None  # where the fault is
    suffix: str = ".jsonl"
    path: str = ""


@dataclasses.dataclass
class Verdict:
    """What one side says about a file."""

    refused: bool
    line: int | None = None
    error: str | None = None
    rules: frozenset[str] = frozenset()  # those that refuse
    reports: frozenset[str] = frozenset()  # all rules with a finding at the fault

    def agrees(self, other: "Verdict") -> bool:
        return (self.refused, self.line) == (other.refused, other.line)

    def __str__(self) -> str:
        if not self.refused:
            return "takes it" + (f" ({', '.join(sorted(self.reports))})" if self.reports else "")
        why = self.error or ", ".join(sorted(self.rules))
        return f"refuses line {self.line}: {why}"


def around(line: bytes, base: str, rng: Random) -> tuple[bytes, int]:
    """The line among good ones of the same format, and where it is."""
    before, after = rng.randint(1, 4), rng.randint(0, 2)
    good = [records.line_of(records.plain(records.format_of(base), rng), rng) for _ in range(before + after)]
    return b"\n".join([*good[:before], line, *good[before:]]) + b"\n", before + 1


def of_line(fault: str, base: str, line: bytes, rng: Random) -> list[Probe]:
    content, place = around(line, base, rng)
    return [Probe(fault, base, "alone", line + b"\n", 1), Probe(fault, base, "within", content, place)]


def corpus(keep: bool) -> Path:
    """An empty directory for the files: there are so many that memory is the better place."""
    memory = Path("/dev/shm")
    if keep:
        folder = BUILD / "kept"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    elif memory.is_dir() and shutil.disk_usage(memory).free > 2**30:
        folder = Path(tempfile.mkdtemp(prefix="differential-", dir=memory))
    else:
        folder = Path(tempfile.mkdtemp(prefix="corpus-", dir=BUILD))
    return folder


def write(probes: list[Probe], folder: Path) -> None:
    for where in ("alone", "within", "file"):
        (folder / where).mkdir()
    for number, probe in enumerate(probes):
        probe.path = f"{probe.where}/{number:05}{probe.suffix}"
        (folder / probe.path).write_bytes(probe.content)


def environment(package: str, version: str) -> Path:
    """A virtual environment with this version of the package; made once."""
    home = BUILD / f"venv-{package}-{version}"
    python = home / "bin" / "python"
    done = home / "installed"
    if not done.exists():
        start = time.monotonic()
        shutil.rmtree(home, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", home], check=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary=:all:"]
        subprocess.run([*pip, f"{package}=={version}"], check=True)
        done.touch()
        print(f"installed {package} {version} in {time.monotonic() - start:.0f} s")
    return python


def judged_by(script: str, python: Path, probes: list[Probe], folder: Path, **env: str) -> list[dict]:
    """What a script that judges files says of each, in the package's environment. A file at which it
    dies counts as refused."""
    answers = []
    while len(answers) < len(probes):
        paths = "".join(f"{probe.path}\n" for probe in probes[len(answers) :])
        command = [python, HERE / script]
        done = subprocess.run(command, input=paths, cwd=folder, env=os.environ | env, text=True, stdout=subprocess.PIPE)
        answers += [json.loads(line) for line in done.stdout.splitlines()]
        if done.returncode < 0:
            answers.append({"refused": True, "line": None, "error": f"killed by signal {-done.returncode}"})
        elif done.returncode > 0 or len(answers) != len(probes):
            sys.exit(f"{script} ended with {done.returncode} after {len(answers)} of {len(probes)} files")
    return answers


def findings(program: Path, target: str, probes: list[Probe], folder: Path) -> dict[str, list[dict]]:
    """What tunelint finds at a target, by file."""
    command = [program, "check", "--target", target, "--output-format", "jsonl", "--pedantic", "--no-ignore", "--no-progress"]
    # A directory is searched for datasets; a file with another ending has to be named.
    named = [probe.path for probe in probes if probe.suffix != ".jsonl"]
    done = subprocess.run([*command, "alone", "within", "file", *named], cwd=folder, text=True, capture_output=True)
    # 2 where a target takes a container whose records tunelint does not look at; that all files were
    # judged is seen below.
    if done.returncode not in (0, 1, 2):
        sys.exit(f"tunelint ended with {done.returncode}: {done.stderr[:2000]}")
    found = defaultdict(list)
    judged = set()
    for text in done.stdout.splitlines():
        event = json.loads(text)
        if event["type"] == "finding":
            found[event["file"]].append(event)
        elif event["type"] == "summary":
            judged = {file["path"] for file in event["files"]}
    if missing := [probe.path for probe in probes if probe.path not in judged]:
        sys.exit(f"tunelint did not judge {len(missing)} files, such as {missing[0]}")
    return found


def shown(content: bytes) -> str:
    text = content.decode("utf-8", "backslashreplace").rstrip("\n")
    return text if len(text) < 400 else f"{text[:200]} … {text[-150:]}"


def default_program() -> Path:
    for profile in ("release", "debug"):
        program = BUILD.parent / profile / "tunelint"
        if program.exists():
            return program
    sys.exit("no tunelint is built: cargo build, or --tunelint PATH")
