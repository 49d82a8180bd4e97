"""Check a dataset as Together AI would, and upload it only if it will be taken.

    python together_upload.py train.jsonl
"""

from __future__ import annotations

import sys

from together import Together

import tunelint

MODEL = "Qwen/Qwen3.5-9B"


def main(path: str) -> None:
    report = tunelint.check(path, target="together", model=MODEL)
    print(report)
    report.raise_for_errors()

    client = Together()
    uploaded = client.files.upload(file=path, purpose="fine-tune")
    job = client.fine_tuning.create(training_file=uploaded.id, model=MODEL)
    print(f"started {job.id}")


if __name__ == "__main__":
    main(sys.argv[1])
