"""Exactly one fault each: what is wrong with a key, and what is wrong with a record.

A fault has a name, `place:what`, such as `messages.assistant.tool_calls.item.function.name:null`.
Whether it is a fault at all, the package decides.
"""

import copy
import json
from collections.abc import Callable, Iterator
from random import Random

import records

ABSENT = object()
VALUES = {
    "null": None,
    "true": True,
    "false": False,
    "zero": 0,
    "number": 7,
    "fraction": 2.5,
    "empty-string": "",
    "string": "a string",
    "empty-array": [],
    "array": ["a string"],
    "array-of-objects": [{"a": 1}],
    "empty-object": {},
    "object": {"a": 1},
}
# Deeper than here nothing is looked at by anyone.
OPAQUE = {"properties", "required"}
KEYS = {
    "record": ["id", "metadata", "source", "system", "parallel_tool_calls", "tool_choice", "wieght", "prompts"],
    "message": ["id", "metadata", "function_call", "refusal", "audio", "wieght", "tool_call", "reasoning_text"],
}


def label(value: object, key: object) -> str:
    """How an item of a list is called: by its role or type, not by its number."""
    if isinstance(key, str):
        return key
    if isinstance(value, dict):
        if isinstance(value.get("role"), str):
            return value["role"]
        if value.get("type") in ("text", "image_url"):
            return value["type"]
    return "item"


def walk(value: object, path: tuple, place: str) -> Iterator[tuple[tuple, str, object]]:
    """Every value with the way to it and its name."""
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        name = f"{place}.{label(child, key)}" if place else label(child, key)
        yield (*path, key), name, child
        if key not in OPAQUE:
            yield from walk(child, (*path, key), name)


def at(record: object, path: tuple) -> object:
    for key in path:
        record = record[key]
    return record


def changed(record: dict, path: tuple, value: object) -> dict:
    record = copy.deepcopy(record)
    holder = at(record, path[:-1])
    if value is ABSENT:
        del holder[path[-1]]
    else:
        holder[path[-1]] = copy.deepcopy(value)
    return record


def misspellings(key: str) -> list[tuple[str, str]]:
    middle = len(key) // 2
    swapped = key[: middle - 1] + key[middle] + key[middle - 1] + key[middle + 1 :]
    named = [("cut", key[:-1]), ("capital", key.capitalize()), ("plural", key + "s"), ("swapped", swapped)]
    return [(name, typo) for name, typo in named if typo != key]


def key_faults(record: dict) -> Iterator[tuple[str, dict]]:
    """For every key at every level: missing, null, of another type, misspelled, with a stranger beside it."""
    for path, place, value in walk(record, (), ""):
        yield f"{place}:missing", changed(record, path, ABSENT)
        for name, wrong in VALUES.items():
            if not (type(wrong) is type(value) and wrong == value):
                yield f"{place}:{name}", changed(record, path, wrong)
        if isinstance(path[-1], str):
            holder = at(record, path[:-1])
            for name, typo in misspellings(path[-1]):
                renamed = {typo if key == path[-1] else key: item for key, item in holder.items()}
                yield f"{place}:misspelled-{name}", changed(record, path[:-1], renamed) if path[:-1] else renamed
        else:
            doubled = copy.deepcopy(record)
            at(doubled, path[:-1]).insert(path[-1], copy.deepcopy(value))
            yield f"{place}:twice", doubled
        if isinstance(value, dict):
            strangers = KEYS["message"] if "role" in value else ["id", "metadata"]
            for key in strangers:
                if key not in value:
                    yield f"{place}:extra-{key}", changed(record, (*path, key), "x")
    for key in KEYS["record"]:
        if key not in record:
            yield f"record:extra-{key}", record | {key: "x"}
    for name, wrong in VALUES.items():
        if not isinstance(wrong, dict):
            yield f"record:{name}", wrong
    yield "record:empty-object", {}


# ---- what is wrong with a record as a whole ----

