"""Loads files with the package `datasets`; the driver calls this in its environment.

Reads paths, a line each, and answers each with a line of JSON: whether the loading or the reading of
the rows fails, in which words, and which columns became times.
"""

import json
import logging
import sys
import tempfile

import datasets

datasets.disable_progress_bars()
logging.disable(logging.CRITICAL)


def times(feature: object, path: str) -> list[str]:
    if isinstance(feature, dict):
        return [found for key, inner in feature.items() for found in times(inner, f"{path}.{key}".strip("."))]
    if isinstance(feature, (list, tuple)):
        return [found for inner in feature for found in times(inner, path)]
    if hasattr(feature, "feature"):
        return times(feature.feature, path)
    return [path] if str(getattr(feature, "dtype", "")).startswith(("timestamp", "date", "time")) else []


def judge(path: str, cache: str) -> dict:
    try:
        table = datasets.load_dataset("json", data_files=path, split="train", cache_dir=cache)
        for _ in table:
            pass
    except Exception as failure:  # noqa: BLE001: whatever it is, the job ends there.
        cause = failure.__cause__ or failure
        return {"refused": True, "error": f"{type(cause).__name__}: {cause}"[:300], "times": []}
    return {"refused": False, "error": None, "times": sorted(times(table.features, ""))}


for path in sys.stdin.read().splitlines():
    with tempfile.TemporaryDirectory() as cache:
        print(json.dumps(judge(path, cache)), flush=True)
