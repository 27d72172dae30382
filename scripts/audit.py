"""Ask the registries for known vulnerabilities of everything that is installed.

The exit code is 0 if all were asked and know of none, 1 if there is one, and 2 if a registry could not be asked, which
must not look like success.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
CLEAN, FOUND, NOT_ASKED = 0, 1, 2
PIP_AUDIT = [
    sys.executable,
    "-m",
    "pip_audit",
    "--require-hashes",
    "--disable-pip",
    "--progress-spinner=off",
    "-f",
    "json",
]


def main() -> int:
    """Audit both lock files of Python and the one of npm."""
    return max(audit_python("base"), audit_python("dev"), audit_npm())


def audit_python(name: str) -> int:
    """The vulnerabilities that PyPI knows of a lock file's packages."""
    lock = f"requirements/{name}.lock"
    asked = run([*PIP_AUDIT, "-r", lock])
    try:
        packages = json.loads(asked.stdout)["dependencies"]
    except (ValueError, KeyError):
        return not_asked(lock, asked)
    skipped = [package for package in packages if "vulns" not in package]
    known = [package for package in packages if "vulns" in package]
    vulnerable = [
        f"{one['name']} {one['version']}: {vulnerability['id']}" for one in known for vulnerability in one["vulns"]
    ]
    if skipped:
        reason = skipped[0].get("skip_reason", "no reason was given")
        print(f"NOT AUDITED: {lock}: {len(skipped)} of {len(packages)} packages: {reason}")
    return max(report(lock, len(known), vulnerable), NOT_ASKED if skipped else CLEAN)


def audit_npm() -> int:
    """The vulnerabilities that npm's registry knows of package-lock.json."""
    lock = "package-lock.json"
    asked = run(["npm", "audit", "--package-lock-only", "--json"])
    try:
        answer = json.loads(asked.stdout)
        count, vulnerable = answer["metadata"]["dependencies"]["total"], answer["vulnerabilities"]
    except (ValueError, KeyError):
        return not_asked(lock, asked)
    return report(lock, count, [f"{name} {one['range']}: {one['severity']}" for name, one in vulnerable.items()])


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a command in the project's folder."""
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=600)


def report(lock: str, count: int, vulnerable: list[str]) -> int:
    """Print what was found."""
    print(f"{lock}: {count} packages, {len(vulnerable)} known vulnerabilities", *vulnerable, sep="\n  ")
    return FOUND if vulnerable else CLEAN


def not_asked(lock: str, asked: subprocess.CompletedProcess[str]) -> int:
    """Print why there is no answer."""
    said = (asked.stderr.strip() or asked.stdout.strip() or f"exit code {asked.returncode}").splitlines()
    print(f"NOT AUDITED: {lock}:", *said[:3], sep="\n  ")
    return NOT_ASKED


if __name__ == "__main__":
    sys.exit(main())