Fault = Iterator[tuple[str, object]]
ROLES = ["developer", "function", "model", "human", "gpt", "bot", "User", "ASSISTANT", "assistant ", " user", "", "ipython"]
IMAGES = {
    "http": "https://example.com/cat.png",
    "file": "/data/cat.png",
    "gs": "gs://bucket/cat.png",
    "s3": "s3://bucket/cat.png",
    "jpg": f"data:image/jpg;base64,{records.JPEG}",
    "gif": "data:image/gif;base64,R0lGODlhAQABAAAAACw=",
    "svg": "data:image/svg+xml;base64,PHN2Zy8+",
    "upper-type": f"data:image/PNG;base64,{records.WEBP}",
    "upper-scheme": f"DATA:image/png;base64,{records.WEBP}",
    "space-before": f" data:image/webp;base64,{records.WEBP}",
    "charset": f"data:image/webp;charset=utf-8;base64,{records.WEBP}",
    "not-base64": f"data:image/webp,{records.WEBP}",
    "pdf": "data:application/pdf;base64,JVBERi0=",
    "header-only": "data:image/png;base64",
    "empty": "data:image/png;base64,",
    "bad-alphabet": "data:image/png;base64,iVBORw0KGgo!!!!",
    "bad-padding": "data:image/png;base64,iVBORw0KGgoAAAANS",
    "line-break": "data:image/webp;base64," + records.WEBP[:20] + "\n" + records.WEBP[20:],
    "url-alphabet": "data:image/png;base64,iVBORw0KGgo_-_-_",
    "other-bytes": f"data:image/jpeg;base64,{records.WEBP}",
    "no-image": "data:image/png;base64,bm90IGFuIGltYWdl",
}
WEIGHTS = {
    "two": 2, "minus-one": -1, "half": 0.5, "one-float": 1.0, "zero-float": 0.0, "true": True, "false": False,
    "string-one": "1", "null": None, "huge": 10**25, "array": [1], "object": {"value": 1},
}
SAMPLE_WEIGHTS = WEIGHTS | {"zero": 0, "minus-half": -0.5, "one": 1, "string": "high"}


def conversation(record: dict) -> list | None:
    """The messages of a record, wherever they are."""
    return record.get("messages") or record.get("input", {}).get("messages")


def edited(record: dict, edit: Callable[[dict, list], object]) -> dict:
    record = copy.deepcopy(record)
    edit(record, conversation(record))
    return record


def roles(record: dict, rng: Random) -> Fault:
    messages = conversation(record)
    for index, one in enumerate(messages):
        for role in ROLES:
            yield f"role-{one['role']}:{role!r}", edited(record, lambda _, m: m[index].update(role=role))
        for role in ("system", "user", "assistant", "tool"):
            if role != one["role"]:
                yield f"role-{one['role']}:{role}", edited(record, lambda _, m: m[index].update(role=role))
    for role in ("system", "user", "assistant", "tool"):
        extra = records.message(rng, role)
        for index in range(len(messages) + 1):
            where = "first" if index == 0 else "last" if index == len(messages) else "between"
            before = messages[index - 1]["role"] if index else "nothing"
            after = messages[index]["role"] if index < len(messages) else "nothing"
            kind = f"{where}-{before}-{after}"
            yield f"turns.extra-{role}:{kind}", edited(record, lambda _, m: m.insert(index, copy.deepcopy(extra)))
        yield f"turns.only:{role}", edited(record, lambda _, m: m.__setitem__(slice(None), [extra]))
        yield f"turns.without:{role}", edited(
            record, lambda _, m: m.__setitem__(slice(None), [x for x in m if x["role"] != role])
        )
    yield "turns:reversed", edited(record, lambda _, m: m.reverse())
    yield "turns:nested", edited(record, lambda _, m: m.__setitem__(slice(None), [list(m)]))


def weights(record: dict, rng: Random) -> Fault:
    for index, one in enumerate(conversation(record)):
        for name, weight in [*WEIGHTS.items(), ("zero", 0), ("one", 1)]:
            yield f"weight-{one['role']}:{name}", edited(record, lambda _, m: m[index].update(weight=weight))
    yield "weight:all-zero", edited(record, lambda _, m: [x.update(weight=0) for x in m])
    yield "weight:all-one", edited(record, lambda _, m: [x.update(weight=1) for x in m])


