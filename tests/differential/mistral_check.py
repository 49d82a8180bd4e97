#!/usr/bin/env python3
"""Compares tunelint's target `mistral` with the validator of the package `mistral-common`, used as the
trainer mistral-finetune uses it.

README.md beside this file says what is compared, and how a difference is written down.
"""

import argparse
import json
import re
import shutil
import sys
from collections import defaultdict
from pathlib import Path
from random import Random

import comparison
import differences
import faults
import harness
import raw
import records
from harness import BUILD, HERE, Probe, Verdict, of_line

VERSION = "1.13.1"
# Fewer than this, and the comparison says little.
LEAST = {"fault": 3000, "valid": 350}
VALID_OF_A_KIND = 10
BASES_OF_A_FAULT = 2


# ---- the files ----


def fitted(record: object) -> object:
    """The record with the ids that V3 wants: nine letters and digits."""
    return json.loads(re.sub(r'"call_([0-9a-f]{8})"', r'"c\1"', json.dumps(record)))


def with_plain_system(make):
    """The same record with its system prompt as a text: this trainer takes no list."""

    def changed(rng: Random) -> dict:
        record = make(rng)
        for one in record.get("messages", []):
            if one["role"] == "system" and isinstance(one.get("content"), list):
                one["content"] = "".join(part["text"] for part in one["content"])
        return record

    return changed


def renamed(old: str, new: str):
    """A spelling that only this trainer has: the record with another key at its top."""
    return lambda record: {new if key == old else key: value for key, value in record.items()}


def with_text(record: dict) -> dict:
    """The messages with their content under `text`."""
    turns = [{("text" if key == "content" else key): value for key, value in one.items()} for one in record["messages"]]
    return record | {"messages": turns}


def of(kind: str, *changes):
    def make(rng: Random) -> dict:
        record = records.KINDS[kind](rng)
        for change in changes:
            record = change(record)
        return record

    return make


INTERACTIONS = renamed("messages", "interactions")
AVAILABLE = renamed("tools", "available_tools")
THEIRS = {kind: make for kind, make in records.KINDS.items() if records.format_of(kind) in ("chat", "text")}
KINDS = {kind: with_plain_system(make) for kind, make in THEIRS.items()} | {
    "chat-interactions": of("chat-turns", INTERACTIONS),
    "chat-interactions-tools": of("chat-tools", INTERACTIONS, AVAILABLE),
    "chat-text-key": of("chat-turns", with_text),
    "chat-available-tools": of("chat-tools", AVAILABLE),
    "chat-system-prompt": of("chat-plain", lambda record: record | {"system_prompt": "Be kind."}),
    "chat-only-last": of("chat-turns", lambda record: record | {"only_last": True}),
    "text-content": of("text-plain", renamed("text", "content")),
}


def valid_probes() -> list[Probe]:
    probes = []
    for kind, make in KINDS.items():
        for number in range(VALID_OF_A_KIND):
            rng = Random(f"valid {kind} {number}")
            probes += of_line("valid", kind, records.line_of(fitted(make(rng)), rng), rng)
    return probes


def fault_probes() -> list[Probe]:
    made = defaultdict(list)
    for kind, make in KINDS.items():
        rng = Random(f"faults {kind}")
        record = make(rng)
        # The rules are about `messages` with `content`; every key of the others is tried all the same.
        by_rule = faults.rule_faults(record, rng) if kind in THEIRS else []
        for fault, wrong in [*faults.key_faults(record), *by_rule, *own_faults(record)]:
            made[records.format_of(kind), fault].append((kind, wrong))
    probes = []
    for (format, fault), wrongs in made.items():
        rng = Random(f"{format} {fault}")
        for kind, wrong in rng.sample(wrongs, min(BASES_OF_A_FAULT, len(wrongs))):
            line = records.line_of(fitted(wrong), rng)
            # Where it stands among others is tried with one of its kinds.
            both = of_line(fault, kind, line, rng)
            probes += both if kind == wrongs[0][0] else both[:1]
    for kind in ("chat-plain", "chat-tools", "text-plain"):
        rng = Random(f"lines {kind}")
        for fault, line in raw.line_faults(fitted(KINDS[kind](rng)), rng):
            probes += of_line(fault, kind, line, rng)
    for format in ("chat", "text"):
        rng = Random(f"files {format}")
        for fault, content, line, suffix in raw.file_faults(format, rng):
            # Python reads such lines; tunelint says that it does not, and gives no verdict.
            if fault == "file:lone-cr":
                continue
            probes.append(Probe(fault, f"{format}-plain", "file", content, line, suffix))
    return probes


def own_faults(record: dict) -> faults.Fault:
    """What only this trainer forbids."""
    if "messages" in record:
        yield "mistral:both-conversations", record | {"interactions": record["messages"]}
        turns = record["messages"]
        yield "mistral:text-beside-content", record | {"messages": [one | {"text": "a", "content": "b"} for one in turns]}
        yield "mistral:system-prompt-beside", record | {"system_prompt": "Be kind."}
    if "tools" in record:
        yield "mistral:both-tools", record | {"available_tools": record["tools"]}
        yield "mistral:empty-tools", record | {"tools": []}
    if "text" in record or "content" in record:
        yield "mistral:both-texts", record | {"text": "a", "content": "b"}


# ---- the comparison ----


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--tunelint", type=Path, help="the program [default: the one in the target directory]")
    arguments.add_argument("--show", type=int, default=40, help="how many sorts of unexpected differences to show [40]")
    arguments.add_argument("--keep", action="store_true", help="keep the files in the target directory, in differential/kept")
    options = arguments.parse_args()
    known = differences.load(HERE / "mistral_differences.toml", (VERSION,))

    BUILD.mkdir(parents=True, exist_ok=True)
    python = harness.environment("mistral-common", VERSION)
    folder = harness.corpus(options.keep)
    try:
        probes = valid_probes() + fault_probes()
        harness.write(probes, folder)
        program = (options.tunelint or harness.default_program()).resolve()
        ours = comparison.tunelint_verdicts(program, "mistral", probes, folder)
        answers = harness.judged_by("mistral_side.py", python, probes, folder, PYTHONUTF8="1")
    finally:
        if not options.keep:
            shutil.rmtree(folder)
    theirs = [Verdict(**answer) for answer in answers]
    passed, unexpected, never = comparison.compare("mistral-common", VERSION, probes, theirs, ours, known)
    comparison.show_unexpected("mistral-common", unexpected, options.show)
    failed = len(unexpected) + len(never)
    more_passed, more_failed = comparison.enough(probes, LEAST)
    print(f"{passed + more_passed} passed, {failed + more_failed} failed")
    return int(failed + more_failed > 0)


if __name__ == "__main__":
    sys.exit(main())
