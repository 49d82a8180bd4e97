"""Valid training records of every kind that Together AI documents.

Each kind is a function of a random generator: the same seed gives the same record.
"""

import base64
import json
import re
import struct
import zlib
from random import Random

SENTENCES = [
    "Which planet has the most moons?",
    "Saturn, with 146 confirmed moons.",
    "Write a haiku about the sea.\nKeep it short.",
    "كيف حالك اليوم؟",
    "今日はいい天気ですね。",
    "Ça coûte 12 € — c'est trop cher 😅",
    'She said: "No {braces} and no \\backslash\\ please."',
    "def f(x):\n\treturn x ** 2  # squares\n",
    "👩‍👩‍👧‍👦 family, 🇨🇭 flag",
    "I am sorry, but I cannot help with that.",
    "line\u2028separator and next\u0085line",
    "<think> is only a word in this sentence, and so is </think>.",
]
IMAGE_TYPES = ["png", "jpeg", "webp"]
JPEG = (
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////"
    "////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA="
)
WEBP = "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA"


def png(rng: Random) -> str:
    """A picture of one pixel, in base64."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    pixel = zlib.compress(b"\0" + rng.randbytes(3))
    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")
    return base64.b64encode(data).decode()


def image(rng: Random, kind: str | None = None) -> dict:
    kind = kind or rng.choice(IMAGE_TYPES)
    data = {"png": png(rng), "jpeg": JPEG, "webp": WEBP}[kind]
    return {"type": "image_url", "image_url": {"url": f"data:image/{kind};base64,{data}"}}


def say(rng: Random) -> str:
    words = rng.choice(SENTENCES)
    if rng.random() < 0.05:
        words *= rng.randint(2, 40)
    # No two records are alike.
    return f"{words} [{rng.randrange(10**9)}]"


def part(rng: Random) -> dict:
    return {"type": "text", "text": say(rng)}


def message(rng: Random, role: str, **more: object) -> dict:
    return {"role": role, "content": say(rng), **more}


def turns(rng: Random, count: int | None = None, system: bool | None = None) -> list[dict]:
    messages = []
    if system if system is not None else rng.random() < 0.3:
        messages.append(message(rng, "system"))
    for _ in range(count or rng.randint(1, 3)):
        messages += [message(rng, "user"), message(rng, "assistant")]
    return messages


TOOLS = {
    "get_weather": {"city": "Zürich", "unit": "celsius"},
    "search-web": {"city": "query text", "unit": "kelvin"},
    "convert_currency": {"city": "Bern", "unit": "celsius"},
}


def tool(name: str) -> dict:
    return {
        "type": "function",
        "function": {
            "name": name,
            "description": f"What {name} does.",
            "parameters": {
                "type": "object",
                "properties": {
                    "city": {"type": "string", "description": "A city."},
                    "unit": {"type": "string", "enum": ["celsius", "kelvin"]},
                },
                "required": ["city"],
            },
        },
    }


def call(rng: Random, name: str) -> dict:
    return {
        "id": f"call_{rng.randrange(16**8):08x}",
        "type": "function",
        "function": {"name": name, "arguments": json.dumps(TOOLS[name], ensure_ascii=rng.random() < 0.5)},
    }


def result(rng: Random, answered: dict) -> dict:
    return {"role": "tool", "tool_call_id": answered["id"], "content": json.dumps({"degrees": rng.randint(-9, 30)})}


def calling(rng: Random, calls: list[dict], content: str = "absent") -> dict:
    made = {"role": "assistant"}
    match content:
        case "null":
            made["content"] = None
        case "empty":
            made["content"] = ""
        case "text":
            made["content"] = say(rng)
    return made | {"tool_calls": calls}


def with_tools(rng: Random, *, calls: int = 1, content: str = "absent", rounds: int = 1) -> dict:
    messages = [message(rng, "system")] if rng.random() < 0.3 else []
    for _ in range(rounds):
        made = [call(rng, rng.choice(list(TOOLS))) for _ in range(calls)]
        results = [result(rng, one) for one in made]
        rng.shuffle(results)
        messages += [message(rng, "user"), calling(rng, made, content), *results, message(rng, "assistant")]
    return {"messages": messages, "tools": [tool(name) for name in TOOLS]}


def in_parts(rng: Random, messages: list[dict], images: int = 0) -> list[dict]:
    for one in messages:
        if isinstance(one.get("content"), str):
            one["content"] = [{"type": "text", "text": one["content"]}]
    users = [one for one in messages if one["role"] == "user"]
    for _ in range(images):
        rng.choice(users)["content"].append(image(rng))
    return messages


# ---- chat ----


def chat_plain(rng):
    return {"messages": turns(rng, 1, system=False)}


def chat_turns(rng):
    return {"messages": turns(rng, rng.randint(2, 5))}


def chat_system(rng):
    return {"messages": turns(rng, 1, system=True)}


def chat_empty_system(rng):
    return {"messages": [{"role": "system", "content": ""}, *turns(rng, 1, system=False)]}


def chat_names(rng):
    return {"messages": [message(rng, "user", name="Ada"), message(rng, "assistant", name="helper_1")]}


def chat_key_order(rng):
    return {"messages": [dict(reversed(one.items())) for one in turns(rng, 1)]}


def chat_weights(rng):
    messages = turns(rng, 3)
    answers = [one for one in messages if one["role"] == "assistant"]
    for one in answers:
        one["weight"] = rng.choice([0, 1])
    answers[-1]["weight"] = 1
    return {"messages": messages}


def chat_weights_everywhere(rng):
    messages = turns(rng, 2)
    for one in messages:
        one["weight"] = int(one["role"] == "assistant")
    return {"messages": messages}


def chat_long(rng):
    return {"messages": [message(rng, "user"), {"role": "assistant", "content": say(rng) * rng.randint(200, 1500)}]}


def chat_sample_weight(rng):
    return {"messages": turns(rng, 1), "weight": rng.choice([0.5, 1, 2.0, 3, 1e-3])}


def chat_tools_unused(rng):
    return {"messages": turns(rng), "tools": [tool("get_weather")]}


def chat_tools(rng):
    return with_tools(rng)


def chat_tools_rounds(rng):
    return with_tools(rng, rounds=2, content=rng.choice(["absent", "null"]))


def chat_tools_null_content(rng):
    return with_tools(rng, content="null")


def chat_tools_empty_content(rng):
    return with_tools(rng, content="empty")


def chat_tools_text_content(rng):
    return with_tools(rng, content="text")


def chat_tools_parallel(rng):
    return with_tools(rng, calls=rng.randint(2, 4), content=rng.choice(["absent", "null"]))


def chat_tools_end_with_result(rng):
    record = with_tools(rng, calls=rng.randint(1, 2))
    record["messages"].pop()
    return record


def chat_tools_end_with_call(rng):
    record = with_tools(rng)
    del record["messages"][-2:]
    return record


def chat_tools_results_without_id(rng):
    record = with_tools(rng)
    for one in record["messages"]:
        one.pop("tool_call_id", None)
    return record


def chat_tools_named_results(rng):
    record = with_tools(rng)
    for one in record["messages"]:
        if one["role"] == "tool":
            one["name"] = "get_weather"
    return record


def chat_reasoning(rng):
    messages = turns(rng, 1)
    messages[-1][rng.choice(["reasoning", "reasoning_content"])] = say(rng)
    return {"messages": messages}


def chat_reasoning_turns(rng):
    messages = turns(rng, 2)
    for one in messages:
        if one["role"] == "assistant":
            one["reasoning"] = say(rng)
    return {"messages": messages}


def chat_reasoning_tools(rng):
    record = with_tools(rng)
    for one in record["messages"]:
        if one["role"] == "assistant":
            one["reasoning"] = say(rng)
    return record


def chat_parts(rng):
    return {"messages": in_parts(rng, turns(rng))}


def chat_images(rng):
    return {"messages": in_parts(rng, turns(rng, 1), images=1)}


def chat_many_images(rng):
    return {"messages": in_parts(rng, turns(rng, rng.randint(1, 3)), images=rng.randint(2, 10))}


def chat_images_weights(rng):
    messages = in_parts(rng, turns(rng, 1, system=False), images=1)
    messages[0]["weight"] = 0
    messages[1]["weight"] = 1
    return {"messages": messages}


def chat_images_tools(rng):
    record = with_tools(rng)
    in_parts(rng, record["messages"], images=1)
    return record


# ---- instruction and text ----


def instruction_plain(rng):
    return {"prompt": say(rng), "completion": say(rng)}


def instruction_parts(rng):
    return {"prompt": [part(rng)], "completion": [part(rng)]}


def instruction_images(rng):
    return {"prompt": [part(rng), image(rng)], "completion": [part(rng)]}


def instruction_sample_weight(rng):
    return instruction_plain(rng) | {"weight": rng.choice([0.25, 1, 4])}


def text_plain(rng):
    return {"text": say(rng)}


def text_long(rng):
    return {"text": say(rng) * rng.randint(100, 900)}


def text_sample_weight(rng):
    return text_plain(rng) | {"weight": rng.choice([0.25, 1, 4])}


# ---- preference ----


def pair(rng: Random, messages: list[dict], **tools: object) -> dict:
    return {
        "input": {"messages": messages} | tools,
        "preferred_output": [message(rng, "assistant")],
        "non_preferred_output": [message(rng, "assistant")],
    }


def preference_plain(rng):
    return pair(rng, [message(rng, "user")])


def preference_turns(rng):
    return pair(rng, [*turns(rng), message(rng, "user")])


def preference_starts_with_assistant(rng):
    return pair(rng, [message(rng, "assistant"), message(rng, "user")])


def preference_reasoning(rng):
    record = preference_plain(rng)
    for side in ("preferred_output", "non_preferred_output"):
        record[side][0]["reasoning"] = say(rng)
    return record


def preference_weights(rng):
    record = preference_turns(rng)
    for one in record["input"]["messages"]:
        one["weight"] = 0
    return record


def preference_sample_weight(rng):
    return preference_plain(rng) | {"weight": rng.choice([0.25, 1, 4])}


def preference_tools(rng):
    record = pair(rng, [message(rng, "user")], tools=[tool(name) for name in TOOLS])
    record["preferred_output"] = [calling(rng, [call(rng, "get_weather")])]
    return record


def preference_tools_history(rng):
    made = with_tools(rng)
    return pair(rng, made["messages"][:-1], tools=made["tools"])


def preference_tools_both(rng):
    record = preference_tools(rng)
    record["non_preferred_output"] = [calling(rng, [call(rng, "search-web")], rng.choice(["absent", "text"]))]
    return record


def preference_images(rng):
    record = pair(rng, in_parts(rng, [message(rng, "user")], images=rng.randint(1, 3)))
    for side in ("preferred_output", "non_preferred_output"):
        record[side] = in_parts(rng, record[side])
    return record


FORMATS = ("chat", "instruction", "text", "preference")
KINDS = {
    name.replace("_", "-"): made
    for name, made in globals().items()
    if name.partition("_")[0] in FORMATS and callable(made)
}


def format_of(kind: str) -> str:
    return kind.partition("-")[0]


def format_of_record(record: dict) -> str:
    telling = {"messages": "chat", "prompt": "instruction", "text": "text", "input": "preference"}
    return next(format for key, format in telling.items() if key in record)


def plain(format: str, rng: Random) -> dict:
    """A record to stand beside another of its format: every version of the package takes it."""
    return KINDS[f"{format}-plain"](rng)


def line_of(record: object, rng: Random) -> bytes:
    """The record as a line without its end, in one of the spellings that JSON has."""
    spaces = rng.choice([(",", ":"), (", ", ": ")])
    text = json.dumps(record, ensure_ascii=rng.random() < 0.3, separators=spaces)
    if rng.random() < 0.15 and len(text) < 10_000:
        text = escaped(text, rng)
    return text.encode("utf-8", "surrogatepass")


def escaped(line: str, rng: Random) -> str:
    """The line with some letters and marks of its keys and strings as escapes: it says the same."""
    share = rng.choice([0.02, 0.3, 1])
    escape = rng.choice(["\\u%04x", "\\u%04X"])

    def of_string(found: re.Match) -> str:
        def of_character(found: re.Match) -> str:
            character = found[0]
            if len(character) > 1 or rng.random() >= share or ord(character) > 0xFFFF:
                return character
            return "\\/" if character == "/" and rng.random() < 0.5 else escape % ord(character)

        return '"' + re.sub(r"\\u....|\\.|.", of_character, found[1], flags=re.DOTALL) + '"'

    return re.sub(r'"((?:[^"\\]|\\.)*)"', of_string, line, flags=re.DOTALL)
