"""Judges files as mistral-finetune does: its reading of a line, and the validator of V3 of the installed
package `mistral-common` in fine-tuning mode; the driver calls this in its environment.

mistral-finetune is no package: what its `finetune/data/tokenize.py` asks of a line is said here in
other words. Reads paths, a line each, and answers each with a line of JSON, as `together_side.py` does.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path

from mistral_common.protocol.instruct.messages import FinetuningAssistantMessage, ToolMessage, UserMessage
from mistral_common.protocol.instruct.tool_calls import Function, FunctionCall, Tool, ToolCall
from mistral_common.protocol.instruct.validator import MistralRequestValidatorV3, ValidationMode
from mistral_common.protocol.instruct.request import InstructRequest

VALIDATOR = MistralRequestValidatorV3(ValidationMode.finetuning)
CONVERSATIONS = ("messages", "interactions")
TEXTS = ("text", "content")


class Refused(Exception):
    pass


class Sample(InstructRequest):
    only_last: bool


def demand(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Refused(otherwise)


def text(record: dict) -> None:
    """A line to pretrain with."""
    demand(sum(key in record for key in TEXTS) < 2, "both text and content")
    demand(isinstance(next((record[key] for key in TEXTS if key in record), None), str), "no text")


def conversation(record: dict) -> None:
    """A line to instruct with."""
    demand(any(key in record for key in CONVERSATIONS), "no conversation")
    demand(not all(key in record for key in CONVERSATIONS), "both messages and interactions")
    turns = record["messages" if "messages" in record else "interactions"]
    demand(turns is not None, "no conversation")
    demand(not ("tools" in record and "available_tools" in record), "both tools and available_tools")
    available = record.get("available_tools")
    listed = [record.get("tools"), available]
    offered = next((tools for tools in listed if tools is not None and len(tools) > 0), None)
    tools = available if offered is None else [tool(one) for one in offered]
    system = record.get("system_prompt")
    messages = []
    for turn in turns:
        calls = turn.get("tool_calls")
        demand("role" in turn, "no role")
        demand(not all(key in turn for key in TEXTS), "both text and content in a message")
        content = turn.get("content")
        content = content if content is not None else turn.get("text")
        demand(calls is not None or content is not None, "no content")
        match turn["role"]:
            case "user":
                messages.append(UserMessage(content=content))
            case "assistant":
                made = None if calls is None else tool_calls(calls)
                weight = turn.get("weight")
                messages.append(FinetuningAssistantMessage(content=content, tool_calls=made, weight=weight))
            case "system":
                demand(system is None, "a second system prompt")
                system = content
            case "tool":
                demand("tool_call_id" in turn, "no tool_call_id")
                messages.append(ToolMessage(content=content, tool_call_id=turn["tool_call_id"], name=turn.get("name")))
            case other:
                raise Refused(f"unknown role {other!r}")
    VALIDATOR.validate_messages(messages)
    VALIDATOR._validate_tools(tools or [])  # noqa: SLF001: the trainer calls it, too.
    last = record.get("only_last", False) or tools is not None
    Sample(messages=messages, system_prompt=system, available_tools=tools, only_last=last)


def tool(definition: dict) -> Tool:
    demand("function" in definition, "a tool without function")
    function = definition["function"]
    for key in ("name", "description", "parameters"):
        demand(key in function, f"a function without {key}")
    demand(isinstance(function["parameters"], dict), "parameters that are no object")
    return Tool(function=Function(**{key: function[key] for key in ("name", "description", "parameters")}))


def tool_calls(calls: list[dict]) -> list[ToolCall]:
    made = []
    for call in calls:
        demand("id" in call and "function" in call, "a call without id or function")
        function = call["function"]
        demand("name" in function and "arguments" in function, "a call without name or arguments")
        demand(isinstance(function["arguments"], str), "arguments that are no string")
        inner = FunctionCall(name=function["name"], arguments=function["arguments"])
        made.append(ToolCall(id=call["id"], function=inner))
    return made


def reader(record: object) -> Callable[[dict], None]:
    """How a file that begins with this record is given to the trainer: as texts, or as conversations."""
    is_text = isinstance(record, dict) and not record.keys() & {*CONVERSATIONS} and record.keys() & {*TEXTS}
    return text if is_text else conversation


def judge(path: str) -> dict:
    number = 0
    read = None
    try:
        with Path(path).open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                record = json.loads(line)
                read = read or reader(record)
                read(record)
    except Exception as error:  # noqa: BLE001: whatever it is, the training ends there.
        words = " ".join(f"{type(error).__name__}: {error}".split())
        return {"refused": True, "line": number or None, "error": words[:300]}
    return {"refused": False, "line": None, "error": None}


for path in sys.stdin.read().splitlines():
    print(json.dumps(judge(path)))
