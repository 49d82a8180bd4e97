"""Faults of the bytes: lines that are not quite JSON, and files that are not quite JSON lines."""

import gzip
import json
import re
from collections.abc import Iterator
from random import Random

import records

COMPACT = {"ensure_ascii": False, "separators": (",", ":")}


def dump(record: object) -> str:
    return json.dumps(record, **COMPACT)


def nested(depth: int, kind: str) -> str:
    return "[" * depth + "]" * depth if kind == "arrays" else '{"a":' * depth + "1" + "}" * depth


def line_faults(record: dict, rng: Random) -> Iterator[tuple[str, bytes]]:
    """One line each: what stands there instead of the record's JSON."""
    text = dump(record)
    inner = text[1:-1]
    first = next(iter(record))

    def with_value(value: str) -> str:
        """The record with one key more, which no one reads, inside of a message where there is one."""
        if '"role":' in text:
            return text.replace('"role":', f'"metadata":{value},"role":', 1)
        return f'{{"metadata":{value},{inner}}}'

    def with_text(escaped: str) -> str:
        """The record with these characters, as they are, in its first text."""
        for key in ('"content":"', '"prompt":"', '"text":"'):
            if key in text:
                return text.replace(key, key + escaped, 1)
        return text.replace('"name":"', '"name":"' + escaped, 1)

    for name, value in {
        "nan": "NaN", "infinity": "Infinity", "minus-infinity": "-Infinity", "lower-nan": "nan", "inf": "inf",
        "none": "None", "python-true": "True", "undefined": "undefined", "upper-null": "NULL", "bare-word": "yes",
        "leading-zero": "01", "plus": "+1", "no-integer": ".5", "no-fraction": "1.", "hex": "0x10", "exponent": "1e",
        "minus": "-", "underscores": "1_000", "out-of-range": "1e999", "tiny": "1e-999", "minus-zero": "-0",
        "digits-100": "9" * 100, "digits-4300": "9" * 4300, "digits-4301": "9" * 4301, "minus-digits-4301": "-" + "9" * 4301,
        "fraction-digits-5000": "0." + "3" * 5000, "single-quotes": "'a'", "trailing-comma-array": "[1,]",
        "trailing-comma-object": '{"a":1,}', "two-commas": "[1,,2]", "no-comma": "[1 2]", "no-colon": '{"a" 1}',
        "no-value": "", "bare-key": "{a:1}", "number-key": "{1:1}", "block-comment": "/* a */ 1", "line-comment": "1 // a",
        "template": "`a`", "bytes": "b'a'", "tuple": "(1,2)", "set": "{1,2}", "date": "2024-01-01", "open-array": "[1",
        "wrong-close": "[1}", "open-string": '"a', "duplicate-key": '{"a":1,"a":2}',
    }.items():
        yield f"json.value:{name}", with_value(value).encode()
    for depth in (10, 64, 100, 500, 900, 1010, 2000, 10_000, 100_000):
        for kind in ("arrays", "objects"):
            yield f"json.nested-{kind}:{depth}", with_value(nested(depth, kind)).encode()
    for name, escaped in {
        "tab": "\t", "nul": "\0", "control": "\x01", "escape": "\x1b", "delete": "\x7f", "bad-escape": "\\x41",
        "bad-escape-quote": "\\'", "short-unicode": "\\u12", "no-hex": "\\u12g4", "code-point": "\\u{1F600}",
        "octal": "\\101", "high-surrogate": "\\ud83d", "low-surrogate": "\\ude00", "swapped-surrogates": "\\ude00\\ud83d",
        "escaped-nul": "\\u0000", "line-separator": "\u2028", "paragraph-separator": "\u2029", "next-line": "\u0085",
        "form-feed": "\f", "vertical-tab": "\v", "file-separator": "\x1c", "bom-inside": "\ufeff", "quote": '"',
        "lone-backslash": "\\", "bidi": "\u202e", "non-character": "\uffff", "carriage-return": "\r",
    }.items():
        yield f"json.text:{name}", with_text(escaped).encode()
    for name, raw in {
        "latin-1": b"\xe9", "continuation": b"\x80", "overlong": b"\xc0\xaf", "surrogate": b"\xed\xa0\x80",
        "too-high": b"\xf4\x90\x80\x80", "cut-sequence": b"\xe2\x82", "fe": b"\xfe", "windows-quote": b"\x93a\x94",
    }.items():
        yield f"bytes.text:{name}", with_text("@@@").encode().replace(b"@@@", raw)
    for name, changed in {
        "trailing-comma": text + ",", "trailing-comma-inside": text[:-1] + ",}", "leading-comma": "," + text,
        "python": repr(record), "no-first-brace": text[1:], "no-last-brace": text[:-1], "extra-brace": text + "}",
        "extra-bracket": text + "]", "semicolon": text + ";", "garbage-after": text + " abc", "garbage-before": "abc " + text,
        "comment-after": text + " // a", "hash-before": "# " + text, "two-values": text + text, "two-values-spaced": f"{text} {text}",
        "two-values-comma": f"{text}, {text}", "number-after": text + " 1", "spaces-around": f"  {text}\t ",
        "nbsp-before": "\u00a0" + text, "ideographic-space-after": text + "\u3000", "form-feed-before": "\f" + text,
        "zero-width-before": "\u200b" + text, "vertical-tab-after": text + "\v", "bom-before": "\ufeff" + text,
        "nul-after": text + "\0", "nul-before": "\0" + text, "single-quotes": text.replace('"', "'"),
        "smart-quotes": text.replace('"', "“"), "escaped-quotes": text.replace('"', '\\"'), "twice-encoded": json.dumps(text),
        "html-quotes": text.replace('"', "&quot;"), "bare-keys": text.replace(f'"{first}"', first, 1),
        "equals": text.replace(":", "=", 1), "list": f"[{text}]", "ndjson-prefix": "data: " + text, "xml": f"<r>{text}</r>",
        "csv": '"user","assistant"', "word": "messages", "end-of-text": text + "\x1a",
        "record-separator": "\x1e" + text,
    }.items():
        yield f"json.line:{name}", changed.encode("utf-8", "replace")
    for _ in range(4):
        yield "json.cut:anywhere", text.encode()[: rng.randrange(1, len(text.encode()))]
        place = rng.randrange(len(text))
        yield "json.deleted:structure", without_one(text, '{}[]:,"', rng).encode()
        yield "json.deleted:anything", (text[:place] + text[place + 1 :]).encode()
        yield "json.inserted:structure", (text[:place] + rng.choice('{}[]:,"') + text[place:]).encode()
    key = json.dumps(first)
    value = dump(record[first])
    yield "json.key-twice:same", f"{{{key}:{value},{inner}}}".encode()
    yield "json.key-twice:first-null", f"{{{key}:null,{inner}}}".encode()
    yield "json.key-twice:last-null", f"{{{inner},{key}:null}}".encode()
    for inside, value in {"content": '"x"', "weight": "1", "tool_calls": "[]", "text": '"x"', "url": '"x"', "type": '"x"'}.items():
        if f'"{inside}":' in text:
            for name, other in {"null": "null", "number": "7", "good": value}.items():
                yield f"json.{inside}-twice:first-{name}", text.replace(f'"{inside}":', f'"{inside}":{other},"{inside}":', 1).encode()
    if '"weight":' in text:
        for name, number in {
            "minus-zero": "-0", "exponent": "1e0", "capital-exponent": "0E0", "fraction": "1.00", "minus-fraction": "-0.0",
            "ten-tenths": "10e-1", "tiny": "1e-400", "nan": "NaN", "infinity": "Infinity", "digits": "1" + "0" * 30,
            "digits-4301": "1" + "0" * 4300, "spaced": " \t 1 ",
        }.items():
            yield f"json.weight:{name}", re.sub(r'"weight":[0-9.]+', lambda _: f'"weight":{number}', text, count=1).encode()
    if '"role":"' in text:
        yield "json.role-twice:first-unknown", text.replace('"role":"', '"role":"bot","role":"', 1).encode()
        yield "json.role-twice:last-unknown", text.replace('"role":"user"', '"role":"user","role":"bot"', 1).encode()
        yield "json.role-twice:escaped", text.replace('"role":"', '"r\\u006fle":"', 1).encode()


