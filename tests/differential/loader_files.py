"""The files for the loader: every fact about its bytes, its JSON, its columns and its blocks."""

import json
from collections.abc import Iterator
from random import Random

import raw
import records
from harness import Probe, of_line

KIND = "chat-plain"
DATES = {
    "date": "2024-01-02", "time": "2024-01-02T03:04:05", "spaced-time": "2024-01-02 03:04:05", "zone": "2024-01-02T03:04:05Z",
    "offset": "2024-01-02T03:04:05+02:00", "minutes": "2024-01-02 03:04", "hours": "2024-01-02 03", "fraction": "2024-01-02 03:04:05.678",
    "clock": "03:04:05", "year": "2024", "month": "2024-01", "slashes": "2024/01/02", "american": "01/02/2024", "no-day": "2024-02-30",
    "leap-day": "2024-02-29", "month-13": "2024-13-01", "spaces": " 2024-01-02", "words": "2 January 2024", "number": "20240102",
    "early": "0001-01-01", "late": "9999-12-31", "hour-24": "2024-01-02 24:00:00", "comma": "2024-01-02T03:04:05,6", "lower": "2024-01-02t03:04:05z",
}
VALUES = {
    "null": None, "true": True, "number": 7, "fraction": 2.5, "string": "a string", "date": "2024-01-02", "empty-string": "",
    "empty-array": [], "array": ["a"], "numbers": [1, 2], "empty-object": {}, "object": {"a": 1}, "other-object": {"b": "x"},
    "objects": [{"a": 1}],
}
# The loader reads blocks of 10 MB, and settles the columns by the first.
BLOCK = 10 << 20


def jsonl(*made: dict) -> bytes:
    return b"".join(json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in made)


def chat(*contents: object, **keys: object) -> dict:
    """A chat of these contents; the keys stand in each of its messages."""
    roles = ("user", "assistant") * len(contents)
    return {"messages": [{"role": role, "content": content} | keys for role, content in zip(roles, contents)]}


def columns() -> Iterator[tuple[str, bytes]]:
    """Records that do not have the same keys or types."""
    rng = Random("columns")

    def with_extras(*extras: dict) -> bytes:
        return jsonl(*(records.plain("chat", rng) | extra for extra in extras))

    for name, first in VALUES.items():
        yield f"key.last:{name}", with_extras({}, {}, {"extra": first})
        yield f"key.first:{name}", with_extras({"extra": first}, {}, {})
        yield f"key.of-message:{name}", jsonl(chat("a", "b"), chat("c", "d", extra=first), chat("e", "f"))
        for other, second in VALUES.items():
            yield f"types.{name}:{other}", with_extras({"extra": first}, {"extra": second})
    text, part = "a", [{"type": "text", "text": "b"}]
    yield "content:parts", jsonl(chat(part, part), chat(part, part))
    yield "content:text-and-parts", jsonl(chat(text, text), chat(part, text))
    yield "content:null", jsonl(chat(text, None), chat(text, text))
    yield "formats:chat-and-text", jsonl(chat(text, text), {"text": text})
    yield "formats:chat-and-instruction", jsonl(chat(text, text), {"prompt": text, "completion": text})


def dates() -> Iterator[tuple[str, bytes]]:
    """Texts that look like times."""
    for name, date in DATES.items():
        yield f"dates.all:{name}", jsonl(*({"text": date} for _ in range(3)))
        yield f"dates.one:{name}", jsonl({"text": date}, {"text": "no date"}, {"text": date})
        yield f"dates.null:{name}", jsonl({"prompt": "When?", "completion": date}, {"prompt": "And?", "completion": None})
        yield f"dates.mixed:{name}", jsonl({"text": date}, {"text": "2023-05-06"})
        yield f"dates.content:{name}", jsonl(chat(date, date), chat("2023-05-06", date))
        yield f"dates.content-one:{name}", jsonl(chat(date, "Yes."), chat("2023-05-06", date))
        yield f"dates.extra:{name}", jsonl(chat("a", "b") | {"extra": date}, chat("c", "d") | {"extra": date})
    date = DATES["date"]
    yield "dates.side:chosen", jsonl(*({"prompt": [chat("When?")["messages"][0]]} | sides(date, "Then.") for _ in range(2)))
    yield "dates.side:both", jsonl(*({"prompt": [chat("When?")["messages"][0]]} | sides(date, "2023-05-06") for _ in range(2)))
    yield "dates.part:all", jsonl(*(chat(*([{"type": "text", "text": date}],) * 2) for _ in range(2)))
    yield "dates.content:and-parts", jsonl(chat(date, date), chat([{"type": "text", "text": "a"}], date))
    yield "dates.content:and-null", jsonl(chat(date, date), chat(date, None))


