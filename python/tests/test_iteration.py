"""Records one by one, with what was found in each and what becomes of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Chat

import tunelint


def test_each_record_of_a_file(chats: Path) -> None:
    linter = tunelint.Linter(target="together")
    path = chats / "bad.jsonl"
    records = linter.iter_file(path)
    with pytest.raises(ValueError, match="has come to its end"):
        _ = records.report
    seen = list(records)
    report = linter.check(path)
    assert records.report.findings == report.findings
    assert len(seen) == report.records
    text = path.read_bytes().split(b"\n")
    for record in seen:
        assert record.raw == text[record.line - 1]
        assert all(finding.line == record.line for finding in record.findings)
    fates = [record.fates["together"] for record in seen]
    forecast = report.forecast["together"]
    assert fates.count("refused") == forecast.refused > 0
    assert fates.count("trains") == forecast.trains > 0
    assert all(record.fate == record.fates["together"] for record in seen)


def test_an_iteration_can_be_left(tmp_path: Path, chat: Chat) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps(chat(str(n))) + "\n" for n in range(50_000)))
    records = tunelint.Linter().iter_file(path)
    assert next(records).value == chat("0")
    del records


def test_objects_come_back_themselves(chat: Chat) -> None:
    objects = [chat(str(n), role="usr" if n % 2 else "user") for n in range(2000)]
    linter = tunelint.Linter()
    records = linter.iter_records(iter(objects))
    for position, record in enumerate(records):
        assert record.value is objects[position]
        assert (record.line, record.fate == "trains") == (position + 1, position % 2 == 0)
        assert [finding.index for finding in record.findings] == [position] * (position % 2)
    assert records.report.counts == {"unknown-role": 1000}


def test_only_what_trains_in_full_is_let_through(chat: Chat, tmp_path: Path) -> None:
    linter = tunelint.Linter(target="together")
    objects = [chat("a"), chat("b", role="usr"), chat("c")]
    assert [record is objects[0] or record is objects[2] for record in linter.filter(objects)] == [
        True,
        True,
    ]
    path = tmp_path / "a.jsonl"
    path.write_text("\n\n".join(json.dumps(record) for record in objects) + "\n{]\n")
    assert list(linter.filter(path)) == [objects[0], objects[2]]
    texts = ["", json.dumps(objects[2]), "{]"]
    assert list(linter.filter(texts)) == texts[1:2]


def test_what_is_no_dataset_is_not_taken_for_an_empty_one(chat: Chat, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps([chat(), chat()]))
    with pytest.raises(tunelint.DatasetError, match="array"):
        list(tunelint.Linter().filter(path))


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(b"{}\n")
    with pytest.raises(tunelint.InputError, match="the name says gzip"):
        list(tunelint.Linter().iter_file(path))