def sample_weights(record: dict, rng: Random) -> Fault:
    for name, weight in SAMPLE_WEIGHTS.items():
        yield f"sample-weight:{name}", record | {"weight": weight}


def contents(record: dict, rng: Random) -> Fault:
    parts = {
        "no-type": {"text": "a"},
        "type-null": {"type": None, "text": "a"},
        "type-image": {"type": "image", "image": "a.png"},
        "type-input-text": {"type": "input_text", "text": "a"},
        "type-input-audio": {"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}},
        "type-video": {"type": "video_url", "video_url": {"url": "https://example.com/a.mp4"}},
        "type-file": {"type": "file", "file": {"file_id": "file-1"}},
        "type-refusal": {"type": "refusal", "refusal": "No."},
        "type-thinking": {"type": "thinking", "thinking": "Hm."},
        "type-unknown": {"type": "txt", "text": "a"},
        "type-capital": {"type": "Text", "text": "a"},
        "text-missing": {"type": "text"},
        "text-null": {"type": "text", "text": None},
        "text-number": {"type": "text", "text": 1},
        "text-array": {"type": "text", "text": ["a"]},
        "text-empty": {"type": "text", "text": ""},
        "text-extra": {"type": "text", "text": "a", "cache_control": {"type": "ephemeral"}},
        "string": "a",
        "null": None,
        "list": [],
    }
    for index, one in enumerate(conversation(record)):
        role, content = one["role"], one.get("content")
        for name, value in [("blank", " \n\t"), ("nbsp", "\u00a0"), ("nul", "a\0b"), ("text", "a"), ("bom", "\ufeffa")]:
            yield f"content-{role}:{name}", edited(record, lambda _, m: m[index].update(content=value))
        yield f"content-{role}:absent", edited(record, lambda _, m: m[index].pop("content", None))
        for name, value in parts.items():
            listed = content if isinstance(content, list) else []
            yield f"part-{role}:{name}", edited(record, lambda _, m: m[index].update(content=[*listed, value]))
        if isinstance(content, str) and content:
            as_part = [{"type": "text", "text": content}]
            yield f"content-{role}:one-in-parts", edited(record, lambda _, m: m[index].update(content=as_part))


def images(record: dict, rng: Random) -> Fault:
    for index, one in enumerate(conversation(record)):
        role, content = one["role"], one.get("content")
        if not isinstance(content, list):
            continue

        def put(*parts: object) -> dict:
            return edited(record, lambda _, m: m[index].update(content=[*content, *parts]))

        yield f"image-{role}:one", put(records.image(rng))
        for name, url in IMAGES.items():
            yield f"image-{role}:{name}", put({"type": "image_url", "image_url": {"url": url}})
        good = records.image(rng)["image_url"]["url"]
        yield f"image-{role}:bare-string", put({"type": "image_url", "image_url": good})
        yield f"image-{role}:bare-http", put({"type": "image_url", "image_url": IMAGES["http"]})
        yield f"image-{role}:no-image-url", put({"type": "image_url"})
        yield f"image-{role}:url-beside", put({"type": "image_url", "url": good})
        yield f"image-{role}:detail", put({"type": "image_url", "image_url": {"url": good, "detail": "low"}})
        there = sum(x["type"] == "image_url" for x in content)
        for count in (10, 11, 12):
            yield f"images-{role}:{count}", put(*(records.image(rng) for _ in range(count - there)))
        for weight in (0, 1, True):
            yield f"image-{role}:weight-{weight}", edited(
                record, lambda _, m: m[index].update(content=[*content, records.image(rng)], weight=weight)
            )
    users = [one for one in conversation(record) if one["role"] == "user" and isinstance(one["content"], list)]
    if len(users) > 1:
        for count in (10, 11):

            def spread(_: dict, messages: list) -> None:
                chosen = [one for one in messages if one["role"] == "user"]
                there = sum(x["type"] == "image_url" for one in chosen for x in one["content"])
                for number in range(count - there):
                    chosen[number % len(chosen)]["content"].append(records.image(rng))

            yield f"images-record:{count}", edited(record, spread)


def tools(record: dict, rng: Random) -> Fault:
    holder = record if "messages" in record else record.get("input", {})

    def defined(value: object) -> dict:
        made = copy.deepcopy(record)
        (made if "messages" in record else made["input"])["tools"] = value
        return made

    function = records.tool("get_weather")["function"]
    definitions = {
        "no-type": {"function": function},
        "type-tool": {"type": "tool", "function": function},
        "type-retrieval": {"type": "retrieval"},
        "no-function": {"type": "function"},
        "flat": {"type": "function"} | function,
        "anthropic": {"name": "get_weather", "description": "a", "input_schema": {"type": "object"}},
        "name-empty": {"type": "function", "function": function | {"name": ""}},
        "name-space": {"type": "function", "function": function | {"name": "get weather"}},
        "name-dot": {"type": "function", "function": function | {"name": "weather.get"}},
        "name-long": {"type": "function", "function": function | {"name": "a" * 65}},
        "no-description": {"type": "function", "function": {k: v for k, v in function.items() if k != "description"}},
        "no-parameters": {"type": "function", "function": {k: v for k, v in function.items() if k != "parameters"}},
        "parameters-empty": {"type": "function", "function": function | {"parameters": {}}},
        "parameters-string": {"type": "function", "function": function | {"parameters": '{"type":"object"}'}},
        "parameters-bad-type": {"type": "function", "function": function | {"parameters": {"type": "dict"}}},
        "parameters-bad-required": {
            "type": "function", "function": function | {"parameters": {"type": "object", "required": "city"}}
        },
        "strict": {"type": "function", "function": function | {"strict": True}},
    }
    others = holder.get("tools", [])
    for name, definition in definitions.items():
        yield f"tools:{name}", defined([*others[1:], definition])
    yield "tools:same-name", defined([records.tool("get_weather"), records.tool("get_weather")])
    yield "tools:as-text", defined(json.dumps([records.tool("get_weather")]))
    yield "tools:as-object", defined({"get_weather": records.tool("get_weather")})
    yield "tools:top-and-input", record | {"tools": [records.tool("get_weather")]}
    yield "tools:functions", record | {"functions": [function]}

    for index, one in enumerate(conversation(record)):
        role = one["role"]
        made = records.call(rng, "get_weather")
        if "tool_calls" not in one:
            yield f"calls-{role}:added", edited(record, lambda _, m: m[index].update(tool_calls=[made]))
            yield f"calls-{role}:instead", edited(
                record, lambda _, m: (m[index].pop("content"), m[index].update(tool_calls=[made]))
            )
            continue
        first = one["tool_calls"][0]
        inner = first["function"]
        calls = {
            "other-name": first | {"function": inner | {"name": "fly"}},
            "name-space": first | {"function": inner | {"name": "get weather"}},
            "arguments-object": first | {"function": inner | {"arguments": {"city": "Bern"}}},
            "arguments-cut": first | {"function": inner | {"arguments": '{"city": "Ber'}},
            "arguments-python": first | {"function": inner | {"arguments": "{'city': 'Bern'}"}},
            "arguments-array": first | {"function": inner | {"arguments": '["Bern"]'}},
            "arguments-null": first | {"function": inner | {"arguments": "null"}},
            "arguments-lacking": first | {"function": inner | {"arguments": "{}"}},
            "arguments-type": first | {"function": inner | {"arguments": '{"city": 5}'}},
            "arguments-enum": first | {"function": inner | {"arguments": '{"city": "a", "unit": "rankine"}'}},
            "other-id": first | {"id": "call_other"},
            "flat": {"id": first["id"], "type": "function"} | inner,
            "parameters": first | {"function": {"name": inner["name"], "parameters": inner["arguments"]}},
        }
        for name, value in calls.items():
            yield f"calls:{name}", edited(record, lambda _, m: m[index]["tool_calls"].__setitem__(0, value))
        yield "calls:same-id", edited(record, lambda _, m: m[index]["tool_calls"].append(copy.deepcopy(first)))
        yield "calls:one-more", edited(record, lambda _, m: m[index]["tool_calls"].append(made))
        yield "calls:as-text", edited(record, lambda _, m: m[index].update(tool_calls=json.dumps([first])))
        yield "calls:function-call", edited(
            record, lambda _, m: (m[index].pop("tool_calls"), m[index].update(function_call=inner))
        )
        if index + 1 < len(conversation(record)):
            yield "calls:unanswered", edited(record, lambda _, m: m.pop(index + 1))
            yield "calls:other-answer", edited(record, lambda _, m: m[index + 1].update(tool_call_id="call_other"))


def reasoning(record: dict, rng: Random) -> Fault:
    for index, one in enumerate(conversation(record)):
        for key in ("reasoning", "reasoning_content"):
            for name, value in {"text": "Hm.", "blank": " ", "parts": [{"type": "text", "text": "Hm."}]}.items():
                yield f"{key}-{one['role']}:{name}", edited(record, lambda _, m: m[index].update({key: value}))
            for name, value in VALUES.items():
                yield f"{key}-{one['role']}:{name}", edited(record, lambda _, m: m[index].update({key: value}))
        if one["role"] == "assistant" and isinstance(one.get("content"), str):
            for name, text in {"open": "<think>Hm.", "closed": "Hm.</think>", "think": "<think>Hm.</think>Yes."}.items():
                yield f"think:{name}", edited(record, lambda _, m: m[index].update(content=text))


def preference(record: dict, rng: Random) -> Fault:
    other = records.message(rng, "assistant")
    for side in ("preferred_output", "non_preferred_output"):

        def put(value: object) -> dict:
            return changed(record, (side,), value)

        answer = record[side][0]
        yield f"{side}:two", put([answer, other])
        yield f"{side}:bare-message", put(answer)
        yield f"{side}:bare-text", put("Yes.")
        yield f"{side}:nested", put([[answer]])
        for role in ("user", "system", "tool", "Assistant", "developer", ""):
            yield f"{side}:role-{role}", put([answer | {"role": role}])
        for name, value in WEIGHTS.items():
            yield f"{side}:weight-{name}", put([answer | {"weight": value}])
        yield f"{side}:image", put([answer | {"content": [records.part(rng), records.image(rng)]}])
        yield f"{side}:text-part", put([answer | {"content": [records.part(rng)]}])
        yield f"{side}:blank", put([answer | {"content": " "}])
        yield f"{side}:calls-and-null", put(
            [{"role": "assistant", "content": None, "tool_calls": [records.call(rng, "get_weather")]}]
        )
        yield f"{side}:calls-undefined", put(
            [{"role": "assistant", "tool_calls": [records.call(rng, "get_weather")]}]
        )
        yield f"{side}:calls-empty", put([{"role": "assistant", "tool_calls": []}])
        yield f"{side}:only-reasoning", put([{"role": "assistant", "reasoning": "Hm."}])
    yield "outputs:identical", record | {"non_preferred_output": record["preferred_output"]}
    yield "outputs:swapped-names", {k.replace("preferred_output", "prefered_output"): v for k, v in record.items()}
    yield "input:list-of-messages", record | {"input": conversation(record)}
    yield "input:text", record | {"input": "Hello?"}
    for key in ("parallel_tool_calls", "tool_choice", "system", "weight"):
        yield f"input:extra-{key}", record | {"input": record["input"] | {key: "x"}}
    yield "input:only-assistant", record | {"input": {"messages": [other]}}


def instruction(record: dict, rng: Random) -> Fault:
    for key, kind in (("prompt", "prompt"), ("completion", "completion")):
        for name, url in IMAGES.items():
            yield f"image-{kind}:{name}", record | {
                key: [records.part(rng), {"type": "image_url", "image_url": {"url": url}}]
            }
        yield f"image-{kind}:one", record | {key: [records.part(rng), records.image(rng)]}
        yield f"image-{kind}:bare-string", record | {key: [{"type": "image_url", "image_url": IMAGES["http"]}]}
        for count in (10, 11):
            yield f"images-{kind}:{count}", record | {key: [records.image(rng) for _ in range(count)]}
        yield f"part-{kind}:text", record | {key: [records.part(rng)]}
        yield f"part-{kind}:no-type", record | {key: [{"text": "a"}]}
        yield f"part-{kind}:text-number", record | {key: [{"type": "text", "text": 1}]}
        yield f"part-{kind}:type-audio", record | {key: [{"type": "input_audio"}]}
        yield f"part-{kind}:string", record | {key: ["a"]}
        yield f"{kind}:blank", record | {key: " "}
        yield f"{kind}:messages", record | {key: [records.message(rng, "user")]}
    yield "record:tools", record | {"tools": [records.tool("get_weather")]}


def general(record: dict, rng: Random) -> Fault:
    yield "part-text:text", {"text": [records.part(rng)]}
    yield "part-text:no-type", {"text": [{"text": "a"}]}
    yield "part-text:strings", {"text": ["a", "b"]}
    yield "image-text:one", {"text": [records.part(rng), records.image(rng)]}
    yield "image-text:http", {"text": [{"type": "image_url", "image_url": {"url": IMAGES["http"]}}]}
    yield "text:blank", {"text": " "}
    yield "text:nul", {"text": "a\0b"}
    yield "record:tools", record | {"tools": []}


def formats(record: dict, rng: Random) -> Fault:
    """Records of other products, and of two formats at once."""
    messages = records.turns(rng, 1)
    shares = [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Hello"}]
    strangers = {
        "sharegpt": {"conversations": shares},
        "sharegpt-system": {"conversations": shares, "system": "Be kind."},
        "conversation": {"conversation": shares},
        "alpaca": {"instruction": "Add.", "input": "1 1", "output": "2"},
        "chosen-rejected": {"prompt": "Hi", "chosen": "Hello", "rejected": "What?"},
        "chosen-rejected-messages": {"chosen": messages, "rejected": messages},
        "unpaired": {"prompt": "Hi", "completion": "Hello", "label": True},
        "stepwise": {"prompt": "Hi", "completions": ["a"], "labels": [True]},
        "prompt-only": {"prompt": "Hi"},
        "prompt-response": {"prompt": "Hi", "response": "Hello"},
        "question-answer": {"question": "Hi", "answer": "Hello"},
        "input-output": {"input": "Hi", "output": "Hello"},
        "gemini": {"contents": [{"role": "user", "parts": [{"text": "Hi"}]}]},
        "converse": {"schemaVersion": "bedrock-conversation-2024", "messages": messages},
        "openai-batch": {"custom_id": "1", "method": "POST", "url": "/v1/x", "body": {"messages": messages}},
        "tokens": {"input_ids": [1, 2], "attention_mask": [1, 1]},
        "segments": {"segments": [{"text": "a", "label": True}]},
        "singular": {"message": messages},
        "upper-case": {"Messages": messages},
        "content": {"content": "Hello"},
    }
    for name, stranger in strangers.items():
        yield f"format:{name}", stranger
    for other in records.FORMATS:
        if other != records.format_of_record(record):
            yield f"two-formats:{other}", record | records.plain(other, rng)
    for name, extra in {
        "wrapped": {"data": record}, "in-array": [record], "in-string": json.dumps(record), "two-in-array": [record, record],
    }.items():
        yield f"record:{name}", extra


def rule_faults(record: dict, rng: Random) -> Fault:
    if conversation(record):
        for make in (roles, weights, contents, images, tools, reasoning):
            yield from make(record, rng)
    if "preferred_output" in record:
        yield from preference(record, rng)
    if "prompt" in record:
        yield from instruction(record, rng)
    if "text" in record:
        yield from general(record, rng)
    yield from sample_weights(record, rng)
    yield from formats(record, rng)
