"""Records of Python are checked as the file would be that `json.dumps` writes."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from enum import IntEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy
import pytest
from conftest import Chat

import tunelint


class Weight(IntEnum):
    FULL = 1


def lines(records: list[Any]) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def test_records_are_checked_as_the_file_of_them(chat: Chat, tmp_path: Path) -> None:
    records: list[Any] = [
        chat(),
        chat(role="usr"),
        {**chat(), "extra": [None, True, -1, 10**40, 1.5, 1e300, {"ä": "\n\"\\\x00€😀"}]},
        {"messages": []},
        [1],
        {**chat("again"), "score": float("nan"), "low": float("-inf")},
        chat(),
    ]
    path = tmp_path / "a.jsonl"
    path.write_text(lines(records), encoding="utf-8")
    places = [
        [
            (f.rule, f.level, f.line, f.column, f.end_column, f.path, f.message)
            for f in report.findings
        ]
        for report in (tunelint.check(path), tunelint.check_records(records))
    ]
    assert places[0] == places[1]
    assert len(places[0]) >= 4


def test_findings_carry_the_position_of_the_record(chat: Chat) -> None:
    records = (chat(str(n), role="usr" if n == 7 else "user") for n in range(10))
    (finding,) = tunelint.check_records(records, name="mine").findings
    assert (finding.index, finding.record, finding.line, finding.file) == (7, 8, 8, "mine")


def test_texts_are_lines(chat: Chat) -> None:
    pretty = json.dumps(chat("pretty"), indent=2)
    broken = '{"messages": [{"role": "user", "content": "a\nb"}]}'
    records: list[str | bytes] = [
        json.dumps(chat("a")) + "\n",
        pretty,
        json.dumps(chat("b")).encode(),
        "",
        broken,
        "\udc80",
    ]
    report = tunelint.check_records(records, target="generic")
    assert [finding.index for finding in report.findings] == [4, 5]
    assert report.findings[0].rule == "invalid-json"


@pytest.mark.parametrize(
    "value",
    [(1, [2]), Weight.FULL, MappingProxyType({"a": {"b": 1}}), numpy.int64(3), numpy.array([1, 2])],
)
def test_what_is_nearly_json_is_written_as_json(chat: Chat, value: Any) -> None:
    report = tunelint.check_records([{**chat(), "extra": value}], target="generic")
    assert report.ok, report


def test_lone_surrogates_are_found(chat: Chat) -> None:
    report = tunelint.check_records([chat('\ud83d "\\\n'), chat("\U0001f600")])
    (finding,) = [f for f in report.findings if f.rule == "lone-surrogate"]
    assert (finding.index, finding.path) == (0, "messages[0].content")


def test_what_is_no_json_is_an_error_that_names_the_place(chat: Chat) -> None:
    with pytest.raises(TypeError, match=r"record 1\['messages'\]\[0\]\['when'\]: object is no JSON"):
        tunelint.check_records([chat(), {"messages": [{"when": object()}]}])
    with pytest.raises(TypeError, match="tuple is no key"):
        tunelint.check_records([{(1, 2): 3}])  # type: ignore[dict-item]
    with pytest.raises(TypeError, match="for a file use `check`"):
        tunelint.check_records("train.jsonl")
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(RecursionError):
        tunelint.check_records([{"messages": endless}])


def test_an_exception_of_the_iterable_is_raised_as_it_is(chat: Chat) -> None:
    def records() -> Iterator[Any]:
        yield chat()
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        tunelint.check_records(records())
    iterator = tunelint.Linter().iter_records(records())
    with pytest.raises(KeyError, match="mine"):
        list(iterator)
    with pytest.raises(ValueError, match="has come to its end"):
        _ = iterator.report


def test_nothing_is_an_empty_file() -> None:
    assert tunelint.check_records([]).counts == {"empty-file": 1}


def test_memory_does_not_grow_with_the_records() -> None:
    script = """
        import resource, tunelint
        def peak():
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        def records(count):
            for n in range(count):
                answer = {"role": "assistant", "content": "b" * 2000}
                yield {"messages": [{"role": "user", "content": f"{n}"}, answer]}
        linter = tunelint.Linter(target="generic")
        linter.check_records(records(5_000))
        for record in linter.iter_records(records(5_000)):
            pass
        before = peak()
        assert linter.check_records(records(80_000)).bytes > 160_000_000
        for record in linter.iter_records(records(80_000)):
            pass
        print(peak() - before)
    """
    output = subprocess.check_output([sys.executable, "-c", textwrap.dedent(script)])
    unit = 1 if sys.platform == "darwin" else 1024
    assert int(output) * unit < 40 << 20
