#!/usr/bin/env python3
"""Runs tunelint and what people use in its place on the same files, in turn.

    cargo build --release && cargo build --release --example generate
    python3 benches/peers/run.py [--megabytes 50] [--rounds 3] [--sets chat,tools] [PEER...]

What a peer needs is installed below target/peers; one that cannot be is left out. Three tables come of
it: throughput, peak memory, and which planted faults each finds. See benches/README.md.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from faults import CHAT, LINE, TOOLS

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
HOME = TARGET / "peers"
SETS = ["chat", "code", "cjk", "escaped", "tools", "images"]

# By the name in the tables: how the side script calls it, and what pip installs; "" for no package.
PACKAGES = {
    "json.loads": ("json", ""),
    "orjson": ("orjson", "orjson"),
    "together 2.14.0": ("together", "together==2.14.0"),
    "together, newest": ("together", "together"),
    "datasets": ("datasets", "datasets"),
    "cleanllm": ("cleanllm", "cleanllm"),
}


def commands(names: list[str], program: Path) -> dict[str, list[str]]:
    """The command of each peer, which the path of a file completes."""
    found = {"tunelint": [str(program), "check", "--target", "together", "--deny-warnings", "--quiet", "--threads", "1"]}
    if jq := shutil.which("jq"):
        found["jq"] = [jq, "empty"]
    for name, (peer, package) in PACKAGES.items():
        if not names or name in names:
            python = environment(package) if package else Path(sys.executable)
            if python:
                found[name] = [str(python), str(HERE / "side.py"), peer]
    return {name: command for name, command in found.items() if not names or name in [*names, "tunelint"]}


def environment(package: str) -> Path | None:
    """A virtual environment with a package; made once."""
    home = HOME / package.replace("==", "-")
    python = home / "bin" / "python"
    done = home / "installed"
    if not done.exists():
        print(f"installing {package}", file=sys.stderr)
        shutil.rmtree(home, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", home], check=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary=:all:"]
        if subprocess.run([*pip, package]).returncode:
            print(f"{package} cannot be installed here and is left out", file=sys.stderr)
            return None
        done.touch()
    return python


def run(command: list[str], path: Path) -> tuple[bool, float, int]:
    """Whether the file was taken, the seconds of processor time, and the most memory in MB."""
    with subprocess.Popen([*command, str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    return child.returncode == 0, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024


def rates(peers: dict[str, list[str]], files: list[Path], rounds: int) -> None:
    """How fast each is, all in turn in every round; the best of its rounds counts."""
    rows = {name: [] for name in peers}
    for path in files:
        best = {name: (float("inf"), 0) for name in peers}
        for _ in range(rounds):
            for name, command in peers.items():
                _, seconds, memory = run(command, path)
                best[name] = min(best[name], (seconds, memory))
        for name, (seconds, memory) in best.items():
            rows[name].append((path.stat().st_size / 1e6 / max(seconds, 0.001), memory))
    titles = [path.stem for path in files]
    table("MB per second of processor time", titles, {n: [f"{rate:.0f}" for rate, _ in r] for n, r in rows.items()})
    table("Peak memory in MB", titles, {n: [str(memory) for _, memory in r] for n, r in rows.items()})


def faults(peers: dict[str, list[str]], folder: Path) -> None:
    """Which faults each finds, planted as the last of 20 records."""
    good = [LINE.replace(b"Peru", b"Peru, no. %d" % number) for number in range(19)]
    path = folder / "fault.jsonl"
    rows = {}
    for kind in (CHAT, TOOLS):
        word = ["found"] * len(peers)
        for number, (fault, line) in enumerate(kind.items()):
            path.write_bytes(b"\n".join([*good, line or good[-1]]) + b"\n")
            taken = [run(command, path)[0] for command in peers.values()]
            rows[fault] = ["." if fine else said for fine, said in zip(taken, word)]
            if number == 0:
                # Who finds something where there is nothing does not find the faults either.
                word = ["found" if fine else "always" for fine in taken]
                rows[fault] = ["." if fine else "wrong" for fine in taken]
    rows["all"] = [str(sum(row[at] == "found" for row in rows.values())) for at in range(len(peers))]
    table("Planted faults", list(peers), rows)


def table(title: str, columns: list[str], rows: dict[str, list[str]]) -> None:
    first = max(len(name) for name in [title, *rows])
    widths = [max(len(column), 5) for column in columns]
    print(f"\n{title:<{first}}", *(f"{column:>{width}}" for column, width in zip(columns, widths)), sep="  ", flush=True)
    for name, cells in rows.items():
        print(f"{name:<{first}}", *(f"{cell:>{width}}" for cell, width in zip(cells, widths)), sep="  ")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("peers", nargs="*", metavar="PEER", help=f"of {', '.join(['jq', *PACKAGES])}; all, if none is named")
    parser.add_argument("--megabytes", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--tunelint", type=Path, default=TARGET / "release" / "tunelint")
    parser.add_argument("--generate", type=Path, default=TARGET / "release" / "examples" / "generate")
    chosen = parser.parse_args()
    if unknown := set(chosen.peers) - {"jq", *PACKAGES}:
        parser.error(f"no such peer: {', '.join(sorted(unknown))}")
    for program in (chosen.tunelint, chosen.generate):
        if not program.exists():
            parser.error(f"{program} is not built: see the head of this file")
    HOME.mkdir(parents=True, exist_ok=True)
    peers = commands(chosen.peers, chosen.tunelint)
    with tempfile.TemporaryDirectory(dir=HOME) as folder:
        os.environ["PEERS_CACHE"] = folder
        subprocess.run([chosen.generate, folder, str(chosen.megabytes)], check=True, stdout=subprocess.DEVNULL)
        faults(peers, Path(folder))
        rates(peers, [Path(folder) / f"{name}.jsonl" for name in chosen.sets.split(",")], chosen.rounds)


if __name__ == "__main__":
    main()
