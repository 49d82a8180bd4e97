"""Compares what a package and tunelint say about the same files, and shows where they disagree."""

import re
from collections import Counter, defaultdict
from pathlib import Path

import differences
import harness
from harness import Probe, Verdict, shown


def tunelint_verdicts(program: Path, target: str, probes: list[Probe], folder: Path) -> list[Verdict]:
    findings = harness.findings(program, target, probes, folder)
    return [tunelint_verdict(target, probe, findings[probe.path]) for probe in probes]


def tunelint_verdict(target: str, probe: Probe, findings: list[dict]) -> Verdict:
    refusing = [one for one in findings if one["effects"][target] == "refuses"]
    line = min((one["line"] or 1 for one in refusing), default=None)
    return Verdict(
        refused=bool(refusing),
        line=line,
        rules=frozenset(one["rule"] for one in refusing if (one["line"] or 1) == line),
        reports=frozenset(
            one["rule"]
            for one in findings
            # The files are made of the same records; that is no fault of theirs.
            if (probe.line is None or one["line"] == probe.line) and one["rule"] != "duplicate-record"
        ),
    )


def agree(probe: Probe, package: Verdict, ours: Verdict) -> bool:
    if package.refused != ours.refused:
        return False
    # Where the package names no line (a crash, a whole file), the line is where the fault was put.
    line = package.line or probe.line
    return not ours.refused or line is None or ours.line == line


def compare(name: str, version: str, probes, package, ours, known, newer=None) -> tuple[int, list, list]:
    """Prints the table of one version; gives the number of agreements, what was unexpected, and what
    is listed, but was never seen. Where an older version says what the newer says, it is not asked."""
    agreed = 0
    sightings = differences.Sightings(known, version)
    unexpected = []
    same = {number for number, one in enumerate(newer or []) if one.agrees(package[number])}
    for number, (probe, theirs, mine) in enumerate(zip(probes, package, ours, strict=True)):
        if number in same:
            continue
        if agree(probe, theirs, mine):
            agreed += 1
        elif difference := differences.find(known, version, probe, theirs, mine):
            sightings.see(difference, probe, mine)
        else:
            unexpected.append((probe, theirs, mine))
    refused = sum(one.refused for one in package)
    print(f"\n{name} {version}: {len(probes)} files, {refused} refused by it, {sum(one.refused for one in ours)} by tunelint")
    if newer:
        print(f"  {len(same):6} judged as by the newer version")
    print(f"  {agreed:6} agreed")
    for difference in sightings.listed:
        print(f"  {sightings.counts[difference.id]:6} {difference.id} ({difference.who})")
    print(f"  {len(unexpected):6} unexpected")
    never = sightings.never()
    for part in never:
        print(f"  listed, but never seen: {part}")
    return agreed + sightings.counts.total(), unexpected, never


def show_unexpected(name: str, unexpected: list, most: int) -> None:
    """One of each sort, the smallest, and how many there are."""
    sorts = defaultdict(list)
    for probe, theirs, mine in unexpected:
        why = re.sub(r"\d+|'.*'|`.*`", "…", theirs.error or "")[:60]
        side = "line" if theirs.refused and mine.refused else "package" if theirs.refused else "tunelint"
        sorts[side, why, mine.rules or mine.reports].append((probe, theirs, mine))
    for (side, _, _), group in sorted(sorts.items(), key=lambda item: (item[0][0], -len(item[1])))[:most]:
        probe, theirs, mine = min(group, key=lambda item: (item[0].where != "alone", len(item[0].content)))
        names = Counter(one.fault for one, _, _ in group)
        print(f"\n{len(group)} times, {side}: {', '.join(list(names)[:6])}{' …' if len(names) > 6 else ''}")
        print(f"    {probe.fault} of {probe.base}, {probe.where}, fault on line {probe.line}")
        print(f"    {probe.path}: {shown(probe.content)}")
        print(f"    {name} {theirs}\n    tunelint {mine}")


def enough(probes: list[Probe], least: dict[str, int]) -> tuple[int, int]:
    """How many of the two sorts of records there are enough of, and how many too few."""
    counts = {
        "valid": len({probe.content for probe in probes if probe.where == "alone" and probe.fault == "valid"}),
        "fault": len({probe.content for probe in probes if probe.where != "within" and probe.fault != "valid"}),
    }
    for kind, wanted in least.items():
        print(f"{counts[kind]} different {kind} records, {wanted} wanted{'' if counts[kind] >= wanted else ': too few'}")
    passed = sum(counts[kind] >= wanted for kind, wanted in least.items())
    return passed, len(least) - passed
