#!/usr/bin/env python3
"""Compares what tunelint's target `trl` says of loading with what the package `datasets` does.

    loader_check.py                 the whole comparison; ends with `N passed, M failed`

Only the rules about bytes, JSON and columns are asked: what the trainer makes of the rows that it is
given, the loader does not know. README.md beside this file says how a difference is written down.
"""

import argparse
import concurrent.futures
import shutil
import sys
import time
import tomllib
from collections import Counter, defaultdict
from fnmatch import fnmatchcase
from pathlib import Path
from random import Random

import drift
import harness
import raw
import records
from harness import BUILD, HERE, Probe, corpus, default_program, environment, of_line, shown, write

VERSION = "5.2.0"
FORMATS = ("chat", "text", "instruction")
# The rules whose effect at `trl` is that of the loader.
LOADING = {
    "invalid-json", "invalid-utf8", "duplicate-key", "lone-surrogate", "nonstandard-number", "number-out-of-range",
    "deep-nesting", "blank-line", "byte-order-mark", "several-values-on-line", "not-an-object", "json-array-file",
    "pretty-printed", "wrong-container", "empty-file", "schema-drift", "date-like-column",
}
LEAST = 2000
PARTS = 2


def probes() -> list[Probe]:
    made = []
    for format in FORMATS:
        kind = f"{format}-plain"
        rng = Random(f"loader {format}")
        for number in range(20):
            made += of_line("valid", kind, records.line_of(records.plain(format, rng), rng), rng)
        for fault, line in raw.line_faults(records.plain(format, rng), rng):
            made += of_line(fault, kind, line, rng)
        for fault, content, line, suffix in raw.file_faults(format, rng):
            # What has another name than a dataset is not of the loader `json`, or of no interest to it.
            if suffix == ".jsonl" and not fault.startswith("file.mixed"):
                made.append(Probe(fault, kind, "file", content, line))
        for fault, content in drift.files(format):
            made.append(Probe(fault, kind, "file", content, None))
    return made


def differs(package: dict, findings: list[dict]) -> str | None:
    """In which way the two disagree about a file, if they do."""
    loading = [one for one in findings if one["rule"] in LOADING]
    refused = any(one["effects"]["trl"] == "refuses" for one in loading)
    if package["refused"] != refused:
        return "package" if package["refused"] else "tunelint"
    read = [path for path in package.get("times", []) if not path.startswith("extra")]
    dated = any(one["rule"] == "date-like-column" and one["effects"]["trl"] == "mistrains" for one in findings)
    if not refused and bool(read) != dated:
        return "package-times" if read else "tunelint-times"
    return None


def known_differences() -> list[dict]:
    return tomllib.loads((HERE / "loader_differences.toml").read_text())["difference"]


def fits(known: dict, side: str, probe: Probe) -> bool:
    return (
        known["refuses"] == side
        and any(fnmatchcase(probe.fault, pattern) for pattern in known["faults"])
        and probe.where in known.get("where", [probe.where])
    )


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--tunelint", type=Path, help="the program [default: the one in the target directory]")
    arguments.add_argument("--show", type=int, default=40, help="how many sorts of unexpected differences to show [40]")
    arguments.add_argument("--keep", action="store_true", help="keep the files in the target directory, in differential/kept")
    options = arguments.parse_args()
    BUILD.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    python = environment("datasets", VERSION)
    folder = corpus(options.keep)
    try:
        files = probes()
        write(files, folder)
        with concurrent.futures.ThreadPoolExecutor() as pool:
            env = {"HF_HUB_OFFLINE": "1", "HF_HOME": str(BUILD / "cache"), "PYTHONUTF8": "1"}
            shares = [files[part::PARTS] for part in range(PARTS)]
            asked = [pool.submit(harness.judged_by, "loader_side.py", python, share, folder, **env) for share in shares]
            found = harness.findings((options.tunelint or default_program()).resolve(), "trl", files, folder)
            answers = {}
            for share, one in zip(shares, asked, strict=True):
                answers |= {probe.path: answer for probe, answer in zip(share, one.result(), strict=True)}
    finally:
        if not options.keep:
            shutil.rmtree(folder)

    known = known_differences()
    seen = Counter()
    unexpected = defaultdict(list)
    passed = 0
    for probe in files:
        side = differs(answers[probe.path], found[probe.path])
        one = next((one for one in known if side and fits(one, side, probe)), None)
        if one:
            seen[one["id"]] += 1
        if side is None or one:
            passed += 1
        else:
            unexpected[side, probe.fault, probe.where].append(probe)
    print(f"datasets {VERSION}: {len(files)} files, {sum(one['refused'] for one in answers.values())} refused by it")
    for one in known:
        print(f"  {seen[one['id']]:6} {one['id']}")
    for (side, fault, where), group in list(unexpected.items())[: options.show]:
        probe = min(group, key=lambda one: len(one.content))
        rules = sorted({f"{one['rule']}: {one['effects']['trl']}" for one in found[probe.path]})
        print(f"\n{len(group)} times, {side}: {fault} of {probe.base}, {where}\n    {shown(probe.content)}")
        print(f"    datasets {answers[probe.path]}\n    tunelint {rules}")
    never = [one["id"] for one in known if not seen[one["id"]]]
    for name in never:
        print(f"listed, but never seen: {name}")
    failed = sum(map(len, unexpected.values())) + len(never) + (len(files) < LEAST)
    print(f"all {time.monotonic() - start:.0f} s")
    print(f"{passed} passed, {failed} failed")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
