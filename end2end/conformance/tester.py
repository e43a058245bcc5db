"""scim2-tester: every check with its result, compared with the failures that are known.

A failure is expected only if known-failures.txt names it. A name there that no longer fails is
a failure too, so that the file never says more than is true.
"""

import pathlib
from dataclasses import dataclass, field

from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import check_server
from scim2_tester.utils import CheckResult, Status

from rollcall import Rollcall

KNOWN_FAILURES = pathlib.Path(__file__).with_name("known-failures.txt")
FAILURES = {Status.ERROR, Status.CRITICAL, Status.DEVIATION}


@dataclass
class Outcome:
    passed: int = 0
    skipped: int = 0
    known: list[str] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)


def run(server: Rollcall) -> Outcome:
    with Client(base_url=server.base_url, headers=server.headers) as http:
        results = check_server(SyncSCIMClient(http))
    known = known_failures()
    outcome = Outcome()
    failing = set()
    for result in results:
        check = name(result)
        reason = first_line(result.reason)
        print(f"{result.status.name.lower():>10}  {check}: {reason}")
        if result.status is Status.SKIPPED:
            outcome.skipped += 1
        elif result.status not in FAILURES:
            outcome.passed += 1
        elif check in known:
            failing.add(check)
            outcome.known.append(check)
        else:
            outcome.unexpected.append(f"{check}: {reason}")
    outcome.unexpected += [
        f"{check}: passes now; please remove it from {KNOWN_FAILURES.name}"
        for check in sorted(known - failing)
    ]
    if not any(result.resource_type for result in results):
        outcome.unexpected.append("scim2-tester did not get beyond discovery")
    return outcome


def known_failures() -> set[str]:
    """The checks named in the file; what follows ` # ` on a line is the reason."""
    lines = KNOWN_FAILURES.read_text().splitlines()
    entries = [line for line in lines if line.strip() and not line.startswith("#")]
    for entry in entries:
        if " # " not in entry:
            raise SystemExit(f"{KNOWN_FAILURES.name}: no reason is given for `{entry}`")
    return {entry.split(" # ")[0].strip() for entry in entries}


def name(result: CheckResult) -> str:
    """What stays the same from run to run: resource type, check, attribute."""
    parts = [result.resource_type or "service", result.title or "check"]
    if isinstance(result.data, dict) and "urn" in result.data:
        parts.append(str(result.data["urn"]))
    return " ".join(parts)


def first_line(text: str | None) -> str:
    lines = (text or "").strip().splitlines()
    return lines[0] if lines else ""
