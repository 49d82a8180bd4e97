"""Loads files with the package `datasets`; the driver calls this in its environment.

Reads paths, a line each, and answers each with a line of JSON: whether the loading or the reading of
the rows fails, in which words, and otherwise the first value that is not what the file says.
"""

import json
import logging
import sys
import tempfile
from pathlib import Path

import datasets

datasets.disable_progress_bars()
logging.disable(logging.CRITICAL)


def written(path: str) -> list | None:
    """The records as JSON says them, where Python's reader can tell."""
    # What is no number in JSON, and what Python does not read, is equal to nothing.
    decoder = json.JSONDecoder(parse_constant=lambda name: {"constant": name}, parse_int=whole)
    found, at = [], 0
    try:
        text = Path(path).read_bytes().decode("utf-8-sig").strip()
        while at < len(text):
            value, at = decoder.raw_decode(text, at)
            found.append(value)
            at += len(text[at:]) - len(text[at:].lstrip())
    except (ValueError, RecursionError):
        return None
    return found[0] if len(found) == 1 and isinstance(found[0], list) else found


def whole(digits: str) -> int | dict:
    return int(digits) if len(digits) <= 4300 else {"digits": digits}


def without_nulls(value: object) -> object:
    """A key that is missing in a record is null in the table, which does no harm."""
    if isinstance(value, dict):
        return {key: without_nulls(inner) for key, inner in value.items() if inner is not None}
    return [without_nulls(inner) for inner in value] if isinstance(value, list) else value


def change(read: list, meant: list | None) -> str | None:
    if meant is None:
        return None
    if len(read) != len(meant):
        return f"{len(read)} rows of {len(meant)} records"
    try:
        for row, (here, there) in enumerate(zip(without_nulls(read), without_nulls(meant), strict=True)):
            if here != there:
                return f"row {row}: {here!r:.300}"
    except RecursionError:
        return None
    return None


def judge(path: str, cache: str) -> dict:
    try:
        rows = list(datasets.load_dataset("json", data_files=path, split="train", cache_dir=cache))
    except Exception as failure:  # noqa: BLE001: whatever it is, the job ends there.
        cause = failure.__cause__ or failure
        return {"refused": True, "error": f"{type(cause).__name__}: {cause}"[:300], "changed": None}
    return {"refused": False, "error": None, "changed": change(rows, written(path))}


for path in sys.stdin.read().splitlines():
    with tempfile.TemporaryDirectory() as cache:
        print(json.dumps(judge(path, cache)), flush=True)