def without_one(text: str, characters: str, rng: Random) -> str:
    places = [i for i, character in enumerate(text) if character in characters]
    place = rng.choice(places)
    return text[:place] + text[place + 1 :]


def file_faults(format: str, rng: Random) -> Iterator[tuple[str, bytes, int | None, str]]:
    """Whole files: name, bytes, the line of the fault (none: the file as such) and the file's ending."""
    made = [dump(records.plain(format, rng)) for _ in range(4)]
    lines = [line.encode() for line in made]
    good = b"\n".join(lines) + b"\n"
    whole = [json.loads(line) for line in made]

    def of(*parts: bytes) -> bytes:
        return b"".join(parts)

    files = {
        "good": (good, None),
        "no-final-newline": (good[:-1], None),
        "one-line": (lines[0], None),
        "bom": (b"\xef\xbb\xbf" + good, 1),
        "bom-on-line-3": (of(lines[0], b"\n", lines[1], b"\n\xef\xbb\xbf", lines[2], b"\n"), 3),
        "two-boms": (b"\xef\xbb\xbf\xef\xbb\xbf" + good, 1),
        "crlf": (good.replace(b"\n", b"\r\n"), None),
        "crlf-no-final": (good.replace(b"\n", b"\r\n")[:-2], None),
        "mixed-line-ends": (of(lines[0], b"\r\n", lines[1], b"\n", lines[2], b"\r\n"), None),
        "cr-cr-lf": (good.replace(b"\n", b"\r\r\n"), 2),
        "lf-cr": (good.replace(b"\n", b"\n\r"), 2),
        "lone-cr": (good.replace(b"\n", b"\r"), None),
        "lone-cr-between-two": (of(lines[0], b"\r", lines[1], b"\n", lines[2], b"\n"), None),
        "lone-cr-at-the-end": (of(lines[0], b"\n", lines[1], b"\r"), None),
        "lone-cr-then-fault": (of(lines[0], b"\r", lines[1], b"\n", lines[2], b"\n", b'{"a":\n'), 3),
        "blank-line-first": (b"\n" + good, 1),
        "blank-line-between": (of(lines[0], b"\n\n", lines[1], b"\n"), 2),
        "blank-line-last": (good + b"\n", 5),
        "blank-lines-last": (good + b"\n\n\n", 5),
        "blank-line-crlf": (of(lines[0], b"\r\n\r\n", lines[1], b"\r\n"), 2),
        "spaces-line": (of(lines[0], b"\n   \n", lines[1], b"\n"), 2),
        "tab-line": (of(lines[0], b"\n\t\n", lines[1], b"\n"), 2),
        "spaces-last": (good + b"  ", 5),
        "nbsp-line": (of(lines[0], b"\n\xc2\xa0\n", lines[1], b"\n"), 2),
        "form-feed-line": (of(lines[0], b"\n\f\n", lines[1], b"\n"), 2),
        "nul-line": (of(lines[0], b"\n\0\n", lines[1], b"\n"), 2),
        "nul-last": (good + b"\0\0\0\0", 5),
        "substitute-last": (good + b"\x1a", 5),
        "only-newline": (b"\n", None),
        "only-newlines": (b"\n\n\n", None),
        "only-spaces": (b"   ", None),
        "only-bom": (b"\xef\xbb\xbf", None),
        "only-nul": (b"\0" * 100, None),
        "empty": (b"", None),
        "array": (json.dumps(whole).encode(), 1),
        "array-pretty": (json.dumps(whole, indent=2).encode(), 1),
        "array-a-line-each": (b"[\n" + b",\n".join(lines) + b"\n]\n", 1),
        "array-of-one": (of(b"[", lines[0], b"]\n"), 1),
        "array-empty": (b"[]\n", 1),
        "pretty": (b"\n".join(json.dumps(one, indent=2).encode() for one in whole), 1),
        "pretty-tabs": (b"\n".join(json.dumps(one, indent="\t").encode() for one in whole), 1),
        "pretty-after-line-1": (of(lines[0], b"\n", json.dumps(whole[1], indent=1).encode(), b"\n"), 2),
        "wrapped": (json.dumps({"data": whole}).encode(), 1),
        "wrapped-pretty": (json.dumps({"data": whole}, indent=1).encode(), 1),
        "concatenated": (b"".join(lines), 1),
        "comma-ends": (b",\n".join(lines) + b"\n", 1),
        "comma-end-line-2": (of(lines[0], b"\n", lines[1], b",\n", lines[2], b"\n"), 2),
        "comment-first": (b"# data\n" + good, 1),
        "header-csv": (b"prompt,completion\na,b\n", 1),
        "yaml": (b"---\nmessages:\n  - role: user\n", 1),
        "utf-16": (good.decode().encode("utf-16"), None),
        "utf-16-le": (good.decode().encode("utf-16-le"), None),
        "utf-16-be": (good.decode().encode("utf-16-be"), None),
        "utf-32": (good.decode().encode("utf-32"), None),
        "latin-1-line-2": (of(lines[0], b"\n", lines[1][:-2], b'\xe9"}\n', lines[2], b"\n"), 2),
        "cut-in-a-character": (good + '{"text":"é'.encode()[:-1], 5),
        "cut-in-the-last": (good[: -len(lines[3]) // 2], 4),
        "gzip": (gzip.compress(good, mtime=0), None),
        "zip": (b"PK\x03\x04" + bytes(60), None),
        "parquet": (b"PAR1" + bytes(60) + b"PAR1", None),
        "git-lfs": (
            b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n",
            1,
        ),
        "html": (b"<!DOCTYPE html>\n<html><body>404</body></html>\n", 1),
        "merge-conflict": (of(b"<<<<<<< HEAD\n", lines[0], b"\n=======\n", lines[1], b"\n>>>>>>> a\n"), 1),
        "same-record-twice": (of(lines[0], b"\n", lines[0], b"\n"), None),
    }
    for name, (content, line) in files.items():
        yield f"file:{name}", content, line, ".jsonl"
    endings = (".json", ".JSONL", ".Jsonl", ".txt", ".ndjson", ".jsonl.txt", ".jsonl~", ".jsonl.", ".jsonl ", "", ".", ".csv", ".tsv", ".jsonl.gz")
    for suffix in endings:
        content = gzip.compress(good, mtime=0) if suffix.endswith(".gz") else good
        yield f"file.ending:{suffix}", content, None, suffix
    for other in records.FORMATS:
        if other != format:
            for line in (2, 3, 5):
                mixed = [*made, ""]
                mixed.insert(line - 1, dump(records.plain(other, rng)))
                yield f"file.mixed:{other}", "\n".join(mixed).encode(), line, ".jsonl"
            half = made[:2] + [dump(records.plain(other, rng)) for _ in range(2)]
            yield f"file.mixed-half:{other}", "\n".join(half).encode(), 3, ".jsonl"
