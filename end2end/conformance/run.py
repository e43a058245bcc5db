"""Drives a real Rollcall with public SCIM clients, and reports what passed and what failed.

    python run.py --binary target/debug/rollcall

`cargo xtask test conformance` makes the Python environment and runs this. The last lines
(`  40 passed`, `  1 failed`) are read by it.
"""

import argparse
import sys

import clients
import tester
from rollcall import Rollcall


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", required=True, help="the rollcall binary to test")
    arguments = parser.parse_args()

    with Rollcall(arguments.binary) as server:
        checks = tester.run(server)
        steps = clients.run(server)

    passed = checks.passed + steps.passed
    failures = checks.unexpected + steps.failures
    print()
    for failure in failures:
        print(f"FAILED {failure}")
    print(f"  {len(failures)} failed")
    print(f"  {checks.skipped} skipped")
    print(f"  {len(checks.known)} known failures")
    print(f"  {passed} passed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
