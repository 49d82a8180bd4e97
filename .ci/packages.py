#!/usr/bin/env python3
"""What must be true of the packages in the tree, read from `cargo metadata`.

    packages.py rust-version    every package that users build runs on our rust-version
    packages.py licences        every licence is on the list in deny.toml
    packages.py library         the library alone needs none of the program's packages

cargo-deny checks licences, too, and more than that; building it takes minutes, this takes none.
"""

import json
import re
import subprocess
import sys
import tomllib

# What belongs to the terminal.
PROGRAM_ONLY = {"clap", "miette", "indicatif", "console", "ctrlc"}


def metadata(*features):
    command = ["cargo", "metadata", "--format-version", "1", "--locked", *features]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def built_by_users(data):
    """The packages that a user of ours builds, on any system: no development dependencies."""
    nodes = {node["id"]: node for node in data["resolve"]["nodes"]}
    seen, waiting = set(), list(data["workspace_members"])
    while waiting:
        package = waiting.pop()
        if package in seen:
            continue
        seen.add(package)
        for dependency in nodes[package]["deps"]:
            if any(kind["kind"] != "dev" for kind in dependency["dep_kinds"]):
                waiting.append(dependency["pkg"])
    return [package for package in data["packages"] if package["id"] in seen]


def version(text):
    numbers = [int(number) for number in text.split(".")]
    return numbers + [0] * (3 - len(numbers))


def rust_version():
    data = metadata("--all-features")
    ours = {
        package["rust_version"]
        for package in data["packages"]
        if package["id"] in data["workspace_members"]
    }
    if None in ours or len(ours) != 1:
        return [f"the workspace must declare one rust-version, not {ours}"]
    (ours,) = ours
    packages = built_by_users(data)
    declared = [package for package in packages if package["rust_version"]]
    print(f"rust-version {ours}: {len(packages)} packages, {len(declared)} declare theirs")
    return [
        f"{package['name']} {package['version']} needs Rust {package['rust_version']}, not {ours}"
        for package in declared
        if version(package["rust_version"]) > version(ours)
    ]


def allowed_by(expression, allowed):
    """Whether an SPDX expression can be satisfied with the allowed licences."""
    # The slash is an old way to write OR.
    tokens = re.findall(r"[()]|[^\s()/]+|/", expression)

    def either():
        result = both()
        while tokens and tokens[0] in ("OR", "/"):
            tokens.pop(0)
            result = both() or result
        return result

    def both():
        result = one()
        while tokens and tokens[0] == "AND":
            tokens.pop(0)
            result = one() and result
        return result

    def one():
        token = tokens.pop(0)
        if token == "(":
            result = either()
            tokens.pop(0)
            return result
        if tokens and tokens[0] == "WITH":
            token = f"{token} WITH {tokens[1]}"
            del tokens[:2]
        return token in allowed

    result = either()
    return result and not tokens


def licences():
    for expression, expected in [
        ("MIT OR GPL-3.0", True),
        ("GPL-3.0/MIT", True),
        ("MIT AND GPL-3.0", False),
        ("(GPL-3.0 OR MIT) AND Zlib", True),
        ("GPL-3.0 WITH x OR LGPL-2.1", False),
    ]:
        assert allowed_by(expression, {"MIT", "Zlib"}) is expected, expression
    with open("deny.toml", "rb") as file:
        allowed = set(tomllib.load(file)["licenses"]["allow"])
    packages = metadata("--all-features")["packages"]
    print(f"{len(packages)} packages, {len(allowed)} licences allowed")
    return [
        f"{package['name']} {package['version']}: {package['license'] or 'no licence is declared'}"
        for package in packages
        if not allowed_by(package["license"] or "none", allowed)
    ]


def library():
    names = {package["name"] for package in built_by_users(metadata("--no-default-features"))}
    print(f"{len(names)} packages without default features")
    return [f"{name} is in the library's tree" for name in sorted(names & PROGRAM_ONLY)]


CHECKS = {"rust-version": rust_version, "licences": licences, "library": library}

if len(sys.argv) != 2 or sys.argv[1] not in CHECKS:
    sys.exit(__doc__)
problems = CHECKS[sys.argv[1]]()
for problem in problems:
    print(f"error: {problem}", file=sys.stderr)
sys.exit(1 if problems else 0)
