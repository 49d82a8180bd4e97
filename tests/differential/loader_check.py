#!/usr/bin/env python3
"""Compares what tunelint's target `trl` says of loading with what the package `datasets` does.

    loader_check.py                 the whole comparison; ends with `N passed, M failed`

Only the rules about bytes, JSON and columns are asked: what the trainer makes of the rows that it is
given, the loader does not know. README.md beside this file says how a difference is written down.
"""

import argparse
import shutil
import sys
import time
import tomllib
from collections import Counter, defaultdict
from fnmatch import fnmatchcase
from pathlib import Path

import harness
import loader_files
from harness import BUILD, HERE, Probe, corpus, default_program, environment, shown, write

VERSION = "5.2.0"
# The rules whose effect at `trl` is that of the loader.
LOADING = {
    "invalid-json", "invalid-utf8", "duplicate-key", "lone-surrogate", "nonstandard-number", "number-out-of-range",
    "deep-nesting", "blank-line", "byte-order-mark", "several-values-on-line", "not-an-object", "json-array-file",
    "pretty-printed", "wrong-container", "empty-file", "schema-drift", "date-like-column", "object-arguments",
}
LEAST = 1000


def effects(findings: list[dict]) -> set[str]:
    return {one["effects"]["trl"] for one in findings if one["rule"] in LOADING}


def difference(package: dict, findings: list[dict]) -> str | None:
    """In which way the two disagree about a file, if they do."""
    ours = effects(findings)
    if package["refused"] != ("refuses" in ours):
        return "package-refuses" if package["refused"] else "tunelint-refuses"
    if not package["refused"] and (package["changed"] is not None) != ("mistrains" in ours):
        return "package-changes" if package["changed"] else "tunelint-mistrains"
    return None


def fits(known: dict, side: str, probe: Probe) -> bool:
    return (
        known["side"] == side
        and any(fnmatchcase(probe.fault, pattern) for pattern in known["faults"])
        and probe.where in known.get("where", [probe.where])
        and probe.base in known.get("bases", [probe.base])
    )


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--tunelint", type=Path, help="the program [default: the one in the target directory]")
    arguments.add_argument("--show", type=int, default=40, help="how many sorts of unexpected differences to show [40]")
    arguments.add_argument("--keep", action="store_true", help="keep the files in the target directory, in differential/kept")
    options = arguments.parse_args()
    known = tomllib.loads((HERE / "loader_differences.toml").read_text())["difference"]
    BUILD.mkdir(parents=True, exist_ok=True)
    python = environment("datasets", VERSION)
    start = time.monotonic()
    folder = corpus(options.keep)
    try:
        probes = loader_files.all_files()
        write(probes, folder)
        found = harness.findings((options.tunelint or default_program()).resolve(), "trl", probes, folder)
        linted = time.monotonic()
        env = {"HF_HUB_OFFLINE": "1", "HF_HOME": str(folder / "home"), "TMPDIR": str(folder), "PYTHONUTF8": "1"}
        answers = harness.judged_by("loader_side.py", python, probes, folder, **env)
    finally:
        if not options.keep:
            shutil.rmtree(folder)

    seen = Counter()
    unexpected = defaultdict(list)
    for probe, answer in zip(probes, answers, strict=True):
        side = difference(answer, found[probe.path])
        one = next((one for one in known if side and fits(one, side, probe)), None)
        if one:
            seen[one["id"]] += 1
        elif side:
            unexpected[side, probe.fault, probe.base, probe.where].append((probe, answer))

    refused = sum(answer["refused"] for answer in answers)
    changed = sum(answer.get("changed") is not None for answer in answers)
    print(f"datasets {VERSION}: {len(probes)} files, {refused} refused by it, {changed} changed")
    for one in known:
        print(f"  {seen[one['id']]:6} {one['id']} ({one['side']})")
    for (side, fault, base, where), group in list(unexpected.items())[: options.show]:
        probe, answer = min(group, key=lambda one: len(one[0].content))
        rules = sorted({f"{one['rule']}: {one['effects']['trl']}" for one in found[probe.path]})
        print(f"\n{len(group)} times, {side}: {fault} of {base}, {where}\n    {shown(probe.content)}")
        print(f"    datasets {answer}\n    tunelint {rules}")

    never = [one["id"] for one in known if not seen[one["id"]]]
    for name in never:
        print(f"listed, but never seen: {name}")
    enough = len(probes) >= LEAST
    if not enough:
        print(f"only {len(probes)} files, {LEAST} wanted")
    wrong = sum(map(len, unexpected.values()))
    failed = wrong + len(never) + (not enough)
    print(f"tunelint took {linted - start:.0f} s, all {time.monotonic() - start:.0f} s")
    print(f"{len(probes) - wrong} passed, {failed} failed")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
