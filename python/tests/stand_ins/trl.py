"""Stands in for TRL: it prints what it is asked to train on."""

from typing import Any


class SFTConfig:
    def __init__(self, *, output_dir: str) -> None:
        self.output_dir = output_dir


class SFTTrainer:
    def __init__(self, *, model: str, args: SFTConfig, train_dataset: Any) -> None:
        self.model, self.args, self.train_dataset = model, args, train_dataset

    def train(self) -> None:
        print(f"train {self.model} on {len(self.train_dataset)} records")
