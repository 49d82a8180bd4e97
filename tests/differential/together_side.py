"""Runs `check_file` of the installed package `together`; the driver calls this in its environment.

Reads paths, a line each, and answers each with a line of JSON: whether the file is refused, at which
line, and in which words. A crash is a refusal, too: the upload ends there.
"""

import json
import re
import sys
from pathlib import Path

try:
    from together.lib.utils import files  # 2.x
except ImportError:
    from together.utils import files  # 1.x

# One progress bar for each file is one too many.
files.tqdm = lambda lines, **_: lines

LINE = re.compile(r"\bline (\d+)")


def judge(path: str) -> dict:
    try:
        report = files.check_file(Path(path))
    except Exception as crash:  # noqa: BLE001: whatever it is, the user sees a traceback.
        return {"refused": True, "line": None, "error": f"{type(crash).__name__}: {crash}"[:300]}
    if report["is_check_passed"]:
        return {"refused": False, "line": None, "error": None}
    line = report.get("line_number")
    if line is None and (found := LINE.search(report["message"])):
        line = int(found[1])
    return {"refused": True, "line": line, "error": report["message"][:300]}


for path in sys.stdin.read().splitlines():
    print(json.dumps(judge(path)))
