"""The written list of differences: which disagreements are known, and why."""

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

WHO = {"package": "only the package refuses", "tunelint": "only tunelint refuses", "line": "another line"}
REQUIRED = {"id", "versions", "refuses", "title", "reason", "source", "faults"}
OPTIONAL = {"error", "rules", "reports", "bases"}


@dataclass(frozen=True)
class Difference:
    id: str
    versions: list[str]
    refuses: str  # "package", "tunelint", or "line": both do, at different lines
    title: str
    reason: str
    source: str
    faults: list[str]  # patterns of the names of faults
    bases: list[str]  # patterns of the kinds of records
    error: re.Pattern | None  # what the package says
    rules: set[str]  # tunelint refuses by these only
    reports: set[str]  # tunelint reports one of these, as something else than refused

    @property
    def who(self) -> str:
        return WHO[self.refuses]

    def covers(self, version, probe, theirs, mine) -> bool:
        side = "line" if theirs.refused and mine.refused else "package" if theirs.refused else "tunelint"
        return (
            version in self.versions
            and side == self.refuses
            and any(fnmatchcase(probe.fault, pattern) for pattern in self.faults)
            and any(fnmatchcase(probe.base, pattern) for pattern in self.bases)
            and (self.error is None or self.error.search(theirs.error or "") is not None)
            and (side == "package" or mine.rules <= self.rules)
            and (not self.reports or bool(self.reports & mine.reports))
        )


def load(path: Path, versions: tuple[str, ...]) -> list[Difference]:
    known = []
    for entry in tomllib.loads(path.read_text())["difference"]:
        name = entry.get("id", "?")
        if missing := REQUIRED - entry.keys():
            raise SystemExit(f"{path.name}: {name} lacks {', '.join(sorted(missing))}")
        if strange := entry.keys() - REQUIRED - OPTIONAL:
            raise SystemExit(f"{path.name}: {name} has an unknown {', '.join(sorted(strange))}")
        if entry["refuses"] not in WHO or not set(entry["versions"]) <= set(versions):
            raise SystemExit(f"{path.name}: {name} names an unknown side or version")
        if entry["refuses"] == "package" and "error" not in entry:
            raise SystemExit(f"{path.name}: {name} must say by what error the package refuses")
        if entry["refuses"] != "package" and "rules" not in entry:
            raise SystemExit(f"{path.name}: {name} must say by which rules tunelint refuses")
        entry["error"] = re.compile(entry["error"]) if "error" in entry else None
        entry["rules"] = set(entry.get("rules", []))
        entry["reports"] = set(entry.get("reports", []))
        entry.setdefault("bases", ["*"])
        known.append(Difference(**entry))
    if len({one.id for one in known}) != len(known):
        raise SystemExit(f"{path.name}: an id stands there twice")
    return known


class Sightings:
    """What of the list was seen with one version: every pattern and every rule in it must be."""

    def __init__(self, known: list[Difference], version: str):
        self.listed = [one for one in known if version in one.versions]
        self.counts = Counter()
        self.parts = set()

    def see(self, difference: Difference, probe, mine) -> None:
        self.counts[difference.id] += 1
        fitting = [one for one in difference.faults if fnmatchcase(probe.fault, one)]
        fitting += [one for one in difference.bases if fnmatchcase(probe.base, one)]
        fitting += difference.rules & mine.rules
        fitting += difference.reports & mine.reports
        self.parts |= {(difference.id, one) for one in fitting}

    def never(self) -> list[str]:
        unseen = []
        for one in self.listed:
            if not self.counts[one.id]:
                unseen.append(one.id)
            else:
                parts = {*one.faults, *one.bases, *one.rules, *one.reports}
                unseen += [f"{one.id}: {part}" for part in sorted(parts) if (one.id, part) not in self.parts]
        return unseen


def find(known, version, probe, theirs, mine) -> Difference | None:
    return next((one for one in known if one.covers(version, probe, theirs, mine)), None)


def page(known: list[Difference], versions: tuple[str, ...]) -> str:
    """The page of the documentation."""
    lines = [
        "# Where tunelint and the package `together` differ",
        "",
        "<!-- Written by `tests/differential/together_check.py --write-docs`; do not edit. -->",
        "",
        "Up to version 2.14.0 the Python package `together` checked the contents of a training file before",
        "the upload. A test runs that check and tunelint's target `together` over thousands of generated",
        "records, with no fault or with one, and compares the verdict and the line. They agree on all but",
        "what is listed here. Version 1.5.35 has the older rules, which are stricter.",
    ]
    sides = {
        "package": "Refused by the package, not by tunelint",
        "tunelint": "Refused by tunelint, not by the package",
        "line": "Refused by both, at different lines",
    }
    for version in versions:
        for side, title in sides.items():
            listed = [one for one in known if version in one.versions and one.refuses == side]
            if not listed:
                continue
            lines += ["", f"## {version}: {title[0].lower()}{title[1:]}"]
            for one in listed:
                lines += ["", f"### {one.title}", "", " ".join(one.reason.split())]
                told = sorted(one.rules | one.reports)
                if told:
                    lines.append("")
                    lines.append(f"tunelint's rules: {', '.join(f'`{rule}`' for rule in told)}.")
                lines += ["", f"Source: {one.source} (`{one.id}`)"]
    return "\n".join(lines) + "\n"
