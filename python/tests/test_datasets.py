"""Datasets of Hugging Face, and Arrow data."""

from __future__ import annotations

from typing import Any

import datasets
import pyarrow
import pytest
from conftest import Chat

import tunelint


@pytest.fixture
def rows(chat: Chat) -> list[dict[str, Any]]:
    return [chat(f"{n}", role="usr" if n in (3, 2500) else "user") for n in range(3000)]


def positions(report: tunelint.Report) -> list[tuple[str, int | None]]:
    return [(finding.file, finding.index) for finding in report.findings]


def test_a_dataset(rows: list[dict[str, Any]]) -> None:
    dataset = datasets.Dataset.from_list(rows)
    report = tunelint.check_dataset(dataset)
    assert report.records == 3000
    assert positions(report) == [("dataset", 3), ("dataset", 2500)]
    assert positions(tunelint.check_dataset(dataset.select(range(2, 9)))) == [("dataset", 1)]
    assert positions(tunelint.check_dataset(dataset.with_format("numpy"), name="a")) == [
        ("a", 3),
        ("a", 2500),
    ]


def test_each_split_has_its_name(rows: list[dict[str, Any]]) -> None:
    splits = datasets.DatasetDict(
        train=datasets.Dataset.from_list(rows[:100]),
        test=datasets.Dataset.from_list(rows[90:100]),
    )
    report = tunelint.check_dataset(splits, target="together")
    assert report.files == ["train", "test"]
    assert positions(report)[0] == ("train", 3)
    leaks = [finding for finding in report.findings if finding.rule == "duplicate-record"]
    assert [finding.index for finding in leaks] == list(range(10))
    assert leaks[0].related[0].file == "train"
    assert leaks[0].related[0].line == 91


def test_a_streamed_dataset(rows: list[dict[str, Any]]) -> None:
    streamed = datasets.Dataset.from_list(rows).to_iterable_dataset()
    assert positions(tunelint.check_dataset(streamed, name="s")) == [("s", 3), ("s", 2500)]


def test_arrow_data(rows: list[dict[str, Any]]) -> None:
    table = pyarrow.Table.from_pylist(rows)
    assert positions(tunelint.check_dataset(table)) == [("dataset", 3), ("dataset", 2500)]


def test_bytes_of_images_are_left_out(rows: list[dict[str, Any]]) -> None:
    records = [{**row, "images": [{"bytes": b"no image", "path": None}]} for row in rows[:3]]
    dataset = datasets.Dataset.from_list(records)
    assert tunelint.check_dataset(dataset, target="generic").records == 3


def test_no_split_is_an_error() -> None:
    with pytest.raises(ValueError, match="no split"):
        tunelint.check_dataset(datasets.DatasetDict())