def sides(chosen: str, rejected: str) -> dict:
    return {name: [{"role": "assistant", "content": text}] for name, text in {"chosen": chosen, "rejected": rejected}.items()}


def calls() -> Iterator[tuple[str, bytes]]:
    """Calls and schemas of tools whose keys differ from record to record."""
    kinds = {
        "object": {"city": "Paris"}, "other-object": {"days": 3}, "other-type": {"city": 7}, "deeper": {"city": {"name": "Paris"}},
        "string": '{"city": "Paris"}', "empty-string": "{}", "empty-object": {}, "null": None, "date": {"city": "2024-01-02"},
    }
    for name, first in kinds.items():
        for other, second in kinds.items():
            yield f"arguments.{name}:{other}", jsonl(*(called(arguments) for arguments in (first, second)))
    schemas = [{"type": "object", "properties": {key: {"type": "string"}}} for key in ("city", "days")]
    tools = [[{"type": "function", "function": {"name": "look", "parameters": schema}}] for schema in schemas]
    yield "tools:other-properties", jsonl(*(called({}) | {"tools": one} for one in tools))
    yield "tools:as-text", jsonl(*(called({}) | {"tools": json.dumps(one)} for one in tools))
    yield "tools:text-and-list", jsonl(called({}) | {"tools": tools[0]}, called({}) | {"tools": json.dumps(tools[1])})


def called(arguments: object) -> dict:
    made = chat("Look.", "", "A word", "Done.")
    made["messages"][1]["tool_calls"] = [{"id": "call_1", "type": "function", "function": {"name": "look", "arguments": arguments}}]
    made["messages"][2] |= {"role": "tool", "tool_call_id": "call_1"}
    return made


def blocks() -> Iterator[tuple[str, bytes]]:
    """What comes only after the first block."""
    long = "word " * 40_000
    filler = {"id": 1, "note": "a"}
    first = jsonl(*(chat(f"{number}", long) | filler for number in range(BLOCK // len(long) + 2)))
    last = chat("a", "b") | filler
    yield "late:nothing", first + jsonl(last)
    yield "late:key", first + jsonl(last | {"extra": 1})
    yield "late:key-null", first + jsonl(last | {"extra": None})
    yield "late:key-of-message", first + jsonl(chat("a", "b", name="Ann") | filler)
    yield "late:number-to-text", first + jsonl(last | {"id": "one"})
    yield "late:number-to-digits", first + jsonl(last | {"id": "1"})
    yield "late:text-to-number", first + jsonl(last | {"note": 7})
    yield "late:text-to-list", first + jsonl(last | {"note": ["a"]})
    yield "late:content-to-parts", first + jsonl(chat([{"type": "text", "text": "a"}], "b") | filler)
    yield "late:missing", first + jsonl(chat("a", "b"))
    yield "late:duplicate-key", first + b'{"id": 1, "id": 2}\n'
    yield "late:not-json", first + b'{"id": 1\n'


def all_files() -> list[Probe]:
    made = []
    rng = Random("loader")
    for _ in range(20):
        made += of_line("valid", KIND, records.line_of(records.plain("chat", rng), rng), rng)
    # A value in a message goes to another parser than one at the top of the record: messages with
    # different keys are read by pandas, and so is a file with a single line that Arrow refuses.
    for kind in (KIND, "text-plain"):
        for fault, line in raw.line_faults(records.plain(records.format_of(kind), rng), rng):
            alone, within = of_line(fault, kind, line, rng)
            # The loader dies of thousands of levels, which costs a new start: two show it.
            if not fault.endswith((":10000", ":100000")):
                made += [alone, within] if kind == KIND else [within]
            elif fault.endswith(":10000") and kind == KIND:
                made.append(within)
    for fault, content, line, suffix in raw.file_faults("chat", rng):
        # A name of another ending is no longer the loader of JSON's.
        if suffix == ".jsonl" and not fault.startswith("file.mixed"):
            made.append(Probe(fault, KIND, "file", content, line))
    for files in (columns, dates, calls, blocks):
        made += [Probe(fault, KIND, "file", content, None) for fault, content in files()]
    return made
