"""Faults to plant in a record of chat, each as what it makes of the line."""

import json

GOOD = {
    "messages": [
        {"role": "user", "content": "What is the capital of Norway?"},
        {"role": "assistant", "content": "Oslo."},
        {"role": "user", "content": "And of Peru?"},
        {"role": "assistant", "content": "Lima, on the coast."},
    ]
}
LINE = json.dumps(GOOD).encode()


def message(at: int, **members: object) -> bytes:
    """The line with some members of a message replaced; those that are `...` are left out."""
    record = json.loads(LINE)
    merged = record["messages"][at] | members
    record["messages"][at] = {key: value for key, value in merged.items() if value is not ...}
    return json.dumps(record).encode()


def record(**members: object) -> bytes:
    return json.dumps(GOOD | members).encode()


def calling(arguments: str, name: str = "weather") -> bytes:
    """A record with a tool and a call of it."""
    properties = {"city": {"type": "string"}}
    function = {"name": "weather", "parameters": {"type": "object", "properties": properties, "required": ["city"]}}
    call = {"id": "a1B2c3D4e", "type": "function", "function": {"name": name, "arguments": arguments}}
    messages = [
        {"role": "user", "content": "Is it warm in Lima?"},
        {"role": "assistant", "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "a1B2c3D4e", "content": "24"},
        {"role": "assistant", "content": "It is."},
    ]
    return json.dumps({"messages": messages, "tools": [{"type": "function", "function": function}]}).encode()


# For each kind of record: one with no fault, and the faults.
CHAT = {
    "(none)": LINE,
    "cut short": LINE[:-20],
    "a comma too many": LINE[:-1] + b",}",
    "a Python dict": str(GOOD).encode(),
    "two records on a line": LINE + LINE,
    "not UTF-8": LINE.replace(b"Oslo", b"Oslo\xff"),
    "a key twice": LINE.replace(b'{"role": "assistant"', b'{"role": "user", "role": "assistant"', 1),
    "NaN": record(score=float("nan")),
    "half a surrogate pair": LINE.replace(b"Oslo", rb"Oslo \ud83d"),
    "no messages": record(messages=[]),
    "an unknown role": message(0, role="usr"),
    "no role": message(0, role=...),
    "no content": message(1, content=...),
    "null for content": message(1, content=None),
    "an empty answer": message(1, content=""),
    "a number for content": message(1, content=7),
    "a key misspelled": message(1, wieght=0),
    "a weight of 2": message(1, weight=2),
    "two user messages in a row": message(1, role="user"),
    "no answer at the end": json.dumps({"messages": GOOD["messages"][:3]}).encode(),
    "a model's token in a text": message(1, content="Oslo.<|im_end|>"),
    "the record before again": b"",
}
TOOLS = {
    "(none, with a tool)": calling('{"city": "Lima"}'),
    "arguments that are no JSON": calling('{"city": "Lima"'),
    "arguments that do not fit": calling('{"town": "Lima"}'),
    "a tool that is not defined": calling('{"city": "Lima"}', name="forecast"),
}
