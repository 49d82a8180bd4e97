"""How many tokens there are: of a report, at each target, and of each record."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Chat, Command

import tunelint

MODEL = "gpt-4o-2024-08-06"


def test_totals_are_those_of_the_command(chats: Path, command: Command) -> None:
    path = chats / "good.jsonl"
    arguments = ("--target", "openai", "--model", MODEL, "--output-format", "json")
    wanted = json.loads(command(*arguments, path).stdout)["tokens"]
    report = tunelint.check(path, target="openai", model=MODEL)
    totals = report.token_totals
    assert totals is not None and totals.longest is not None
    assert (report.tokens, totals.by, totals.tokenizer) == (wanted["tokens"], "exact", "o200k")
    for key in ("by", "tokenizer", "usual", "tokens", "median", "p95"):
        assert getattr(totals, key) == wanted[key]
    assert totals.margin == pytest.approx(wanted["margin"], abs=1e-4)
    assert [list(bucket) for bucket in totals.buckets] == [
        list(bucket.values()) for bucket in wanted["buckets"]
    ]
    longest = totals.longest
    assert (longest.tokens, longest.file, longest.line) == tuple(wanted["longest"].values())
    assert totals.records == report.records
    source = report.forecast["openai"].token_source
    for key in ("by", "tokenizer", "usual", "margin"):
        assert getattr(source, key) == getattr(totals, key)
    assert source.file is None
    assert str(totals) in str(report)
    assert str(totals) in report._repr_html_()


def test_records_add_up_to_the_totals(chats: Path) -> None:
    linter = tunelint.Linter(target="openai", model=MODEL)
    for name in ("good.jsonl", "bad.jsonl"):
        records = linter.iter_file(chats / name)
        tokens = [(record.tokens, record.trained_tokens, record.fate) for record in records]
        forecast = records.report.forecast["openai"]
        assert sum(count for count, _, _ in tokens) == forecast.tokens == records.report.tokens
        trained = sum(count for _, count, _ in tokens)
        if name == "good.jsonl":
            assert trained == forecast.trained_tokens == 692
        else:
            # What is refused because of other records is trained as far as the forecast goes.
            assert 0 < trained <= forecast.trained_tokens
        refused = [trained for _, trained, fate in tokens if fate in ("refused", "dropped")]
        assert not any(refused)


def test_objects_have_the_tokens_of_their_lines(chat: Chat) -> None:
    linter = tunelint.Linter(target="openai", model="gpt-4o")
    records = linter.iter_records([chat("Hi", "Yes."), chat("Hi " * 50, "No.", role="usr")])
    tokens = [(record.tokens, record.trained_tokens) for record in records]
    assert tokens[0] == (14, 2)
    assert tokens[1][0] > 60 and tokens[1][1] == 0


def test_how_much_is_counted_may_be_chosen(chats: Path) -> None:
    path = chats / "good.jsonl"
    by = {}
    for counting in ("auto", "exact", "estimate"):
        totals = tunelint.check(path, target="openai", model=MODEL, counting=counting).token_totals
        assert totals is not None
        by[counting] = (totals.by, totals.margin > 0)
    assert by == {
        "auto": ("exact", False),
        "exact": ("exact", False),
        "estimate": ("estimated", True),
    }


def test_of_nothing_there_are_no_tokens() -> None:
    report = tunelint.check_records([])
    assert report.tokens is None
    assert report.token_totals is None
    assert report._repr_html_()


def test_reports_of_many_parts_have_the_tokens_of_all(chat: Chat) -> None:
    linter = tunelint.Linter(target="openai", model=MODEL)
    a, b = (linter.check_records([chat(name)]) for name in "ab")
    assert (a + b).tokens == (a.tokens or 0) + (b.tokens or 0)
