"""Files whose records do not have the same columns or types: what a loader of tables makes of them."""

import json
from collections.abc import Iterator
from random import Random

import records

TEXTS = ["a", "b c", "d é"]
DATES = {
    "date": "2024-01-02", "time": "2024-01-02T03:04:05", "spaced-time": "2024-01-02 03:04:05", "zone": "2024-01-02T03:04:05Z",
    "offset": "2024-01-02T03:04:05+02:00", "minutes": "2024-01-02 03:04", "hours": "2024-01-02 03", "fraction": "2024-01-02 03:04:05.678",
    "clock": "03:04:05", "year": "2024", "month": "2024-01", "slashes": "2024/01/02", "american": "01/02/2024", "no-day": "2024-02-30",
    "leap-day": "2024-02-29", "month-13": "2024-13-01", "spaces": " 2024-01-02", "words": "2 January 2024", "number": "20240102",
    "early": "0001-01-01", "late": "9999-12-31", "hour-24": "2024-01-02 24:00:00", "comma": "2024-01-02T03:04:05,6", "lower": "2024-01-02t03:04:05z",
}
VALUES = {
    "null": None, "true": True, "number": 7, "fraction": 2.5, "string": "a string", "empty-string": "", "empty-array": [],
    "array": ["a"], "numbers": [1, 2], "empty-object": {}, "object": {"a": 1}, "other-object": {"b": "x"}, "objects": [{"a": 1}],
}


def files(format: str) -> Iterator[tuple[str, bytes]]:
    rng = Random(f"drift {format}")

    def made(*extras: dict) -> bytes:
        lines = [json.dumps(records.plain(format, rng) | extra, ensure_ascii=False) for extra in extras]
        return "\n".join(lines).encode() + b"\n"

    for name, first in VALUES.items():
        yield f"drift.late:{name}", made({}, {"extra": first}, {})
        yield f"drift.early:{name}", made({"extra": first}, {}, {})
        for other, second in VALUES.items():
            yield f"drift.{name}:{other}", made({"extra": first}, {"extra": second})
    for name, date in DATES.items():
        yield f"dates.all:{name}", made({"extra": date}, {"extra": date}, {"extra": date})
        yield f"dates.one:{name}", made({"extra": date}, {"extra": "no date"}, {"extra": date})
        yield f"dates.null:{name}", made({"extra": date}, {"extra": None}, {})
        yield f"dates.mixed:{name}", made({"extra": date}, {"extra": "2023-05-06"})
        if format == "text":
            yield f"dates.text:{name}", b"".join(json.dumps({"text": date}).encode() + b"\n" for _ in range(3))
        if format == "chat":
            spoken = {"messages": [{"role": "user", "content": date}, {"role": "assistant", "content": date}]}
            yield f"dates.content:{name}", json.dumps(spoken).encode() + b"\n"
            spoken["messages"][1]["content"] = "Yes."
            yield f"dates.content-one:{name}", json.dumps(spoken).encode() + b"\n"
