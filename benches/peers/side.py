"""Checks one file in the way of one peer: `python side.py PEER FILE`. Ends with 0 if the peer takes the
file, with 1 if it finds anything wrong with it.

Each peer is asked for all that it offers out of the box, and not for more: a loop around a parser
finds what is no JSON, the package of a provider what that provider refuses.
"""

import contextlib
import json
import os
import sys
import tempfile
from pathlib import Path


def json_loop(path: str) -> bool:
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            json.loads(line)
    return True


def orjson_loop(path: str) -> bool:
    import orjson

    with open(path, "rb") as lines:
        for line in lines:
            orjson.loads(line)
    return True


def datasets_loader(path: str) -> bool:
    with tempfile.TemporaryDirectory(dir=os.environ["PEERS_CACHE"]) as cache:
        os.environ |= {"HF_HOME": cache, "HF_DATASETS_OFFLINE": "1", "HF_HUB_OFFLINE": "1"}
        import datasets

        datasets.disable_progress_bars()
        datasets.load_dataset("json", data_files=path, split="train", cache_dir=cache)
    return True


def together_check(path: str) -> bool:
    try:
        from together.lib.utils.files import check_file  # 2.x and later
    except ImportError:
        from together.utils.files import check_file
    return check_file(Path(path))["is_check_passed"]


def cleanllm_preflight(path: str) -> bool:
    from cleanllm.validate import preflight_jsonl

    return preflight_jsonl(path, "trl")["invalid_rows"] == 0


PEERS = {
    "json": json_loop,
    "orjson": orjson_loop,
    "datasets": datasets_loader,
    "together": together_check,
    "cleanllm": cleanllm_preflight,
}

if __name__ == "__main__":
    _, peer, file = sys.argv
    try:
        with open(os.devnull, "w") as nowhere, contextlib.redirect_stderr(nowhere):
            taken = PEERS[peer](file)
    except (ImportError, KeyboardInterrupt):
        raise
    except Exception:  # noqa: BLE001: whatever it is, the user sees a traceback.
        taken = False
    sys.exit(not taken)
