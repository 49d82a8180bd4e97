"""Train with TRL on those records of a file that train in full, as meant.

    python trl_sft.py train.jsonl
"""

from __future__ import annotations

import sys

from datasets import Dataset
from trl import SFTConfig, SFTTrainer

import tunelint

MODEL = "Qwen/Qwen3-0.6B"


def main(path: str) -> None:
    linter = tunelint.Linter(target="trl", model=MODEL, method="sft")
    dataset = Dataset.from_list(list(linter.filter(path)))

    # What Arrow made of the records is checked as well: it fills in what some of them lack.
    report = linter.check_dataset(dataset, name=path)
    print(report)
    report.raise_for_errors()

    arguments = SFTConfig(output_dir="out")
    SFTTrainer(model=MODEL, args=arguments, train_dataset=dataset).train()


if __name__ == "__main__":
    main(sys.argv[1])
