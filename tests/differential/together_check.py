#!/usr/bin/env python3
"""Compares tunelint's target `together` with the validator that the package `together` once had.

    together_check.py                 the whole comparison; ends with `N passed, M failed`
    together_check.py --write-docs    writes docs/together-differences.md from differences.toml

README.md beside this file says what is compared, and how a difference is written down.
"""

import argparse
import concurrent.futures
import shutil
import sys
import time
from collections import defaultdict
from pathlib import Path
from random import Random

import comparison
import differences
import faults
import harness
import raw
import records
from harness import BUILD, HERE, ROOT, Probe, Verdict, corpus, default_program, environment, of_line, write

VERSIONS = ("2.14.0", "1.5.35")
# Fewer than this, and the comparison says little.
LEAST = {"fault": 14_000, "valid": 2000}
VALID_OF_A_KIND = 50
BASES_OF_A_FAULT = 5
# The longest data URL is as long as a JPEG of 10 MiB makes it; the header of a PNG is a character shorter.
MAX_DATA_URL = len("data:image/jpeg;base64,") + 4 * 10 * 1024 * 1024 // 3


# ---- the files ----


def valid_probes() -> list[Probe]:
    probes = []
    for kind, make in records.KINDS.items():
        for number in range(VALID_OF_A_KIND):
            rng = Random(f"valid {kind} {number}")
            probes += of_line("valid", kind, records.line_of(make(rng), rng), rng)
    return probes


def fault_probes() -> list[Probe]:
    # 2.14.0 refuses these for their weight before it looks at anything else.
    kinds = [kind for kind in records.KINDS if "sample-weight" not in kind and not kind.endswith("long")]
    made = defaultdict(list)
    for kind in kinds:
        rng = Random(f"faults {kind}")
        record = records.KINDS[kind](rng)
        for fault, wrong in [*faults.key_faults(record), *faults.rule_faults(record, rng)]:
            made[records.format_of(kind), fault].append((kind, wrong))
    probes = []
    for (format, fault), wrongs in made.items():
        rng = Random(f"{format} {fault}")
        for kind, wrong in rng.sample(wrongs, min(BASES_OF_A_FAULT, len(wrongs))):
            probes += of_line(fault, kind, records.line_of(wrong, rng), rng)
    for kind in ("chat-plain", "chat-tools", "chat-weights", "chat-images-weights", "instruction-plain", "text-plain", "preference-turns"):
        rng = Random(f"lines {kind}")
        for fault, line in raw.line_faults(records.KINDS[kind](rng), rng):
            probes += of_line(fault, kind, line, rng)
    for format in records.FORMATS:
        rng = Random(f"files {format}")
        for fault, content, line, suffix in raw.file_faults(format, rng):
            probes.append(Probe(fault, f"{format}-plain", "file", content, line, suffix))
    return probes + large_probes()


def large_probes() -> list[Probe]:
    """The largest image, and the next larger one."""
    probes = []
    header = "data:image/png;base64,"
    largest = (MAX_DATA_URL - len(header)) // 4 * 4
    for fault, length in (("image-user:largest", largest), ("image-user:too-large", largest + 4)):
        rng = Random(fault)
        record = records.KINDS["chat-images"](rng)
        picture = records.png(rng).rstrip("=")
        url = header + picture + "A" * (length - len(picture))
        record["messages"][-2]["content"][-1] = {"type": "image_url", "image_url": {"url": url}}
        probes.append(Probe(fault, "chat-images", "alone", records.line_of(record, rng), 1))
    return probes


# ---- the comparison ----


def package_verdicts(version: str, probes: list[Probe], folder: Path) -> list[Verdict]:
    python = environment("together", version)
    env = {"TOGETHER_NO_BANNER": "1", "TOGETHER_DISABLE_TQDM": "true", "PYTHONUTF8": "1"}
    return [Verdict(**answer) for answer in harness.judged_by("together_side.py", python, probes, folder, **env)]


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--tunelint", type=Path, help="the program [default: the one in the target directory]")
    arguments.add_argument("--write-docs", action="store_true", help="write the page of differences, and do nothing else")
    arguments.add_argument("--show", type=int, default=40, help="how many sorts of unexpected differences to show [40]")
    arguments.add_argument("--keep", action="store_true", help="keep the files in the target directory, in differential/kept")
    options = arguments.parse_args()
    known = differences.load(HERE / "differences.toml", VERSIONS)
    page = ROOT / "docs" / "together-differences.md"
    if options.write_docs:
        page.write_text(differences.page(known, VERSIONS))
        return 0

    BUILD.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor() as pool:
        installing = [pool.submit(environment, "together", version) for version in VERSIONS]
        folder = corpus(options.keep)
        try:
            probes = valid_probes() + fault_probes()
            write(probes, folder)
            made = time.monotonic()
            for one in installing:
                one.result()
            installed = time.monotonic()
            packages = [pool.submit(package_verdicts, version, probes, folder) for version in VERSIONS]
            program = (options.tunelint or default_program()).resolve()
            ours = comparison.tunelint_verdicts(program, "together", probes, folder)
            linted = time.monotonic()
            theirs = [one.result() for one in packages]
        finally:
            if not options.keep:
                shutil.rmtree(folder)
    judged = time.monotonic()

    passed = failed = 0
    for number, version in enumerate(VERSIONS):
        newer = theirs[number - 1] if number else None
        right, unexpected, never = comparison.compare("together", version, probes, theirs[number], ours, known, newer)
        comparison.show_unexpected("together", unexpected, options.show)
        passed += right
        failed += len(unexpected) + len(never)

    print()
    enough, lacking = comparison.enough(probes, LEAST)
    passed, failed = passed + enough, failed + lacking
    fresh = page.exists() and page.read_text() == differences.page(known, VERSIONS)
    if not fresh:
        print(f"{page.relative_to(ROOT)} is stale: together_check.py --write-docs writes it")
    passed, failed = passed + fresh, failed + (not fresh)
    print(
        f"generated in {made - start:.0f} s, installed after {installed - start:.0f} s, "
        f"tunelint took {linted - installed:.0f} s, all {judged - start:.0f} s"
    )
    print(f"{passed} passed, {failed} failed")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
